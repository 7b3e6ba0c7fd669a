#include "parsers/internal/ruled_page.h"

#include <algorithm>
#include <utility>

#include "parsers/date.h"
#include "parsers/internal/ascii.h"
#include "parsers/internal/byline.h"
#include "parsers/internal/entities.h"
#include "parsers/internal/published_date.h"
#include "parsers/internal/selector_matcher.h"
#include "parsers/internal/unicode.h"
#include "parsers/internal/utf8.h"

namespace stratwatch::parsers::internal {
namespace {

constexpr std::size_t kShownBytesMax = 300;
// Who publishes states it; a rule that a person wrote for the site is as good.
constexpr float kRuleConfidence = 0.99F;

std::string ValueOf(const HtmlDocument& document, NodeId id) {
  const std::string_view content = document.Attribute(id, "content");
  return content.empty() ? document.TextBelow(id) : PlainText(content);
}

// Where an element may hold a date, the likeliest first.
std::vector<std::string> DatesOf(const HtmlDocument& document, NodeId id,
                                 const SelectorList& selector) {
  std::vector<std::string> values;
  const auto add = [&](std::string_view attribute) {
    const std::string_view value = TrimAscii(document.Attribute(id, attribute));
    if (!value.empty()) values.emplace_back(value);
  };
  for (const std::string_view attribute : {"datetime", "content", "title"}) add(attribute);
  VisitSimpleSelectors(selector, [&](const SimpleSelector& simple) {
    const bool named = simple.kind == SimpleSelector::Kind::kAttribute;
    if (named && simple.name != "class" && simple.name != "id") add(simple.name);
  });
  values.push_back(document.TextBelow(id));
  return values;
}

std::optional<ParsedDate> ReadDate(std::string_view text, std::string_view language) {
  if (const auto parsed = ParseDate(text)) return *parsed;
  if (const auto written = ParseWrittenDate(text, language)) return *written;
  return std::nullopt;
}

// Without those that stand in another of them.
std::vector<NodeId> Outermost(const HtmlDocument& document, const std::vector<NodeId>& elements) {
  std::vector<NodeId> outermost;
  NodeId end = 0;
  for (const NodeId id : elements) {
    if (id < end) continue;
    outermost.push_back(id);
    end = document.Node(id).end;
  }
  return outermost;
}

}  // namespace

RuledPage::RuledPage(const HostRules& rules, HtmlDocument& document) : rules_(&rules) {
  Select(document);
  Remove(document);
}

void RuledPage::Select(const HtmlDocument& document) {
  const SelectorMatcher matcher(document);
  for (const RuleField field : kRuleFields) {
    Selected& selected = selected_[static_cast<std::size_t>(field)];
    for (const SelectorList& list : rules_->Of(field)) {
      std::vector<NodeId> found = matcher.Select(list);
      if (found.empty()) continue;
      if (selected.selector == nullptr) selected.selector = &list;
      selected.elements.insert(selected.elements.end(), found.begin(), found.end());
      if (field != RuleField::kRemove) break;
    }
  }
}

void RuledPage::Remove(HtmlDocument& document) {
  if (rules_->Of(RuleField::kRemove).empty()) return;
  std::vector<NodeId>& removed = selected_[static_cast<std::size_t>(RuleField::kRemove)].elements;
  std::erase_if(removed, [&](NodeId id) {
    const GumboTag tag = document.Node(id).tag;
    return tag == GUMBO_TAG_HTML || tag == GUMBO_TAG_HEAD || tag == GUMBO_TAG_BODY;
  });
  std::sort(removed.begin(), removed.end());
  removed.erase(std::unique(removed.begin(), removed.end()), removed.end());
  if (removed.empty()) return Note(RuleField::kRemove, RuleEffect::kNoMatch, "");
  std::string text;
  for (const NodeId id : Outermost(document, removed)) {
    if (text.size() < kShownBytesMax) text += (text.empty() ? "" : " … ") + document.TextBelow(id);
  }
  Note(RuleField::kRemove, RuleEffect::kApplied, text);
  const std::vector<NodeId> moved = document.Remove(removed);
  for (const RuleField field : kRuleFields) {
    std::vector<NodeId>& elements = selected_[static_cast<std::size_t>(field)].elements;
    if (field == RuleField::kRemove) continue;
    for (NodeId& id : elements) id = moved[id];
    std::erase(elements, kNoNode);
  }
}

void RuledPage::Note(RuleField field, RuleEffect effect, std::string_view text) {
  const Selected& selected = Of(field);
  std::string selector;
  for (const SelectorList& list : rules_->Of(field)) {
    const bool all = field == RuleField::kRemove || selected.selector == nullptr;
    if (!all && selected.selector != &list) continue;
    selector += (selector.empty() ? "" : " or ") + list.text;
  }
  if (effect == RuleEffect::kUnreadable && selected.selector == nullptr) {
    effect = RuleEffect::kNoMatch;
  }
  std::string shown(Utf8Prefix(text, kShownBytesMax));
  std::replace(shown.begin(), shown.end(), '\n', ' ');
  asked_.push_back(
      {field, effect, std::move(selector), selected.elements.size(), std::move(shown)});
}

std::optional<std::string> RuledPage::Title(const HtmlDocument& document) {
  if (rules_ == nullptr || rules_->Of(RuleField::kTitle).empty()) return std::nullopt;
  for (const NodeId id : Of(RuleField::kTitle).elements) {
    std::string title = ValueOf(document, id);
    if (title.empty()) continue;
    Note(RuleField::kTitle, RuleEffect::kApplied, title);
    return title;
  }
  Note(RuleField::kTitle, RuleEffect::kUnreadable, "");
  return std::nullopt;
}

std::vector<std::string> RuledPage::Authors(const HtmlDocument& document) {
  std::vector<std::string> names;
  if (rules_ == nullptr || rules_->Of(RuleField::kAuthor).empty()) return names;
  std::string shown;
  for (const NodeId id : Of(RuleField::kAuthor).elements) {
    for (std::string& name : NamesIn(ValueOf(document, id), BylineForm::kStated)) {
      if (std::find(names.begin(), names.end(), name) != names.end()) continue;
      shown += (shown.empty() ? "" : "; ") + name;
      names.push_back(std::move(name));
    }
  }
  const bool read = !names.empty();
  Note(RuleField::kAuthor, read ? RuleEffect::kApplied : RuleEffect::kUnreadable, shown);
  return names;
}

std::optional<PublishedDate> RuledPage::Published(const HtmlDocument& document,
                                                  std::string_view language,
                                                  std::optional<std::chrono::sys_seconds> latest) {
  if (rules_ == nullptr || rules_->Of(RuleField::kDate).empty()) return std::nullopt;
  const Selected& selected = Of(RuleField::kDate);
  for (const NodeId id : selected.elements) {
    for (const std::string& value : DatesOf(document, id, *selected.selector)) {
      const auto date = ReadDate(value, language);
      if (!date || date->utc < kEarliestPublished) continue;
      if (latest && date->utc > *latest + std::chrono::days(1)) continue;
      Note(RuleField::kDate, RuleEffect::kApplied, value);
      return PublishedDate{date->utc, date->offset_minutes, date->precision, "rule",
                           kRuleConfidence};
    }
  }
  Note(RuleField::kDate, RuleEffect::kUnreadable, "");
  return std::nullopt;
}

std::optional<Body> RuledPage::BodyOf(const HtmlDocument& document, const PageText& page,
                                      std::string_view title) {
  if (rules_ == nullptr || rules_->Of(RuleField::kBody).empty()) return std::nullopt;
  const std::string folded_title = FoldForComparison(title);
  const std::vector<NodeId> elements = Outermost(document, Of(RuleField::kBody).elements);
  Body body;
  for (const NodeId element : elements) {
    const PageText inside = CollectBlocks(document, element);
    const bool hidden = document.HasAttribute(element, "hidden");
    for (const TextBlock& block : inside.blocks) {
      if (block.In(kInHidden) && !hidden) continue;
      const std::string_view text = inside.Text(block);
      if (block.HeadingLevel() > 0 && FoldForComparison(text) == folded_title) continue;
      if (!body.text.empty()) body.text.append("\n\n");
      body.text.append(text);
      body.units += block.units;
    }
  }
  if (body.text.empty()) {
    Note(RuleField::kBody, RuleEffect::kUnreadable, "");
    return std::nullopt;
  }
  Note(RuleField::kBody, RuleEffect::kApplied, body.text);
  body.method = "rule";
  body.candidates.push_back({"rule", body.units});
  for (const TextBlock& block : page.blocks) {
    const bool inside = std::any_of(elements.begin(), elements.end(), [&](NodeId id) {
      return block.node >= id && block.node < document.Node(id).end;
    });
    body.blocks.push_back({0, inside ? BlockVerdict::kBody : BlockVerdict::kOutsideRule});
  }
  return body;
}

std::vector<AppliedRule> RuledPage::Effects() const {
  std::vector<AppliedRule> effects;
  effects.reserve(asked_.size());
  for (const Asked& asked : asked_) effects.push_back({rules_->host, asked.field, asked.effect});
  return effects;
}

void RuledPage::Trace(ExtractionTrace& trace) const {
  for (const Asked& asked : asked_) {
    trace.rules.push_back({rules_->host, RuleFieldName(asked.field), asked.selector,
                           RuleEffectName(asked.effect), asked.elements, asked.text});
  }
}

}  // namespace stratwatch::parsers::internal
