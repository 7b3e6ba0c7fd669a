#include "parsers/internal/html_document.h"

#include <fmt/format.h>

#include <algorithm>
#include <csetjmp>
#include <cstddef>
#include <cstdlib>
#include <utility>

#include "parsers/internal/ascii.h"

namespace stratwatch::parsers::internal {

// Gives gumbo memory from large chunks and frees all of it at once. Gumbo has no path for a failed
// allocation, so the arena jumps out of the parse instead; the frames jumped over are C's.
class HtmlDocument::Arena {
 public:
  explicit Arena(std::size_t bytes_max) : bytes_max_(bytes_max) {}

  static void* Allocate(void* self, std::size_t bytes) {
    return static_cast<Arena*>(self)->Take(bytes);
  }
  static void Release(void*, void*) {}  // All at once, with the arena.

  // Null when the arena's bound was hit.
  const GumboOutput* Parse(std::string_view html) {
    GumboOptions options = kGumboDefaultOptions;
    options.allocator = &Arena::Allocate;
    options.deallocator = &Arena::Release;
    options.userdata = this;
    options.max_errors = 0;  // Each collected error costs memory; 10,000 <div> took 786 MB.
    if (setjmp(exhausted_) != 0) return nullptr;
    return gumbo_parse_with_options(&options, html.data(), html.size());
  }

  std::size_t Bytes() const { return bytes_; }

 private:
  static constexpr std::size_t kChunkBytes = std::size_t{1} << 20U;
  using Chunk = std::unique_ptr<std::byte[]>;

  void* Take(std::size_t bytes) {
    constexpr std::size_t kAlignment = alignof(std::max_align_t);
    bytes = (bytes + kAlignment - 1) / kAlignment * kAlignment;
    if (bytes > left_) {
      const std::size_t chunk = std::max(bytes, kChunkBytes);
      if (bytes_ + chunk > bytes_max_) std::longjmp(exhausted_, 1);
      auto* memory = new (std::nothrow) std::byte[chunk];
      if (memory == nullptr) std::longjmp(exhausted_, 1);
      chunks_.emplace_back(memory);
      bytes_ += chunk;
      next_ = memory;
      left_ = chunk;
    }
    std::byte* taken = next_;
    next_ += bytes;
    left_ -= bytes;
    return taken;
  }

  std::size_t bytes_max_;
  std::size_t bytes_ = 0;
  std::byte* next_ = nullptr;
  std::size_t left_ = 0;
  std::vector<Chunk> chunks_;
  std::jmp_buf exhausted_{};
};

namespace {

const GumboVector& ChildrenOf(const GumboNode* node) {
  return node->type == GUMBO_NODE_DOCUMENT ? node->v.document.children : node->v.element.children;
}

bool IsElement(const GumboNode* node) {
  return node->type == GUMBO_NODE_ELEMENT || node->type == GUMBO_NODE_TEMPLATE;
}

bool IsTextual(const GumboNode* node) {
  return node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE ||
         node->type == GUMBO_NODE_CDATA;
}

}  // namespace

HtmlDocument::HtmlDocument(std::unique_ptr<Arena> arena) : arena_(std::move(arena)) {}
HtmlDocument::HtmlDocument(HtmlDocument&&) noexcept = default;
HtmlDocument& HtmlDocument::operator=(HtmlDocument&&) noexcept = default;
HtmlDocument::~HtmlDocument() = default;

Result<HtmlDocument> HtmlDocument::Parse(std::string_view html, const HtmlLimits& limits) {
  return Parse(html, nullptr, limits);
}

Result<HtmlDocument> HtmlDocument::Parse(const SlimPage& page, const HtmlLimits& limits) {
  return Parse(page.html, &page.texts, limits);
}

Result<HtmlDocument> HtmlDocument::Parse(std::string_view html, const HeldTexts* texts,
                                         const HtmlLimits& limits) {
  auto arena = std::make_unique<Arena>(limits.tree_bytes_max);
  const GumboOutput* output = arena->Parse(html);
  if (output == nullptr) {
    return Fail(ErrorCode::kLimit, fmt::format("too complex: the tree of {} bytes of markup needs "
                                               "more than {} bytes",
                                               html.size(), limits.tree_bytes_max));
  }
  HtmlDocument document(std::move(arena));
  // Markup has a node in 16 bytes or fewer; gumbo spends 100 bytes and more on each.
  document.nodes_.reserve(std::min(html.size() / 16, document.arena_->Bytes() / 100) + 16);
  document.texts_ = texts;
  document.Flatten(output->root);
  return document;
}

void HtmlDocument::Flatten(const GumboNode* root) {
  struct Open {
    const GumboNode* node;
    NodeId id;
    unsigned next_child;
  };
  std::vector<Open> open;
  const auto text_of = [&](const GumboNode* node) -> std::string_view {
    const std::string_view text = node->v.text.text;
    if (texts_ == nullptr) return text;
    if (const auto whole = texts_->Whole(text)) return *whole;
    if (node->type == GUMBO_NODE_WHITESPACE) return text;
    return restored_.emplace_back(texts_->Restore(text));
  };
  const auto enter = [&](const GumboNode* node, NodeId parent) {
    const auto id = static_cast<NodeId>(nodes_.size());
    const std::size_t depth = std::min<std::size_t>(open.size(), 0xFFFF);
    nodes_.push_back({IsTextual(node) ? GUMBO_TAG_LAST : node->v.element.tag, parent, id + 1,
                      static_cast<std::uint16_t>(depth), node,
                      IsTextual(node) ? text_of(node) : std::string_view()});
    return id;
  };
  open.push_back({root, enter(root, kNoNode), 0});
  while (!open.empty()) {
    Open& top = open.back();
    const GumboVector& children = ChildrenOf(top.node);
    if (top.next_child >= children.length) {
      nodes_[top.id].end = static_cast<NodeId>(nodes_.size());
      open.pop_back();
      continue;
    }
    const auto* child = static_cast<const GumboNode*>(children.data[top.next_child++]);
    const NodeId parent = top.id;
    if (IsElement(child)) {
      const NodeId id = enter(child, parent);
      open.push_back({child, id, 0});
    } else if (IsTextual(child)) {
      enter(child, parent);
    }
  }
}

std::string_view HtmlDocument::Text(NodeId id) const {
  return nodes_[id].text;
}

std::string_view HtmlDocument::Attribute(NodeId id, std::string_view name) const {
  const HtmlNode& node = nodes_[id];
  if (node.IsText()) return {};
  const GumboVector& attributes = node.source->v.element.attributes;
  for (unsigned i = 0; i < attributes.length; ++i) {
    const auto* attribute = static_cast<const GumboAttribute*>(attributes.data[i]);
    if (name == attribute->name) return ValueOf(*attribute);
  }
  return {};
}

std::string_view HtmlDocument::ValueOf(const GumboAttribute& attribute) const {
  const std::string_view value = attribute.value;
  if (texts_ == nullptr) return value;
  return texts_->Whole(value).value_or(value);
}

bool HtmlDocument::HasAttribute(NodeId id, std::string_view name) const {
  return Attribute(id, name).data() != nullptr;
}

bool HtmlDocument::Breaks(NodeId before, NodeId after) const {
  const auto runs_on = [this](NodeId id) {
    const GumboTag tag = nodes_[id].tag;
    return nodes_[id].IsText() || tag == GUMBO_TAG_SPAN || tag == GUMBO_TAG_A;
  };
  for (NodeId id = before; id != kNoNode && nodes_[id].end <= after; id = nodes_[id].parent) {
    if (!runs_on(id)) return true;
  }
  for (NodeId id = before + 1; id < after; ++id) {
    if (!runs_on(id)) return true;
  }
  return false;
}

std::string HtmlDocument::TextBelow(NodeId id) const {
  std::string text;
  NodeId last = kNoNode;
  for (NodeId at = id; at < nodes_[id].end; ++at) {
    if (!nodes_[at].IsText()) continue;
    // What a reader sees apart stays apart.
    const bool apart = !text.empty() && text.back() != ' ' && Breaks(last, at);
    if (apart) text.push_back(' ');
    last = at;
    for (const char c : Text(at)) {
      if (!IsAsciiSpace(c)) {
        text.push_back(c);
      } else if (!text.empty() && text.back() != ' ') {
        text.push_back(' ');
      }
    }
  }
  while (!text.empty() && text.back() == ' ') text.pop_back();
  return text;
}

std::vector<NodeId> HtmlDocument::Remove(const std::vector<NodeId>& elements) {
  const auto size = static_cast<NodeId>(nodes_.size());
  std::vector<NodeId> moved(size, kNoNode);
  std::vector<NodeId> kept_before(std::size_t{size} + 1, 0);
  auto next = elements.begin();
  NodeId gone_end = 0;
  NodeId kept = 0;
  for (NodeId id = 0; id < size; ++id) {
    kept_before[id] = kept;
    if (next != elements.end() && *next == id) {
      gone_end = std::max(gone_end, nodes_[id].end);
      ++next;
    }
    if (id < gone_end) continue;
    moved[id] = kept++;
  }
  kept_before[size] = kept;
  for (NodeId id = 0; id < size; ++id) {
    if (moved[id] == kNoNode) continue;
    HtmlNode node = nodes_[id];
    node.end = kept_before[node.end];
    if (node.parent != kNoNode) node.parent = moved[node.parent];
    nodes_[moved[id]] = node;  // Never behind itself.
  }
  nodes_.resize(kept);
  return moved;
}

std::size_t HtmlDocument::Bytes() const {
  return arena_->Bytes() + nodes_.capacity() * sizeof(HtmlNode);
}

}  // namespace stratwatch::parsers::internal
