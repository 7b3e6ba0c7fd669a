#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "model/error.h"
#include "model/ids.h"
#include "pipeline/crawl_task.h"
#include "pipeline/internal/crawl_request.h"
#include "pipeline/internal/crawl_step.h"
#include "pipeline/internal/request_queue.h"

namespace stratwatch::pipeline {

// Takes due pages from the frontier into memory, fairly: a host's long line does not keep others
// out. What does not fit is put off to about the time when its host will have got to it, so that
// each entry is rewritten once, not each time it is looked at.
// Threads: not thread-safe; belongs to the crawl loop.
class FrontierLoader {
 public:
  // Borrows all.
  FrontierLoader(const CrawlOptions& options, CrawlStep& step, const RequestQueue& queue);

  // The pages that are due and not in memory yet, at most `requests_max`. `step` must be empty:
  // the table is what is read. Errors: kUnavailable, kCorrupt.
  Result<std::vector<CrawlRequest>> Load(std::chrono::sys_seconds now, std::size_t requests_max);
  // The page's request has ended: it may be loaded again.
  void Release(const ArticleId& article) { in_memory_.erase(article); }
  // Leaves the page to a later run: it is not loaded again by this one.
  void GiveUp(const ArticleId& article) { given_up_.insert(article); }
  // Whether pages will be due by `now` + `once_wait_max`, or were put off by us.
  Result<bool> AnySoon(std::chrono::sys_seconds now) const;

 private:
  Result<void> PutOff(store::FrontierEntry entry, const std::string& host,
                      std::chrono::sys_seconds now);

  const CrawlOptions& options_;
  CrawlStep& step_;
  const RequestQueue& queue_;
  std::unordered_set<ArticleId> in_memory_;
  std::unordered_set<ArticleId> given_up_;
  // Until when each host's line is full, by what was put off. Forgotten once past.
  std::unordered_map<std::string, std::chrono::sys_time<std::chrono::milliseconds>> full_until_;
};

}  // namespace stratwatch::pipeline
