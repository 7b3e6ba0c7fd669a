#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace stratwatch::pipeline::internal {

// What a folded unit was in the text: enough to tell where words end (token_boundary.h).
// Letters carry the number of their script, so that two scripts side by side are two words.
enum CharKind : std::uint8_t {
  kOtherKind = 0,  // Space, punctuation, symbols, anything unassigned.
  kDigitKind = 1,
  kLatinKind = 2,
  kCyrillicKind = 3,
  kGreekKind = 4,
  kArabicKind = 5,
  kHebrewKind = 6,
  kHangulKind = 7,
  kKatakanaKind = 8,
  kEthiopicKind = 9,
  kOtherScriptKind = 10,     // First of the other scripts whose words stand apart.
  kUnspacedScriptKind = 96,  // First of the scripts written without spaces: Han, Thai, Khmer, …
};

// A text folded for matching, with the way back to its bytes. Unit i was made from the bytes
// [begin[i], begin[i] + bytes[i]) of the text; units of one character share them.
struct FoldedText {
  std::u16string units;
  std::vector<std::uint32_t> begin;
  std::vector<std::uint8_t> bytes;
  std::vector<CharKind> kinds;

  std::u16string_view Units(std::size_t first, std::size_t last) const {
    return std::u16string_view(units).substr(first, last - first);
  }
  // The byte span of units [first, last), which must not be empty.
  std::pair<std::uint32_t, std::uint32_t> Span(std::size_t first, std::size_t last) const {
    return {begin[first], begin[last - 1] + bytes[last - 1]};
  }
};

// Folds what writers vary without meaning another word: case, compatibility forms (NFKC),
// accents of Latin, Greek and Cyrillic, Arabic vowel marks and the forms of alef, yeh, kaf and
// teh marbuta, Hebrew points, native digits, traditional to simplified Han, dashes to spaces;
// quotation marks, joiners and bidi marks are dropped. A run of white space is one space, or one
// line feed when it ends a paragraph (two line feeds). Invalid UTF-8 becomes U+FFFD, a unit that
// matches nothing.
//
// Threads: thread-safe once built. Building takes some 40 ms (ICU's tables for the whole BMP).
class MatchFolding {
 public:
  MatchFolding();
  // The one that everything shares, built at the first call: what a code point becomes is the same
  // for all rules and never changes.
  static const MatchFolding& Shared();

  FoldedText Fold(std::string_view utf8) const;
  // The folded units alone, without leading or trailing space: for names in a dictionary.
  std::u16string FoldName(std::u16string_view name) const;
  std::u16string FoldName(std::string_view utf8) const;

  CharKind KindOf(char32_t code_point) const;

 private:
  // What becomes of a code point of the BMP; others are looked up in ICU each time.
  enum Action : std::uint8_t { kKeep, kDrop, kMark, kSpace, kExpand };
  void Learn(char32_t code_point);
  void LearnHan();

  // What is known of a code point stands together: a text asks for all of it.
  struct Folded {
    char16_t unit = 0;  // Of kExpand: its place in expansions_.
    Action action = kKeep;
    CharKind kind = kOtherKind;
  };
  std::array<Folded, 0x10000> folded_;
  std::vector<std::u16string> expansions_;
};

}  // namespace stratwatch::pipeline::internal
