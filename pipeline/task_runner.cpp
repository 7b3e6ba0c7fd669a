#include "pipeline/task_runner.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <map>
#include <mutex>
#include <new>
#include <utility>

#include "pipeline/internal/log_records.h"
#include "pipeline/internal/worker_pool.h"

namespace stratwatch::pipeline {
namespace {

// Lag is asked for at most this often: it reads the log's extents.
constexpr std::chrono::milliseconds kLagEvery{500};

// For the first record while later inputs are held back: they may go on at any moment.
constexpr std::chrono::milliseconds kHeldBackWait{50};

// How long a record of the first input keeps the batches of the others small, and how small.
constexpr std::chrono::seconds kFirstIsRecent{5};
constexpr std::size_t kShareBesideFirst = 8;

// For the first record while draining.
constexpr std::chrono::milliseconds kDrainWait{20};

bool IsPoison(ErrorCode code) {
  return code == ErrorCode::kInvalid || code == ErrorCode::kLimit || code == ErrorCode::kRefused ||
         code == ErrorCode::kNotFound;
}

std::string PlaceOf(const PolledRecord& record) {
  return std::string(TopicName(record.topic)) + "/" + std::to_string(record.partition) + "/" +
         std::to_string(record.offset);
}

}  // namespace

Result<void> Task::Conclude(std::vector<PreparedRecord>& records, store::WriteBatch&,
                            LogStep& step) {
  for (auto& record : records) {
    std::move(record.outputs.begin(), record.outputs.end(), std::back_inserter(step.outputs));
  }
  return {};
}

class TaskRunner::Impl {
 public:
  Impl(Task& task, std::unique_ptr<LogSession> session, TaskRunnerOptions options,
       const Clock& clock, EventSink& events, Metrics& metrics)
      : task_(task),
        session_(std::move(session)),
        options_(options),
        clock_(clock),
        events_(events),
        metrics_(metrics),
        name_(task.Name()),
        labels_{{"task", name_}},
        pool_(options.workers) {}

  Result<void> Run() {
    while (!stopping_) {
      const bool draining = draining_;  // Asked before Poll: later records still have to be seen.
      auto step = Step(draining);
      if (step.has_value()) {
        if (*step == Progress::kDrained) break;
        if (*step == Progress::kCommitted) Resume();
        continue;
      }
      if (auto paused = PauseAfter(step.error(), draining); !paused) {
        SetNotReady(paused.error().message);
        return paused;
      }
    }
    SetNotReady("ended");
    return {};
  }

  void RequestStop() {
    stopping_ = true;
    WakeUp();
  }

  void RequestDrain() {
    draining_ = true;
    WakeUp();
  }

  TaskState Current() const {
    const std::lock_guard lock(mutex_);
    return state_;
  }

 private:
  enum class Progress { kIdle, kCommitted, kDrained };

  // How much of a refused record still goes on: its dead letter with its bytes, only what tells
  // its URL's outcome (and a letter without bytes), or only that letter.
  enum class Keep { kEverything, kOutcome, kNothing };
  struct Verdict {
    Error error;
    Keep keep;
  };

  // Prepared records in order; the dead letters among them are outputs already.
  struct PreparedBatch {
    std::vector<PreparedRecord> records;
    std::vector<OutgoingRecord> dead_letters;
    std::vector<ErrorCode> dead_letter_codes;
  };

  Result<Progress> Step(bool draining) {
    PollLimits limits = options_.limits;
    if (alone_left_ > 0) limits.records_max = 1;
    // What is not there soon does not come; a broker still needs a moment to hand it out.
    if (draining) limits.wait = std::min(limits.wait, kDrainWait);
    if (must_rewind_) {
      if (auto rewound = session_->Rewind(); !rewound) return tl::unexpected(rewound.error());
      must_rewind_ = false;
    }
    auto batch = options_.keeps_up ? PollFirstFirst(limits, draining) : session_->Poll(limits);
    if (!batch) return tl::unexpected(batch.error());
    // What was paused while it wrote is well again only when that worked.
    if (pauses_ == 0) SetReady();
    if (batch->records.empty()) {
      Resume();
      auto lag = RefreshLag(draining);
      if (!lag) return tl::unexpected(lag.error());
      return draining && *lag == 0 ? Progress::kDrained : Progress::kIdle;
    }
    auto committed = Work(*batch);
    if (!committed) return tl::unexpected(committed.error());
    if (!*committed) return Progress::kIdle;
    metrics_.Count("stratwatch_task_records_total", labels_,
                   static_cast<double>(batch->records.size()));
    metrics_.Count("stratwatch_task_batches_total", labels_);
    if (batch->replayed) {
      metrics_.Count("stratwatch_task_replayed_records_total", labels_,
                     static_cast<double>(batch->records.size()));
    }
    alone_left_ -= std::min(alone_left_, batch->records.size());
    if (auto lag = RefreshLag(false); !lag) return tl::unexpected(lag.error());
    return Progress::kCommitted;
  }

  // What comes in the first input makes a batch of its own, and so soon after it a batch of the
  // others is small: the next record of the first waits for no more than that.
  Result<LogSession::Batch> PollFirstFirst(PollLimits limits, bool draining) {
    PollLimits first = limits;
    first.first_input_only = true;
    first.wait = std::chrono::milliseconds(0);
    auto batch = session_->Poll(first);
    if (!batch) return batch;
    const auto now = clock_.Steady();
    if (!batch->records.empty()) {
      first_at_ = now;
      return batch;
    }
    if (first_at_ && now - *first_at_ < kFirstIsRecent) {
      limits.records_max = std::max<std::size_t>(1, limits.records_max / kShareBesideFirst);
    }
    // Whoever drains waits for all of it.
    limits.first_input_only = !draining && !options_.keeps_up();
    if (limits.first_input_only) limits.wait = std::min(limits.wait, kHeldBackWait);
    return session_->Poll(limits);
  }

  // Whether the batch is committed; false when it has to be read again in another way.
  Result<bool> Work(const LogSession::Batch& batch) {
    auto prepared = PrepareAll(batch.records);
    if (!prepared) return tl::unexpected(prepared.error());
    auto done = ConcludeAndCommit(*prepared);
    if (done) {
      for (const auto& record : batch.records) condemned_.erase(PlaceOf(record));
      return true;
    }
    if (!IsPoison(done.error().code)) return tl::unexpected(done.error());
    if (auto found = FindPoison(batch.records, done.error()); !found) {
      return tl::unexpected(found.error());
    }
    if (auto rewound = session_->Rewind(); !rewound) return tl::unexpected(rewound.error());
    return false;
  }

  // The step as a whole was refused. Reads its records again one by one to see which is at fault,
  // and then, each time it is refused again, keeps less of that one.
  Result<void> FindPoison(const std::vector<PolledRecord>& records, const Error& error) {
    events_.Write(Severity::kWarning, "task.step-refused",
                  {{"task", name_},
                   {"first", PlaceOf(records.front())},
                   {"records", records.size()},
                   {"error", error.message}});
    if (records.size() > 1) {
      alone_left_ = std::max(alone_left_, records.size());
      return {};
    }
    const auto [verdict, fresh] =
        condemned_.try_emplace(PlaceOf(records.front()), Verdict{error, Keep::kEverything});
    if (fresh) return {};
    if (verdict->second.keep == Keep::kNothing) return tl::unexpected(error);
    verdict->second.keep =
        verdict->second.keep == Keep::kEverything ? Keep::kOutcome : Keep::kNothing;
    return {};
  }

  Result<PreparedBatch> PrepareAll(const std::vector<PolledRecord>& records) {
    const auto begin = clock_.Steady();
    std::vector<std::optional<Result<PreparedRecord>>> results(records.size());
    pool_.ForEach(records.size(), [&](std::size_t i) { results[i] = PrepareOne(records[i]); });
    PreparedBatch batch;
    for (std::size_t i = 0; i < records.size(); ++i) {
      Result<PreparedRecord>& result = *results[i];
      if (result) {
        batch.records.push_back(std::move(*result));
        continue;
      }
      if (!IsPoison(result.error().code)) {
        return Fail(name_ + " " + PlaceOf(records[i]), result.error());
      }
      SetAside(records[i], result.error(), batch);
    }
    AddBusy("prepare", begin);
    return batch;
  }

  // A record that makes our code throw is as bad as one that it refuses; only a lack of memory is
  // not the record's fault.
  Result<PreparedRecord> PrepareOne(const PolledRecord& record) const {
    if (!condemned_.empty()) {
      const auto found = condemned_.find(PlaceOf(record));
      if (found != condemned_.end()) return tl::unexpected(found->second.error);
    }
    try {
      return task_.Prepare(record);
    } catch (const std::bad_alloc&) {
      throw;
    } catch (const std::exception& thrown) {
      return Fail(ErrorCode::kInvalid, name_ + " threw: " + thrown.what());
    }
  }

  void SetAside(const PolledRecord& record, const Error& error, PreparedBatch& batch) {
    const auto found = condemned_.find(PlaceOf(record));
    const Keep keep = found == condemned_.end() ? Keep::kEverything : found->second.keep;
    std::optional<PreparedRecord> salvaged;
    if (keep != Keep::kNothing) salvaged = task_.Salvage(record, error);
    std::string url;
    if (salvaged && salvaged->article) url = salvaged->article->url.Text();
    batch.dead_letters.push_back(
        {Topic::kDeadLetters, keep == Keep::kEverything
                                  ? DeadLetterOf(record, error, url)
                                  : DeadLetterOf(WithoutBytes(record), error, url)});
    batch.dead_letter_codes.push_back(error.code);
    if (salvaged) batch.records.push_back(std::move(*salvaged));
    events_.Write(Severity::kWarning, "record.dead-lettered",
                  {{"task", name_},
                   {"record", PlaceOf(record)},
                   {"url", url},
                   {"code", ErrorCodeName(error.code)},
                   {"error", error.message}});
  }

  // For a dead letter that is larger than the log takes: the bytes stay where they are, at the
  // place that the letter names.
  static PolledRecord WithoutBytes(const PolledRecord& record) {
    PolledRecord head = record;
    head.record.value.clear();
    return head;
  }

  LogRecord DeadLetterOf(const PolledRecord& record, const Error& error, std::string url) const {
    const auto now = std::chrono::floor<std::chrono::seconds>(clock_.Now());
    return DeadLetterRecord(record, {name_, error, now, std::move(url)});
  }

  Result<void> ConcludeAndCommit(PreparedBatch& batch) {
    auto begin = clock_.Steady();
    store::WriteBatch state;
    LogStep step;
    auto concluded = task_.Conclude(batch.records, state, step);
    AddBusy("conclude", begin);
    if (!concluded) return Fail(name_, concluded.error());
    step.outputs.insert(step.outputs.end(), batch.dead_letters.begin(), batch.dead_letters.end());
    if (!state.Empty()) step.state = &state;
    begin = clock_.Steady();
    auto committed = session_->Commit(std::move(step));
    AddBusy("commit", begin);
    metrics_.Observe("stratwatch_task_commit_seconds", SecondsSince(begin), labels_);
    if (!committed) return Fail(name_ + ": commit", committed.error());
    for (const ErrorCode code : batch.dead_letter_codes) {
      metrics_.Count("stratwatch_dead_letters_total",
                     {{"task", name_}, {"error", std::string(ErrorCodeName(code))}});
    }
    task_.Committed(batch.records);
    return {};
  }

  // Acts on a failed step: waits and lets the caller try again, or gives the error that ends Run.
  Result<void> PauseAfter(const Error& error, bool draining) {
    if (error.code != ErrorCode::kUnavailable) return Rethrow(error);
    const auto doubled = options_.pause * (std::int64_t{1} << std::min(pauses_, 20));
    const auto pause = std::min<std::chrono::milliseconds>(doubled, options_.pause_max);
    ++pauses_;
    paused_for_ += pause;
    if (draining && paused_for_ > options_.drain_pause_max) return Rethrow(error);
    SetNotReady(error.message);
    metrics_.Count("stratwatch_task_pauses_total", labels_);
    events_.Write(Severity::kWarning, "task.paused",
                  {{"task", name_}, {"error", error.message}, {"retry_ms", pause.count()}});
    {
      std::unique_lock lock(mutex_);
      wake_.wait_for(lock, pause, [this] { return stopping_.load(); });
    }
    must_rewind_ = true;
    return {};
  }

  Result<void> Rethrow(const Error& error) {
    events_.Write(Severity::kError, "task.failed",
                  {{"task", name_}, {"code", ErrorCodeName(error.code)}, {"error", error.message}});
    return tl::unexpected(error);
  }

  void Resume() {
    if (pauses_ == 0) return;
    pauses_ = 0;
    paused_for_ = std::chrono::milliseconds(0);
    SetReady();
    events_.Write(Severity::kInfo, "task.resumed", {{"task", name_}});
  }

  Result<std::uint64_t> RefreshLag(bool now) {
    const auto time = clock_.Steady();
    if (!now && lag_asked_ && time - *lag_asked_ < kLagEvery) return Current().lag;
    auto lag = session_->Lag();
    if (!lag) return lag;
    lag_asked_ = time;
    const std::lock_guard lock(mutex_);
    state_.lag = *lag;
    return lag;
  }

  void SetReady() {
    const std::lock_guard lock(mutex_);
    state_.ready = true;
    state_.reason.clear();
  }

  void SetNotReady(std::string reason) {
    const std::lock_guard lock(mutex_);
    state_.ready = false;
    state_.reason = std::move(reason);
  }

  void WakeUp() {
    session_->Interrupt();
    const std::lock_guard lock(mutex_);
    wake_.notify_all();
  }

  double SecondsSince(std::chrono::steady_clock::time_point begin) const {
    return std::chrono::duration<double>(clock_.Steady() - begin).count();
  }

  void AddBusy(const char* step, std::chrono::steady_clock::time_point begin) {
    metrics_.Count("stratwatch_task_busy_seconds_total", {{"task", name_}, {"step", step}},
                   SecondsSince(begin));
  }

  Task& task_;
  std::unique_ptr<LogSession> session_;
  TaskRunnerOptions options_;
  const Clock& clock_;
  EventSink& events_;
  Metrics& metrics_;
  const std::string name_;
  const Metrics::Labels labels_;
  WorkerPool pool_;

  // Of the running thread only.
  std::size_t alone_left_ = 0;  // Records still to be read one by one, see FindPoison.
  std::map<std::string, Verdict> condemned_;  // By place; read by Prepare's threads.
  bool must_rewind_ = false;                  // After a pause.
  int pauses_ = 0;                            // In a row.
  std::chrono::milliseconds paused_for_{0};
  std::optional<std::chrono::steady_clock::time_point> lag_asked_;
  std::optional<std::chrono::steady_clock::time_point> first_at_;  // A record of the first input.

  std::atomic<bool> stopping_{false};
  std::atomic<bool> draining_{false};
  mutable std::mutex mutex_;  // Guards state_, and stopping_ against a lost wake-up.
  std::condition_variable wake_;
  TaskState state_{false, "starting", 0};
};

TaskRunner::TaskRunner(Task& task, std::unique_ptr<LogSession> session, TaskRunnerOptions options,
                       const Clock& clock, EventSink& events, Metrics& metrics)
    : impl_(std::make_unique<Impl>(task, std::move(session), options, clock, events, metrics)) {}

TaskRunner::~TaskRunner() = default;

Result<void> TaskRunner::Run() {
  return impl_->Run();
}
void TaskRunner::RequestStop() {
  impl_->RequestStop();
}
void TaskRunner::RequestDrain() {
  impl_->RequestDrain();
}
TaskState TaskRunner::Current() const {
  return impl_->Current();
}

}  // namespace stratwatch::pipeline
