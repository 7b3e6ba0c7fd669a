#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "model/error.h"
#include "pipeline/log.h"
#include "pipeline/shard_stores.h"
#include "store/log_table.h"

namespace stratwatch::pipeline {

// What is known of a partition when it is assigned.
struct KafkaPartitionState {
  std::int64_t low = 0;                   // The first record kept,
  std::int64_t high = 0;                  // and one past the last that is committed.
  std::optional<std::int64_t> committed;  // The group's position.
  std::optional<std::int64_t> stored;     // The store's, for PositionHome::kStore.
};

struct KafkaStart {
  std::int64_t offset = 0;
  std::int64_t replay_end = 0;    // Records before it are replayed.
  std::int64_t lost_records = 0;  // Were not read before the broker dropped them.
  // From here on nothing is missing that the group has answered. Of a group that is not known (any
  // more) all may have been.
  std::int64_t caught_up_at = 0;
};

// Where a session begins to read a partition. `name` is for the message: "topic/partition of
// group". Errors: kCorrupt (the position is past the end of the topic).
Result<KafkaStart> StartOf(const KafkaPartitionState& state, PositionHome home,
                           const std::string& name);

// Positions in the store, kept apart by cluster and by topic prefix: offsets of one mean nothing
// to another, nor to the embedded log in the same store.
class KafkaPositions {
 public:
  // Borrows `database`.
  KafkaPositions(store::Database& database, const std::string& cluster_id,
                 const std::string& topic_prefix, const std::string& group);
  // Each partition's in its shard. Borrows `shards`.
  KafkaPositions(const ShardStores& shards, const std::string& cluster_id,
                 const std::string& topic_prefix, const std::string& group);

  // Nothing for a shard that is not ours.
  Result<std::optional<std::int64_t>> Get(Topic topic, int partition) const;
  // Of a shard that is ours.
  void Set(store::WriteBatch& batch, Topic topic, int partition, std::int64_t next_offset);

 private:
  std::shared_ptr<store::Database> DatabaseOf(int partition) const;

  store::Database* database_ = nullptr;
  const ShardStores* shards_ = nullptr;
  std::string group_;
};

}  // namespace stratwatch::pipeline
