#include "parsers/site_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "model/url.h"
#include "parsers/internal/ascii.h"
#include "parsers/internal/host_rules.h"
#include "parsers/internal/tag_traits.h"

namespace stratwatch::parsers {

namespace internal {
namespace {

// Is whatever has this property copied by the scan: as the bearer of an attribute that is asked
// about, or as an element of a kind that it always copies?
bool IsAlwaysKept(const SimpleSelector& part) {
  if (part.kind == SimpleSelector::Kind::kAttribute) return true;
  if (part.kind == SimpleSelector::Kind::kAnyOf) {
    return std::all_of(part.options.begin(), part.options.end(), [](const auto& option) {
      return std::any_of(option.parts.begin(), option.parts.end(), IsAlwaysKept);
    });
  }
  if (part.kind != SimpleSelector::Kind::kType) return false;
  const TagTreatment treatment = TraitsOf(part.name).treatment;
  return treatment == TagTreatment::kKeep || treatment == TagTreatment::kKeepRawText;
}

bool CountsSiblings(const SimpleSelector& part) {
  return part.kind == SimpleSelector::Kind::kNthChild ||
         part.kind == SimpleSelector::Kind::kNthLastChild;
}

}  // namespace

void KeepFor(const SelectorList& list, KeptMarkup& kept) {
  VisitSimpleSelectors(list, [&](const SimpleSelector& simple) {
    const auto& names = kept.attributes;
    if (simple.kind != SimpleSelector::Kind::kAttribute) return;
    if (std::find(names.begin(), names.end(), simple.name) != names.end()) return;
    kept.attributes.push_back(simple.name);
  });
  VisitSimpleSelectors(list, [&](const SimpleSelector& simple) {
    kept.all_elements = kept.all_elements || CountsSiblings(simple);
  });
  for (const ComplexSelector& selector : list.selectors) {
    for (std::size_t i = 0; i < selector.steps.size(); ++i) {
      const ComplexSelector::Step& step = selector.steps[i];
      const auto& parts = step.compound.parts;
      const bool near = i > 0 && step.combinator != Combinator::kDescendant;
      kept.all_elements =
          kept.all_elements || near || std::none_of(parts.begin(), parts.end(), IsAlwaysKept);
    }
  }
}

}  // namespace internal

namespace {

// An element whose content never reaches the tree.
bool HasNoText(const internal::ComplexSelector& selector) {
  using internal::TagTreatment;
  const auto& parts = selector.steps.back().compound.parts;
  return std::any_of(parts.begin(), parts.end(), [](const internal::SimpleSelector& part) {
    if (part.kind != internal::SimpleSelector::Kind::kType) return false;
    switch (internal::TraitsOf(part.name).treatment) {
      case TagTreatment::kDropVoid:
      case TagTreatment::kDropElement:
      case TagTreatment::kDropRawText:
      case TagTreatment::kScript:
        return true;
      default:
        return false;
    }
  });
}

}  // namespace

struct SiteRules::Table {
  std::map<std::string, internal::HostRules, std::less<>> by_host;
};

std::string_view RuleFieldName(RuleField field) {
  constexpr std::array<std::string_view, kRuleFields.size()> kNames = {"body", "title", "date",
                                                                       "author", "remove"};
  return kNames[static_cast<std::size_t>(field)];
}

std::string_view RuleEffectName(RuleEffect effect) {
  constexpr std::array<std::string_view, 3> kNames = {"applied", "no-match", "unreadable"};
  return kNames[static_cast<std::size_t>(effect)];
}

Result<std::string> SiteRules::HostOf(std::string_view written) {
  const auto refuse = [&](std::string_view why) {
    return Fail(ErrorCode::kInvalid, fmt::format("'{}' is no host: {}", written, why));
  };
  if (written.find('*') != std::string_view::npos) {
    return refuse("sub-domains are covered by the domain's own name, as in news.example");
  }
  if (written.find_first_of("/:@?#\\ \t\r\n") != std::string_view::npos) {
    return refuse("expected a name alone, as in news.example");
  }
  const auto url = Url::Parse("https://" + std::string(written) + "/");
  if (!url || url->Host().empty()) return refuse("expected a name as in news.example");
  std::string_view host = url->Host();
  if (host.starts_with("www.")) host.remove_prefix(4);
  while (host.ends_with('.')) host.remove_suffix(1);
  if (host.empty()) return refuse("expected a name as in news.example");
  return std::string(host);
}

Result<void> SiteRules::Add(std::string_view host, RuleField field, std::string_view selectors) {
  auto name = HostOf(host);
  if (!name) return tl::unexpected(name.error());
  auto list = internal::ParseSelectorList(selectors);
  if (!list) return tl::unexpected(list.error());
  for (const internal::ComplexSelector& selector : list->selectors) {
    if (field == RuleField::kRemove || !HasNoText(selector)) continue;
    return Fail(ErrorCode::kInvalid,
                fmt::format("'{}' selects an element without text that could be read", selectors));
  }
  if (table_ == nullptr) table_ = std::make_shared<Table>();
  internal::HostRules& rules = table_->by_host[*name];
  rules.host = std::move(*name);
  internal::KeepFor(*list, rules.kept);
  rules.selectors[static_cast<std::size_t>(field)].push_back(std::move(*list));
  return {};
}

const internal::HostRules* SiteRules::Find(std::string_view host) const {
  if (table_ == nullptr) return nullptr;
  while (host.ends_with('.')) host.remove_suffix(1);
  while (!host.empty()) {
    const auto found = table_->by_host.find(host);
    if (found != table_->by_host.end()) return &found->second;
    const std::size_t dot = host.find('.');
    if (dot == std::string_view::npos) break;
    host.remove_prefix(dot + 1);
  }
  return nullptr;
}

std::size_t SiteRules::Hosts() const {
  return table_ == nullptr ? 0 : table_->by_host.size();
}

}  // namespace stratwatch::parsers
