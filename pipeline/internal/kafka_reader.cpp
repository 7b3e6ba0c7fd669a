#include "pipeline/internal/kafka_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "pipeline/internal/kafka_admin.h"
#include "pipeline/internal/kafka_consumer.h"
#include "pipeline/internal/kafka_topic_changes.h"
#include "pipeline/internal/kafka_topics.h"

namespace stratwatch::pipeline {
namespace {

constexpr std::size_t kReadBytesMax = std::size_t{32} << 20U;
constexpr std::chrono::milliseconds kReadWait{15'000};
constexpr std::chrono::milliseconds kMembersWait{2'000};

}  // namespace

KafkaReader::KafkaReader(KafkaLogOptions options, EventSink& events)
    : options_(std::move(options)), events_(events) {}

Result<KafkaClient*> KafkaReader::Client(const std::function<bool()>& given_up) {
  if (client_ != nullptr) return client_.get();
  const KafkaSettings settings{
      // Needed to assign partitions by hand; nothing is committed under it.
      {"group.id", options_.topic_prefix + "tap"},
      {"isolation.level", "read_committed"},
      {"enable.auto.commit", "false"},
      {"enable.auto.offset.store", "false"},
      {"auto.offset.reset", "error"},
      {"enable.partition.eof", "true"},
      {"fetch.wait.max.ms", "100"},
      {"fetch.max.bytes",
       std::to_string(
           std::max(std::size_t{16} << 20U, KafkaMessageBytesMax(options_, Topic::kDeadLetters)))},
      {"queued.min.messages", "1000"},
      {"queued.max.messages.kbytes", "16384"},
  };
  auto client = KafkaClient::Open(RD_KAFKA_CONSUMER, options_, settings,
                                  std::make_shared<KafkaSignals>(), events_);
  if (!client) return tl::unexpected(client.error());
  rd_kafka_poll_set_consumer((*client)->get());
  if (auto id = (*client)->ClusterId(KafkaDeadline(options_.connect_wait), given_up); !id) {
    return tl::unexpected(id.error());
  }
  client_ = std::move(*client);
  place_.reset();
  return client_.get();
}

Result<void> KafkaReader::EnsureTopics() {
  const std::lock_guard lock(mutex_);
  auto client = Client();
  if (!client) return tl::unexpected(client.error());
  return EnsureKafkaTopics(**client, options_, events_);
}

Result<std::vector<LogMember>> KafkaReader::Members(std::string_view group,
                                                    const std::function<bool()>& given_up) {
  const std::lock_guard lock(mutex_);
  auto client = Client(given_up);
  if (!client) return tl::unexpected(client.error());
  return KafkaGroupMembers(**client, options_.topic_prefix + std::string(group),
                           KafkaDeadline(kMembersWait));
}

Result<std::vector<TopicExtent>> KafkaReader::Extents() {
  const std::lock_guard lock(mutex_);
  auto client = Client();
  if (!client) return tl::unexpected(client.error());
  const KafkaDeadline deadline(kReadWait);
  std::vector<TopicExtent> extents;
  for (const Topic topic : KafkaTopics()) {
    const auto count = KafkaPartitionCount(**client, options_, topic, deadline);
    if (!count) return Fail(ErrorCode::kUnavailable, count.error().message);
    const auto all = KafkaExtentsOf(**client, options_, topic, *count, deadline);
    if (!all) return tl::unexpected(all.error());
    int partition = 0;
    for (const KafkaExtent& each : *all) {
      extents.push_back({topic, partition++, each.begin, each.end});
    }
  }
  return extents;
}

Result<std::vector<PolledRecord>> KafkaReader::Read(Topic topic, int partition, std::int64_t offset,
                                                    std::size_t records_max) {
  const std::lock_guard lock(mutex_);
  auto client = Client();
  if (!client) return tl::unexpected(client.error());
  const KafkaDeadline deadline(kReadWait);
  const auto count = KafkaPartitionCount(**client, options_, topic, deadline);
  if (!count) return tl::unexpected(count.error());
  if (partition < 0 || partition >= *count) {
    return Fail(ErrorCode::kNotFound, fmt::format("topic {} has no partition {}, but 0 to {}",
                                                  TopicName(topic), partition, *count - 1));
  }
  const auto extent = KafkaExtentOf(**client, options_, topic, partition, deadline);
  if (!extent) return tl::unexpected(extent.error());
  const Place place{topic, partition, std::max(offset, extent->begin)};
  if (place.offset >= extent->end || records_max == 0) return std::vector<PolledRecord>();
  if (place_ != place) {
    if (auto sought = Seek(place); !sought) return tl::unexpected(sought.error());
  }
  auto records = Fetch(place, extent->end, records_max);
  if (!records) {
    client_.reset();
    place_.reset();
  }
  return records;
}

Result<void> KafkaReader::Seek(const Place& place) {
  const KafkaPartitions one(rd_kafka_topic_partition_list_new(1));
  rd_kafka_topic_partition_list_add(one.get(), KafkaTopicName(options_, place.topic).c_str(),
                                    place.partition)
      ->offset = place.offset;
  place_.reset();
  const rd_kafka_resp_err_t error = rd_kafka_assign(client_->get(), one.get());
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return tl::unexpected(client_->Unavailable("read a partition", error));
  }
  return {};
}

// Reads to `end`, which was the end when asked: what comes later is for the next call.
Result<std::vector<PolledRecord>> KafkaReader::Fetch(Place place, std::int64_t end,
                                                     std::size_t records_max) {
  const KafkaQueue queue(rd_kafka_queue_get_consumer(client_->get()));
  const KafkaDeadline deadline(kReadWait);
  const std::string name = KafkaTopicName(options_, place.topic);
  std::vector<PolledRecord> records;
  std::size_t bytes = 0;
  while (records.size() < records_max && bytes < kReadBytesMax && place.offset < end) {
    const KafkaEvent event(rd_kafka_queue_poll(queue.get(), deadline.Milliseconds()));
    if (!event || deadline.Passed()) {
      if (!records.empty()) break;  // An empty answer would mean the end.
      return tl::unexpected(client_->Unavailable(
          fmt::format("read {}/{} from offset {}", name, place.partition, place.offset),
          "no answer"));
    }
    if (rd_kafka_event_type(event.get()) == RD_KAFKA_EVENT_ERROR) {
      if (rd_kafka_event_error(event.get()) == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
        const KafkaPartition at(rd_kafka_event_topic_partition(event.get()));
        // Only transaction marks were left.
        if (at && name == at->topic && at->partition == place.partition) {
          place.offset = std::max(place.offset, at->offset);
        }
        continue;
      }
      client_->signals().NoteError(rd_kafka_event_error_string(event.get()));
      continue;
    }
    const rd_kafka_message_t* const message = rd_kafka_event_message_next(event.get());
    if (message == nullptr || message->err != RD_KAFKA_RESP_ERR_NO_ERROR) continue;
    // Left over from another place.
    if (name != rd_kafka_topic_name(message->rkt) || message->partition != place.partition ||
        message->offset < place.offset) {
      continue;
    }
    place.offset = message->offset + 1;
    records.push_back(PolledFromKafka(place.topic, *message));
    bytes += records.back().record.key.size() + records.back().record.value.size();
  }
  place_ = place;
  return records;
}

}  // namespace stratwatch::pipeline
