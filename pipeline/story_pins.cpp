#include "pipeline/story_pins.h"

#include <algorithm>
#include <string>
#include <utility>

#include "pipeline/internal/log_records.h"

namespace stratwatch::pipeline {

Article PinnedTo(Article article, const StoryId& story) {
  article.outcome = Outcome::kPending;  // Resolve settles it again, as for any article.
  article.resolution = {};
  article.resolution.story = story;
  article.resolution.story_parts = {{std::string(kPinnedPart), 0.0F, {}}};
  return article;
}

std::optional<StoryId> PinOf(const Article& article) {
  const auto& parts = article.resolution.story_parts;
  const bool pinned = std::any_of(parts.begin(), parts.end(),
                                  [](const StoryPart& part) { return part.name == kPinnedPart; });
  return pinned ? article.resolution.story : std::nullopt;
}

Result<void> AppendPins(Log& log, const std::vector<Article>& pins) {
  SessionOptions options;
  options.group = "pins";
  auto session = log.OpenSession(std::move(options));
  if (!session) return Fail("pins", session.error());
  LogStep step;
  for (const Article& pin : pins) {
    step.outputs.push_back({Topic::kArticles, ArticleRecord(Topic::kArticles, pin)});
  }
  return (*session)->Commit(std::move(step));
}

}  // namespace stratwatch::pipeline
