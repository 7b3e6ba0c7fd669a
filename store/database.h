#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>

#include "model/error.h"

namespace stratwatch::store {

enum class Access {
  kReadWrite,  // The one writer; takes the lock.
  kReadOnly,   // Beside a running writer: what was written when it was opened. No lock.
};

struct StoreOptions {
  std::filesystem::path path;
  Access access = Access::kReadWrite;
  // Blocks read from disk and kept. Why 64 MiB: the service's memory budget is 400 MiB.
  std::size_t block_cache_bytes = std::size_t{64} << 20U;
  // Unflushed writes over all tables, before a flush is forced.
  std::size_t write_buffer_bytes = std::size_t{64} << 20U;
};

enum class Durability {
  kSynced,    // On disk when Write returns: survives power loss.
  kBuffered,  // With the kernel when Write returns: survives kill -9, not power loss.
};

// What is written together or not at all. The tables add to it; Database::Write applies it.
// Threads: not thread-safe; one per step of one task.
class WriteBatch {
 public:
  WriteBatch();
  ~WriteBatch();
  WriteBatch(WriteBatch&&) noexcept;
  WriteBatch& operator=(WriteBatch&&) noexcept;

  bool Empty() const;
  std::size_t Bytes() const;
  void Clear();

  struct Impl;  // store/internal/; keeps RocksDB out of this header.
  Impl& impl() { return *impl_; }
  const Impl& impl() const { return *impl_; }

 private:
  std::unique_ptr<Impl> impl_;
};

// The one RocksDB that holds every table: column families are listed in store/key_layout.h and
// docs/formats.md. A store has one schema version: a newer one is refused with a clear error.
//
// Ownership: the tables borrow the Database and must not outlive it.
// Threads: thread-safe.
class Database {
 public:
  // Creates the store when it is absent and access is kReadWrite.
  //
  // Errors: kNotFound (no store there, read-only), kUnavailable (locked: the message names the
  // process that holds it; disk full), kCorrupt (damaged: names the file), kInvalid (written by a
  // newer Stratwatch, or the path is no folder).
  static Result<std::unique_ptr<Database>> Open(StoreOptions options);
  ~Database();

  // Applies `batch` as a unit and leaves it empty.
  // Errors: kUnavailable (disk full or I/O error: nothing was applied; may be tried again),
  // kInvalid (read-only).
  Result<void> Write(WriteBatch& batch, Durability durability);

  // Key counts and bytes on disk, for status and metrics; estimates.
  struct Size {
    std::uint64_t bytes_on_disk = 0;
    std::uint64_t memtable_bytes = 0;
  };
  Size ApproximateSize() const;

  const StoreOptions& options() const;

  class Impl;  // store/internal/database_impl.h
  Impl& impl() { return *impl_; }
  const Impl& impl() const { return *impl_; }

 private:
  explicit Database(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace stratwatch::store
