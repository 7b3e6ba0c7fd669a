#pragma once

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "app/json.h"
#include "model/error.h"
#include "model/event_sink.h"
#include "pipeline/log.h"
#include "pipeline/metrics.h"
#include "pipeline/rules.h"
#include "pipeline/shard_stores.h"
#include "store/database.h"
#include "store/sharded_query.h"

namespace stratwatch::app {

// All borrowed; must outlive the ShardQueries.
struct ShardQueriesParts {
  const pipeline::ShardStores& shards;
  store::Database& store;  // The process's own: reads queries when no shard is here.
  pipeline::Log& log;
  const pipeline::Rules& rules;
  EventSink& events;
  pipeline::Metrics& metrics;
  std::chrono::milliseconds wait{2'000};  // For each round of questions to other processes.
};

// What one process asks another of a shard.
struct ShardQuestion {
  enum class Kind { kStatistics, kSearch, kArticle };
  int shard = 0;
  Kind kind = Kind::kStatistics;
  std::string text;  // The query; of kArticle, the id or its beginning.
  std::string part;  // Of kSearch: store::EncodePart.
};
// "/api/v1/shards/0/search?q=…", and back; nullopt for another address.
std::string TargetOf(const ShardQuestion& question);
std::optional<ShardQuestion> ParseShardQuestion(std::string_view path, std::string_view query,
                                                std::string_view part);

// Answers for all index shards, wherever they are: from those of this process, and from the
// processes that the index group gave the others. Who they are is asked of the brokers every
// second, apart from the queries, which go by the last answer.
//
// Threads: thread-safe. Find and FindArticle block up to two rounds of `wait`; AnswerHere answers
// from this process alone.
class ShardQueries {
 public:
  explicit ShardQueries(ShardQueriesParts parts);
  ~ShardQueries();

  // Of all shards, or of those that answer: the others are named in the result.
  // Errors: as store::Search::Find; kUnavailable when no shard answers.
  Result<ShardedResult> Find(const store::SearchRequest& request);
  // The article with this id or beginning of one, as its shard's /api/v1 answers it.
  // Errors: kInvalid (no id, or several have it), kNotFound, kUnavailable (not found, but a shard
  // is missing).
  Result<std::string> FindArticle(std::string_view name);

  // For another process. Errors: kUnavailable (the shard is not here, or has yet to catch up), and
  // those of what is asked.
  Result<std::string> AnswerHere(const ShardQuestion& question) const;

 private:
  using Answers = std::vector<std::pair<int, Result<std::string>>>;  // By shard.

  // Each question from here where its shard is here.
  Answers Ask(const std::vector<ShardQuestion>& questions);
  Answers AskOthers(const std::vector<ShardQuestion>& questions);
  // The first round.
  Result<void> GatherStatistics(store::ShardedQuery& query, const std::string& text);
  void FollowMembers(const std::stop_token& stop);
  // An event when a shard stops to answer, and when it answers again; not for each query.
  void NoteMissing(int shard, const Error& error);
  void NoteAnswer(int shard);

  ShardQueriesParts parts_;
  mutable std::mutex mutex_;           // Guards what follows.
  std::map<int, std::string> owners_;  // The address that was last known of each shard's process.
  std::set<int> missing_;              // Did not answer when last asked.
  std::condition_variable_any changed_;
  std::jthread follower_;
};

}  // namespace stratwatch::app
