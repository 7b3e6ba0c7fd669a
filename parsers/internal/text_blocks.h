#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "parsers/internal/class_hints.h"
#include "parsers/internal/html_document.h"

namespace stratwatch::parsers::internal {

// Where a block stands, as a set.
using PlaceBits = std::uint32_t;
inline constexpr PlaceBits kInNav = 1U << 0U;
inline constexpr PlaceBits kInFooter = 1U << 1U;
inline constexpr PlaceBits kInHeader = 1U << 2U;
inline constexpr PlaceBits kInAside = 1U << 3U;
inline constexpr PlaceBits kInForm = 1U << 4U;
inline constexpr PlaceBits kInFigure = 1U << 5U;
inline constexpr PlaceBits kInList = 1U << 6U;
inline constexpr PlaceBits kInTable = 1U << 7U;
inline constexpr PlaceBits kInQuote = 1U << 8U;
inline constexpr PlaceBits kInArticle = 1U << 9U;
inline constexpr PlaceBits kInMain = 1U << 10U;
inline constexpr PlaceBits kInBodyProperty = 1U << 11U;  // itemprop="articleBody"
inline constexpr PlaceBits kInHidden = 1U << 12U;
inline constexpr PlaceBits kInCaption = 1U << 13U;
inline constexpr PlaceBits kInItem = 1U << 14U;           // <li>, <dd>, <dt>
inline constexpr PlaceBits kInTitleProperty = 1U << 15U;  // itemprop="headline"
inline constexpr int kPlaceCount = 16;

// Steps from a block's element up to the nearest ancestor that carries each hint.
using HintSteps = std::array<std::uint8_t, kHintCount>;
inline constexpr std::uint8_t kNoHint = 15;

// One paragraph-like run of text: what stands between two block-level boundaries.
struct TextBlock {
  std::uint32_t begin = 0;  // Into PageText::text.
  std::uint32_t end = 0;
  NodeId node = kNoNode;  // The nearest block-level element.
  GumboTag tag = GUMBO_TAG_UNKNOWN;
  std::uint32_t units = 0;  // Length in Latin letters' worth: a Han character counts three.
  std::uint32_t link_units = 0;
  std::uint16_t links = 0;
  PlaceBits places = 0;
  HintSteps hints{};

  bool In(PlaceBits places_asked) const { return (places & places_asked) != 0; }
  std::uint8_t StepsTo(HintBits hint) const {
    return hints[static_cast<std::size_t>(std::countr_zero(hint))];
  }
  double LinkDensity() const { return units == 0 ? 0.0 : static_cast<double>(link_units) / units; }
  int HeadingLevel() const;  // 1 … 6, or 0.
};

// The visible text of a page as blocks in document order.
struct PageText {
  std::string text;  // Blocks one after the other; white space collapsed.
  std::vector<TextBlock> blocks;
  std::uint64_t units = 0;

  std::string_view Text(const TextBlock& block) const {
    return std::string_view(text).substr(block.begin, block.end - block.begin);
  }
};

// Length of UTF-8 text in Latin letters' worth, so that one threshold serves every script: Han and
// kana 3, Hangul and Ethiopic syllables 2, all else 1, blanks and marks 0.
std::uint32_t UnitsOf(std::string_view utf8);

PageText CollectBlocks(const HtmlDocument& document);
// The blocks within one element; places and hints count from it.
PageText CollectBlocks(const HtmlDocument& document, NodeId element);

}  // namespace stratwatch::parsers::internal
