#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "model/article.h"
#include "pipeline/story_anchors.h"
#include "store/story_table.h"

namespace stratwatch::pipeline::internal {

// The anchors as a StoryRecord names them: "subject:MA", "strategy:MA:2024", "topic:gov.law",
// "figure:USD:1.5e+07", "name:fr:rabat" (names with the language they were met in).
std::vector<std::string> StoryAnchorNames(const StoryAnchors& article);
// Whether a story that has it may be the article's: a subject, a strategy or a figure.
bool MakesCandidate(std::string_view anchor_name);
// The words of all its languages, ascending, each once.
std::vector<std::uint32_t> WordsOf(const store::StoryRecord& record);

// Scores stories for one article: pipeline/stories.h says how.
class StoryScorer {
 public:
  // How many of the `stories` open ones have an anchor, or a word.
  using CountAnchor = std::function<std::size_t(const std::string&)>;
  using CountWord = std::function<std::size_t(std::uint32_t)>;
  // Borrows `article`.
  StoryScorer(const StoryAnchors& article, std::size_t stories, CountAnchor count_anchor,
              CountWord count_word);

  bool SharesStrategy(const store::StoryRecord& record) const;
  // Their sum is the log-odds that the article is of this story. Parts of 0 are left out.
  std::vector<StoryPart> Parts(const store::StoryRecord& record);

 private:
  double Weight(const std::string& anchor_name);
  double Weight(std::uint32_t word);
  StoryPart Subjects(const store::StoryRecord& record) const;
  StoryPart OtherSubjects(const store::StoryRecord& record) const;
  StoryPart Strategies(const store::StoryRecord& record) const;
  StoryPart OtherStrategies(const store::StoryRecord& record) const;
  StoryPart Figures(const store::StoryRecord& record);
  StoryPart Topics(const store::StoryRecord& record);
  StoryPart Names(const store::StoryRecord& record);
  StoryPart Words(const store::StoryRecord& record);
  StoryPart DaysApart(const store::StoryRecord& record) const;

  const StoryAnchors& article_;
  double stories_;
  CountAnchor count_anchor_;
  CountWord count_word_;
  std::unordered_map<std::string, double> anchor_weights_;
  std::unordered_map<std::uint32_t, double> word_weights_;
};

}  // namespace stratwatch::pipeline::internal
