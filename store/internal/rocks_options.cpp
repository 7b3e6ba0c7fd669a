#include <rocksdb/cache.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/listener.h>
#include <rocksdb/merge_operator.h>
#include <rocksdb/slice_transform.h>
#include <rocksdb/table.h>
#include <rocksdb/utilities/table_properties_collectors.h>

#include <algorithm>

#include "store/internal/info_log.h"
#include "store/internal/merge_operators.h"
#include "store/internal/rocks_open.h"
#include "store/key_layout.h"

namespace stratwatch::store {
namespace {

constexpr std::size_t kKiB = 1024;
constexpr std::size_t kMiB = 1024 * kKiB;

// RocksDB looks every five seconds whether a full disk has space again, and refuses Resume
// meanwhile. Our writer asks at each write instead: the first one that can go on does.
class RecoverAtNextWrite final : public rocksdb::EventListener {
 public:
  void OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason /*reason*/, rocksdb::Status /*error*/,
                            bool* auto_recovery) override {
    *auto_recovery = false;
  }
};

bool IsLog(Table table) {
  return table >= Table::kLogPages && table <= Table::kLogOther;
}

bool LooksUpSingleKeys(Table table) {
  return table == Table::kFrontier || table == Table::kIdentities || table == Table::kArticleIds ||
         table == Table::kRobots;
}

rocksdb::BlockBasedTableOptions BlocksOf(Table table, std::shared_ptr<rocksdb::Cache> cache) {
  rocksdb::BlockBasedTableOptions blocks;
  blocks.block_cache = std::move(cache);
  // Indexes and filters count as cache, so that memory stays bounded as the store grows.
  blocks.cache_index_and_filter_blocks = true;
  blocks.cache_index_and_filter_blocks_with_high_priority = true;
  blocks.pin_l0_filter_and_index_blocks_in_cache = true;
  blocks.format_version = 5;
  // Most look-ups ask for what is not there: is this URL new? 10 bits a key: 1 % false alarms.
  if (LooksUpSingleKeys(table)) blocks.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  // Larger blocks compress prose better (zstd sees more of it) and are read one article at a time.
  if (table == Table::kArticles) blocks.block_size = 32 * kKiB;
  if (table == Table::kPostings || table == Table::kPositions) blocks.block_size = 8 * kKiB;
  return blocks;
}

rocksdb::ColumnFamilyOptions FamilyOf(Table table, const StoreOptions& store,
                                      const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::ColumnFamilyOptions family;
  family.table_factory.reset(rocksdb::NewBlockBasedTableFactory(BlocksOf(table, cache)));
  family.merge_operator = MergeOperatorOf(table);
  family.level_compaction_dynamic_level_bytes = true;
  family.write_buffer_size = std::max(store.write_buffer_bytes / 4, kMiB);
  // Measured: zstd on the hot levels stalls a writer of synced batches (p99 1.5 s against
  // 30 ms); at the bottom, where most bytes are, it halves prose once more.
  family.compression = rocksdb::kLZ4Compression;
  family.bottommost_compression = rocksdb::kZSTD;
  if (IsLog(table)) {
    // Pages are zstd frames already, and a record is read once or twice and trimmed.
    family.compression = rocksdb::kNoCompression;
    family.bottommost_compression = rocksdb::kNoCompression;
  }
  if (table == Table::kPostings || table == Table::kPositions || table == Table::kDocuments) {
    // Packed integers do not compress: lz4 for the keys, and queries do not wait for zstd.
    family.bottommost_compression = rocksdb::kLZ4Compression;
    // A batch brings its terms in key order: each is inserted from where the one before it went.
    family.memtable_insert_with_hint_prefix_extractor.reset(rocksdb::NewFixedPrefixTransform(1));
  }
  if (table == Table::kFrontierDue) {
    // A queue: taken at the front, so a scan meets the tombstones of what was taken. A small
    // buffer and compaction of files that are mostly tombstones keep them few.
    family.write_buffer_size = kMiB;
    family.table_properties_collector_factories.push_back(
        rocksdb::NewCompactOnDeletionCollectorFactory(1'000, 500));
  }
  return family;
}

}  // namespace

RocksOptions MakeRocksOptions(const StoreOptions& store) {
  RocksOptions all;
  rocksdb::DBOptions& database = all.database;
  database.create_if_missing = store.access == Access::kReadWrite;
  database.create_missing_column_families = store.access == Access::kReadWrite;
  database.paranoid_checks = true;
  database.max_background_jobs = 2;  // A small machine: one flush, one compaction.
  database.db_write_buffer_size = std::max(store.write_buffer_bytes, kMiB);
  // Bounds what a restart replays: half a second a hundred MiB.
  database.max_total_wal_size = 2 * database.db_write_buffer_size;
  // After power loss the store is as it was at one moment, a prefix of its writes; positions and
  // state lie in the same writes, so a prefix is all that exactly-once needs.
  database.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
  database.bytes_per_sync = kMiB;  // Spreads the flushes' I/O instead of one burst.
  // A reader beside the writer must hold every file open: the writer deletes what it compacted.
  database.max_open_files = store.access == Access::kReadOnly ? -1 : 512;
  database.listeners.push_back(std::make_shared<RecoverAtNextWrite>());
  // Space that a log may need later is not taken from others now.
  database.allow_fallocate = false;
  database.info_log = store.access == Access::kReadOnly ? MakeSilentLog() : MakeInfoLog(store.path);
  database.info_log_level = rocksdb::InfoLogLevel::WARN_LEVEL;
  database.stats_dump_period_sec = 0;
  database.max_manifest_file_size = 16 * kMiB;
  const auto cache = rocksdb::NewLRUCache(std::max(store.block_cache_bytes, kMiB));
  for (std::size_t i = 0; i < kTableCount; ++i) {
    all.families.push_back(FamilyOf(static_cast<Table>(i), store, cache));
  }
  return all;
}

}  // namespace stratwatch::store
