#pragma once

#include <gumbo.h>

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "model/error.h"
#include "parsers/internal/slim.h"

namespace stratwatch::parsers::internal {

using NodeId = std::uint32_t;
inline constexpr NodeId kNoNode = 0xFFFFFFFFU;

// One node of the flat tree: nodes stand in document order, so a subtree is the range
// [id, end), and every walk is a loop.
struct HtmlNode {
  GumboTag tag = GUMBO_TAG_UNKNOWN;  // GUMBO_TAG_LAST for text.
  NodeId parent = kNoNode;
  NodeId end = 0;  // One past the last descendant.
  std::uint16_t depth = 0;
  const GumboNode* source = nullptr;
  std::string_view text;  // Of a text node.

  bool IsText() const { return tag == GUMBO_TAG_LAST; }
};

struct HtmlLimits {
  std::size_t tree_bytes_max = std::size_t{256} << 20U;  // Gumbo's arena.
};

// A page parsed by gumbo, as a flat array. Gumbo's own tree lives in an arena that goes with this
// object; gumbo_destroy_output, which recurses, is never called.
//
// Threads: a const HtmlDocument may be read by many.
class HtmlDocument {
 public:
  // Markup as it is. `html` (UTF-8) must outlive the document: nodes view it.
  // Errors: kLimit "too complex" when the tree outgrows the arena.
  static Result<HtmlDocument> Parse(std::string_view html, const HtmlLimits& limits = {});
  // The same of a slimmed page; its texts are put back.
  static Result<HtmlDocument> Parse(const SlimPage& page, const HtmlLimits& limits = {});

  HtmlDocument(HtmlDocument&&) noexcept;
  HtmlDocument& operator=(HtmlDocument&&) noexcept;
  ~HtmlDocument();

  const std::vector<HtmlNode>& Nodes() const { return nodes_; }
  const HtmlNode& Node(NodeId id) const { return nodes_[id]; }
  std::size_t Size() const { return nodes_.size(); }

  // The text of a text node, entities decoded; views the arena or the slimmed page.
  std::string_view Text(NodeId id) const;
  // An attribute's value, entities decoded; empty when absent. `name` is lower case.
  std::string_view Attribute(NodeId id, std::string_view name) const;
  // The value of an attribute of one of the nodes' sources, as Attribute gives it.
  std::string_view ValueOf(const GumboAttribute& attribute) const;
  bool HasAttribute(NodeId id, std::string_view name) const;
  // All text below `id`, white space collapsed and trimmed.
  std::string TextBelow(NodeId id) const;

  // Of gumbo's tree and the flat one, on the heap.
  std::size_t Bytes() const;

  // Takes out these elements (ascending) with all that is below them. Later nodes move up: returns
  // the new id of each node there was, kNoNode for those that are gone.
  std::vector<NodeId> Remove(const std::vector<NodeId>& elements);

 private:
  class Arena;
  explicit HtmlDocument(std::unique_ptr<Arena> arena);
  static Result<HtmlDocument> Parse(std::string_view html, const HeldTexts* texts,
                                    const HtmlLimits& limits);
  void Flatten(const GumboNode* root);
  // Does a block boundary stand between two text nodes?
  bool Breaks(NodeId before, NodeId after) const;

  std::unique_ptr<Arena> arena_;
  const HeldTexts* texts_ = nullptr;  // Of the slimmed page, if it is one.
  std::vector<HtmlNode> nodes_;
  std::deque<std::string> restored_;  // Texts put together from several; nodes view them.
};

}  // namespace stratwatch::parsers::internal
