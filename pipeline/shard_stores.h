#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "model/error.h"
#include "store/database.h"

namespace stratwatch::pipeline {

// One shard of the index: the articles of one partition of `resolved`.
struct IndexShard {
  int number = 0;
  // Shared: who answers a query from it keeps it open until he is done, though it was given up.
  std::shared_ptr<store::Database> database;
};

// The folder of a shard below the store's own. It names their number, too, so that a store is not
// read with another: an article's shard follows from it.
std::filesystem::path ShardFolder(const std::filesystem::path& store, int shard, int shards);
bool IsShardFolder(const std::filesystem::path& folder);
// The shards (of `shards`) that are in the store's folder, ascending. Whoever wrote them.
std::vector<int> ShardsIn(const std::filesystem::path& store, int shards);
// Whether the store was written with this number of shards, or with none yet.
// Errors: kInvalid (with another: says what to do), kCorrupt, kUnavailable.
Result<void> CheckShardCount(store::Database& database, int shards);

// The shards that this process has: a database each, with its position inside. The index task's
// session takes and gives up shards as the group assigns partitions; queries read from them.
// Threads: thread-safe.
class ShardStores {
 public:
  // `store` is of the process's own store; a shard gets its share of its memory.
  ShardStores(store::StoreOptions store, int shards);

  int Count() const { return shards_; }
  // Opens the shard, or makes it. Errors: as Database::Open; kInvalid (there is no such shard).
  Result<void> Take(int shard);
  // Gives up all others: they are written no more, and asked no more.
  void Retain(const std::set<int>& shards);
  // It holds all that was answered before by whoever had it.
  void SetCaughtUp(int shard);

  // Null when it is not ours.
  std::shared_ptr<store::Database> Find(int shard) const;
  // What queries may ask: ours and caught up, ascending.
  std::vector<IndexShard> Answering() const;
  // All of ours.
  std::vector<IndexShard> Taken() const;

 private:
  struct Held {
    std::shared_ptr<store::Database> database;
    bool caught_up = false;
  };

  const store::StoreOptions store_;
  const int shards_;
  mutable std::mutex mutex_;  // Guards what follows.
  std::map<int, Held> held_;
  // Given up, but perhaps still read from: a store can be opened once only.
  std::map<int, std::weak_ptr<store::Database>> given_up_;
};

}  // namespace stratwatch::pipeline
