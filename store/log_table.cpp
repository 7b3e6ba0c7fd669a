#include "store/log_table.h"

#include <fmt/format.h>

#include <algorithm>

#include "store/internal/codec.h"
#include "store/internal/database_impl.h"
#include "store/key_layout.h"

namespace stratwatch::store {
namespace {

constexpr std::uint8_t kRecordVersion = 1;

std::string EncodeRecord(const StoredRecord& record) {
  std::string bytes;
  bytes.reserve(record.value.size() + record.key.size() + 256);
  bytes.push_back(static_cast<char>(kRecordVersion));
  AppendSigned(bytes, record.appended_at.time_since_epoch().count());
  AppendVarint(bytes, record.headers.size());
  for (const auto& [name, value] : record.headers) {
    AppendBytes(bytes, name);
    AppendBytes(bytes, value);
  }
  AppendBytes(bytes, record.key);
  bytes.append(record.value);
  return bytes;
}

Result<StoredRecord> DecodeRecord(std::string_view topic, std::string_view key,
                                  std::string_view bytes) {
  StoredRecord record;
  const auto offset = OffsetOfLogKey(key);
  Reader reader(bytes);
  const std::uint8_t version = reader.Byte();
  record.appended_at =
      std::chrono::sys_time<std::chrono::milliseconds>(std::chrono::milliseconds(reader.Signed()));
  const std::uint64_t headers = reader.Varint();
  for (std::uint64_t i = 0; i < headers && reader.Ok(); ++i) {
    std::string name(reader.Bytes());
    record.headers.emplace_back(std::move(name), std::string(reader.Bytes()));
  }
  record.key = reader.Bytes();
  record.value = reader.Rest();
  if (!offset || !reader.Ok() || version != kRecordVersion) {
    return Fail(ErrorCode::kCorrupt, fmt::format("topic {}: the record at offset {} is damaged",
                                                 topic, offset.value_or(0)));
  }
  record.offset = *offset;
  return record;
}

Result<std::uint64_t> ReadNumber(std::string_view bytes, std::string_view what) {
  const auto number = ReadKey64(bytes);
  if (!number) return Fail(ErrorCode::kCorrupt, fmt::format("{} is damaged", what));
  return *number;
}

// Where a topic begins according to its last Trim; 0 when it never was trimmed.
Result<std::uint64_t> BeginOf(const Database& database, std::string_view topic) {
  auto stored = database.impl().Get(Table::kLogState, LogBeginKey(topic));
  if (!stored) return tl::unexpected(stored.error());
  if (!*stored) return 0;
  return ReadNumber(**stored, fmt::format("topic {}: its first offset", topic));
}

}  // namespace

LogTable::LogTable(Database& database) : database_(database) {}

std::uint64_t* LogTable::NextOffset(WriteBatch& batch, std::string_view topic) {
  for (auto& [name, offset] : next_offsets_) {
    if (name == topic) return &offset;
  }
  const auto extent = ExtentOf(topic);
  if (!extent) {
    if (!batch.impl().failure) batch.impl().failure = extent.error();
    return nullptr;
  }
  return &next_offsets_.emplace_back(std::string(topic), extent->end).second;
}

std::uint64_t LogTable::Append(WriteBatch& batch, std::string_view topic,
                               const StoredRecord& record) {
  std::uint64_t* const next = NextOffset(batch, topic);
  if (next == nullptr) return 0;  // The batch carries the error; Write returns it.
  const std::uint64_t offset = (*next)++;
  batch.impl().Put(database_, TableOfTopic(topic), LogKey(topic, offset), EncodeRecord(record));
  return offset;
}

Result<void> LogTable::Reset() {
  next_offsets_.clear();
  return {};
}

Result<std::vector<StoredRecord>> LogTable::Read(std::string_view topic, std::uint64_t from,
                                                 ReadLimits limits) const {
  std::vector<StoredRecord> records;
  if (limits.records_max == 0) return records;
  // Starting behind what was trimmed spares the walk over its tombstones.
  const auto begin = BeginOf(database_, topic);
  if (!begin) return tl::unexpected(begin.error());
  Scan scan = database_.impl().NewScan(TableOfTopic(topic), LogKey(topic, std::max(from, *begin)),
                                       AfterPrefix(LogPrefix(topic)));
  std::size_t bytes = 0;
  for (scan.ToFirst(); scan.Valid(); scan.Next()) {
    auto record = DecodeRecord(topic, scan.Key(), scan.Value());
    if (!record) return tl::unexpected(record.error());
    bytes += scan.Value().size();
    records.push_back(std::move(*record));
    if (records.size() >= limits.records_max || bytes >= limits.bytes_max) break;
  }
  if (auto finished = scan.Finish(); !finished) return tl::unexpected(finished.error());
  return records;
}

Result<LogTable::Extent> LogTable::ExtentOf(std::string_view topic) const {
  const auto begin = BeginOf(database_, topic);
  if (!begin) return tl::unexpected(begin.error());
  Extent extent{*begin, *begin};
  Scan scan = database_.impl().NewScan(TableOfTopic(topic), LogKey(topic, *begin),
                                       AfterPrefix(LogPrefix(topic)));
  scan.ToLast();
  if (scan.Valid()) {
    const auto last = OffsetOfLogKey(scan.Key());
    if (!last) {
      return Fail(ErrorCode::kCorrupt, fmt::format("topic {}: its last key is damaged", topic));
    }
    extent.end = *last + 1;
  }
  if (auto finished = scan.Finish(); !finished) return tl::unexpected(finished.error());
  return extent;
}

void LogTable::Trim(WriteBatch& batch, std::string_view topic, std::uint64_t offset) {
  const std::uint64_t* const next = NextOffset(batch, topic);
  if (next == nullptr) return;
  const auto begin = BeginOf(database_, topic);
  if (!begin) {
    if (!batch.impl().failure) batch.impl().failure = begin.error();
    return;
  }
  const std::uint64_t kept = std::min(offset, *next);  // Offsets stay dense.
  if (kept <= *begin) return;
  batch.impl().DeleteRange(database_, TableOfTopic(topic), LogKey(topic, *begin),
                           LogKey(topic, kept));
  batch.impl().Put(database_, Table::kLogState, LogBeginKey(topic), Key64(kept));
}

Result<std::optional<std::uint64_t>> LogTable::Position(std::string_view group,
                                                        std::string_view topic,
                                                        int partition) const {
  auto stored = database_.impl().Get(Table::kLogState, PositionKey(group, topic, partition));
  if (!stored) return tl::unexpected(stored.error());
  if (!*stored) return std::optional<std::uint64_t>();
  auto number = ReadNumber(**stored, fmt::format("position of {} in topic {}", group, topic));
  if (!number) return tl::unexpected(number.error());
  return std::optional<std::uint64_t>(*number);
}

void LogTable::SetPosition(WriteBatch& batch, std::string_view group, std::string_view topic,
                           int partition, std::uint64_t next_offset) {
  batch.impl().Put(database_, Table::kLogState, PositionKey(group, topic, partition),
                   Key64(next_offset));
}

Result<std::vector<LogTable::GroupPosition>> LogTable::Positions() const {
  std::vector<GroupPosition> positions;
  Scan scan = database_.impl().ScanPrefix(Table::kLogState, "p");
  for (scan.ToFirst(); scan.Valid(); scan.Next()) {
    auto name = ReadPositionKey(scan.Key());
    const auto offset = ReadKey64(scan.Value());
    if (!name || !offset) {
      return Fail(ErrorCode::kCorrupt, "a task's position in table log-state is damaged");
    }
    positions.push_back({std::move(name->group), std::move(name->topic), name->partition, *offset});
  }
  if (auto finished = scan.Finish(); !finished) return tl::unexpected(finished.error());
  return positions;
}

}  // namespace stratwatch::store
