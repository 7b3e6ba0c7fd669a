#pragma once

#include <array>
#include <string>
#include <vector>

#include "parsers/internal/selector.h"
#include "parsers/internal/slim.h"
#include "parsers/site_rules.h"

namespace stratwatch::parsers::internal {

// The compiled rules of one host.
struct HostRules {
  std::string host;
  std::array<std::vector<SelectorList>, kRuleFields.size()> selectors;  // By RuleField.
  KeptMarkup kept;  // What of a page's markup the selectors ask about.

  const std::vector<SelectorList>& Of(RuleField field) const {
    return selectors[static_cast<std::size_t>(field)];
  }
};

// Adds to `kept` what a page must keep for `list` to be answered as on the page itself.
void KeepFor(const SelectorList& list, KeptMarkup& kept);

}  // namespace stratwatch::parsers::internal
