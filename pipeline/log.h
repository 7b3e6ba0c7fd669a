#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/error.h"
#include "store/database.h"

namespace stratwatch::pipeline {

class ShardStores;  // pipeline/shard_stores.h

enum class Topic { kPages, kPagesBackfill, kArticles, kResolved, kDeadLetters };

// "pages", "pages-backfill", "articles", "resolved", "dead-letters".
std::string_view TopicName(Topic topic);
std::optional<Topic> TopicFromName(std::string_view name);

struct LogRecord {
  std::string key;
  std::string value;
  // Of every record: "ce_id", "ce_type", "schema", "traceparent", "source", "attempt"
  // (docs/formats.md).
  std::vector<std::pair<std::string, std::string>> headers;
};

struct PolledRecord {
  Topic topic = Topic::kPages;
  int partition = 0;
  std::int64_t offset = 0;
  std::chrono::sys_time<std::chrono::milliseconds> appended_at{};
  LogRecord record;
};

struct OutgoingRecord {
  Topic topic = Topic::kPages;
  LogRecord record;
};

// What one step of a task leaves behind, as a unit.
struct LogStep {
  std::vector<OutgoingRecord> outputs;
  store::WriteBatch* state = nullptr;  // Borrowed until Commit returns; left empty by it.
};

struct PollLimits {
  std::size_t records_max = 200;
  std::size_t bytes_max = std::size_t{32} << 20U;  // Stops after the record that passes it.
  std::chrono::milliseconds wait{200};             // For the first record.
  bool first_input_only = false;                   // Leaves the later inputs where they are.
};

// Where a task's position is kept.
enum class PositionHome {
  kLog,    // With the log's consumer group: a stateless task.
  kStore,  // In the task's RocksDB, in the same write as its state; the log's own position only
           // proves which outputs were published.
};

struct SessionOptions {
  std::string group;          // The task's name: "normalise", "resolve", "index", "crawl".
  std::vector<Topic> inputs;  // Empty: a session that only appends. The first goes first: a
                              // later one is read when the earlier have nothing waiting.
  std::string member;         // Stable per process and unlike that of any other process, for
                              // static membership; empty for a passing reader.
  PositionHome home = PositionHome::kLog;
  // While another member has the inputs, replays what that one has answered, so that its state is
  // there when the other dies. Of PositionHome::kStore, and of inputs with one partition; the
  // embedded engine has no other members.
  bool stand_by = false;
  // A broker that is away is no failure of OpenSession: Poll and Commit say so, and connect (and
  // make or check the topics) once it is there. For a service, which waits; a command does not.
  bool may_connect_later = false;
  // PositionHome::kStore in a database for each partition instead of the process's own: they are
  // opened and given up here as partitions come and go. A batch is then of one partition, and its
  // `state` is written there. Borrowed; no standby. The embedded engine does not look at it.
  ShardStores* shards = nullptr;
  // "host:port" that others of the group are told (Log::Members); may be empty.
  std::string address = {};
};

// One task's seat at the log: where it reads, and the only way it writes.
//
// Exactly once: a commit publishes `outputs`, applies `state` and moves the position past every
// record polled so far, or does nothing of these. The embedded engine does it in one RocksDB
// write. The Kafka engine publishes outputs and group position in one transaction and then
// writes state and position to RocksDB; after a crash between the two, the records are polled
// again with `replayed` set and their outputs are suppressed (pipeline/kafka_log.h has the rest).
//
// Threads: not thread-safe; one a task thread. Interrupt may be called from any thread.
class LogSession {
 public:
  virtual ~LogSession() = default;

  struct Batch {
    std::vector<PolledRecord> records;
    // These were answered before a crash: rebuild the state; Commit drops the outputs. A batch
    // is replayed as a whole or not at all.
    bool replayed = false;
  };
  // Waits for the first record, then returns what is there. Empty after `wait`, and at once when
  // the next record is not of the kind (replayed or new) of those polled and not yet committed.
  // Errors: kUnavailable (try again after a pause; Rewind first if records were polled and not
  // committed), kCorrupt.
  virtual Result<Batch> Poll(const PollLimits& limits) = 0;
  // Errors: kUnavailable: nothing happened, or (Kafka, outcome unknown) the engine has made sure
  // that the records will be polled again and nothing is published twice. After any error call
  // Rewind. kLimit: an output is larger than the log takes; nothing happened.
  virtual Result<void> Commit(LogStep step) = 0;
  // The next Poll starts again after the last commit. Errors: kUnavailable: call it again.
  virtual Result<void> Rewind() = 0;
  // Records of the inputs that the group has not yet polled. A bound from above on Kafka, where
  // it is exact at the end only. Errors: kUnavailable.
  virtual Result<std::uint64_t> Lag() = 0;
  // Makes a blocked Poll, or else the next one, return without waiting; also ends a wait for a
  // broker, whatever waits (kUnavailable).
  virtual void Interrupt() = 0;
};

// Who reads what, as the group has it.
struct LogMember {
  std::string address;          // SessionOptions::address.
  std::vector<int> partitions;  // Of the group's only input.
};

struct TopicExtent {
  Topic topic = Topic::kPages;
  int partition = 0;
  std::int64_t begin = 0;
  std::int64_t end = 0;
};

// The log that joins the tasks. Two engines, held to one conformance suite
// (tests/pipeline/log_conformance_test.cpp).
// Threads: thread-safe. Sessions must not outlive it.
class Log {
 public:
  virtual ~Log() = default;
  virtual std::string_view Engine() const = 0;  // "embedded" or "kafka"
  // Creates or checks the topics. Errors: kUnavailable (broker unreachable: names it), kInvalid.
  virtual Result<void> EnsureTopics() = 0;
  // Errors: kUnavailable, kInvalid.
  virtual Result<std::unique_ptr<LogSession>> OpenSession(SessionOptions options) = 0;
  // Reads without a group and without a position, for `tap` and `dead-letters`: from `offset` of
  // `partition` (or the first kept record after it), at most `records_max` and about 32 MiB.
  // Empty at the end only. Errors: kNotFound (no such partition), kUnavailable, kCorrupt.
  virtual Result<std::vector<PolledRecord>> Read(Topic topic, int partition, std::int64_t offset,
                                                 std::size_t records_max) = 0;
  virtual Result<std::vector<TopicExtent>> Extents() = 0;
  // Records of `topic` that `group` has yet to answer, going by the position that it has told the
  // log. Errors: kUnavailable, kCorrupt.
  virtual Result<std::uint64_t> Backlog(std::string_view group, Topic topic) = 0;
  // The members of a group that have an address. None of the embedded log, which has one process.
  // Blocks up to some seconds; `given_up` is asked now and then whether to go on waiting for a
  // broker. Errors: kUnavailable.
  virtual Result<std::vector<LogMember>> Members(std::string_view group,
                                                 const std::function<bool()>& given_up) {
    static_cast<void>(group);
    static_cast<void>(given_up);
    return std::vector<LogMember>();
  }
  // Drops records that every group has read and that are older than the retention; called from
  // time to time. Nothing to do for Kafka.
  virtual Result<void> Trim() = 0;
};

}  // namespace stratwatch::pipeline
