#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>

#include "model/error.h"
#include "store/log_table.h"

// Where the embedded log may cut its topics.
namespace stratwatch::pipeline {

struct RetentionBounds {
  std::chrono::sys_time<std::chrono::milliseconds> keep_after{};  // Appended later: kept.
  std::size_t bytes_max = 0;                                      // Of one topic, about.
};

// Records of `topic` before the offset returned may go: every reader is past them
// (`read_by_all`), and they are too old or too many.
// Errors: kUnavailable, kCorrupt.
Result<std::uint64_t> RetentionCut(const store::LogTable& table, std::string_view topic,
                                   std::uint64_t read_by_all, const RetentionBounds& bounds);

// The same for dead letters, which nobody reads to the end: those from the oldest on that were
// replayed or are too old. Reads the whole topic.
Result<std::uint64_t> DeadLetterCut(const store::LogTable& table,
                                    std::chrono::sys_time<std::chrono::milliseconds> keep_after);

}  // namespace stratwatch::pipeline
