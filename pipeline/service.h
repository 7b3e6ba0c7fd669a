#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "model/clock.h"
#include "model/error.h"
#include "model/event_sink.h"
#include "parsers/article_extractor.h"
#include "pipeline/crawl_task.h"
#include "pipeline/log.h"
#include "pipeline/metrics.h"
#include "pipeline/resolver.h"
#include "pipeline/rules.h"
#include "pipeline/shard_stores.h"
#include "store/database.h"

namespace stratwatch::pipeline {

struct NormaliseOptions {
  int workers = 2;  // Parsing threads.
  parsers::ExtractorOptions extractor;
  bool keep_irrelevant_text = false;  // Else an irrelevant article keeps metadata only.
};

struct TaskSet {
  bool crawl = true;
  bool normalise = true;
  bool resolve = true;
  bool index = true;
};

struct ServiceOptions {
  TaskSet tasks;
  CrawlOptions crawl;
  NormaliseOptions normalise;
  ResolveOptions resolve;
  RelevanceOptions relevance;  // For whoever loads the rules in ServiceParts.
  PollLimits batch;            // Of every task.
  std::string member = "stratwatch";
  std::string address;  // "host:port" where the others find our API; for index shards.
  // For whoever opens the log in ServiceParts: its commits are all that the tasks write.
  store::Durability durability = store::Durability::kSynced;
  // How often records that everyone has read are dropped, and the store's size is measured.
  std::chrono::seconds housekeeping_every{60};
};

// What the service's parts work with; all borrowed, and must outlive the Service.
struct ServiceParts {
  store::Database& database;
  Log& log;
  const Rules& rules;
  const Clock& clock;
  EventSink& events;
  Metrics& metrics;
  ShardStores* shards = nullptr;  // Of index, when it has more than one.
};

struct TaskHealth {
  std::string task;
  bool ready = false;
  std::string reason;     // Why not ready.
  std::uint64_t lag = 0;  // Records it has yet to read.
};

// Runs the tasks, each on its own thread, until they are done or stopped. A task that fails for
// good stops the others: half a pipeline helps nobody, and an operator sees it end.
// Threads: thread-safe.
class Service {
 public:
  // Errors: kInvalid, kUnavailable: no task was started.
  static Result<std::unique_ptr<Service>> Start(ServiceOptions options, ServiceParts parts);
  // Stops and waits for the tasks.
  ~Service();

  // Drains: the crawl finishes open requests, every task finishes its step. Returns at once.
  void RequestStop();
  // Nothing more will come from outside: a crawl ends as by RequestStop, and every other task ends
  // once its inputs are read to their end and no task before it still runs.
  void RequestDrain();
  // Blocks until every task ended. That happens after RequestStop or RequestDrain, and by itself
  // with `crawl.once`: when the crawl is done, the tasks after it drain one after the other.
  // Errors: the first task's failure.
  Result<void> Wait();
  // Whether a task has failed for good: the others are ending, and Wait will say why.
  bool Failed() const;
  // One per task, in the order of the pipeline.
  std::vector<TaskHealth> Health() const;

 private:
  class Impl;
  explicit Service(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace stratwatch::pipeline
