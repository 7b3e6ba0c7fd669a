#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/error.h"
#include "pipeline/embedded_log.h"
#include "pipeline/kafka_log.h"
#include "pipeline/service.h"
#include "store/database.h"

namespace stratwatch::config {

enum class LogEngine { kEmbedded, kKafka };
enum class EventFormat { kAuto, kText, kJson };  // kAuto: text on a terminal, else JSON lines.

struct HttpOptions {
  bool enabled = true;
  // Loopback by default: the API has no log-in, so the outside reaches it only on purpose.
  std::string address = "127.0.0.1";
  std::uint16_t port = 8750;  // 0: any free one, written to the event `http.listening`.
  // "host:port" that other processes reach it by, for queries over index shards; empty: address
  // and port.
  std::string advertise;
  // How long a query waits for the shards of other processes; those that are missing then are
  // named in the answer.
  std::chrono::milliseconds shards_wait{2'000};
  std::chrono::milliseconds request_timeout{10'000};  // For slow headers and slow readers.
  int connections_max = 64;
};

struct LoggingOptions {
  EventFormat format = EventFormat::kAuto;
  Severity level = Severity::kInfo;
};

// Everything that can be set, with its default: what the layers' own options do not hold is here.
// config/stratwatch.toml documents each option; docs/cli.md the order flag > environment > file.
struct Config {
  std::filesystem::path file;  // Where it was read from; empty when there is none.

  store::StoreOptions store;
  std::vector<std::filesystem::path> source_files;
  std::vector<std::string> sources_only;  // Ids to poll; empty: all.
  std::filesystem::path gazetteer_folder;
  // Its rules are in service.normalise.extractor. The default one need not exist.
  std::filesystem::path site_rules_file;
  std::vector<std::string> allow_private;  // For crawlers::AddressPolicy.
  pipeline::ServiceOptions service;
  LogEngine log_engine = LogEngine::kEmbedded;
  pipeline::EmbeddedLogOptions embedded_log;
  pipeline::KafkaLogOptions kafka;
  HttpOptions http;
  LoggingOptions logging;

  // What was odd but no error, e.g. an unknown STRATWATCH_ variable; one sentence each.
  std::vector<std::string> warnings;
};

// Whether the articles are in shards below store.path instead of the store itself.
bool IsSharded(const Config& config);

struct LoadRequest {
  // A TOML file; empty: none is read.
  std::filesystem::path file;
  // The process environment as (name, value); only STRATWATCH_… is looked at.
  std::vector<std::pair<std::string, std::string>> environment;
  // "store.path=/var/lib/x" from the command line; these win.
  std::vector<std::string> assignments;
  // Where the shipped gazetteer/ and sources/ lie.
  std::filesystem::path share_folder;
  // Where data goes unless something says otherwise.
  std::filesystem::path data_folder;
};

// Reads and checks everything. Relative paths in the file are relative to the file's folder.
// Errors: kInvalid: one line a mistake, "stratwatch.toml:12:3: …" with what is allowed and the
// nearest known key; kNotFound: the file is not there.
Result<Config> Load(const LoadRequest& request);

// One option as documented and as set.
struct OptionValue {
  std::string key;       // "crawl.delay_ms"
  std::string variable;  // "STRATWATCH_CRAWL_DELAY_MS"
  std::string value;     // As TOML text; secrets are shown as "(set)" or "(not set)".
  std::string fallback;  // The default, as TOML text.
  std::string allowed;   // "0 … 3600000 milliseconds"
};
// All options in the order of the shipped file.
std::vector<OptionValue> Options(const Config& config, const LoadRequest& request);

}  // namespace stratwatch::config
