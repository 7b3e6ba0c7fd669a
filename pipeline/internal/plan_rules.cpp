#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "pipeline/internal/rule_cells.h"
#include "pipeline/internal/rule_files.h"

namespace stratwatch::pipeline::internal {
namespace {

// What keywords.tsv may speak of, and of what kinds a plan is.
constexpr Word<bool> kConcepts[] = {{"artificial_intelligence", true},
                                    {"ai_abbreviation", true},
                                    {"ai_strategy", true},
                                    {"ai_policy", true},
                                    {"ai_regulation", true},
                                    {"ai_law", true},
                                    {"ai_governance", true},
                                    {"national_strategy", true},
                                    {"digital_sovereignty", true},
                                    {"ministry_of_digital", true},
                                    {"national", true},
                                    {"state", true},
                                    {"policy", true},
                                    {"president", true},
                                    {"market", true},
                                    {"crime", true},
                                    {"public", true},
                                    {"pact", true},
                                    {"ranking", true},
                                    {"firm", true},
                                    {"roadmap", true},
                                    {"action_plan", true},
                                    {"compute_infrastructure", true}};
constexpr Word<bool> kStrategyKinds[] = {{"ai-strategy", true},
                                         {"ai-plan", true},
                                         {"ai-policy", true},
                                         {"ai-law", true},
                                         {"digital-strategy", true},
                                         {"executive-order", true},
                                         {"guideline", true},
                                         {"industrial-plan", true},
                                         {"international-initiative", true},
                                         {"national-vision", true},
                                         {"treaty", true}};

// A shared name is one of the plan's own.
Result<void> CheckSharedNames(const TsvTable& table, const TsvRow& row, const Strategy& strategy) {
  for (const std::string& shared : strategy.shared_names) {
    const bool known = shared == strategy.name ||
                       std::find(strategy.aliases.begin(), strategy.aliases.end(), shared) !=
                           strategy.aliases.end() ||
                       std::any_of(strategy.names.begin(), strategy.names.end(),
                                   [&](const auto& each) { return each.second == shared; });
    if (!known) {
      return FailAt(
          table, row,
          fmt::format("shared name '{}': expected one of the name, names or aliases", shared));
    }
  }
  return {};
}

}  // namespace

Result<void> AddStrategy(const TsvTable& table, const TsvRow& row, GazetteerRules& rules) {
  Strategy strategy;
  strategy.id = row.cells[0];
  strategy.country = row.cells[1];
  strategy.name = row.cells[2];
  const std::string& country = strategy.country;
  if (auto checked = CheckCountry(table, row, country); !checked) return checked;
  const std::string& id = strategy.id;
  if (id.compare(0, country.size() + 1, country + ":") != 0 || id.size() < country.size() + 5) {
    return FailAt(
        table, row,
        fmt::format("id '{}': expected the country, ':' and a year, as in 'MA:2024'", id));
  }
  if (strategy.name.empty()) return FailAt(table, row, "name: must not be empty");
  auto names = ParsePairs(table, row, row.cells[3], *rules.folding);
  if (!names) return tl::unexpected(names.error());
  strategy.names = std::move(*names);
  auto aliases = ParseForms(table, row, row.cells[4], *rules.folding);
  if (!aliases) return tl::unexpected(aliases.error());
  strategy.aliases = std::move(*aliases);
  strategy.shared_names = Strings(row.cells[5]);
  if (auto shared = CheckSharedNames(table, row, strategy); !shared) return shared;
  const std::string& year = row.cells[6];
  const auto parsed = std::from_chars(year.data(), year.data() + year.size(), strategy.year);
  if (parsed.ec != std::errc() || parsed.ptr != year.data() + year.size() || strategy.year < 1990 ||
      strategy.year > 2100) {
    return FailAt(table, row, fmt::format("year '{}': expected 1990 … 2100", year));
  }
  strategy.status = row.cells[7];
  strategy.kind = row.cells[8];
  if (auto kind = ParseWord(table, row, strategy.kind, kStrategyKinds); !kind) {
    return tl::unexpected(kind.error());
  }
  strategy.provenance = row.cells[9];
  if (country.size() > 2) strategy.country.clear();
  rules.strategies.push_back(std::move(strategy));
  return {};
}

Result<void> AddKeyword(const TsvTable& table, const TsvRow& row, GazetteerRules& rules) {
  if (auto checked = CheckAnyLanguage(table, row, row.cells[1]); !checked) return checked;
  if (auto known = ParseWord(table, row, row.cells[0], kConcepts); !known) {
    return tl::unexpected(known.error());
  }
  auto forms = ParseForms(table, row, row.cells[2], *rules.folding);
  if (!forms) return tl::unexpected(forms.error());
  if (forms->empty()) return FailAt(table, row, "forms: must not be empty");
  for (std::string& form : *forms) {
    rules.keywords.push_back({row.cells[0], row.cells[1], std::move(form)});
  }
  return {};
}

Result<void> AddPlanWords(const TsvTable& table, const TsvRow& row, GazetteerRules& rules) {
  static constexpr Word<PlanKind> kKinds[] = {
      {"strategy", PlanKind::kStrategy}, {"plan", PlanKind::kPlan},
      {"policy", PlanKind::kPolicy},     {"programme", PlanKind::kProgramme},
      {"law", PlanKind::kLaw},           {"initiative", PlanKind::kInitiative},
      {"office", PlanKind::kOffice}};
  auto kind = ParseWord(table, row, row.cells[1], kKinds);
  if (!kind) return tl::unexpected(kind.error());
  if (auto checked = CheckLanguage(table, row, row.cells[0]); !checked) return checked;
  auto forms = ParseForms(table, row, row.cells[2], *rules.folding);
  if (!forms) return tl::unexpected(forms.error());
  rules.plan_words.push_back({row.cells[0], *kind, std::move(*forms)});
  return {};
}

}  // namespace stratwatch::pipeline::internal
