#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "model/error.h"
#include "model/outcome.h"
#include "store/database.h"

namespace stratwatch::store {

// How the pages of one host came out, over all and of late. Who fills it in says how the means are
// taken (pipeline/host_health.h).
struct HostHealth {
  std::string host;
  std::array<std::uint64_t, kAllOutcomes.size()> outcomes{};  // Pages settled, by Outcome.
  std::uint64_t texts = 0;                                    // Pages that gave a text.
  std::uint64_t empties = 0;                                  // Pages that were read and gave none.
  double empty_share = 0;                                     // Of late, of pages read: 0 … 1.
  double log_length = 0;                                      // Of late: mean of ln(bytes of text).
  double log_length_baseline = 0;                             // The same over a long time.
  std::chrono::sys_seconds last_seen{};
};

// The rows of all hosts that have one. Few thousands of small rows: they are read as a whole.
// Threads: reads are thread-safe; one writer: the `index` task.
class HostHealthTable {
 public:
  explicit HostHealthTable(Database& database) : database_(database) {}

  // Errors: kCorrupt, kUnavailable.
  Result<std::vector<HostHealth>> All() const;  // By host, ascending.
  void Put(WriteBatch& batch, const HostHealth& row);
  void Remove(WriteBatch& batch, std::string_view host);

 private:
  Database& database_;
};

}  // namespace stratwatch::store
