#include "model/clock.h"

namespace stratwatch {

std::chrono::sys_time<std::chrono::milliseconds> SystemClock::Now() const {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

std::chrono::steady_clock::time_point SystemClock::Steady() const {
  return std::chrono::steady_clock::now();
}

}  // namespace stratwatch
