#pragma once

#include <string>
#include <string_view>

namespace stratwatch::parsers::internal {

// A text as dates are compared in it: compatibility forms resolved, digits of every script as
// ASCII, invisible marks dropped, accents dropped where they are spelling variants (Latin, Greek,
// Cyrillic, Hebrew, Arabic), one form of the Arabic letters that Persian and Urdu write otherwise.
// `folded` and `cased` have one code point each for the same place.
struct DateText {
  std::u32string folded;  // Without case.
  std::u32string cased;   // With it: "EST" is a zone, "est" a French verb.
};

DateText FoldDateText(std::string_view utf8);

bool IsLetterOrMark(char32_t c);
// Of the scripts that put no space between words: Thai, Lao, Khmer, Myanmar, Tibetan, Han, Kana.
bool IsUnspaced(char32_t c);
inline bool IsAsciiDigit(char32_t c) {
  return c >= U'0' && c <= U'9';
}
// Stands for left-out letters inside a name: '.', Devanagari's and Hebrew's signs, apostrophes
// and the half rings that transliterations have for them.
bool IsAbbreviationMark(char32_t c);

}  // namespace stratwatch::parsers::internal
