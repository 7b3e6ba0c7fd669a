#include "pipeline/ingest.h"

#include <fmt/format.h>

#include <atomic>
#include <thread>

#include "app/commands/commands.h"
#include "app/event_writer.h"
#include "app/signals.h"
#include "pipeline/metrics.h"
#include "pipeline/service.h"

namespace stratwatch::app {
namespace {

std::string ProgressText(const pipeline::IngestProgress& progress) {
  std::string text = fmt::format("{} pages", progress.pages);
  if (progress.known > 0) text += fmt::format(", {} known", progress.known);
  if (progress.failed > 0) text += fmt::format(", {} failed", progress.failed);
  return text + "  " + std::filesystem::path(progress.current_file).filename().string();
}

ExitCode Finish(CommandContext& context, const pipeline::IngestProgress& progress,
                bool interrupted) {
  if (context.json) {
    context.terminal.PrintLine(fmt::format(
        R"({{"pages":{},"known":{},"failed":{},"bytes":{},"interrupted":{}}})", progress.pages,
        progress.known, progress.failed, progress.bytes_done, interrupted));
  } else {
    context.terminal.PrintLine(fmt::format("{} pages ingested, {} known already, {} failed{}",
                                           progress.pages, progress.known, progress.failed,
                                           interrupted ? "; interrupted, run again to go on" : ""));
  }
  if (interrupted) return ExitCode::kInterrupted;
  return progress.failed > 0 ? ExitCode::kPartial : ExitCode::kOk;
}

}  // namespace

ExitCode Ingest(CommandContext& context, const IngestArguments& arguments) {
  std::atomic<bool> interrupted{false};
  const StopSignals signals([&interrupted] { interrupted = true; });
  auto config = LoadConfig(context);
  if (!config) return Report(context, config.error());
  if (arguments.publish_only && config->log_engine != config::LogEngine::kKafka) {
    return Report(context, CommandFailure{ExitCode::kUsage,
                                          "--publish-only needs log.engine = \"kafka\": nobody "
                                          "else reads the embedded log"});
  }
  if (config::IsSharded(*config) && !arguments.publish_only) {
    return Report(context, CommandFailure{ExitCode::kUsage,
                                          "with kafka.index_shards the running processes index; "
                                          "--publish-only gives them the pages"});
  }
  EventWriter events(config->logging);
  const auto rules = LoadRules(*config);
  if (!rules) return Report(context, rules.error());
  const auto database = OpenStore(*config, store::Access::kReadWrite);
  if (!database) return Report(context, database.error());
  if (const auto checked = CheckShards(*config, **database); !checked) {
    return Report(context, checked.error());
  }
  const SystemClock clock;
  const auto log = OpenLog(*config, **database, clock, events);
  if (!log) return Report(context, log.error());
  if (const auto topics = (*log)->EnsureTopics(); !topics) return Report(context, topics.error());

  config->service.tasks.crawl = false;
  pipeline::Metrics metrics;
  std::unique_ptr<pipeline::Service> service;
  if (!arguments.publish_only) {
    auto started = pipeline::Service::Start(config->service,
                                            {**database, **log, **rules, clock, events, metrics});
    if (!started) return Report(context, started.error());
    service = std::move(*started);
  }

  pipeline::IngestOptions options;
  options.paths = arguments.paths;
  options.url = arguments.url;
  const auto progress = pipeline::IngestPages(
      options, **database, **log, clock, events, [&](const pipeline::IngestProgress& each) {
        context.terminal.ShowProgress(ProgressText(each), each.bytes_done, each.bytes_total);
        return !interrupted && !(service && service->Failed());
      });
  // What was taken goes through to the store in any case.
  if (service) service->RequestDrain();
  const auto ended = service ? service->Wait() : Result<void>();
  context.terminal.EndProgress();
  if (!progress) return Report(context, progress.error());
  if (!ended) return Report(context, ended.error());
  return Finish(context, *progress, interrupted);
}

}  // namespace stratwatch::app
