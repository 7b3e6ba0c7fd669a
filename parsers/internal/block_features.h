#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "parsers/internal/text_blocks.h"

namespace stratwatch::parsers::internal {

// Numbers that tell article text from the rest of a page, one row a block. Names and order are
// the contract with the model (bench/learn writes it from these rows): add at the end, and learn
// again.

inline constexpr std::size_t kLocalFeatures = 102;
inline constexpr std::size_t kContextFeatures = 28;

// What is known of the page from elsewhere.
struct PageContext {
  std::string_view title;
  std::string_view description;   // <meta name=description>, og:description
  std::string_view article_body;  // JSON-LD; empty when there is none.
};

// The distinct words of each block (vocabulary.h), read once for all that compare them.
using BlockWords = std::vector<std::vector<std::uint32_t>>;
BlockWords WordsOfBlocks(const PageText& page);

class FeatureRows {
 public:
  FeatureRows(std::size_t rows, std::size_t width) : width_(width), values_(rows * width) {}

  std::span<float> Row(std::size_t row) { return {values_.data() + row * width_, width_}; }
  std::span<const float> Row(std::size_t row) const {
    return {values_.data() + row * width_, width_};
  }
  std::span<const float> Values() const { return values_; }
  std::size_t Width() const { return width_; }
  std::size_t Rows() const { return width_ == 0 ? 0 : values_.size() / width_; }

 private:
  std::size_t width_;
  std::vector<float> values_;
};

// Of each block by itself, its neighbours and its containers. Width kLocalFeatures.
FeatureRows LocalFeatures(const HtmlDocument& document, const PageText& page,
                          const BlockWords& words, const PageContext& context);

// The blocks that the first model leaves in doubt. Most of a page are menus, lists and footers, of
// which it is sure: they keep its score.
std::vector<std::size_t> BlocksInDoubt(std::span<const float> first_scores);

// For each block of `asked` its local row, and behind that what the first model's judgement of all
// blocks adds: where the page's body lies and how this block stands to it. Width kLocalFeatures +
// kContextFeatures.
FeatureRows ContextFeatures(const HtmlDocument& document, const PageText& page,
                            const BlockWords& words, const FeatureRows& local,
                            std::span<const float> first_scores,
                            std::span<const std::size_t> asked);

}  // namespace stratwatch::parsers::internal
