#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "model/error.h"

namespace stratwatch::parsers {

namespace internal {
struct HostRules;
}

// What a site rule says of a page.
enum class RuleField : std::uint8_t { kBody, kTitle, kDate, kAuthor, kRemove };
inline constexpr std::array<RuleField, 5> kRuleFields = {
    RuleField::kBody, RuleField::kTitle, RuleField::kDate, RuleField::kAuthor, RuleField::kRemove};
std::string_view RuleFieldName(RuleField field);  // "body", "title", "date", "author", "remove"

// What became of one on a page. All but kApplied leave the field to the general extraction.
enum class RuleEffect : std::uint8_t {
  kApplied,
  kNoMatch,     // No selector of the rule selects anything: the site's layout may have changed.
  kUnreadable,  // What is selected holds no text, no date, or no name.
};
std::string_view RuleEffectName(RuleEffect effect);  // "applied", "no-match", "unreadable"

struct AppliedRule {
  std::string host;  // The rules' own, which may be a domain above the page's.
  RuleField field = RuleField::kBody;
  RuleEffect effect = RuleEffect::kNoMatch;
};

// A user's own rules for single hosts: CSS selectors that say where a field stands, or what is not
// to be read. None are built in. docs/site-rules.md describes them for users.
//
// Threads: a const SiteRules may be used by many; copies share what was added.
class SiteRules {
 public:
  // A rule's selectors are tried in the order they were added, and the first that selects something
  // decides; `remove` takes out what any of them selects.
  //
  // Errors: kInvalid: no host ("https://…", a port, a wildcard); a selector with the column of its
  // mistake (internal/selector.h has the subset); a selector of what has no text (<img>, <script>).
  Result<void> Add(std::string_view host, RuleField field, std::string_view selectors);

  // The rules for pages of a host, lower case: its own, else those of the nearest domain above it
  // that has any. "www." in front counts for nothing. Null when there are none. They live as long
  // as any copy of this.
  const internal::HostRules* Find(std::string_view host) const;

  std::size_t Hosts() const;

  // The host as Find knows it: "www.Bücher.example" is "xn--bcher-kva.example". Errors: kInvalid.
  static Result<std::string> HostOf(std::string_view written);

 private:
  struct Table;
  std::shared_ptr<Table> table_;  // Shared by copies: options are copied into every extractor.
};

}  // namespace stratwatch::parsers
