#pragma once

#include <chrono>
#include <memory>

#include "model/clock.h"
#include "pipeline/log.h"
#include "store/database.h"

namespace stratwatch::pipeline {

struct EmbeddedLogOptions {
  // A record that every group has read is kept this long for `tap`, then trimmed. Dead letters
  // are kept until they are replayed or this old, times 30.
  std::chrono::hours retention{24};
  // Records read by everyone are trimmed beyond this size whatever their age.
  std::size_t retention_bytes = std::size_t{1} << 30U;
};

// The default engine: topics are tables of the store, a commit is one RocksDB write. One
// partition a topic. Borrows `database` and `clock`.
Result<std::unique_ptr<Log>> OpenEmbeddedLog(store::Database& database, const Clock& clock,
                                             EmbeddedLogOptions options = {});

}  // namespace stratwatch::pipeline
