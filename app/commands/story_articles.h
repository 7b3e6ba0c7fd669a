#pragma once

#include <string>
#include <vector>

#include "app/runtime.h"
#include "model/article.h"

namespace stratwatch::app {

// The article that `id` names, which is of a story; a story's id is that of its first article.
// Fails with kNotFound when there is none or it is of no story.
CommandResult<Article> ArticleWithStory(store::Database& database, const std::string& id);

// All articles of the story, the latest first. Errors: kCorrupt, kUnavailable.
Result<std::vector<Article>> ArticlesOf(store::Database& database, const StoryId& story);

}  // namespace stratwatch::app
