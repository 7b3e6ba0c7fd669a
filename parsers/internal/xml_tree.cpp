#include "parsers/internal/xml_tree.h"

#include <libxml/parser.h>
#include <libxml/xmlerror.h>

#include <algorithm>

#include "model/url.h"
#include "parsers/internal/ascii.h"
#include "parsers/internal/tag_traits.h"
#include "parsers/internal/xml_names.h"

namespace stratwatch::parsers::internal {
namespace {

constexpr std::size_t kNodesMax = 250'000;

// libxml2 bounds its own trees, but not what it tells a SAX handler. Feeds nest some ten levels,
// XHTML inside them a few dozen; text of deeper elements is kept, their tags are not.
constexpr std::size_t kDepthMax = 256;
constexpr std::size_t kChunkBytes = std::size_t{64} << 10U;

std::string_view View(const xmlChar* text) {
  return text == nullptr ? std::string_view() : reinterpret_cast<const char*>(text);
}

// "url" is an item of a sitemap, but the address of an image in RSS.
bool IsItemName(std::string_view name, std::string_view root) {
  if (root == "sm:urlset" || root == "urlset") return name == "sm:url" || name == "url";
  if (root == "sm:sitemapindex" || root == "sitemapindex") {
    return name == "sm:sitemap" || name == "sitemap";
  }
  return name == "item" || name == "entry" || name == "atom:entry" || name == "atom:item" ||
         name == "rdf:item";
}

struct ContextDeleter {
  void operator()(xmlParserCtxt* context) const {
    if (context->myDoc != nullptr) xmlFreeDoc(context->myDoc);
    xmlFreeParserCtxt(context);
  }
};

// Builds the tree from libxml2's events. libxml2 is C: nothing is thrown out of a callback.
class TreeBuilder {
 public:
  TreeBuilder(const XmlReaderOptions& options, const XmlItemSink& sink)
      : options_(options), sink_(sink) {}

  Result<XmlReading> Read(std::string_view xml) {
    static const bool initialized = [] {
      xmlInitParser();  // Once, before threads use the library (libxml2: thread safety).
      return true;
    }();
    static_cast<void>(initialized);
    xmlSAXHandler handler{};
    handler.initialized = XML_SAX2_MAGIC;
    handler.startElementNs = &OnStart;
    handler.endElementNs = &OnEnd;
    handler.characters = &OnText;
    handler.ignorableWhitespace = &OnText;
    handler.cdataBlock = &OnText;
    handler.serror = &OnError;
    const std::unique_ptr<xmlParserCtxt, ContextDeleter> context(
        xmlCreatePushParserCtxt(&handler, this, nullptr, 0, nullptr));
    if (!context) return Fail(ErrorCode::kUnavailable, "xml: no memory for the parser");
    context_ = context.get();
    xmlCtxtUseOptions(context_, XML_PARSE_NONET | (options_.recover ? XML_PARSE_RECOVER : 0));
    for (std::size_t at = 0; at < xml.size() && !stopped_; at += kChunkBytes) {
      const std::size_t size = std::min(kChunkBytes, xml.size() - at);
      xmlParseChunk(context_, xml.data() + at, static_cast<int>(size), 0);
      if (context_->disableSAX != 0) break;
    }
    if (!stopped_) xmlParseChunk(context_, nullptr, 0, 1);
    if (out_of_room_) {
      return Fail(ErrorCode::kLimit, "xml: one item has more nodes than can be held");
    }
    Flush();
    if (!root_) return Fail(ErrorCode::kInvalid, "xml: no element");
    return XmlReading{std::move(root_), std::move(defect_)};
  }

 private:
  struct Open {
    XmlNode* node;
    int depth;  // libxml2's, to tell its end events apart from those of items ended early.
  };

  template <typename Body>
  static void Guarded(void* self, Body body) noexcept {
    auto* builder = static_cast<TreeBuilder*>(self);
    if (builder->stopped_) return;
    try {
      body(*builder);
    } catch (...) {
      // Out of memory: the reading ends here and says so.
      builder->out_of_room_ = true;
      builder->Stop();
    }
  }

  static void OnStart(void* self, const xmlChar* local, const xmlChar* prefix, const xmlChar* uri,
                      int, const xmlChar**, int count, int, const xmlChar** attributes) {
    Guarded(self, [&](TreeBuilder& builder) {
      builder.Start(View(local), View(prefix), View(uri), count, attributes);
    });
  }
  static void OnEnd(void* self, const xmlChar*, const xmlChar*, const xmlChar*) {
    Guarded(self, [](TreeBuilder& builder) { builder.End(); });
  }
  static void OnText(void* self, const xmlChar* text, int length) {
    Guarded(self, [&](TreeBuilder& builder) {
      builder.Text({reinterpret_cast<const char*>(text), static_cast<std::size_t>(length)});
    });
  }
  static void OnError(void* self, xmlErrorPtr error) {
    Guarded(self, [&](TreeBuilder& builder) { builder.Note(*error); });
  }

  void Note(const xmlError& error) {
    // An undeclared prefix is no harm here (UsualPrefix), nor is a relative namespace URI.
    if (error.domain == XML_FROM_NAMESPACE || error.level < XML_ERR_ERROR) return;
    if (!defect_.empty()) return;
    defect_ = error.message == nullptr ? "malformed" : TrimAscii(error.message);
    defect_ += " (line " + std::to_string(error.line) + ")";
  }

  void Stop() {
    stopped_ = true;
    xmlStopParser(context_);
  }

  void Start(std::string_view local, std::string_view prefix, std::string_view uri, int count,
             const xmlChar** attributes) {
    ++depth_;
    if (open_.size() >= kDepthMax) {
      if (defect_.empty()) defect_ = "nested deeper than " + std::to_string(kDepthMax) + " levels";
      return;
    }
    auto node = std::make_unique<XmlNode>();
    node->name = QualifiedName(UsualPrefix(uri, prefix), local);
    // libxml2 gives five pointers an attribute: name, prefix, URI, value, and the value's end.
    for (int i = 0; i < count; ++i) {
      const xmlChar** each = attributes + i * 5;
      node->attributes.emplace_back(
          QualifiedName(UsualPrefix(View(each[2]), View(each[1])), View(each[0])),
          std::string(reinterpret_cast<const char*>(each[3]),
                      static_cast<std::size_t>(each[4] - each[3])));
    }
    if (!root_) node->attributes.emplace_back("#namespace", uri);
    if (IsItem(*node)) BeginItem();
    node->parent = open_.empty() ? nullptr : open_.back().node;
    SetBase(node.get());
    XmlNode* added = Append(std::move(node));
    if (added != nullptr) open_.push_back({added, depth_});
  }

  void SetBase(XmlNode* node) const {
    node->own_language = TrimAscii(node->Attribute("xml:lang"));
    if (node->parent == nullptr) node->own_base = options_.base;
    const std::string_view reference = TrimAscii(node->Attribute("xml:base"));
    if (reference.empty()) return;
    const auto outer = Url::Parse(node->Base());
    const auto inner = outer ? outer->Resolve(reference) : Url::Parse(reference);
    if (inner) node->own_base = inner->Text();
  }

  XmlNode* Append(std::unique_ptr<XmlNode> node) {
    if (++nodes_ > kNodesMax) {
      out_of_room_ = true;
      Stop();
      return nullptr;
    }
    XmlNode* added = node.get();
    if (!root_) {
      root_ = std::move(node);
    } else if (!open_.empty()) {
      open_.back().node->children.push_back(std::move(node));
    } else {
      return nullptr;  // Behind the root's end.
    }
    return added;
  }

  void Text(std::string_view text) {
    if (open_.empty()) return;
    auto& siblings = open_.back().node->children;
    if (!siblings.empty() && siblings.back()->IsText()) {
      siblings.back()->text += text;
      return;
    }
    auto node = std::make_unique<XmlNode>();
    node->text = text;
    Append(std::move(node));
  }

  void End() {
    const int depth = depth_--;
    if (open_.empty() || open_.back().depth != depth) return;
    Close();
  }

  // Ends the innermost open element; an item goes to the sink and out of the tree.
  void Close() {
    XmlNode* node = open_.back().node;
    open_.pop_back();
    if (open_.empty() || !IsItem(*node) || InsideItem()) return;
    auto& siblings = open_.back().node->children;
    const std::unique_ptr<XmlNode> item = std::move(siblings.back());
    siblings.pop_back();
    // What an item held is released; what the channel itself holds stays counted.
    nodes_ = nodes_at_item_start_;
    if (!sink_(*root_, *item)) Stop();
  }

  bool InsideItem() const {
    return std::any_of(open_.begin(), open_.end(),
                       [this](const Open& open) { return IsItem(*open.node); });
  }

  bool IsItem(const XmlNode& node) const { return root_ && IsItemName(node.name, root_->name); }

  // In well-formed XML an item inside an item belongs to its content; else the first was never
  // closed.
  void BeginItem() {
    while (options_.recover && InsideItem()) Close();
    if (!InsideItem()) nodes_at_item_start_ = nodes_;
  }

  // Hands over an item that was open when the reading ended.
  void Flush() {
    while (!stopped_ && !open_.empty()) Close();
  }

  const XmlReaderOptions& options_;
  const XmlItemSink& sink_;
  xmlParserCtxt* context_ = nullptr;
  std::unique_ptr<XmlNode> root_;
  std::vector<Open> open_;
  int depth_ = 0;
  std::size_t nodes_ = 0;
  std::size_t nodes_at_item_start_ = 0;
  std::string defect_;
  bool stopped_ = false;
  bool out_of_room_ = false;
};

void AppendText(const XmlNode& node, bool html_breaks, std::string* out) {
  // kDepthMax bounds this recursion.
  if (node.IsText()) {
    *out += node.text;
    return;
  }
  const std::size_t colon = node.name.find(':');
  const std::string_view local =
      std::string_view(node.name).substr(colon == std::string::npos ? 0 : colon + 1);
  if (html_breaks && (local == "script" || local == "style")) return;
  const bool block = html_breaks && (local == "br" || TraitsOf(local).block);
  if (block) *out += ' ';
  for (const auto& child : node.children) AppendText(*child, html_breaks, out);
  if (block) *out += ' ';
}

}  // namespace

const std::string& XmlNode::Base() const {
  const XmlNode* node = this;
  while (node->own_base.empty() && node->parent != nullptr) node = node->parent;
  return node->own_base;
}

const std::string& XmlNode::Language() const {
  const XmlNode* node = this;
  while (node->own_language.empty() && node->parent != nullptr) node = node->parent;
  return node->own_language;
}

std::string_view XmlNode::Attribute(std::string_view attribute) const {
  for (const auto& [key, value] : attributes) {
    if (key == attribute) return value;
  }
  return {};
}

bool XmlNode::HasAttribute(std::string_view attribute) const {
  return std::any_of(attributes.begin(), attributes.end(),
                     [&](const auto& each) { return each.first == attribute; });
}

const XmlNode* XmlNode::Child(std::string_view child) const {
  for (const auto& each : children) {
    if (each->name == child) return each.get();
  }
  return nullptr;
}

std::string XmlNode::AllText(bool html_breaks) const {
  std::string all;
  AppendText(*this, html_breaks, &all);
  return all;
}

Result<XmlReading> ReadXml(std::string_view xml, const XmlReaderOptions& options,
                           const XmlItemSink& sink) {
  return TreeBuilder(options, sink).Read(xml);
}

}  // namespace stratwatch::parsers::internal
