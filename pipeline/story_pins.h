#pragma once

#include <optional>
#include <vector>

#include "model/article.h"
#include "pipeline/log.h"

namespace stratwatch::pipeline {

// An operator's word on which story an article is of. It goes the way of every article: a pin is a
// record of `articles` that holds the stored article with its story, and resolve, which alone
// gives stories, obeys it in its one order. So a pin stands in the log, in resolve's state and in
// what `resolved` carries on: a replay from any of them ends in the same stories.

// The part of a story's score that says so.
inline constexpr std::string_view kPinnedPart = "pinned by the operator";

// `article`, as stored, as the record that moves it to `story`.
Article PinnedTo(Article article, const StoryId& story);

// The story that a record of `articles` pins its article to; nullopt for any other record.
std::optional<StoryId> PinOf(const Article& article);

// Appends the pins, which PinnedTo made, in one step. Blocks on the log.
// Errors: kUnavailable, kLimit.
Result<void> AppendPins(Log& log, const std::vector<Article>& pins);

}  // namespace stratwatch::pipeline
