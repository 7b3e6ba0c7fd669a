#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/exit_code.h"
#include "app/terminal.h"
#include "config/config.h"
#include "model/clock.h"
#include "model/source.h"
#include "pipeline/log.h"
#include "pipeline/metrics.h"
#include "pipeline/rules.h"
#include "pipeline/shard_stores.h"
#include "store/database.h"

namespace stratwatch::app {

inline constexpr std::string_view kVersion = "0.1.0";

// What every command starts from: the global flags, and where to look for the rest.
struct CommandContext {
  config::LoadRequest load;
  bool json = false;
  Terminal terminal{ColourMode::kAuto, ProgressMode::kAuto};
};

// A failure on its way to the user: what to print and what to exit with.
struct CommandFailure {
  ExitCode code;
  std::string message;
};
template <typename T>
using CommandResult = tl::expected<T, CommandFailure>;

inline tl::unexpected<CommandFailure> CommandFail(ExitCode code, std::string message) {
  return tl::unexpected<CommandFailure>(CommandFailure{code, std::move(message)});
}
inline tl::unexpected<CommandFailure> CommandFail(const Error& error) {
  return CommandFail(ExitCodeOf(error.code), error.message);
}

// Where the shipped gazetteer/ and sources/ lie: ../share/stratwatch beside an installed binary,
// else the source tree that this binary was built from.
std::filesystem::path ShareFolder();
// $XDG_DATA_HOME/stratwatch, else ~/.local/share/stratwatch, else ./stratwatch-data.
std::filesystem::path DataFolder();

// Also prints the configuration's warnings.
CommandResult<config::Config> LoadConfig(const CommandContext& context);
// With the exit codes that say what is wrong with the store: kNoStore, kStoreLocked, kStoreCorrupt.
CommandResult<std::unique_ptr<store::Database>> OpenStore(const config::Config& config,
                                                          store::Access access);
// The databases that hold the articles, by shard; without shards the store itself, as shard 0.
using Articles = std::vector<pipeline::IndexShard>;
// Borrows the store.
Articles OneStore(store::Database& database);
// To be read: the store, or with kafka.index_shards those shards that this machine has. Errors as
// OpenStore's.
CommandResult<Articles> OpenArticles(const config::Config& config);
// The same beside an open store, which is borrowed; without any shard yet, none.
CommandResult<Articles> OpenArticles(const config::Config& config, store::Database& database);
// For a command that reads the articles of one store only: refuses shards, and says how to name
// one.
CommandResult<std::unique_ptr<store::Database>> OpenOneStore(const config::Config& config,
                                                             store::Access access);
// For a command that writes: the store must have been indexed in as many shards as configured.
CommandResult<void> CheckShards(const config::Config& config, store::Database& database);
CommandResult<std::vector<Source>> LoadSources(const config::Config& config);

// The log over an open store. For reading beside a running service, the store may be read-only.
// `metrics` may be null; what is given is borrowed.
CommandResult<std::unique_ptr<pipeline::Log>> OpenLog(const config::Config& config,
                                                      store::Database& database, const Clock& clock,
                                                      EventSink& events,
                                                      pipeline::Metrics* metrics = nullptr);

CommandResult<std::unique_ptr<pipeline::Rules>> LoadRules(const config::Config& config);

}  // namespace stratwatch::app
