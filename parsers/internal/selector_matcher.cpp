#include "parsers/internal/selector_matcher.h"

#include <algorithm>

#include "parsers/internal/ascii.h"

namespace stratwatch::parsers::internal {
namespace {

bool Equal(std::string_view left, std::string_view right, bool ignores_case) {
  return ignores_case ? EqualsIgnoringCase(left, right) : left == right;
}

bool HasPart(std::string_view value, std::string_view part, bool ignores_case) {
  if (!ignores_case) return value.find(part) != std::string_view::npos;
  return FindIgnoringCase(value, AsciiLower(part)) != std::string_view::npos;
}

// Selectors 4, 6.1 and 6.2.
bool Passes(std::string_view value, const SimpleSelector& simple) {
  const std::string_view wanted = simple.value;
  const bool ignores_case = simple.ignores_case;
  switch (simple.test) {
    case SimpleSelector::Test::kExists:
      return true;
    case SimpleSelector::Test::kEquals:
      return Equal(value, wanted, ignores_case);
    case SimpleSelector::Test::kWord:
      return HasWord(value, wanted, ignores_case);
    case SimpleSelector::Test::kDash:
      return Equal(value.substr(0, wanted.size()), wanted, ignores_case) &&
             (value.size() == wanted.size() || value[wanted.size()] == '-');
    case SimpleSelector::Test::kPrefix:
      return Equal(value.substr(0, wanted.size()), wanted, ignores_case);
    case SimpleSelector::Test::kSuffix:
      return value.size() >= wanted.size() &&
             Equal(value.substr(value.size() - wanted.size()), wanted, ignores_case);
    case SimpleSelector::Test::kPart:
      return HasPart(value, wanted, ignores_case);
  }
  return false;
}

// Is there an n ≥ 0 with step · n + offset = position (Selectors 4, 13.3.1)?
bool IsNth(std::int64_t position, std::int64_t step, std::int64_t offset) {
  const std::int64_t distance = position - offset;
  if (step == 0) return distance == 0;
  return distance % step == 0 && distance / step >= 0;
}

}  // namespace

SelectorMatcher::SelectorMatcher(const HtmlDocument& document)
    : document_(document),
      elder_(document.Size(), kNoNode),
      position_(document.Size(), 1),
      children_(document.Size(), 0) {
  std::vector<NodeId> youngest(document.Size(), kNoNode);  // Of a node's children so far.
  for (NodeId id = 0; id < document.Size(); ++id) {
    const HtmlNode& node = document.Node(id);
    if (node.IsText() || node.parent == kNoNode) continue;
    elder_[id] = youngest[node.parent];
    youngest[node.parent] = id;
    position_[id] = ++children_[node.parent];
  }
}

std::vector<NodeId> SelectorMatcher::Select(const SelectorList& list) const {
  Flags selected(document_.Size(), 0);
  for (const ComplexSelector& selector : list.selectors) {
    Flags matched;
    const Flags* before = nullptr;
    for (const ComplexSelector::Step& step : selector.steps) {
      matched = Step(step, before);
      before = &matched;
    }
    for (std::size_t id = 0; id < matched.size(); ++id) selected[id] |= matched[id];
  }
  std::vector<NodeId> ids;
  for (NodeId id = 0; id < selected.size(); ++id) {
    if (selected[id] != 0) ids.push_back(id);
  }
  return ids;
}

SelectorMatcher::Flags SelectorMatcher::Step(const ComplexSelector::Step& step,
                                             const Flags* before) const {
  Flags matched(document_.Size(), 0);
  // Whether the step before selected an ancestor or an elder sibling of a node, or the node itself:
  // both stand before the node in document order.
  Flags reached(document_.Size(), 0);
  for (NodeId id = 0; id < document_.Size(); ++id) {
    const HtmlNode& node = document_.Node(id);
    if (node.IsText()) continue;
    bool related = true;
    if (before != nullptr) {
      const bool across = step.combinator == Combinator::kNextSibling ||
                          step.combinator == Combinator::kLaterSibling;
      const bool near =
          step.combinator == Combinator::kChild || step.combinator == Combinator::kNextSibling;
      const NodeId from = across ? elder_[id] : node.parent;
      related = from != kNoNode && ((*before)[from] != 0 || (!near && reached[from] != 0));
      reached[id] = static_cast<std::uint8_t>(related && !near);
    }
    if (related && Matches(id, step.compound)) matched[id] = 1;
  }
  return matched;
}

bool SelectorMatcher::Matches(NodeId id, const CompoundSelector& compound) const {
  return std::all_of(compound.parts.begin(), compound.parts.end(),
                     [&](const SimpleSelector& simple) { return Matches(id, simple); });
}

bool SelectorMatcher::Matches(NodeId id, const SimpleSelector& simple) const {
  switch (simple.kind) {
    case SimpleSelector::Kind::kUniversal:
      return true;
    case SimpleSelector::Kind::kType:
      return IsOfType(id, simple.name);
    case SimpleSelector::Kind::kAttribute: {
      const std::string_view value = document_.Attribute(id, simple.name);
      return value.data() != nullptr && Passes(value, simple);
    }
    case SimpleSelector::Kind::kNthChild:
      return IsNth(position_[id], simple.step, simple.offset);
    case SimpleSelector::Kind::kNthLastChild: {
      const NodeId parent = document_.Node(id).parent;
      const std::uint32_t count = parent == kNoNode ? 1 : children_[parent];
      return IsNth(count + 1 - position_[id], simple.step, simple.offset);
    }
    case SimpleSelector::Kind::kAnyOf:
      return IsOneOf(id, simple.options);
    case SimpleSelector::Kind::kNoneOf:
      return !IsOneOf(id, simple.options);
  }
  return false;
}

bool SelectorMatcher::IsOneOf(NodeId id, const std::vector<CompoundSelector>& options) const {
  return std::any_of(options.begin(), options.end(),
                     [&](const CompoundSelector& option) { return Matches(id, option); });
}

bool SelectorMatcher::IsOfType(NodeId id, const std::string& name) const {
  const std::string_view wanted = std::string_view(name).substr(0, kTagNameBytesMax);
  const HtmlNode& node = document_.Node(id);
  if (node.tag == GUMBO_TAG_SPAN) {
    const std::string_view stands_for = document_.Attribute(id, kStandsForAttribute);
    if (!stands_for.empty()) return stands_for == wanted;
  }
  if (node.tag != GUMBO_TAG_UNKNOWN) return wanted == gumbo_normalized_tagname(node.tag);
  GumboStringPiece written = node.source->v.element.original_tag;
  if (written.data == nullptr) return false;
  gumbo_tag_from_original_text(&written);
  return EqualsIgnoringCase({written.data, written.length}, wanted);
}

}  // namespace stratwatch::parsers::internal
