#include "pipeline/internal/source_polls.h"

#include <algorithm>
#include <utility>

#include "model/wire/digest.h"
#include "parsers/charset.h"
#include "pipeline/internal/listing_links.h"

namespace stratwatch::pipeline {
namespace {

using std::chrono::seconds;

// A full answer at least this often: some servers answer 304 for ever.
constexpr std::uint64_t kUnconditionalEvery = 10;

// Of a sitemap index. Indexes list years of archives; new articles are in the first or the last
// children, depending on the site.
constexpr std::size_t kChildrenMax = 20;
constexpr int kDepthMax =
    2;  // An index of indexes, and no deeper: the protocol allows not even that.

constexpr std::size_t kListingLinksMax = 500;

PollFinding::Ending EndingOf(int status) {
  if (status == 408 || status == 425 || status == 429 || status >= 500) {
    return PollFinding::Ending::kTemporary;
  }
  return PollFinding::Ending::kHard;
}

const char* EndingName(PollFinding::Ending ending) {
  switch (ending) {
    case PollFinding::Ending::kRead:
      return "read";
    case PollFinding::Ending::kUnchanged:
      return "unchanged";
    case PollFinding::Ending::kTemporary:
      return "temporary-failure";
    case PollFinding::Ending::kSoft:
      return "unreadable";
    case PollFinding::Ending::kHard:
      return "refused";
  }
  return "read";
}

std::vector<parsers::FeedEntry> EntriesOfListing(const crawlers::FetchResponse& response) {
  const auto html = parsers::DecodeMarkup(response.body, response.Header("content-type"),
                                          parsers::MarkupKind::kHtml);
  std::vector<parsers::FeedEntry> entries;
  for (auto& link : FindListingLinks(html.utf8, response.url, kListingLinksMax)) {
    parsers::FeedEntry entry;
    entry.link = link.url.Text();
    entry.title = std::move(link.text);
    entries.push_back(std::move(entry));
  }
  return entries;
}

}  // namespace

SourcePolls::SourcePolls(const CrawlOptions& options, CrawlStep& step, const Clock& clock,
                         EventSink& events, Metrics& metrics)
    : options_(options),
      step_(step),
      clock_(clock),
      events_(events),
      metrics_(metrics),
      desks_(options.sources.size()),
      random_(static_cast<std::uint32_t>(options.politeness.random_seed + 2)) {}

Result<void> SourcePolls::Load() {
  for (std::size_t i = 0; i < desks_.size(); ++i) {
    const SourceId& id = options_.sources[i].id;
    auto state = step_.Table().FindSource(id);
    if (!state) return Fail("source " + id.value, state.error());
    if (state->has_value()) desks_[i].state = std::move(**state);
    desks_[i].state.id = id;
  }
  return {};
}

std::vector<CrawlRequest> SourcePolls::Due() {
  std::vector<CrawlRequest> requests;
  const auto now = Now();
  for (std::size_t i = 0; i < desks_.size(); ++i) {
    Desk& desk = desks_[i];
    const bool due = options_.once ? !desk.polled : desk.state.next_poll <= now;
    if (desk.under_way || !due) continue;
    desk.under_way = true;
    desk.polled = true;
    desk.open = 1;
    desk.children = 0;
    desk.any_read = false;
    desk.finding = {};
    ++under_way_;
    CrawlRequest request;
    request.kind = RequestKind::kSource;
    request.url = options_.sources[i].url;
    request.source = i;
    if ((desk.state.polls + 1) % kUnconditionalEvery != 0) {
      request.if_none_match = desk.state.etag;
      request.if_modified_since = desk.state.last_modified;
    }
    requests.push_back(std::move(request));
  }
  return requests;
}

std::optional<std::chrono::sys_seconds> SourcePolls::NextDue() const {
  std::optional<std::chrono::sys_seconds> next;
  for (const Desk& desk : desks_) {
    if (desk.under_way || (options_.once && desk.polled)) continue;
    const auto due = options_.once ? std::chrono::sys_seconds{} : desk.state.next_poll;
    if (!next || due < *next) next = due;
  }
  return next;
}

Result<std::vector<CrawlRequest>> SourcePolls::Respond(const CrawlRequest& request,
                                                       const crawlers::FetchResponse& response) {
  std::vector<CrawlRequest> more;
  PollFinding& finding = desks_[request.source].finding;
  if (request.depth == 0) finding.status = response.status;
  if (response.status == 304) {
    finding.ending = PollFinding::Ending::kUnchanged;
    desks_[request.source].any_read = true;
  } else if (response.status < 200 || response.status >= 300) {
    NoteFailure(request, EndingOf(response.status), "HTTP " + std::to_string(response.status));
  } else if (auto read = Read(request, response, more); !read) {
    return tl::unexpected(read.error());
  }
  desks_[request.source].open += more.size();
  EndRequest(request);
  return more;
}

void SourcePolls::FailWith(const CrawlRequest& request, PollFinding::Ending ending,
                           std::string failure) {
  NoteFailure(request, ending, std::move(failure));
  EndRequest(request);
}

void SourcePolls::Abandon(const CrawlRequest& request) {
  Desk& desk = desks_[request.source];
  if (--desk.open > 0) return;
  desk.under_way = false;
  --under_way_;
}

Result<void> SourcePolls::Read(const CrawlRequest& request, const crawlers::FetchResponse& response,
                               std::vector<CrawlRequest>& more) {
  const Source& source = options_.sources[request.source];
  Desk& desk = desks_[request.source];
  std::vector<parsers::FeedEntry> entries;
  if (source.kind == SourceKind::kListing) {
    entries = EntriesOfListing(response);
  } else {
    auto feed = parsers::ParseFeed(response.body, response.Header("content-type"), response.url);
    if (!feed) {
      if (feed.error().code == ErrorCode::kLimit) {
        metrics_.Count("stratwatch_bounds_hit_total", {{"bound", "feed_bytes"}});
      }
      NoteFailure(request, PollFinding::Ending::kSoft, feed.error().message);
      return {};
    }
    if (!feed->defect.empty()) {
      events_.Write(Severity::kDebug, "source.defect",
                    {{"source", source.id.value}, {"defect", feed->defect}});
    }
    more = ChildrenOf(request, *feed);
    entries = std::move(feed->entries);
  }
  desk.any_read = true;
  if (request.depth == 0) {
    desk.state.etag = response.Header("etag");
    desk.state.last_modified = response.Header("last-modified");
  }
  return Discover(request.source, std::move(entries));
}

std::vector<CrawlRequest> SourcePolls::ChildrenOf(const CrawlRequest& request,
                                                  const parsers::Feed& feed) {
  std::vector<CrawlRequest> children;
  const auto& urls = feed.child_sitemaps;
  if (urls.empty()) return children;
  if (request.depth >= kDepthMax) {
    metrics_.Count("stratwatch_bounds_hit_total", {{"bound", "sitemap_depth"}});
    return children;
  }
  Desk& desk = desks_[request.source];
  const std::size_t room = kChildrenMax - std::min(desk.children, kChildrenMax);
  if (urls.size() > room) {
    metrics_.Count("stratwatch_bounds_hit_total", {{"bound", "sitemap_children"}});
  }
  const std::size_t take = std::min(urls.size(), room);
  for (std::size_t i = 0; i < take; ++i) {
    // The first half from the front, the rest from the end.
    const std::size_t index = i < (take + 1) / 2 ? i : urls.size() - 1 - (i - (take + 1) / 2);
    const auto url = Url::Parse(urls[index]);
    if (!url) continue;
    CrawlRequest child;
    child.kind = RequestKind::kSource;
    child.url = *url;
    child.source = request.source;
    child.depth = request.depth + 1;
    children.push_back(std::move(child));
  }
  desk.children += children.size();
  return children;
}

Result<void> SourcePolls::Discover(std::size_t source, std::vector<parsers::FeedEntry> entries) {
  PollFinding& finding = desks_[source].finding;
  for (const auto& entry : entries) {
    const auto url = Url::Parse(entry.link);
    if (!url) {
      metrics_.Count("stratwatch_source_entries_total", {{"result", "unusable"}});
      continue;
    }
    const auto fresh = See(options_.sources[source], entry, *url);
    if (!fresh) return tl::unexpected(fresh.error());
    ++finding.entries;
    if (*fresh) ++finding.fresh;
    metrics_.Count("stratwatch_source_entries_total", {{"result", *fresh ? "new" : "seen"}});
  }
  return {};
}

Result<bool> SourcePolls::See(const Source& source, const parsers::FeedEntry& entry,
                              const Url& url) {
  Sighting sighting;
  sighting.source = source.id;
  sighting.seen_at = Now();
  sighting.title = entry.title;
  if (entry.published) sighting.claimed_published = entry.published->utc;

  const ArticleId id = wire::ArticleIdOf(url);
  auto known = step_.Find(id);
  if (!known) return tl::unexpected(known.error());
  if (known->has_value()) {
    auto& sightings = (*known)->sightings;
    const bool told = std::any_of(sightings.begin(), sightings.end(),
                                  [&](const Sighting& each) { return each.source == source.id; });
    if (told) return false;
    if (sightings.size() >= options_.sightings_max) {
      metrics_.Count("stratwatch_bounds_hit_total", {{"bound", "sightings"}});
      return false;
    }
    sightings.push_back(std::move(sighting));
    if (auto put = step_.Put(std::move(**known)); !put) return tl::unexpected(put.error());
    return false;
  }
  store::FrontierEntry fresh;
  fresh.id = id;
  fresh.url = url;
  fresh.source = source.id;
  fresh.discovered_at = sighting.seen_at;
  fresh.due_at = sighting.seen_at;
  fresh.sightings.push_back(std::move(sighting));
  if (auto put = step_.Put(std::move(fresh)); !put) return tl::unexpected(put.error());
  metrics_.Count("stratwatch_urls_discovered_total");
  return true;
}

void SourcePolls::NoteFailure(const CrawlRequest& request, PollFinding::Ending ending,
                              std::string failure) {
  PollFinding& finding = desks_[request.source].finding;
  finding.failure = request.url.Text() + ": " + std::move(failure);
  // A child's failure is told, but does not make the poll a failure while others were read.
  finding.ending = ending;
}

void SourcePolls::EndRequest(const CrawlRequest& request) {
  Desk& desk = desks_[request.source];
  if (--desk.open > 0) return;
  desk.under_way = false;
  --under_way_;
  PollFinding& finding = desk.finding;
  const Source& source = options_.sources[request.source];
  if (!finding.failure.empty()) {
    events_.Write(Severity::kWarning, "source.poll-failed",
                  {{"source", source.id.value},
                   {"status", finding.status},
                   {"error", finding.failure},
                   {"result", EndingName(finding.ending)}});
  }
  if (desk.any_read && finding.ending != PollFinding::Ending::kUnchanged) {
    finding.ending = PollFinding::Ending::kRead;
  }
  std::uniform_real_distribution<double> jitter(-1.0, 1.0);
  NotePoll(
      desk.state, finding,
      {options_.poll_interval_min, options_.poll_interval_max,
       std::clamp(PollIntervals().first, options_.poll_interval_min, options_.poll_interval_max)},
      Now(), jitter(random_));
  step_.PutSource(desk.state);
  metrics_.Count("stratwatch_sources_polled_total", {{"result", EndingName(finding.ending)}});
  if (finding.failure.empty()) {
    events_.Write(Severity::kInfo, "source.polled",
                  {{"source", source.id.value},
                   {"status", finding.status},
                   {"entries", finding.entries},
                   {"new", finding.fresh}});
  }
}

std::chrono::sys_seconds SourcePolls::Now() const {
  return std::chrono::floor<seconds>(clock_.Now());
}

}  // namespace stratwatch::pipeline
