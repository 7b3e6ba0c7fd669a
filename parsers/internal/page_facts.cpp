#include "parsers/internal/page_facts.h"

#include <algorithm>
#include <array>
#include <utility>

#include "parsers/internal/ascii.h"
#include "parsers/internal/class_hints.h"
#include "parsers/internal/entities.h"
#include "parsers/internal/printed_date.h"
#include "parsers/internal/utf8.h"

namespace stratwatch::parsers::internal {
namespace {

// Bounds on what one page may claim; beyond them it is a listing or an attack.
constexpr std::size_t kMetasMax = 400;
constexpr std::size_t kHeadingsMax = 200;
constexpr std::size_t kTimesMax = 200;
constexpr std::size_t kAuthorsMax = 60;
constexpr std::size_t kTitleBytesMax = 4096;
constexpr std::size_t kLinksMax = 200;
constexpr std::size_t kMarkBytesMax = 400;  // A date or a name is shorter.

constexpr std::size_t kNone = std::string_view::npos;

struct Attributes {
  std::string_view class_names;
  std::string_view item_property;
  std::string_view datetime;
  std::string_view content;
  std::string_view title;
  std::string_view rel;
  bool pubdate = false;
};

Attributes Read(const HtmlDocument& document, NodeId id) {
  const GumboVector& written = document.Node(id).source->v.element.attributes;
  Attributes read;
  for (unsigned i = 0; i < written.length; ++i) {
    const auto* attribute = static_cast<const GumboAttribute*>(written.data[i]);
    const std::string_view name = attribute->name;
    const std::string_view value = document.ValueOf(*attribute);
    if (name == "class") read.class_names = value;
    if (name == "itemprop") read.item_property = value;
    if (name == "datetime") read.datetime = value;
    if (name == "content") read.content = value;
    if (name == "title") read.title = value;
    if (name == "rel") read.rel = value;
  }
  return read;
}

class Facts {
 public:
  explicit Facts(const HtmlDocument& document) : document_(document) {}

  PageFacts Run() {
    for (NodeId id = 0; id < document_.Size(); ++id) {
      const HtmlNode& node = document_.Node(id);
      if (!node.IsText()) Element(id, node.tag);
    }
    return std::move(facts_);
  }

 private:
  void Element(NodeId id, GumboTag tag) {
    switch (tag) {
      case GUMBO_TAG_HTML:
        facts_.html_language = document_.Attribute(id, "lang");
        if (facts_.html_language.empty()) {
          facts_.html_language = document_.Attribute(id, "xml:lang");
        }
        return;
      case GUMBO_TAG_TITLE:
        if (facts_.title.empty()) {
          facts_.title = PlainText(Utf8Prefix(document_.TextBelow(id), kTitleBytesMax));
        }
        return;
      case GUMBO_TAG_META:
        return Meta(id);
      case GUMBO_TAG_LINK:
        return Link(id);
      case GUMBO_TAG_BASE:
        facts_.base = document_.Attribute(id, "href");
        return;
      case GUMBO_TAG_NAV:
      case GUMBO_TAG_ASIDE:
      case GUMBO_TAG_FOOTER:
        chrome_end_ = std::max(chrome_end_, document_.Node(id).end);
        return;
      case GUMBO_TAG_H1:
      case GUMBO_TAG_H2:
      case GUMBO_TAG_H3:
        AddHeading(id, tag - GUMBO_TAG_H1 + 1);
        return Mark(id, tag);
      default:
        return Mark(id, tag);
    }
  }

  void Meta(NodeId id) {
    if (facts_.metas.size() >= kMetasMax) return;
    std::string_view value = document_.Attribute(id, "content");
    if (value.empty()) value = document_.Attribute(id, "value");
    if (EqualsIgnoringCase(document_.Attribute(id, "http-equiv"), "refresh")) {
      facts_.refreshes = true;
    }
    if (value.empty()) return;
    for (const std::string_view name : {"property", "name", "itemprop"}) {
      const std::string_view key = document_.Attribute(id, name);
      if (key.empty()) continue;
      facts_.metas.push_back({AsciiLower(TrimAscii(key)), PlainText(value)});
      if (name == "itemprop") MarkMicrodata(id, key, value);
    }
  }

  void Link(NodeId id) {
    const std::string_view rel = document_.Attribute(id, "rel");
    if (facts_.canonical.empty() && HasWord(rel, "canonical")) {
      facts_.canonical = TrimAscii(document_.Attribute(id, "href"));
    }
    if (facts_.links.size() >= kLinksMax) return;
    const std::string_view language = document_.Attribute(id, "hreflang");
    if (HasWord(rel, "amphtml")) {
      AddLink(id, LinkRelation::kAmp, "");
    } else if (!language.empty() && HasWord(rel, "alternate")) {
      AddLink(id, LinkRelation::kAlternate, language);  // Without a language: a feed.
    }
  }

  void AddLink(NodeId id, LinkRelation relation, std::string_view language) {
    const std::string_view address = document_.Attribute(id, "href");
    if (address.empty()) return;
    facts_.links.push_back({relation, std::string(address), std::string(language)});
  }

  void AddHeading(NodeId id, int level) {
    if (facts_.headings.size() >= kHeadingsMax) return;
    Heading heading{id, level, document_.TextBelow(id), false, id < chrome_end_};
    if (heading.text.empty()) return;
    const std::string_view names = document_.Attribute(id, "class");
    heading.named_title = (HintsOf(names) & kTitleHint) != 0 ||
                          EqualsIgnoringCase(document_.Attribute(id, "itemprop"), "headline");
    facts_.headings.push_back(std::move(heading));
  }

  void Mark(NodeId id, GumboTag tag) {
    const GumboVector& written = document_.Node(id).source->v.element.attributes;
    if (written.length == 0 && tag != GUMBO_TAG_TIME) return;
    const Attributes read = Read(document_, id);
    if (tag == GUMBO_TAG_TIME || !read.datetime.empty()) {
      MarkTime(id, read);
    } else if (!read.item_property.empty() &&
               FindIgnoringCase(read.item_property, "date") != kNone) {
      MarkTime(id, read);
    } else if (tag == GUMBO_TAG_ABBR && !read.title.empty()) {
      MarkTime(id, read);
    }
    if (HasWord(read.item_property, "author") || HasWord(read.item_property, "creator")) {
      MarkAuthor(id, read.content, "microdata:author");
    } else if (HasWord(read.rel, "author")) {
      MarkAuthor(id, {}, "rel:author");
    }
  }

  void MarkTime(NodeId id, const Attributes& read) {
    if (facts_.times.size() >= kTimesMax) return;
    TimeMark mark;
    mark.node = id;
    mark.value = !read.datetime.empty()  ? read.datetime
                 : !read.content.empty() ? read.content
                                         : read.title;
    mark.text = document_.TextBelow(id);
    const NodeId parent = document_.Node(id).parent;
    const std::string around = parent == kNoNode ? "" : document_.TextBelow(parent);
    if (mark.text.size() > kMarkBytesMax) mark.text.clear();
    mark.modified = FindIgnoringCase(read.item_property, "modified") != kNone ||
                    FindIgnoringCase(read.class_names, "updated") != kNone ||
                    FindIgnoringCase(read.class_names, "modified") != kNone ||
                    (around.size() < kMarkBytesMax && SaysUpdated(around));
    mark.published = HasWord(read.item_property, "datepublished") ||
                     HasWord(read.item_property, "datecreated") ||
                     FindIgnoringCase(read.class_names, "publish") != kNone;
    facts_.times.push_back(std::move(mark));
  }

  void MarkMicrodata(NodeId id, std::string_view property, std::string_view value) {
    if (HasWord(property, "author")) MarkAuthor(id, value, "microdata:author");
    if (facts_.times.size() >= kTimesMax) return;
    const bool published = HasWord(property, "datepublished");
    const bool modified = HasWord(property, "datemodified");
    if (!published && !modified) return;
    facts_.times.push_back({id, std::string(value), "", published, modified});
  }

  void MarkAuthor(NodeId id, std::string_view content, std::string_view evidence) {
    if (facts_.authors.size() >= kAuthorsMax) return;
    std::string text = content.empty() ? NameBelow(id) : PlainText(content);
    if (text.empty() || text.size() > kMarkBytesMax) return;
    facts_.authors.push_back({id, std::move(text), evidence});
  }

  // The itemprop=name inside an itemprop=author, else all its text.
  std::string NameBelow(NodeId id) const {
    for (NodeId at = id + 1; at < document_.Node(id).end; ++at) {
      if (document_.Node(at).IsText()) continue;
      if (!HasWord(document_.Attribute(at, "itemprop"), "name")) continue;
      const std::string_view content = document_.Attribute(at, "content");
      return content.empty() ? document_.TextBelow(at) : PlainText(content);
    }
    return document_.TextBelow(id);
  }

  const HtmlDocument& document_;
  PageFacts facts_;
  NodeId chrome_end_ = 0;
};

}  // namespace

std::string LettersOf(std::string_view key) {
  std::string letters;
  for (const char c : key) {
    if (IsAsciiAlpha(c)) letters.push_back(AsciiLower(c));
  }
  return letters;
}

std::string_view PageFacts::Meta(std::string_view key) const {
  for (const MetaValue& meta : metas) {
    if (meta.key == key && !meta.value.empty()) return meta.value;
  }
  return {};
}

PageFacts CollectFacts(const HtmlDocument& document) {
  return Facts(document).Run();
}

}  // namespace stratwatch::parsers::internal
