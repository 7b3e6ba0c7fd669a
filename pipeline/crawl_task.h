#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "crawlers/fetcher.h"
#include "crawlers/host_schedule.h"
#include "crawlers/warc.h"
#include "model/clock.h"
#include "model/error.h"
#include "model/event_sink.h"
#include "model/source.h"
#include "pipeline/log.h"
#include "pipeline/metrics.h"
#include "pipeline/task_runner.h"
#include "store/database.h"

namespace stratwatch::pipeline {

struct CrawlOptions {
  std::vector<Source> sources;
  crawlers::FetcherOptions fetcher;
  crawlers::HostScheduleOptions politeness;
  crawlers::WarcWriterOptions archive;
  bool archive_pages = true;
  std::chrono::seconds poll_interval_min{600};
  std::chrono::seconds poll_interval_max{86'400};
  std::chrono::hours robots_age_max{24};
  int redirects_max = 5;  // RFC 9309, 2.3.1.2 asks for five on robots.txt; pages the same.
  int attempts_max = 5;   // Of one page, then its outcome is `unreachable`.
  std::chrono::seconds retry_delay{300};  // Doubled each attempt.
  std::size_t sightings_max = 64;         // Kept per URL.
  bool once = false;  // Poll every source once, fetch what is found, then finish.
  // With once: a retry or a host's next turn that is this near is waited for, a later one is left
  // to the next run.
  std::chrono::seconds once_wait_max{30};
  // Pages of one step. A commit is a disk sync, so some pages share it; a page waits for its step
  // at most `commit_wait`, which is part of the second from fetched to searchable.
  std::size_t commit_pages_max = 100;
  std::chrono::milliseconds commit_wait{200};
  // Requests in memory; the frontier holds the rest.
  std::size_t queue_max = 4'096;
  std::size_t queue_host_max = 64;  // Of one host, so that a long line leaves room for others.
  // No page is begun while more records than this wait to be normalised.
  std::uint64_t downstream_lag_max = 2'000;
};

// What the crawl works with; all borrowed for its life.
struct CrawlParts {
  store::Database& database;
  const Clock& clock;
  EventSink& events;
  Metrics& metrics;
};

// Polls the sources, obeys robots.txt, fetches what is new, archives it and gives it to `pages`.
// Everything happens on one thread around the fetcher's loop.
//
// A URL that was fetched but not committed when the process died is fetched again; a page is in
// the log once, because its record and the note that it was emitted are one write.
//
// Threads: Run belongs to one thread; the other functions are thread-safe.
class CrawlTask {
 public:
  // `downstream_lag`: records that normalise has yet to read; may be empty.
  // Errors: kInvalid (options), kUnavailable (archive folder).
  static Result<std::unique_ptr<CrawlTask>> Create(
      CrawlOptions options, CrawlParts parts, std::unique_ptr<LogSession> session,
      std::function<std::uint64_t()> downstream_lag = {});
  ~CrawlTask();

  // Blocks until stopped, or with once until nothing is left to do.
  // Errors: kCorrupt, kInvalid; kUnavailable when the last commit failed.
  Result<void> Run();
  // Begins nothing more; Run returns when the open requests are done and committed.
  void RequestStop();
  // `lag` counts the requests in memory.
  TaskState Current() const;

 private:
  class Impl;
  explicit CrawlTask(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace stratwatch::pipeline
