#pragma once

#include <memory>

#include "pipeline/metrics.h"
#include "pipeline/resolver.h"
#include "pipeline/task_runner.h"

namespace stratwatch::pipeline {

// `articles` to `resolved`, in one order: gives each readable article its outcome, original and
// story (pipeline/resolver.h), and lets what ended before pass.
//
// State: the resolver's, written with the position, so that a step done again after a crash finds
// what it found the first time.
// Threads: Prepare and Salvage are thread-safe; the rest belongs to the runner's thread.
class ResolveTask final : public Task {
 public:
  // Borrows both. Errors: kCorrupt, kUnavailable: the window could not be read.
  static Result<std::unique_ptr<ResolveTask>> Open(store::Database& database,
                                                   ResolveOptions options, Metrics& metrics);

  std::string_view Name() const override { return "resolve"; }
  Result<PreparedRecord> Prepare(const PolledRecord& record) const override;
  std::optional<PreparedRecord> Salvage(const PolledRecord& record,
                                        const Error& error) const override;
  Result<void> Conclude(std::vector<PreparedRecord>& records, store::WriteBatch& state,
                        LogStep& step) override;
  void Committed(const std::vector<PreparedRecord>& records) override;

 private:
  ResolveTask(std::unique_ptr<Resolver> resolver, Metrics& metrics);

  std::unique_ptr<Resolver> resolver_;
  Metrics& metrics_;
  std::size_t kept_ = 0;  // Of the step under way; counted once it is committed.
};

}  // namespace stratwatch::pipeline
