#pragma once

#include <rocksdb/env.h>

#include <filesystem>
#include <memory>

// Only for the files that open RocksDB: it shows RocksDB's headers.
namespace stratwatch::store {

// RocksDB's own warnings, in "LOG" of the store's folder, for whoever has to look into a damaged
// store; at most 1 MiB, the part before that in "LOG.old".
//
// Why not RocksDB's logger: when the disk is full its file writer keeps the error, and the next
// line then fails an assertion in Debian's build (7.8.3), which ends the process. This one drops
// the line.
std::shared_ptr<rocksdb::Logger> MakeInfoLog(const std::filesystem::path& folder);

// For read-only opens, which must not touch the writer's folder.
std::shared_ptr<rocksdb::Logger> MakeSilentLog();

}  // namespace stratwatch::store
