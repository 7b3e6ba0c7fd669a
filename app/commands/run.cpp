#include <fmt/format.h>

#include <csignal>
#include <mutex>

#include "app/commands/commands.h"
#include "app/event_writer.h"
#include "app/http/api.h"
#include "app/http/http_server.h"
#include "app/http/shard_queries.h"
#include "app/signals.h"
#include "pipeline/metrics.h"
#include "pipeline/service.h"

namespace stratwatch::app {
namespace {

CommandResult<pipeline::TaskSet> ParseTasks(const std::string& text) {
  pipeline::TaskSet tasks{};
  if (text.empty()) return tasks;
  tasks = {false, false, false, false};
  std::size_t begin = 0;
  while (begin <= text.size()) {
    const std::size_t comma = std::min(text.find(',', begin), text.size());
    const std::string name = text.substr(begin, comma - begin);
    if (name == "crawl") {
      tasks.crawl = true;
    } else if (name == "normalise") {
      tasks.normalise = true;
    } else if (name == "resolve") {
      tasks.resolve = true;
    } else if (name == "index") {
      tasks.index = true;
    } else {
      return CommandFail(ExitCode::kUsage,
                         "--tasks: '" + name + "' is none of crawl, normalise, resolve, index");
    }
    begin = comma + 1;
  }
  return tasks;
}

// Everything that runs while the service does, in the order it must be taken down.
struct RunningService {
  config::Config config;
  std::vector<Source> sources;
  SystemClock clock;
  std::unique_ptr<EventWriter> events;
  pipeline::Metrics metrics;
  std::unique_ptr<store::Database> database;
  std::unique_ptr<pipeline::ShardStores> shards;  // With more than one.
  std::unique_ptr<pipeline::Log> log;
  std::unique_ptr<pipeline::Rules> rules;
  std::unique_ptr<pipeline::Service> service;
  std::unique_ptr<ShardQueries> queries;
  std::unique_ptr<Api> api;
  std::unique_ptr<HttpServer> http;
};

CommandResult<void> Open(const CommandContext& context, const RunArguments& arguments,
                         RunningService& running) {
  auto config = LoadConfig(context);
  if (!config) return tl::unexpected(config.error());
  running.config = std::move(*config);
  auto tasks = ParseTasks(arguments.tasks);
  if (!tasks) return tl::unexpected(tasks.error());
  running.config.service.tasks = *tasks;
  running.config.service.crawl.once = arguments.once;
  auto sources = LoadSources(running.config);
  if (!sources) return tl::unexpected(sources.error());
  running.sources = std::move(*sources);
  running.config.service.crawl.sources = running.sources;
  running.events = std::make_unique<EventWriter>(running.config.logging);
  auto rules = LoadRules(running.config);
  if (!rules) return tl::unexpected(rules.error());
  running.rules = std::move(*rules);
  auto database = OpenStore(running.config, store::Access::kReadWrite);
  if (!database) return tl::unexpected(database.error());
  running.database = std::move(*database);
  if (tasks->index) {
    const auto checked = CheckShards(running.config, *running.database);
    if (!checked) return checked;
  }
  if (config::IsSharded(running.config)) {
    running.shards = std::make_unique<pipeline::ShardStores>(running.config.store,
                                                             running.config.kafka.index_shards);
  }
  auto log =
      OpenLog(running.config, *running.database, running.clock, *running.events, &running.metrics);
  if (!log) return tl::unexpected(log.error());
  running.log = std::move(*log);
  return {};
}

CommandResult<void> ListenHttp(RunningService& running) {
  if (!running.config.http.enabled) return {};
  auto http = HttpServer::Listen(running.config.http, *running.events);
  if (!http) return CommandFail(ExitCode::kFailed, http.error().message);
  running.http = std::move(*http);
  return {};
}

void ServeHttp(RunningService& running) {
  if (!running.http) return;
  if (running.shards) {
    running.queries = std::make_unique<ShardQueries>(
        ShardQueriesParts{*running.shards, *running.database, *running.log, *running.rules,
                          *running.events, running.metrics, running.config.http.shards_wait});
  }
  running.api = std::make_unique<Api>(ApiParts{running.config, *running.database, *running.rules,
                                               running.sources, running.metrics, *running.service,
                                               running.shards.get(), running.queries.get()});
  running.http->Serve(*running.api);
}

// Where the other processes find our shards; empty when they cannot.
std::string AdvertisedAddress(const RunningService& running) {
  const config::HttpOptions& options = running.config.http;
  if (!running.http || !options.advertise.empty()) return options.advertise;
  const bool colons = options.address.find(':') != std::string::npos;  // IPv6.
  return fmt::format("{}{}{}:{}", colons ? "[" : "", options.address, colons ? "]" : "",
                     running.http->Port());
}

CommandResult<void> StartTasks(RunningService& running) {
  if (const auto topics = running.log->EnsureTopics(); !topics) {
    const bool waits =
        topics.error().code == ErrorCode::kUnavailable && !running.config.service.crawl.once;
    if (!waits) return CommandFail(topics.error());
    // The tasks wait for the broker, /readyz says so, and the store can be searched meanwhile.
    running.events->Write(Severity::kWarning, "log.unavailable",
                          {{"error", topics.error().message}});
  }
  running.config.service.address = AdvertisedAddress(running);
  auto service = pipeline::Service::Start(
      running.config.service, {*running.database, *running.log, *running.rules, running.clock,
                               *running.events, running.metrics, running.shards.get()});
  if (!service) return CommandFail(service.error());
  running.service = std::move(*service);
  // The crawl's end is what the others drain after; without one, there is nothing to wait for.
  if (running.config.service.crawl.once && !running.config.service.tasks.crawl) {
    running.service->RequestDrain();
  }
  return {};
}

// SIGHUP. A broken file changes nothing: the rules in force stay, and say so until it is mended.
void ReloadRules(RunningService& running) {
  const auto reloaded = running.rules->Reload();
  const std::string version = running.rules->Current()->gazetteer->Version();
  running.metrics.Count("stratwatch_rules_reloads_total",
                        {{"result", reloaded ? "loaded" : "failed"}});
  running.metrics.Set("stratwatch_rules_broken", reloaded ? 0.0 : 1.0);
  if (reloaded) {
    running.events->Write(Severity::kInfo, "rules.reloaded", {{"version", version}});
  } else {
    running.events->Write(Severity::kError, "rules.reload-failed",
                          {{"error", reloaded.error().message}, {"kept", version}});
  }
}

// The service while it runs, for the thread that takes signals.
class StartedService {
 public:
  // Waits for a call that is under way: after Set(nullptr), the service may be taken down.
  void Set(RunningService* running) {
    const std::lock_guard lock(mutex_);
    running_ = running;
  }
  template <typename Call>
  void With(Call&& call) {
    const std::lock_guard lock(mutex_);
    if (running_ != nullptr) call(*running_);
  }

 private:
  std::mutex mutex_;  // Guards running_.
  RunningService* running_ = nullptr;
};

}  // namespace

ExitCode Run(CommandContext& context, const RunArguments& arguments) {
  StartedService started_service;
  // First of all, so that no thread is started that would take the signals instead.
  StopSignals signals(
      [&] { started_service.With([](auto& each) { each.service->RequestStop(); }); },
      [&] { started_service.With(ReloadRules); });
  RunningService running;
  if (const auto opened = Open(context, arguments, running); !opened) {
    return Report(context, opened.error());
  }
  if (const auto listening = ListenHttp(running); !listening) {
    return Report(context, listening.error());
  }
  if (const auto started = StartTasks(running); !started) {
    return Report(context, started.error());
  }
  started_service.Set(&running);
  if (signals.Received()) running.service->RequestStop();  // It came while we were opening.
  ServeHttp(running);
  running.events->Write(Severity::kInfo, "service.started",
                        {{"version", kVersion},
                         {"store", running.config.store.path.string()},
                         {"log", running.log->Engine()},
                         {"sources", running.sources.size()}});
  const auto ended = running.service->Wait();
  started_service.Set(nullptr);
  running.http.reset();
  if (!ended) return Report(context, ended.error());
  running.events->Write(Severity::kInfo, "service.stopped", {});
  return ExitCode::kOk;
}

}  // namespace stratwatch::app
