#include "pipeline/log_migration.h"

#include <fmt/format.h>

#include <atomic>

#include "app/commands/commands.h"
#include "app/event_writer.h"
#include "app/signals.h"
#include "pipeline/metrics.h"
#include "pipeline/service.h"

namespace stratwatch::app {
namespace {

using config::LogEngine;

std::string_view NameOf(LogEngine engine) {
  return engine == LogEngine::kKafka ? "kafka" : "embedded";
}

// Of both engines over one store.
struct Engines {
  std::unique_ptr<pipeline::Log> from;
  std::unique_ptr<pipeline::Log> to;
};

CommandResult<Engines> OpenBoth(const config::Config& config, store::Database& database,
                                const Clock& clock, EventSink& events, pipeline::Metrics& metrics) {
  Engines engines;
  auto from = OpenLog(config, database, clock, events, &metrics);
  if (!from) return tl::unexpected(from.error());
  engines.from = std::move(*from);
  config::Config other = config;
  other.log_engine =
      config.log_engine == LogEngine::kKafka ? LogEngine::kEmbedded : LogEngine::kKafka;
  auto to = OpenLog(other, database, clock, events, &metrics);
  if (!to) return tl::unexpected(to.error());
  engines.to = std::move(*to);
  // Before anything is done, so that nothing is half done where one does not answer.
  for (pipeline::Log* const log : {engines.from.get(), engines.to.get()}) {
    if (const auto ensured = log->EnsureTopics(); !ensured) return CommandFail(ensured.error());
  }
  return engines;
}

CommandResult<config::Config> LoadFor(const CommandContext& context, LogEngine target) {
  auto config = LoadConfig(context);
  if (!config) return config;
  if (config->log_engine == target) {
    return CommandFail(ExitCode::kUsage,
                       fmt::format("log.engine is \"{0}\" already: run this with the old engine, "
                                   "then write log.engine = \"{0}\"",
                                   NameOf(target)));
  }
  if (config::IsSharded(*config)) {
    return CommandFail(ExitCode::kUsage,
                       fmt::format("the articles are in {} index shards, and the embedded engine "
                                   "has one store: build it from the archive, by ingest",
                                   config->kafka.index_shards));
  }
  if (config->kafka.brokers.empty()) {
    return CommandFail(ExitCode::kUsage, "kafka.brokers names none (\"host:port,…\")");
  }
  return config;
}

void Print(const CommandContext& context, LogEngine target, std::uint64_t letters,
           std::uint64_t articles) {
  if (context.json) {
    context.terminal.PrintLine(fmt::format(R"({{"to":"{}","dead_letters":{},"articles":{}}})",
                                           NameOf(target), letters, articles));
    return;
  }
  context.terminal.PrintLine(
      fmt::format("nothing is unread on the old engine; moved to {}: {} dead letters, {} stored "
                  "articles",
                  NameOf(target), letters, articles));
  context.terminal.Note(
      fmt::format("write log.engine = \"{}\" into the configuration, then start", NameOf(target)));
}

}  // namespace

ExitCode MigrateLog(CommandContext& context, const std::string& to) {
  std::atomic<bool> interrupted{false};
  const StopSignals signals([&interrupted] { interrupted = true; });
  const LogEngine target = to == "kafka" ? LogEngine::kKafka : LogEngine::kEmbedded;
  auto config = LoadFor(context, target);
  if (!config) return Report(context, config.error());
  EventWriter events(config->logging);
  const auto rules = LoadRules(*config);
  if (!rules) return Report(context, rules.error());
  const auto database = OpenStore(*config, store::Access::kReadWrite);
  if (!database) return Report(context, database.error());
  const SystemClock clock;
  pipeline::Metrics metrics;
  const auto engines = OpenBoth(*config, **database, clock, events, metrics);
  if (!engines) return Report(context, engines.error());

  context.terminal.Note("reading on what is unread");
  config->service.tasks.crawl = false;
  const auto service = pipeline::Service::Start(
      config->service, {**database, *engines->from, **rules, clock, events, metrics});
  if (!service) return Report(context, service.error());
  (*service)->RequestDrain();
  if (const auto drained = (*service)->Wait(); !drained) return Report(context, drained.error());

  const auto letters = pipeline::MoveDeadLetters(*engines->from, *engines->to);
  if (!letters) return Report(context, letters.error());
  std::uint64_t articles = 0;
  // The embedded engine's index is the store itself.
  if (target == LogEngine::kKafka) {
    const store::ArticleStore stored(**database);
    const auto last = stored.LastSequence();
    if (!last) return Report(context, last.error());
    const auto appended =
        pipeline::AppendStoredArticles(stored, *engines->to, [&](std::uint64_t count) {
          context.terminal.ShowProgress(fmt::format("{} stored articles", count), count, *last);
          return !interrupted;
        });
    context.terminal.EndProgress();
    if (!appended) return Report(context, appended.error());
    articles = *appended;
  }
  if (interrupted) return ExitCode::kInterrupted;
  Print(context, target, *letters, articles);
  return ExitCode::kOk;
}

}  // namespace stratwatch::app
