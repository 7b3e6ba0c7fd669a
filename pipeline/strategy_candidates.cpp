#include "pipeline/strategy_candidates.h"

#include <algorithm>

namespace stratwatch::pipeline {
namespace {

// Before the name and behind it.
constexpr std::size_t kContextBytes = 100;

bool IsContinuation(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

// The bytes around [begin, end), cut between characters and at the paragraph's ends.
std::string Around(const std::string& text, std::size_t begin, std::size_t end) {
  std::size_t from = begin > kContextBytes ? begin - kContextBytes : 0;
  std::size_t to = std::min(text.size(), end + kContextBytes);
  while (from < begin && IsContinuation(text[from])) ++from;
  while (to < text.size() && IsContinuation(text[to])) ++to;
  const std::size_t before = text.rfind('\n', begin);
  if (before != std::string::npos && before >= from) from = before + 1;
  to = std::min(to, text.find('\n', end));
  return text.substr(from, to - from);
}

std::chrono::sys_seconds TimeOf(const Article& article) {
  return article.published ? article.published->utc : article.exchange.fetched_at;
}

}  // namespace

void StrategyCandidates::Add(const Article& article) {
  if (article.text.empty()) return;
  const auto day = std::chrono::floor<std::chrono::days>(TimeOf(article));
  const int year = static_cast<int>(std::chrono::year_month_day(day).year());
  std::set<std::pair<std::string, int>> met;
  for (const StrategyCandidate& candidate :
       tagger_.Candidates(article.title, article.text, article.language, year)) {
    const std::pair key(candidate.country, candidate.year);
    if (!met.insert(key).second) continue;
    NewStrategy& plan = plans_[key];
    plan.country = candidate.country;
    plan.year = candidate.year;
    plan.first = plan.articles == 0 ? TimeOf(article) : std::min(plan.first, TimeOf(article));
    ++plan.articles;
    plan.languages.insert(article.language);
    plan.sources.insert(article.source.value);
    if (plan.evidence.size() == evidence_max_) continue;
    const bool in_title = candidate.field == TagField::kTitle;
    const std::string& text = in_title ? article.title : article.text;
    plan.evidence.push_back({article.id, article.url.Text(), article.language, candidate.surface,
                             Around(text, candidate.begin, candidate.end)});
  }
}

std::vector<NewStrategy> StrategyCandidates::Found() const {
  std::vector<NewStrategy> found;
  found.reserve(plans_.size());
  for (const auto& [key, plan] : plans_) found.push_back(plan);
  std::stable_sort(found.begin(), found.end(), [](const NewStrategy& a, const NewStrategy& b) {
    return a.articles > b.articles;
  });
  return found;
}

}  // namespace stratwatch::pipeline
