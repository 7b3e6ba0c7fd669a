#include "pipeline/internal/kafka_consumer.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "model/wire/digest.h"
#include "pipeline/internal/kafka_admin.h"

namespace stratwatch::pipeline {
namespace {

constexpr std::chrono::milliseconds kAssignWait{10'000};
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

Result<void> KafkaConsumer::Rebalance(rd_kafka_event_t* event) {
  const int partitions = rd_kafka_event_topic_partition_list(event)->cnt;
  const bool assigned = rd_kafka_event_error(event) == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS;
  // Asked before it is answered: then it is no longer known.
  lost_ = !assigned && rd_kafka_assignment_lost(client_->get()) != 0;
  const bool changed = partitions > 0;
  if (changed) {
    events_.Write(Severity::kInfo, "kafka.rebalanced",
                  {{"group", session_.group},
                   {"change", assigned ? "assigned"
                              : lost_  ? "lost"
                                       : "revoked"},
                   {"partitions", partitions}});
  }
  const auto done = TakeRebalance(event);
  if (done && after_rebalance_) after_rebalance_();
  if (options_.metrics != nullptr) {
    const Metrics::Labels task{{"task", session_.group}};
    if (changed) options_.metrics->Count("stratwatch_kafka_rebalances_total", task);
    options_.metrics->Set("stratwatch_kafka_partitions", static_cast<double>(seats_.size()), task);
  }
  return done;
}

Result<void> KafkaConsumer::TakeRebalance(rd_kafka_event_t* event) {
  joined_ = true;
  // Belongs to the event.
  rd_kafka_topic_partition_list_t* const partitions = rd_kafka_event_topic_partition_list(event);
  if (rd_kafka_event_error(event) != RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
    return Revoke(partitions);
  }
  auto assigned = Assign(partitions);
  if (!assigned) {
    // The group waits for an answer, or it hangs when we leave it.
    const KafkaError ignored(rd_kafka_incremental_assign(client_->get(), partitions));
  }
  return assigned;
}

std::vector<KafkaConsumer::Partition> KafkaConsumer::PartitionsOf(
    const rd_kafka_topic_partition_list_t& list) const {
  std::vector<Partition> partitions;
  for (int i = 0; i < list.cnt; ++i) {
    if (const auto topic = TopicOfKafka(options_, list.elems[i].topic)) {
      partitions.emplace_back(*topic, list.elems[i].partition);
    }
  }
  return partitions;
}

Result<void> KafkaConsumer::Assign(rd_kafka_topic_partition_list_t* partitions) {
  if (partitions->cnt > 0) {
    if (before_assign_) {
      if (auto ready = before_assign_(PartitionsOf(*partitions)); !ready) return ready;
    }
    const rd_kafka_resp_err_t error =
        rd_kafka_committed(client_->get(), partitions, static_cast<int>(kAssignWait.count()));
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
      return tl::unexpected(client_->Unavailable("read the group's position", error));
    }
  }
  for (int i = 0; i < partitions->cnt; ++i) {
    rd_kafka_topic_partition_t& partition = partitions->elems[i];
    const auto topic = TopicOfKafka(options_, partition.topic);
    const auto input = topic ? std::find(session_.inputs.begin(), session_.inputs.end(), *topic)
                             : session_.inputs.end();
    if (input == session_.inputs.end()) continue;
    const std::int64_t announced = partition.offset;  // Negative when the group has none.
    auto start = FindStart(partition, *topic);
    if (!start) return tl::unexpected(start.error());
    partition.offset = start->offset;
    seats_[{*topic, partition.partition}] = {start->offset, start->offset, announced,
                                             start->replay_end, start->caught_up_at};
    const KafkaQueue queue(
        rd_kafka_queue_get_partition(client_->get(), partition.topic, partition.partition));
    rd_kafka_queue_forward(queue.get(),
                           lanes_[static_cast<std::size_t>(input - session_.inputs.begin())].get());
  }
  const KafkaError failed(rd_kafka_incremental_assign(client_->get(), partitions));
  if (failed) return tl::unexpected(client_->Unavailable("take partitions", failed.get()));
  return {};
}

Result<KafkaStart> KafkaConsumer::FindStart(const rd_kafka_topic_partition_t& partition,
                                            Topic topic) {
  const auto extent =
      KafkaExtentOf(*client_, options_, topic, partition.partition, KafkaDeadline(kAssignWait));
  if (!extent) return tl::unexpected(extent.error());
  KafkaPartitionState state;
  state.low = extent->begin;
  state.high = extent->end;
  if (partition.offset >= 0) state.committed = partition.offset;
  if (positions_ != nullptr) {
    const auto stored = positions_->Get(topic, partition.partition);
    if (!stored) return tl::unexpected(stored.error());
    state.stored = *stored;
  }
  const std::string name = NameOf(topic, partition.partition);
  auto start = StartOf(state, session_.home, name);
  if (start && start->lost_records > 0) {
    events_.Write(Severity::kError, "log.records-lost",
                  {{"partition", name},
                   {"records", start->lost_records},
                   {"reason", "the broker's retention dropped them unread"}});
  }
  return start;
}

Result<void> KafkaConsumer::Revoke(const rd_kafka_topic_partition_list_t* partitions) {
  bool interrupted_step = false;
  for (int i = 0; i < partitions->cnt; ++i) {
    const rd_kafka_topic_partition_t& partition = partitions->elems[i];
    const auto topic = TopicOfKafka(options_, partition.topic);
    if (!topic) continue;
    const Partition key{*topic, partition.partition};
    interrupted_step = interrupted_step || polled_.contains(key);
    seats_.erase(key);
    if (put_back_ && key == Partition{put_back_->record.topic, put_back_->record.partition}) {
      put_back_.reset();
    }
  }
  const KafkaError failed(rd_kafka_incremental_unassign(client_->get(), partitions));
  if (failed) return tl::unexpected(client_->Unavailable("give up partitions", failed.get()));
  if (interrupted_step) {
    return tl::unexpected(
        client_->Unavailable("group " + session_.group,
                             "a partition went to another member before its records were done"));
  }
  // Who stays in the group so may never get a partition again (seen with 2.0.2 when a broker was
  // away for longer than the session's time-out); a new member does.
  if (lost_) {
    return tl::unexpected(client_->Unavailable(
        "group " + session_.group, "no contact for longer than the group waits for a member"));
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

KafkaPartitions KafkaConsumer::PositionsToAnnounce() const {
  KafkaPartitions positions(rd_kafka_topic_partition_list_new(static_cast<int>(seats_.size())));
  for (const auto& [partition, seat] : seats_) {
    // What is replayed is in the group's past.
    if (seat.next == seat.announced || seat.next < seat.replay_end) continue;
    rd_kafka_topic_partition_list_add(
        positions.get(), KafkaTopicName(options_, partition.first).c_str(), partition.second)
        ->offset = seat.next;
  }
  return positions;
}

KafkaGroupMetadata KafkaConsumer::GroupMetadata() const {
  return KafkaGroupMetadata(rd_kafka_consumer_group_metadata(client_->get()));
}

void KafkaConsumer::MarkCommitted() {
  for (auto& [partition, seat] : seats_) seat.committed = seat.next;
  polled_.clear();
}

void KafkaConsumer::MarkAnnounced() {
  for (auto& [partition, seat] : seats_) {
    if (seat.next >= seat.replay_end) seat.announced = seat.next;
  }
}

Result<void> KafkaConsumer::Announce(const KafkaDeadline& deadline) {
  const KafkaPartitions positions = PositionsToAnnounce();
  if (positions->cnt == 0) return {};
  const KafkaQueue answers(rd_kafka_queue_new(client_->get()));
  rd_kafka_resp_err_t error =
      rd_kafka_commit_queue(client_->get(), positions.get(), answers.get(), nullptr, nullptr);
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR) {
    const KafkaEvent event(rd_kafka_queue_poll(answers.get(), deadline.Milliseconds()));
    error = event ? rd_kafka_event_error(event.get()) : RD_KAFKA_RESP_ERR__TIMED_OUT;
  }
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return tl::unexpected(client_->Unavailable("commit a position", error));
  }
  MarkAnnounced();
  return {};
}

void KafkaConsumer::AnnounceLater() {
  const KafkaPartitions positions = PositionsToAnnounce();
  if (positions->cnt == 0) return;
  // The outcome does not matter: the next commit says the same and more.
  static_cast<void>(rd_kafka_commit(client_->get(), positions.get(), 1));
  MarkAnnounced();
}

Result<std::uint64_t> KafkaConsumer::LagOf(Topic topic, int partition, const KafkaExtent& extent,
                                           const KafkaDeadline& deadline) {
  std::int64_t position = extent.begin;
  const auto seat = seats_.find({topic, partition});
  if (seat != seats_.end()) {
    position = seat->second.next;
  } else if (positions_ != nullptr && !joined_) {
    // What the store lacks is still to be read, whoever answered it before.
    const auto stored = positions_->Get(topic, partition);
    if (!stored) return tl::unexpected(stored.error());
    position = stored->value_or(position);
  } else {
    const KafkaPartitions one(rd_kafka_topic_partition_list_new(1));
    rd_kafka_topic_partition_list_add(one.get(), KafkaTopicName(options_, topic).c_str(),
                                      partition);
    const rd_kafka_resp_err_t error =
        rd_kafka_committed(client_->get(), one.get(), deadline.Milliseconds());
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
      return tl::unexpected(client_->Unavailable("read the group's position", error));
    }
    if (one->elems[0].offset >= 0) position = one->elems[0].offset;
  }
  position = std::max(position, extent.begin);
  return static_cast<std::uint64_t>(std::max<std::int64_t>(extent.end - position, 0));
}

Result<std::uint64_t> KafkaConsumer::Lag(const KafkaClient* asker, const KafkaDeadline& deadline) {
  const KafkaClient& client = asker != nullptr ? *asker : *client_;
  std::uint64_t lag = 0;
  for (const auto& [topic, count] : partition_counts_) {
    std::vector<int> partitions(static_cast<std::size_t>(count));
    std::iota(partitions.begin(), partitions.end(), 0);
    const auto extents = KafkaExtentsOf(client, options_, topic, partitions, deadline);
    if (!extents) return tl::unexpected(extents.error());
    for (const int partition : partitions) {
      const KafkaExtent& extent = (*extents)[static_cast<std::size_t>(partition)];
      const auto part = LagOf(topic, partition, extent, deadline);
      if (!part) return part;
      lag += *part;
      if (options_.metrics == nullptr) continue;
      options_.metrics->Set("stratwatch_kafka_lag_records", static_cast<double>(*part),
                            {{"task", session_.group},
                             {"topic", std::string(TopicName(topic))},
                             {"partition", std::to_string(partition)}});
    }
  }
  return lag;
}

}  // namespace stratwatch::pipeline
