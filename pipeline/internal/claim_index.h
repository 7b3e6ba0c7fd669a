#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/claim.h"
#include "pipeline/internal/figure_lexicon.h"
#include "pipeline/internal/quantity.h"

namespace stratwatch::pipeline::internal {

struct ClaimMention {
  std::size_t begin = 0;  // Units of the folded body.
  std::size_t end = 0;
  ClaimType type = ClaimType::kCount;
  double value = 0.0;
  std::string unit;
  int target_year = 0;
};

// What the reader of figures must know of the article.
struct ClaimScope {
  std::string_view language;
  int year = 0;  // When the article appeared; 0 when unknown.
  // Whose policy it is, most first: whose dollar, peso or rupee is meant.
  std::vector<std::string> countries;
  // Units [first, second) that are names ("Digital Morocco 2030"), in order: no year in them is a
  // target.
  std::vector<std::pair<std::size_t, std::size_t>> names;
  // Plans by name or by word ("strategy"), in order: a year said of one may be the horizon of what
  // it wants. Laws are none.
  std::vector<std::pair<std::size_t, std::size_t>> plans;
  // Years in a title that speaks of a plan ("Strategy extended to 2028").
  std::vector<int> title_years;
};

// Reads the figures of a text: which numbers are money, shares, ranks, counts or capacities, in
// what unit, and by which year. Dates, durations, ages and years are left out.
// Threads: thread-safe once built. Borrows `rules` for its life.
class ClaimIndex {
 public:
  explicit ClaimIndex(const GazetteerRules& rules) : lexicon_(rules) {}
  void AddWords(PhraseIndexBuilder& builder) const { lexicon_.AddWords(builder); }

  // In order, without overlaps.
  std::vector<ClaimMention> Find(const FoldedField& body, const ClaimScope& scope) const;

 private:
  FigureLexicon lexicon_;
};

}  // namespace stratwatch::pipeline::internal
