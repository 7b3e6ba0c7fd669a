#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include "store/frontier_table.h"

namespace stratwatch::pipeline {

// What one poll of a source gave.
struct PollFinding {
  enum class Ending {
    kRead,       // Entries were read.
    kUnchanged,  // 304: nothing new.
    kTemporary,  // Timeout, 429, 5xx: the source is busy.
    kSoft,       // It answered, but with no feed.
    kHard,       // 401, 403, 404, 410, robots.txt: it is not for us, or not there.
  };
  Ending ending = Ending::kRead;
  std::size_t entries = 0;
  std::size_t fresh = 0;  // Of these, not known before.
  int status = 0;
  std::string failure;
};

struct PollIntervals {
  std::chrono::seconds min{600};
  std::chrono::seconds max{86'400};
  // Of a source that was never polled. An hour: in the middle, and soon corrected either way.
  std::chrono::seconds first{3'600};
};

// Notes the poll and sets the next one. Aims at one to two thirds of known entries a poll: fewer
// mean that some may have scrolled by, more that the poll was too early. A failing source is asked
// less and less often, never dropped; the first success forgives everything.
// `jitter`: -1 … 1, moves the next poll by up to a tenth, so that sources do not march in step.
void NotePoll(store::SourceState& state, const PollFinding& finding, const PollIntervals& intervals,
              std::chrono::sys_seconds now, double jitter);

}  // namespace stratwatch::pipeline
