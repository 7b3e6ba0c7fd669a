#include "pipeline/internal/kafka_session.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <random>
#include <set>
#include <utility>

#include "pipeline/internal/record_size.h"

namespace stratwatch::pipeline {
namespace {

constexpr std::chrono::milliseconds kLagWait{5'000};
// The library wakes us for a record; should it not, we look by ourselves this often.
constexpr std::chrono::milliseconds kLookWait{250};

// Stable for a named member, so that its next life settles what this one leaves open. A passing
// one gets a name that nobody else has.
std::string TransactionalId(const KafkaLogOptions& options, const SessionOptions& session) {
  // Only one of them ever has the inputs; the next one settles what the last one left open.
  if (session.stand_by) return options.topic_prefix + session.group;
  std::string member = session.member;
  if (member.empty()) {
    std::random_device random;
    member = fmt::format("{:08x}{:08x}", random(), random());
  }
  return fmt::format("{}{}.{}", options.topic_prefix, session.group, member);
}

}  // namespace

KafkaSession::KafkaSession(KafkaLogOptions options, SessionOptions session,
                           store::Database* database, EventSink& events,
                           std::function<Result<void>()> ensure)
    : options_(std::move(options)),
      session_(std::move(session)),
      database_(database),
      events_(events),
      ensure_(std::move(ensure)),
      signals_(std::make_shared<KafkaSignals>()),
      transactional_id_(session_.inputs.empty() ? std::string()
                                                : TransactionalId(options_, session_)) {}

KafkaSession::~KafkaSession() {
  Disconnect();
}

void KafkaSession::Disconnect() {
  kind_.reset();
  shard_.reset();
  follower_.reset();
  consumer_.reset();
  producer_.reset();
}

Result<void> KafkaSession::Connect() {
  Disconnect();
  // Without an id it fences nobody, and only tells whether a broker is there.
  if (auto opened = OpenProducer(session_.stand_by ? std::string() : transactional_id_); !opened) {
    return opened;
  }
  if (ensure_) {
    if (auto ensured = ensure_(); !ensured) return ensured;
  }
  if (session_.inputs.empty()) return {};
  auto consumer = KafkaConsumer::Open(options_, session_, signals_, events_,
                                      [this] { return signals_->Interrupted(); });
  if (!consumer) {
    static_cast<void>(signals_->TakeInterrupt());
    return tl::unexpected(consumer.error());
  }
  if (session_.home == PositionHome::kStore) {
    const auto cluster = (*consumer)->ClusterId(KafkaDeadline(options_.connect_wait));
    if (!cluster) return tl::unexpected(cluster.error());
    if (session_.shards != nullptr) {
      positions_.emplace(*session_.shards, *cluster, options_.topic_prefix, session_.group);
      FollowAssignment(**consumer);
    } else {
      positions_.emplace(*database_, *cluster, options_.topic_prefix, session_.group);
    }
    (*consumer)->KeepPositionsIn(*positions_);
  }
  if (session_.stand_by) {
    producer_.reset();
    (*consumer)->BeforeAssign([this](const auto&) { return OpenProducer(transactional_id_); });
  }
  consumer_ = std::move(*consumer);
  return {};
}

void KafkaSession::FollowAssignment(KafkaConsumer& consumer) {
  consumer.BeforeAssign([this](const std::vector<KafkaConsumer::Partition>& came) {
    for (const auto& [topic, partition] : came) {
      if (auto taken = session_.shards->Take(partition); !taken) return taken;
    }
    return Result<void>();
  });
  // Not when we lose the broker: what we have can be searched until others have it.
  consumer.AfterRebalance([this, &consumer] {
    std::set<int> ours;
    for (const auto& [partition, seat] : consumer.seats()) ours.insert(partition.second);
    session_.shards->Retain(ours);
    NoteCaughtUp(consumer);
  });
}

void KafkaSession::NoteCaughtUp(const KafkaConsumer& consumer) {
  if (session_.shards == nullptr || consumer.HasUncommitted()) return;
  for (const auto& [partition, seat] : consumer.seats()) {
    if (seat.next >= seat.caught_up_at) session_.shards->SetCaughtUp(partition.second);
  }
}

Result<void> KafkaSession::OpenProducer(const std::string& transactional_id) {
  producer_.reset();
  auto producer = KafkaProducer::Open(options_, transactional_id, events_,
                                      [this] { return signals_->Interrupted(); });
  if (!producer) {
    // Whoever interrupted is answered; the next attempt waits again.
    static_cast<void>(signals_->TakeInterrupt());
    return tl::unexpected(producer.error());
  }
  producer_ = std::move(*producer);
  return {};
}

Result<void> KafkaSession::StandBy() {
  if (!session_.stand_by) return {};
  const bool standing = consumer_->StandsBy();
  if (options_.metrics != nullptr) {
    options_.metrics->Set("stratwatch_kafka_standby", standing ? 1.0 : 0.0,
                          {{"task", session_.group}});
  }
  if (!standing) follower_.reset();
  if (!standing || follower_) return {};
  auto follower = KafkaFollower::Open(options_, session_, *positions_, signals_, events_);
  if (!follower) return tl::unexpected(follower.error());
  follower_ = std::move(*follower);
  return {};
}

Result<std::optional<KafkaConsumer::Found>> KafkaSession::NextFound(const PollLimits& limits) {
  return follower_ ? follower_->Next() : consumer_->Next(limits.first_input_only);
}

tl::unexpected<Error> KafkaSession::Broken(const Error& error) {
  // Records that were given out and not committed are lost to this session: it has to say so.
  must_rewind_ = must_rewind_ || kind_.has_value();
  Disconnect();
  return tl::unexpected(error);
}

Result<LogSession::Batch> KafkaSession::Poll(const PollLimits& limits) {
  if (session_.inputs.empty()) {
    return Fail(ErrorCode::kInvalid, session_.group + ": this session has no inputs to poll");
  }
  if (must_rewind_) {
    return Fail(ErrorCode::kUnavailable, session_.group + ": call Rewind, then poll again");
  }
  if (!Connected()) {
    if (auto connected = Connect(); !connected) return tl::unexpected(connected.error());
  }
  auto batch = Gather(limits);
  if (!batch) return Broken(batch.error());
  if (batch->records.empty()) {
    if (auto alive = consumer_->CheckBrokers(); !alive) return Broken(alive.error());
    // Only marks were passed: the group may know, so that nobody waits for their "records".
    if (!consumer_->HasUncommitted()) consumer_->AnnounceLater();
    NoteCaughtUp(*consumer_);
  }
  return batch;
}

Result<LogSession::Batch> KafkaSession::Gather(const PollLimits& limits) {
  const KafkaDeadline deadline(limits.wait);
  Batch batch;
  std::size_t bytes = 0;
  for (;;) {
    // Partitions that came in the middle of a followed step would begin before it.
    if (!follower_ || !follower_->HasUncommitted()) {
      if (auto served = consumer_->Serve(); !served) return tl::unexpected(served.error());
      if (auto standing = StandBy(); !standing) return tl::unexpected(standing.error());
    }
    if (auto done = Collect(limits, batch, bytes); !done) return tl::unexpected(done.error());
    const bool interrupted = signals_->TakeInterrupt();
    if (!batch.records.empty() || consumer_->HasPutBack() || interrupted || deadline.Passed()) {
      return batch;
    }
    const auto wait = std::chrono::milliseconds(deadline.Milliseconds());
    signals_->Wait(KafkaDeadline(std::min(wait, kLookWait)));
  }
}

Result<void> KafkaSession::Collect(const PollLimits& limits, Batch& batch, std::size_t& bytes) {
  while (batch.records.size() < limits.records_max && bytes < limits.bytes_max) {
    auto next = NextFound(limits);
    if (!next) return tl::unexpected(next.error());
    if (!*next) return {};
    KafkaConsumer::Found found = std::move(**next);
    const bool other_shard =
        session_.shards != nullptr && shard_ && *shard_ != found.record.partition;
    if (other_shard || (kind_ && *kind_ != found.replayed)) {
      // What is followed is all of one kind, so this is the consumer's.
      assert(!follower_);
      consumer_->PutBack(std::move(found));
      return {};
    }
    kind_ = batch.replayed = found.replayed;
    shard_ = found.record.partition;
    bytes += found.record.record.key.size() + found.record.record.value.size();
    batch.records.push_back(std::move(found.record));
  }
  return {};
}

Result<void> KafkaSession::Commit(LogStep step) {
  auto done = TryCommit(step);
  if (step.state != nullptr) step.state->Clear();
  if (!done) must_rewind_ = true;
  return done;
}

Result<void> KafkaSession::TryCommit(LogStep& step) {
  if (must_rewind_) {
    return Fail(ErrorCode::kUnavailable,
                session_.group + ": a step failed before; call Rewind, then poll again");
  }
  if (auto fits = CheckRecordSizes(step, options_.message_bytes_max); !fits) return fits;
  if (step.state != nullptr && !step.state->Empty() && database_ == nullptr &&
      session_.shards == nullptr) {
    return Fail(ErrorCode::kInvalid, session_.group + ": state, but no store to keep it");
  }
  if (!Connected()) {
    if (auto connected = Connect(); !connected) return connected;
  }
  if (session_.inputs.empty()) return CommitAppended(step);
  return session_.home == PositionHome::kLog ? CommitToLog(step) : CommitToStore(step);
}

Result<void> KafkaSession::CommitAppended(LogStep& step) {
  if (!step.outputs.empty()) {
    if (auto published = producer_->Publish(step.outputs); !published) {
      return Broken(published.error());
    }
  }
  return WriteState(step.state);
}

Result<void> KafkaSession::CommitToLog(LogStep& step) {
  const auto write_state = [&] { return WriteState(step.state); };
  Result<void> done;
  if (step.outputs.empty()) {
    done = write_state();
    if (done) done = consumer_->Announce(KafkaDeadline(options_.transaction_timeout));
  } else {
    done = Transact(step.outputs, write_state);
  }
  if (!done) return Broken(done.error());
  consumer_->MarkCommitted();
  kind_.reset();
  shard_.reset();
  return {};
}

Result<void> KafkaSession::CommitToStore(LogStep& step) {
  // The outputs of what is replayed were published before.
  const bool publish = !step.outputs.empty() && !kind_.value_or(false);
  if (publish) {
    if (auto done = Transact(step.outputs, [] { return Result<void>(); }); !done) {
      return Broken(done.error());
    }
  }
  if (auto written = WriteStateAndPositions(step.state); !written) {
    return Broken(written.error());
  }
  consumer_->MarkCommitted();
  if (follower_) follower_->MarkCommitted();
  kind_.reset();
  shard_.reset();
  NoteCaughtUp(*consumer_);
  // Without outputs the group's position proves nothing; it is for those who watch the lag.
  if (!publish) consumer_->AnnounceLater();
  return {};
}

Result<void> KafkaSession::Transact(const std::vector<OutgoingRecord>& outputs,
                                    const std::function<Result<void>()>& before_commit) {
  const KafkaPartitions positions = consumer_->PositionsToAnnounce();
  // Read anew for each transaction: it changes with every rebalance (KIP-447).
  const KafkaGroupMetadata group = consumer_->GroupMetadata();
  const auto begin = std::chrono::steady_clock::now();
  auto done = producer_->Transact(outputs, {positions.get(), group.get()}, before_commit);
  if (done) consumer_->MarkAnnounced();
  if (options_.metrics != nullptr) {
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    options_.metrics->Observe("stratwatch_kafka_transaction_seconds", took.count(),
                              {{"task", session_.group}});
    options_.metrics->Count("stratwatch_kafka_transactions_total",
                            {{"task", session_.group}, {"result", done ? "committed" : "failed"}});
  }
  return done;
}

Result<void> KafkaSession::WriteState(store::WriteBatch* state) {
  if (state == nullptr || state->Empty()) return {};
  return database_->Write(*state, options_.durability);
}

Result<void> KafkaSession::WriteStateAndPositions(store::WriteBatch* state) {
  store::WriteBatch own;
  store::WriteBatch& batch = state != nullptr ? *state : own;
  if (session_.shards != nullptr) return WriteShard(batch);
  for (const auto& [partition, seat] : follower_ ? follower_->seats() : consumer_->seats()) {
    if (seat.next == seat.committed) continue;
    positions_->Set(batch, partition.first, partition.second, seat.next);
  }
  if (batch.Empty()) return {};
  return database_->Write(batch, options_.durability);
}

// Other partitions have nothing to write: of them, only marks were passed.
Result<void> KafkaSession::WriteShard(store::WriteBatch& batch) {
  if (!shard_) return {};
  const auto database = session_.shards->Find(*shard_);
  if (!database) {
    return Fail(
        ErrorCode::kUnavailable,
        fmt::format("shard {} went to another member before its records were done", *shard_));
  }
  for (const auto& [partition, seat] : consumer_->seats()) {
    if (partition.second != *shard_ || seat.next == seat.committed) continue;
    positions_->Set(batch, partition.first, partition.second, seat.next);
  }
  return database->Write(batch, options_.durability);
}

Result<void> KafkaSession::Rewind() {
  const bool clean = Connected() && !must_rewind_ && !kind_;
  if (clean) return {};
  if (session_.inputs.empty()) {
    // There is nothing to go back to; the next Commit connects.
    if (must_rewind_) Disconnect();
    must_rewind_ = false;
    return {};
  }
  must_rewind_ = true;  // Until the clients are there again.
  if (auto connected = Connect(); !connected) return connected;
  must_rewind_ = false;
  return {};
}

Result<std::uint64_t> KafkaSession::Lag() {
  if (session_.inputs.empty()) return 0;
  if (!Connected()) {
    if (must_rewind_) return Fail(ErrorCode::kUnavailable, session_.group + ": call Rewind");
    if (auto connected = Connect(); !connected) return tl::unexpected(connected.error());
  }
  return consumer_->Lag(producer_ ? &producer_->client() : nullptr, KafkaDeadline(kLagWait));
}

}  // namespace stratwatch::pipeline
