// Commands that read every stored text again: with two versions of the rules, or for plans that the
// register lacks.
#include <fmt/format.h>

#include "app/analysis_json.h"
#include "app/commands/commands.h"
#include "app/json.h"
#include "pipeline/rules_diff.h"
#include "pipeline/strategy_candidates.h"
#include "store/article_store.h"

namespace stratwatch::app {
namespace {

constexpr std::size_t kShownIdDigits = 12;

// Calls `visit` for each stored article, with a bar.
Result<void> ForEachArticle(CommandContext& context, store::Database& database,
                            std::string_view what,
                            const std::function<void(const Article&)>& visit) {
  const store::ArticleStore articles(database);
  const auto last = articles.LastSequence();
  if (!last) return tl::unexpected(last.error());
  auto walked = articles.ForEach(0, [&](const Article& article) {
    visit(article);
    context.terminal.ShowProgress(what, article.sequence, *last);
    return true;
  });
  context.terminal.EndProgress();
  return walked;
}

CommandResult<std::shared_ptr<pipeline::RuleSet>> LoadFolder(const config::Config& config,
                                                             const std::string& folder) {
  auto rules = pipeline::RuleSet::Load(folder, config.service.relevance);
  if (!rules) return CommandFail(rules.error());
  return std::move(*rules);
}

void PrintDiff(const Terminal& terminal, const pipeline::RulesDiff& diff) {
  std::vector<std::vector<std::string>> rows;
  for (const pipeline::RulesDiffRow& row : diff.Rows()) {
    if (row.gained + row.lost == 0) continue;
    rows.push_back({row.kind, row.language, std::to_string(row.kept),
                    fmt::format("+{}", row.gained), fmt::format("-{}", row.lost)});
  }
  if (!rows.empty()) terminal.PrintTable({"type", "lang", "kept", "gained", "lost"}, rows);
  for (const pipeline::RulesDiffRow& row : diff.Rows()) {
    for (const pipeline::RulesDiffExample& each : row.examples) {
      const std::string line =
          fmt::format("{} {} {} {}: {}  in {}", each.gained ? "+" : "-", row.kind, row.language,
                      each.id, each.surface, each.article.Hex().substr(0, kShownIdDigits));
      terminal.PrintLine(each.gained ? terminal.Good(line) : terminal.Bad(line));
    }
  }
  terminal.PrintLine(
      fmt::format("{} of {} texts are tagged differently", diff.Changed(), diff.Texts()));
}

void PrintCandidates(const Terminal& terminal, const std::vector<pipeline::NewStrategy>& found) {
  for (const pipeline::NewStrategy& plan : found) {
    std::string languages;
    for (const auto& each : plan.languages) languages += (languages.empty() ? "" : ",") + each;
    terminal.PrintLine(terminal.Bold(fmt::format(
        "{} until {}: {} articles of {} sources in {}, since {}", plan.country, plan.year,
        plan.articles, plan.sources.size(), languages, TimeText(plan.first).substr(0, 10))));
    for (const auto& each : plan.evidence) {
      terminal.PrintLine(fmt::format("  {}  {}  “{}”", each.article.Hex().substr(0, kShownIdDigits),
                                     each.language, each.surface));
      terminal.PrintLine(terminal.Dim("    " + each.sentence));
    }
  }
  if (found.empty()) terminal.Note("no article speaks of a plan that the register lacks");
}

}  // namespace

ExitCode DiffRules(CommandContext& context, const DiffRulesArguments& arguments) {
  const auto config = LoadConfig(context);
  if (!config) return Report(context, config.error());
  const auto before = LoadFolder(*config, arguments.before);
  if (!before) return Report(context, before.error());
  const auto after = LoadFolder(*config, arguments.after);
  if (!after) return Report(context, after.error());
  const auto database = OpenOneStore(*config, store::Access::kReadOnly);
  if (!database) return Report(context, database.error());
  pipeline::RulesDiff diff(**before, **after, arguments.examples_max);
  const auto walked = ForEachArticle(context, **database, "tagging",
                                     [&](const Article& article) { diff.Add(article); });
  if (!walked) return Report(context, walked.error());
  if (!context.json) {
    PrintDiff(context.terminal, diff);
    return ExitCode::kOk;
  }
  for (const auto& row : diff.Rows()) context.terminal.PrintLine(RulesDiffJson(row));
  context.terminal.PrintLine(
      fmt::format(R"({{"texts":{},"changed":{}}})", diff.Texts(), diff.Changed()));
  return ExitCode::kOk;
}

ExitCode ListStrategyCandidates(CommandContext& context, std::size_t evidence_max) {
  const auto config = LoadConfig(context);
  if (!config) return Report(context, config.error());
  const auto rules = LoadRules(*config);
  if (!rules) return Report(context, rules.error());
  const auto database = OpenOneStore(*config, store::Access::kReadOnly);
  if (!database) return Report(context, database.error());
  const auto current = (*rules)->Current();
  pipeline::StrategyCandidates candidates(*current->tagger, evidence_max);
  const auto walked = ForEachArticle(context, **database, "reading",
                                     [&](const Article& article) { candidates.Add(article); });
  if (!walked) return Report(context, walked.error());
  const auto found = candidates.Found();
  if (context.json) {
    for (const auto& plan : found) context.terminal.PrintLine(NewStrategyJson(plan));
  } else {
    PrintCandidates(context.terminal, found);
  }
  return ExitCode::kOk;
}

}  // namespace stratwatch::app
