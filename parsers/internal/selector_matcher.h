#pragma once

#include <cstdint>
#include <vector>

#include "parsers/internal/html_document.h"
#include "parsers/internal/selector.h"

namespace stratwatch::parsers::internal {

// An attribute that the slimming scan writes on a <span> that stands for another element: its name.
inline constexpr std::string_view kStandsForAttribute = "stratwatch-element";
// Of a longer name the tree has only this much.
inline constexpr std::size_t kTagNameBytesMax = 32;

// Finds what selectors select on one page.
//
// Time: nodes × steps of the selector, whatever the page: a selector is answered from left to
// right, each step in one pass over the flat tree that knows of each node whether an ancestor, the
// parent or an elder sibling was selected by the step before. Nothing is tried twice.
//
// Threads: a const one may be used by many.
class SelectorMatcher {
 public:
  // Borrows the document for its own lifetime.
  explicit SelectorMatcher(const HtmlDocument& document);

  // The elements selected by any of the list's selectors, in document order.
  std::vector<NodeId> Select(const SelectorList& list) const;

 private:
  using Flags = std::vector<std::uint8_t>;  // One for each node.

  Flags Step(const ComplexSelector::Step& step, const Flags* before) const;
  bool Matches(NodeId id, const CompoundSelector& compound) const;
  bool Matches(NodeId id, const SimpleSelector& simple) const;
  bool IsOfType(NodeId id, const std::string& name) const;
  bool IsOneOf(NodeId id, const std::vector<CompoundSelector>& options) const;

  const HtmlDocument& document_;
  std::vector<NodeId> elder_;            // The element sibling before; kNoNode for a first child.
  std::vector<std::uint32_t> position_;  // Among its parent's elements, from 1.
  std::vector<std::uint32_t> children_;  // How many elements a node has as children.
};

}  // namespace stratwatch::parsers::internal
