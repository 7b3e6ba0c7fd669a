#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "crawlers/fetcher.h"
#include "crawlers/warc.h"
#include "model/clock.h"
#include "model/error.h"
#include "model/event_sink.h"
#include "pipeline/crawl_task.h"
#include "pipeline/internal/crawl_request.h"
#include "pipeline/internal/crawl_step.h"
#include "pipeline/internal/frontier_loader.h"
#include "pipeline/internal/page_fetches.h"
#include "pipeline/internal/request_queue.h"
#include "pipeline/internal/robots_cache.h"
#include "pipeline/internal/source_polls.h"
#include "pipeline/metrics.h"

namespace stratwatch::pipeline {

// The way of the crawl's requests, from what is due to what an answer makes of it: past
// robots.txt, into the host's line, along redirects, to the source or the page that wanted it.
// Does no input or output but the store's reads; the crawl task fetches and commits.
// Threads: not thread-safe; belongs to the crawl loop.
class RequestFlow {
 public:
  // Borrows all; `archive` may be null.
  RequestFlow(const CrawlOptions& options, CrawlStep& step, crawlers::WarcWriter* archive,
              const Clock& clock, EventSink& events, Metrics& metrics);

  // Errors of all: kUnavailable, kCorrupt (of the store).

  Result<void> Load() { return sources_.Load(); }
  // Polls that are due, into the lines.
  Result<void> TakeSources();
  // Pages that are due, into the lines, as far as there is room; needs an empty step.
  Result<void> TakePages();

  // A request to start now, if some host is due. Each one is given back, by Complete or NotStarted.
  std::optional<CrawlRequest> Pop() { return queue_.Pop(clock_.Steady()); }
  // `request` as it was popped.
  Result<void> Complete(const CrawlRequest& request, crawlers::FetchCompletion completion);
  Result<void> NotStarted(const CrawlRequest& request, const Error& error);

  std::optional<RequestQueue::TimePoint> NextStart() const { return queue_.NextStart(); }
  // Requests that are not popped yet.
  std::size_t InMemory() const { return queue_.Size() + waiting_count_; }
  void ForgetIdle() { queue_.ForgetIdle(clock_.Steady()); }
  // Nothing is in memory, nor will be soon; only for a crawl with an end.
  Result<bool> Exhausted() const;
  const std::string& ArchiveFailure() const { return pages_.ArchiveFailure(); }

 private:
  void LeaveLateHosts();
  void Abandon(const CrawlRequest& request);
  Result<void> Dispatch(CrawlRequest request);
  Result<void> AskForRobots(const std::string& origin);
  Result<void> Answer(const CrawlRequest& request, crawlers::FetchResponse response);
  Result<void> Follow(const CrawlRequest& request, const crawlers::FetchResponse& response);
  Result<void> Strand(const CrawlRequest& request, Outcome outcome, const std::string& reason);
  Result<void> FailRequest(const CrawlRequest& request, const Error& error);
  Result<void> LearnRobots(const std::string& origin, int status, std::string body);
  std::vector<CrawlRequest> TakeWaiting(const std::string& origin);
  void CountFetch(const CrawlRequest& request, const crawlers::FetchCompletion& completion);
  std::chrono::sys_seconds Now() const;

  const CrawlOptions& options_;
  const Clock& clock_;
  Metrics& metrics_;
  RequestQueue queue_;
  RobotsCache robots_;
  SourcePolls sources_;
  PageFetches pages_;
  FrontierLoader loader_;
  std::map<std::string, std::vector<CrawlRequest>> waiting_;  // For robots.txt, by origin.
  std::size_t waiting_count_ = 0;
};

}  // namespace stratwatch::pipeline
