#pragma once

#include <map>
#include <memory>

#include "model/clock.h"
#include "pipeline/host_health.h"
#include "pipeline/metrics.h"
#include "pipeline/shard_stores.h"
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
  // Each step into the shard of its partition.
  IndexTask(const ShardStores& shards, const Clock& clock, Metrics& metrics);

  std::string_view Name() const override { return "index"; }
  Result<PreparedRecord> Prepare(const PolledRecord& record) const override;
  std::optional<PreparedRecord> Salvage(const PolledRecord& record,
                                        const Error& error) const override;
  Result<void> Conclude(std::vector<PreparedRecord>& records, store::WriteBatch& state,
                        LogStep& step) override;
  void Committed(const std::vector<PreparedRecord>& records) override;

 private:
  // What belongs to one database. Does not keep it open: a shard may be given up.
  struct Home {
    explicit Home(const std::shared_ptr<store::Database>& home)
        : database(home), articles(*home), health(*home) {}
    std::weak_ptr<store::Database> database;
    store::ArticleStore articles;
    HostHealthLedger health;
  };
  // Of the partition, opened anew when its database is another one. Null: it is not ours.
  Home* HomeOf(int partition);

  std::shared_ptr<store::Database> database_;  // Without shards; borrowed.
  const ShardStores* shards_ = nullptr;
  std::map<int, Home> homes_;  // By partition; of 0 without shards.
  const Clock& clock_;
  Metrics& metrics_;
};

}  // namespace stratwatch::pipeline
