#include "pipeline/internal/page_fetches.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "pipeline/internal/page_verdict.h"

namespace stratwatch::pipeline {
namespace {

using std::chrono::seconds;

// A page whose archiving failed is asked for again after this; by then an operator may have seen
// the full disk.
constexpr seconds kArchiveRetry{60};

}  // namespace

PageFetches::PageFetches(const CrawlOptions& options, CrawlStep& step,
                         crawlers::WarcWriter* archive, const Clock& clock, EventSink& events,
                         Metrics& metrics)
    : options_(options),
      step_(step),
      archive_(archive),
      clock_(clock),
      events_(events),
      metrics_(metrics),
      random_(static_cast<std::uint32_t>(options.politeness.random_seed + 1)) {
  for (const Source& source : options.sources) {
    country_of_source_.emplace(source.id, source.country);
  }
}

Result<void> PageFetches::Respond(const CrawlRequest& request, crawlers::FetchResponse response) {
  auto entry = EntryOf(request);
  if (!entry) return tl::unexpected(entry.error());
  Page page = PageOf(request, *entry);
  FetchExchange& exchange = page.exchange;
  exchange.status = response.status;
  exchange.fetched_at = response.fetched_at;
  exchange.duration += response.duration;
  exchange.remote_address = response.remote_address;
  exchange.content_type = response.Header("content-type");
  exchange.robots_tag = RobotsTagOf(response);

  const PageVerdict verdict = JudgeResponse(response);
  switch (verdict.action) {
    case PageVerdict::Action::kEnd:
      return Finish(request, std::move(page), verdict.outcome, verdict.reason);
    case PageVerdict::Action::kRetry: {
      const auto asked = crawlers::ParseRetryAfter(response.Header("retry-after"), Now());
      return Retry(request, std::move(page), verdict.reason, asked.value_or(seconds(0)));
    }
    case PageVerdict::Action::kRead:
      break;
  }
  if (auto archived = Archive(page, response); !archived) {
    // Not the page's fault: it keeps its attempts.
    store::FrontierEntry again = std::move(*entry);
    again.due_at = Now() + kArchiveRetry;
    return step_.Put(std::move(again));
  }
  page.body = std::move(response.body);
  return step_.Emit(std::move(*entry), std::move(page), clock_.Now());
}

Result<void> PageFetches::FailWith(const CrawlRequest& request, const Error& error) {
  auto entry = EntryOf(request);
  if (!entry) return tl::unexpected(entry.error());
  Page page = PageOf(request, *entry);
  const PageVerdict verdict = JudgeFailure(error);
  if (error.code == ErrorCode::kLimit) {
    metrics_.Count("stratwatch_bounds_hit_total", {{"bound", "fetch_bytes"}});
  }
  if (verdict.action == PageVerdict::Action::kRetry) {
    return Retry(request, std::move(page), verdict.reason, seconds(0));
  }
  return Finish(request, std::move(page), verdict.outcome, verdict.reason);
}

Result<void> PageFetches::Disallow(const CrawlRequest& request, const std::string& rule) {
  auto entry = EntryOf(request);
  if (!entry) return tl::unexpected(entry.error());
  Page page = PageOf(request, *entry);
  page.exchange.robots_rule = rule;
  return Finish(request, std::move(page), Outcome::kDisallowed, "robots.txt: " + rule);
}

Result<void> PageFetches::End(const CrawlRequest& request, Outcome outcome,
                              const std::string& reason) {
  auto entry = EntryOf(request);
  if (!entry) return tl::unexpected(entry.error());
  return Finish(request, PageOf(request, *entry), outcome, reason);
}

Result<store::FrontierEntry> PageFetches::EntryOf(const CrawlRequest& request) const {
  auto entry = step_.Find(request.article);
  if (!entry) return tl::unexpected(entry.error());
  if (!entry->has_value()) {
    return Fail(ErrorCode::kCorrupt, "frontier: the entry of " + request.url.Text() + " (article " +
                                         request.article.Hex() + ") is gone; check the store");
  }
  return std::move(**entry);
}

Result<void> PageFetches::Finish(const CrawlRequest& request, Page page, Outcome outcome,
                                 const std::string& reason) {
  auto entry = EntryOf(request);
  if (!entry) return tl::unexpected(entry.error());
  entry->last_failure = reason;
  page.outcome = outcome;
  page.exchange.failure = reason;
  events_.Write(Severity::kDebug, "page.ended",
                {{"url", page.url.Text()}, {"outcome", OutcomeName(outcome)}, {"reason", reason}});
  return step_.Emit(std::move(*entry), std::move(page));
}

Result<void> PageFetches::Retry(const CrawlRequest& request, Page page, const std::string& reason,
                                seconds at_least) {
  auto entry = EntryOf(request);
  if (!entry) return tl::unexpected(entry.error());
  ++entry->attempts;
  if (entry->attempts >= options_.attempts_max) {
    metrics_.Count("stratwatch_bounds_hit_total", {{"bound", "attempts"}});
    return Finish(request, std::move(page), Outcome::kUnreachable,
                  reason + " (after " + std::to_string(entry->attempts) + " attempts)");
  }
  metrics_.Count("stratwatch_page_retries_total");
  // Doubled up to ten times: attempts_max is the bound, this only keeps the shift in range.
  const auto doubled =
      options_.retry_delay * (std::int64_t{1} << std::min(entry->attempts - 1, 10));
  std::uniform_real_distribution<double> tenth(0.9, 1.1);
  const auto jittered =
      static_cast<std::int64_t>(std::ceil(static_cast<double>(doubled.count()) * tenth(random_)));
  entry->due_at = Now() + std::max(seconds(jittered), at_least);
  entry->last_failure = reason;
  return step_.Put(std::move(*entry));
}

Result<void> PageFetches::Archive(Page& page, const crawlers::FetchResponse& response) {
  if (archive_ == nullptr) return {};
  auto location =
      archive_->Append({response.url.Text(), response.fetched_at, response.remote_address,
                        std::string(), response.raw_header, response.body});
  if (!location) {
    if (archive_failure_.empty()) {
      events_.Write(Severity::kError, "archive.failed",
                    {{"url", page.url.Text()}, {"error", location.error().message}});
    }
    archive_failure_ = "archive: " + location.error().message;
    return tl::unexpected(location.error());
  }
  archive_failure_.clear();
  page.archive = std::move(*location);
  return {};
}

Page PageFetches::PageOf(const CrawlRequest& request, const store::FrontierEntry& entry) const {
  Page page;
  page.id = entry.id;
  page.url = entry.url;
  page.source = entry.source;
  if (const auto found = country_of_source_.find(entry.source); found != country_of_source_.end()) {
    page.publisher_country = found->second;
  }
  page.sightings = entry.sightings;
  page.exchange.requested = entry.url;
  page.exchange.final_url = request.url;
  page.exchange.redirects = request.redirects;
  page.exchange.duration = request.spent;
  page.exchange.fetched_at = Now();
  page.exchange.robots_rule = request.robots_rule;
  return page;
}

std::chrono::sys_seconds PageFetches::Now() const {
  return std::chrono::floor<seconds>(clock_.Now());
}

}  // namespace stratwatch::pipeline
