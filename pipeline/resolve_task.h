#pragma once

#include "pipeline/metrics.h"
#include "pipeline/task_runner.h"
#include "store/article_store.h"

namespace stratwatch::pipeline {

// `articles` to `resolved`, in one order: tells a new article from a repeat of its own URL and
// from an exact copy of another's text, and so gives each readable article its outcome.
//
// State: store::IdentityTable, written with the position, so that a step done again after a crash
// finds what it found the first time.
// Threads: Prepare and Salvage are thread-safe; the rest belongs to the runner's thread.
class ResolveTask final : public Task {
 public:
  // Borrows both.
  ResolveTask(store::Database& database, Metrics& metrics);

  std::string_view Name() const override { return "resolve"; }
  Result<PreparedRecord> Prepare(const PolledRecord& record) const override;
  std::optional<PreparedRecord> Salvage(const PolledRecord& record,
                                        const Error& error) const override;
  Result<void> Conclude(std::vector<PreparedRecord>& records, store::WriteBatch& state,
                        LogStep& step) override;
  void Committed(const std::vector<PreparedRecord>& records) override;

 private:
  store::IdentityTable identities_;
  Metrics& metrics_;
  std::size_t kept_ = 0;  // Of the step under way; counted once it is committed.
};

}  // namespace stratwatch::pipeline
