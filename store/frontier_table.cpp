#include "store/frontier_table.h"

#include <fmt/format.h>

#include "store/internal/counters.h"
#include "store/internal/crawl_records.h"
#include "store/internal/database_impl.h"
#include "store/key_layout.h"

namespace stratwatch::store {
namespace {

std::string DueKeyOf(const FrontierEntry& entry) {
  return DueKey(entry.due_at.time_since_epoch().count(), entry.id);
}

}  // namespace

FrontierTable::FrontierTable(Database& database) : database_(database) {}

Result<std::optional<FrontierEntry>> FrontierTable::Find(const ArticleId& id) const {
  auto stored = database_.impl().Get(Table::kFrontier, id.View());
  if (!stored) return tl::unexpected(stored.error());
  if (!*stored) return std::optional<FrontierEntry>();
  auto entry = DecodeEntry(id, **stored);
  if (!entry) return tl::unexpected(entry.error());
  return std::optional<FrontierEntry>(std::move(*entry));
}

void FrontierTable::Put(WriteBatch& batch, const FrontierEntry& entry,
                        const FrontierEntry* before) {
  WriteBatch::Impl& writes = batch.impl();
  if (before != nullptr && before->state == FrontierState::kWaiting) {
    writes.Delete(database_, Table::kFrontierDue, DueKeyOf(*before));
  }
  if (entry.state == FrontierState::kWaiting) {
    writes.Put(database_, Table::kFrontierDue, DueKeyOf(entry), "");
  }
  writes.Put(database_, Table::kFrontier, entry.id.View(), EncodeEntry(entry));
  Counters changes;
  if (before != nullptr) --changes[FrontierCounterKey(StateName(before->state))];
  ++changes[FrontierCounterKey(StateName(entry.state))];
  MergeCounters(batch, database_, changes);
}

Result<std::vector<FrontierEntry>> FrontierTable::Due(std::chrono::sys_seconds now,
                                                      std::size_t entries_max) const {
  std::vector<FrontierEntry> due;
  // Both tables at one moment, or a Put between them would look like damage.
  const auto snapshot = database_.impl().TakeSnapshot();
  const auto seconds = std::max<std::int64_t>(now.time_since_epoch().count(), 0);
  Scan scan = database_.impl().NewScan(
      Table::kFrontierDue, "", Key64(static_cast<std::uint64_t>(seconds) + 1), snapshot.get());
  for (scan.ToFirst(); scan.Valid() && due.size() < entries_max; scan.Next()) {
    const auto name = ReadDueKey(scan.Key());
    if (!name) return Fail(ErrorCode::kCorrupt, "table frontier-due: a key is damaged");
    auto stored = database_.impl().Get(Table::kFrontier, name->id.View(), snapshot.get());
    if (!stored) return tl::unexpected(stored.error());
    if (!*stored) {
      return Fail(ErrorCode::kCorrupt,
                  fmt::format("table frontier-due names article {}, which table frontier lacks",
                              name->id.Hex()));
    }
    auto entry = DecodeEntry(name->id, **stored);
    if (!entry) return tl::unexpected(entry.error());
    due.push_back(std::move(*entry));
  }
  if (auto finished = scan.Finish(); !finished) return tl::unexpected(finished.error());
  return due;
}

Result<std::optional<std::chrono::sys_seconds>> FrontierTable::EarliestDue() const {
  Scan scan = database_.impl().NewScan(Table::kFrontierDue, "", "");
  scan.ToFirst();
  if (!scan.Valid()) {
    if (auto finished = scan.Finish(); !finished) return tl::unexpected(finished.error());
    return std::optional<std::chrono::sys_seconds>();
  }
  const auto name = ReadDueKey(scan.Key());
  if (!name) return Fail(ErrorCode::kCorrupt, "table frontier-due: a key is damaged");
  return std::optional(std::chrono::sys_seconds(std::chrono::seconds(name->due_seconds)));
}

Result<FrontierTable::Counts> FrontierTable::Count() const {
  auto stored = ReadCounters(database_, FrontierCounterKey(""));
  if (!stored) return tl::unexpected(stored.error());
  const auto count_of = [&](FrontierState state) {
    const std::int64_t count = (*stored)[std::string(StateName(state))];
    return static_cast<std::uint64_t>(std::max<std::int64_t>(count, 0));
  };
  return Counts{count_of(FrontierState::kWaiting), count_of(FrontierState::kEmitted)};
}

Result<void> FrontierTable::ForEach(const std::function<bool(const FrontierEntry&)>& visit) const {
  Scan scan = database_.impl().NewScan(Table::kFrontier, "", "");
  for (scan.ToFirst(); scan.Valid(); scan.Next()) {
    const auto id = Digest128::FromBytes(scan.Key());
    if (!id) return Fail(ErrorCode::kCorrupt, "table frontier: a key is damaged");
    const auto entry = DecodeEntry(ArticleId{*id}, scan.Value());
    if (!entry) return tl::unexpected(entry.error());
    if (!visit(*entry)) return {};
  }
  return scan.Finish();
}

Result<std::optional<SourceState>> FrontierTable::FindSource(const SourceId& id) const {
  auto stored = database_.impl().Get(Table::kSources, id.value);
  if (!stored) return tl::unexpected(stored.error());
  if (!*stored) return std::optional<SourceState>();
  auto state = DecodeSource(id.value, **stored);
  if (!state) return tl::unexpected(state.error());
  return std::optional<SourceState>(std::move(*state));
}

void FrontierTable::PutSource(WriteBatch& batch, const SourceState& state) {
  batch.impl().Put(database_, Table::kSources, state.id.value, EncodeSource(state));
}

Result<std::vector<SourceState>> FrontierTable::Sources() const {
  std::vector<SourceState> sources;
  Scan scan = database_.impl().NewScan(Table::kSources, "", "");
  for (scan.ToFirst(); scan.Valid(); scan.Next()) {
    auto state = DecodeSource(scan.Key(), scan.Value());
    if (!state) return tl::unexpected(state.error());
    sources.push_back(std::move(*state));
  }
  if (auto finished = scan.Finish(); !finished) return tl::unexpected(finished.error());
  return sources;
}

Result<std::optional<FrontierTable::RobotsEntry>> FrontierTable::FindRobots(
    std::string_view origin) const {
  auto stored = database_.impl().Get(Table::kRobots, origin);
  if (!stored) return tl::unexpected(stored.error());
  if (!*stored) return std::optional<RobotsEntry>();
  auto entry = DecodeRobots(origin, **stored);
  if (!entry) return tl::unexpected(entry.error());
  return std::optional<RobotsEntry>(std::move(*entry));
}

void FrontierTable::PutRobots(WriteBatch& batch, std::string_view origin,
                              const RobotsEntry& entry) {
  batch.impl().Put(database_, Table::kRobots, origin, EncodeRobots(entry));
}

}  // namespace stratwatch::store
