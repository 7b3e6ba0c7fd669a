#include "store/internal/database_impl.h"

#include <fmt/format.h>
#include <rocksdb/db.h>
#include <rocksdb/iterator.h>
#include <rocksdb/snapshot.h>
#include <rocksdb/write_batch.h>

#include "store/internal/analyzer.h"
#include "store/internal/index_view.h"
#include "store/internal/owner_file.h"

namespace stratwatch::store {
namespace {

rocksdb::Slice ToSlice(std::string_view bytes) {
  return {bytes.data(), bytes.size()};
}
std::string_view ToView(const rocksdb::Slice& slice) {
  return {slice.data(), slice.size()};
}

ErrorCode CodeOf(const rocksdb::Status& status) {
  if (status.IsCorruption()) return ErrorCode::kCorrupt;
  if (status.IsNotFound()) return ErrorCode::kNotFound;
  if (status.IsInvalidArgument() || status.IsNotSupported()) return ErrorCode::kInvalid;
  return ErrorCode::kUnavailable;  // I/O, busy, timed out, shutting down, full.
}

}  // namespace

Error ToError(const rocksdb::Status& status, std::string_view what) {
  if (status.IsNoSpace()) {
    return Error{ErrorCode::kUnavailable,
                 fmt::format("{}: the disk is full; free space on it and this goes on by itself "
                             "({})",
                             what, status.ToString())};
  }
  return Error{CodeOf(status), fmt::format("{}: {}", what, status.ToString())};
}

Snapshot::Snapshot(rocksdb::DB* db) : db_(db), snapshot_(db->GetSnapshot()) {}
Snapshot::~Snapshot() {
  db_->ReleaseSnapshot(snapshot_);
}

struct Scan::Bounds {
  std::string lower;
  std::string upper;
  rocksdb::Slice lower_slice;
  rocksdb::Slice upper_slice;
};

Scan::Scan(std::unique_ptr<Bounds> bounds, std::unique_ptr<rocksdb::Iterator> iterator,
           std::string name)
    : bounds_(std::move(bounds)), iterator_(std::move(iterator)), name_(std::move(name)) {}
Scan::~Scan() = default;
Scan::Scan(Scan&&) noexcept = default;

void Scan::ToFirst() {
  iterator_->SeekToFirst();
}
void Scan::ToLast() {
  iterator_->SeekToLast();
}
void Scan::Seek(std::string_view key) {
  iterator_->Seek(ToSlice(key));
}
void Scan::Next() {
  iterator_->Next();
}
bool Scan::Valid() const {
  return iterator_->Valid();
}
std::string_view Scan::Key() const {
  return ToView(iterator_->key());
}
std::string_view Scan::Value() const {
  return ToView(iterator_->value());
}

Result<void> Scan::Finish() const {
  const rocksdb::Status status = iterator_->status();
  if (!status.ok()) return tl::unexpected(ToError(status, name_));
  return {};
}

Database::Impl::Impl() : analyzer(std::make_unique<Analyzer>()) {}

Database::Impl::~Impl() {
  index.reset();  // Its snapshot first: it refers to the RocksDB.
  if (!db) return;
  for (rocksdb::ColumnFamilyHandle* handle : handles) {
    if (handle != nullptr) db->DestroyColumnFamilyHandle(handle);
  }
  // Everything acknowledged is in the write-ahead log: a failing close loses nothing.
  db->Close().PermitUncheckedError();
}

Result<std::optional<std::string>> Database::Impl::Get(Table table, std::string_view key,
                                                       const Snapshot* at) const {
  rocksdb::ReadOptions read;
  if (at != nullptr) read.snapshot = at->Get();
  std::string value;
  const rocksdb::Status status =
      db->Get(read, handles[static_cast<std::size_t>(table)], ToSlice(key), &value);
  if (status.IsNotFound()) return std::optional<std::string>();
  if (!status.ok()) {
    return tl::unexpected(ToError(
        status, fmt::format("read table {} of store {}", TableName(table), options.path.string())));
  }
  return std::optional<std::string>(std::move(value));
}

Scan Database::Impl::NewScan(Table table, std::string lower, std::string upper,
                             const Snapshot* at) const {
  auto bounds = std::make_unique<Scan::Bounds>();
  bounds->lower = std::move(lower);
  bounds->upper = std::move(upper);
  bounds->lower_slice = bounds->lower;
  bounds->upper_slice = bounds->upper;
  rocksdb::ReadOptions read;
  if (at != nullptr) read.snapshot = at->Get();
  read.iterate_lower_bound = &bounds->lower_slice;
  if (!bounds->upper.empty()) read.iterate_upper_bound = &bounds->upper_slice;
  std::unique_ptr<rocksdb::Iterator> iterator(
      db->NewIterator(read, handles[static_cast<std::size_t>(table)]));
  return Scan(std::move(bounds), std::move(iterator),
              fmt::format("read table {} of store {}", TableName(table), options.path.string()));
}

Scan Database::Impl::ScanPrefix(Table table, std::string_view prefix, const Snapshot* at) const {
  return NewScan(table, std::string(prefix), AfterPrefix(prefix), at);
}

std::unique_ptr<Snapshot> Database::Impl::TakeSnapshot() const {
  return std::make_unique<Snapshot>(db.get());
}

namespace {

// A flush that fails for lack of space leaves RocksDB's Resume waiting for ever: it is not asked
// before there is room for all that may wait in memory.
bool HasSpaceToRecover(rocksdb::DB& db, const std::filesystem::path& folder) {
  constexpr std::uint64_t kRoomBesides = std::uint64_t{4} << 20U;
  std::uint64_t in_memory = 0;
  db.GetAggregatedIntProperty(rocksdb::DB::Properties::kCurSizeAllMemTables, &in_memory);
  std::error_code failed;
  const auto space = std::filesystem::space(folder, failed);
  return failed || space.available >= in_memory + kRoomBesides;
}

}  // namespace

rocksdb::Status Database::Impl::Apply(rocksdb::WriteBatch& batch, Durability durability) {
  rocksdb::WriteOptions write;
  write.sync = durability == Durability::kSynced;
  rocksdb::Status status;
  {
    const std::shared_lock lock(log_mutex_);
    if (!log_damaged_) {
      status = db->Write(write, &batch);
      if (!status.IsIOError()) return status;
      log_damaged_ = true;
    }
  }
  const std::unique_lock lock(log_mutex_);
  // Another thread may have done it meanwhile.
  if (log_damaged_) {
    if (!HasSpaceToRecover(*db, options.path)) return rocksdb::Status::NoSpace();
    if (auto left = LeaveDamagedLog(); !left.ok()) return left;
    log_damaged_ = false;
  }
  status = db->Write(write, &batch);
  log_damaged_ = status.IsIOError();
  return status;
}

// After a failed write RocksDB refuses writes until it is told to go on, and a write to the log
// that failed, sent all the same, aborts the process (Debian builds it with its assertions). Resume
// flushes what waits in memory and starts a new log, but not when nothing waits: so something does.
rocksdb::Status Database::Impl::LeaveDamagedLog() {
  if (auto resumed = db->Resume(); !resumed.ok()) return resumed;
  rocksdb::WriteOptions unlogged;
  unlogged.disableWAL = true;
  rocksdb::ColumnFamilyHandle* const meta = handles[static_cast<std::size_t>(Table::kMeta)];
  if (auto put = db->Put(unlogged, meta, ToSlice(kRecoveredKey), ""); !put.ok()) return put;
  return db->Flush(rocksdb::FlushOptions(), meta);
}

Result<void> Database::Impl::Write(WriteBatch& batch, Durability durability) {
  if (options.access == Access::kReadOnly) {
    return Fail(
        ErrorCode::kInvalid,
        fmt::format("store {} is open read-only: nothing can be written", options.path.string()));
  }
  WriteBatch::Impl& impl = batch.impl();
  if (impl.failure) return tl::unexpected(*impl.failure);
  if (impl.batch->Count() == 0) {
    batch.Clear();
    return {};
  }
  const rocksdb::Status status = Apply(*impl.batch, durability);
  if (!status.ok()) {
    return tl::unexpected(ToError(status, fmt::format("write to store {}", options.path.string())));
  }
  if (impl.articles) index->Publish(*impl.articles);
  batch.Clear();
  return {};
}

Database::Size Database::Impl::ApproximateSize() const {
  Database::Size size;
  for (rocksdb::ColumnFamilyHandle* handle : handles) {
    std::uint64_t number = 0;
    if (db->GetIntProperty(handle, rocksdb::DB::Properties::kTotalSstFilesSize, &number)) {
      size.bytes_on_disk += number;
    }
    if (db->GetIntProperty(handle, rocksdb::DB::Properties::kCurSizeAllMemTables, &number)) {
      size.memtable_bytes += number;
    }
  }
  return size;
}

WriteBatch::Impl::Impl() : batch(std::make_unique<rocksdb::WriteBatch>()) {}
WriteBatch::Impl::~Impl() = default;

namespace {

// A batch refuses an operation only when it would pass 4 GiB or the key is over its bounds.
void Note(const rocksdb::Status& status, std::optional<Error>& failure) {
  if (!status.ok() && !failure) failure = ToError(status, "add to a write batch");
}

rocksdb::ColumnFamilyHandle* HandleOf(const Database& database, Table table) {
  return database.impl().handles[static_cast<std::size_t>(table)];
}

}  // namespace

void WriteBatch::Impl::Put(const Database& database, Table table, std::string_view key,
                           std::string_view value) {
  Note(batch->Put(HandleOf(database, table), ToSlice(key), ToSlice(value)), failure);
}

void WriteBatch::Impl::Delete(const Database& database, Table table, std::string_view key) {
  Note(batch->Delete(HandleOf(database, table), ToSlice(key)), failure);
}

void WriteBatch::Impl::DeleteRange(const Database& database, Table table, std::string_view begin,
                                   std::string_view end) {
  Note(batch->DeleteRange(HandleOf(database, table), ToSlice(begin), ToSlice(end)), failure);
}

void WriteBatch::Impl::Merge(const Database& database, Table table, std::string_view key,
                             std::string_view piece) {
  Note(batch->Merge(HandleOf(database, table), ToSlice(key), ToSlice(piece)), failure);
}

WriteBatch::WriteBatch() : impl_(std::make_unique<Impl>()) {}
WriteBatch::~WriteBatch() = default;
WriteBatch::WriteBatch(WriteBatch&&) noexcept = default;
WriteBatch& WriteBatch::operator=(WriteBatch&&) noexcept = default;

bool WriteBatch::Empty() const {
  return impl_->batch->Count() == 0;
}
std::size_t WriteBatch::Bytes() const {
  return impl_->batch->GetDataSize();
}

void WriteBatch::Clear() {
  impl_->batch->Clear();
  impl_->failure.reset();
  impl_->articles.reset();
}

}  // namespace stratwatch::store
