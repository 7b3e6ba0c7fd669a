#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace stratwatch::parsers::internal {

// A boosted forest of complete binary trees, learned offline (bench/extract) and compiled in.
// Node n of a tree has children 2n+1 and 2n+2; a row goes right when its feature is above the
// threshold.
inline constexpr int kTreeDepth = 5;
inline constexpr std::size_t kTreeNodes = (1U << kTreeDepth) - 1;
inline constexpr std::size_t kTreeLeaves = 1U << kTreeDepth;

struct ForestTree {
  std::array<std::uint8_t, kTreeNodes> feature;
  std::array<float, kTreeNodes> threshold;
  std::array<std::int16_t, kTreeLeaves> leaf;  // Log-odds, in thousandths.
};

struct Forest {
  float bias = 0;  // Log-odds before any tree.
  // In two parts, of which the second may be empty: a long forest is two source files.
  std::array<std::span<const ForestTree>, 2> trees;

  // The probability for each row of `values`, rows of `width` one behind the other. `out` has one
  // place a row.
  void Predict(std::span<const float> values, std::size_t width, std::span<float> out) const;
  // The same of one row.
  float Predict(std::span<const float> row) const;
};

// P(block is body text) from local features; and the judgement over those and the context rows.
const Forest& FirstBlockForest();
const Forest& FinalBlockForest();
// The second part of its trees.
std::span<const ForestTree> FinalBlockForestRest();

}  // namespace stratwatch::parsers::internal
