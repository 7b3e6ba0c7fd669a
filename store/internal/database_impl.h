#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "store/database.h"
#include "store/key_layout.h"

// What the tables see of RocksDB: byte strings by table, scans, snapshots. RocksDB's own headers
// stay in database_impl.cpp, rocks_open.cpp and merge_operators.cpp.
namespace rocksdb {
class ColumnFamilyHandle;
class DB;
class Iterator;
class Snapshot;
class Status;
class WriteBatch;
}  // namespace rocksdb

namespace stratwatch::store {

class Analyzer;
class IndexViews;
class OwnerFile;
struct PendingArticles;

// Reads of one moment; the writes after it are not seen. Keeps RocksDB from dropping what it
// sees, so it is held briefly. Must not outlive the Database.
class Snapshot {
 public:
  explicit Snapshot(rocksdb::DB* db);
  ~Snapshot();
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;
  const rocksdb::Snapshot* Get() const { return snapshot_; }

 private:
  rocksdb::DB* db_;
  const rocksdb::Snapshot* snapshot_;
};

// A walk over [lower, upper) of one table; an empty upper is the table's end. Key and Value view
// memory that the next step replaces. Threads: not thread-safe.
class Scan {
 public:
  struct Bounds;  // The iterator borrows them.
  Scan(std::unique_ptr<Bounds> bounds, std::unique_ptr<rocksdb::Iterator> iterator,
       std::string name);
  ~Scan();
  Scan(Scan&&) noexcept;

  void ToFirst();
  void ToLast();
  void Seek(std::string_view key);
  void Next();
  bool Valid() const;
  std::string_view Key() const;
  std::string_view Value() const;
  // Why Valid became false: the end, or an error. Errors: kCorrupt, kUnavailable.
  Result<void> Finish() const;

 private:
  std::unique_ptr<Bounds> bounds_;
  std::unique_ptr<rocksdb::Iterator> iterator_;
  std::string name_;
};

class Database::Impl {
 public:
  Impl();
  ~Impl();

  Result<std::optional<std::string>> Get(Table table, std::string_view key,
                                         const Snapshot* at = nullptr) const;
  Scan NewScan(Table table, std::string lower, std::string upper,
               const Snapshot* at = nullptr) const;
  // All keys that begin with `prefix`.
  Scan ScanPrefix(Table table, std::string_view prefix, const Snapshot* at = nullptr) const;
  std::unique_ptr<Snapshot> TakeSnapshot() const;

  Result<void> Write(WriteBatch& batch, Durability durability);
  Database::Size ApproximateSize() const;

  // Set once by Open (rocks_open.cpp), then constant.
  StoreOptions options;
  std::unique_ptr<OwnerFile> owner;  // Outlives the RocksDB it guards: declared first.
  std::unique_ptr<rocksdb::DB> db;
  std::vector<rocksdb::ColumnFamilyHandle*> handles;  // By Table.

  std::unique_ptr<Analyzer> analyzer;  // Shared: its tables are filled as they are used.

  // The searchable documents, see index_view.h.
  std::unique_ptr<IndexViews> index;

 private:
  rocksdb::Status Apply(rocksdb::WriteBatch& batch, Durability durability);
  rocksdb::Status LeaveDamagedLog();

  // Writers share it; who leaves a damaged log has it alone, lest another writes to that log.
  std::shared_mutex log_mutex_;
  std::atomic<bool> log_damaged_ = false;
};

struct WriteBatch::Impl {
  Impl();
  ~Impl();

  void Put(const Database& database, Table table, std::string_view key, std::string_view value);
  void Delete(const Database& database, Table table, std::string_view key);
  void DeleteRange(const Database& database, Table table, std::string_view begin,
                   std::string_view end);
  void Merge(const Database& database, Table table, std::string_view key, std::string_view piece);

  std::unique_ptr<rocksdb::WriteBatch> batch;
  // The first error of a table's call that could not return it; Write returns it instead.
  std::optional<Error> failure;
  // What ArticleStore::Add has put into this batch, so that a later Add sees it.
  std::unique_ptr<PendingArticles> articles;
};

// Converts RocksDB's status where it is met. `what` says what was attempted, on what.
Error ToError(const rocksdb::Status& status, std::string_view what);

}  // namespace stratwatch::store
