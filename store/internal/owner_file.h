#pragma once

#include <filesystem>
#include <memory>

#include "model/error.h"

namespace stratwatch::store {

// "stratwatch-owner" in the store's folder: locked by the one process that writes, with its pid
// inside, so that the second one can say who holds the store. The kernel drops the lock when the
// process ends, however it ends; a left-over file means nothing.
// Threads: not thread-safe. Ownership: the lock is held until destruction.
class OwnerFile {
 public:
  // Errors: kUnavailable (held: names the pid; or the file cannot be written).
  static Result<std::unique_ptr<OwnerFile>> Take(const std::filesystem::path& folder);
  ~OwnerFile();
  OwnerFile(const OwnerFile&) = delete;
  OwnerFile& operator=(const OwnerFile&) = delete;

  // The process that holds RocksDB's own LOCK file (ldb, say); 0 when none can be told. Never
  // call it when this process may hold that lock: closing the file would drop it (fcntl(2)).
  static int HolderOfRocksLock(const std::filesystem::path& folder);

 private:
  explicit OwnerFile(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace stratwatch::store
