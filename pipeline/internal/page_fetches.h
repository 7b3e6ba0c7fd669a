#pragma once

#include <chrono>
#include <random>
#include <string>
#include <unordered_map>

#include "crawlers/fetcher.h"
#include "crawlers/warc.h"
#include "model/clock.h"
#include "model/error.h"
#include "model/event_sink.h"
#include "model/page.h"
#include "pipeline/crawl_task.h"
#include "pipeline/internal/crawl_request.h"
#include "pipeline/internal/crawl_step.h"
#include "pipeline/metrics.h"

namespace stratwatch::pipeline {

// What becomes of a page's request when it is answered: the page into the step, or its final
// outcome, or another attempt later.
// Threads: not thread-safe; belongs to the crawl loop.
class PageFetches {
 public:
  // Borrows all; `archive` may be null.
  PageFetches(const CrawlOptions& options, CrawlStep& step, crawlers::WarcWriter* archive,
              const Clock& clock, EventSink& events, Metrics& metrics);

  // Errors of all: kUnavailable, kCorrupt (of the store).

  // `response` is no redirect to follow.
  Result<void> Respond(const CrawlRequest& request, crawlers::FetchResponse response);
  // The request got no response, or its redirects led nowhere.
  Result<void> FailWith(const CrawlRequest& request, const Error& error);
  // robots.txt forbids it.
  Result<void> Disallow(const CrawlRequest& request, const std::string& rule);
  // A redirect that cannot be followed: `outcome` says why.
  Result<void> End(const CrawlRequest& request, Outcome outcome, const std::string& reason);

  // Why pages cannot be archived at the moment; empty when they can.
  const std::string& ArchiveFailure() const { return archive_failure_; }

 private:
  Result<store::FrontierEntry> EntryOf(const CrawlRequest& request) const;
  Result<void> Finish(const CrawlRequest& request, Page page, Outcome outcome,
                      const std::string& reason);
  Result<void> Retry(const CrawlRequest& request, Page page, const std::string& reason,
                     std::chrono::seconds at_least);
  Result<void> Archive(Page& page, const crawlers::FetchResponse& response);
  Page PageOf(const CrawlRequest& request, const store::FrontierEntry& entry) const;
  std::chrono::sys_seconds Now() const;

  const CrawlOptions& options_;
  CrawlStep& step_;
  crawlers::WarcWriter* archive_;
  const Clock& clock_;
  EventSink& events_;
  Metrics& metrics_;
  std::unordered_map<SourceId, std::string> country_of_source_;
  std::string archive_failure_;
  std::minstd_rand random_;
};

}  // namespace stratwatch::pipeline
