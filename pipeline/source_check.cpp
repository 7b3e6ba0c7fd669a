#include "pipeline/source_check.h"

#include <algorithm>
#include <deque>
#include <unordered_map>
#include <unordered_set>

#include "parsers/feed.h"

namespace stratwatch::pipeline {
namespace {

constexpr int kRedirectsMax = 5;
constexpr std::chrono::milliseconds kPollWait{200};

// Reads what a source answered with 200.
void ReadAnswer(const crawlers::FetchResponse& response, SourceCheck& check) {
  if (check.source.kind == SourceKind::kListing) {
    check.format = "listing";
    if (response.body.empty()) check.problem = "the page is empty";
    return;
  }
  const auto feed =
      parsers::ParseFeed(response.body, response.Header("content-type"), response.url);
  if (!feed) {
    check.problem = feed.error().message;
    return;
  }
  check.format = feed->format;
  check.entries = feed->entries.size() + feed->child_sitemaps.size();
  for (const parsers::FeedEntry& entry : feed->entries) {
    const auto& date = entry.published ? entry.published : entry.updated;
    if (date && (!check.newest || date->utc > *check.newest)) check.newest = date->utc;
  }
  if (check.entries == 0) check.problem = "no entries";
}

// One request a host at a time: whatever is queued for a busy host waits.
class Checker {
 public:
  Checker(crawlers::Fetcher& fetcher, const Clock& clock,
          const std::function<void(const SourceCheck&)>& report)
      : fetcher_(fetcher), clock_(clock), report_(report) {}

  void Run(const std::vector<Source>& sources) {
    for (const Source& source : sources) queue_.push_back({{source, 0, "", 0, {}, ""}, source.url});
    while (!queue_.empty() || !open_.empty()) {
      StartAll();
      const auto now = std::chrono::floor<std::chrono::seconds>(clock_.Now());
      for (auto& completion : fetcher_.Poll(kPollWait, now)) Finish(completion);
    }
  }

 private:
  struct Pending {
    SourceCheck check;
    Url url;
    int hops = 0;
  };

  void StartAll() {
    for (std::size_t left = queue_.size(); left > 0; --left) {
      Pending next = std::move(queue_.front());
      queue_.pop_front();
      const std::string host(next.url.Host());
      if (busy_hosts_.contains(host)) {
        queue_.push_back(std::move(next));
        continue;
      }
      crawlers::FetchRequest request;
      request.ticket = ++last_ticket_;
      request.url = next.url;
      if (!fetcher_.Start(std::move(request))) {  // All slots are taken: Poll frees some.
        queue_.push_front(std::move(next));
        return;
      }
      busy_hosts_.insert(host);
      open_.emplace(last_ticket_, std::move(next));
    }
  }

  void Finish(crawlers::FetchCompletion& completion) {
    auto found = open_.extract(completion.ticket);
    if (found.empty()) return;
    Pending pending = std::move(found.mapped());
    busy_hosts_.erase(std::string(pending.url.Host()));
    if (!completion.response) {
      pending.check.problem = completion.response.error().message;
    } else if (Redirected(*completion.response, pending)) {
      return;
    } else {
      pending.check.status = completion.response->status;
      if (completion.response->status == 200) {
        ReadAnswer(*completion.response, pending.check);
      } else {
        pending.check.problem = "HTTP " + std::to_string(completion.response->status);
      }
      if (pending.hops > 0 && pending.check.problem.empty()) {
        pending.check.format += " at " + pending.url.Text();
      }
    }
    report_(pending.check);
  }

  bool Redirected(const crawlers::FetchResponse& response, Pending& pending) {
    if (response.redirect_to.empty() || pending.hops >= kRedirectsMax) return false;
    auto target = Url::Parse(response.redirect_to);
    if (!target) return false;
    pending.url = std::move(*target);
    ++pending.hops;
    queue_.push_back(std::move(pending));
    return true;
  }

  crawlers::Fetcher& fetcher_;
  const Clock& clock_;
  const std::function<void(const SourceCheck&)>& report_;
  std::deque<Pending> queue_;
  std::unordered_map<std::uint64_t, Pending> open_;
  std::unordered_set<std::string> busy_hosts_;
  std::uint64_t last_ticket_ = 0;
};

}  // namespace

Result<void> CheckSources(const std::vector<Source>& sources,
                          const crawlers::FetcherOptions& options, const Clock& clock,
                          const std::function<void(const SourceCheck&)>& report) {
  const auto fetcher = crawlers::Fetcher::Create(options);
  if (!fetcher) return tl::unexpected(fetcher.error());
  Checker(**fetcher, clock, report).Run(sources);
  return {};
}

}  // namespace stratwatch::pipeline
