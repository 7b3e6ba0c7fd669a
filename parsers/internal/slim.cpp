#include "parsers/internal/slim.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <utility>

#include "parsers/internal/ascii.h"
#include "parsers/internal/end_tags.h"
#include "parsers/internal/entities.h"
#include "parsers/internal/selector_matcher.h"
#include "parsers/internal/slim_attributes.h"
#include "parsers/internal/tag_traits.h"
#include "parsers/internal/utf8.h"

namespace stratwatch::parsers::internal {
namespace {

constexpr std::size_t kNone = std::string_view::npos;

// A value longer than this is a tracking link, an inline image or generated class soup; what is
// read of it stands in its beginning.
constexpr std::size_t kNamesBytesMax = 256;
constexpr std::size_t kLinkBytesMax = 1024;
constexpr std::size_t kCarriesBytesMax = 4096;

// Shorter values are not worth a stand-in; references and line ends are decoded by gumbo.
constexpr std::size_t kHeldValueBytes = 6;
constexpr std::string_view kDecodedByGumbo("&\r\0", 3);

// An appeal to switch scripts on and a tracking pixel are shorter; a page whose text stands in
// <noscript> for want of scripts is longer.
constexpr std::size_t kNoScriptBytesMax = 4096;

// Nothing dropped whole is longer in the wild; without an end tag in reach only the tag goes, so
// that one unclosed <select> does not eat an article. Ruby annotations are single words.
constexpr std::size_t kElementBytesMax = std::size_t{1} << 20U;
constexpr std::size_t kRubyBytesMax = 256;

// Sum over all tags of the nesting each meets: what gumbo's scope look-ups cost, ~4 ns a step.
constexpr std::uint64_t kScopeStepsMax = 250'000'000;

// How far up the open inline elements an end tag looks for its start; misnesting is shallow.
constexpr std::size_t kInlineLookback = 8;

class Slimmer {
 public:
  Slimmer(std::string_view html, const SlimLimits& limits, const KeptMarkup* kept)
      : html_(html), limits_(limits), kept_(kept), end_tags_(html) {
    page_.html.reserve(html.size() / 2 + 64);
  }

  Result<SlimPage> Run() {
    while (at_ < html_.size() && !failure_) {
      const std::size_t tag = html_.find('<', at_);
      CopyText(html_.substr(at_, tag == kNone ? kNone : tag - at_));
      if (tag == kNone) break;
      at_ = tag;
      Markup();
    }
    if (failure_) return tl::unexpected(*std::move(failure_));
    return std::move(page_);
  }

 private:
  struct OpenInline {
    std::string_view name;  // Views html_ (any case).
    bool kept = false;
  };

  void Markup() {
    const std::string_view rest = html_.substr(at_);
    const char next = rest.size() > 1 ? rest[1] : '\0';
    if (IsAsciiAlpha(next)) return StartTag();
    if (next == '/') return EndTag();
    if (rest.starts_with("<!--")) return SkipComment();
    if (next == '!' || next == '?') return Declaration(rest);
    page_.html.push_back('<');
    spaced_ = false;
    ++at_;
  }

  void SkipComment() {
    // "<!-->" and "<!--->" are whole comments (HTML Standard, 13.2.5.43).
    const std::string_view rest = html_.substr(at_ + 4);
    if (rest.starts_with(">") || rest.starts_with("->")) {
      at_ = html_.find('>', at_) + 1;
      return;
    }
    // "--!>" ends one too (13.2.5.53).
    for (std::size_t end = at_ + 4; (end = html_.find("--", end)) != kNone; ++end) {
      const std::string_view behind = html_.substr(end + 2);
      if (!behind.starts_with(">") && !behind.starts_with("!>")) continue;
      at_ = html_.find('>', end) + 1;
      return;
    }
    at_ = html_.size();
  }

  void Declaration(std::string_view rest) {
    const std::size_t end = rest.find('>');
    const std::size_t length = end == kNone ? rest.size() : end + 1;
    if (StartsWithIgnoringCase(rest, "<!doctype")) page_.html.append(rest.substr(0, length));
    at_ += length;
  }

  std::string_view TagName(std::size_t begin) const {
    std::size_t end = begin;
    while (end < html_.size() && html_[end] != '>' && html_[end] != '/' &&
           !IsAsciiSpace(html_[end])) {
      ++end;
    }
    return html_.substr(begin, end - begin);
  }

  // Lower case in a buffer of this object; valid until the next call.
  std::string_view Lower(std::string_view name) {
    const std::size_t length = std::min(name.size(), name_buffer_.size());
    for (std::size_t i = 0; i < length; ++i) name_buffer_[i] = AsciiLower(name[i]);
    return {name_buffer_.data(), length};
  }

  bool KeepsAllElements() const { return kept_ != nullptr && kept_->all_elements; }

  // What selectors are asked on keeps a tag that only formats, or is dropped, as an inline one.
  TagTraits TreatmentOf(std::string_view name) const {
    const TagTraits traits = TraitsOf(name);
    if (kept_ == nullptr || traits.treatment != TagTreatment::kDropTag) return traits;
    if (name == "plaintext" || name == "xmp") return traits;  // These change how the rest is read.
    return TraitsOf(name == "colgroup" ? "tbody" : "span");
  }

  void StartTag() {
    const std::string_view written = TagName(at_ + 1);
    const std::string_view name = Lower(written);
    const TagTraits traits = TreatmentOf(name);
    const std::size_t tag_begin = at_;
    const std::size_t out_begin = page_.html.size();
    at_ += 1 + written.size();
    page_.html.push_back('<');
    page_.html.append(traits.treatment == TagTreatment::kInline ? "span" : name);
    bool named = CopyAttributes(name, traits.treatment);
    if (kept_ != nullptr && traits.treatment == TagTreatment::kInline)
      named = NoteName(name, named);
    page_.html.push_back('>');
    const auto undo = [&] { page_.html.resize(out_begin); };
    const bool stays = KeepsAllElements() || asked_about_;
    const auto empty = [&] { stays ? WriteEndTag(name) : undo(); };
    if (!complete_) return undo();  // The page ends inside the tag.
    scope_steps_ += static_cast<std::uint64_t>(block_depth_);
    switch (traits.treatment) {
      case TagTreatment::kKeep:
        return OpenKept(written, traits);
      case TagTreatment::kHeadVoid:
        if (!carries_ && !stays) undo();
        return;
      case TagTreatment::kInline:
        if (!named) undo();
        return OpenInlineTag(written, named);
      case TagTreatment::kDropTag:
        return undo();
      case TagTreatment::kDropVoid:
        if (!stays) undo();
        return;
      case TagTreatment::kDropElement:
        empty();
        return DropElement(name);
      case TagTreatment::kDropRawText:
        empty();
        return DropRawText(name);
      case TagTreatment::kNoScript:
        empty();
        return DropNoScript();
      case TagTreatment::kScript:
        empty();
        return DropScript(tag_begin);
      case TagTreatment::kKeepRawText:
        return KeepRawText(name);
    }
  }

  // Of a tag that was written as <span>. True when it is to be kept.
  bool NoteName(std::string_view name, bool named) {
    if (!named && !KeepsAllElements()) return false;
    if (name != "span") Write(kStandsForAttribute, name, kTagNameBytesMax);
    return true;
  }

  void OpenKept(std::string_view written, TagTraits traits) {
    if (traits.block) spaced_ = true;
    if (EqualsIgnoringCase(written, "pre")) ++pre_depth_;
    if (!traits.nests) return;
    if (!traits.block) return OpenInlineTag(written, true);
    if (++block_depth_ > limits_.nesting_max) {
      return Refuse(fmt::format("more than {} unclosed block tags", limits_.nesting_max));
    }
    if (scope_steps_ > kScopeStepsMax) Refuse("too many tags in deep nesting");
  }

  void OpenInlineTag(std::string_view written, bool kept) {
    open_inlines_.push_back({written, kept});
    if (open_inlines_.size() > static_cast<std::size_t>(limits_.inline_nesting_max)) {
      Refuse(fmt::format("more than {} unclosed inline tags", limits_.inline_nesting_max));
    }
  }

  void EndTag() {
    if (at_ + 2 >= html_.size() || !IsAsciiAlpha(html_[at_ + 2])) {
      // A bogus comment, as the tokenizer sees it.
      at_ = std::min(html_.find('>', at_), html_.size() - 1) + 1;
      return;
    }
    const std::string_view written = TagName(at_ + 2);
    const std::size_t end = EndTagEnd(at_, written);
    const std::string_view name = Lower(written);
    const TagTraits traits = TreatmentOf(name);
    at_ = end;
    scope_steps_ += static_cast<std::uint64_t>(block_depth_);
    if (traits.treatment == TagTreatment::kInline || (!traits.block && traits.nests)) {
      if (!CloseInline(written)) return;
      WriteEndTag(traits.treatment == TagTreatment::kInline ? "span" : name);
      return;
    }
    if (traits.treatment != TagTreatment::kKeep) return;
    if (name == "pre" && pre_depth_ > 0) --pre_depth_;
    if (traits.nests && block_depth_ > 0) --block_depth_;
    if (traits.block) spaced_ = true;
    WriteEndTag(name);
  }

  void WriteEndTag(std::string_view name) {
    page_.html.append("</");
    page_.html.append(name);
    page_.html.push_back('>');
  }

  // True when the matching start tag was kept. A stray end tag goes: gumbo would walk up to the
  // next block for each.
  bool CloseInline(std::string_view written) {
    const std::size_t depth = open_inlines_.size();
    const std::size_t lookback = std::min(depth, kInlineLookback);
    for (std::size_t i = 1; i <= lookback; ++i) {
      const OpenInline open = open_inlines_[depth - i];
      if (!EqualsIgnoringCase(open.name, written)) continue;
      open_inlines_.erase(open_inlines_.end() - static_cast<std::ptrdiff_t>(i));
      return open.kept;
    }
    return false;
  }

  // Copies what matters of the attributes; moves at_ behind the tag. True when one of them names
  // the element; carries_ then says whether a <meta> or <link> is of use.
  bool CopyAttributes(std::string_view name, TagTreatment treatment) {
    AttributeReader reader(html_, at_);
    RawAttribute attribute;
    bool named = false;
    int count = 0;
    carries_ = false;
    asked_about_ = false;
    json_ld_ = false;
    while (reader.Next(attribute)) {
      if (++count > limits_.attributes_max) {
        Refuse(fmt::format("more than {} attributes in one tag", limits_.attributes_max));
        return false;
      }
      if (treatment == TagTreatment::kScript) {
        json_ld_ = json_ld_ || (EqualsIgnoringCase(attribute.name, "type") &&
                                FindIgnoringCase(attribute.value, "ld+json") != kNone);
        if (kept_ == nullptr) continue;
      }
      if (kept_ != nullptr && IsKept(attribute.name)) {
        KeepAttribute(attribute);
        asked_about_ = true;
        named = true;
        continue;
      }
      named = CopyAttribute(name, attribute) || named;
    }
    at_ = reader.Position();
    complete_ = reader.Complete();
    return named;
  }

  bool IsKept(std::string_view name) const {
    return std::any_of(kept_->attributes.begin(), kept_->attributes.end(),
                       [&](const std::string& kept) { return EqualsIgnoringCase(name, kept); });
  }

  void KeepAttribute(const RawAttribute& attribute) {
    Write(attribute.name, attribute.value, kCarriesBytesMax);
    const bool hides = UseOf(attribute.name) == AttributeUse::kStyle && StyleHides(attribute.value);
    if (hides) Write("hidden", "", 0);
  }

  bool CopyAttribute(std::string_view tag, const RawAttribute& attribute) {
    const AttributeUse use = UseOf(attribute.name);
    switch (use) {
      case AttributeUse::kDrop:
        return false;
      case AttributeUse::kNames:
        carries_ = carries_ || tag == "meta" || (tag == "link" && IsUsefulLink(attribute));
        Write(attribute.name, attribute.value, tag == "a" || tag == "link" ? 64 : kNamesBytesMax);
        return !attribute.value.empty() || EqualsIgnoringCase(attribute.name, "itemscope");
      case AttributeUse::kCarries:
        carries_ = carries_ || tag == "meta";
        Write(attribute.name, attribute.value, kCarriesBytesMax);
        return false;
      case AttributeUse::kLink:
        carries_ = carries_ || tag == "base";
        if (tag == "a" || tag == "link" || tag == "base") {
          Write(attribute.name, attribute.value, kLinkBytesMax);
        }
        return false;
      case AttributeUse::kTitle:
        if (tag == "abbr" || tag == "time") Write(attribute.name, attribute.value, 64);
        return false;
      case AttributeUse::kMetaValue:
        if (tag == "meta") Write(attribute.name, attribute.value, kCarriesBytesMax);
        return false;
      case AttributeUse::kHidden:
        Write("hidden", "", 0);
        return true;
      case AttributeUse::kStyle:
        if (!StyleHides(attribute.value)) return false;
        Write("hidden", "", 0);
        return true;
    }
    return false;
  }

  static bool IsUsefulLink(const RawAttribute& attribute) {
    if (!EqualsIgnoringCase(attribute.name, "rel")) return false;
    for (const std::string_view use : {"canonical", "alternate", "amphtml", "author", "next"}) {
      if (EqualsIgnoringCase(TrimAscii(attribute.value), use)) return true;
    }
    return false;
  }

  void Write(std::string_view name, std::string_view value, std::size_t bytes_max) {
    value = Utf8Prefix(value, bytes_max);
    const char quote = value.find('"') == kNone ? '"' : '\'';
    page_.html.push_back(' ');
    page_.html.append(name);
    if (value.empty()) return;
    page_.html.push_back('=');
    page_.html.push_back(quote);
    if (value.size() > kHeldValueBytes && value.find_first_of(kDecodedByGumbo) == kNone) {
      page_.texts.HoldValue(value, page_.html);
    } else {
      HeldTexts::Write(value, page_.html);
    }
    page_.html.push_back(quote);
  }

  // Behind the '>' of the end tag at `begin`. It may have attributes, with a '>' in their quotes.
  std::size_t EndTagEnd(std::size_t begin, std::string_view written) const {
    AttributeReader reader(html_, begin + 2 + written.size());
    for (RawAttribute ignored; reader.Next(ignored);) {
    }
    return reader.Position();
  }

  void SkipPast(std::size_t end_tag) {
    if (end_tag >= html_.size()) {
      at_ = html_.size();
    } else {
      at_ = EndTagEnd(end_tag, TagName(end_tag + 2));
    }
  }

  void DropRawText(std::string_view name) {
    const std::size_t end = end_tags_.Find(name, at_);
    if (end != kNone) return SkipPast(end);
    // An unclosed <style> is a truncated page; the others are forgotten end tags.
    if (name == "style") at_ = html_.size();
  }

  void DropElement(std::string_view name) {
    const std::string kept_name(name);
    const std::size_t bound = name.size() == 2 ? kRubyBytesMax : kElementBytesMax;
    const std::size_t end = end_tags_.Find(kept_name, at_);
    if (end == kNone || end - at_ > bound) return;
    SkipPast(end);
  }

  void DropNoScript() {
    const std::size_t end = end_tags_.Find("noscript", at_);
    if (end != kNone && end - at_ <= kNoScriptBytesMax) SkipPast(end);
  }

  void DropScript(std::size_t tag_begin) {
    const std::size_t body = at_;
    std::size_t end = end_tags_.Find("script", at_);
    // "<!--" then "<script" inside a script hides one "</script>" (HTML Standard, 13.2.5.18,
    // script data double escaped state).
    if (end != kNone) {
      const std::string_view content = html_.substr(body, end - body);
      const std::size_t comment = content.find("<!--");
      if (comment != kNone && content.find("-->", comment) == kNone &&
          FindIgnoringCase(content, "<script", comment) != kNone) {
        const std::size_t outer = end_tags_.Find("script", end + 2);
        if (outer != kNone) end = outer;
      }
    }
    if (end == kNone) end = html_.size();
    if (json_ld_) page_.json_ld.emplace_back(html_.substr(body, end - body));
    SkipPast(std::max(end, tag_begin));
  }

  void KeepRawText(std::string_view name) {
    const std::string kept_name(name);
    std::size_t end = end_tags_.Find(kept_name, at_);
    const bool closed = end != kNone;
    if (!closed) end = std::min(html_.find('<', at_), html_.size());
    HoldWords(html_.substr(at_, end - at_));
    WriteEndTag(kept_name);
    spaced_ = true;
    at_ = end;
    if (closed) SkipPast(end);
  }

  void CopyText(std::string_view text) {
    // Gumbo drops the line break behind <pre>, so it must see it.
    if (pre_depth_ > 0) return HeldTexts::Write(text, page_.html);
    std::size_t begin = 0;
    while (begin < text.size()) {
      std::size_t end = begin;
      if (IsAsciiSpace(text[begin])) {
        while (end < text.size() && IsAsciiSpace(text[end])) ++end;
        if (!spaced_) WriteBlank();
        spaced_ = true;
      } else {
        // A single blank between words is copied with them.
        while (end < text.size() &&
               (!IsAsciiSpace(text[end]) ||
                (text[end] == ' ' && end + 1 < text.size() && !IsAsciiSpace(text[end + 1])))) {
          ++end;
        }
        HoldWords(text.substr(begin, end - begin));
        spaced_ = false;
      }
      begin = end;
    }
  }

  // White space before any text is gumbo's to judge: it may stand between table rows.
  void WriteBlank() {
    if (page_.texts.EndsWithText(page_.html)) {
      page_.texts.Hold(" ", page_.html);
    } else {
      page_.html.push_back(' ');
    }
  }

  void HoldWords(std::string_view text) {
    while (!text.empty()) {
      const std::size_t reference = std::min(text.find('&'), text.size());
      page_.texts.Hold(text.substr(0, reference), page_.html);
      text.remove_prefix(reference);
      if (!text.empty()) text.remove_prefix(CopyReference(text));
    }
  }

  // `text` begins with '&'. Returns how many bytes were taken.
  std::size_t CopyReference(std::string_view text) {
    const auto reference = ReadReference(text);
    if (reference && reference->code_point > ' ' && text[reference->length - 1] == ';') {
      std::string character;
      AppendUtf8(character, reference->code_point);
      page_.texts.Hold(character, page_.html);
      return reference->length;
    }
    // Rarer names, and references without their ';', are gumbo's to know: it sees all that may
    // belong to one. "CounterClockwiseContourIntegral;" is the longest.
    constexpr std::size_t kNameBytesMax = 34;
    std::size_t length = 1;
    while (length < text.size() && length < kNameBytesMax &&
           (IsAsciiAlnum(text[length]) || text[length] == '#' || text[length] == ';')) {
      ++length;
    }
    page_.html.append(text.substr(0, length));
    return length;
  }

  void Refuse(std::string_view bound) {
    if (!failure_) failure_ = Error{ErrorCode::kLimit, fmt::format("too complex: {}", bound)};
  }

  std::string_view html_;
  SlimLimits limits_;
  const KeptMarkup* kept_;
  EndTags end_tags_;
  std::size_t at_ = 0;
  SlimPage page_;
  std::optional<Error> failure_;
  std::array<char, kTagNameBytesMax> name_buffer_{};  // No element we know has a longer name.
  std::vector<OpenInline> open_inlines_;
  std::uint64_t scope_steps_ = 0;
  int block_depth_ = 0;
  int pre_depth_ = 0;
  bool spaced_ = true;        // What was written ends where white space does not count.
  bool carries_ = false;      // Of the tag read last.
  bool asked_about_ = false;  // The tag read last has one of kept_'s attributes.
  bool json_ld_ = false;      // Of the <script> read last.
  bool complete_ = true;      // The tag read last has its '>'.
};

}  // namespace

Result<SlimPage> Slim(std::string_view html, const SlimLimits& limits, const KeptMarkup* kept) {
  return Slimmer(html, limits, kept).Run();
}

}  // namespace stratwatch::parsers::internal
