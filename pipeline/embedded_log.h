#pragma once

#include <chrono>
#include <memory>

#include "model/clock.h"
#include "pipeline/log.h"
#include "store/database.h"

namespace stratwatch::pipeline {

struct EmbeddedLogOptions {
  // A record that every group has read is kept this long for `tap`, then trimmed. Dead letters
  // are kept until they are replayed or 30 times this old.
  std::chrono::hours retention{24};
  // Records read by everyone are trimmed beyond about this size a topic, whatever their age. An
  // estimate from the sizes of the oldest and the newest records.
  std::size_t retention_bytes = std::size_t{1} << 30U;
  // Key, value and headers of one record. As Kafka's, so that both engines refuse the same.
  std::size_t message_bytes_max = std::size_t{4} << 20U;
  // Of every commit. kBuffered survives kill -9 too, power loss not.
  store::Durability durability = store::Durability::kSynced;
};

// The default engine: topics are tables of the store, a commit is one RocksDB write, exactly once
// by construction. One partition a topic. Sessions of one group wait for one another: the first
// reads, the next takes over when it is closed. Of several inputs the one named first is read
// first.
//
// At most one for a Database that is open for writing. Over a read-only one only Read and Extents
// work; OpenSession and Trim give kInvalid. Borrows `database` and `clock`.
// Errors: kUnavailable, kCorrupt.
Result<std::unique_ptr<Log>> OpenEmbeddedLog(store::Database& database, const Clock& clock,
                                             EmbeddedLogOptions options = {});

}  // namespace stratwatch::pipeline
