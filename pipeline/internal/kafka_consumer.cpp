#include "pipeline/internal/kafka_consumer.h"

#include <fmt/format.h>

#include <algorithm>

#include "model/wire/digest.h"
#include "pipeline/internal/kafka_admin.h"

namespace stratwatch::pipeline {
namespace {

constexpr std::chrono::milliseconds kProbeWait{2'000};
constexpr std::size_t kPrefetchKilobytes = 16'384;  // Of one input: a few of the largest records.
constexpr std::size_t kFetchBytes = std::size_t{16} << 20U;

// A seat in the group that is kept through a restart. The brokers also keep the client.id of who
// sat there first, so a process with another address needs another seat.
std::string InstanceId(const SessionOptions& session) {
  const std::string id = session.group + "." + session.member;
  if (session.address.empty()) return id;
  return id + "." + wire::Hash128(session.address).Hex().substr(0, 8);
}

KafkaSettings SettingsOf(const KafkaLogOptions& options, const SessionOptions& session) {
  const std::int64_t timeout =
      (session.stand_by || session.shards != nullptr ? options.standby_timeout
                                                     : options.session_timeout)
          .count();
  KafkaSettings settings{
      {"group.id", options.topic_prefix + session.group},
      {"isolation.level", "read_committed"},
      {"enable.auto.commit", "false"},
      {"enable.auto.offset.store", "false"},
      // We always say where to start; should the broker not agree, an error is better than a jump.
      {"auto.offset.reset", "error"},
      {"partition.assignment.strategy", "cooperative-sticky"},
      {"session.timeout.ms", std::to_string(timeout)},
      {"heartbeat.interval.ms", std::to_string(std::min<std::int64_t>(3'000, timeout / 3))},
      // The end of a partition is an event: transaction marks behind the last record have offsets,
      // but are never seen.
      {"enable.partition.eof", "true"},
      {"fetch.wait.max.ms", "250"},
      {"fetch.max.bytes",
       std::to_string(std::max(kFetchBytes, KafkaMessageBytesMax(options, Topic::kDeadLetters)))},
      {"queued.min.messages", "1000"},
      {"queued.max.messages.kbytes", std::to_string(kPrefetchKilobytes)},
  };
  if (!session.address.empty()) {
    settings.emplace_back("client.id", std::string(kKafkaAddressPrefix) + session.address);
  }
  if (!session.member.empty()) {
    settings.emplace_back("group.instance.id", InstanceId(session));
  }
  return settings;
}

extern "C" void OnQueueFilled(rd_kafka_t*, void* opaque) noexcept {
  static_cast<KafkaSignals*>(opaque)->Wake();
}

LogRecord RecordOf(const rd_kafka_message_t& message) {
  LogRecord record;
  if (message.key != nullptr) {
    record.key.assign(static_cast<const char*>(message.key), message.key_len);
  }
  if (message.payload != nullptr) {
    record.value.assign(static_cast<const char*>(message.payload), message.len);
  }
  rd_kafka_headers_t* headers = nullptr;
  if (rd_kafka_message_headers(&message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) return record;
  const char* name = nullptr;
  const void* value = nullptr;
  std::size_t value_bytes = 0;
  for (std::size_t i = 0; rd_kafka_header_get_all(headers, i, &name, &value, &value_bytes) ==
                          RD_KAFKA_RESP_ERR_NO_ERROR;
       ++i) {
    record.headers.emplace_back(
        name, value == nullptr ? std::string()
                               : std::string(static_cast<const char*>(value), value_bytes));
  }
  return record;
}

}  // namespace

PolledRecord PolledFromKafka(Topic topic, const rd_kafka_message_t& message) {
  PolledRecord polled;
  polled.topic = topic;
  polled.partition = message.partition;
  polled.offset = message.offset;
  polled.appended_at = std::chrono::sys_time<std::chrono::milliseconds>(
      std::chrono::milliseconds(rd_kafka_message_timestamp(&message, nullptr)));
  polled.record = RecordOf(message);
  return polled;
}

Result<std::unique_ptr<KafkaConsumer>> KafkaConsumer::Open(const KafkaLogOptions& options,
                                                           const SessionOptions& session,
                                                           std::shared_ptr<KafkaSignals> signals,
                                                           EventSink& events,
                                                           const std::function<bool()>& given_up) {
  auto client = KafkaClient::Open(RD_KAFKA_CONSUMER, options, SettingsOf(options, session),
                                  std::move(signals), events);
  if (!client) return tl::unexpected(client.error());
  if (auto id = (*client)->ClusterId(KafkaDeadline(options.connect_wait), given_up); !id) {
    return tl::unexpected(id.error());
  }
  std::unique_ptr<KafkaConsumer> consumer(
      new KafkaConsumer(std::move(*client), options, session, events));
  if (auto subscribed = consumer->Subscribe(); !subscribed) {
    return tl::unexpected(subscribed.error());
  }
  return consumer;
}

Result<void> KafkaConsumer::Subscribe() {
  rd_kafka_t* const handle = client_->get();
  rd_kafka_poll_set_consumer(handle);
  group_queue_.reset(rd_kafka_queue_get_consumer(handle));
  rd_kafka_queue_cb_event_enable(group_queue_.get(), OnQueueFilled, &client_->signals());
  const KafkaDeadline deadline(options_.connect_wait);
  const KafkaPartitions topics(
      rd_kafka_topic_partition_list_new(static_cast<int>(session_.inputs.size())));
  for (const Topic topic : session_.inputs) {
    // Also makes sure that the topic is there: the group would wait for it in silence.
    const auto count = KafkaPartitionCount(*client_, options_, topic, deadline);
    if (!count) return Fail(ErrorCode::kUnavailable, count.error().message);
    partition_counts_[topic] = *count;
    rd_kafka_topic_partition_list_add(topics.get(), KafkaTopicName(options_, topic).c_str(),
                                      RD_KAFKA_PARTITION_UA);
    lanes_.emplace_back(rd_kafka_queue_new(handle));
    rd_kafka_queue_cb_event_enable(lanes_.back().get(), OnQueueFilled, &client_->signals());
  }
  const rd_kafka_resp_err_t error = rd_kafka_subscribe(handle, topics.get());
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return tl::unexpected(client_->Unavailable("join group " + session_.group, error));
  }
  subscribed_ = true;
  return {};
}

void KafkaConsumer::AwaitFirstAssignment() {
  const KafkaDeadline deadline(options_.close_deadline / 2);
  while (subscribed_ && !joined_ && !deadline.Passed()) {
    const KafkaEvent event(
        rd_kafka_queue_poll(group_queue_.get(), std::min(deadline.Milliseconds(), 50)));
    if (!event || rd_kafka_event_type(event.get()) != RD_KAFKA_EVENT_REBALANCE) continue;
    joined_ = true;
    rd_kafka_topic_partition_list_t* const list = rd_kafka_event_topic_partition_list(event.get());
    const bool assign = rd_kafka_event_error(event.get()) == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS;
    // Nothing will be read: the group only waits for an answer.
    const KafkaError ignored(assign ? rd_kafka_incremental_assign(client_->get(), list)
                                    : rd_kafka_incremental_unassign(client_->get(), list));
  }
}

// The queues hold on to the client, so they go first, and nobody is called from them any more.
KafkaConsumer::~KafkaConsumer() {
  for (const KafkaQueue& lane : lanes_) {
    rd_kafka_queue_cb_event_enable(lane.get(), nullptr, nullptr);
  }
  if (group_queue_) rd_kafka_queue_cb_event_enable(group_queue_.get(), nullptr, nullptr);
  AwaitFirstAssignment();
  lanes_.clear();
  group_queue_.reset();
}

std::string KafkaConsumer::NameOf(Topic topic, int partition) const {
  return fmt::format("{}/{} of group {}", KafkaTopicName(options_, topic), partition,
                     session_.group);
}

Result<void> KafkaConsumer::Serve() {
  while (const KafkaEvent event{rd_kafka_queue_poll(group_queue_.get(), 0)}) {
    const auto type = rd_kafka_event_type(event.get());
    if (type == RD_KAFKA_EVENT_REBALANCE) {
      if (auto done = Rebalance(event.get()); !done) return done;
    } else if (type == RD_KAFKA_EVENT_ERROR) {
      if (auto harmless = NoteError(event.get()); !harmless) return harmless;
    }
  }
  return {};
}

Result<void> KafkaConsumer::NoteError(rd_kafka_event_t* event) {
  const rd_kafka_resp_err_t error = rd_kafka_event_error(event);
  const char* const reason = rd_kafka_event_error_string(event);
  switch (error) {
    case RD_KAFKA_RESP_ERR__PARTITION_EOF: {
      const KafkaPartition partition(rd_kafka_event_topic_partition(event));
      if (partition) ReachEnd(*partition);
      return {};
    }
    case RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN:
      brokers_down_ = true;
      return {};
    case RD_KAFKA_RESP_ERR__AUTHENTICATION:
    case RD_KAFKA_RESP_ERR__SSL:
    case RD_KAFKA_RESP_ERR__TRANSPORT:
    case RD_KAFKA_RESP_ERR__RESOLVE:
      client_->signals().NoteError(reason);
      // Perhaps of the last broker: that all are down is said once, and not always to a consumer
      // that has nothing to read. CheckBrokers asks.
      brokers_down_ = true;
      return {};
    case RD_KAFKA_RESP_ERR__FATAL: {
      char text[512];
      const rd_kafka_resp_err_t cause = rd_kafka_fatal_error(client_->get(), text, sizeof text);
      if (cause == RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID) {
        return tl::unexpected(client_->Unavailable(
            "group " + session_.group,
            fmt::format("another process has taken the name \"{}\"; give each its own kafka.member",
                        session_.member)));
      }
      return tl::unexpected(client_->Unavailable("group " + session_.group, text));
    }
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
    case RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE:
    case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET:
      return tl::unexpected(client_->Unavailable("group " + session_.group, reason));
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
      return tl::unexpected(client_->Unavailable("group " + session_.group, error));
    default:
      // The library tries again by itself.
      events_.Write(Severity::kDebug, "kafka.error",
                    {{"group", session_.group}, {"error", reason != nullptr ? reason : ""}});
      return {};
  }
}

// Everything before was given out, so the position may pass the marks in between.
void KafkaConsumer::ReachEnd(const rd_kafka_topic_partition_t& partition) {
  const auto topic = TopicOfKafka(options_, partition.topic);
  if (!topic) return;
  const auto seat = seats_.find({*topic, partition.partition});
  if (seat != seats_.end()) seat->second.next = std::max(seat->second.next, partition.offset);
}

KafkaConsumer::Found KafkaConsumer::Given(Found found) {
  const Partition key{found.record.topic, found.record.partition};
  seats_[key].next = found.record.offset + 1;
  ++polled_[key];
  return found;
}

void KafkaConsumer::PutBack(Found found) {
  const Partition key{found.record.topic, found.record.partition};
  seats_[key].next = found.record.offset;
  if (--polled_[key] <= 0) polled_.erase(key);
  put_back_ = std::move(found);
}

Result<std::optional<KafkaConsumer::Found>> KafkaConsumer::Next(bool first_input_only) {
  if (put_back_) {
    Found found = std::move(*put_back_);
    put_back_.reset();
    return Given(std::move(found));
  }
  for (const KafkaQueue& lane : lanes_) {
    while (const KafkaEvent event{rd_kafka_queue_poll(lane.get(), 0)}) {
      if (rd_kafka_event_type(event.get()) == RD_KAFKA_EVENT_ERROR) {
        if (auto harmless = NoteError(event.get()); !harmless) {
          return tl::unexpected(harmless.error());
        }
      } else if (auto found = Take(event.get())) {
        return found;
      }
    }
    if (first_input_only) break;
  }
  return std::nullopt;
}

std::optional<KafkaConsumer::Found> KafkaConsumer::Take(rd_kafka_event_t* event) {
  // One event holds one message (librdkafka batches them for producers only).
  const rd_kafka_message_t* const message = rd_kafka_event_message_next(event);
  if (message == nullptr || message->err != RD_KAFKA_RESP_ERR_NO_ERROR) return std::nullopt;
  const auto topic = TopicOfKafka(options_, rd_kafka_topic_name(message->rkt));
  if (!topic) return std::nullopt;
  const Partition key{*topic, message->partition};
  const auto seat = seats_.find(key);
  // Left over from before the partition was taken away, or fetched twice.
  if (seat == seats_.end() || message->offset < seat->second.next) return std::nullopt;
  brokers_down_ = false;
  return Given(Found{PolledFromKafka(*topic, *message), message->offset < seat->second.replay_end});
}

Result<void> KafkaConsumer::CheckBrokers() {
  if (!brokers_down_) return {};
  const KafkaDeadline deadline(kProbeWait);
  const auto count = KafkaPartitionCount(*client_, options_, session_.inputs.front(), deadline);
  if (!count && count.error().code == ErrorCode::kUnavailable) {
    return tl::unexpected(client_->Unavailable("group " + session_.group, "no broker answers"));
  }
  brokers_down_ = false;
  return {};
}

}  // namespace stratwatch::pipeline
