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
// - where a text speaks of one year ahead, and a plan is said to reach it, it is the horizon of the
//   figures near: those in the rest of the sentence and the two behind it ("the strategy, which
//   runs until 2028, …"); all that follow a plan's period ("the plan for 2026-2030"); all of the
//   text when its title says so ("Strategy extended to 2028").
// A figure that is so already, was so, or is so each year is no plan's goal. Years up to the
// article's own are no targets. `years` and `claims` in order of position.
void GiveTargetYears(const FoldedText& folded, const FigureWords& words, const ClaimScope& scope,
                     const std::vector<StatedYear>& years, std::vector<ClaimMention>& claims);

}  // namespace stratwatch::pipeline::internal
