#pragma once

#include "model/clock.h"
#include "pipeline/host_health.h"
#include "pipeline/metrics.h"
#include "pipeline/task_runner.h"
#include "store/article_store.h"

namespace stratwatch::pipeline {

// `resolved` into the store: articles, postings, facets and counters with the position, as one
// write, with the health of the hosts (host_health.h). Ends the way of every page: what is here
// can be searched or at least traced.
//
// Threads: Prepare and Salvage are thread-safe; the rest belongs to the runner's thread.
class IndexTask final : public Task {
 public:
  // Borrows all.
  IndexTask(store::Database& database, const Clock& clock, Metrics& metrics);

  std::string_view Name() const override { return "index"; }
  Result<PreparedRecord> Prepare(const PolledRecord& record) const override;
  std::optional<PreparedRecord> Salvage(const PolledRecord& record,
                                        const Error& error) const override;
  Result<void> Conclude(std::vector<PreparedRecord>& records, store::WriteBatch& state,
                        LogStep& step) override;
  void Committed(const std::vector<PreparedRecord>& records) override;

 private:
  store::ArticleStore articles_;
  HostHealthLedger health_;
  const Clock& clock_;
  Metrics& metrics_;
};

}  // namespace stratwatch::pipeline
