#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "model/error.h"
#include "store/database.h"
#include "store/internal/database_impl.h"

// Table counters: one count a key, changed by merging, so that no writer reads before it writes.
namespace stratwatch::store {

// Counts, or changes of counts, by key (key_layout.h).
using Counters = std::map<std::string, std::int64_t>;

// Adds the changes other than 0 to `batch`.
void MergeCounters(WriteBatch& batch, const Database& database, const Counters& changes);

// The counts other than 0 under keys with this prefix, by the rest of the key; at `at`, or now.
// Errors: kCorrupt when a count cannot be read.
Result<Counters> ReadCounters(const Database& database, std::string_view prefix,
                              const Snapshot* at = nullptr);

}  // namespace stratwatch::store
