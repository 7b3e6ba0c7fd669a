#include "bench/extract/gbdt.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace stratwatch::bench {
namespace {

using parsers::internal::ForestTree;
using parsers::internal::kTreeDepth;
using parsers::internal::kTreeLeaves;
using parsers::internal::kTreeNodes;

constexpr std::size_t kBins = 64;

// The samples with each value replaced by its bin, feature by feature.
struct Binned {
  std::vector<std::vector<float>> edges;        // A value is in bin b when above b of the edges.
  std::vector<std::vector<std::uint8_t>> bins;  // [feature][row]
};

Binned BinSamples(const Samples& samples, std::span<const std::uint32_t> rows) {
  Binned binned;
  binned.edges.resize(samples.width);
  binned.bins.assign(samples.width, std::vector<std::uint8_t>(rows.size()));
  for (std::size_t feature = 0; feature < samples.width; ++feature) {
    std::vector<float> sorted;
    sorted.reserve(rows.size());
    for (const std::uint32_t row : rows) sorted.push_back(samples.Row(row)[feature]);
    std::vector<float> values = sorted;
    std::sort(sorted.begin(), sorted.end());
    std::vector<float>& edges = binned.edges[feature];
    for (std::size_t b = 1; b < kBins; ++b) {
      const float edge = sorted[sorted.size() * b / kBins];
      // Printed with four digits: the printed value must split the same way.
      const float printed = std::stof(fmt::format("{:.4g}", edge));
      if ((edges.empty() || printed > edges.back()) && printed < sorted.back()) {
        edges.push_back(printed);
      }
    }
    // Rare large values: a flag that is 1 on one row in a thousand needs its edge too.
    if (edges.empty() && sorted.front() < sorted.back()) {
      edges.push_back(std::stof(fmt::format("{:.4g}", (sorted.front() + sorted.back()) / 2)));
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
      const auto at = std::lower_bound(edges.begin(), edges.end(), values[i]);
      binned.bins[feature][i] = static_cast<std::uint8_t>(at - edges.begin());
    }
  }
  return binned;
}

struct Split {
  double gain = 0;
  std::uint8_t feature = 0;
  std::uint8_t bin = 0;  // Right when the row's bin is above it.
  bool found = false;
};

struct Cell {
  double gradient = 0;
  double curvature = 0;
};

class Booster {
 public:
  Booster(const Samples& samples, std::span<const std::uint32_t> rows, const LearnOptions& options)
      : samples_(samples),
        rows_(rows),
        options_(options),
        random_(options.seed),
        binned_(BinSamples(samples, rows)),
        odds_(rows.size()),
        gradients_(rows.size()),
        curvatures_(rows.size()) {
    for (const std::uint32_t row : rows) weight_ += samples.weights[row];
  }

  LearnedForest Run() {
    double positive = 0;
    for (const std::uint32_t row : rows_) positive += samples_.weights[row] * samples_.labels[row];
    const double share = std::clamp(positive / weight_, 0.01, 0.99);
    LearnedForest forest;
    forest.bias = static_cast<float>(std::log(share / (1 - share)));
    std::fill(odds_.begin(), odds_.end(), forest.bias);
    for (int tree = 0; tree < options_.trees; ++tree) forest.trees.push_back(Grow());
    return forest;
  }

 private:
  ForestTree Grow() {
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      const double p = 1.0 / (1.0 + std::exp(-odds_[i]));
      const double weight = samples_.weights[rows_[i]];
      gradients_[i] = static_cast<float>(weight * (samples_.labels[rows_[i]] - p));
      curvatures_[i] = static_cast<float>(weight * p * (1 - p));
    }
    std::vector<std::uint32_t> in_tree;
    std::bernoulli_distribution chosen(options_.rows_share);
    for (std::uint32_t i = 0; i < rows_.size(); ++i) {
      if (chosen(random_)) in_tree.push_back(i);
    }
    ForestTree tree{};
    tree.threshold.fill(std::numeric_limits<float>::max());
    std::vector<std::uint8_t> split_bin(kTreeNodes, 255);
    std::vector<std::vector<std::uint32_t>> members(kTreeNodes + kTreeLeaves);
    members[0] = std::move(in_tree);
    ChooseFeatures();
    for (std::size_t node = 0; node < kTreeNodes; ++node) {
      const Split split = Best(members[node]);
      std::vector<std::uint32_t>& left = members[2 * node + 1];
      std::vector<std::uint32_t>& right = members[2 * node + 2];
      if (!split.found) {
        left = std::move(members[node]);
        continue;
      }
      tree.feature[node] = split.feature;
      tree.threshold[node] = binned_.edges[split.feature][split.bin];
      split_bin[node] = split.bin;
      for (const std::uint32_t i : members[node]) {
        (binned_.bins[split.feature][i] > split.bin ? right : left).push_back(i);
      }
      members[node].clear();
    }
    for (std::size_t leaf = 0; leaf < kTreeLeaves; ++leaf) {
      tree.leaf[leaf] = LeafValue(members[kTreeNodes + leaf]);
    }
    Apply(tree, split_bin);
    return tree;
  }

  void ChooseFeatures() {
    features_.resize(samples_.width);
    std::iota(features_.begin(), features_.end(), 0);
    std::shuffle(features_.begin(), features_.end(), random_);
    const double share = options_.features_share * static_cast<double>(samples_.width);
    features_.resize(std::max<std::size_t>(1, static_cast<std::size_t>(share)));
  }

  Split Best(const std::vector<std::uint32_t>& members) const {
    Split best;
    Cell total;
    for (const std::uint32_t i : members) {
      total.gradient += gradients_[i];
      total.curvature += curvatures_[i];
    }
    const double ridge = options_.ridge * weight_;
    const double least = options_.leaf_weight_min * weight_;
    const auto value = [&](const Cell& cell) {
      return cell.gradient * cell.gradient / (cell.curvature + ridge);
    };
    if (total.curvature < 2 * least) return best;
    std::vector<Cell> cells(kBins);
    for (const std::size_t feature : features_) {
      const std::size_t edges = binned_.edges[feature].size();
      if (edges == 0) continue;
      std::fill(cells.begin(), cells.end(), Cell{});
      const std::vector<std::uint8_t>& bins = binned_.bins[feature];
      for (const std::uint32_t i : members) {
        cells[bins[i]].gradient += gradients_[i];
        cells[bins[i]].curvature += curvatures_[i];
      }
      Cell left;
      for (std::size_t bin = 0; bin < edges; ++bin) {
        left.gradient += cells[bin].gradient;
        left.curvature += cells[bin].curvature;
        const Cell right{total.gradient - left.gradient, total.curvature - left.curvature};
        if (left.curvature < least || right.curvature < least) continue;
        const double gain = value(left) + value(right) - value(total);
        if (gain > best.gain) {
          best = {gain, static_cast<std::uint8_t>(feature), static_cast<std::uint8_t>(bin), true};
        }
      }
    }
    return best;
  }

  std::int16_t LeafValue(const std::vector<std::uint32_t>& members) const {
    Cell cell;
    for (const std::uint32_t i : members) {
      cell.gradient += gradients_[i];
      cell.curvature += curvatures_[i];
    }
    const double step = cell.gradient / (cell.curvature + options_.ridge * weight_);
    return static_cast<std::int16_t>(
        std::lround(1000 * options_.rate * std::clamp(step, -20.0, 20.0)));
  }

  void Apply(const ForestTree& tree, const std::vector<std::uint8_t>& split_bin) {
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      std::size_t node = 0;
      for (int level = 0; level < kTreeDepth; ++level) {
        const bool right =
            split_bin[node] != 255 && binned_.bins[tree.feature[node]][i] > split_bin[node];
        node = 2 * node + 1 + (right ? 1 : 0);
      }
      odds_[i] += 0.001F * static_cast<float>(tree.leaf[node - kTreeNodes]);
    }
  }

  const Samples& samples_;
  std::span<const std::uint32_t> rows_;
  LearnOptions options_;
  std::mt19937 random_;
  Binned binned_;
  std::vector<float> odds_;
  std::vector<float> gradients_;
  std::vector<float> curvatures_;
  std::vector<std::size_t> features_;
  double weight_ = 0;
};

// Appends `item` to the source, wrapped at 98 columns.
void Wrap(std::string& source, std::size_t& column, const std::string& item) {
  if (column + item.size() > 98) {
    source += "\n";
    column = 0;
  }
  source += item;
  column += item.size();
}

}  // namespace

LearnedForest Learn(const Samples& samples, std::span<const std::uint32_t> rows,
                    const LearnOptions& options) {
  return Booster(samples, rows, options).Run();
}

namespace {

// Trees of one file: just under 600 lines.
constexpr std::size_t kTreesPerFile = 119;

std::string TreesAsSource(std::span<const ForestTree> trees) {
  std::string source =
      "// Written by bench_extract_learn; do not edit. Each tree: features, thresholds, leaves.\n"
      "#include \"parsers/internal/forest.h\"\n\n"
      "namespace stratwatch::parsers::internal {\n"
      "namespace {\n\n"
      "// clang-format off\n"
      "constexpr float kNever = 3.4e38F;  // A node that does not split.\n\n"
      "constexpr ForestTree kTrees[] = {\n";
  for (const ForestTree& tree : trees) {
    std::size_t column = 0;
    Wrap(source, column, "{{");
    for (const std::uint8_t feature : tree.feature)
      Wrap(source, column, fmt::format("{},", feature));
    Wrap(source, column, "},{");
    for (const float threshold : tree.threshold) {
      std::string number = fmt::format("{:.4g}", threshold);
      if (threshold == std::numeric_limits<float>::max()) {
        number = "kNever";
      } else if (number.find_first_of(".e") != std::string::npos) {
        number += "F";
      }
      Wrap(source, column, number + ",");
    }
    Wrap(source, column, "},{");
    for (const std::int16_t leaf : tree.leaf) Wrap(source, column, fmt::format("{},", leaf));
    Wrap(source, column, "}},");
    source += "\n";
  }
  return source + "};\n// clang-format on\n\n}  // namespace\n\n";
}

constexpr std::string_view kSourceEnd = "}\n\n}  // namespace stratwatch::parsers::internal\n";

}  // namespace

std::vector<std::string> AsSources(const LearnedForest& forest, const std::string& function) {
  const std::span<const ForestTree> trees = forest.trees;
  const std::size_t head = std::min(trees.size(), kTreesPerFile);
  const bool whole = head == trees.size();
  std::vector<std::string> sources;
  sources.push_back(TreesAsSource(trees.first(head)) +
                    fmt::format("const Forest& {}() {{\n"
                                "  static const Forest kForest{{{:.5f}F, {{kTrees{}}}}};\n"
                                "  return kForest;\n",
                                function, forest.bias, whole ? "" : ", " + function + "Rest()") +
                    std::string(kSourceEnd));
  if (whole) return sources;
  sources.push_back(TreesAsSource(trees.subspan(head)) +
                    fmt::format("std::span<const ForestTree> {}Rest() {{\n"
                                "  return kTrees;\n",
                                function) +
                    std::string(kSourceEnd));
  return sources;
}

}  // namespace stratwatch::bench
