#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "pipeline/internal/kafka_consumer.h"
#include "pipeline/internal/kafka_follower.h"
#include "pipeline/internal/kafka_position.h"
#include "pipeline/internal/kafka_producer.h"
#include "pipeline/kafka_log.h"
#include "pipeline/log.h"
#include "pipeline/shard_stores.h"

namespace stratwatch::pipeline {

// A session on Kafka; pipeline/kafka_log.h tells what each kind of it promises.
//
// Whatever goes wrong, the answer is the same: drop the clients, and open new ones from the last
// commit. The producer goes first, because opening it settles a transaction whose outcome was
// unknown; only then does the consumer ask for the group's position.
class KafkaSession final : public LogSession {
 public:
  // `ensure` is called before each connection, if any. Borrows `database` (may be null) and
  // `events`.
  KafkaSession(KafkaLogOptions options, SessionOptions session, store::Database* database,
               EventSink& events, std::function<Result<void>()> ensure = {});
  ~KafkaSession() override;

  // Opens the clients. Errors: kUnavailable, kInvalid.
  Result<void> Connect();

  Result<Batch> Poll(const PollLimits& limits) override;
  Result<void> Commit(LogStep step) override;
  Result<void> Rewind() override;
  Result<std::uint64_t> Lag() override;
  void Interrupt() override { signals_->Interrupt(); }

 private:
  // A session that stands by has a producer only while it has the inputs.
  bool Connected() const {
    return session_.inputs.empty() ? producer_ != nullptr : consumer_ != nullptr;
  }
  Result<void> OpenProducer(const std::string& transactional_id);
  // Follows the group while others have the inputs, and only then.
  Result<void> StandBy();
  Result<std::optional<KafkaConsumer::Found>> NextFound(const PollLimits& limits);
  void Disconnect();
  // After an error of the clients: they are of no use any more.
  tl::unexpected<Error> Broken(const Error& error);

  Result<Batch> Gather(const PollLimits& limits);
  Result<void> Collect(const PollLimits& limits, Batch& batch, std::size_t& bytes);

  Result<void> TryCommit(LogStep& step);
  Result<void> CommitAppended(LogStep& step);
  Result<void> CommitToLog(LogStep& step);
  Result<void> CommitToStore(LogStep& step);
  Result<void> Transact(const std::vector<OutgoingRecord>& outputs,
                        const std::function<Result<void>()>& before_commit);
  Result<void> WriteState(store::WriteBatch* state);
  Result<void> WriteStateAndPositions(store::WriteBatch* state);
  // With shards: of the partition that the polled records are of.
  Result<void> WriteShard(store::WriteBatch& batch);
  void FollowAssignment(KafkaConsumer& consumer);
  // Tells which shards hold all that was answered before.
  void NoteCaughtUp(const KafkaConsumer& consumer);

  const KafkaLogOptions options_;
  const SessionOptions session_;
  store::Database* const database_;
  EventSink& events_;
  const std::function<Result<void>()> ensure_;
  const std::shared_ptr<KafkaSignals> signals_;  // Of all consumers in turn; see KafkaSignals.
  const std::string transactional_id_;
  std::optional<KafkaPositions> positions_;  // For PositionHome::kStore; before the consumer.
  std::unique_ptr<KafkaProducer> producer_;
  std::unique_ptr<KafkaConsumer> consumer_;
  std::unique_ptr<KafkaFollower> follower_;  // While standing by.
  std::optional<bool> kind_;  // Whether what is polled and not committed is replayed.
  std::optional<int> shard_;  // With shards: the partition of what is polled and not committed.
  bool must_rewind_ = false;
};

}  // namespace stratwatch::pipeline
