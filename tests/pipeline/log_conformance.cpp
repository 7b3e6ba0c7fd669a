#include "tests/pipeline/log_conformance.h"

#include <algorithm>

#include "store/log_table.h"

namespace stratwatch::pipeline {
namespace {

constexpr std::chrono::seconds kPatience{30};

template <typename Done>
std::vector<PolledRecord> PollUntil(LogSession& session, PollLimits limits, Done done) {
  std::vector<PolledRecord> records;
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (!done(records) && std::chrono::steady_clock::now() < deadline) {
    auto batch = session.Poll(limits);
    EXPECT_TRUE(batch.has_value()) << batch.error().message;
    if (!batch) break;
    for (auto& each : batch->records) records.push_back(std::move(each));
    limits.records_max -= std::min(limits.records_max, batch->records.size());
  }
  return records;
}

std::vector<std::string> ValuesOf(const std::vector<PolledRecord>& records) {
  std::vector<std::string> values;
  for (const auto& each : records) values.push_back(each.record.value);
  return values;
}

}  // namespace

void LogTest::SetUp() {
  std::string why_not;
  engine_ = GetParam().make(why_not);
  if (engine_ == nullptr) GTEST_SKIP() << why_not;
  engine_->Open();
  ASSERT_FALSE(HasFailure());
}

void LogTest::TearDown() {
  if (engine_ != nullptr) engine_->Close();
}

void LogTest::Reopen() {
  engine_->Close();
  engine_->Open();
}

std::unique_ptr<LogSession> LogTest::Open(SessionOptions options) {
  auto session = log().OpenSession(std::move(options));
  EXPECT_TRUE(session.has_value()) << session.error().message;
  return session ? std::move(*session) : nullptr;
}

std::unique_ptr<LogSession> LogTest::Reader(const std::string& group, Topic topic,
                                            PositionHome home) {
  SessionOptions options;
  options.group = group;
  options.inputs = {topic};
  options.home = home;
  return Open(std::move(options));
}

void LogTest::Append(Topic topic, const std::vector<std::string>& values) {
  SessionOptions options;
  options.group = "append";
  const auto session = Open(std::move(options));
  LogStep step;
  for (const auto& value : values) step.outputs.push_back(To(topic, value));
  const auto done = session->Commit(std::move(step));
  ASSERT_TRUE(done.has_value()) << done.error().message;
}

std::vector<std::string> LogTest::ValuesIn(Topic topic) {
  std::vector<std::string> values;
  const auto extents = log().Extents();
  EXPECT_TRUE(extents.has_value()) << extents.error().message;
  if (!extents) return values;
  for (const auto& extent : *extents) {
    if (extent.topic != topic) continue;
    for (std::int64_t offset = extent.begin;;) {
      const auto records = log().Read(topic, extent.partition, offset, 100);
      EXPECT_TRUE(records.has_value()) << records.error().message;
      if (!records || records->empty()) break;
      offset = records->back().offset + 1;
      for (auto& value : ValuesOf(*records)) values.push_back(std::move(value));
    }
  }
  return values;
}

// A position that no group has: a number in the store like any other state.
void LogTest::MarkState(store::WriteBatch& batch, std::uint64_t mark) {
  store::LogTable(database()).SetPosition(batch, "state-of-the-test", "mark", 0, mark);
}

std::uint64_t LogTest::StateMark() {
  const auto mark = store::LogTable(database()).Position("state-of-the-test", "mark", 0);
  EXPECT_TRUE(mark.has_value());
  return mark ? mark->value_or(0) : 0;
}

LogRecord RecordOf(std::string value) {
  LogRecord record;
  record.key = "key of " + value;
  record.value = std::move(value);
  record.headers = {{"schema", "test/1"}};
  return record;
}

OutgoingRecord To(Topic topic, std::string value) {
  return {topic, RecordOf(std::move(value))};
}

LogStep StepOf(std::vector<OutgoingRecord> outputs) {
  LogStep step;
  step.outputs = std::move(outputs);
  return step;
}

PollLimits AtMost(std::size_t records) {
  PollLimits limits;
  limits.records_max = records;
  return limits;
}

std::vector<PolledRecord> PollRecords(LogSession& session, std::size_t count) {
  auto records = PollUntil(session, AtMost(count),
                           [count](const auto& polled) { return polled.size() >= count; });
  EXPECT_EQ(records.size(), count);
  return records;
}

std::vector<std::string> PollValues(LogSession& session, std::size_t count) {
  return ValuesOf(PollRecords(session, count));
}

std::vector<PolledRecord> PollBriefly(LogSession& session) {
  int polls = 0;
  return PollUntil(session, PollLimits{}, [&polls](const auto&) { return ++polls > 5; });
}

std::vector<std::string> Drain(LogSession& session) {
  std::size_t before = 0;
  return ValuesOf(PollUntil(session, PollLimits{}, [&](const auto& polled) {
    const bool idle = polled.size() == before;
    before = polled.size();
    const auto lag = session.Lag();
    EXPECT_TRUE(lag.has_value()) << lag.error().message;
    return !lag || (idle && *lag == 0);
  }));
}

}  // namespace stratwatch::pipeline
