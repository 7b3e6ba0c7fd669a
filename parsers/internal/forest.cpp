#include "parsers/internal/forest.h"

#include <cmath>

namespace stratwatch::parsers::internal {

float Forest::Predict(std::span<const float> row) const {
  std::int32_t thousandths = 0;
  for (const ForestTree& tree : trees) {
    std::size_t node = 0;
    for (int level = 0; level < kTreeDepth; ++level) {
      const bool right = row[tree.feature[node]] > tree.threshold[node];
      node = 2 * node + 1 + (right ? 1 : 0);
    }
    thousandths += tree.leaf[node - kTreeNodes];
  }
  const float log_odds = bias + 0.001F * static_cast<float>(thousandths);
  return 1.0F / (1.0F + std::exp(-log_odds));
}

}  // namespace stratwatch::parsers::internal
