#pragma once

#include <cstddef>
#include <vector>

#include "pipeline/internal/claim_index.h"

namespace stratwatch::pipeline::internal {

// A year written in a text: units [begin, end) of the folded body.
struct StatedYear {
  std::size_t begin = 0;
  std::size_t end = 0;
  int year = 0;
  bool in_name = false;  // Part of a plan's name, as it stands in the text.
  bool until = false;    // A word says that something is to be reached by then ("by", "まで").
};

// Gives each claim the year it is to be reached by, where the text ties one to it:
// - a year that opens its clause, or precedes a figure in a language whose verbs come last, is that
//   of the figures behind it ("by 2030, 500 schools", 到2030年拥有10万块);
// - else it is that of the figure before it ("500 schools by 2030") and of those behind it, where a
//   list may go on;
// - a year that a plan is said to reach ("the strategy, which runs until 2028, …") is the horizon
// of
//   the figures in the rest of its sentence and the two behind it.
// Years up to the article's own are no targets. `years` and `claims` in order of position.
void GiveTargetYears(const FoldedText& folded, const ClaimScope& scope,
                     const std::vector<StatedYear>& years, std::vector<ClaimMention>& claims);

}  // namespace stratwatch::pipeline::internal
