#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "store/internal/folding.h"

namespace stratwatch::store {

struct Token {
  std::string_view term;       // Folded; valid until the visitor returns.
  std::uint32_t position = 0;  // Counts words; each character of a pair is one.
  std::uint32_t begin = 0;     // Bytes of the text.
  std::uint32_t end = 0;
  // In a query: the term is one lone character, which the index knows as the beginning of pairs.
  bool begins_pairs = false;
};

// Text to terms, the same for what is stored and for what is asked.
//
// A word is what UAX 29 calls one, except that an apostrophe or dot ends it (l'IA, U.S. becomes
// one word again) and digits are not joined across a comma: a written word that gives several
// terms is searched as a phrase of them, so both sides agree. Scripts without spaces between words
// (ideographs, kana, Hangul; Thai, Lao, Khmer, Burmese, each letter with its marks) give
// overlapping pairs, so that any two characters of a text find it. A dictionary would cut a text
// and a word of it apart in different places, the newer the word the more often: a loan word such
// as "AI" in Thai is in none. The last of a run stands alone, so that one character finds it as
// well. Threads: thread-safe.
class Analyzer {
 public:
  enum class Purpose { kIndex, kQuery };
  // Longer words are cut, on both sides alike: they are encoded bytes, not language.
  static constexpr std::size_t kTermBytesMax = 120;

  // Calls `visit` for each term in text order until it returns false. Terms without a letter or
  // digit do not occur. `text` is UTF-8; broken bytes separate words. Texts over 4 GiB are cut.
  void Analyze(std::string_view text, Purpose purpose,
               const std::function<bool(const Token&)>& visit) const;

 private:
  Folding folding_;
};

}  // namespace stratwatch::store
