#include "pipeline/story_lineage.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_map>

namespace stratwatch::pipeline {
namespace {

// An article with the time that counts.
struct Dated {
  const Article* article = nullptr;
  std::chrono::sys_seconds time{};
  bool by_fetch = false;
};

Dated DatedOf(const Article& article) {
  const std::chrono::sys_seconds fetched = article.exchange.fetched_at;
  const auto& published = article.published;
  if (!published || published->confidence < kTrustedDate || published->utc > fetched) {
    return {&article, fetched, true};
  }
  if (published->precision != DatePrecision::kDay) return {&article, published->utc, false};
  // The stated instant is the begin of the publisher's own day.
  const auto last = published->utc + std::chrono::days(1) - std::chrono::seconds(1);
  return {&article, std::min(last, fetched), false};
}

bool IsEarlier(const Dated& a, const Dated& b) {
  const auto order = [](const Dated& each) {
    return std::tuple(each.time, each.article->exchange.fetched_at, each.article->id);
  };
  return order(a) < order(b);
}

using ById = std::unordered_map<ArticleId, const Article*>;

// The last article of the chain of copies, or the original that is not among these. A chain is
// no longer than there are articles, were it a ring.
ArticleId RootOf(const Article& article, const ById& by_id) {
  const Article* at = &article;
  for (std::size_t steps = 0; steps <= by_id.size() && at->resolution.duplicate_of; ++steps) {
    const auto next = by_id.find(*at->resolution.duplicate_of);
    if (next == by_id.end()) return *at->resolution.duplicate_of;
    at = next->second;
  }
  return at->id;
}

}  // namespace

std::vector<StoryReport> ReportsOf(const std::vector<Article>& articles) {
  ById by_id;
  for (const Article& article : articles) by_id.emplace(article.id, &article);
  std::map<ArticleId, std::vector<Dated>> groups;
  for (const Article& article : articles) {
    groups[RootOf(article, by_id)].push_back(DatedOf(article));
  }
  std::vector<std::pair<Dated, StoryReport>> reports;
  for (auto& [root, group] : groups) {
    std::sort(group.begin(), group.end(), IsEarlier);
    const Dated& first = group.front();
    StoryReport report{first.article, first.time, first.by_fetch, {}};
    for (std::size_t i = 1; i < group.size(); ++i) report.copies.push_back(group[i].article);
    reports.emplace_back(first, std::move(report));
  }
  std::sort(reports.begin(), reports.end(),
            [](const auto& a, const auto& b) { return IsEarlier(a.first, b.first); });
  std::vector<StoryReport> found;
  found.reserve(reports.size());
  for (auto& [first, report] : reports) found.push_back(std::move(report));
  return found;
}

}  // namespace stratwatch::pipeline
