#include "pipeline/gazetteer.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "model/wire/digest.h"
#include "pipeline/internal/gazetteer_rules.h"
#include "pipeline/internal/rule_files.h"
#include "pipeline/internal/tsv_table.h"

namespace stratwatch::pipeline {
namespace {

using internal::FailAt;
using internal::GazetteerRules;
using internal::ReadTsv;
using internal::TsvRow;
using internal::TsvTable;

constexpr std::size_t kVersionDigits = 12;

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
       internal::AddStrategy,
       true},
      {"keywords.tsv", {"concept", "language", "forms", "provenance"}, internal::AddKeyword, false},
      {"countries.tsv",
       {"country", "language", "kind", "forms", "provenance"},
       internal::AddCountry,
       false},
      {"homographs.tsv",
       {"language", "forms", "policy", "context", "provenance"},
       internal::AddHomograph,
       false},
      {"inflections.tsv",
       {"language", "strip", "endings", "adjective_endings", "provenance"},
       internal::AddInflection,
       false},
      {"plan_words.tsv",
       {"language", "kind", "forms", "provenance"},
       internal::AddPlanWords,
       false},
      {"organisations.tsv",
       {"id", "kind", "country", "name", "aliases", "provenance"},
       internal::AddOrganisation,
       true},
      {"topics.tsv", {"id", "group", "name", "stems", "provenance"}, internal::AddTopic, true},
      {"figures.tsv",
       {"kind", "language", "value", "forms", "provenance"},
       internal::AddFigure,
       false},
      {"people.tsv",
       {"kind", "language", "value", "forms", "provenance"},
       internal::AddPeople,
       false}};
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
