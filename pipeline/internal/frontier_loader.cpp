#include "pipeline/internal/frontier_loader.h"

#include <algorithm>
#include <utility>

namespace stratwatch::pipeline {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// The least time to put a page off: shorter, and the same entries would be looked at all the time.
constexpr seconds kPutOffMin{20};
// What a request takes where the host asks for no delay.
constexpr milliseconds kRequestMin{10};

}  // namespace

FrontierLoader::FrontierLoader(const CrawlOptions& options, CrawlStep& step,
                               const RequestQueue& queue)
    : options_(options), step_(step), queue_(queue) {}

Result<std::vector<CrawlRequest>> FrontierLoader::Load(std::chrono::sys_seconds now,
                                                       std::size_t requests_max) {
  std::vector<CrawlRequest> loaded;
  std::erase_if(full_until_, [&](const auto& each) { return each.second <= now; });
  // Those in memory are still due in the table and come first.
  auto due = step_.Table().Due(now, requests_max + in_memory_.size() + given_up_.size());
  if (!due) return Fail("frontier", due.error());
  std::unordered_map<std::string, std::size_t> lines;
  for (auto& entry : *due) {
    if (in_memory_.contains(entry.id) || given_up_.contains(entry.id)) continue;
    const std::string host(entry.url.Host());
    auto [line, first] = lines.try_emplace(host, 0);
    if (first) line->second = queue_.SizeOf(host);
    if (line->second >= options_.queue_host_max) {
      if (auto put = PutOff(std::move(entry), host, now); !put) return tl::unexpected(put.error());
      continue;
    }
    ++line->second;
    in_memory_.insert(entry.id);
    CrawlRequest request;
    request.kind = RequestKind::kPage;
    request.url = entry.url;
    request.article = entry.id;
    loaded.push_back(std::move(request));
  }
  return loaded;
}

Result<void> FrontierLoader::PutOff(store::FrontierEntry entry, const std::string& host,
                                    std::chrono::sys_seconds now) {
  const milliseconds each = std::max(options_.politeness.delay, kRequestMin);
  auto& until = full_until_[host];
  const std::chrono::sys_time<milliseconds> earliest = now + kPutOffMin;
  until = std::max(until, earliest) + each;
  entry.due_at = std::chrono::floor<seconds>(until);
  return step_.Put(std::move(entry));
}

Result<bool> FrontierLoader::AnySoon(std::chrono::sys_seconds now) const {
  auto horizon = now + options_.once_wait_max;
  for (const auto& [host, until] : full_until_) {
    horizon = std::max(horizon, std::chrono::ceil<seconds>(until));
  }
  const auto soon = step_.Table().Due(horizon, in_memory_.size() + given_up_.size() + 1);
  if (!soon) return Fail("frontier", soon.error());
  return std::any_of(soon->begin(), soon->end(), [&](const store::FrontierEntry& entry) {
    return !given_up_.contains(entry.id);
  });
}

}  // namespace stratwatch::pipeline
