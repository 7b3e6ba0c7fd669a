#include "pipeline/internal/story_score.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <iterator>

namespace stratwatch::pipeline::internal {
namespace {

using store::StoryRecord;

// Learned on labelled stories by logistic regression with an L2 penalty of 1, in the order of
// time, each article against each story then open; stories on the same countries weighed twice,
// because a real day has more of them than a labelled set. Those of names and words were set by
// hand: the labelled stories have too few articles in one language to learn them from.
constexpr double kPrior = -2.75;
constexpr double kSubjects = 2.71;
constexpr double kOtherSubjects = -1.50;
constexpr double kStrategies = 1.23;
constexpr double kOtherStrategies = -1.83;
constexpr double kFigures = 1.92;
constexpr double kTopics = 1.03;
constexpr double kNames = 0.8;
constexpr double kWords = 1.5;
constexpr double kWeekApart = -2.7;

// A country or strategy is the story's when this share of its articles has it.
constexpr double kSubjectShare = 0.4;
constexpr double kStrategyShare = 0.3;
// Sums of rarities at which figures and names have convinced to 63 %.
constexpr double kFigureScale = 6.0;
constexpr double kNameScale = 12.0;
// Two texts of one language share this much whatever they tell of.
constexpr double kWordsByChance = 0.12;

// Rarity is ln((stories + kStoriesBefore) / (those that have it + what was met before)): with few
// stories open, what is common is known from before. The latter by kind, below.
constexpr double kStoriesBefore = 200.0;
constexpr double kTopicBefore = 20.0;
constexpr double kFigureBefore = 0.5;
constexpr double kNameBefore = 2.0;
constexpr double kWordBefore = 4.0;

constexpr std::string_view kSubject = "subject:";
constexpr std::string_view kStrategy = "strategy:";
constexpr std::string_view kTopic = "topic:";
constexpr std::string_view kFigure = "figure:";
constexpr std::string_view kName = "name:";

// The story's anchors of one kind: a range of the sorted list.
std::pair<const StoryRecord::Anchor*, const StoryRecord::Anchor*> OfKind(const StoryRecord& record,
                                                                         std::string_view prefix) {
  const auto begin = std::lower_bound(
      record.anchors.begin(), record.anchors.end(), prefix,
      [](const auto& each, std::string_view wanted) { return each.name < wanted; });
  auto end = begin;
  while (end != record.anchors.end() && end->name.starts_with(prefix)) ++end;
  return {record.anchors.data() + (begin - record.anchors.begin()),
          record.anchors.data() + (end - record.anchors.begin())};
}

double ShareOf(const StoryRecord::Anchor& anchor, const StoryRecord& record) {
  return static_cast<double>(anchor.articles) / static_cast<double>(record.articles);
}

std::vector<std::string> OfStory(const StoryRecord& record, std::string_view prefix,
                                 double share_min) {
  std::vector<std::string> values;
  const auto [begin, end] = OfKind(record, prefix);
  for (const auto* anchor = begin; anchor != end; ++anchor) {
    if (ShareOf(*anchor, record) >= share_min) {
      values.push_back(anchor->name.substr(prefix.size()));
    }
  }
  return values;
}

std::vector<std::string> Both(const std::vector<std::string>& a,
                              const std::vector<std::string>& b) {
  std::vector<std::string> both;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
  return both;
}

StoryPart Part(std::string_view name, double score, const std::vector<std::string>& evidence) {
  return {std::string(name), static_cast<float>(score),
          fmt::format("{}", fmt::join(evidence.begin(), evidence.end(), ", "))};
}

}  // namespace

std::vector<std::string> StoryAnchorNames(const StoryAnchors& article) {
  std::vector<std::string> names;
  const auto add = [&](std::string_view prefix, const std::vector<std::string>& values) {
    for (const std::string& value : values) names.push_back(std::string(prefix) + value);
  };
  add(kSubject, article.subjects);
  add(kStrategy, article.strategies);
  add(kTopic, article.topics);
  add(kFigure, article.figures);
  add(std::string(kName) + article.language + ":", article.names);
  return names;
}

bool MakesCandidate(std::string_view anchor_name) {
  return anchor_name.starts_with(kSubject) || anchor_name.starts_with(kStrategy) ||
         anchor_name.starts_with(kFigure);
}

std::vector<std::uint32_t> WordsOf(const StoryRecord& record) {
  std::vector<std::uint32_t> words;
  for (const auto& each : record.words) {
    words.insert(words.end(), each.hashes.begin(), each.hashes.end());
  }
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
  return words;
}

StoryScorer::StoryScorer(const StoryAnchors& article, std::size_t stories, CountAnchor count_anchor,
                         CountWord count_word)
    : article_(article),
      stories_(static_cast<double>(stories)),
      count_anchor_(std::move(count_anchor)),
      count_word_(std::move(count_word)) {}

double StoryScorer::Weight(const std::string& anchor_name) {
  const auto known = anchor_weights_.find(anchor_name);
  if (known != anchor_weights_.end()) return known->second;
  const double before = anchor_name.starts_with(kTopic)    ? kTopicBefore
                        : anchor_name.starts_with(kFigure) ? kFigureBefore
                                                           : kNameBefore;
  const auto count = static_cast<double>(count_anchor_(anchor_name));
  const double weight = std::max(0.0, std::log((stories_ + kStoriesBefore) / (count + before)));
  anchor_weights_.emplace(anchor_name, weight);
  return weight;
}

double StoryScorer::Weight(std::uint32_t word) {
  const auto known = word_weights_.find(word);
  if (known != word_weights_.end()) return known->second;
  const auto count = static_cast<double>(count_word_(word));
  const double weight =
      std::max(0.0, std::log((stories_ + kStoriesBefore) / (count + kWordBefore)));
  word_weights_.emplace(word, weight);
  return weight;
}

bool StoryScorer::SharesStrategy(const StoryRecord& record) const {
  return !Both(article_.strategies, OfStory(record, kStrategy, kStrategyShare)).empty();
}

StoryPart StoryScorer::Subjects(const StoryRecord& record) const {
  const auto theirs = OfStory(record, kSubject, kSubjectShare);
  const auto both = Both(article_.subjects, theirs);
  const std::size_t all = article_.subjects.size() + theirs.size() - both.size();
  const double share = all == 0 ? 0.0 : static_cast<double>(both.size()) / static_cast<double>(all);
  return Part("subjects", kSubjects * share, both);
}

StoryPart StoryScorer::OtherSubjects(const StoryRecord& record) const {
  const auto theirs = OfStory(record, kSubject, kSubjectShare);
  const bool other = Both(article_.subjects, theirs).empty();
  return Part("other subjects", other ? kOtherSubjects : 0.0, theirs);
}

StoryPart StoryScorer::Strategies(const StoryRecord& record) const {
  const auto both = Both(article_.strategies, OfStory(record, kStrategy, kStrategyShare));
  return Part("strategies", both.empty() ? 0.0 : kStrategies, both);
}

StoryPart StoryScorer::OtherStrategies(const StoryRecord& record) const {
  const auto theirs = OfStory(record, kStrategy, kStrategyShare);
  const bool other =
      !article_.strategies.empty() && !theirs.empty() && Both(article_.strategies, theirs).empty();
  return Part("other strategies", other ? kOtherStrategies : 0.0, theirs);
}

StoryPart StoryScorer::Figures(const StoryRecord& record) {
  const auto both = Both(article_.figures, OfStory(record, kFigure, 0.0));
  double sum = 0.0;
  for (const std::string& figure : both) sum += Weight(std::string(kFigure) + figure);
  return Part("figures", kFigures * (1.0 - std::exp(-sum / kFigureScale)), both);
}

// The cosine between the article's topics and the story's, by how many of its articles have them.
StoryPart StoryScorer::Topics(const StoryRecord& record) {
  double shared = 0.0;
  double own = 0.0;
  double theirs = 0.0;
  std::vector<std::string> both;
  const auto [begin, end] = OfKind(record, kTopic);
  for (const auto* anchor = begin; anchor != end; ++anchor) {
    const double share = ShareOf(*anchor, record);
    const double weight = Weight(anchor->name);
    theirs += weight * share * share;
    const std::string topic = anchor->name.substr(kTopic.size());
    if (std::binary_search(article_.topics.begin(), article_.topics.end(), topic)) {
      shared += weight * share;
      both.push_back(topic);
    }
  }
  for (const std::string& topic : article_.topics) own += Weight(std::string(kTopic) + topic);
  const double length = std::sqrt(own * theirs);
  return Part("topics", length > 0.0 ? kTopics * shared / length : 0.0, both);
}

// Inside a language "words" has them already.
StoryPart StoryScorer::Names(const StoryRecord& record) {
  std::vector<std::string> both;
  double sum = 0.0;
  const auto [begin, end] = OfKind(record, kName);
  for (const auto* anchor = begin; anchor != end; ++anchor) {
    const std::string_view rest = std::string_view(anchor->name).substr(kName.size());
    const std::size_t colon = rest.find(':');
    if (colon == std::string_view::npos || rest.substr(0, colon) == article_.language) continue;
    std::string name(rest.substr(colon + 1));
    if (!std::binary_search(article_.names.begin(), article_.names.end(), name)) continue;
    if (std::find(both.begin(), both.end(), name) != both.end()) continue;
    sum += Weight(anchor->name);
    both.push_back(std::move(name));
  }
  return Part("names", kNames * (1.0 - std::exp(-sum / kNameScale)), both);
}

StoryPart StoryScorer::Words(const StoryRecord& record) {
  double best = 0.0;
  double own = -1.0;
  const auto square = [&](std::uint32_t word) { return Weight(word) * Weight(word); };
  for (const auto& each : record.words) {
    if (each.language != article_.language) continue;
    if (own < 0.0) {
      own = 0.0;
      for (const std::uint32_t word : article_.words) own += square(word);
    }
    double theirs = 0.0;
    for (const std::uint32_t word : each.hashes) theirs += square(word);
    std::vector<std::uint32_t> both;
    std::set_intersection(article_.words.begin(), article_.words.end(), each.hashes.begin(),
                          each.hashes.end(), std::back_inserter(both));
    double shared = 0.0;
    for (const std::uint32_t word : both) shared += square(word);
    if (own * theirs > 0.0) best = std::max(best, shared / std::sqrt(own * theirs));
  }
  const double beyond_chance = std::max(0.0, best - kWordsByChance) / (1.0 - kWordsByChance);
  return Part("words", kWords * beyond_chance, {});
}

StoryPart StoryScorer::DaysApart(const StoryRecord& record) const {
  constexpr double kWeek = 7.0 * 24 * 3600;
  const std::int64_t time = article_.time.time_since_epoch().count();
  const std::int64_t apart = time < record.first  ? record.first - time
                             : time > record.last ? time - record.last
                                                  : 0;
  const double weeks = std::min(1.0, static_cast<double>(apart) / kWeek);
  return Part("days apart", kWeekApart * weeks, {fmt::format("{:.1f}", weeks * 7.0)});
}

std::vector<StoryPart> StoryScorer::Parts(const StoryRecord& record) {
  std::vector<StoryPart> parts = {
      Subjects(record),  OtherSubjects(record),    Strategies(record), OtherStrategies(record),
      Figures(record),   Topics(record),           Names(record),      Words(record),
      DaysApart(record), Part("prior", kPrior, {})};
  std::erase_if(parts, [](const StoryPart& part) { return part.score == 0.0F; });
  return parts;
}

}  // namespace stratwatch::pipeline::internal
