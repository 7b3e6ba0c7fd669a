#include "app/status.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/commands/commands.h"
#include "app/json.h"
#include "store/article_store.h"
#include "store/frontier_table.h"

namespace stratwatch::app {
namespace {

std::string SizeText(std::uint64_t bytes) {
  constexpr double kMiB = 1024.0 * 1024.0;
  return fmt::format("{:.1f} MiB", static_cast<double>(bytes) / kMiB);
}

// The most frequent first: "en 34, fr 12, …".
std::string TopOf(const std::map<std::string, std::uint64_t>& counts, std::size_t names_max) {
  std::vector<std::pair<std::string, std::uint64_t>> sorted(counts.begin(), counts.end());
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& left, const auto& right) { return left.second > right.second; });
  std::string text;
  for (std::size_t i = 0; i < sorted.size() && i < names_max; ++i) {
    text += fmt::format("{}{} {}", i == 0 ? "" : ", ", sorted[i].first, sorted[i].second);
  }
  if (sorted.size() > names_max) text += fmt::format(", and {} more", sorted.size() - names_max);
  return text;
}

void PrintStatus(const Terminal& terminal, const Status& status) {
  const auto line = [&](std::string_view name, std::string_view value) {
    terminal.PrintLine(terminal.Dim(fmt::format("{:<12}", name)) + std::string(value));
  };
  line("version", status.version);
  line("store", fmt::format("{} ({})", status.store_path, SizeText(status.bytes_on_disk)));
  line("log", status.log_engine);
  line("discovered", std::to_string(status.discovered));
  for (const auto& [name, count] : status.outcomes) {
    line("", fmt::format("{:<18}{:>10}", name, count));
  }
  line("languages", TopOf(status.languages, 12));
  line("countries", TopOf(status.countries, 12));
  const std::string failing = status.sources_failing == 0
                                  ? "none failing"
                                  : terminal.Bad(fmt::format("{} failing", status.sources_failing));
  line("sources", fmt::format("{}, {}", status.sources, failing));
  for (const Status::Task& task : status.tasks) {
    const std::string why =
        task.known_ready && !task.ready ? "; not ready: " + task.reason : std::string();
    line("task", fmt::format("{:<12}{} unread{}", task.task, task.lag, why));
  }
}

struct Balance {
  std::uint64_t settled = 0;
  std::uint64_t pending = 0;
  std::uint64_t in_log = 0;  // Of the pending ones.
};

// Each discovered URL has one record or is pending: counted by walking, not from counters.
Result<Balance> WalkFrontier(store::Database& database) {
  Balance balance;
  Result<void> failure;
  const store::ArticleStore articles(database);
  const auto walked = store::FrontierTable(database).ForEach([&](const auto& entry) {
    const auto article = articles.Find(entry.id);
    if (!article) {
      failure = tl::unexpected(article.error());
      return false;
    }
    if (article->has_value()) {
      ++balance.settled;
    } else {
      ++balance.pending;
      if (entry.state == store::FrontierState::kEmitted) ++balance.in_log;
    }
    return true;
  });
  if (!walked) return tl::unexpected(walked.error());
  if (!failure) return tl::unexpected(failure.error());
  return balance;
}

}  // namespace

ExitCode ShowStatus(CommandContext& context) {
  const auto config = LoadConfig(context);
  if (!config) return Report(context, config.error());
  const auto sources = LoadSources(*config);
  if (!sources) return Report(context, sources.error());
  const auto database = OpenStore(*config, store::Access::kReadOnly);
  if (!database) return Report(context, database.error());
  const auto articles = OpenArticles(*config, **database);
  if (!articles) return Report(context, articles.error());
  const auto status = GatherStatus(*config, {**database, *articles}, *sources, {});
  if (!status) return Report(context, status.error());
  if (context.json) {
    context.terminal.PrintLine(StatusJson(*status));
  } else {
    PrintStatus(context.terminal, *status);
  }
  return ExitCode::kOk;
}

ExitCode Audit(CommandContext& context) {
  const auto config = LoadConfig(context);
  if (!config) return Report(context, config.error());
  const auto database = OpenOneStore(*config, store::Access::kReadOnly);
  if (!database) return Report(context, database.error());
  const store::ArticleStore articles(**database);
  if (const auto verified = articles.VerifyCounters(); !verified) {
    return Report(context, verified.error());
  }
  const auto outcomes = articles.CountByOutcome();
  if (!outcomes) return Report(context, outcomes.error());
  const auto balance = WalkFrontier(**database);
  if (!balance) return Report(context, balance.error());
  std::uint64_t counted = 0;
  for (const auto& [name, count] : *outcomes) counted += count;
  const std::uint64_t discovered = balance->settled + balance->pending;
  // The two sides are counted from different tables: records of articles, and discovered URLs that
  // have one. A record of a URL that was never discovered, or one lost, tells them apart.
  const bool holds = counted == balance->settled;
  if (context.json) {
    context.terminal.PrintLine(fmt::format(
        R"({{"discovered":{},"settled":{},"counted":{},"pending":{},"in_log":{},"holds":{}}})",
        discovered, balance->settled, counted, balance->pending, balance->in_log, holds));
  } else {
    context.terminal.PrintLine(fmt::format(
        "discovered {} = settled {} (counters say {}) + pending {} (of these {} in the log): {}",
        discovered, balance->settled, counted, balance->pending, balance->in_log,
        holds ? "holds" : "DOES NOT HOLD"));
  }
  return holds ? ExitCode::kOk : ExitCode::kFailed;
}

}  // namespace stratwatch::app
