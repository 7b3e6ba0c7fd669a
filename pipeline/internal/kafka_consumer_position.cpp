// Where the consumer stands: what it tells its group of that, and how much is still before it.
#include <algorithm>

#include "pipeline/internal/kafka_consumer.h"

namespace stratwatch::pipeline {

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
    const auto extents = KafkaExtentsOf(client, options_, topic, count, deadline);
    if (!extents) return tl::unexpected(extents.error());
    for (int partition = 0; partition < count; ++partition) {
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
