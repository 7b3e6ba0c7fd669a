#include "pipeline/embedded_log.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <condition_variable>
#include <map>
#include <mutex>
#include <set>
#include <utility>

#include "pipeline/internal/log_retention.h"
#include "pipeline/internal/record_size.h"
#include "pipeline/kafka_log.h"
#include "store/log_table.h"

namespace stratwatch::pipeline {
namespace {

constexpr std::array kAllTopics{Topic::kPages, Topic::kPagesBackfill, Topic::kArticles,
                                Topic::kResolved, Topic::kDeadLetters};
constexpr std::size_t kReadBytesMax = std::size_t{32} << 20U;
constexpr int kDeadLetterRetentions = 30;

store::StoredRecord ToStored(LogRecord record,
                             std::chrono::sys_time<std::chrono::milliseconds> now) {
  store::StoredRecord stored;
  stored.key = std::move(record.key);
  stored.value = std::move(record.value);
  stored.headers = std::move(record.headers);
  stored.appended_at = now;
  return stored;
}

PolledRecord ToPolled(Topic topic, store::StoredRecord stored) {
  PolledRecord polled;
  polled.topic = topic;
  polled.offset = static_cast<std::int64_t>(stored.offset);
  polled.appended_at = stored.appended_at;
  polled.record = {std::move(stored.key), std::move(stored.value), std::move(stored.headers)};
  return polled;
}

class EmbeddedSession;

class EmbeddedLog final : public Log {
 public:
  EmbeddedLog(store::Database& database, const Clock& clock, EmbeddedLogOptions options)
      : database_(database), clock_(clock), options_(options), table_(database) {}

  Result<void> LoadEnds();

  std::string_view Engine() const override { return "embedded"; }
  Result<void> EnsureTopics() override { return {}; }
  Result<std::unique_ptr<LogSession>> OpenSession(SessionOptions options) override;
  Result<std::vector<PolledRecord>> Read(Topic topic, int partition, std::int64_t offset,
                                         std::size_t records_max) override;
  Result<std::vector<TopicExtent>> Extents() override;
  Result<std::uint64_t> Backlog(std::string_view group, Topic topic) override;
  Result<void> Trim() override;

 private:
  friend class EmbeddedSession;

  using Seat = std::pair<std::string, Topic>;  // Group and input.

  // Writes outputs, state and positions as one batch, and wakes those who wait for the outputs.
  Result<void> Append(LogStep step, const std::string& group,
                      const std::map<Topic, std::uint64_t>& positions);
  Result<std::uint64_t> CutOf(Topic topic);
  Result<std::uint64_t> ReadByAll(Topic topic);
  bool ReadOnly() const { return database_.options().access == store::Access::kReadOnly; }

  store::Database& database_;
  const Clock& clock_;
  const EmbeddedLogOptions options_;
  store::LogTable table_;
  std::mutex append_mutex_;  // Held from the first Append or Trim until Write returned.

  std::mutex mutex_;  // Guards what follows. Taken after append_mutex_ where both are.
  std::condition_variable changed_;  // An end moved, a seat became free, or an interrupt.
  std::map<Topic, std::uint64_t> ends_;
  std::map<Seat, const EmbeddedSession*> seats_;  // Who reads; the other sessions wait.
  std::multiset<Seat> readers_;                   // Of all open sessions.

  std::mutex trim_mutex_;                // One trim at a time; guards what follows.
  std::uint64_t dead_letters_seen_ = 0;  // The topic's end when it was last looked through.
};

class EmbeddedSession final : public LogSession {
 public:
  EmbeddedSession(EmbeddedLog& log, SessionOptions options)
      : log_(log), options_(std::move(options)) {
    const std::lock_guard lock(log_.mutex_);
    for (const Topic topic : options_.inputs) log_.readers_.insert({options_.group, topic});
  }

  ~EmbeddedSession() override {
    const std::lock_guard lock(log_.mutex_);
    for (const Topic topic : options_.inputs) {
      const EmbeddedLog::Seat seat{options_.group, topic};
      log_.readers_.erase(log_.readers_.find(seat));
      const auto taken = log_.seats_.find(seat);
      if (taken != log_.seats_.end() && taken->second == this) log_.seats_.erase(taken);
    }
    log_.changed_.notify_all();
  }

  EmbeddedSession(const EmbeddedSession&) = delete;
  EmbeddedSession& operator=(const EmbeddedSession&) = delete;

  Result<Batch> Poll(const PollLimits& limits) override {
    if (options_.inputs.empty()) {
      return Fail(ErrorCode::kInvalid, options_.group + ": this session has no inputs to poll");
    }
    const auto deadline = std::chrono::steady_clock::now() + limits.wait;
    {
      std::unique_lock lock(log_.mutex_);
      for (;;) {
        auto waiting = RecordsWaiting(limits);
        if (!waiting) return tl::unexpected(waiting.error());
        if (*waiting || interrupted_) break;
        if (log_.changed_.wait_until(lock, deadline) == std::cv_status::timeout) break;
      }
      interrupted_ = false;
    }
    return ReadInputs(limits);
  }

  Result<void> Commit(LogStep step) override {
    auto done = TryCommit(step);
    if (step.state != nullptr) step.state->Clear();
    if (!done) must_rewind_ = true;
    return done;
  }

  Result<void> Rewind() override {
    for (auto& [topic, seat] : taken_) seat.polled = seat.committed;
    must_rewind_ = false;
    return {};
  }

  Result<std::uint64_t> Lag() override {
    std::uint64_t lag = 0;
    for (const Topic topic : options_.inputs) {
      const auto taken = taken_.find(topic);
      auto position = taken == taken_.end() ? StoredPosition(topic)
                                            : Result<std::uint64_t>(taken->second.polled);
      if (!position) return position;
      const std::lock_guard lock(log_.mutex_);
      const std::uint64_t end = log_.ends_[topic];
      if (end > *position) lag += end - *position;
    }
    return lag;
  }

  void Interrupt() override {
    const std::lock_guard lock(log_.mutex_);
    interrupted_ = true;
    log_.changed_.notify_all();
  }

 private:
  struct Positions {
    std::uint64_t committed = 0;
    std::uint64_t polled = 0;
  };

  Result<std::uint64_t> StoredPosition(Topic topic) const {
    const auto extent = log_.table_.ExtentOf(TopicName(topic));
    if (!extent) return tl::unexpected(extent.error());
    const auto stored = log_.table_.Position(options_.group, TopicName(topic), 0);
    if (!stored) return tl::unexpected(stored.error());
    const std::uint64_t position = stored->value_or(0);
    if (position > extent->end) {
      return Fail(ErrorCode::kCorrupt,
                  fmt::format("{} is at offset {} of topic {}, which ends at {}: the store lost "
                              "records; restore a backup",
                              options_.group, position, TopicName(topic), extent->end));
    }
    return std::max(position, extent->begin);
  }

  // Takes the free seats, and tells whether a topic we read now goes on after our position.
  // Requires log_.mutex_.
  Result<bool> RecordsWaiting(const PollLimits& limits) {
    bool waiting = false;
    for (const Topic topic : options_.inputs) {
      const EmbeddedSession*& owner = log_.seats_[{options_.group, topic}];
      if (owner == nullptr) {
        auto position = StoredPosition(topic);
        if (!position) return tl::unexpected(position.error());
        taken_[topic] = {*position, *position};
        owner = this;
      }
      const bool wanted = !limits.first_input_only || topic == options_.inputs.front();
      if (wanted && owner == this && taken_[topic].polled < log_.ends_[topic]) waiting = true;
    }
    return waiting;
  }

  Result<Batch> ReadInputs(const PollLimits& limits) {
    Batch batch;
    std::size_t bytes = 0;
    for (const Topic topic : options_.inputs) {
      const auto taken = taken_.find(topic);
      if (taken == taken_.end()) continue;
      if (batch.records.size() >= limits.records_max || bytes >= limits.bytes_max) break;
      if (limits.first_input_only && topic != options_.inputs.front()) break;
      auto records =
          log_.table_.Read(TopicName(topic), taken->second.polled,
                           {limits.records_max - batch.records.size(), limits.bytes_max - bytes});
      if (!records) return tl::unexpected(records.error());
      for (auto& each : *records) {
        bytes += each.key.size() + each.value.size();
        taken->second.polled = each.offset + 1;
        batch.records.push_back(ToPolled(topic, std::move(each)));
      }
    }
    return batch;
  }

  Result<void> TryCommit(LogStep& step) {
    if (must_rewind_) {
      return Fail(ErrorCode::kUnavailable,
                  options_.group + ": a step failed before; call Rewind, then poll again");
    }
    if (auto fits = CheckRecordSizes(step, log_.options_.message_bytes_max); !fits) return fits;
    std::map<Topic, std::uint64_t> moved;
    for (const auto& [topic, seat] : taken_) {
      if (seat.polled != seat.committed) moved[topic] = seat.polled;
    }
    const bool stateless = step.state == nullptr || step.state->Empty();
    if (step.outputs.empty() && moved.empty() && stateless) return {};
    auto appended = log_.Append(std::move(step), options_.group, moved);
    if (!appended) return Fail("commit of " + options_.group, appended.error());
    for (auto& [topic, seat] : taken_) seat.committed = seat.polled;
    return {};
  }

  EmbeddedLog& log_;
  const SessionOptions options_;
  std::map<Topic, Positions> taken_;  // The seats that are ours.
  bool must_rewind_ = false;
  bool interrupted_ = false;  // Guarded by log_.mutex_.
};

Result<void> EmbeddedLog::LoadEnds() {
  for (const Topic topic : kAllTopics) {
    const auto extent = table_.ExtentOf(TopicName(topic));
    if (!extent) return Fail("open the embedded log", extent.error());
    ends_[topic] = extent->end;
  }
  return {};
}

Result<std::unique_ptr<LogSession>> EmbeddedLog::OpenSession(SessionOptions options) {
  if (options.group.empty()) return Fail(ErrorCode::kInvalid, "a log session needs a group");
  if (ReadOnly()) {
    return Fail(ErrorCode::kInvalid,
                options.group + ": the store is open for reading only, so its log is too");
  }
  return std::make_unique<EmbeddedSession>(*this, std::move(options));
}

Result<std::vector<PolledRecord>> EmbeddedLog::Read(Topic topic, int partition, std::int64_t offset,
                                                    std::size_t records_max) {
  if (partition != 0) {
    return Fail(ErrorCode::kNotFound, fmt::format("topic {} has no partition {}; it has one, 0",
                                                  TopicName(topic), partition));
  }
  const auto from = static_cast<std::uint64_t>(std::max<std::int64_t>(offset, 0));
  auto records = table_.Read(TopicName(topic), from, {records_max, kReadBytesMax});
  if (!records) return tl::unexpected(records.error());
  std::vector<PolledRecord> polled;
  polled.reserve(records->size());
  for (auto& each : *records) polled.push_back(ToPolled(topic, std::move(each)));
  return polled;
}

Result<std::vector<TopicExtent>> EmbeddedLog::Extents() {
  std::vector<TopicExtent> extents;
  for (const Topic topic : kAllTopics) {
    const auto extent = table_.ExtentOf(TopicName(topic));
    if (!extent) return tl::unexpected(extent.error());
    extents.push_back({topic, 0, static_cast<std::int64_t>(extent->begin),
                       static_cast<std::int64_t>(extent->end)});
  }
  return extents;
}

Result<std::uint64_t> EmbeddedLog::Backlog(std::string_view group, Topic topic) {
  const auto extent = table_.ExtentOf(TopicName(topic));
  if (!extent) return tl::unexpected(extent.error());
  const auto position = table_.Position(group, TopicName(topic), 0);
  if (!position) return tl::unexpected(position.error());
  const std::uint64_t next = std::max(position->value_or(0), extent->begin);
  return extent->end > next ? extent->end - next : 0;
}

Result<void> EmbeddedLog::Append(LogStep step, const std::string& group,
                                 const std::map<Topic, std::uint64_t>& positions) {
  store::WriteBatch own;
  store::WriteBatch& batch = step.state != nullptr ? *step.state : own;
  for (const auto& [topic, next_offset] : positions) {
    table_.SetPosition(batch, group, TopicName(topic), 0, next_offset);
  }
  std::map<Topic, std::uint64_t> ends;
  const std::lock_guard append_lock(append_mutex_);
  const auto now = clock_.Now();
  for (OutgoingRecord& output : step.outputs) {
    const auto offset =
        table_.Append(batch, TopicName(output.topic), ToStored(std::move(output.record), now));
    ends[output.topic] = offset + 1;
  }
  if (auto written = database_.Write(batch, options_.durability); !written) {
    // Offsets are read from the store again; should that fail, so does the next Append.
    if (auto reset = table_.Reset(); !reset) return reset;
    return written;
  }
  if (!ends.empty()) {
    const std::lock_guard lock(mutex_);
    for (const auto& [topic, end] : ends) ends_[topic] = end;
    changed_.notify_all();
  }
  return {};
}

// The lowest position of all groups that read `topic`: those that ever committed, and those with
// an open session. 0 when there is none: what nobody reads yet is kept.
Result<std::uint64_t> EmbeddedLog::ReadByAll(Topic topic) {
  std::map<std::string, std::uint64_t> groups;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [group, input] : readers_) {
      if (input == topic) groups[group] = 0;
    }
  }
  const auto positions = table_.Positions();
  if (!positions) return tl::unexpected(positions.error());
  for (const auto& each : *positions) {
    if (each.topic != TopicName(topic) || each.group.starts_with(kKafkaPositionPrefix)) continue;
    groups[each.group] = each.next_offset;
  }
  if (groups.empty()) return 0;
  return std::min_element(groups.begin(), groups.end(),
                          [](const auto& a, const auto& b) { return a.second < b.second; })
      ->second;
}

Result<std::uint64_t> EmbeddedLog::CutOf(Topic topic) {
  if (topic != Topic::kDeadLetters) {
    auto read_by_all = ReadByAll(topic);
    if (!read_by_all) return read_by_all;
    return RetentionCut(table_, TopicName(topic), *read_by_all,
                        {clock_.Now() - options_.retention, options_.retention_bytes});
  }
  const auto keep_after = clock_.Now() - options_.retention * kDeadLetterRetentions;
  const auto extent = table_.ExtentOf(TopicName(topic));
  if (!extent) return tl::unexpected(extent.error());
  auto oldest = table_.Read(TopicName(topic), extent->begin, {1, 1});
  if (!oldest) return tl::unexpected(oldest.error());
  const bool same = extent->end == dead_letters_seen_;
  if (oldest->empty() || (same && oldest->front().appended_at > keep_after)) return extent->begin;
  dead_letters_seen_ = extent->end;
  return DeadLetterCut(table_, keep_after);
}

Result<void> EmbeddedLog::Trim() {
  if (ReadOnly()) return Fail(ErrorCode::kInvalid, "the store is open for reading only");
  const std::lock_guard trim_lock(trim_mutex_);
  for (const Topic topic : kAllTopics) {
    const auto cut = CutOf(topic);
    if (!cut) return Fail(fmt::format("trim topic {}", TopicName(topic)), cut.error());
    const std::lock_guard append_lock(append_mutex_);
    store::WriteBatch batch;
    table_.Trim(batch, TopicName(topic), *cut);
    if (batch.Empty()) continue;
    // A trim that power loss takes back is done again.
    if (auto written = database_.Write(batch, store::Durability::kBuffered); !written) {
      if (auto reset = table_.Reset(); !reset) return reset;
      return Fail(fmt::format("trim topic {}", TopicName(topic)), written.error());
    }
  }
  return {};
}

}  // namespace

Result<std::unique_ptr<Log>> OpenEmbeddedLog(store::Database& database, const Clock& clock,
                                             EmbeddedLogOptions options) {
  auto log = std::make_unique<EmbeddedLog>(database, clock, options);
  if (auto loaded = log->LoadEnds(); !loaded) return tl::unexpected(loaded.error());
  return log;
}

}  // namespace stratwatch::pipeline
