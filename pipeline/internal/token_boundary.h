#pragma once

#include <cstddef>
#include <string_view>

#include "pipeline/internal/folded_text.h"

namespace stratwatch::pipeline::internal {

// True when a word may begin or end between units at - 1 and at: at the ends of the text, beside
// anything that is no letter or digit, between two scripts, and anywhere inside scripts that are
// written without spaces.
inline bool IsBoundary(const FoldedText& text, std::size_t at) {
  if (at == 0 || at >= text.units.size()) return true;
  const CharKind before = text.kinds[at - 1];
  return before != text.kinds[at] || before == kOtherKind || before >= kUnspacedScriptKind;
}

// True for the scripts that write some small words as part of the next word.
inline bool MayJoinPrefixes(CharKind kind) {
  return kind == kArabicKind || kind == kHebrewKind || kind == kEthiopicKind || kind == kHangulKind;
}

// True when a name may start at `at`: at a boundary, or after the small words that Arabic,
// Hebrew and Ethiopic scripts write as part of the next word (and, in, to, from, the), or the
// Korean "anti-", "in" and the like.
bool StartsWordAfterPrefix(const FoldedText& text, std::size_t at);
inline bool StartsWord(const FoldedText& text, std::size_t at) {
  if (IsBoundary(text, at)) return true;
  return MayJoinPrefixes(text.kinds[at]) && StartsWordAfterPrefix(text, at);
}

// True when a name may end at `at`: at a boundary, or in Hangul before nothing but particles
// ("은", "에서", "으로") and nouns that Korean adds to a country's name ("인", "정부").
bool EndsWord(const FoldedText& text, std::size_t at);

// The first unit at or after `at` where IsBoundary holds.
std::size_t WordEnd(const FoldedText& text, std::size_t at);
// The last unit at or before `at` where IsBoundary holds.
std::size_t WordBegin(const FoldedText& text, std::size_t at);

// The letters between the start of its word and `at`: "وال" in "والمغرب".
std::u16string_view PrefixBefore(const FoldedText& text, std::size_t at);

}  // namespace stratwatch::pipeline::internal
