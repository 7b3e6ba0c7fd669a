#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "crawlers/host_schedule.h"
#include "pipeline/internal/crawl_request.h"

namespace stratwatch::pipeline {

// Requests waiting for their host's turn: one line a host, and the hosts ordered by when their
// next request may start, so that finding it costs a logarithm of the hosts, not of the requests.
// Threads: not thread-safe; belongs to the crawl loop.
class RequestQueue {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;
  explicit RequestQueue(crawlers::HostScheduleOptions options) : schedule_(options) {}

  // At the end of its host's line; robots.txt goes to the front, the others wait for it anyway.
  void Push(CrawlRequest request, TimePoint now);
  // A request that may start now, or nullopt. It counts as open until Finished.
  std::optional<CrawlRequest> Pop(TimePoint now);
  void Finished(const std::string& host, TimePoint now,
                const crawlers::HostSchedule::Ending& ending);
  // When Pop next has something, as far as is known now; nullopt: not before something finishes.
  std::optional<TimePoint> NextStart() const;
  // Takes out what no host lets start before `deadline`; what waits only for an open request to
  // finish stays.
  std::vector<CrawlRequest> TakeLaterThan(TimePoint deadline);

  void SetCrawlDelay(std::string_view host, std::chrono::milliseconds delay) {
    schedule_.SetCrawlDelay(host, delay);
  }
  std::size_t Size() const { return size_; }
  std::size_t SizeOf(const std::string& host) const;
  void ForgetIdle(TimePoint now) { schedule_.ForgetIdle(now); }

 private:
  struct Line {
    std::deque<CrawlRequest> requests;
    std::optional<TimePoint> turn;  // Its place in turns_.
  };
  void Retime(const std::string& host, Line& line, TimePoint now);

  crawlers::HostSchedule schedule_;
  std::unordered_map<std::string, Line> lines_;  // Never empty ones.
  std::set<std::pair<TimePoint, std::string>> turns_;
  std::size_t size_ = 0;
};

}  // namespace stratwatch::pipeline
