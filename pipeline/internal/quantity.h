#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "pipeline/internal/figure_lexicon.h"

namespace stratwatch::pipeline::internal {

// A number as it stands in a text: "1,00,000", "6.4 mil milhões", "2兆2000億", "half a million".
struct Quantity {
  std::size_t begin = 0;  // Units of the folded text.
  std::size_t end = 0;
  double value = 0.0;
  bool in_digits = false;  // At least one part of it.
  bool scaled = false;     // A scale word ("million", 億) is part of it.
  bool plain = false;      // Digits alone, without any separator: may be a year.
};

// All numbers of a text, in order. `language`: BCP 47; decides between decimal and thousands
// separators, and whether the scale stands before its number (Swahili).
std::vector<Quantity> ReadQuantities(const FoldedField& field, const FigureWords& words,
                                     std::string_view language);

}  // namespace stratwatch::pipeline::internal
