#pragma once

#include <atomic>
#include <chrono>

#include "model/clock.h"

namespace stratwatch::testing {

// Time that moves only when the test says so. Thread-safe.
class FakeClock final : public Clock {
 public:
  explicit FakeClock(std::chrono::sys_seconds start = std::chrono::sys_seconds(
                         std::chrono::seconds(1'772'000'000)))  // 2026-02-25T06:13:20Z
      : start_(start) {}

  std::chrono::sys_time<std::chrono::milliseconds> Now() const override {
    return start_ + std::chrono::milliseconds(elapsed_ms_.load());
  }
  std::chrono::steady_clock::time_point Steady() const override {
    return std::chrono::steady_clock::time_point(std::chrono::milliseconds(elapsed_ms_.load()));
  }
  void Advance(std::chrono::milliseconds by) { elapsed_ms_ += by.count(); }

 private:
  std::chrono::sys_seconds start_;
  std::atomic<std::int64_t> elapsed_ms_{0};
};

}  // namespace stratwatch::testing
