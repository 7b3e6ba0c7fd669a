#include "store/internal/crawl_records.h"

#include <fmt/format.h>

#include "store/internal/codec.h"

namespace stratwatch::store {
namespace {

constexpr std::uint8_t kVersion = 1;

std::string Begin() {
  return std::string(1, static_cast<char>(kVersion));
}

void AppendTime(std::string& out, std::chrono::sys_seconds time) {
  AppendSigned(out, time.time_since_epoch().count());
}

std::chrono::sys_seconds ReadTime(Reader& reader) {
  return std::chrono::sys_seconds(std::chrono::seconds(reader.Signed()));
}

void AppendSighting(std::string& out, const Sighting& sighting) {
  AppendBytes(out, sighting.source.value);
  AppendTime(out, sighting.seen_at);
  AppendBytes(out, sighting.title);
  AppendVarint(out, sighting.claimed_published ? 1 : 0);
  if (sighting.claimed_published) AppendTime(out, *sighting.claimed_published);
}

Sighting ReadSighting(Reader& reader) {
  Sighting sighting;
  sighting.source.value = reader.Bytes();
  sighting.seen_at = ReadTime(reader);
  sighting.title = reader.Bytes();
  if (reader.Varint() != 0) sighting.claimed_published = ReadTime(reader);
  return sighting;
}

}  // namespace

std::string_view StateName(FrontierState state) {
  return state == FrontierState::kWaiting ? "waiting" : "emitted";
}

std::string EncodeEntry(const FrontierEntry& entry) {
  std::string out = Begin();
  AppendBytes(out, entry.url.Text());
  AppendBytes(out, entry.source.value);
  AppendVarint(out, static_cast<std::uint64_t>(entry.state));
  AppendTime(out, entry.discovered_at);
  AppendTime(out, entry.due_at);
  AppendSigned(out, entry.attempts);
  AppendBytes(out, entry.last_failure);
  AppendVarint(out, entry.sightings.size());
  for (const Sighting& sighting : entry.sightings) AppendSighting(out, sighting);
  return out;
}

Result<FrontierEntry> DecodeEntry(const ArticleId& id, std::string_view bytes) {
  Reader reader(bytes);
  FrontierEntry entry;
  entry.id = id;
  const std::uint8_t version = reader.Byte();
  const std::string_view url = reader.Bytes();
  entry.source.value = reader.Bytes();
  const std::uint64_t state = reader.Varint();
  entry.state = static_cast<FrontierState>(state);
  entry.discovered_at = ReadTime(reader);
  entry.due_at = ReadTime(reader);
  entry.attempts = static_cast<int>(reader.Signed());
  entry.last_failure = reader.Bytes();
  const std::uint64_t sightings = reader.Varint();
  for (std::uint64_t i = 0; i < sightings && reader.Ok(); ++i) {
    entry.sightings.push_back(ReadSighting(reader));
  }
  const bool sound = reader.Ok() && version == kVersion &&
                     state <= static_cast<std::uint64_t>(FrontierState::kEmitted);
  auto parsed = Url::Parse(url);
  if (!sound || !parsed) {
    return Fail(ErrorCode::kCorrupt,
                fmt::format("table frontier: the entry of article {} is damaged", id.Hex()));
  }
  entry.url = std::move(*parsed);
  return entry;
}

std::string EncodeSource(const SourceState& state) {
  std::string out = Begin();
  AppendBytes(out, state.etag);
  AppendBytes(out, state.last_modified);
  AppendTime(out, state.last_polled);
  AppendTime(out, state.next_poll);
  AppendSigned(out, state.interval.count());
  AppendSigned(out, state.failures_in_a_row);
  AppendBytes(out, state.last_failure);
  AppendSigned(out, state.last_status);
  AppendVarint(out, state.polls);
  AppendVarint(out, state.entries_seen);
  AppendVarint(out, state.entries_new);
  return out;
}

Result<SourceState> DecodeSource(std::string_view id, std::string_view bytes) {
  Reader reader(bytes);
  SourceState state;
  state.id.value = id;
  const std::uint8_t version = reader.Byte();
  state.etag = reader.Bytes();
  state.last_modified = reader.Bytes();
  state.last_polled = ReadTime(reader);
  state.next_poll = ReadTime(reader);
  state.interval = std::chrono::seconds(reader.Signed());
  state.failures_in_a_row = static_cast<int>(reader.Signed());
  state.last_failure = reader.Bytes();
  state.last_status = static_cast<int>(reader.Signed());
  state.polls = reader.Varint();
  state.entries_seen = reader.Varint();
  state.entries_new = reader.Varint();
  if (!reader.Ok() || version != kVersion) {
    return Fail(ErrorCode::kCorrupt,
                fmt::format("table sources: the state of source {} is damaged", id));
  }
  return state;
}

std::string EncodeRobots(const FrontierTable::RobotsEntry& entry) {
  std::string out = Begin();
  AppendTime(out, entry.fetched_at);
  AppendSigned(out, entry.status);
  AppendBytes(out, entry.body);
  return out;
}

Result<FrontierTable::RobotsEntry> DecodeRobots(std::string_view origin, std::string_view bytes) {
  Reader reader(bytes);
  FrontierTable::RobotsEntry entry;
  const std::uint8_t version = reader.Byte();
  entry.fetched_at = ReadTime(reader);
  entry.status = static_cast<int>(reader.Signed());
  entry.body = reader.Bytes();
  if (!reader.Ok() || version != kVersion) {
    return Fail(ErrorCode::kCorrupt,
                fmt::format("table robots: the entry of {} is damaged", origin));
  }
  return entry;
}

}  // namespace stratwatch::store
