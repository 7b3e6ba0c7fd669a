#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/error.h"
#include "store/database.h"

namespace stratwatch::store {

struct StoredRecord {
  std::uint64_t offset = 0;
  std::string key;
  std::string value;
  std::vector<std::pair<std::string, std::string>> headers;
  std::chrono::sys_time<std::chrono::milliseconds> appended_at{};
};

// The embedded log's records and every task's position, as tables of the store, so that a step's
// outputs, state and position are one write. pipeline/embedded_log gives it the log's manners.
//
// Threads: reads are thread-safe. Append assigns the next offset of its topic when it is called,
// so whoever appends holds one lock from the first Append until Database::Write returned; after
// a failed Write call Reset before the next Append.
class LogTable {
 public:
  explicit LogTable(Database& database);

  // Adds one record to `batch` and returns its offset. Offsets of a topic are dense from 0.
  std::uint64_t Append(WriteBatch& batch, std::string_view topic, const StoredRecord& record);
  // Forgets offsets that were assigned but never written.
  Result<void> Reset();

  struct ReadLimits {
    std::size_t records_max = 200;
    std::size_t bytes_max = std::size_t{32} << 20U;  // Stops after the record that passes it.
  };
  // Records of `topic` from offset `from` (or the first kept one after it), in order.
  // Errors: kCorrupt, kUnavailable.
  Result<std::vector<StoredRecord>> Read(std::string_view topic, std::uint64_t from,
                                         ReadLimits limits) const;

  // The first kept offset, and one past the last. Equal when the topic is empty.
  struct Extent {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
  };
  Result<Extent> ExtentOf(std::string_view topic) const;

  // Drops the records of `topic` before `offset`.
  void Trim(WriteBatch& batch, std::string_view topic, std::uint64_t offset);

  // A task's position: the next offset `group` will read. nullopt before the first commit.
  Result<std::optional<std::uint64_t>> Position(std::string_view group, std::string_view topic,
                                                int partition) const;
  void SetPosition(WriteBatch& batch, std::string_view group, std::string_view topic,
                   int partition, std::uint64_t next_offset);
  struct GroupPosition {
    std::string group;
    std::string topic;
    int partition = 0;
    std::uint64_t next_offset = 0;
  };
  Result<std::vector<GroupPosition>> Positions() const;

 private:
  Database& database_;
  // Next offsets by topic; guarded by the appender's lock, see above.
  std::vector<std::pair<std::string, std::uint64_t>> next_offsets_;
};

}  // namespace stratwatch::store
