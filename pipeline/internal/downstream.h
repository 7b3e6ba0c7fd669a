#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "model/clock.h"
#include "pipeline/log.h"

namespace stratwatch::pipeline {

// Whether the tasks behind normalise keep up with it, going by what waits in the log between them,
// whichever process they run in. Where they do not, a back-fill has to wait: what it adds stands
// before every live page that comes after it.
// Threads: one at a time.
class Downstream {
 public:
  // Borrows both. `waiting_max`: records between normalise and the store, in both topics together.
  Downstream(Log& log, const Clock& clock, std::uint64_t waiting_max)
      : log_(log), clock_(clock), waiting_max_(waiting_max) {}

  // Asks the log now and then, and is of its last answer in between. While the log does not
  // answer they do: whoever asks will meet that error, and tell it.
  bool KeepsUp();

 private:
  Log& log_;
  const Clock& clock_;
  const std::uint64_t waiting_max_;
  std::optional<std::chrono::steady_clock::time_point> ask_again_;
  bool keeps_up_ = true;
};

}  // namespace stratwatch::pipeline
