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
// Threads: reads are thread-safe. Append and Trim assign or use the next offset of their topic when
// they are called, so whoever calls them holds one lock from the first call until Database::Write
// returned; after a failed Write call Reset before the next Append. One LogTable appends to a
// store; others may read.
class LogTable {
 public:
  explicit LogTable(Database& database);

  // Adds one record to `batch` and returns its offset. Offsets of a topic are dense from 0. The
  // first call for a topic reads its end from the store; should that fail, the error stays in
  // the batch and Database::Write returns it.
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

  // Drops the records of `topic` before `offset`, at most up to its end. Offsets are not used
  // again. Fails like Append.
  void Trim(WriteBatch& batch, std::string_view topic, std::uint64_t offset);

  // A task's position: the next offset `group` will read. nullopt before the first commit.
  Result<std::optional<std::uint64_t>> Position(std::string_view group, std::string_view topic,
                                                int partition) const;
  void SetPosition(WriteBatch& batch, std::string_view group, std::string_view topic, int partition,
                   std::uint64_t next_offset);
  struct GroupPosition {
    std::string group;
    std::string topic;
    int partition = 0;
    std::uint64_t next_offset = 0;
  };
  Result<std::vector<GroupPosition>> Positions() const;

 private:
  // Null after an error, which is then in the batch.
  std::uint64_t* NextOffset(WriteBatch& batch, std::string_view topic);

  Database& database_;
  // Next offsets by topic; guarded by the appender's lock, see above.
  std::vector<std::pair<std::string, std::uint64_t>> next_offsets_;
};

}  // namespace stratwatch::store
