#include "pipeline/kafka_health.h"

#include <fmt/format.h>

#include <charconv>
#include <map>
#include <memory>
#include <optional>

#include "pipeline/internal/kafka_admin.h"
#include "pipeline/internal/kafka_topic_changes.h"

namespace stratwatch::pipeline {
namespace {

constexpr int kGoodClient = 0x020b0000;  // librdkafka 2.11 understands every broker's list.
constexpr int kCopiesForSafety = 3;

std::string VersionByProduce(int newest) {
  if (newest < 0) return "of an unknown version";
  if (newest > 13) return "newer than 4.1";
  if (newest == 13) return "4.1";
  if (newest == 12) return "4.0";
  if (newest == 11) return "3.8 or 3.9";
  return "older than 3.8";
}

std::optional<std::int64_t> NumberIn(const KafkaConfig& config, const std::string& name) {
  const auto found = config.values.find(name);
  if (found == config.values.end()) return std::nullopt;
  const std::string& text = found->second.text;
  std::int64_t number = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
  if (parsed.ec != std::errc()) return std::nullopt;
  return number;
}

class Examination {
 public:
  Examination(const KafkaClient& client, const KafkaLogOptions& options)
      : client_(client), options_(options), deadline_(options.connect_wait) {}

  Result<std::vector<Finding>> Run(std::chrono::hours window) {
    const rd_kafka_metadata_t* answer = nullptr;
    const rd_kafka_resp_err_t error =
        rd_kafka_metadata(client_.get(), 0, nullptr, &answer, deadline_.Milliseconds());
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
      return tl::unexpected(client_.Unavailable("ask for the brokers", error));
    }
    const KafkaMetadata metadata(answer);
    brokers_ = metadata->broker_cnt;
    Add(FindingLevel::kGood, "brokers", fmt::format("{} answer at {}", brokers_, options_.brokers));
    findings_.push_back(JudgeKafkaVersion(client_.signals().Apis(), rd_kafka_version()));
    Add(FindingLevel::kGood, "acks", "all in step, idempotent producers");
    if (auto topics = CheckTopics(); !topics) return tl::unexpected(topics.error());
    CheckCopies();
    CheckWindow(window);
    if (brokers_ > 0) {
      auto checked = CheckBroker(std::to_string(metadata->brokers[0].id));
      if (!checked) return tl::unexpected(checked.error());
    }
    return std::move(findings_);
  }

 private:
  void Add(FindingLevel level, std::string check, std::string text) {
    findings_.push_back({level, std::move(check), std::move(text)});
  }

  Result<void> CheckTopics() {
    const auto plan = PlanTopics(client_, options_, deadline_);
    if (!plan) return tl::unexpected(plan.error());
    bool all = true;
    for (const TopicState& state : *plan) {
      all = all && state.AsWanted() && state.unreadable.empty();
      if (!state.exists) {
        Add(FindingLevel::kWarning, "topics",
            fmt::format("{} is missing: `stratwatch topics apply --yes` makes it", state.name));
      }
      if (!state.unreadable.empty()) {
        Add(FindingLevel::kWarning, "topics",
            fmt::format("settings of {} cannot be seen: {}", state.name, state.unreadable));
      }
      for (const TopicDifference& each : state.differences) {
        Add(each.harmful ? FindingLevel::kWrong : FindingLevel::kWarning, "topics",
            fmt::format("{}: {} is {}, not {}: {}", state.name, each.setting, each.found,
                        each.wanted, each.reason));
      }
    }
    if (all) Add(FindingLevel::kGood, "topics", "all as configured");
    return {};
  }

  void CheckCopies() {
    if (options_.replication >= kCopiesForSafety) {
      Add(FindingLevel::kGood, "copies", "an acknowledged record is on two brokers at least");
      return;
    }
    Add(FindingLevel::kWarning, "copies",
        fmt::format("kafka.replication is {}: one lost broker can lose what was acknowledged; 3 on "
                    "three brokers does not",
                    options_.replication));
  }

  void CheckWindow(std::chrono::hours window) {
    if (options_.retention >= window) {
      Add(FindingLevel::kGood, "retention", "longer than resolve.window_h");
      return;
    }
    Add(FindingLevel::kWarning, "retention",
        fmt::format("kafka.retention_h is {}, resolve.window_h {}: a new machine finds fewer "
                    "articles to learn from than resolve remembers",
                    options_.retention.count(), window.count()));
  }

  Result<void> CheckBroker(const std::string& id) {
    const auto configs = DescribeKafka(client_, KafkaResource::kBroker, {id}, deadline_);
    if (!configs) return tl::unexpected(configs.error());
    const KafkaConfig& config = configs->front();
    if (!config.refusal.empty()) {
      Add(FindingLevel::kWarning, "broker settings", "cannot be seen: " + config.refusal);
      return {};
    }
    const std::size_t before = findings_.size();
    const auto session = std::max(options_.session_timeout, options_.standby_timeout).count();
    const auto shortest = std::min(options_.session_timeout, options_.standby_timeout).count();
    AtMost(config, "group.min.session.timeout.ms", shortest, FindingLevel::kWrong,
           "the broker refuses kafka.session_timeout_ms or kafka.standby_timeout_ms");
    AtLeast(config, "group.max.session.timeout.ms", session, FindingLevel::kWrong,
            "the broker refuses kafka.session_timeout_ms or kafka.standby_timeout_ms");
    AtLeast(config, "transaction.max.timeout.ms", options_.transaction_timeout.count(),
            FindingLevel::kWrong, "the broker refuses our transactions");
    AtLeast(config, "offsets.retention.minutes", std::chrono::minutes(options_.retention).count(),
            FindingLevel::kWarning, "positions are forgotten before the records are");
    if (brokers_ >= kCopiesForSafety) {
      for (const char* const name :
           {"offsets.topic.replication.factor", "transaction.state.log.replication.factor"}) {
        AtLeast(config, name, kCopiesForSafety, FindingLevel::kWarning,
                "positions and transactions hang on fewer brokers than there are");
      }
      AtLeast(config, "transaction.state.log.min.isr", 2, FindingLevel::kWarning,
              "one lost broker can lose the outcome of a transaction");
    }
    const auto unclean = config.values.find("unclean.leader.election.enable");
    if (unclean != config.values.end() && unclean->second.text == "true") {
      Add(FindingLevel::kWarning, "broker settings",
          "unclean.leader.election.enable is true: a broker that lags may lead, and what it lacks "
          "is lost");
    }
    if (findings_.size() == before) Add(FindingLevel::kGood, "broker settings", "as needed");
    return {};
  }

  void AtLeast(const KafkaConfig& config, const std::string& name, std::int64_t least,
               FindingLevel level, const std::string& otherwise) {
    const auto found = NumberIn(config, name);
    if (!found || *found >= least) return;
    Add(level, "broker settings",
        fmt::format("{} is {}, not {} or more: {}", name, *found, least, otherwise));
  }
  void AtMost(const KafkaConfig& config, const std::string& name, std::int64_t most,
              FindingLevel level, const std::string& otherwise) {
    const auto found = NumberIn(config, name);
    if (!found || *found <= most) return;
    Add(level, "broker settings",
        fmt::format("{} is {}, not {} or less: {}", name, *found, most, otherwise));
  }

  const KafkaClient& client_;
  const KafkaLogOptions& options_;
  const KafkaDeadline deadline_;
  int brokers_ = 0;
  std::vector<Finding> findings_;
};

}  // namespace

Finding JudgeKafkaVersion(const KafkaApis& apis, int client) {
  const std::string client_version =
      fmt::format("{}.{}.{}", client >> 24, (client >> 16) & 0xFF, (client >> 8) & 0xFF);
  const std::string text =
      fmt::format("Kafka {}, librdkafka {}", VersionByProduce(apis.produce.newest), client_version);
  // Kafka 4.0.0 no longer names the oldest JoinGroup, from which older clients conclude that it has
  // no groups at all; later versions name it again (librdkafka issue 4948).
  if (apis.join_group.oldest > 0 && client < kGoodClient) {
    return {FindingLevel::kWarning, "version",
            text +
                ": this version of Kafka hides features from librdkafka before 2.11; use 4.1 or "
                "3.9"};
  }
  if (apis.produce.newest < 0) {
    return {FindingLevel::kWarning, "version", text + ": the broker did not tell what it takes"};
  }
  if (apis.produce.newest < 11) {
    return {FindingLevel::kWarning, "version", text + ": tested with 3.9.1 and 4.1.0"};
  }
  return {FindingLevel::kGood, "version", text};
}

Result<std::vector<Finding>> ExamineKafka(const KafkaLogOptions& options, std::chrono::hours window,
                                          EventSink& events) {
  // What a broker understands is told in the client's log only.
  const auto client = KafkaClient::Open(RD_KAFKA_PRODUCER, options, {{"debug", "feature"}},
                                        std::make_shared<KafkaSignals>(), events);
  if (!client) return tl::unexpected(client.error());
  if (auto id = (*client)->ClusterId(KafkaDeadline(options.connect_wait)); !id) {
    return tl::unexpected(id.error());
  }
  return Examination(**client, options).Run(window);
}

}  // namespace stratwatch::pipeline
