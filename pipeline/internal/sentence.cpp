#include "pipeline/internal/sentence.h"

#include <algorithm>

namespace stratwatch::pipeline::internal {
namespace {

constexpr int kThaiCalendar = 543;
// What goes on for longer is a list or a table: no sentence, and not to be read again and again.
constexpr std::size_t kSentenceUnitsMax = 2000;

bool IsSentenceEnd(const FoldedText& folded, std::size_t at) {
  if (folded.kinds[at] != kOtherKind) return false;  // Most of a text.
  const char16_t unit = folded.units[at];
  if (unit == u'\n' || unit == u'。' || unit == u'!' || unit == u'?' || unit == u';' ||
      unit == u'؟' || unit == u'।' || unit == u'።') {
    return true;
  }
  // A full stop before a space and not after an initial ("U.S. strategy").
  return unit == u'.' && at + 1 < folded.units.size() && folded.units[at + 1] == u' ' && at > 2 &&
         folded.units[at - 2] != u'.' && folded.units[at - 2] != u' ';
}

}  // namespace

bool SameSentence(const FoldedText& folded, std::size_t from, std::size_t to) {
  if (to > from && to - from > kSentenceUnitsMax) return false;
  for (std::size_t at = from; at < to; ++at) {
    if (IsSentenceEnd(folded, at)) return false;
  }
  return true;
}

std::size_t BackInSentence(const FoldedText& folded, std::size_t at, std::size_t units) {
  const std::size_t first = at > units ? at - units : 0;
  while (at > first && !IsSentenceEnd(folded, at - 1)) --at;
  return at;
}

std::size_t AheadInSentence(const FoldedText& folded, std::size_t at, std::size_t units) {
  const std::size_t last = std::min(folded.units.size(), at + units);
  while (at < last && !IsSentenceEnd(folded, at)) ++at;
  return at;
}

bool IsDense(const FoldedText& folded, std::size_t at) {
  return folded.kinds[at] >= kUnspacedScriptKind || folded.kinds[at] == kKatakanaKind;
}

std::vector<int> YearsIn(const FoldedText& folded, std::size_t from, std::size_t to) {
  std::vector<int> years;
  for (std::size_t at = from; at + 4 <= to; ++at) {
    if (folded.kinds[at] != kDigitKind || (at > 0 && folded.kinds[at - 1] == kDigitKind)) continue;
    int value = 0;
    std::size_t digits = 0;
    while (at + digits < folded.units.size() && folded.kinds[at + digits] == kDigitKind &&
           digits < 5) {
      value = value * 10 + (folded.units[at + digits] - u'0');
      ++digits;
    }
    if (digits != 4) continue;
    if (value >= 2550 && value <= 2650) value -= kThaiCalendar;
    if (value >= 1990 && value <= 2099) years.push_back(value);
  }
  return years;
}

}  // namespace stratwatch::pipeline::internal
