#include "pipeline/gazetteer.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>
#include <unordered_map>

#include "model/wire/digest.h"
#include "pipeline/internal/gazetteer_rules.h"
#include "pipeline/internal/tsv_table.h"

namespace stratwatch::pipeline {
namespace {

using internal::FailAt;
using internal::GazetteerRules;
using internal::ReadTsv;
using internal::SplitForms;
using internal::TsvRow;
using internal::TsvTable;
using Pairs = std::vector<std::pair<std::string, std::string>>;

constexpr std::size_t kVersionDigits = 12;
// A name carries the number of its rule in one byte (PhraseMeaning::note); 0 is none.
constexpr std::size_t kHomographRowsMax = 254;
// A stem's weight is carried in one byte, in hundredths; more than twice "settles it" says nothing.
constexpr float kTopicWeightMax = 2.0F;

bool IsUpper(char c) {
  return c >= 'A' && c <= 'Z';
}
bool IsLower(char c) {
  return c >= 'a' && c <= 'z';
}

bool IsCountryCode(std::string_view code) {
  return code.size() == 2 && IsUpper(code[0]) && IsUpper(code[1]);
}

// "XX-ASEAN": a body that is no country.
bool IsBodyCode(std::string_view code) {
  return code.size() > 3 && code.substr(0, 3) == "XX-" &&
         std::all_of(code.begin() + 3, code.end(),
                     [](char c) { return IsUpper(c) || (c >= '0' && c <= '9'); });
}

// The shape of a BCP 47 tag as the files use it: "pt", "zh-Hant", "sr-Latn".
bool IsLanguage(std::string_view tag) {
  const std::size_t dash = tag.find('-');
  const std::string_view primary = tag.substr(0, dash);
  return primary.size() >= 2 && primary.size() <= 3 &&
         std::all_of(primary.begin(), primary.end(), IsLower);
}

// "fr:Maroc Digital 2030|ar:…" to pairs.
Result<Pairs> ParsePairs(const TsvTable& table, const TsvRow& row, std::string_view cell) {
  Pairs pairs;
  for (const std::string_view form : SplitForms(cell)) {
    const std::size_t colon = form.find(':');
    if (colon == std::string_view::npos || !IsLanguage(form.substr(0, colon)) ||
        colon + 1 == form.size()) {
      return FailAt(
          table, row,
          fmt::format("'{}': expected language:form, as in 'fr:Maroc Digital 2030'", form));
    }
    pairs.emplace_back(form.substr(0, colon), form.substr(colon + 1));
  }
  return pairs;
}

std::vector<std::string> Strings(std::string_view cell) {
  const auto forms = SplitForms(cell);
  return {forms.begin(), forms.end()};
}

template <typename Enum>
struct Word {
  std::string_view word;
  Enum value;
};

template <typename Enum, std::size_t kCount>
Result<Enum> ParseWord(const TsvTable& table, const TsvRow& row, std::string_view cell,
                       const Word<Enum> (&words)[kCount]) {
  std::string allowed;
  for (const auto& each : words) {
    if (each.word == cell) return each.value;
    allowed += fmt::format("{}{}", allowed.empty() ? "" : ", ", each.word);
  }
  return FailAt(table, row, fmt::format("'{}': expected one of {}", cell, allowed));
}

Result<void> AddStrategy(const TsvTable& table, const TsvRow& row, GazetteerRules& rules) {
  Strategy strategy;
  strategy.id = row.cells[0];
  strategy.country = row.cells[1];
  strategy.name = row.cells[2];
  const std::string& country = strategy.country;
  if (!IsCountryCode(country) && !IsBodyCode(country)) {
    return FailAt(table, row,
                  fmt::format("country '{}': expected two capitals (ISO 3166-1), "
                              "or XX- and a body's name",
                              country));
  }
  const std::string& id = strategy.id;
  if (id.compare(0, country.size() + 1, country + ":") != 0 || id.size() < country.size() + 5) {
    return FailAt(
        table, row,
        fmt::format("id '{}': expected the country, ':' and a year, as in 'MA:2024'", id));
  }
  if (strategy.name.empty()) return FailAt(table, row, "name: must not be empty");
  auto names = ParsePairs(table, row, row.cells[3]);
  if (!names) return tl::unexpected(names.error());
  strategy.names = std::move(*names);
  strategy.aliases = Strings(row.cells[4]);
  strategy.shared_names = Strings(row.cells[5]);
  const std::string& year = row.cells[6];
  const auto parsed = std::from_chars(year.data(), year.data() + year.size(), strategy.year);
  if (parsed.ec != std::errc() || parsed.ptr != year.data() + year.size() || strategy.year < 1990 ||
      strategy.year > 2100) {
    return FailAt(table, row, fmt::format("year '{}': expected 1990 … 2100", year));
  }
  strategy.status = row.cells[7];
  strategy.kind = row.cells[8];
  strategy.provenance = row.cells[9];
  if (country.size() > 2) strategy.country.clear();
  rules.strategies.push_back(std::move(strategy));
  return {};
}

Result<void> AddKeyword(const TsvTable& table, const TsvRow& row, GazetteerRules& rules) {
  if (!IsLanguage(row.cells[1])) {
    return FailAt(table, row, fmt::format("language '{}': expected a BCP 47 tag", row.cells[1]));
  }
  if (row.cells[0].empty() || row.cells[2].empty()) {
    return FailAt(table, row, "concept and forms must not be empty");
  }
  for (const auto form : SplitForms(row.cells[2])) {
    rules.keywords.push_back({row.cells[0], row.cells[1], std::string(form)});
  }
  return {};
}

Result<void> AddCountry(const TsvTable& table, const TsvRow& row, GazetteerRules& rules) {
  using Kind = internal::CountryFormKind;
  static constexpr Word<Kind> kKinds[] = {{"name", Kind::kName},       {"demonym", Kind::kDemonym},
                                          {"capital", Kind::kCapital}, {"place", Kind::kPlace},
                                          {"actor", Kind::kActor},     {"home", Kind::kHome},
                                          {"shadow", Kind::kShadow}};
  auto kind = ParseWord(table, row, row.cells[2], kKinds);
  if (!kind) return tl::unexpected(kind.error());
  const std::string& country = row.cells[0];
  if (*kind == Kind::kShadow ? country != "-" : !IsCountryCode(country) && !IsBodyCode(country)) {
    return FailAt(table, row,
                  fmt::format("country '{}': expected two capitals (ISO 3166-1), or "
                              "'-' on a shadow",
                              country));
  }
  if (row.cells[1] != "*" && !IsLanguage(row.cells[1])) {
    return FailAt(table, row,
                  fmt::format("language '{}': expected a BCP 47 tag or '*'", row.cells[1]));
  }
  if (row.cells[3].empty()) return FailAt(table, row, "forms: must not be empty");
  rules.countries.push_back({country, row.cells[1], *kind, Strings(row.cells[3])});
  return {};
}

Result<void> AddHomograph(const TsvTable& table, const TsvRow& row, GazetteerRules& rules) {
  using Policy = internal::HomographPolicy;
  static constexpr Word<Policy> kPolicies[] = {{"never", Policy::kNever},
                                               {"support", Policy::kSupport},
                                               {"person", Policy::kPerson},
                                               {"beside", Policy::kBeside}};
  auto policy = ParseWord(table, row, row.cells[2], kPolicies);
  if (!policy) return tl::unexpected(policy.error());
  if (row.cells[0] != "*" && !IsLanguage(row.cells[0])) {
    return FailAt(table, row,
                  fmt::format("language '{}': expected a BCP 47 tag or '*'", row.cells[0]));
  }
  if (table.rows.size() > kHomographRowsMax) {
    return FailAt(table, row,
                  fmt::format("{} rows, at most {} are taken; join rows that share "
                              "a context",
                              table.rows.size(), kHomographRowsMax));
  }
  for (const auto form : SplitForms(row.cells[1])) {
    rules.homographs.push_back({row.cells[0], std::string(form), *policy, Strings(row.cells[3])});
  }
  return {};
}

Result<void> AddInflection(const TsvTable& table, const TsvRow& row, GazetteerRules& rules) {
  if (!IsLanguage(row.cells[0])) {
    return FailAt(table, row, fmt::format("language '{}': expected a BCP 47 tag", row.cells[0]));
  }
  rules.inflections.push_back(
      {row.cells[0], Strings(row.cells[1]), Strings(row.cells[2]), Strings(row.cells[3])});
  return {};
}

Result<void> AddPlanWords(const TsvTable& table, const TsvRow& row, GazetteerRules& rules) {
  using internal::PlanKind;
  static constexpr Word<PlanKind> kKinds[] = {
      {"strategy", PlanKind::kStrategy}, {"plan", PlanKind::kPlan},
      {"policy", PlanKind::kPolicy},     {"programme", PlanKind::kProgramme},
      {"law", PlanKind::kLaw},           {"initiative", PlanKind::kInitiative},
      {"office", PlanKind::kOffice}};
  auto kind = ParseWord(table, row, row.cells[1], kKinds);
  if (!kind) return tl::unexpected(kind.error());
  if (!IsLanguage(row.cells[0])) {
    return FailAt(table, row, fmt::format("language '{}': expected a BCP 47 tag", row.cells[0]));
  }
  rules.plan_words.push_back({row.cells[0], *kind, Strings(row.cells[2])});
  return {};
}

Result<void> AddOrganisation(const TsvTable& table, const TsvRow& row, GazetteerRules& rules) {
  auto aliases = ParsePairs(table, row, row.cells[4]);
  if (!aliases) return tl::unexpected(aliases.error());
  if (row.cells[0].empty() || row.cells[3].empty()) {
    return FailAt(table, row, "id and name must not be empty");
  }
  rules.organisations.push_back(
      {row.cells[0], row.cells[1], row.cells[2], row.cells[3], std::move(*aliases)});
  return {};
}

// "industry^0.5" to the form and its weight.
Result<internal::TopicStem> ParseStem(const TsvTable& table, const TsvRow& row,
                                      std::string_view language, std::string_view text) {
  internal::TopicStem stem;
  stem.language = language;
  const std::size_t caret = text.find('^');
  stem.form = text.substr(0, caret);
  if (caret == std::string_view::npos) return stem;
  const std::string_view number = text.substr(caret + 1);
  const auto [end, error] =
      std::from_chars(number.data(), number.data() + number.size(), stem.weight);
  if (error != std::errc() || end != number.data() + number.size() || stem.form.empty() ||
      !(stem.weight > 0.0F && stem.weight <= kTopicWeightMax)) {
    return FailAt(table, row,
                  fmt::format("'{}': expected a stem, '^' and a weight above 0 and at most {}",
                              text, kTopicWeightMax));
  }
  return stem;
}

Result<void> AddTopic(const TsvTable& table, const TsvRow& row, GazetteerRules& rules) {
  auto stems = ParsePairs(table, row, row.cells[3]);
  if (!stems) return tl::unexpected(stems.error());
  if (row.cells[0].empty()) return FailAt(table, row, "id: must not be empty");
  internal::TopicStems topic{row.cells[0], row.cells[1], row.cells[2], {}};
  for (const auto& [language, text] : *stems) {
    auto stem = ParseStem(table, row, language, text);
    if (!stem) return tl::unexpected(stem.error());
    topic.stems.push_back(std::move(*stem));
  }
  rules.topics.push_back(std::move(topic));
  return {};
}

Result<void> AddPeople(const TsvTable& table, const TsvRow& row, GazetteerRules& rules) {
  auto forms = internal::ReadPeopleForms(table, row);
  if (!forms) return tl::unexpected(forms.error());
  rules.people.push_back(std::move(*forms));
  return {};
}

bool IsCurrencyCode(std::string_view code) {
  return code.size() == 3 && std::all_of(code.begin(), code.end(), IsUpper);
}

// The value of a row of figures.tsv: a number, currencies, or a unit's name.
Result<void> ParseFigureValue(const TsvTable& table, const TsvRow& row,
                              internal::FigureForms& figure) {
  using Kind = internal::FigureKind;
  const std::string& value = row.cells[2];
  const bool counts =
      figure.kind == Kind::kNumber || figure.kind == Kind::kScale || figure.kind == Kind::kOrdinal;
  const bool named =
      figure.kind == Kind::kCapacity || figure.kind == Kind::kUnit || figure.kind == Kind::kPer;
  if (figure.kind == Kind::kRank) {
    if (value != "before" && value != "after" && value != "near") {
      return FailAt(table, row, fmt::format("value '{}': expected before, after or near", value));
    }
    figure.units.push_back(value);
    return {};
  }
  if (named) {
    if (value.empty()) return FailAt(table, row, "value: expected the unit's name");
    figure.units.push_back(value);
    return {};
  }
  std::string_view number = value;
  if (figure.kind == Kind::kCurrency) {  // "USD|CAD", "IRR*10"
    const std::size_t star = value.find('*');
    number = star == std::string::npos ? std::string_view() : number.substr(star + 1);
    figure.units = Strings(std::string_view(value).substr(0, star));
    if (figure.units.empty() ||
        !std::all_of(figure.units.begin(), figure.units.end(), IsCurrencyCode)) {
      return FailAt(
          table, row,
          fmt::format("value '{}': expected currency codes (ISO 4217), as in 'USD|CAD'", value));
    }
  }
  if (number.empty() && !counts) return {};
  const auto [end, error] =
      std::from_chars(number.data(), number.data() + number.size(), figure.number);
  if (error != std::errc() || end != number.data() + number.size() || !(figure.number > 0.0)) {
    return FailAt(table, row, fmt::format("value '{}': expected a number above 0", value));
  }
  return {};
}

Result<void> AddFigure(const TsvTable& table, const TsvRow& row, GazetteerRules& rules) {
  using Kind = internal::FigureKind;
  static constexpr Word<Kind> kKinds[] = {
      {"number", Kind::kNumber},     {"scale", Kind::kScale},       {"percent", Kind::kPercent},
      {"currency", Kind::kCurrency}, {"capacity", Kind::kCapacity}, {"unit", Kind::kUnit},
      {"time", Kind::kTime},         {"ordinal", Kind::kOrdinal},   {"rank", Kind::kRank},
      {"per", Kind::kPer},           {"target", Kind::kTarget}};
  const auto kind = ParseWord(table, row, row.cells[0], kKinds);
  if (!kind) return tl::unexpected(kind.error());
  if (row.cells[1] != "*" && !IsLanguage(row.cells[1])) {
    return FailAt(table, row,
                  fmt::format("language '{}': expected a BCP 47 tag or '*'", row.cells[1]));
  }
  internal::FigureForms figure{*kind, row.cells[1], 1.0, {}, Strings(row.cells[3])};
  if (figure.forms.empty()) return FailAt(table, row, "forms: must not be empty");
  const auto valued = ParseFigureValue(table, row, figure);
  if (!valued) return valued;
  rules.figures.push_back(std::move(figure));
  return {};
}

struct RuleFile {
  const char* name;
  std::vector<std::string_view> columns;
  Result<void> (*add)(const TsvTable&, const TsvRow&, GazetteerRules&);
  bool first_cell_is_id;
};

const std::vector<RuleFile>& RuleFiles() {
  static const std::vector<RuleFile> files = {
      {"strategies.tsv",
       {"id", "country", "name", "names", "aliases", "shared_names", "year", "status", "kind",
        "provenance"},
       AddStrategy,
       true},
      {"keywords.tsv", {"concept", "language", "forms", "provenance"}, AddKeyword, false},
      {"countries.tsv", {"country", "language", "kind", "forms", "provenance"}, AddCountry, false},
      {"homographs.tsv",
       {"language", "forms", "policy", "context", "provenance"},
       AddHomograph,
       false},
      {"inflections.tsv",
       {"language", "strip", "endings", "adjective_endings", "provenance"},
       AddInflection,
       false},
      {"plan_words.tsv", {"language", "kind", "forms", "provenance"}, AddPlanWords, false},
      {"organisations.tsv",
       {"id", "kind", "country", "name", "aliases", "provenance"},
       AddOrganisation,
       true},
      {"topics.tsv", {"id", "group", "name", "stems", "provenance"}, AddTopic, true},
      {"figures.tsv", {"kind", "language", "value", "forms", "provenance"}, AddFigure, false},
      {"people.tsv", {"kind", "language", "value", "forms", "provenance"}, AddPeople, false}};
  return files;
}

// Adds the file's rows to `rules` and its bytes to `digested`.
Result<void> LoadFile(const std::filesystem::path& folder, const RuleFile& file,
                      GazetteerRules& rules, std::string& digested) {
  auto table = ReadTsv(folder / file.name, file.columns);
  if (!table) return tl::unexpected(table.error());
  std::unordered_map<std::string, std::size_t> lines;
  for (const TsvRow& row : table->rows) {
    if (file.first_cell_is_id) {
      const auto [known, added] = lines.emplace(row.cells[0], row.line);
      if (!added) {
        return FailAt(
            *table, row,
            fmt::format("id '{}' stands on line {} already", row.cells[0], known->second));
      }
    }
    auto added = file.add(*table, row, rules);
    if (!added) return added;
  }
  digested += fmt::format("{}:{}:", file.name, table->bytes.size());
  digested += table->bytes;
  return {};
}

}  // namespace

struct Gazetteer::Impl {
  GazetteerRules rules;
  std::unordered_map<std::u16string, std::vector<std::string>> ids_by_name;

  void IndexNames() {
    const auto add = [this](std::string_view name, const std::string& id) {
      auto& ids = ids_by_name[rules.folding->FoldName(name)];
      if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
    };
    for (const Strategy& strategy : rules.strategies) {
      add(strategy.id, strategy.id);
      add(strategy.name, strategy.id);
      for (const auto& [language, name] : strategy.names) add(name, strategy.id);
      for (const auto& alias : strategy.aliases) add(alias, strategy.id);
    }
  }
};

Gazetteer::Gazetteer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Gazetteer::~Gazetteer() = default;

Result<std::unique_ptr<Gazetteer>> Gazetteer::Load(const std::filesystem::path& folder) {
  auto impl = std::make_unique<Impl>();
  std::string digested;
  for (const RuleFile& file : RuleFiles()) {
    const auto loaded = LoadFile(folder, file, impl->rules, digested);
    if (!loaded) return tl::unexpected(loaded.error());
  }
  impl->rules.version = wire::Hash128(digested).Hex().substr(0, kVersionDigits);
  impl->rules.folding = std::make_unique<const internal::MatchFolding>();
  impl->IndexNames();
  return std::unique_ptr<Gazetteer>(new Gazetteer(std::move(impl)));
}

const std::vector<Strategy>& Gazetteer::Strategies() const {
  return impl_->rules.strategies;
}

const Strategy* Gazetteer::FindStrategy(std::string_view id) const {
  for (const Strategy& strategy : impl_->rules.strategies) {
    if (strategy.id == id) return &strategy;
  }
  return nullptr;
}

const std::vector<Keyword>& Gazetteer::Keywords() const {
  return impl_->rules.keywords;
}

std::vector<std::string> Gazetteer::IdsOf(std::string_view name) const {
  const auto found = impl_->ids_by_name.find(impl_->rules.folding->FoldName(name));
  return found == impl_->ids_by_name.end() ? std::vector<std::string>{} : found->second;
}

const std::string& Gazetteer::Version() const {
  return impl_->rules.version;
}

const internal::GazetteerRules& Gazetteer::Rules() const {
  return impl_->rules;
}

}  // namespace stratwatch::pipeline
