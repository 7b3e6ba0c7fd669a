#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "crawlers/fetcher.h"
#include "model/clock.h"
#include "model/error.h"
#include "model/event_sink.h"
#include "parsers/feed.h"
#include "pipeline/crawl_task.h"
#include "pipeline/internal/crawl_request.h"
#include "pipeline/internal/crawl_step.h"
#include "pipeline/internal/poll_interval.h"
#include "pipeline/metrics.h"

namespace stratwatch::pipeline {

// Which sources are asked when, and what is read from their answers: new URLs into the frontier,
// new sightings to known ones, and the sources' own states.
// Threads: not thread-safe; belongs to the crawl loop.
class SourcePolls {
 public:
  // Borrows all.
  SourcePolls(const CrawlOptions& options, CrawlStep& step, const Clock& clock, EventSink& events,
              Metrics& metrics);

  // Reads the states from the store. Errors: kUnavailable, kCorrupt.
  Result<void> Load();

  // A request for each source whose time has come; it is then under way until all its requests
  // ended by Respond or FailWith.
  std::vector<CrawlRequest> Due();
  // When the next source is due; nullopt when none will be.
  std::optional<std::chrono::sys_seconds> NextDue() const;
  std::size_t UnderWay() const { return under_way_; }

  // `response` is no redirect to follow. Gives the requests for a sitemap index's children.
  // Errors: kUnavailable, kCorrupt (of the store).
  Result<std::vector<CrawlRequest>> Respond(const CrawlRequest& request,
                                            const crawlers::FetchResponse& response);
  void FailWith(const CrawlRequest& request, PollFinding::Ending ending, std::string failure);
  // The request will not be made this time (a crawl with an end does not wait for its host): the
  // source's state stays as it was.
  void Abandon(const CrawlRequest& request);

 private:
  // One source, between and during its polls.
  struct Desk {
    store::SourceState state;
    bool under_way = false;
    bool polled = false;  // Since this run began.
    std::size_t open = 0;
    std::size_t children = 0;  // Child sitemaps taken in this poll.
    bool any_read = false;
    PollFinding finding;
  };

  Result<void> Read(const CrawlRequest& request, const crawlers::FetchResponse& response,
                    std::vector<CrawlRequest>& more);
  std::vector<CrawlRequest> ChildrenOf(const CrawlRequest& request, const parsers::Feed& feed);
  Result<void> Discover(std::size_t source, std::vector<parsers::FeedEntry> entries);
  // Whether the URL was new.
  Result<bool> See(const Source& source, const parsers::FeedEntry& entry, const Url& url);
  void NoteFailure(const CrawlRequest& request, PollFinding::Ending ending, std::string failure);
  void EndRequest(const CrawlRequest& request);
  std::chrono::sys_seconds Now() const;

  const CrawlOptions& options_;
  CrawlStep& step_;
  const Clock& clock_;
  EventSink& events_;
  Metrics& metrics_;
  std::vector<Desk> desks_;  // As options_.sources.
  std::size_t under_way_ = 0;
  std::minstd_rand random_;
};

}  // namespace stratwatch::pipeline
