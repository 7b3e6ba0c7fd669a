#include <fmt/format.h>

#include <algorithm>

#include "app/commands/commands.h"
#include "app/json.h"
#include "pipeline/source_check.h"
#include "store/frontier_table.h"

namespace stratwatch::app {
namespace {

std::vector<std::string> RowOf(const Source& source, const store::SourceState* state) {
  const std::string health = state == nullptr              ? "never polled"
                             : state->last_failure.empty() ? "ok"
                                                           : state->last_failure;
  return {source.id.value,
          source.country.empty() ? "-" : source.country,
          source.language.empty() ? "-" : source.language,
          std::string(SourceKindName(source.kind)),
          state == nullptr ? "-" : TimeText(state->last_polled),
          state == nullptr ? "-" : fmt::format("{}/{}", state->entries_new, state->entries_seen),
          health};
}

std::string CheckJson(const pipeline::SourceCheck& check) {
  return fmt::format(R"({{"id":{},"url":{},"ok":{},"status":{},"format":{},"entries":{},)"
                     R"("newest":{},"problem":{}}})",
                     QuoteJson(check.source.id.value), QuoteJson(check.source.url.Text()),
                     check.problem.empty(), check.status, QuoteJson(check.format), check.entries,
                     QuoteJson(check.newest ? TimeText(*check.newest) : ""),
                     QuoteJson(check.problem));
}

}  // namespace

ExitCode ListSources(CommandContext& context) {
  const auto config = LoadConfig(context);
  if (!config) return Report(context, config.error());
  const auto sources = LoadSources(*config);
  if (!sources) return Report(context, sources.error());
  // The register can be listed before anything was polled.
  const auto database = OpenStore(*config, store::Access::kReadOnly);
  if (!database && database.error().code != ExitCode::kNoStore) {
    return Report(context, database.error());
  }
  std::vector<std::vector<std::string>> rows;
  for (const Source& source : *sources) {
    std::optional<store::SourceState> state;
    if (database) {
      auto found = store::FrontierTable(**database).FindSource(source.id);
      if (!found) return Report(context, found.error());
      state = std::move(*found);
    }
    if (context.json) {
      context.terminal.PrintLine(SourceJson(source, state ? &*state : nullptr));
    } else {
      rows.push_back(RowOf(source, state ? &*state : nullptr));
    }
  }
  if (!context.json) {
    context.terminal.PrintTable(
        {"id", "country", "lang", "kind", "last polled", "new/seen", "health"}, rows);
  }
  return ExitCode::kOk;
}

ExitCode CheckSources(CommandContext& context, const std::vector<std::string>& ids) {
  auto config = LoadConfig(context);
  if (!config) return Report(context, config.error());
  if (!ids.empty()) config->sources_only = ids;
  const auto sources = LoadSources(*config);
  if (!sources) return Report(context, sources.error());
  std::size_t failing = 0;
  const SystemClock clock;
  const auto checked = pipeline::CheckSources(
      *sources, config->service.crawl.fetcher, clock, [&](const pipeline::SourceCheck& check) {
        failing += check.problem.empty() ? 0 : 1;
        if (context.json) {
          context.terminal.PrintLine(CheckJson(check));
          return;
        }
        const std::string verdict = check.problem.empty()
                                        ? context.terminal.Good(fmt::format(
                                              "ok  {} entries, {}", check.entries, check.format))
                                        : context.terminal.Bad(check.problem);
        context.terminal.PrintLine(fmt::format("{:<44} {}", check.source.id.value, verdict));
      });
  if (!checked) return Report(context, checked.error());
  context.terminal.Note(
      fmt::format("{} of {} sources answer", sources->size() - failing, sources->size()));
  return failing == 0 ? ExitCode::kOk : ExitCode::kPartial;
}

}  // namespace stratwatch::app
