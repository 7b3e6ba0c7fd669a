#pragma once

#include <chrono>

namespace stratwatch {

// The only way a layer learns what time it is, so that tests choose the time.
// Threads: implementations are thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  // Wall-clock time, UTC. May step; never used to measure a duration.
  virtual std::chrono::sys_time<std::chrono::milliseconds> Now() const = 0;
  // Monotonic, for waits and durations.
  virtual std::chrono::steady_clock::time_point Steady() const = 0;
};

// The machine's own clocks.
class SystemClock final : public Clock {
 public:
  std::chrono::sys_time<std::chrono::milliseconds> Now() const override;
  std::chrono::steady_clock::time_point Steady() const override;
};

}  // namespace stratwatch
