#pragma once

#include <cstdint>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "parsers/internal/forest.h"

namespace stratwatch::bench {

// Rows to learn from, row-major.
struct Samples {
  std::size_t width = 0;
  std::vector<float> values;
  std::vector<float> labels;  // 0 … 1
  std::vector<float> weights;

  std::size_t Rows() const { return labels.size(); }
  std::span<const float> Row(std::size_t row) const { return {values.data() + row * width, width}; }
};

struct LearnOptions {
  int trees = 100;
  double rate = 0.1;
  double rows_share = 0.7;        // Of the rows, for each tree.
  double features_share = 0.4;    // Of the features, for each tree.
  double leaf_weight_min = 1e-4;  // As a share of all weight.
  double ridge = 3e-5;            // Of all weight, added to each leaf's curvature.
  std::uint32_t seed = 1;
};

struct LearnedForest {
  float bias = 0;
  std::vector<parsers::internal::ForestTree> trees;

  parsers::internal::Forest View() const { return {bias, {trees}}; }
};

// Gradient boosting for log loss: histogram splits over at most 64 bins, complete trees.
LearnedForest Learn(const Samples& samples, std::span<const std::uint32_t> rows,
                    const LearnOptions& options);

// C++ sources that define `function` returning the forest: one file, or two where that would be too
// long a file, of which the second defines `function` + "Rest".
std::vector<std::string> AsSources(const LearnedForest& forest, const std::string& function);

}  // namespace stratwatch::bench
