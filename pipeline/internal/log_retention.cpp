#include "pipeline/internal/log_retention.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "pipeline/internal/replay_note.h"
#include "pipeline/log.h"

namespace stratwatch::pipeline {
namespace {

// Small enough that a look at a topic with nothing to trim is cheap.
constexpr store::LogTable::ReadLimits kChunk{64, std::size_t{4} << 20U};

std::size_t BytesOf(const store::StoredRecord& record) {
  std::size_t bytes = record.key.size() + record.value.size();
  for (const auto& [name, value] : record.headers) bytes += name.size() + value.size();
  return bytes;
}

struct Sample {
  std::size_t records = 0;
  std::size_t bytes = 0;
};

Result<Sample> SampleFrom(const store::LogTable& table, std::string_view topic,
                          std::uint64_t from) {
  auto records = table.Read(topic, from, kChunk);
  if (!records) return tl::unexpected(records.error());
  Sample sample;
  sample.records = records->size();
  for (const auto& each : *records) sample.bytes += BytesOf(each);
  return sample;
}

// The first record that is young enough to stay, or `end`.
Result<std::uint64_t> FirstYoung(const store::LogTable& table, std::string_view topic,
                                 std::uint64_t from, std::uint64_t end,
                                 std::chrono::sys_time<std::chrono::milliseconds> keep_after) {
  while (from < end) {
    auto records = table.Read(topic, from, kChunk);
    if (!records) return tl::unexpected(records.error());
    if (records->empty()) break;
    for (const auto& each : *records) {
      if (each.offset >= end) return end;
      if (each.appended_at > keep_after) return each.offset;
    }
    from = records->back().offset + 1;
  }
  return end;
}

// Leaves about `bytes_max` in the topic, going by the mean size of its oldest and newest records.
Result<std::uint64_t> CutBySize(const store::LogTable& table, std::string_view topic,
                                store::LogTable::Extent extent, std::size_t bytes_max) {
  const std::uint64_t count = extent.end - extent.begin;
  const std::uint64_t near_end = extent.end - std::min<std::uint64_t>(count, kChunk.records_max);
  auto oldest = SampleFrom(table, topic, extent.begin);
  if (!oldest) return tl::unexpected(oldest.error());
  auto newest = SampleFrom(table, topic, near_end);
  if (!newest) return tl::unexpected(newest.error());
  const std::size_t sampled = oldest->records + newest->records;
  if (sampled == 0) return extent.begin;
  const std::size_t mean = std::max<std::size_t>(1, (oldest->bytes + newest->bytes) / sampled);
  const std::uint64_t kept = bytes_max / mean;
  return count > kept ? extent.end - kept : extent.begin;
}

}  // namespace

Result<std::uint64_t> RetentionCut(const store::LogTable& table, std::string_view topic,
                                   std::uint64_t read_by_all, const RetentionBounds& bounds) {
  const auto extent = table.ExtentOf(topic);
  if (!extent) return tl::unexpected(extent.error());
  const std::uint64_t end = std::min(read_by_all, extent->end);
  if (end <= extent->begin) return extent->begin;
  auto by_age = FirstYoung(table, topic, extent->begin, end, bounds.keep_after);
  if (!by_age) return by_age;
  auto by_size = CutBySize(table, topic, *extent, bounds.bytes_max);
  if (!by_size) return by_size;
  return std::min(end, std::max(*by_age, *by_size));
}

Result<std::uint64_t> DeadLetterCut(const store::LogTable& table,
                                    std::chrono::sys_time<std::chrono::milliseconds> keep_after) {
  const std::string_view topic = TopicName(Topic::kDeadLetters);
  const auto extent = table.ExtentOf(topic);
  if (!extent) return tl::unexpected(extent.error());
  struct Letter {
    std::uint64_t offset;
    bool done;  // Too old, or a note.
  };
  std::vector<Letter> letters;
  std::set<LetterPlace> replayed;
  for (std::uint64_t from = extent->begin; from < extent->end;) {
    auto records = table.Read(topic, from, kChunk);
    if (!records) return tl::unexpected(records.error());
    if (records->empty()) break;
    from = records->back().offset + 1;
    for (auto& each : *records) {
      const LogRecord head{std::move(each.key), {}, std::move(each.headers)};
      const auto note = PlaceOfReplay(head);
      if (note) replayed.insert(*note);
      letters.push_back({each.offset, note.has_value() || each.appended_at <= keep_after});
    }
  }
  for (const Letter& each : letters) {
    const LetterPlace place{0, static_cast<std::int64_t>(each.offset)};
    if (!each.done && !replayed.contains(place)) return each.offset;
  }
  return extent->end;
}

}  // namespace stratwatch::pipeline
