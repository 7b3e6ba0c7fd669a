#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "model/article.h"
#include "model/error.h"
#include "model/page.h"
#include "pipeline/log.h"
#include "pipeline/task_runner.h"

// Model values as records of the log, with the headers that docs/formats.md names. The same value
// gives the same record each time, so that a step done again after a crash writes the same bytes.
namespace stratwatch::pipeline {

// A record of `pages` or `pages-backfill`, keyed by host. `fetched`: of a live page, for the time
// until it can be searched; the exchange keeps whole seconds only.
LogRecord PageRecord(const Page& page, FetchedAt fetched = std::nullopt);
// A record of `articles` or `resolved`, keyed by article id. `fetched`: as its page's record has
// it.
LogRecord ArticleRecord(Topic topic, const Article& article, FetchedAt fetched = std::nullopt);

// A record of `dead-letters` that holds `record` byte for byte.
struct DeadLetterCause {
  std::string_view task;
  Error error;
  std::chrono::sys_seconds failed_at{};
  std::string url;  // Empty when it could not be told.
};
LogRecord DeadLetterRecord(const PolledRecord& record, const DeadLetterCause& cause);

// `article` as what is left of it when its record became a dead letter: its URL and its outcome.
Article DeadLettered(Article article, const Error& error);

// What tasks that conclude over articles make of a record of `articles` or `resolved`, and what
// they save of one that became a dead letter. Errors: kInvalid; nullopt when it does not decode.
Result<PreparedRecord> PreparedArticle(const PolledRecord& record);
std::optional<PreparedRecord> SalvagedArticle(const PolledRecord& record, const Error& error);

// The source of pages that were read from files.
inline constexpr std::string_view kIngestSource = "ingest";

// The first header of that name, or empty.
std::string_view HeaderOf(const LogRecord& record, std::string_view name);
// Of the header `fetched`; nullopt when it is absent or no number.
FetchedAt FetchedAtOf(const LogRecord& record);
// Of the header `attempt`; 1 when it is absent or no number.
int AttemptOf(const LogRecord& record);

}  // namespace stratwatch::pipeline
