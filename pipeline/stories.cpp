#include "pipeline/stories.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "pipeline/internal/story_score.h"

namespace stratwatch::pipeline {
namespace {

using internal::StoryAnchorNames;
using store::StoryRecord;

// Articles a language whose words are kept: the first, which names the event, and the latest.
constexpr std::size_t kWordsALanguage = 3;
constexpr std::size_t kLanguagesMax = 12;
// An anchor that one article alone brought tells nothing once there are so many.
constexpr std::size_t kAnchorsMax = 600;
// Candidates that are scored, those with the most anchors in common.
constexpr std::size_t kCandidatesMax = 200;

std::int64_t SecondsOf(const StoryAnchors& article) {
  return article.time.time_since_epoch().count();
}

void AddAnchors(const StoryAnchors& article, StoryRecord& record) {
  for (std::string& name : StoryAnchorNames(article)) {
    const auto place =
        std::lower_bound(record.anchors.begin(), record.anchors.end(), name,
                         [](const StoryRecord::Anchor& each, const std::string& wanted) {
                           return each.name < wanted;
                         });
    if (place != record.anchors.end() && place->name == name) {
      ++place->articles;
    } else {
      record.anchors.insert(place, {std::move(name), 1});
    }
  }
  if (record.anchors.size() > kAnchorsMax) {
    std::erase_if(record.anchors, [](const auto& each) { return each.articles == 1; });
  }
  if (record.anchors.size() > kAnchorsMax) record.anchors.resize(kAnchorsMax);
}

void AddWords(const StoryAnchors& article, StoryRecord& record) {
  std::vector<StoryRecord::Words*> same;
  std::set<std::string_view> languages;
  for (StoryRecord::Words& each : record.words) {
    languages.insert(each.language);
    if (each.language == article.language) same.push_back(&each);
  }
  if (same.size() == kWordsALanguage) {
    same.back()->hashes = article.words;
  } else if (!same.empty() || languages.size() < kLanguagesMax) {
    record.words.push_back({article.language, article.words});
  }
}

// The other way round. What was cut for room is not there to be taken.
void RemoveAnchors(const StoryAnchors& article, StoryRecord& record) {
  for (const std::string& name : StoryAnchorNames(article)) {
    const auto place =
        std::lower_bound(record.anchors.begin(), record.anchors.end(), name,
                         [](const StoryRecord::Anchor& each, const std::string& wanted) {
                           return each.name < wanted;
                         });
    if (place == record.anchors.end() || place->name != name) continue;
    if (--place->articles == 0) record.anchors.erase(place);
  }
  const auto words = std::find(record.words.begin(), record.words.end(),
                               StoryRecord::Words{article.language, article.words});
  if (words != record.words.end()) record.words.erase(words);
}

}  // namespace

Stories::Stories(StoriesOptions options) : options_(options) {}
Stories::~Stories() = default;

void Stories::Index(const StoryId& id, const StoryRecord& record) {
  for (const auto& anchor : record.anchors) by_anchor_[anchor.name].insert(id);
  for (const std::uint32_t word : internal::WordsOf(record)) ++by_word_[word];
  by_hour_.emplace(record.seen_hour, id);
}

void Stories::Unindex(const StoryId& id, const StoryRecord& record) {
  for (const auto& anchor : record.anchors) {
    const auto found = by_anchor_.find(anchor.name);
    found->second.erase(id);
    if (found->second.empty()) by_anchor_.erase(found);
  }
  for (const std::uint32_t word : internal::WordsOf(record)) {
    const auto found = by_word_.find(word);
    if (--found->second == 0) by_word_.erase(found);
  }
  by_hour_.erase({record.seen_hour, id});
}

void Stories::Load(const StoryId& id, StoryRecord record) {
  Index(id, record);
  stories_.emplace(id, std::move(record));
}

std::vector<StoryId> Stories::Candidates(const StoryAnchors& article) const {
  std::map<StoryId, int> shared;
  for (const std::string& name : StoryAnchorNames(article)) {
    // Topics and names alone never reach a score of 0.
    if (!internal::MakesCandidate(name)) continue;
    const auto found = by_anchor_.find(name);
    if (found == by_anchor_.end()) continue;
    for (const StoryId& id : found->second) ++shared[id];
  }
  std::vector<std::pair<int, StoryId>> ranked;
  for (const auto& [id, count] : shared) ranked.emplace_back(-count, id);
  std::sort(ranked.begin(), ranked.end());
  std::vector<StoryId> candidates;
  for (const auto& [count, id] : ranked) {
    if (candidates.size() == kCandidatesMax) break;
    candidates.push_back(id);
  }
  return candidates;
}

std::optional<StoryChoice> Stories::Choose(const StoryAnchors& article) const {
  internal::StoryScorer scorer(
      article, stories_.size(),
      [&](const std::string& name) {
        const auto found = by_anchor_.find(name);
        return found == by_anchor_.end() ? std::size_t{0} : found->second.size();
      },
      [&](std::uint32_t word) {
        const auto found = by_word_.find(word);
        return found == by_word_.end() ? std::size_t{0} : std::size_t{found->second};
      });
  std::optional<StoryChoice> best;
  for (const StoryId& id : Candidates(article)) {
    const StoryRecord& record = stories_.at(id);
    const bool strategy = scorer.SharesStrategy(record);
    const std::chrono::seconds window = strategy ? options_.strategy_window : options_.window;
    const std::int64_t time = SecondsOf(article);
    if (time < record.first - window.count() || time > record.last + window.count()) continue;
    std::vector<StoryPart> parts = scorer.Parts(record);
    float score = 0.0F;
    for (const StoryPart& part : parts) score += part.score;
    if (score < 0.0F || (best && score <= best->score)) continue;
    best = StoryChoice{id, score, std::move(parts)};
  }
  return best;
}

const StoryRecord& Stories::Join(const StoryId& id, const StoryAnchors& article,
                                 std::uint32_t hour) {
  const auto found = stories_.find(id);
  before_.emplace(
      id, found == stories_.end() ? std::nullopt : std::optional<StoryRecord>(found->second));
  if (found != stories_.end()) Unindex(id, found->second);
  StoryRecord& record = stories_[id];
  const std::int64_t time = SecondsOf(article);
  record.first = record.articles == 0 ? time : std::min(record.first, time);
  record.last = record.articles == 0 ? time : std::max(record.last, time);
  record.seen_hour = std::max(record.seen_hour, hour);
  ++record.articles;
  AddAnchors(article, record);
  AddWords(article, record);
  Index(id, record);
  return record;
}

std::optional<StoryRecord> Stories::Leave(const StoryId& id, const StoryAnchors& article) {
  const auto found = stories_.find(id);
  if (found == stories_.end()) return std::nullopt;
  before_.emplace(id, found->second);
  Unindex(id, found->second);
  StoryRecord& record = found->second;
  if (record.articles <= 1) {
    stories_.erase(found);
    return std::nullopt;
  }
  --record.articles;
  RemoveAnchors(article, record);
  Index(id, record);
  return record;
}

std::vector<StoryId> Stories::Closing(std::uint32_t hour, std::size_t stories_max) const {
  const auto longest =
      static_cast<std::uint32_t>(2 * std::max(options_.window, options_.strategy_window).count());
  std::vector<StoryId> closing;
  for (const auto& [seen, id] : by_hour_) {
    const bool too_many = stories_.size() - closing.size() > options_.stories_max;
    if (closing.size() == stories_max || (seen + longest >= hour && !too_many)) break;
    closing.push_back(id);
  }
  return closing;
}

void Stories::Close(const StoryId& id) {
  const auto found = stories_.find(id);
  if (found == stories_.end() || before_.contains(id)) return;
  Unindex(id, found->second);
  stories_.erase(found);
}

void Stories::Keep() {
  before_.clear();
}

void Stories::TakeBack() {
  for (auto& [id, record] : before_) {
    const auto found = stories_.find(id);
    if (found != stories_.end()) {
      Unindex(id, found->second);
      stories_.erase(found);
    }
    if (record) Load(id, std::move(*record));
  }
  before_.clear();
}

}  // namespace stratwatch::pipeline
