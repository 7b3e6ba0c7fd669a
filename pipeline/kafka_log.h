#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "model/event_sink.h"
#include "pipeline/log.h"
#include "pipeline/metrics.h"
#include "store/database.h"

namespace stratwatch::pipeline {

// PositionHome::kStore keeps positions in the store's log table under group names that begin so.
// They are offsets of a broker's topics and say nothing about the embedded log's.
inline constexpr std::string_view kKafkaPositionPrefix = "kafka/";

// How the brokers are spoken to. Files are read when a client connects, so that what is exchanged
// in them is found at the next connection.
struct KafkaSecurity {
  enum class Protocol { kPlaintext, kTls, kSaslPlaintext, kSaslTls };
  Protocol protocol = Protocol::kPlaintext;
  std::string mechanism = "SCRAM-SHA-512";  // Of SASL; also "SCRAM-SHA-256", "PLAIN".
  std::string user;
  std::string password_file;     // One line.
  std::string ca_file;           // PEM; empty: the system's authorities.
  std::string certificate_file;  // PEM, of ours, where brokers ask for one; with its key.
  std::string key_file;
};

struct KafkaLogOptions {
  std::string brokers;  // "host:port,host:port"
  KafkaSecurity security;
  std::string topic_prefix;  // "stratwatch." gives "stratwatch.pages", and the group and
                             // transactional ids begin with it; empty by default.
  // Of `pages` and `pages-backfill`, keyed by host. `articles` has one: resolve needs one order.
  int partitions = 4;
  // Of `resolved`, keyed by article id: index is a shard for each. With one there is one store, and
  // one process indexes while others stand by. With more, processes share the shards.
  int index_shards = 1;
  int replication = 1;
  // Whether EnsureTopics makes what is missing. Not where an administrator makes the topics.
  bool create_topics = true;
  // Key, value and headers of one record. A dead letter may be 64 KiB larger: it holds a record.
  std::size_t message_bytes_max = std::size_t{4} << 20U;
  // How long the broker keeps records, read or not. `resolved` is kept for ever: index rebuilds its
  // state from it. Resolve learns again from `articles`, so this should not be shorter than its
  // window. Dead letters are kept four times as long.
  std::chrono::hours retention{24 * 7};
  // A member that dies is noticed after this. Brokers take 6 s to 30 min.
  std::chrono::milliseconds session_timeout{30'000};
  // The same for a member that others stand by for (SessionOptions::stand_by), or that has shards.
  std::chrono::milliseconds standby_timeout{6'000};
  std::chrono::milliseconds transaction_timeout{30'000};
  std::chrono::milliseconds delivery_timeout{120'000};
  std::chrono::milliseconds linger{20};
  std::chrono::milliseconds close_deadline{10'000};  // librdkafka may hang on close (#4187).
  std::chrono::milliseconds connect_wait{15'000};    // How long a first answer is waited for.
  store::Durability durability = store::Durability::kSynced;  // Of state and positions.
  // Where to count transactions, rebalances, partitions and lag; nowhere when null. Borrowed.
  Metrics* metrics = nullptr;
};

// The scale-out engine, on librdkafka. Idempotent producers with acks=all; consumers read
// committed records only; partitions are shared by cooperative-sticky assignment, and a `member`
// keeps its own through a restart (static membership).
//
// By the kind of session:
// - no inputs (crawl, ingest): outputs are acknowledged, then `state` is written. At least once:
//   after a crash between the two the caller publishes again.
// - PositionHome::kLog: outputs and position are one transaction. `state` is written just before
//   it commits, so after a crash the same state may be written again: it must bear that.
// - PositionHome::kStore: outputs and the group's position are one transaction, then state and
//   position one write of the store. Positions are kept for each cluster apart. A store that is
//   behind the group (crash, older backup, new machine) gets the difference as replayed batches.
//
// With `stand_by` there is one transactional id for the whole group: who takes over fences the
// other and settles what it left open, at once, before it asks where the group stands.
//
// With `shards` there is no standby: a member's partitions go to the others when it is silent. Who
// gets one opens his own copy of the shard, old or empty, and replays what the group has answered
// since; only then is the shard caught up (ShardStores::Answering).
//
// Lag counts offsets: transaction markers make it an upper bound until the end was polled once;
// there it is 0.
//
// `database` may be null when no session has state or PositionHome::kStore. Borrows `database`
// and `events`; both must outlive it.
// Errors: kInvalid (options).
Result<std::unique_ptr<Log>> OpenKafkaLog(KafkaLogOptions options, store::Database* database,
                                          EventSink& events);

}  // namespace stratwatch::pipeline
