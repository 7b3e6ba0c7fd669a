#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "model/article.h"
#include "model/ids.h"
#include "pipeline/story_anchors.h"
#include "store/story_table.h"

namespace stratwatch::pipeline {

struct StoriesOptions {
  // An article may join a story when it is no further than this from the story's first or last
  // article, by their publication.
  std::chrono::hours window{7 * 24};
  // The same where both name the same strategy: work on it goes on for longer than news.
  std::chrono::hours strategy_window{14 * 24};
  // Stories held open; the one that was longest without an article closes first. A story takes
  // some 10 KiB.
  std::size_t stories_max = 10'000;
};

// Which story an article is of, and why.
struct StoryChoice {
  StoryId story;
  float score = 0.0F;  // Log-odds; at or above 0.
  std::vector<StoryPart> parts;
};

// The open stories: articles that tell of one event, across languages.
//
// An article joins the story with the highest score, when that reaches 0, else it begins one. The
// score is a logistic model over what needs no translation (subject countries, strategies,
// figures, topics, names in Latin script, closeness in time) and, inside a language, words. Rare
// things weigh more: of what many open stories have (inverse story frequency). The ten weights
// were learned from labelled stories; docs/benchmarks.md has how, and the cross-validation.
//
// Parts of a score: "subjects", "other subjects", "strategies", "other strategies", "figures",
// "topics", "names", "words", "days apart", and "prior".
//
// What was changed since the last Keep can be taken back, as in NearCopies.
// Threads: not thread-safe.
class Stories {
 public:
  explicit Stories(StoriesOptions options);
  ~Stories();

  void Load(const StoryId& id, store::StoryRecord record);

  // The open story that the article belongs to; nullopt: it begins one.
  std::optional<StoryChoice> Choose(const StoryAnchors& article) const;

  // Adds the article to `id`, or begins the story; its new record, to be stored. `hour` as in
  // NearCopies.
  const store::StoryRecord& Join(const StoryId& id, const StoryAnchors& article,
                                 std::uint32_t hour);
  // Takes the article, as it joined, out of `id`; its new record, or nullopt when nothing is left
  // of the story (then it is closed) or it is not open.
  std::optional<store::StoryRecord> Leave(const StoryId& id, const StoryAnchors& article);
  // What has to make room, or was not seen for twice the longer window: at most `stories_max`.
  std::vector<StoryId> Closing(std::uint32_t hour, std::size_t stories_max) const;
  // Closes one of these, unless an article joined it since the last Keep. Cannot be taken back.
  void Close(const StoryId& id);

  void Keep();
  void TakeBack();

  std::size_t Open() const { return stories_.size(); }

 private:
  void Index(const StoryId& id, const store::StoryRecord& record);
  void Unindex(const StoryId& id, const store::StoryRecord& record);
  std::vector<StoryId> Candidates(const StoryAnchors& article) const;

  StoriesOptions options_;
  std::unordered_map<StoryId, store::StoryRecord> stories_;
  std::unordered_map<std::string, std::set<StoryId>> by_anchor_;
  std::unordered_map<std::uint32_t, std::uint32_t> by_word_;  // How many stories have it.
  std::set<std::pair<std::uint32_t, StoryId>> by_hour_;
  // As they were at the last Keep; nullopt: not there.
  std::unordered_map<StoryId, std::optional<store::StoryRecord>> before_;
};

}  // namespace stratwatch::pipeline
