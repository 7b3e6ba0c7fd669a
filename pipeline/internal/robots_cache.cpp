#include "pipeline/internal/robots_cache.h"

#include <utility>

namespace stratwatch::pipeline {
namespace {

// Parsed rules kept in memory: a few KiB each, and a crawl talks to some hundreds of hosts at a
// time. The others are read from the store again.
constexpr std::size_t kOriginsMax = 2'000;

// How long the answer "not now" holds. Why half an hour: as long as HostSchedule remembers a
// host's back-off, so both are over together.
constexpr std::chrono::minutes kUnreachableAge{30};

// RFC 9309, 2.5: at least 500 KiB are parsed; RobotsRules parses no more.
constexpr std::size_t kBodyBytesMax = std::size_t{500} << 10U;

bool IsUnreachable(int status) {
  return status == 0 || status == 429 || status >= 500;
}

}  // namespace

RobotsCache::RobotsCache(CrawlStep& step, std::string_view user_agent, std::chrono::seconds age_max)
    : step_(step),
      product_token_(user_agent.substr(0, user_agent.find_first_of("/ "))),
      age_max_(age_max) {}

Result<RobotsCache::Answer> RobotsCache::Ask(const Url& url, std::chrono::sys_seconds now) {
  const auto slot = SlotOf(url.Origin());
  if (!slot) return tl::unexpected(slot.error());
  if (*slot == nullptr || !Fresh(**slot, now)) return Answer{};
  if (IsUnreachable((*slot)->status)) {
    const std::string what =
        (*slot)->status == 0 ? "no answer" : "HTTP " + std::to_string((*slot)->status);
    return Answer{Standing::kUnreachable, "robots.txt: " + what, std::nullopt};
  }
  const auto verdict = (*slot)->rules.Check(url);
  return Answer{verdict.allowed ? Standing::kAllowed : Standing::kDisallowed, verdict.rule,
                (*slot)->rules.CrawlDelay()};
}

void RobotsCache::Learn(const std::string& origin, int status, std::string body,
                        std::chrono::sys_seconds now) {
  if (const auto found = by_origin_.find(origin); found != by_origin_.end()) {
    const auto slot = found->second;
    by_origin_.erase(found);
    latest_first_.erase(slot);
  }
  Remember(
      {origin, status, now, crawlers::RobotsRules::FromResponse(status, body, product_token_)});
  if (status < 200 || status >= 300) body.clear();
  if (body.size() > kBodyBytesMax) body.resize(kBodyBytesMax);
  step_.PutRobots(origin, {now, status, std::move(body)});
}

// In memory, else from the store; nullptr when the origin was never asked.
Result<const RobotsCache::Slot*> RobotsCache::SlotOf(const std::string& origin) {
  if (const auto found = by_origin_.find(origin); found != by_origin_.end()) {
    latest_first_.splice(latest_first_.begin(), latest_first_, found->second);
    return &*found->second;
  }
  const auto stored = step_.Table().FindRobots(origin);
  if (!stored) return tl::unexpected(stored.error());
  if (!stored->has_value()) return nullptr;
  const auto& entry = **stored;
  return Remember({origin, entry.status, entry.fetched_at,
                   crawlers::RobotsRules::FromResponse(entry.status, entry.body, product_token_)});
}

const RobotsCache::Slot* RobotsCache::Remember(Slot slot) {
  latest_first_.push_front(std::move(slot));
  by_origin_.emplace(latest_first_.front().origin, latest_first_.begin());
  if (latest_first_.size() > kOriginsMax) {
    by_origin_.erase(latest_first_.back().origin);
    latest_first_.pop_back();
  }
  return &latest_first_.front();
}

bool RobotsCache::Fresh(const Slot& slot, std::chrono::sys_seconds now) const {
  const std::chrono::seconds age_max =
      IsUnreachable(slot.status) ? std::min<std::chrono::seconds>(kUnreachableAge, age_max_)
                                 : age_max_;
  return now - slot.fetched_at < age_max;
}

}  // namespace stratwatch::pipeline
