#include "parsers/internal/forest.h"

#include <cmath>

namespace stratwatch::parsers::internal {

namespace {

// A walk down a tree waits for memory at each level: several rows walk side by side, and a tree
// stays in the cache for all of them.
constexpr std::size_t kSideBySide = 8;

template <std::size_t kRows>
void Add(std::span<const ForestTree> trees, const float* values, std::size_t width,
         std::array<std::int32_t, kRows>& thousandths) {
  for (const ForestTree& tree : trees) {
    std::array<std::uint32_t, kRows> node{};
    for (int level = 0; level < kTreeDepth; ++level) {
      for (std::size_t row = 0; row < kRows; ++row) {
        const std::uint32_t at = node[row];
        const bool right = values[row * width + tree.feature[at]] > tree.threshold[at];
        node[row] = 2 * at + 1 + (right ? 1 : 0);
      }
    }
    for (std::size_t row = 0; row < kRows; ++row) {
      thousandths[row] += tree.leaf[node[row] - kTreeNodes];
    }
  }
}

template <std::size_t kRows>
void Walk(const Forest& forest, const float* values, std::size_t width, float* out) {
  std::array<std::int32_t, kRows> thousandths{};
  for (const auto& part : forest.trees) Add<kRows>(part, values, width, thousandths);
  for (std::size_t row = 0; row < kRows; ++row) {
    const float log_odds = forest.bias + 0.001F * static_cast<float>(thousandths[row]);
    out[row] = 1.0F / (1.0F + std::exp(-log_odds));
  }
}

}  // namespace

void Forest::Predict(std::span<const float> values, std::size_t width, std::span<float> out) const {
  std::size_t row = 0;
  for (; row + kSideBySide <= out.size(); row += kSideBySide) {
    Walk<kSideBySide>(*this, values.data() + row * width, width, out.data() + row);
  }
  for (; row < out.size(); ++row) {
    Walk<1>(*this, values.data() + row * width, width, out.data() + row);
  }
}

float Forest::Predict(std::span<const float> row) const {
  float probability = 0;
  Walk<1>(*this, row.data(), row.size(), &probability);
  return probability;
}

}  // namespace stratwatch::parsers::internal
