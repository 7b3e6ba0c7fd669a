#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "store/key_layout.h"

namespace rocksdb {
class MergeOperator;
}

namespace stratwatch::store {

// How the table's merged values combine; null for tables that are only put. Their names are
// stored by RocksDB: never rename one.
std::shared_ptr<rocksdb::MergeOperator> MergeOperatorOf(Table table);

// The combination itself: `pieces` in the order they were written. nullopt when one is damaged.
std::optional<std::string> CombineCounters(const std::vector<std::string_view>& pieces);
std::optional<std::string> CombinePostings(const std::vector<std::string_view>& pieces);
std::string CombineAppended(const std::vector<std::string_view>& pieces);

}  // namespace stratwatch::store
