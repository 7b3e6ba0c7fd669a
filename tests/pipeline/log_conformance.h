#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "pipeline/log.h"
#include "store/database.h"

// What both engines of the log are held to: the tests are written once, on these fixtures, and
// each engine's test program instantiates them.
namespace stratwatch::pipeline {

// An engine and the store beside it, with topics that no other test uses.
class EngineUnderTest {
 public:
  virtual ~EngineUnderTest() = default;
  // Opens store and log, with the same topics each time. Expects that it works.
  virtual void Open() = 0;
  // Drops both without a word, as far as a living process can: what a restart finds.
  virtual void Close() = 0;
  virtual Log& log() = 0;
  virtual store::Database& database() = 0;
};

struct EngineCase {
  const char* name;  // CamelCase; ctest shows it.
  // Null, with the reason in its argument, when the engine cannot be tested here.
  std::unique_ptr<EngineUnderTest> (*make)(std::string& why_not);
};
inline void PrintTo(const EngineCase& each, std::ostream* out) {
  *out << each.name;
}

// The bound on a record in all engines under test.
inline constexpr std::size_t kTestMessageBytesMax = std::size_t{256} << 10U;

class LogTest : public ::testing::TestWithParam<EngineCase> {
 protected:
  void SetUp() override;
  void TearDown() override;

  Log& log() { return engine_->log(); }
  store::Database& database() { return engine_->database(); }
  void Reopen();

  std::unique_ptr<LogSession> Open(SessionOptions options);
  // A session that reads `topic` for `group`, as a dynamic member.
  std::unique_ptr<LogSession> Reader(const std::string& group, Topic topic,
                                     PositionHome home = PositionHome::kLog);
  // Appends through a session of its own; expects success.
  void Append(Topic topic, const std::vector<std::string>& values);
  // Everything in a topic's partitions, without a group.
  std::vector<std::string> ValuesIn(Topic topic);
  // A mark that a test's state batch can set, and its value.
  void MarkState(store::WriteBatch& batch, std::uint64_t mark);
  std::uint64_t StateMark();

  std::unique_ptr<EngineUnderTest> engine_;
};

class LogConformance : public LogTest {};
class DeadLetters : public LogTest {};

LogRecord RecordOf(std::string value);
OutgoingRecord To(Topic topic, std::string value);
LogStep StepOf(std::vector<OutgoingRecord> outputs);
PollLimits AtMost(std::size_t records);

// Polls until `count` records came, at most half a minute; a group needs time to gather.
std::vector<PolledRecord> PollRecords(LogSession& session, std::size_t count);
std::vector<std::string> PollValues(LogSession& session, std::size_t count);
// Polls for a while in which nothing should come.
std::vector<PolledRecord> PollBriefly(LogSession& session);
// Polls to the end of the inputs.
std::vector<std::string> Drain(LogSession& session);

}  // namespace stratwatch::pipeline
