#include <fmt/format.h>

#include "pipeline/internal/rule_cells.h"
#include "pipeline/internal/rule_files.h"

namespace stratwatch::pipeline::internal {
namespace {

// A name carries the number of its rule in one byte (PhraseMeaning::note); 0 is none.
constexpr std::size_t kHomographRowsMax = 254;

}  // namespace

Result<void> AddCountry(const TsvTable& table, const TsvRow& row, GazetteerRules& rules) {
  using Kind = CountryFormKind;
  static constexpr Word<Kind> kKinds[] = {{"name", Kind::kName},       {"demonym", Kind::kDemonym},
                                          {"capital", Kind::kCapital}, {"place", Kind::kPlace},
                                          {"actor", Kind::kActor},     {"home", Kind::kHome},
                                          {"shadow", Kind::kShadow}};
  auto kind = ParseWord(table, row, row.cells[2], kKinds);
  if (!kind) return tl::unexpected(kind.error());
  const std::string& country = row.cells[0];
  if (*kind == Kind::kShadow && country != "-") {
    return FailAt(table, row, fmt::format("country '{}': expected '-' on a shadow", country));
  }
  if (*kind != Kind::kShadow) {
    if (auto checked = CheckCountry(table, row, country); !checked) return checked;
  }
  if (auto checked = CheckAnyLanguage(table, row, row.cells[1]); !checked) return checked;
  auto forms = ParseForms(table, row, row.cells[3], *rules.folding);
  if (!forms) return tl::unexpected(forms.error());
  if (forms->empty()) return FailAt(table, row, "forms: must not be empty");
  rules.countries.push_back({country, row.cells[1], *kind, std::move(*forms)});
  return {};
}

Result<void> AddHomograph(const TsvTable& table, const TsvRow& row, GazetteerRules& rules) {
  using Policy = HomographPolicy;
  static constexpr Word<Policy> kPolicies[] = {{"never", Policy::kNever},
                                               {"support", Policy::kSupport},
                                               {"person", Policy::kPerson},
                                               {"beside", Policy::kBeside}};
  auto policy = ParseWord(table, row, row.cells[2], kPolicies);
  if (!policy) return tl::unexpected(policy.error());
  if (auto checked = CheckAnyLanguage(table, row, row.cells[0]); !checked) return checked;
  if (table.rows.size() > kHomographRowsMax) {
    return FailAt(table, row,
                  fmt::format("{} rows, at most {} are taken; join rows that share "
                              "a context",
                              table.rows.size(), kHomographRowsMax));
  }
  const auto forms = ParseForms(table, row, row.cells[1], *rules.folding);
  if (!forms) return tl::unexpected(forms.error());
  const auto context = ParseForms(table, row, row.cells[3], *rules.folding);
  if (!context) return tl::unexpected(context.error());
  for (const std::string& form : *forms) {
    rules.homographs.push_back({row.cells[0], form, *policy, *context});
  }
  return {};
}

Result<void> AddInflection(const TsvTable& table, const TsvRow& row, GazetteerRules& rules) {
  if (auto checked = CheckLanguage(table, row, row.cells[0]); !checked) return checked;
  rules.inflections.push_back(
      {row.cells[0], Strings(row.cells[1]), Strings(row.cells[2]), Strings(row.cells[3])});
  return {};
}

}  // namespace stratwatch::pipeline::internal
