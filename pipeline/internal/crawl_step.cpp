#include "pipeline/internal/crawl_step.h"

#include <utility>

#include "pipeline/internal/log_records.h"

namespace stratwatch::pipeline {

CrawlStep::CrawlStep(store::Database& database, LogSession& session, Topic topic,
                     crawlers::WarcWriter* archive, Metrics& metrics)
    : frontier_(database), session_(session), topic_(topic), archive_(archive), metrics_(metrics) {}

Result<std::optional<store::FrontierEntry>> CrawlStep::Find(const ArticleId& id) const {
  const auto found = entries_.find(id);
  if (found != entries_.end()) return found->second.current;
  return frontier_.Find(id);
}

Result<void> CrawlStep::Put(store::FrontierEntry entry) {
  const auto found = entries_.find(entry.id);
  if (found != entries_.end()) {
    found->second.current = std::move(entry);
    return {};
  }
  auto stored = frontier_.Find(entry.id);
  if (!stored) return tl::unexpected(stored.error());
  const ArticleId id = entry.id;
  entries_.emplace(id, Change{std::move(*stored), std::move(entry)});
  return {};
}

Result<void> CrawlStep::Emit(store::FrontierEntry entry, Page page, FetchedAt fetched) {
  entry.state = store::FrontierState::kEmitted;
  if (auto put = Put(std::move(entry)); !put) return put;
  bytes_ += page.body.size();
  pages_.push_back({std::move(page), fetched});
  return {};
}

void CrawlStep::PutSource(store::SourceState state) {
  const SourceId id = state.id;
  sources_.insert_or_assign(id, std::move(state));
}

void CrawlStep::PutRobots(std::string_view origin, store::FrontierTable::RobotsEntry entry) {
  robots_.insert_or_assign(std::string(origin), std::move(entry));
}

Result<void> CrawlStep::Commit() {
  if (Empty()) return {};
  if (archive_ != nullptr && !pages_.empty()) {
    if (auto synced = archive_->Sync(); !synced) return Fail("archive", synced.error());
  }
  auto committed = CommitPages(pages_);
  if (!committed && committed.error().code == ErrorCode::kLimit) committed = CommitOneByOne();
  if (!committed) return committed;
  entries_.clear();
  sources_.clear();
  robots_.clear();
  pages_.clear();
  bytes_ = 0;
  return {};
}

Result<void> CrawlStep::Reach() {
  auto committed = session_.Commit({});
  if (committed) return {};
  if (auto rewound = session_.Rewind(); !rewound) return rewound;
  return Fail("crawl: commit", committed.error());
}

// `pages` with all state: more than one of these steps may carry the same state, the last wins.
Result<void> CrawlStep::CommitPages(const std::vector<Emitted>& pages) {
  store::WriteBatch state;
  AddState(state);
  LogStep step;
  step.state = &state;
  step.outputs.reserve(pages.size());
  for (const Emitted& each : pages) {
    step.outputs.push_back({topic_, PageRecord(each.page, each.fetched)});
  }
  auto committed = session_.Commit(std::move(step));
  if (committed) {
    CountEmitted(pages);
    return {};
  }
  // Nothing is read by this session, so there is nothing to rewind to; the call is the contract's.
  if (auto rewound = session_.Rewind(); !rewound) return rewound;
  return Fail("crawl: commit", committed.error());
}

// Some page is too large for the log. Only an engine with a bound on records says so, and then the
// pages cannot share a step: the one that is refused has to be known.
Result<void> CrawlStep::CommitOneByOne() {
  std::unordered_map<ArticleId, Change> all = std::move(entries_);
  std::vector<Emitted> pages = std::move(pages_);
  entries_.clear();
  pages_.clear();
  const auto give_back = [&](std::size_t from) {
    for (auto& [id, change] : all) entries_.insert_or_assign(id, std::move(change));
    for (std::size_t i = from; i < pages.size(); ++i) pages_.push_back(std::move(pages[i]));
  };
  for (std::size_t i = 0; i < pages.size(); ++i) {
    const ArticleId id = pages[i].page.id;
    entries_.clear();
    if (auto found = all.find(id); found != all.end()) entries_.emplace(id, found->second);
    std::vector<Emitted> one{pages[i]};
    auto committed = CommitPages(one);
    if (!committed && committed.error().code == ErrorCode::kLimit) {
      metrics_.Count("stratwatch_bounds_hit_total", {{"bound", "log_record_bytes"}});
      Page& page = one.front().page;
      page.exchange.failure =
          "page of " + std::to_string(page.body.size()) + " bytes is larger than the log takes";
      page.body.clear();
      page.outcome = Outcome::kUnreachable;
      committed = CommitPages(one);
    }
    if (!committed) {
      give_back(i);
      return committed;
    }
    all.erase(id);
  }
  entries_ = std::move(all);
  auto committed = CommitPages({});
  pages_.clear();
  return committed;
}

void CrawlStep::AddState(store::WriteBatch& batch) {
  for (const auto& [id, change] : entries_) {
    frontier_.Put(batch, change.current, change.stored ? &*change.stored : nullptr);
  }
  for (const auto& [id, state] : sources_) frontier_.PutSource(batch, state);
  for (const auto& [origin, entry] : robots_) frontier_.PutRobots(batch, origin, entry);
}

void CrawlStep::CountEmitted(const std::vector<Emitted>& pages) const {
  for (const Emitted& each : pages) {
    metrics_.Count("stratwatch_pages_emitted_total",
                   {{"outcome", std::string(OutcomeName(each.page.outcome))}});
  }
}

}  // namespace stratwatch::pipeline
