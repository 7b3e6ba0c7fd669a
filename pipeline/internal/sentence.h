#pragma once

#include <cstddef>
#include <vector>

#include "pipeline/internal/folded_text.h"

namespace stratwatch::pipeline::internal {

// True when no sentence ends in units [from, to), and they are not longer than a sentence can be.
bool SameSentence(const FoldedText& folded, std::size_t from, std::size_t to);

// How far back from `at`, or ahead of it, its sentence goes: at most `units`.
std::size_t BackInSentence(const FoldedText& folded, std::size_t at, std::size_t units);
std::size_t AheadInSentence(const FoldedText& folded, std::size_t at, std::size_t units);

// True when the unit is of a script without spaces, where a word is two units and so is a gap.
bool IsDense(const FoldedText& folded, std::size_t at);

// The years written in units [from, to): four digits from 1990 to 2099, or of the Thai calendar,
// given as years of the common era.
std::vector<int> YearsIn(const FoldedText& folded, std::size_t from, std::size_t to);

}  // namespace stratwatch::pipeline::internal
