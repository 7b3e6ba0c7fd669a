#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace stratwatch::crawlers {

struct HostScheduleOptions {
  std::chrono::milliseconds delay{5'000};  // Between two requests to one host; 0 for own hosts.
  std::chrono::milliseconds delay_max{60'000};  // No robots.txt may ask for more than this.
  int open_requests_max = 1;                    // At once on one host.
  // 429 or 503 without Retry-After: this, doubled each time, up to backoff_max; forgotten after
  // `forget_after` without another.
  std::chrono::seconds backoff{60};
  std::chrono::seconds backoff_max{86'400};
  std::chrono::minutes forget_after{30};
  std::chrono::seconds retry_after_max{86'400};
  double jitter = 0.1;  // Of every computed delay, so that retries do not march in step.
  std::uint64_t random_seed = 0;
};

// One politeness clock a host (registrable domain or host: the caller's key). The wait runs from
// the end of one request to the start of the next, and is the largest of `delay`, robots.txt's
// Crawl-delay and a quarter of the host's smoothed latency. Bounded: ForgetIdle, called from time
// to time, drops clocks that no longer restrain anything (some 200 bytes each).
// Threads: not thread-safe; belongs to the crawl loop.
class HostSchedule {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;
  explicit HostSchedule(HostScheduleOptions options);

  // When the next request to `host` may start: `now` or earlier means at once; nullopt while
  // open_requests_max are open.
  std::optional<TimePoint> NextStart(std::string_view host, TimePoint now) const;
  // A request starts / has ended. Every Started has one Finished.
  void Started(std::string_view host, TimePoint now);
  struct Ending {
    int status = 0;  // 0: no response.
    std::chrono::milliseconds latency{};
    std::optional<std::chrono::seconds> retry_after{};  // Parsed Retry-After.
  };
  void Finished(std::string_view host, TimePoint now, const Ending& ending);
  // robots.txt asked for this delay; capped at delay_max. Kept while the host is in use and for a
  // day after: then robots.txt is read anew.
  void SetCrawlDelay(std::string_view host, std::chrono::milliseconds delay);
  std::size_t Hosts() const { return clocks_.size(); }
  void ForgetIdle(TimePoint now);

 private:
  struct HostClock {
    TimePoint next{};
    TimePoint last_used{};
    TimePoint backoff_end{};
    std::chrono::seconds backoff{0};  // 0: none yet.
    std::chrono::milliseconds crawl_delay{-1};
    std::chrono::milliseconds latency{0};  // Smoothed.
    int open = 0;
  };
  // Finds a host without building a string.
  struct HostHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view host) const noexcept {
      return std::hash<std::string_view>{}(host);
    }
  };
  HostClock& ClockOf(std::string_view host);
  std::chrono::milliseconds Delay(const HostClock& clock) const;
  void Smooth(HostClock& clock, const Ending& ending) const;
  std::chrono::milliseconds Jittered(std::chrono::milliseconds delay);

  HostScheduleOptions options_;
  std::unordered_map<std::string, HostClock, HostHash, std::equal_to<>> clocks_;
  std::uint64_t random_state_;
};

// Retry-After (RFC 9110, 10.2.3): seconds or an HTTP date. nullopt when it is neither; a date in
// the past gives 0.
std::optional<std::chrono::seconds> ParseRetryAfter(std::string_view value,
                                                    std::chrono::sys_seconds now);

}  // namespace stratwatch::crawlers
