#include "pipeline/internal/kafka_follower.h"

#include <fmt/format.h>

#include <utility>

#include "pipeline/internal/kafka_topics.h"

namespace stratwatch::pipeline {
namespace {

constexpr std::chrono::milliseconds kOpenWait{10'000};
constexpr std::chrono::milliseconds kLookEvery{250};
constexpr int kLookMilliseconds = 1'000;

KafkaSettings SettingsOf(const KafkaLogOptions& options, const SessionOptions& session) {
  return {
      // Only to ask for its position: it is never joined.
      {"group.id", options.topic_prefix + session.group},
      {"isolation.level", "read_committed"},
      {"enable.auto.commit", "false"},
      {"enable.auto.offset.store", "false"},
      {"auto.offset.reset", "error"},
      {"fetch.wait.max.ms", "250"},
      {"fetch.max.bytes",
       std::to_string(
           std::max(std::size_t{16} << 20U, KafkaMessageBytesMax(options, Topic::kDeadLetters)))},
      {"queued.min.messages", "1000"},
      {"queued.max.messages.kbytes", "16384"},
  };
}

extern "C" void OnFollowedQueueFilled(rd_kafka_t*, void* opaque) noexcept {
  static_cast<KafkaSignals*>(opaque)->Wake();
}

}  // namespace

Result<std::unique_ptr<KafkaFollower>> KafkaFollower::Open(const KafkaLogOptions& options,
                                                           const SessionOptions& session,
                                                           const KafkaPositions& positions,
                                                           std::shared_ptr<KafkaSignals> signals,
                                                           EventSink& events) {
  auto client = KafkaClient::Open(RD_KAFKA_CONSUMER, options, SettingsOf(options, session),
                                  std::move(signals), events);
  if (!client) return tl::unexpected(client.error());
  std::unique_ptr<KafkaFollower> follower(new KafkaFollower(std::move(*client), options, events));
  if (auto assigned = follower->Assign(session, positions); !assigned) {
    return tl::unexpected(assigned.error());
  }
  return follower;
}

// The queue holds on to the client, so it goes first.
KafkaFollower::~KafkaFollower() {
  if (queue_) rd_kafka_queue_cb_event_enable(queue_.get(), nullptr, nullptr);
  queue_.reset();
}

Result<void> KafkaFollower::Assign(const SessionOptions& session, const KafkaPositions& positions) {
  rd_kafka_poll_set_consumer(client_->get());
  queue_.reset(rd_kafka_queue_get_consumer(client_->get()));
  rd_kafka_queue_cb_event_enable(queue_.get(), OnFollowedQueueFilled, &client_->signals());
  const KafkaDeadline deadline(kOpenWait);
  const KafkaPartitions list(rd_kafka_topic_partition_list_new(1));
  for (const Topic topic : session.inputs) {
    const auto count = KafkaPartitionCount(*client_, options_, topic, deadline);
    if (!count) return Fail(ErrorCode::kUnavailable, count.error().message);
    const auto extents = KafkaExtentsOf(*client_, options_, topic, *count, deadline);
    if (!extents) return tl::unexpected(extents.error());
    for (int partition = 0; partition < *count; ++partition) {
      const KafkaExtent& extent = (*extents)[static_cast<std::size_t>(partition)];
      const auto stored = positions.Get(topic, partition);
      if (!stored) return tl::unexpected(stored.error());
      const std::string name = KafkaTopicName(options_, topic);
      const auto start =
          StartAt({extent.begin, extent.end, std::nullopt, *stored},
                  fmt::format("{}/{} of standby {}", name, partition, session.group));
      if (!start) return tl::unexpected(start.error());
      seats_[{topic, partition}] = {start->offset, stored->value_or(-1), 0, 0};
      passed_[{topic, partition}] = 0;
      rd_kafka_topic_partition_list_add(list.get(), name.c_str(), partition)->offset =
          start->offset;
    }
  }
  const rd_kafka_resp_err_t error = rd_kafka_assign(client_->get(), list.get());
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return tl::unexpected(client_->Unavailable("follow group " + session.group, error));
  }
  return {};
}

Result<KafkaStart> KafkaFollower::StartAt(const KafkaPartitionState& known,
                                          const std::string& name) const {
  auto start = StartOf(known, PositionHome::kStore, name);
  if (start && start->lost_records > 0) {
    events_.Write(Severity::kError, "log.records-lost",
                  {{"partition", name},
                   {"records", start->lost_records},
                   {"reason", "the broker's retention dropped them unread"}});
  }
  return start;
}

void KafkaFollower::LookAtGroup() {
  const auto now = std::chrono::steady_clock::now();
  if (now < next_look_) return;
  next_look_ = now + kLookEvery;
  const KafkaPartitions list(rd_kafka_topic_partition_list_new(static_cast<int>(seats_.size())));
  for (const auto& [partition, seat] : seats_) {
    rd_kafka_topic_partition_list_add(list.get(), KafkaTopicName(options_, partition.first).c_str(),
                                      partition.second);
  }
  // Without an answer (a transaction is being settled, a broker is away) nothing new is known.
  if (rd_kafka_committed(client_->get(), list.get(), kLookMilliseconds) !=
      RD_KAFKA_RESP_ERR_NO_ERROR) {
    return;
  }
  for (int i = 0; i < list->cnt; ++i) {
    const auto topic = TopicOfKafka(options_, list->elems[i].topic);
    if (!topic || list->elems[i].err != RD_KAFKA_RESP_ERR_NO_ERROR) continue;
    auto& passed = passed_[{*topic, list->elems[i].partition}];
    passed = std::max(passed, list->elems[i].offset);  // Negative when the group has none.
  }
}

std::optional<KafkaConsumer::Found> KafkaFollower::Release() {
  if (!ahead_) return std::nullopt;
  const KafkaConsumer::Partition partition{ahead_->topic, ahead_->partition};
  if (ahead_->offset >= passed_[partition]) return std::nullopt;
  seats_[partition].next = ahead_->offset + 1;
  uncommitted_ = true;
  KafkaConsumer::Found found{std::move(*ahead_), true};
  ahead_.reset();
  return found;
}

Result<std::optional<KafkaConsumer::Found>> KafkaFollower::Next() {
  for (;;) {
    if (ahead_) {
      auto found = Release();
      if (!found) {
        LookAtGroup();
        found = Release();
      }
      return found;
    }
    const KafkaEvent event(rd_kafka_queue_poll(queue_.get(), 0));
    if (!event) return std::nullopt;
    if (rd_kafka_event_type(event.get()) == RD_KAFKA_EVENT_ERROR) {
      const rd_kafka_resp_err_t error = rd_kafka_event_error(event.get());
      client_->signals().NoteError(rd_kafka_event_error_string(event.get()));
      if (error == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET ||
          error == RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE) {
        return tl::unexpected(client_->Unavailable("follow the group", error));
      }
      continue;
    }
    const rd_kafka_message_t* const message = rd_kafka_event_message_next(event.get());
    if (message == nullptr || message->err != RD_KAFKA_RESP_ERR_NO_ERROR) continue;
    const auto topic = TopicOfKafka(options_, rd_kafka_topic_name(message->rkt));
    if (!topic) continue;
    const auto seat = seats_.find({*topic, message->partition});
    if (seat == seats_.end() || message->offset < seat->second.next) continue;
    ahead_ = PolledFromKafka(*topic, *message);
  }
}

void KafkaFollower::MarkCommitted() {
  for (auto& [partition, seat] : seats_) seat.committed = seat.next;
  uncommitted_ = false;
}

}  // namespace stratwatch::pipeline
