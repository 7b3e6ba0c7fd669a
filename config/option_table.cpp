#include "config/internal/option_table.h"

#include <algorithm>
#include <cctype>
#include <chrono>
#include <cstdlib>

#include "config/internal/option_kinds.h"

namespace stratwatch::config {
namespace {

using std::chrono::milliseconds;

void AddStoreAndSources(std::vector<Option>& table) {
  table.push_back(PathOption(
      "store.path", [](Config & c) -> auto& { return c.store.path; }));
  table.push_back(BytesOption(
      "store.block_cache_mib", 1, 65'536,
      [](Config & c) -> auto& { return c.store.block_cache_bytes; }));
  table.push_back(BytesOption(
      "store.write_buffer_mib", 1, 4'096,
      [](Config & c) -> auto& { return c.store.write_buffer_bytes; }));
  table.push_back(ChoiceOption<store::Durability>(
      "store.durability",
      {{"synced", store::Durability::kSynced}, {"buffered", store::Durability::kBuffered}},
      [](Config & c) -> auto& { return c.service.durability; }));
  table.push_back(PathListOption(
      "sources.files", [](Config & c) -> auto& { return c.source_files; }));
  table.push_back(ListOption(
      "sources.only", [](Config & c) -> auto& { return c.sources_only; }));
  table.push_back(PathOption(
      "gazetteer.path", [](Config & c) -> auto& { return c.gazetteer_folder; }));
}

void AddCrawl(std::vector<Option>& table) {
  table.push_back(TextOption(
      "crawl.user_agent", [](Config & c) -> auto& { return c.service.crawl.fetcher.user_agent; }));
  table.push_back(DurationOption(
      "crawl.delay_ms", 0, 3'600'000,
      [](Config & c) -> auto& { return c.service.crawl.politeness.delay; }));
  table.push_back(DurationOption(
      "crawl.delay_max_ms", 0, 3'600'000,
      [](Config & c) -> auto& { return c.service.crawl.politeness.delay_max; }));
  table.push_back(IntegerOption(
      "crawl.host_requests_max", 1, 16, "requests",
      [](Config & c) -> auto& { return c.service.crawl.politeness.open_requests_max; }));
  table.push_back(IntegerOption(
      "crawl.requests_max", 1, 10'000, "requests",
      [](Config & c) -> auto& { return c.service.crawl.fetcher.open_requests_max; }));
  table.push_back(DurationOption(
      "crawl.connect_timeout_ms", 1, 600'000,
      [](Config & c) -> auto& { return c.service.crawl.fetcher.connect_timeout; }));
  table.push_back(DurationOption(
      "crawl.timeout_ms", 1, 600'000,
      [](Config & c) -> auto& { return c.service.crawl.fetcher.timeout; }));
  table.push_back(BytesOption(
      "crawl.body_mib_max", 1, 1'024,
      [](Config & c) -> auto& { return c.service.crawl.fetcher.body_bytes_max; }));
  table.push_back(IntegerOption(
      "crawl.redirects_max", 0, 20, "redirects",
      [](Config & c) -> auto& { return c.service.crawl.redirects_max; }));
  table.push_back(IntegerOption(
      "crawl.attempts_max", 1, 100, "attempts",
      [](Config & c) -> auto& { return c.service.crawl.attempts_max; }));
  table.push_back(DurationOption(
      "crawl.retry_delay_s", 0, 86'400,
      [](Config & c) -> auto& { return c.service.crawl.retry_delay; }));
  table.push_back(DurationOption(
      "crawl.poll_interval_min_s", 1, 86'400,
      [](Config & c) -> auto& { return c.service.crawl.poll_interval_min; }));
  table.push_back(DurationOption(
      "crawl.poll_interval_max_s", 1, 2'592'000,
      [](Config & c) -> auto& { return c.service.crawl.poll_interval_max; }));
  table.push_back(ListOption(
      "crawl.allow_private", [](Config & c) -> auto& { return c.allow_private; }));
  table.push_back(MapOption(
      "crawl.connect_to", [](Config & c) -> auto& { return c.service.crawl.fetcher.connect_to; }));
  table.push_back(PathOption(
      "crawl.ca_file", [](Config & c) -> auto& { return c.service.crawl.fetcher.ca_file; }));
}

void AddArchiveAndTasks(std::vector<Option>& table) {
  table.push_back(FlagOption(
      "archive.enabled", [](Config & c) -> auto& { return c.service.crawl.archive_pages; }));
  table.push_back(PathOption(
      "archive.path", [](Config & c) -> auto& { return c.service.crawl.archive.folder; }));
  table.push_back(BytesOption(
      "archive.file_mib_max", 1, 65'536,
      [](Config & c) -> auto& { return c.service.crawl.archive.file_bytes_max; }));
  table.push_back(DurationOption(
      "archive.file_age_max_h", 1, 8'760,
      [](Config & c) -> auto& { return c.service.crawl.archive.file_age_max; }));
  table.push_back(IntegerOption(
      "archive.gzip_level", 1, 9, "level",
      [](Config & c) -> auto& { return c.service.crawl.archive.gzip_level; }));
  table.push_back(IntegerOption(
      "normalise.workers", 1, 256, "threads",
      [](Config & c) -> auto& { return c.service.normalise.workers; }));
  table.push_back(BytesOption(
      "normalise.page_mib_max", 1, 64,
      [](Config & c) -> auto& { return c.service.normalise.extractor.page_bytes_max; }));
  table.push_back(BytesOption(
      "normalise.page_memory_mib_max", 16, 4096,
      [](Config & c) -> auto& { return c.service.normalise.extractor.memory_bytes_max; }));
  table.push_back(IntegerOption(
      "normalise.nesting_max", 100, 20'000, "tags",
      [](Config & c) -> auto& { return c.service.normalise.extractor.nesting_max; }));
  table.push_back(IntegerOption(
      "normalise.attributes_max", 10, 20'000, "attributes",
      [](Config & c) -> auto& { return c.service.normalise.extractor.attributes_max; }));
  table.push_back(PathOption(
      "normalise.site_rules", [](Config & c) -> auto& { return c.site_rules_file; }));
  table.push_back(FlagOption(
      "normalise.keep_irrelevant_text",
      [](Config & c) -> auto& { return c.service.normalise.keep_irrelevant_text; }));
  table.push_back(RealOption(
      "relevance.threshold", 0.0, 1.0,
      [](Config & c) -> auto& { return c.service.relevance.threshold; }));
  table.push_back(IntegerOption(
      "resolve.window_h", 1, 8'760, "hours",
      [](Config & c) -> auto& { return c.service.resolve.copies.window_hours; }));
  table.push_back(IntegerOption(
      "resolve.texts_max", 1'000, 100'000'000, "texts",
      [](Config & c) -> auto& { return c.service.resolve.copies.articles_max; }));
  table.push_back(DurationOption(
      "resolve.story_window_h", 1, 8'760,
      [](Config & c) -> auto& { return c.service.resolve.stories.window; }));
  table.push_back(DurationOption(
      "resolve.story_strategy_window_h", 1, 8'760,
      [](Config & c) -> auto& { return c.service.resolve.stories.strategy_window; }));
  table.push_back(IntegerOption(
      "resolve.stories_max", 10, 1'000'000, "stories",
      [](Config & c) -> auto& { return c.service.resolve.stories.stories_max; }));
}

void AddLog(std::vector<Option>& table) {
  table.push_back(ChoiceOption<LogEngine>(
      "log.engine", {{"embedded", LogEngine::kEmbedded}, {"kafka", LogEngine::kKafka}},
      [](Config & c) -> auto& { return c.log_engine; }));
  table.push_back(IntegerOption(
      "log.batch_records_max", 1, 10'000, "records",
      [](Config & c) -> auto& { return c.service.batch.records_max; }));
  table.push_back(BytesOption(
      "log.batch_mib_max", 1, 1'024,
      [](Config & c) -> auto& { return c.service.batch.bytes_max; }));
  table.push_back(DurationOption(
      "log.retention_h", 0, 87'600, [](Config & c) -> auto& { return c.embedded_log.retention; }));
  table.push_back(BytesOption(
      "log.retention_mib", 1, 1'048'576,
      [](Config & c) -> auto& { return c.embedded_log.retention_bytes; }));
  table.push_back(TextOption(
      "kafka.brokers", [](Config & c) -> auto& { return c.kafka.brokers; }));
  using Protocol = pipeline::KafkaSecurity::Protocol;
  table.push_back(ChoiceOption<Protocol>(
      "kafka.security",
      {{"plaintext", Protocol::kPlaintext},
       {"tls", Protocol::kTls},
       {"sasl-plaintext", Protocol::kSaslPlaintext},
       {"sasl-tls", Protocol::kSaslTls}},
      [](Config & c) -> auto& { return c.kafka.security.protocol; }));
  table.push_back(TextOption(
      "kafka.sasl_mechanism", [](Config & c) -> auto& { return c.kafka.security.mechanism; }));
  table.push_back(TextOption(
      "kafka.user", [](Config & c) -> auto& { return c.kafka.security.user; }));
  table.push_back(PathOption(
      "kafka.password_file",
      [](Config & c) -> auto& { return c.kafka.security.password_file; }));
  table.push_back(PathOption(
      "kafka.ca_file", [](Config & c) -> auto& { return c.kafka.security.ca_file; }));
  table.push_back(PathOption(
      "kafka.certificate_file",
      [](Config & c) -> auto& { return c.kafka.security.certificate_file; }));
  table.push_back(PathOption(
      "kafka.key_file", [](Config & c) -> auto& { return c.kafka.security.key_file; }));
  table.push_back(TextOption(
      "kafka.topic_prefix", [](Config & c) -> auto& { return c.kafka.topic_prefix; }));
  table.push_back(IntegerOption(
      "kafka.partitions", 1, 1'000, "partitions",
      [](Config & c) -> auto& { return c.kafka.partitions; }));
  table.push_back(IntegerOption(
      "kafka.index_shards", 1, 64, "shards",
      [](Config & c) -> auto& { return c.kafka.index_shards; }));
  table.push_back(IntegerOption(
      "kafka.replication", 1, 10, "replicas",
      [](Config & c) -> auto& { return c.kafka.replication; }));
  table.push_back(FlagOption(
      "kafka.create_topics", [](Config & c) -> auto& { return c.kafka.create_topics; }));
  table.push_back(DurationOption(
      "kafka.retention_h", 1, 87'600, [](Config & c) -> auto& { return c.kafka.retention; }));
  table.push_back(BytesOption(
      "kafka.message_mib_max", 1, 64,
      [](Config & c) -> auto& { return c.kafka.message_bytes_max; }));
  table.push_back(DurationOption(
      "kafka.session_timeout_ms", 6'000, 1'800'000,
      [](Config & c) -> auto& { return c.kafka.session_timeout; }));
  table.push_back(DurationOption(
      "kafka.standby_timeout_ms", 6'000, 1'800'000,
      [](Config & c) -> auto& { return c.kafka.standby_timeout; }));
  table.push_back(DurationOption(
      "kafka.connect_wait_ms", 1'000, 600'000,
      [](Config & c) -> auto& { return c.kafka.connect_wait; }));
  table.push_back(TextOption(
      "kafka.member", [](Config & c) -> auto& { return c.service.member; }));
}

void AddHttpAndLogging(std::vector<Option>& table) {
  table.push_back(FlagOption(
      "http.enabled", [](Config & c) -> auto& { return c.http.enabled; }));
  table.push_back(TextOption(
      "http.address", [](Config & c) -> auto& { return c.http.address; }));
  table.push_back(IntegerOption(
      "http.port", 0, 65'535, "port", [](Config & c) -> auto& { return c.http.port; }));
  table.push_back(TextOption(
      "http.advertise", [](Config & c) -> auto& { return c.http.advertise; }));
  table.push_back(DurationOption(
      "http.shards_wait_ms", 10, 60'000,
      [](Config & c) -> auto& { return c.http.shards_wait; }));
  table.push_back(DurationOption(
      "http.request_timeout_ms", 100, 600'000,
      [](Config & c) -> auto& { return c.http.request_timeout; }));
  table.push_back(IntegerOption(
      "http.connections_max", 1, 10'000, "connections",
      [](Config & c) -> auto& { return c.http.connections_max; }));
  table.push_back(ChoiceOption<EventFormat>(
      "logging.format",
      {{"auto", EventFormat::kAuto}, {"text", EventFormat::kText}, {"json", EventFormat::kJson}},
      [](Config & c) -> auto& { return c.logging.format; }));
  table.push_back(ChoiceOption<Severity>(
      "logging.level",
      {{"debug", Severity::kDebug},
       {"info", Severity::kInfo},
       {"warning", Severity::kWarning},
       {"error", Severity::kError}},
      [](Config & c) -> auto& { return c.logging.level; }));
}

std::size_t EditDistance(std::string_view left, std::string_view right) {
  std::vector<std::size_t> row(right.size() + 1);
  for (std::size_t j = 0; j <= right.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= left.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= right.size(); ++j) {
      const std::size_t substituted = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, substituted});
    }
  }
  return row[right.size()];
}

}  // namespace

const std::vector<Option>& OptionTable() {
  static const std::vector<Option> table = [] {
    std::vector<Option> options;
    AddStoreAndSources(options);
    AddCrawl(options);
    AddArchiveAndTasks(options);
    AddLog(options);
    AddHttpAndLogging(options);
    return options;
  }();
  return table;
}

const Option* FindOption(std::string_view key) {
  for (const Option& option : OptionTable()) {
    if (option.key == key) return &option;
  }
  return nullptr;
}

std::string VariableOf(std::string_view key) {
  std::string variable = "STRATWATCH_";
  for (const char each : key) {
    // Keys are ASCII by construction, so no locale is asked.
    variable.push_back(each == '.'                    ? '_'
                       : (each >= 'a' && each <= 'z') ? static_cast<char>(each - 'a' + 'A')
                                                      : each);
  }
  return variable;
}

std::string NearestKey(std::string_view key, const std::vector<std::string>& known) {
  std::string nearest;
  // More than a third of the letters wrong is another word, not a slip.
  std::size_t best = key.size() / 3 + 2;
  for (const std::string& each : known) {
    const std::size_t distance = EditDistance(key, each);
    if (distance < best) {
      best = distance;
      nearest = each;
    }
  }
  return nearest;
}

}  // namespace stratwatch::config
