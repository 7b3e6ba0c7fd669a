#include "pipeline/service.h"

#include <atomic>
#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "pipeline/index_task.h"
#include "pipeline/internal/downstream.h"
#include "pipeline/normalise_task.h"
#include "pipeline/resolve_task.h"
#include "pipeline/task_runner.h"

namespace stratwatch::pipeline {

class Service::Impl {
 public:
  Impl(ServiceOptions options, ServiceParts parts)
      : options_(std::move(options)),
        parts_(parts),
        downstream_(parts.log, parts.clock, options_.batch.records_max * 3 / 2) {}

  ~Impl() {
    RequestStop();
    housekeeping_.request_stop();
    for (auto& station : stations_) {
      if (station->thread.joinable()) station->thread.join();
    }
  }

  Result<void> Open() {
    if (options_.tasks.normalise) {
      NormaliseTaskOptions normalise;
      normalise.extractor = options_.normalise.extractor;
      normalise.keep_irrelevant_text = options_.normalise.keep_irrelevant_text;
      normalise_ =
          std::make_unique<NormaliseTask>(normalise, parts_.rules, parts_.clock, parts_.metrics);
    }
    if (options_.tasks.resolve) {
      auto opened = ResolveTask::Open(parts_.database, options_.resolve, parts_.metrics);
      if (!opened) return tl::unexpected(opened.error());
      resolve_ = std::move(*opened);
    }
    if (options_.tasks.index) {
      index_ = parts_.shards != nullptr
                   ? std::make_unique<IndexTask>(*parts_.shards, parts_.clock, parts_.metrics)
                   : std::make_unique<IndexTask>(parts_.database, parts_.clock, parts_.metrics);
    }
    if (options_.tasks.crawl) {
      if (auto opened = OpenCrawl(); !opened) return opened;
    }
    if (normalise_) {
      // Live pages go first: a back-fill never delays them by more than a batch.
      auto opened = OpenRunner(*normalise_, {Topic::kPages, Topic::kPagesBackfill},
                               PositionHome::kLog, options_.normalise.workers);
      if (!opened) return opened;
    }
    if (resolve_) {
      auto opened = OpenRunner(*resolve_, {Topic::kArticles}, PositionHome::kStore, 1);
      if (!opened) return opened;
    }
    if (index_) {
      auto opened = OpenRunner(*index_, {Topic::kResolved}, PositionHome::kStore, 1);
      if (!opened) return opened;
    }
    if (stations_.empty()) return Fail(ErrorCode::kInvalid, "no task is enabled");
    return {};
  }

  void StartThreads() {
    running_ = stations_.size();
    for (std::size_t i = 0; i < stations_.size(); ++i) {
      stations_[i]->thread = std::thread([this, i] { RunStation(i); });
    }
    housekeeping_ = std::jthread([this](std::stop_token stop) { KeepHouse(stop); });
  }

  void RequestStop() {
    for (auto& station : stations_) station->stop();
  }

  void RequestDrain() {
    if (options_.tasks.crawl) stations_.front()->stop();
    const std::lock_guard lock(mutex_);
    draining_ = true;
    DrainFirst();
  }

  Result<void> Wait() {
    std::unique_lock lock(mutex_);
    ended_.wait(lock, [this] { return running_ == 0; });
    if (failure_) return tl::unexpected(*failure_);
    return {};
  }

  bool Failed() const {
    const std::lock_guard lock(mutex_);
    return failure_.has_value();
  }

  std::vector<TaskHealth> Health() const {
    std::vector<TaskHealth> health;
    for (const auto& station : stations_) {
      const TaskState state = station->current();
      health.push_back({station->name, state.ready, state.reason, state.lag});
    }
    return health;
  }

 private:
  // One task at its place in the pipeline. The functions are those of its runner or crawl, which
  // outlive the station's thread.
  struct Station {
    std::string name;
    std::function<Result<void>()> run;
    std::function<void()> stop;
    std::function<void()> drain;
    std::function<TaskState()> current;
    bool ended = false;  // Guarded by mutex_.
    std::thread thread;
  };

  Result<void> OpenCrawl() {
    auto session = OpenSession("crawl", {}, PositionHome::kLog);
    if (!session) return tl::unexpected(session.error());
    std::function<std::uint64_t()> downstream_lag;
    if (normalise_) {
      downstream_lag = [this] { return normalise_lag_ ? normalise_lag_() : 0; };
    }
    auto crawl = CrawlTask::Create(options_.crawl,
                                   {parts_.database, parts_.clock, parts_.events, parts_.metrics},
                                   std::move(*session), std::move(downstream_lag));
    if (!crawl) return tl::unexpected(crawl.error());
    crawl_ = std::move(*crawl);
    auto station = std::make_unique<Station>();
    station->name = "crawl";
    station->run = [this] { return crawl_->Run(); };
    station->stop = [this] { crawl_->RequestStop(); };
    station->drain = [] {};  // It has no input; what it does with once is its own affair.
    station->current = [this] { return crawl_->Current(); };
    stations_.push_back(std::move(station));
    return {};
  }

  Result<void> OpenRunner(Task& task, std::vector<Topic> inputs, PositionHome home, int workers) {
    auto session = OpenSession(std::string(task.Name()), std::move(inputs), home);
    if (!session) return tl::unexpected(session.error());
    TaskRunnerOptions options;
    options.limits = options_.batch;
    options.workers = workers;
    if (&task == normalise_.get()) {
      options.keeps_up = [this] { return downstream_.KeepsUp(); };
    }
    // Each attempt to reach a broker waits for it by itself (kafka.connect_wait_ms).
    if (parts_.log.Engine() == "kafka") options.pause_max = std::chrono::milliseconds(5'000);
    runners_.push_back(std::make_unique<TaskRunner>(task, std::move(*session), options,
                                                    parts_.clock, parts_.events, parts_.metrics));
    TaskRunner* runner = runners_.back().get();
    if (&task == normalise_.get()) normalise_lag_ = [runner] { return runner->Current().lag; };
    auto station = std::make_unique<Station>();
    station->name = task.Name();
    station->run = [runner] { return runner->Run(); };
    station->stop = [runner] { runner->RequestStop(); };
    station->drain = [runner] { runner->RequestDrain(); };
    station->current = [runner] { return runner->Current(); };
    stations_.push_back(std::move(station));
    return {};
  }

  Result<std::unique_ptr<LogSession>> OpenSession(const std::string& group,
                                                  std::vector<Topic> inputs, PositionHome home) {
    SessionOptions session;
    session.group = group;
    session.inputs = std::move(inputs);
    session.member = options_.member + "-" + group;
    session.home = home;
    session.may_connect_later = true;
    session.stand_by = home == PositionHome::kStore;
    if (index_ && group == index_->Name() && parts_.shards != nullptr) {
      session.stand_by = false;
      session.shards = parts_.shards;
      session.address = options_.address;
    }
    auto opened = parts_.log.OpenSession(std::move(session));
    if (!opened) return Fail("task " + group, opened.error());
    return opened;
  }

  // Top function of a task's thread.
  void RunStation(std::size_t place) {
    Station& station = *stations_[place];
    parts_.events.Write(Severity::kInfo, "task.started", {{"task", station.name}});
    Result<void> result;
    try {
      result = station.run();
    } catch (const std::exception& thrown) {
      result = Fail(ErrorCode::kCorrupt, station.name + " threw: " + thrown.what());
      parts_.events.Write(Severity::kError, "task.failed",
                          {{"task", station.name}, {"error", result.error().message}});
    }
    if (!result) {
      const std::lock_guard lock(mutex_);
      if (!failure_) failure_ = result.error();
    }
    if (!result) RequestStop();
    parts_.events.Write(Severity::kInfo, "task.ended", {{"task", station.name}});
    const std::lock_guard lock(mutex_);
    station.ended = true;
    --running_;
    // Whoever ends by itself was drained or is a crawl that polls once: the next may follow.
    DrainFirst();
    ended_.notify_all();
  }

  // Tells the first task that still runs to end at the end of its inputs, if everything before it
  // has ended or nothing will come from outside. Requires mutex_.
  void DrainFirst() {
    for (auto& station : stations_) {
      if (station->ended) {
        draining_ = true;
        continue;
      }
      if (draining_) station->drain();
      return;
    }
  }

  // Top function of the housekeeping thread.
  void KeepHouse(std::stop_token stop) {
    std::mutex mutex;
    std::condition_variable_any wake;
    std::unique_lock lock(mutex);
    while (!wake.wait_for(lock, stop, options_.housekeeping_every, [] { return false; })) {
      if (stop.stop_requested()) return;
      try {
        if (auto trimmed = parts_.log.Trim(); !trimmed) {
          parts_.events.Write(Severity::kWarning, "log.trim-failed",
                              {{"error", trimmed.error().message}});
        }
        const auto size = parts_.database.ApproximateSize();
        parts_.metrics.Set("stratwatch_store_bytes", static_cast<double>(size.bytes_on_disk));
        parts_.metrics.Set("stratwatch_store_memtable_bytes",
                           static_cast<double>(size.memtable_bytes));
      } catch (const std::exception& thrown) {
        parts_.events.Write(Severity::kError, "housekeeping.failed", {{"error", thrown.what()}});
        RequestStop();
        return;
      }
    }
  }

  const ServiceOptions options_;
  ServiceParts parts_;
  Downstream downstream_;  // Of normalise's thread.
  std::unique_ptr<NormaliseTask> normalise_;
  std::unique_ptr<ResolveTask> resolve_;
  std::unique_ptr<IndexTask> index_;
  std::unique_ptr<CrawlTask> crawl_;
  std::vector<std::unique_ptr<TaskRunner>> runners_;
  std::function<std::uint64_t()> normalise_lag_;
  std::vector<std::unique_ptr<Station>> stations_;  // In the pipeline's order.

  mutable std::mutex mutex_;  // Guards what follows.
  std::condition_variable ended_;
  std::size_t running_ = 0;
  bool draining_ = false;
  std::optional<Error> failure_;

  std::jthread housekeeping_;
};

Service::Service(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Service::~Service() = default;

Result<std::unique_ptr<Service>> Service::Start(ServiceOptions options, ServiceParts parts) {
  auto impl = std::make_unique<Impl>(std::move(options), parts);
  if (auto opened = impl->Open(); !opened) return tl::unexpected(opened.error());
  impl->StartThreads();
  return std::unique_ptr<Service>(new Service(std::move(impl)));
}

void Service::RequestStop() {
  impl_->RequestStop();
}
void Service::RequestDrain() {
  impl_->RequestDrain();
}
Result<void> Service::Wait() {
  return impl_->Wait();
}
bool Service::Failed() const {
  return impl_->Failed();
}
std::vector<TaskHealth> Service::Health() const {
  return impl_->Health();
}

}  // namespace stratwatch::pipeline
