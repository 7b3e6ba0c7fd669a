#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/article.h"
#include "model/clock.h"
#include "model/error.h"
#include "model/event_sink.h"
#include "pipeline/log.h"
#include "pipeline/metrics.h"
#include "store/database.h"

namespace stratwatch::pipeline {

// When a live page was fetched; nullopt for pages from files.
using FetchedAt = std::optional<std::chrono::sys_time<std::chrono::milliseconds>>;

// What a task made of one record.
struct PreparedRecord {
  std::vector<OutgoingRecord> outputs;  // Published in order when the step commits.
  std::optional<Article> article;       // For tasks that conclude over articles.
  FetchedAt fetched;                    // Of the article's page.
  int partition = 0;                    // Of the record; all of a step are of one with shards.
};

// What one task of the pipeline does with records; TaskRunner does the rest.
//
// Errors tell the runner what to do, per docs/architecture.md: kInvalid and kLimit set the
// record aside (dead letter), kUnavailable pauses the task, kCorrupt ends the service.
class Task {
 public:
  virtual ~Task() = default;
  // As in SessionOptions::group.
  virtual std::string_view Name() const = 0;

  // Works on one record. Called for the records of a batch in parallel and in any order:
  // thread-safe, and the same record gives the same result.
  virtual Result<PreparedRecord> Prepare(const PolledRecord& record) const = 0;

  // What still goes on in the place of a record that became a dead letter, so that its URL has an
  // outcome; nullopt when the record does not even tell the URL. Thread rule as Prepare.
  virtual std::optional<PreparedRecord> Salvage(const PolledRecord& record,
                                                const Error& error) const = 0;

  // Makes the step of a batch, in the records' order, on the task's own thread: adds to `state`
  // and `step.outputs`. May be called again with the same records when the commit failed.
  virtual Result<void> Conclude(std::vector<PreparedRecord>& records, store::WriteBatch& state,
                                LogStep& step);

  // The step is in the log and the store; for counters and for memory that follows the store.
  virtual void Committed(const std::vector<PreparedRecord>& records) = 0;
};

struct TaskRunnerOptions {
  PollLimits limits;
  // Of a task whose first input must not wait for the others: whether whoever reads the outputs
  // keeps up, asked before the others are read. While it does not, they are left, so that what
  // comes in the first does not wait behind them further on. Empty: all inputs are alike but in
  // order.
  std::function<bool()> keeps_up;
  int workers = 1;  // Threads for Prepare.
  // After kUnavailable: this, doubled each time in a row. A busy disk is over in a moment, a full
  // one takes its operator minutes.
  std::chrono::milliseconds pause{100};
  std::chrono::milliseconds pause_max{30'000};
  // While draining (a command with an end waits for us), a pause that lasts longer is an error.
  std::chrono::milliseconds drain_pause_max{60'000};
};

// How a running task is.
struct TaskState {
  bool ready = false;
  std::string reason;     // Why not ready.
  std::uint64_t lag = 0;  // Records it has yet to read; at most a second old while it runs.
};

// Runs one task: poll, prepare in parallel, conclude in order, commit as a unit; and what happens
// when one of these fails. A record that cannot be used goes to `dead-letters` in the same commit
// and its neighbours are not touched; where the error does not say which record it was, the batch
// is read again one by one.
//
// Back-pressure: a task reads at most one batch ahead of its commit; the log keeps the rest.
// Threads: Run belongs to one thread; the other functions are thread-safe.
class TaskRunner {
 public:
  // Borrows `task`, `clock`, `events` and `metrics`.
  TaskRunner(Task& task, std::unique_ptr<LogSession> session, TaskRunnerOptions options,
             const Clock& clock, EventSink& events, Metrics& metrics);
  ~TaskRunner();

  // Blocks until stopped or drained. Errors: kCorrupt, kInvalid or kLimit (a record that could
  // not even be set aside), kUnavailable (while draining).
  Result<void> Run();
  // Ends Run after the step under way.
  void RequestStop();
  // Nothing more will come: Run ends once the inputs are read to their end.
  void RequestDrain();

  TaskState Current() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace stratwatch::pipeline
