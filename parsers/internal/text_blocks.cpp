#include "parsers/internal/text_blocks.h"

#include <algorithm>

#include "parsers/internal/ascii.h"

namespace stratwatch::parsers::internal {
namespace {

enum class Flow : std::uint8_t { kInline, kBlock, kBreak, kSkip };

Flow FlowOf(GumboTag tag) {
  switch (tag) {
    case GUMBO_TAG_HEAD:
    case GUMBO_TAG_TITLE:
    case GUMBO_TAG_SCRIPT:
    case GUMBO_TAG_STYLE:
    case GUMBO_TAG_TEXTAREA:
    case GUMBO_TAG_SELECT:
    case GUMBO_TAG_BUTTON:
    case GUMBO_TAG_TEMPLATE:
      return Flow::kSkip;
    case GUMBO_TAG_BR:
      return Flow::kBreak;
    case GUMBO_TAG_ADDRESS:
    case GUMBO_TAG_ARTICLE:
    case GUMBO_TAG_ASIDE:
    case GUMBO_TAG_BLOCKQUOTE:
    case GUMBO_TAG_BODY:
    case GUMBO_TAG_CAPTION:
    case GUMBO_TAG_CENTER:
    case GUMBO_TAG_DD:
    case GUMBO_TAG_DETAILS:
    case GUMBO_TAG_DIR:
    case GUMBO_TAG_DIV:
    case GUMBO_TAG_DL:
    case GUMBO_TAG_DT:
    case GUMBO_TAG_FIELDSET:
    case GUMBO_TAG_FIGCAPTION:
    case GUMBO_TAG_FIGURE:
    case GUMBO_TAG_FOOTER:
    case GUMBO_TAG_FORM:
    case GUMBO_TAG_H1:
    case GUMBO_TAG_H2:
    case GUMBO_TAG_H3:
    case GUMBO_TAG_H4:
    case GUMBO_TAG_H5:
    case GUMBO_TAG_H6:
    case GUMBO_TAG_HEADER:
    case GUMBO_TAG_HGROUP:
    case GUMBO_TAG_HR:
    case GUMBO_TAG_HTML:
    case GUMBO_TAG_LI:
    case GUMBO_TAG_MAIN:
    case GUMBO_TAG_MENU:
    case GUMBO_TAG_NAV:
    case GUMBO_TAG_OL:
    case GUMBO_TAG_P:
    case GUMBO_TAG_PRE:
    case GUMBO_TAG_SECTION:
    case GUMBO_TAG_SUMMARY:
    case GUMBO_TAG_TABLE:
    case GUMBO_TAG_TBODY:
    case GUMBO_TAG_TD:
    case GUMBO_TAG_TFOOT:
    case GUMBO_TAG_TH:
    case GUMBO_TAG_THEAD:
    case GUMBO_TAG_TR:
    case GUMBO_TAG_UL:
      return Flow::kBlock;
    default:
      return Flow::kInline;
  }
}

PlaceBits PlaceOf(GumboTag tag) {
  switch (tag) {
    case GUMBO_TAG_NAV:
      return kInNav;
    case GUMBO_TAG_FOOTER:
      return kInFooter;
    case GUMBO_TAG_HEADER:
      return kInHeader;
    case GUMBO_TAG_ASIDE:
      return kInAside;
    case GUMBO_TAG_FORM:
      return kInForm;
    case GUMBO_TAG_FIGURE:
      return kInFigure;
    case GUMBO_TAG_FIGCAPTION:
      return kInFigure | kInCaption;
    case GUMBO_TAG_UL:
    case GUMBO_TAG_OL:
    case GUMBO_TAG_DL:
      return kInList;
    case GUMBO_TAG_LI:
    case GUMBO_TAG_DD:
    case GUMBO_TAG_DT:
      return kInItem;
    case GUMBO_TAG_TABLE:
      return kInTable;
    case GUMBO_TAG_BLOCKQUOTE:
      return kInQuote;
    case GUMBO_TAG_ARTICLE:
      return kInArticle;
    case GUMBO_TAG_MAIN:
      return kInMain;
    default:
      return 0;
  }
}

// Units of a character by its lead byte; continuation bytes count nothing.
constexpr std::array<std::uint8_t, 256> kUnitsByByte = [] {
  std::array<std::uint8_t, 256> units{};
  for (std::size_t byte = 0x21; byte < 0x7F; ++byte) units[byte] = 1;
  for (std::size_t byte = 0xC3; byte < 0xF5; ++byte) units[byte] = 1;
  units[0xE1] = 2;                                                      // Ethiopic, Khmer, Georgian
  for (std::size_t byte = 0xE3; byte <= 0xE9; ++byte) units[byte] = 3;  // Kana and Han
  for (std::size_t byte = 0xEA; byte <= 0xED; ++byte) units[byte] = 2;  // Hangul
  return units;
}();

// Bytes that are white space or controls, or begin a no-break space or what is left out; all
// others are copied in runs.
constexpr std::array<bool, 256> kMayBeBlank = [] {
  std::array<bool, 256> may{};
  for (std::size_t byte = 0; byte <= 0x20; ++byte) may[byte] = true;
  may[0xC2] = may[0xE2] = may[0xEF] = true;
  return may;
}();

// An unbroken line this long that ends in <br> is a paragraph of an old page; a shorter one is a
// verse or an address.
constexpr std::uint32_t kLineUnits = 60;

class Collector {
 public:
  explicit Collector(const HtmlDocument& document) : document_(document) {
    page_.text.reserve(document.Size() * 16);
    page_.blocks.reserve(document.Size() / 8 + 8);
  }

  PageText Run(NodeId begin, NodeId end) {
    NodeId id = begin;
    while (id < end) {
      while (!open_.empty() && id >= open_.back().end) Leave();
      id = Enter(id);
    }
    while (!open_.empty()) Leave();
    Flush();
    return std::move(page_);
  }

 private:
  struct Open {
    NodeId id;
    NodeId end;
    bool block;
    PlaceBits places;
    HintSteps hints;
  };

  // Returns the next node to look at: skipped elements are stepped over whole.
  NodeId Enter(NodeId id) {
    const HtmlNode& node = document_.Node(id);
    if (node.IsText()) {
      Append(document_.Text(id), id);
      return id + 1;
    }
    const Flow flow = FlowOf(node.tag);
    if (flow == Flow::kSkip) return node.end;
    if (flow == Flow::kBreak) {
      Break();
      return id + 1;
    }
    if (flow == Flow::kBlock) Flush();
    Open open{id, node.end, flow == Flow::kBlock, 0, {}};
    if (open_.empty()) {
      open.hints.fill(kNoHint);
    } else {
      open.places = open_.back().places;
      open.hints = open_.back().hints;
      if (open.block) Recede(open.hints);
    }
    open.places |= PlaceOf(node.tag);
    ReadAttributes(id, open);
    if (node.tag == GUMBO_TAG_A) {
      link_end_ = std::max(link_end_, node.end);
      ++links_;
    }
    open_.push_back(open);
    return id + 1;
  }

  static void Recede(HintSteps& hints) {
    for (std::uint8_t& steps : hints) {
      if (steps < kNoHint) ++steps;
    }
  }

  void ReadAttributes(NodeId id, Open& open) const {
    const GumboVector& attributes = document_.Node(id).source->v.element.attributes;
    HintBits hints = 0;
    for (unsigned i = 0; i < attributes.length; ++i) {
      const auto* attribute = static_cast<const GumboAttribute*>(attributes.data[i]);
      const std::string_view name = attribute->name;
      const std::string_view value = document_.ValueOf(*attribute);
      if (name == "class" || name == "id" || name == "role") hints |= HintsOf(value);
      if (name == "hidden") open.places |= kInHidden;
      if (name == "itemprop") {
        hints |= HintsOf(value);
        if (FindIgnoringCase(value, "articlebody") != std::string_view::npos) {
          open.places |= kInBodyProperty;
        }
        if (EqualsIgnoringCase(value, "headline")) open.places |= kInTitleProperty;
      }
    }
    for (int bit = 0; hints != 0; ++bit, hints >>= 1U) {
      if ((hints & 1U) != 0) open.hints[static_cast<std::size_t>(bit)] = 0;
    }
  }

  void Leave() {
    if (open_.back().block) Flush();
    open_.pop_back();
  }

  void Break() {
    if (Pending().empty()) return;
    ++breaks_;
    if (breaks_ > 1 || UnitsOf(Pending()) >= kLineUnits) {
      Flush();
    } else if (page_.text.back() != ' ') {
      page_.text.push_back(' ');
    }
  }

  std::string_view Pending() const { return std::string_view(page_.text).substr(begin_); }

  void Append(std::string_view text, NodeId id) {
    const std::size_t before = page_.text.size();
    bool solid = false;
    for (std::size_t i = 0; i < text.size();) {
      const std::size_t run = i;
      while (i < text.size() && !kMayBeBlank[static_cast<unsigned char>(text[i])]) ++i;
      if (i > run) {
        page_.text.append(text, run, i - run);
        solid = true;
        if (i == text.size()) break;
      }
      const char c = text[i];
      const bool no_break_space = text.substr(i).starts_with("\xC2\xA0");
      if (IsAsciiSpace(c) || no_break_space) {
        i += no_break_space ? 2 : 1;
        if (page_.text.size() > begin_ && page_.text.back() != ' ') page_.text.push_back(' ');
        continue;
      }
      if (const std::size_t ignorable = IgnorableAt(text, i); ignorable > 0) {
        i += ignorable;
        continue;
      }
      solid = true;
      page_.text.push_back(static_cast<unsigned char>(c) < 0x20 ? ' ' : c);
      ++i;
    }
    if (!solid) return;
    breaks_ = 0;
    last_text_ = id;
    if (id < link_end_) link_units_ += UnitsOf(std::string_view(page_.text).substr(before));
    if (inline_hints_from_ != open_.size()) NoteInlineHints();
  }

  // Bytes of a soft hyphen, zero-width space or BOM at `at`; 0 when there is none. ZWJ and ZWNJ
  // stay: they are spelling in Persian and Indic scripts.
  static std::size_t IgnorableAt(std::string_view text, std::size_t at) {
    const std::string_view rest = text.substr(at);
    if (rest.starts_with("\xC2\xAD")) return 2;
    if (rest.starts_with("\xE2\x80\x8B") || rest.starts_with("\xEF\xBB\xBF")) return 3;
    return 0;
  }

  // A byline is often a <span> inside a plain <p>: the hints of the inline elements around a
  // block's first text count as its own.
  void NoteInlineHints() {
    if (!block_hints_set_ && !open_.empty()) {
      block_hints_ = open_.back().hints;
      block_places_ = open_.back().places;
      block_hints_set_ = true;
    }
    inline_hints_from_ = open_.size();
  }

  void Flush() {
    while (page_.text.size() > begin_ && page_.text.back() == ' ') page_.text.pop_back();
    if (page_.text.size() > begin_ && block_hints_set_) {
      TextBlock block;
      block.begin = static_cast<std::uint32_t>(begin_);
      block.end = static_cast<std::uint32_t>(page_.text.size());
      block.units = UnitsOf(Pending());
      block.link_units = std::min(link_units_, block.units);
      block.links = static_cast<std::uint16_t>(std::min<std::uint32_t>(links_, 0xFFFF));
      block.places = block_places_;
      block.hints = block_hints_;
      block.node = NearestBlock();
      block.tag = document_.Node(block.node).tag;
      page_.units += block.units;
      page_.blocks.push_back(block);
    }
    begin_ = page_.text.size();
    link_units_ = 0;
    links_ = 0;
    breaks_ = 0;
    block_hints_set_ = false;
    inline_hints_from_ = 0;
  }

  NodeId NearestBlock() const {
    NodeId id = document_.Node(last_text_).parent;
    while (document_.Node(id).parent != kNoNode &&
           FlowOf(document_.Node(id).tag) == Flow::kInline) {
      id = document_.Node(id).parent;
    }
    return id;
  }

  const HtmlDocument& document_;
  PageText page_;
  std::vector<Open> open_;
  std::size_t begin_ = 0;  // Of the pending block, in page_.text.
  NodeId link_end_ = 0;
  NodeId last_text_ = 0;
  std::uint32_t link_units_ = 0;
  std::uint32_t links_ = 0;
  int breaks_ = 0;
  HintSteps block_hints_{};
  PlaceBits block_places_ = 0;
  bool block_hints_set_ = false;
  std::size_t inline_hints_from_ = 0;
};

}  // namespace

int TextBlock::HeadingLevel() const {
  return tag >= GUMBO_TAG_H1 && tag <= GUMBO_TAG_H6 ? tag - GUMBO_TAG_H1 + 1 : 0;
}

std::uint32_t UnitsOf(std::string_view utf8) {
  std::uint32_t units = 0;
  for (const char c : utf8) units += kUnitsByByte[static_cast<unsigned char>(c)];
  return units;
}

PageText CollectBlocks(const HtmlDocument& document) {
  return Collector(document).Run(0, static_cast<NodeId>(document.Size()));
}

PageText CollectBlocks(const HtmlDocument& document, NodeId element) {
  return Collector(document).Run(element, document.Node(element).end);
}

}  // namespace stratwatch::parsers::internal
