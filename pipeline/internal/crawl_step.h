#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "crawlers/warc.h"
#include "model/error.h"
#include "model/page.h"
#include "pipeline/log.h"
#include "pipeline/metrics.h"
#include "pipeline/task_runner.h"
#include "store/frontier_table.h"

namespace stratwatch::pipeline {

// What the crawl has found out since its last commit: pages for the log, and changes to the
// frontier, the sources and the robots.txt cache, seen as if they were written already. All of it
// is committed as one step, so a page is in the log exactly when its URL is noted as emitted.
//
// A commit that fails keeps everything for the next one; a kill loses it, and the crawl fetches
// again what was not committed.
// Threads: not thread-safe; belongs to the crawl loop.
class CrawlStep {
 public:
  // Borrows all; `archive` may be null.
  CrawlStep(store::Database& database, LogSession& session, Topic topic,
            crawlers::WarcWriter* archive, Metrics& metrics);

  Result<std::optional<store::FrontierEntry>> Find(const ArticleId& id) const;
  Result<void> Put(store::FrontierEntry entry);
  // Notes the entry as emitted, with the page that goes to the log for it. `fetched`: just now, of
  // a live page with a body.
  Result<void> Emit(store::FrontierEntry entry, Page page, FetchedAt fetched = std::nullopt);

  void PutSource(store::SourceState state);
  void PutRobots(std::string_view origin, store::FrontierTable::RobotsEntry entry);

  bool Empty() const { return entries_.empty() && sources_.empty() && robots_.empty(); }
  std::size_t Pages() const { return pages_.size(); }
  std::size_t Bytes() const { return bytes_; }
  std::size_t Changes() const { return entries_.size() + sources_.size() + robots_.size(); }

  // Syncs the archive, then commits. A page that is larger than the log takes is replaced by its
  // outcome without the body.
  // Errors: kUnavailable (kept for the next try), kCorrupt, kInvalid.
  Result<void> Commit();
  // Whether the log would take a step now. Errors as of Commit.
  Result<void> Reach();

  const store::FrontierTable& Table() const { return frontier_; }

 private:
  struct Change {
    std::optional<store::FrontierEntry> stored;  // As it stands in the table.
    store::FrontierEntry current;
  };

  struct Emitted {
    Page page;
    FetchedAt fetched;
  };

  Result<void> CommitPages(const std::vector<Emitted>& pages);
  Result<void> CommitOneByOne();
  void AddState(store::WriteBatch& batch);
  void CountEmitted(const std::vector<Emitted>& pages) const;

  store::FrontierTable frontier_;
  LogSession& session_;
  const Topic topic_;
  crawlers::WarcWriter* archive_;
  Metrics& metrics_;

  std::unordered_map<ArticleId, Change> entries_;
  std::map<SourceId, store::SourceState> sources_;
  std::map<std::string, store::FrontierTable::RobotsEntry, std::less<>> robots_;
  std::vector<Emitted> pages_;
  std::size_t bytes_ = 0;  // Of the pages' bodies.
};

}  // namespace stratwatch::pipeline
