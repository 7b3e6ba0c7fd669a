#include "app/runtime.h"

#include <fmt/format.h>

#include <cstdlib>
#include <system_error>

#include "config/site_rules.h"
#include "config/source_register.h"
#include "pipeline/embedded_log.h"
#include "pipeline/kafka_log.h"

namespace stratwatch::app {
namespace {

bool IsFile(const std::filesystem::path& path) {
  std::error_code error;
  return std::filesystem::is_regular_file(path, error);
}

}  // namespace

std::filesystem::path ShareFolder() {
  std::error_code error;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
  if (!error) {
    const auto installed = program.parent_path().parent_path() / "share" / "stratwatch";
    if (std::filesystem::is_directory(installed, error)) return installed;
  }
  return STRATWATCH_CONFIG_FOLDER;
}

std::filesystem::path DataFolder() {
  if (const char* data = std::getenv("XDG_DATA_HOME"); data != nullptr && *data == '/') {
    return std::filesystem::path(data) / "stratwatch";
  }
  if (const char* home = std::getenv("HOME"); home != nullptr && *home == '/') {
    return std::filesystem::path(home) / ".local" / "share" / "stratwatch";
  }
  return "stratwatch-data";
}

CommandResult<config::Config> LoadConfig(const CommandContext& context) {
  auto config = config::Load(context.load);
  if (!config) return CommandFail(ExitCode::kUsage, config.error().message);
  for (const std::string& warning : config->warnings) context.terminal.Complain(warning);
  return std::move(*config);
}

CommandResult<std::unique_ptr<store::Database>> OpenStore(const config::Config& config,
                                                          store::Access access) {
  auto options = config.store;
  options.access = access;
  auto database = store::Database::Open(options);
  if (database) return std::move(*database);
  const Error& error = database.error();
  switch (error.code) {
    case ErrorCode::kNotFound:
      return CommandFail(ExitCode::kNoStore,
                         error.message +
                             " (`stratwatch run` or `stratwatch ingest` makes one; "
                             "--store or store.path says where)");
    case ErrorCode::kUnavailable:
      return CommandFail(ExitCode::kStoreLocked, error.message);
    case ErrorCode::kCorrupt:
    case ErrorCode::kInvalid:
      return CommandFail(ExitCode::kStoreCorrupt, error.message);
    case ErrorCode::kLimit:
    case ErrorCode::kRefused:
      break;
  }
  return CommandFail(error);
}

Articles OneStore(store::Database& database) {
  return {{0, std::shared_ptr<store::Database>(std::shared_ptr<void>(), &database)}};
}

CommandResult<Articles> OpenArticles(const config::Config& config, store::Database& database) {
  if (!config::IsSharded(config)) return OneStore(database);
  auto articles = OpenArticles(config);
  if (!articles && articles.error().code == ExitCode::kNoStore) return Articles();
  return articles;
}

CommandResult<Articles> OpenArticles(const config::Config& config) {
  Articles articles;
  const auto add = [&](int number, const std::filesystem::path& path) -> CommandResult<void> {
    config::Config one = config;
    one.store.path = path;
    auto database = OpenStore(one, store::Access::kReadOnly);
    if (!database) return tl::unexpected(database.error());
    articles.push_back({number, std::shared_ptr<store::Database>(std::move(*database))});
    return {};
  };
  if (!config::IsSharded(config)) {
    if (const auto added = add(0, config.store.path); !added) {
      return tl::unexpected(added.error());
    }
    return articles;
  }
  const int shards = config.kafka.index_shards;
  for (const int shard : pipeline::ShardsIn(config.store.path, shards)) {
    if (const auto added = add(shard, pipeline::ShardFolder(config.store.path, shard, shards));
        !added) {
      return tl::unexpected(added.error());
    }
  }
  if (articles.empty()) {
    return CommandFail(ExitCode::kNoStore, fmt::format("no index shard of {} in {}", shards,
                                                       config.store.path.string()));
  }
  return articles;
}

CommandResult<std::unique_ptr<store::Database>> OpenOneStore(const config::Config& config,
                                                             store::Access access) {
  if (config::IsSharded(config)) {
    const int shards = config.kafka.index_shards;
    return CommandFail(
        ExitCode::kUsage,
        fmt::format("the articles are in {} shards, and this command reads one store: --store {} "
                    "names one",
                    shards, pipeline::ShardFolder(config.store.path, 0, shards).string()));
  }
  return OpenStore(config, access);
}

CommandResult<void> CheckShards(const config::Config& config, store::Database& database) {
  if (config.log_engine != config::LogEngine::kKafka) return {};
  const auto checked = pipeline::CheckShardCount(database, config.kafka.index_shards);
  if (!checked) return CommandFail(checked.error());
  return {};
}

CommandResult<std::vector<Source>> LoadSources(const config::Config& config) {
  auto sources = config::LoadSources(config.source_files, config.sources_only);
  if (!sources) return CommandFail(ExitCode::kUsage, sources.error().message);
  return std::move(*sources);
}

CommandResult<std::unique_ptr<pipeline::Log>> OpenLog(const config::Config& config,
                                                      store::Database& database, const Clock& clock,
                                                      EventSink& events,
                                                      pipeline::Metrics* metrics) {
  auto embedded = config.embedded_log;
  embedded.durability = config.service.durability;
  auto kafka = config.kafka;
  kafka.durability = config.service.durability;
  kafka.metrics = metrics;
  auto log = config.log_engine == config::LogEngine::kKafka
                 ? pipeline::OpenKafkaLog(kafka, &database, events)
                 : pipeline::OpenEmbeddedLog(database, clock, embedded);
  if (!log) return CommandFail(log.error());
  return std::move(*log);
}

CommandResult<std::unique_ptr<pipeline::Rules>> LoadRules(const config::Config& config) {
  const auto& file = config.site_rules_file;
  const auto read = [file, was_there = IsFile(file)]() -> Result<parsers::SiteRules> {
    if (!was_there && !IsFile(file)) return parsers::SiteRules();
    return config::ReadSiteRules(file);
  };
  auto rules = pipeline::Rules::Load(config.gazetteer_folder, config.service.relevance, read);
  if (!rules) return CommandFail(ExitCode::kUsage, rules.error().message);
  return std::move(*rules);
}

}  // namespace stratwatch::app
