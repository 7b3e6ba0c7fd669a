#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "model/error.h"
#include "model/wire/messages.h"
#include "pipeline/log.h"

namespace stratwatch::pipeline {

struct StoredDeadLetter {
  int partition = 0;
  std::int64_t offset = 0;  // "partition:offset" names it on the command line.
  wire::DeadLetter letter;
  bool replayed = false;    // Has been sent back to its topic since.
};

// Newest last, at most `letters_max` from the end.
Result<std::vector<StoredDeadLetter>> ListDeadLetters(Log& log, store::Database& database,
                                                      std::size_t letters_max);
Result<StoredDeadLetter> FindDeadLetter(Log& log, store::Database& database, int partition,
                                        std::int64_t offset);
// Appends the record to the topic it came from, with header `attempt` one higher, and notes that
// it was replayed, as a unit where the engine can. Errors: kNotFound, kUnavailable.
Result<void> ReplayDeadLetter(Log& log, store::Database& database, const StoredDeadLetter& letter);

}  // namespace stratwatch::pipeline
