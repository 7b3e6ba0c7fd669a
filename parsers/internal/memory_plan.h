#pragma once

#include <cstddef>
#include <string_view>

#include "model/error.h"
#include "parsers/internal/html_document.h"
#include "parsers/internal/slim.h"
#include "parsers/internal/text_blocks.h"

namespace stratwatch::parsers::internal {

// Keeps the reading of one page within its share of memory. What is held is booked stage by stage,
// and each next stage is given, or must fit into, what is left: the tree by the bound of its arena,
// the judgement of blocks by their number. Short-lived copies are part of each estimate; the
// estimates are tested against what is really allocated (tests/parsers/memory_cap_test.cpp).
//
// Errors of all: kLimit, "too complex", when what is left does not do.
class MemoryPlan {
 public:
  explicit MemoryPlan(std::size_t bytes_max) : bytes_max_(bytes_max) {}

  // May so many bytes, of a page as it came or decoded, be read at all? Asked before each: what
  // decoding and slimming hold for a moment comes to eight times their input at most.
  Result<void> AllowMarkup(std::size_t bytes) const;
  // Books the decoded page and its slimmed copy. JSON-LD that would take more than is left to
  // parse is dropped from `slim`.
  Result<void> HoldMarkup(std::string_view utf8, SlimPage& slim);
  // For gumbo's arena; the rest is for what is made of the tree.
  std::size_t TreeBytesMax() const;
  Result<void> HoldTree(const HtmlDocument& document);
  // Books the blocks and what judging them takes.
  Result<void> HoldBlocks(const PageText& page);

 private:
  Result<void> Hold(std::size_t bytes);

  std::size_t bytes_max_;
  std::size_t held_ = 0;
  std::size_t text_bytes_ = 0;
};

}  // namespace stratwatch::parsers::internal
