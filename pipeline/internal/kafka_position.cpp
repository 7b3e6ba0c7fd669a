#include "pipeline/internal/kafka_position.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>

#include "pipeline/kafka_log.h"

namespace stratwatch::pipeline {

Result<KafkaStart> StartOf(const KafkaPartitionState& state, PositionHome home,
                           const std::string& name) {
  const std::optional<std::int64_t> position =
      home == PositionHome::kStore ? state.stored : state.committed;
  KafkaStart start;
  start.offset = std::max(position.value_or(state.low), state.low);
  if (start.offset > state.high) {
    return Fail(
        ErrorCode::kCorrupt,
        fmt::format("{} stands at offset {}, but the topic ends at {}: the topic lost "
                    "records or was made anew; restore it, or {}",
                    name, start.offset, state.high,
                    home == PositionHome::kStore ? "start with an empty store"
                                                 : "reset the group's offset with Kafka's tools"));
  }
  start.caught_up_at = state.committed.value_or(state.high);
  start.lost_records = start.offset - position.value_or(start.offset);
  if (home == PositionHome::kStore) {
    start.replay_end = std::max(state.committed.value_or(0), start.offset);
  }
  return start;
}

namespace {

std::string GroupName(const std::string& cluster_id, const std::string& topic_prefix,
                      const std::string& group) {
  return fmt::format("{}{}/{}{}", kKafkaPositionPrefix, cluster_id, topic_prefix, group);
}

}  // namespace

KafkaPositions::KafkaPositions(store::Database& database, const std::string& cluster_id,
                               const std::string& topic_prefix, const std::string& group)
    : database_(&database), group_(GroupName(cluster_id, topic_prefix, group)) {}

KafkaPositions::KafkaPositions(const ShardStores& shards, const std::string& cluster_id,
                               const std::string& topic_prefix, const std::string& group)
    : shards_(&shards), group_(GroupName(cluster_id, topic_prefix, group)) {}

std::shared_ptr<store::Database> KafkaPositions::DatabaseOf(int partition) const {
  if (shards_ != nullptr) return shards_->Find(partition);
  // Borrowed: nothing is to be deleted.
  return {std::shared_ptr<void>(), database_};
}

Result<std::optional<std::int64_t>> KafkaPositions::Get(Topic topic, int partition) const {
  const auto database = DatabaseOf(partition);
  if (!database) return std::optional<std::int64_t>();
  const auto stored = store::LogTable(*database).Position(group_, TopicName(topic), partition);
  if (!stored) return tl::unexpected(stored.error());
  if (!*stored) return std::optional<std::int64_t>();
  return std::optional<std::int64_t>(static_cast<std::int64_t>(**stored));
}

void KafkaPositions::Set(store::WriteBatch& batch, Topic topic, int partition,
                         std::int64_t next_offset) {
  const auto database = DatabaseOf(partition);
  assert(database);
  store::LogTable(*database).SetPosition(batch, group_, TopicName(topic), partition,
                                         static_cast<std::uint64_t>(next_offset));
}

}  // namespace stratwatch::pipeline
