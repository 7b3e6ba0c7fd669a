#include "app/runtime.h"

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
