#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/e2e/process.h"
#include "tests/e2e/sample_run.h"

namespace stratwatch::testing {

// One of several stratwatch processes that share a Kafka log: with a name, a store and a port of
// its own, killed and started again at will.
// Threads: not thread-safe.
class KafkaWorker {
 public:
  // `flags` go before `command`. Borrows `run`, whose config and folder it uses.
  KafkaWorker(const SampleRun& run, std::string name, std::vector<std::string> flags,
              std::vector<std::string> command);

  const std::string& Name() const { return name_; }
  std::filesystem::path Store() const { return run_.Folder() / ("store-" + name_); }

  void Start() { process_ = run_.Start(arguments_); }
  // SIGKILL, and waits for the end.
  void Kill();
  void Stop() { process_->Signal(SIGTERM); }
  std::optional<Finished> Wait(std::chrono::milliseconds wait) { return process_->Wait(wait); }
  std::string Err() const { return process_->Err(); }
  int Pid() const { return process_->Pid(); }

  // The answer to /metrics; empty while there is none.
  std::string Metrics() const;
  // The sum of a counter or gauge over the label sets that contain `label` (`task="index"`).
  double Metric(const std::string& name, const std::string& label = "") const;
  // Until the metric is at least `value`; false after `wait`.
  bool AwaitMetric(const std::string& name, const std::string& label, double value,
                   std::chrono::milliseconds wait) const;

 private:
  const SampleRun& run_;
  std::string name_;
  std::vector<std::string> arguments_;
  std::unique_ptr<Process> process_;
};

}  // namespace stratwatch::testing
