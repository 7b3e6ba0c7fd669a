#include "pipeline/internal/request_flow.h"

#include <chrono>

namespace stratwatch::pipeline {
namespace {

bool IsRedirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

}  // namespace

RequestFlow::RequestFlow(const CrawlOptions& options, CrawlStep& step,
                         crawlers::WarcWriter* archive, const Clock& clock, EventSink& events,
                         Metrics& metrics)
    : options_(options),
      clock_(clock),
      metrics_(metrics),
      queue_(options.politeness),
      robots_(step, options.fetcher.user_agent, options.robots_age_max),
      sources_(options, step, clock, events, metrics),
      pages_(options, step, archive, clock, events, metrics),
      loader_(options, step, queue_) {}

Result<void> RequestFlow::TakeSources() {
  for (auto& request : sources_.Due()) {
    if (auto sent = Dispatch(std::move(request)); !sent) return sent;
  }
  if (options_.once) LeaveLateHosts();
  return {};
}

Result<void> RequestFlow::TakePages() {
  // Half full is full enough; each look costs a walk over what is in memory.
  if (InMemory() >= options_.queue_max / 2) return {};
  auto requests = loader_.Load(Now(), options_.queue_max - InMemory());
  if (!requests) return tl::unexpected(requests.error());
  for (auto& request : *requests) {
    if (auto sent = Dispatch(std::move(request)); !sent) return sent;
  }
  return {};
}

Result<bool> RequestFlow::Exhausted() const {
  if (InMemory() > 0 || sources_.UnderWay() > 0 || sources_.NextDue()) return false;
  const auto soon = loader_.AnySoon(Now());
  if (!soon) return tl::unexpected(soon.error());
  return !*soon;
}

// A crawl with an end does not wait for a host that wants to be left alone for long.
void RequestFlow::LeaveLateHosts() {
  for (const auto& request : queue_.TakeLaterThan(clock_.Steady() + options_.once_wait_max)) {
    Abandon(request);
    if (request.kind != RequestKind::kRobots) continue;
    for (const auto& waiting : TakeWaiting(request.origin)) Abandon(waiting);
  }
}

void RequestFlow::Abandon(const CrawlRequest& request) {
  if (request.kind == RequestKind::kSource) sources_.Abandon(request);
  if (request.kind != RequestKind::kPage) return;
  loader_.GiveUp(request.article);
  loader_.Release(request.article);
}

// To its host's line, if robots.txt lets it.
Result<void> RequestFlow::Dispatch(CrawlRequest request) {
  auto answer = robots_.Ask(request.url, Now());
  if (!answer) return tl::unexpected(answer.error());
  const std::string origin = request.url.Origin();
  switch (answer->standing) {
    case RobotsCache::Standing::kUnknown: {
      auto& waiting = waiting_[origin];
      waiting.push_back(std::move(request));
      ++waiting_count_;
      if (waiting.size() > 1) return {};
      return AskForRobots(origin);
    }
    case RobotsCache::Standing::kAllowed:
      if (answer->crawl_delay) queue_.SetCrawlDelay(request.HostKey(), *answer->crawl_delay);
      request.robots_rule = answer->rule;
      queue_.Push(std::move(request), clock_.Steady());
      return {};
    case RobotsCache::Standing::kDisallowed:
      if (request.kind == RequestKind::kSource) {
        sources_.FailWith(request, PollFinding::Ending::kHard, "robots.txt: " + answer->rule);
        return {};
      }
      loader_.Release(request.article);
      return pages_.Disallow(request, answer->rule);
    case RobotsCache::Standing::kUnreachable:
      return FailRequest(request, {ErrorCode::kUnavailable, answer->rule});
  }
  return {};
}

Result<void> RequestFlow::AskForRobots(const std::string& origin) {
  const auto url = Url::Parse(origin + "/robots.txt");
  if (!url) return tl::unexpected(url.error());
  CrawlRequest request;
  request.kind = RequestKind::kRobots;
  request.url = *url;
  request.origin = origin;
  queue_.Push(std::move(request), clock_.Steady());
  return {};
}

Result<void> RequestFlow::Complete(const CrawlRequest& request,
                                   crawlers::FetchCompletion completion) {
  crawlers::HostSchedule::Ending ending;
  if (completion.response) {
    ending.status = completion.response->status;
    ending.latency = completion.response->duration;
    ending.retry_after =
        crawlers::ParseRetryAfter(completion.response->Header("retry-after"), Now());
  }
  queue_.Finished(request.HostKey(), clock_.Steady(), ending);
  CountFetch(request, completion);
  if (!completion.response) return FailRequest(request, completion.response.error());
  return Answer(request, std::move(*completion.response));
}

Result<void> RequestFlow::NotStarted(const CrawlRequest& request, const Error& error) {
  queue_.Finished(request.HostKey(), clock_.Steady(), {});
  return FailRequest(request, error);
}

Result<void> RequestFlow::Answer(const CrawlRequest& request, crawlers::FetchResponse response) {
  if (IsRedirect(response.status) && !response.redirect_to.empty()) {
    return Follow(request, response);
  }
  switch (request.kind) {
    case RequestKind::kRobots:
      return LearnRobots(request.origin, response.status, std::move(response.body));
    case RequestKind::kSource: {
      auto more = sources_.Respond(request, response);
      if (!more) return tl::unexpected(more.error());
      for (auto& child : *more) {
        if (auto sent = Dispatch(std::move(child)); !sent) return sent;
      }
      return {};
    }
    case RequestKind::kPage:
      loader_.Release(request.article);
      return pages_.Respond(request, std::move(response));
  }
  return {};
}

// Each hop is a request of its own: its host's robots.txt, turn and address are asked anew.
Result<void> RequestFlow::Follow(const CrawlRequest& request,
                                 const crawlers::FetchResponse& response) {
  const auto target = Url::Parse(response.redirect_to);
  if (!target) {
    return Strand(request, Outcome::kGone,
                  "redirect to no usable address: " + target.error().message);
  }
  if (request.redirects.size() >= static_cast<std::size_t>(options_.redirects_max)) {
    metrics_.Count("stratwatch_bounds_hit_total", {{"bound", "redirects"}});
    return Strand(request, Outcome::kUnreachable,
                  "more than " + std::to_string(options_.redirects_max) +
                      " redirects, the last to " + target->Text());
  }
  CrawlRequest next = request;
  next.url = *target;
  next.redirects.push_back(target->Text());
  next.spent += response.duration;
  if (next.kind != RequestKind::kRobots) return Dispatch(std::move(next));
  // RFC 9309, 2.3.1.2: robots.txt is followed across hosts, and asks nobody's leave.
  queue_.Push(std::move(next), clock_.Steady());
  return {};
}

// A redirect that cannot be followed.
Result<void> RequestFlow::Strand(const CrawlRequest& request, Outcome outcome,
                                 const std::string& reason) {
  switch (request.kind) {
    case RequestKind::kRobots:
      // RFC 9309, 2.3.1.2: then the file counts as not there, and everything is allowed.
      return LearnRobots(request.origin, 404, std::string());
    case RequestKind::kSource:
      sources_.FailWith(request, PollFinding::Ending::kSoft, reason);
      return {};
    case RequestKind::kPage:
      loader_.Release(request.article);
      return pages_.End(request, outcome, reason);
  }
  return {};
}

// No response came.
Result<void> RequestFlow::FailRequest(const CrawlRequest& request, const Error& error) {
  switch (request.kind) {
    case RequestKind::kRobots:
      if (error.code == ErrorCode::kUnavailable) {
        return LearnRobots(request.origin, 0, std::string());
      }
      // The address may not be asked, or the answer is absurd: that holds for the pages too.
      for (const auto& waiting : TakeWaiting(request.origin)) {
        if (auto failed = FailRequest(waiting, error); !failed) return failed;
      }
      return {};
    case RequestKind::kSource:
      sources_.FailWith(request,
                        error.code == ErrorCode::kUnavailable ? PollFinding::Ending::kTemporary
                                                              : PollFinding::Ending::kHard,
                        error.message);
      return {};
    case RequestKind::kPage:
      loader_.Release(request.article);
      return pages_.FailWith(request, error);
  }
  return {};
}

Result<void> RequestFlow::LearnRobots(const std::string& origin, int status, std::string body) {
  robots_.Learn(origin, status, std::move(body), Now());
  for (auto& waiting : TakeWaiting(origin)) {
    if (auto sent = Dispatch(std::move(waiting)); !sent) return sent;
  }
  return {};
}

std::vector<CrawlRequest> RequestFlow::TakeWaiting(const std::string& origin) {
  const auto found = waiting_.find(origin);
  if (found == waiting_.end()) return {};
  std::vector<CrawlRequest> requests = std::move(found->second);
  waiting_count_ -= requests.size();
  waiting_.erase(found);
  return requests;
}

void RequestFlow::CountFetch(const CrawlRequest& request,
                             const crawlers::FetchCompletion& completion) {
  std::string result = "failed";
  if (completion.response) {
    const auto& response = *completion.response;
    result = std::to_string(response.status / 100) + "xx";
    metrics_.Observe("stratwatch_fetch_seconds",
                     std::chrono::duration<double>(response.duration).count());
    metrics_.Count("stratwatch_fetch_bytes_total", {}, static_cast<double>(response.body.size()));
  }
  metrics_.Count("stratwatch_fetches_total",
                 {{"kind", RequestKindName(request.kind)}, {"result", result}});
}

std::chrono::sys_seconds RequestFlow::Now() const {
  return std::chrono::floor<std::chrono::seconds>(clock_.Now());
}

}  // namespace stratwatch::pipeline
