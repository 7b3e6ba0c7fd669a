#pragma once

#include <cstdint>
#include <functional>

#include "model/error.h"
#include "pipeline/log.h"
#include "store/article_store.h"

// From one engine of the log to the other. What a log holds unread goes its way on the old one
// first (a Service that drains); what is left then is moved by these.
// Both block, and are at least once: interrupted and called again, they may append a record twice,
// which whoever reads it bears.
namespace stratwatch::pipeline {

// Appends to `to` every dead letter of `from` that was not replayed, and notes in `from` that it
// was: there it is done with. How many. Errors: kUnavailable, kCorrupt, kLimit (names the letter).
Result<std::uint64_t> MoveDeadLetters(Log& from, Log& to);

// Appends every stored article to `resolved` of `to`, in their order, so that a store which
// another machine builds from that topic has them too. `report` is told how many went, now and
// then; false ends it early. How many. Errors: kUnavailable, kCorrupt, kLimit.
Result<std::uint64_t> AppendStoredArticles(const store::ArticleStore& articles, Log& to,
                                           const std::function<bool(std::uint64_t)>& report);

}  // namespace stratwatch::pipeline
