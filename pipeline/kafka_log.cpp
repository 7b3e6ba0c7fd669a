#include "pipeline/kafka_log.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <utility>

#include "pipeline/internal/kafka_backlog.h"
#include "pipeline/internal/kafka_reader.h"
#include "pipeline/internal/kafka_session.h"

namespace stratwatch::pipeline {
namespace {

// Kafka's own rule for the names of topics.
constexpr std::size_t kTopicNameBytesMax = 249;

class KafkaLog final : public Log {
 public:
  KafkaLog(KafkaLogOptions options, store::Database* database, EventSink& events)
      : options_(std::move(options)),
        database_(database),
        events_(events),
        reader_(options_, events),
        groups_(options_, events),
        backlog_(options_, events) {}

  std::string_view Engine() const override { return "kafka"; }
  Result<void> EnsureTopics() override {
    auto ensured = reader_.EnsureTopics();
    if (ensured) ensured_ = true;
    return ensured;
  }

  Result<std::unique_ptr<LogSession>> OpenSession(SessionOptions options) override {
    if (options.group.empty()) return Fail(ErrorCode::kInvalid, "a log session needs a group");
    if (options.home == PositionHome::kStore && !options.inputs.empty() && database_ == nullptr &&
        options.shards == nullptr) {
      return Fail(ErrorCode::kInvalid, options.group + ": its position needs a store to be in");
    }
    const bool later = options.may_connect_later;
    std::function<Result<void>()> ensure;
    if (later) ensure = [this] { return ensured_ ? Result<void>() : EnsureTopics(); };
    auto session = std::make_unique<KafkaSession>(options_, std::move(options), database_, events_,
                                                  std::move(ensure));
    // Not even tried when it would be in vain: each task would wait for it in turn.
    if (later && !ensured_) return session;
    if (auto connected = session->Connect(); !connected) {
      if (!later || connected.error().code != ErrorCode::kUnavailable) {
        return tl::unexpected(connected.error());
      }
    }
    return session;
  }

  Result<std::vector<PolledRecord>> Read(Topic topic, int partition, std::int64_t offset,
                                         std::size_t records_max) override {
    return reader_.Read(topic, partition, offset, records_max);
  }
  Result<std::vector<TopicExtent>> Extents() override { return reader_.Extents(); }
  Result<std::uint64_t> Backlog(std::string_view group, Topic topic) override {
    return backlog_.Of(group, topic);
  }
  Result<std::vector<LogMember>> Members(std::string_view group,
                                         const std::function<bool()>& given_up) override {
    return groups_.Members(group, given_up);
  }
  Result<void> Trim() override { return {}; }  // The broker's retention does it.

 private:
  const KafkaLogOptions options_;
  store::Database* const database_;
  EventSink& events_;
  KafkaReader reader_;
  KafkaReader groups_;  // Its own: who asks about groups does not wait for a tap.
  KafkaBacklog backlog_;
  std::atomic<bool> ensured_{false};
};

Result<void> CheckOptions(const KafkaLogOptions& options) {
  if (options.brokers.empty()) {
    return Fail(ErrorCode::kInvalid,
                "kafka.brokers is empty; it names them as host:port,host:port");
  }
  const bool plain =
      std::all_of(options.topic_prefix.begin(), options.topic_prefix.end(), [](unsigned char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '.' || c == '_' || c == '-';
      });
  if (!plain ||
      options.topic_prefix.size() + TopicName(Topic::kPagesBackfill).size() > kTopicNameBytesMax) {
    return Fail(ErrorCode::kInvalid,
                fmt::format("kafka.topic_prefix \"{}\": letters, digits, '.', '_' and '-' only, "
                            "at most {} bytes",
                            options.topic_prefix,
                            kTopicNameBytesMax - TopicName(Topic::kPagesBackfill).size()));
  }
  if (options.partitions < 1 || options.index_shards < 1 || options.replication < 1) {
    return Fail(ErrorCode::kInvalid,
                "kafka.partitions, kafka.index_shards and kafka.replication are at least 1");
  }
  return {};
}

}  // namespace

Result<std::unique_ptr<Log>> OpenKafkaLog(KafkaLogOptions options, store::Database* database,
                                          EventSink& events) {
  if (auto valid = CheckOptions(options); !valid) return tl::unexpected(valid.error());
  return std::make_unique<KafkaLog>(std::move(options), database, events);
}

}  // namespace stratwatch::pipeline
