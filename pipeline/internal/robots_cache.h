#pragma once

#include <chrono>
#include <cstddef>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "crawlers/robots.h"
#include "model/error.h"
#include "model/url.h"
#include "pipeline/internal/crawl_step.h"

namespace stratwatch::pipeline {

// The robots.txt rules of the origins that the crawl has to do with: parsed ones in memory, their
// bytes in the store, so that a restart asks nobody again (RFC 9309, 2.4: kept at most a day).
// Threads: not thread-safe; belongs to the crawl loop.
class RobotsCache {
 public:
  // Borrows `step`. `user_agent`: its product token is what rules are matched against.
  RobotsCache(CrawlStep& step, std::string_view user_agent, std::chrono::seconds age_max);

  enum class Standing {
    kAllowed,
    kDisallowed,
    kUnreachable,  // The rules could not be had lately: nothing may be fetched for a while
                   // (2.3.1.4).
    kUnknown,      // Ask the origin for them first.
  };
  struct Answer {
    Standing standing = Standing::kUnknown;
    std::string rule;  // The line that decided, or why the rules cannot be had.
    std::optional<std::chrono::milliseconds> crawl_delay;
  };
  // Errors: kUnavailable, kCorrupt (of the store).
  Result<Answer> Ask(const Url& url, std::chrono::sys_seconds now);

  // What the origin answered; status 0: nothing.
  void Learn(const std::string& origin, int status, std::string body, std::chrono::sys_seconds now);

 private:
  struct Slot {
    std::string origin;
    int status = 0;
    std::chrono::sys_seconds fetched_at{};
    crawlers::RobotsRules rules;
  };

  Result<const Slot*> SlotOf(const std::string& origin);
  const Slot* Remember(Slot slot);
  bool Fresh(const Slot& slot, std::chrono::sys_seconds now) const;

  CrawlStep& step_;
  std::string product_token_;
  std::chrono::seconds age_max_;
  std::list<Slot> latest_first_;
  std::unordered_map<std::string_view, std::list<Slot>::iterator> by_origin_;  // Views the slots.
};

}  // namespace stratwatch::pipeline
