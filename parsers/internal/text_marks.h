#pragma once

#include <cstdint>
#include <string_view>

namespace stratwatch::parsers::internal {

// Counts over one block's characters, in every script's own punctuation.
struct TextMarks {
  std::uint32_t commas = 0;         // , ، 、 ， ; ؛ ፣
  std::uint32_t sentence_ends = 0;  // . ! ? … 。 ！ ？ ؟ । ።
  std::uint32_t digits = 0;
  std::uint32_t capitals = 0;  // ASCII only.
  std::uint32_t words = 0;     // Runs between blanks.
  std::uint32_t bars = 0;      // | » › ·
  std::uint32_t at_signs = 0;
  std::uint32_t quotes = 0;    // " “ ” « » 「 」
  bool ends_sentence = false;  // The last character, closing quotes apart, ends a sentence.
  bool colon_at_end = false;
  bool starts_lower = false;   // ASCII lower-case letter.
  bool starts_bullet = false;  // • - – * ▪ ►
  bool copyright = false;      // © or "(c)"
};

TextMarks MarksOf(std::string_view utf8);

}  // namespace stratwatch::parsers::internal
