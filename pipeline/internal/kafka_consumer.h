#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/error.h"
#include "pipeline/internal/kafka_client.h"
#include "pipeline/internal/kafka_position.h"
#include "pipeline/internal/kafka_topics.h"
#include "pipeline/log.h"

namespace stratwatch::pipeline {

// A message that was fetched, as the log gives it out.
PolledRecord PolledFromKafka(Topic topic, const rd_kafka_message_t& message);

// A member of a consumer group: its partitions, where it stands in each, and the records that
// come next. After an error it is of no use any more: open a new one.
//
// Threads: not thread-safe, but for what KafkaSignals takes. Blocking: only where said.
class KafkaConsumer {
 public:
  using Partition = std::pair<Topic, int>;
  struct Seat {
    std::int64_t next = 0;          // Polled up to here.
    std::int64_t committed = 0;     // As the position's home has it.
    std::int64_t announced = 0;     // As the group has it.
    std::int64_t replay_end = 0;    // What is before it is replayed.
    std::int64_t caught_up_at = 0;  // As in KafkaStart.
  };
  struct Found {
    PolledRecord record;
    bool replayed = false;
  };

  // Joins the group in the background; `given_up` is asked now and then whether to go on waiting
  // for a broker. Errors: kInvalid, kUnavailable.
  static Result<std::unique_ptr<KafkaConsumer>> Open(const KafkaLogOptions& options,
                                                     const SessionOptions& session,
                                                     std::shared_ptr<KafkaSignals> signals,
                                                     EventSink& events,
                                                     const std::function<bool()>& given_up = {});
  ~KafkaConsumer();

  // Before the first Serve, for PositionHome::kStore. Borrowed.
  void KeepPositionsIn(const KafkaPositions& positions) { positions_ = &positions; }
  // Called in Serve when partitions have come, before the group's position is asked for.
  void BeforeAssign(std::function<Result<void>(const std::vector<Partition>&)> call) {
    before_assign_ = std::move(call);
  }
  // Called in Serve when partitions have come or gone; seats() tells which there are.
  void AfterRebalance(std::function<void()> call) { after_rebalance_ = std::move(call); }
  // Whether it is a member that has no partition: others have them.
  bool StandsBy() const { return joined_ && seats_.empty(); }
  Result<std::string> ClusterId(const KafkaDeadline& deadline) {
    return client_->ClusterId(deadline);
  }

  // Takes part in the group's life; partitions come and go only here. Blocks while it looks up
  // where new partitions start.
  // Errors: kUnavailable, kCorrupt. kUnavailable also when a partition with polled records that
  // are not committed went to another member.
  Result<void> Serve();
  // The next record that is here; none when nothing is. Of the inputs, earlier ones go first.
  // Errors: kUnavailable.
  Result<std::optional<Found>> Next(bool first_input_only = false);
  // What Next gave last cannot be used yet: it comes again, and until then counts as not polled.
  void PutBack(Found found);
  bool HasPutBack() const { return put_back_.has_value(); }

  // Whether a broker still answers, asked only when the library says that none does. Blocks up to
  // two seconds. Errors: kUnavailable.
  Result<void> CheckBrokers();

  const std::map<Partition, Seat>& seats() const { return seats_; }
  // Whether records were given out since the last MarkCommitted.
  bool HasUncommitted() const { return !polled_.empty(); }
  // What Next gave is now committed in the position's home.
  void MarkCommitted();

  // The group's position past everything given out, where the group does not have it yet.
  KafkaPartitions PositionsToAnnounce() const;
  KafkaGroupMetadata GroupMetadata() const;
  // Those positions are now the group's.
  void MarkAnnounced();
  // Makes them so. Blocks up to the deadline. Errors: kUnavailable.
  Result<void> Announce(const KafkaDeadline& deadline);
  // The same without waiting for the outcome: for a position whose home is the store, or that
  // only moved past transaction marks.
  void AnnounceLater();

  // Of all partitions of the inputs, also those of other members. Their ends are asked for through
  // `asker`, or through the consumer itself, where the broker answers only after the fetch that
  // is waiting there: up to a quarter of a second for each question. Blocks up to the deadline.
  Result<std::uint64_t> Lag(const KafkaClient* asker, const KafkaDeadline& deadline);

 private:
  KafkaConsumer(std::unique_ptr<KafkaClient> client, const KafkaLogOptions& options,
                const SessionOptions& session, EventSink& events)
      : client_(std::move(client)), options_(options), session_(session), events_(events) {}

  Result<void> Subscribe();
  // librdkafka before 2.3 aborts the process when a member that joined its group is closed before
  // its first assignment (#4312): waits for that, at most half of the close deadline.
  void AwaitFirstAssignment();
  Result<void> Rebalance(rd_kafka_event_t* event);
  Result<void> TakeRebalance(rd_kafka_event_t* event);
  std::vector<Partition> PartitionsOf(const rd_kafka_topic_partition_list_t& list) const;
  Result<void> Assign(rd_kafka_topic_partition_list_t* partitions);
  Result<void> Revoke(const rd_kafka_topic_partition_list_t* partitions);
  Result<KafkaStart> FindStart(const rd_kafka_topic_partition_t& partition, Topic topic);
  Result<void> NoteError(rd_kafka_event_t* event);
  std::optional<Found> Take(rd_kafka_event_t* event);
  Found Given(Found found);
  void ReachEnd(const rd_kafka_topic_partition_t& partition);
  Result<std::uint64_t> LagOf(Topic topic, int partition, const KafkaExtent& extent,
                              const KafkaDeadline& deadline);
  std::string NameOf(Topic topic, int partition) const;

  std::unique_ptr<KafkaClient> client_;
  KafkaLogOptions options_;
  SessionOptions session_;
  EventSink& events_;
  const KafkaPositions* positions_ = nullptr;
  std::function<Result<void>(const std::vector<Partition>&)> before_assign_;
  std::function<void()> after_rebalance_;
  KafkaQueue group_queue_;         // Rebalances and errors.
  std::vector<KafkaQueue> lanes_;  // The records of each input, in the inputs' order.
  std::map<Partition, Seat> seats_;
  std::map<Topic, int> partition_counts_;  // For Lag.
  std::map<Partition, int> polled_;        // Records given out and not committed, by partition.
  std::optional<Found> put_back_;
  bool subscribed_ = false;
  bool joined_ = false;  // Had a first assignment.
  bool lost_ = false;    // The group gave its partitions away without asking.
  bool brokers_down_ = false;
};

}  // namespace stratwatch::pipeline
