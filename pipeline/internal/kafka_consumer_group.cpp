// The consumer's part in its group: partitions that come, with where each is read from, and go.
#include <algorithm>

#include "pipeline/internal/kafka_consumer.h"

namespace stratwatch::pipeline {
namespace {

constexpr std::chrono::milliseconds kAssignWait{10'000};

}  // namespace

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

}  // namespace stratwatch::pipeline
