#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "model/error.h"
#include "pipeline/internal/kafka_client.h"
#include "pipeline/internal/kafka_consumer.h"
#include "pipeline/internal/kafka_position.h"
#include "pipeline/log.h"

namespace stratwatch::pipeline {

// What keeps a standby hot: reads the partitions that another member of the group has, from the
// store's own position up to the group's. All of it was answered by that member, so it is
// replayed; when the other dies, only what it did since the last look is left to do.
//
// Is no member itself. After an error it is of no use any more: open a new one.
// Threads: not thread-safe. Blocking: Open up to some seconds, Next at most one second, and that
// only now and then.
class KafkaFollower {
 public:
  // Borrows `positions` and `events`. Errors: kUnavailable, kCorrupt.
  static Result<std::unique_ptr<KafkaFollower>> Open(const KafkaLogOptions& options,
                                                     const SessionOptions& session,
                                                     const KafkaPositions& positions,
                                                     std::shared_ptr<KafkaSignals> signals,
                                                     EventSink& events);
  ~KafkaFollower();

  // The next record that the group has passed; none when there is no such here.
  // Errors: kUnavailable.
  Result<std::optional<KafkaConsumer::Found>> Next();

  // Where it stands, as KafkaConsumer tells it.
  const std::map<KafkaConsumer::Partition, KafkaConsumer::Seat>& seats() const { return seats_; }
  bool HasUncommitted() const { return uncommitted_; }
  void MarkCommitted();

 private:
  KafkaFollower(std::unique_ptr<KafkaClient> client, const KafkaLogOptions& options,
                EventSink& events)
      : client_(std::move(client)), options_(options), events_(events) {}

  Result<void> Assign(const SessionOptions& session, const KafkaPositions& positions);
  Result<KafkaStart> StartAt(const KafkaPartitionState& known, const std::string& name) const;
  // Asks how far the group is, at most a few times a second.
  void LookAtGroup();
  std::optional<KafkaConsumer::Found> Release();

  std::unique_ptr<KafkaClient> client_;
  KafkaLogOptions options_;
  EventSink& events_;
  KafkaQueue queue_;
  std::map<KafkaConsumer::Partition, KafkaConsumer::Seat> seats_;
  std::map<KafkaConsumer::Partition, std::int64_t> passed_;  // By the group.
  std::optional<PolledRecord> ahead_;  // Fetched, and not yet passed by the group.
  bool uncommitted_ = false;
  std::chrono::steady_clock::time_point next_look_{};
};

}  // namespace stratwatch::pipeline
