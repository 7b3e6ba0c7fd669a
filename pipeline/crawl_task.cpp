#include "pipeline/crawl_task.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>

#include "pipeline/internal/crawl_request.h"
#include "pipeline/internal/crawl_step.h"
#include "pipeline/internal/request_flow.h"

namespace stratwatch::pipeline {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// The loop looks around at least this often when nothing happens.
constexpr milliseconds kIdleWait{200};
// How often the frontier and the sources are asked for what is due when nothing else makes us.
constexpr milliseconds kLookEvery{500};
// After a commit that failed: this, doubled up to kPauseMax.
constexpr milliseconds kPause{100};
constexpr milliseconds kPauseMax{10'000};
// A stop or an end does not wait longer than this for a store that does not take the last commit.
constexpr int kFinalCommitTries = 8;
// Requests of one turn of the loop, so that answers are looked at in between.
constexpr int kStartsMax = 64;

}  // namespace

class CrawlTask::Impl {
 public:
  Impl(CrawlOptions options, CrawlParts parts, std::unique_ptr<LogSession> session,
       std::unique_ptr<crawlers::Fetcher> fetcher, std::unique_ptr<crawlers::WarcWriter> archive,
       std::function<std::uint64_t()> downstream_lag)
      : options_(std::move(options)),
        clock_(parts.clock),
        events_(parts.events),
        metrics_(parts.metrics),
        session_(std::move(session)),
        fetcher_(std::move(fetcher)),
        archive_(std::move(archive)),
        downstream_lag_(std::move(downstream_lag)),
        step_(parts.database, *session_, Topic::kPages, archive_.get(), parts.metrics),
        flow_(options_, step_, archive_.get(), clock_, events_, metrics_) {}

  Result<void> Run() {
    auto result = RunLoop();
    if (!result) {
      events_.Write(Severity::kError, "task.failed",
                    {{"task", "crawl"},
                     {"code", ErrorCodeName(result.error().code)},
                     {"error", result.error().message}});
    }
    SetNotReady(result ? "ended" : result.error().message);
    return result;
  }

  void RequestStop() {
    stopping_ = true;
    session_->Interrupt();  // From a wait for a broker.
    fetcher_->Wake();
  }

  TaskState Current() const {
    const std::lock_guard lock(mutex_);
    return state_;
  }

 private:
  Result<void> RunLoop() {
    if (auto loaded = flow_.Load(); !loaded) return loaded;
    SetReady();
    // Of nothing: tells whether the log is there, before anything is fetched for it.
    if (auto reached = Commit(); !reached) return reached;
    while (true) {
      if (!stopping_ && !paused_until_) {
        if (auto looked = LookForWork(); !looked) return looked;
        if (auto started = StartRequests(); !started) return started;
      }
      for (auto& completion : fetcher_->Poll(WaitTime(), Now())) {
        if (auto done = Complete(std::move(completion)); !done) return done;
      }
      if (auto committed = CommitIfDue(); !committed) return committed;
      Report();
      const auto ended = Ended();
      if (!ended) return tl::unexpected(ended.error());
      if (*ended) return {};
    }
  }

  // Polls that are due, and pages from the frontier.
  Result<void> LookForWork() {
    const auto time = clock_.Steady();
    if (time >= next_look_) {
      next_look_ = time + kLookEvery;
      look_ = true;
      flow_.ForgetIdle();
    }
    if (!look_) return {};
    if (auto taken = flow_.TakeSources(); !taken) return taken;
    // The table tells what is due only when it holds everything we know.
    if (!step_.Empty()) return {};
    look_ = false;
    return flow_.TakePages();
  }

  Result<void> StartRequests() {
    held_ = downstream_lag_ && downstream_lag_() > options_.downstream_lag_max;
    if (held_) return {};
    for (int i = 0; i < kStartsMax && HasRoom(); ++i) {
      auto request = flow_.Pop();
      if (!request) return {};
      crawlers::FetchRequest fetch;
      fetch.ticket = ++last_ticket_;
      fetch.url = request->url;
      fetch.if_none_match = request->if_none_match;
      fetch.if_modified_since = request->if_modified_since;
      if (auto started = fetcher_->Start(std::move(fetch)); started) {
        open_.emplace(last_ticket_, std::move(*request));
      } else if (auto told = flow_.NotStarted(*request, started.error()); !told) {
        return told;
      }
    }
    return {};
  }

  Result<void> Complete(crawlers::FetchCompletion completion) {
    const auto found = open_.find(completion.ticket);
    if (found == open_.end()) return {};  // Not ours: the fetcher has no other user.
    const CrawlRequest request = std::move(found->second);
    open_.erase(found);
    return flow_.Complete(request, std::move(completion));
  }

  Result<void> CommitIfDue() {
    if (step_.Empty() && !paused_until_) {
      first_change_.reset();
      return {};
    }
    const auto time = clock_.Steady();
    if (!first_change_) first_change_ = time;
    if (paused_until_) return time < *paused_until_ ? Result<void>() : Commit();
    const bool idle = open_.empty() && (stopping_ || !flow_.NextStart());
    const bool full = step_.Pages() >= options_.commit_pages_max ||
                      step_.Bytes() >= kStepBytesMax || step_.Changes() >= kStepChangesMax;
    if (!full && !idle && time - *first_change_ < options_.commit_wait) return {};
    return Commit();
  }

  Result<void> Commit() {
    const auto begin = clock_.Steady();
    auto committed = step_.Empty() ? step_.Reach() : step_.Commit();
    const std::chrono::duration<double> took = clock_.Steady() - begin;
    metrics_.Observe("stratwatch_crawl_commit_seconds", took.count());
    if (committed) {
      first_change_.reset();
      look_ = true;
      if (paused_until_) {
        paused_until_.reset();
        pauses_ = 0;
        SetReady();
        events_.Write(Severity::kInfo, "task.resumed", {{"task", "crawl"}});
      }
      return {};
    }
    if (committed.error().code != ErrorCode::kUnavailable) return committed;
    // A run with an end, or one that shall end, does not wait for ever; what is not committed is
    // fetched again by the next.
    if ((options_.once || stopping_) && pauses_ >= kFinalCommitTries) return committed;
    const auto doubled = kPause * (1 << std::min(pauses_, 10));
    const auto pause = std::min<milliseconds>(doubled, kPauseMax);
    ++pauses_;
    paused_until_ = clock_.Steady() + pause;
    SetNotReady(committed.error().message);
    metrics_.Count("stratwatch_task_pauses_total", {{"task", "crawl"}});
    events_.Write(Severity::kWarning, "task.paused",
                  {{"task", "crawl"},
                   {"error", committed.error().message},
                   {"retry_ms", static_cast<std::int64_t>(pause.count())}});
    return {};
  }

  Result<bool> Ended() {
    if (!open_.empty() || !step_.Empty()) return false;
    if (stopping_) return true;
    if (!options_.once || paused_until_ || look_) return false;
    return flow_.Exhausted();
  }

  milliseconds WaitTime() const {
    const auto time = clock_.Steady();
    auto until = time + kIdleWait;
    if (!stopping_ && !paused_until_) {
      if (look_ && step_.Empty()) return milliseconds(0);
      if (const auto next = flow_.NextStart(); next && HasRoom() && !held_) {
        until = std::min(until, *next);
      }
    }
    if (first_change_) until = std::min(until, *first_change_ + options_.commit_wait);
    if (paused_until_) until = std::min(time + kIdleWait, *paused_until_);
    return std::max(milliseconds(0), std::chrono::ceil<milliseconds>(until - time));
  }

  // For the operator, a few times a second.
  void Report() {
    const auto time = clock_.Steady();
    if (time < next_report_) return;
    next_report_ = time + kLookEvery;
    metrics_.Set("stratwatch_crawl_open_requests", static_cast<double>(open_.size()));
    metrics_.Set("stratwatch_crawl_queued_requests", static_cast<double>(flow_.InMemory()));
    const std::lock_guard lock(mutex_);
    state_.lag = flow_.InMemory() + open_.size();
    if (paused_until_) return;
    state_.ready = flow_.ArchiveFailure().empty();
    state_.reason = flow_.ArchiveFailure();
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

  bool HasRoom() const {
    return fetcher_->OpenRequests() < static_cast<std::size_t>(options_.fetcher.open_requests_max);
  }
  std::chrono::sys_seconds Now() const { return std::chrono::floor<seconds>(clock_.Now()); }

  // A step's bounds besides its pages: what a crash makes us fetch again, and memory.
  static constexpr std::size_t kStepBytesMax = std::size_t{16} << 20U;
  static constexpr std::size_t kStepChangesMax = 5'000;

  const CrawlOptions options_;
  const Clock& clock_;
  EventSink& events_;
  Metrics& metrics_;
  std::unique_ptr<LogSession> session_;
  std::unique_ptr<crawlers::Fetcher> fetcher_;
  std::unique_ptr<crawlers::WarcWriter> archive_;
  std::function<std::uint64_t()> downstream_lag_;

  CrawlStep step_;
  RequestFlow flow_;

  std::uint64_t last_ticket_ = 0;
  std::unordered_map<std::uint64_t, CrawlRequest> open_;  // By ticket.
  bool held_ = false;                                     // By downstream_lag.
  bool look_ = true;  // The frontier or the sources may have something due.
  std::chrono::steady_clock::time_point next_look_{};
  std::chrono::steady_clock::time_point next_report_{};
  std::optional<std::chrono::steady_clock::time_point> first_change_;  // Of the step.
  std::optional<std::chrono::steady_clock::time_point> paused_until_;
  int pauses_ = 0;  // In a row.

  std::atomic<bool> stopping_{false};
  mutable std::mutex mutex_;  // Guards state_.
  TaskState state_{false, "starting", 0};
};

CrawlTask::CrawlTask(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
CrawlTask::~CrawlTask() = default;

Result<std::unique_ptr<CrawlTask>> CrawlTask::Create(
    CrawlOptions options, CrawlParts parts, std::unique_ptr<LogSession> session,
    std::function<std::uint64_t()> downstream_lag) {
  auto fetcher = crawlers::Fetcher::Create(options.fetcher);
  if (!fetcher) return Fail("crawl", fetcher.error());
  std::unique_ptr<crawlers::WarcWriter> archive;
  if (options.archive_pages) {
    auto opened = crawlers::WarcWriter::Open(options.archive);
    if (!opened) return Fail("crawl: archive", opened.error());
    archive = std::move(*opened);
  }
  return std::unique_ptr<CrawlTask>(new CrawlTask(
      std::make_unique<Impl>(std::move(options), parts, std::move(session), std::move(*fetcher),
                             std::move(archive), std::move(downstream_lag))));
}

Result<void> CrawlTask::Run() {
  return impl_->Run();
}
void CrawlTask::RequestStop() {
  impl_->RequestStop();
}
TaskState CrawlTask::Current() const {
  return impl_->Current();
}

}  // namespace stratwatch::pipeline
