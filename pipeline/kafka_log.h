#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "model/event_sink.h"
#include "pipeline/log.h"
#include "store/database.h"

namespace stratwatch::pipeline {

struct KafkaLogOptions {
  std::string brokers;             // "host:port,host:port"
  std::string topic_prefix;        // "stratwatch." gives "stratwatch.pages"; empty by default.
  int partitions = 4;              // Of pages, pages-backfill, articles' consumers; `articles` and
                                   // `dead-letters` have one: resolve needs one order.
  int replication = 1;
  std::size_t message_bytes_max = std::size_t{4} << 20U;
  std::chrono::milliseconds session_timeout{30'000};
  std::chrono::milliseconds transaction_timeout{30'000};
  std::chrono::milliseconds delivery_timeout{120'000};
  std::chrono::milliseconds linger{20};
  std::chrono::milliseconds close_deadline{10'000};  // librdkafka may hang on close (#4187).
  std::chrono::milliseconds connect_wait{15'000};  // How long EnsureTopics waits for a broker.
};

// The scale-out engine, on librdkafka. `database` holds the positions of PositionHome::kStore
// sessions and may be null when there are none. Borrows `database` and `events`.
// Errors: kInvalid (options), kUnavailable.
Result<std::unique_ptr<Log>> OpenKafkaLog(KafkaLogOptions options, store::Database* database,
                                          EventSink& events);

}  // namespace stratwatch::pipeline
