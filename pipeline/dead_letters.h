#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "model/error.h"
#include "model/wire/messages.h"
#include "pipeline/log.h"

namespace stratwatch::pipeline {

// A record that a task gave up on, as it stands in topic `dead-letters`. That it was replayed is
// a record of the same topic (a note, header "replay-of"), so that both engines keep it and every
// machine sees it.
struct StoredDeadLetter {
  int partition = 0;
  std::int64_t offset = 0;  // "partition:offset" names it on the command line.
  wire::DeadLetter letter;
  bool replayed = false;  // Has been sent back to its topic since.
};

// All functions block on the log; threads: thread-safe, as the log is.

// Oldest first, the last `letters_max` of them.
// Errors: kUnavailable, kCorrupt (a letter that cannot be decoded; names its place).
Result<std::vector<StoredDeadLetter>> ListDeadLetters(Log& log, std::size_t letters_max);

// Errors: kNotFound (never there, or trimmed), kUnavailable, kCorrupt.
Result<StoredDeadLetter> FindDeadLetter(Log& log, int partition, std::int64_t offset);

// Appends the record to the topic it came from, with header `attempt` one higher, together with
// the note that it was replayed: one write on the embedded engine, both acknowledged on Kafka.
// Errors: kInvalid (replayed already, or its topic is none of ours), kUnavailable, kLimit.
Result<void> ReplayDeadLetter(Log& log, const StoredDeadLetter& letter);

}  // namespace stratwatch::pipeline
