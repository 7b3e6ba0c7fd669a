#include "store/internal/counters.h"

#include "store/internal/codec.h"
#include "store/key_layout.h"

namespace stratwatch::store {

void MergeCounters(WriteBatch& batch, const Database& database, const Counters& changes) {
  for (const auto& [key, change] : changes) {
    if (change == 0) continue;
    std::string bytes;
    AppendSigned(bytes, change);
    batch.impl().Merge(database, Table::kCounters, key, bytes);
  }
}

Result<Counters> ReadCounters(const Database& database, std::string_view prefix,
                              const Snapshot* at) {
  Counters counts;
  Scan scan = database.impl().ScanPrefix(Table::kCounters, prefix, at);
  for (scan.ToFirst(); scan.Valid(); scan.Next()) {
    Reader reader(scan.Value());
    const std::int64_t count = reader.Signed();
    if (!reader.Ok()) return Fail(ErrorCode::kCorrupt, "table counters: a count is damaged");
    if (count != 0) counts[std::string(scan.Key().substr(prefix.size()))] = count;
  }
  if (auto finished = scan.Finish(); !finished) return tl::unexpected(finished.error());
  return counts;
}

}  // namespace stratwatch::store
