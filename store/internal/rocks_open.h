#pragma once

#include <rocksdb/options.h>

#include <vector>

#include "store/database.h"

// Only for database.cpp and rocks_open.cpp: it shows RocksDB's headers.
namespace stratwatch::store {

// The options of one store: for the whole and, by Table, for each family.
struct RocksOptions {
  rocksdb::DBOptions database;
  std::vector<rocksdb::ColumnFamilyOptions> families;
};
RocksOptions MakeRocksOptions(const StoreOptions& options);

}  // namespace stratwatch::store
