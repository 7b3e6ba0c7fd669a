#pragma once

#include <cstdint>
#include <string>

namespace stratwatch {

// The region whose usage a text follows: Brazil's Portuguese, Taiwan's Chinese. Kept apart from the
// language, which is told from the text alone.
struct LanguageRegion {
  std::string code;         // ISO 3166-1 alpha-2: "BR". Empty when nothing tells it.
  std::string evidence;     // "text: equipe, econôm; html:lang pt-BR", "domain: .br"
  float confidence = 0.0F;  // 0 … 1

  bool operator==(const LanguageRegion&) const = default;
};

// Paragraphs of a text that are in another language than the text as a whole: a statement left in
// the original, an English abstract.
struct ForeignPassage {
  std::uint32_t begin = 0;  // Bytes into Article::text, of whole paragraphs.
  std::uint32_t end = 0;
  std::string language;  // BCP 47
  float confidence = 0.0F;

  bool operator==(const ForeignPassage&) const = default;
};

}  // namespace stratwatch
