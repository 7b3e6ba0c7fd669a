#include "pipeline/task_runner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <thread>

#include "model/wire/messages.h"
#include "pipeline/internal/log_records.h"
#include "tests/pipeline/fake_session.h"

namespace stratwatch::pipeline {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using testing::FakeSession;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// Doubles each record's value ("a" to "aa"); a value that begins with an error code's name is that
// error, "throw" throws.
class DoublingTask final : public Task {
 public:
  std::string_view Name() const override { return "doubling"; }

  Result<PreparedRecord> Prepare(const PolledRecord& record) const override {
    const std::string& value = record.record.value;
    if (value == "invalid") return Fail(ErrorCode::kInvalid, "no such thing");
    if (value == "limit") return Fail(ErrorCode::kLimit, "too much of it");
    if (value == "corrupt") return Fail(ErrorCode::kCorrupt, "bits fell out");
    if (value == "throw") throw std::out_of_range("beyond the end");
    if (value == "busy" && busy_left_-- > 0) return Fail(ErrorCode::kUnavailable, "come back");
    PreparedRecord prepared;
    prepared.outputs.push_back({Topic::kArticles, {record.record.key, value + value, {}}});
    return prepared;
  }

  std::optional<PreparedRecord> Salvage(const PolledRecord& record, const Error&) const override {
    PreparedRecord prepared;
    prepared.outputs.push_back({Topic::kArticles, {record.record.key, "salvaged", {}}});
    return prepared;
  }

  void Committed(const std::vector<PreparedRecord>& records) override {
    committed += records.size();
  }

  std::size_t committed = 0;

 private:
  mutable std::atomic<int> busy_left_{2};
};

class TaskRunnerTest : public ::testing::Test {
 protected:
  // Runs the task over records with these values until it is drained.
  Result<void> Drain(const std::vector<std::string>& values, FakeSession::Judge judge = {},
                     std::deque<Error> poll_errors = {}, std::size_t later = 0) {
    std::vector<LogRecord> records;
    for (const auto& value : values) records.push_back({"key-" + value.substr(0, 8), value, {}});
    auto session = std::make_unique<FakeSession>(records, journal_, std::move(judge));
    session->poll_errors = std::move(poll_errors);
    session->later = later;
    TaskRunnerOptions options;
    if (later > 0) options.keeps_up = [] { return false; };
    options.limits.records_max = 4;
    options.workers = 3;
    options.pause = std::chrono::milliseconds(1);
    options.pause_max = std::chrono::milliseconds(2);
    options.drain_pause_max = std::chrono::milliseconds(50);
    TaskRunner runner(task_, std::move(session), options, clock_, events_, metrics_);
    runner.RequestDrain();
    auto result = runner.Run();
    state_ = runner.Current();
    return result;
  }

  std::vector<std::string> Articles() const {
    std::vector<std::string> values;
    for (const auto& output : journal_.outputs) {
      if (output.topic == Topic::kArticles) values.push_back(output.record.value);
    }
    return values;
  }

  std::vector<wire::DeadLetter> DeadLetters() const {
    std::vector<wire::DeadLetter> letters;
    for (const auto& output : journal_.outputs) {
      if (output.topic != Topic::kDeadLetters) continue;
      auto letter = wire::DecodeDeadLetter(output.record.value);
      if (letter) letters.push_back(std::move(*letter));
    }
    return letters;
  }

  // Refuses a step with an output that has this value.
  static FakeSession::Judge RefuseValue(std::string value, ErrorCode code) {
    return [value = std::move(value), code](const LogStep& step) -> std::optional<Error> {
      for (const auto& output : step.outputs) {
        if (output.record.value == value) return Error{code, "does not fit"};
      }
      return std::nullopt;
    };
  }

  SystemClock clock_;
  NullEventSink events_;
  Metrics metrics_;
  DoublingTask task_;
  FakeSession::Journal journal_;
  TaskState state_;
};

TEST_F(TaskRunnerTest, KeepsTheOrderOfRecords) {
  ASSERT_TRUE(Drain({"a", "b", "c", "d", "e", "f", "g"}));
  EXPECT_THAT(Articles(), ElementsAre("aa", "bb", "cc", "dd", "ee", "ff", "gg"));
}

TEST_F(TaskRunnerTest, CommitsOneStepABatch) {
  ASSERT_TRUE(Drain({"a", "b", "c", "d", "e"}));
  EXPECT_EQ(journal_.commits, 2);
  EXPECT_EQ(task_.committed, 5U);
}

TEST_F(TaskRunnerTest, GivesTheFirstInputABatchOfItsOwnAndKeepsTheNextOnesSmall) {
  ASSERT_TRUE(Drain({"a", "b", "x", "y", "z"}, {}, {}, 3));
  EXPECT_THAT(Articles(), ElementsAre("aa", "bb", "xx", "yy", "zz"));
  EXPECT_EQ(journal_.commits, 4);
}

TEST_F(TaskRunnerTest, DrainsLaterInputsThoughNobodyKeepsUp) {
  ASSERT_TRUE(Drain({"w", "x", "y", "z"}, {}, {}, 4));
  EXPECT_EQ(journal_.commits, 1);
}

TEST_F(TaskRunnerTest, EndsDrainedWithoutRecords) {
  ASSERT_TRUE(Drain({}));
  EXPECT_FALSE(state_.ready);
  EXPECT_EQ(state_.reason, "ended");
}

TEST_F(TaskRunnerTest, SetsAPoisonRecordAsideAndSparesItsNeighbours) {
  ASSERT_TRUE(Drain({"a", "invalid", "c"}));
  EXPECT_THAT(Articles(), ElementsAre("aa", "salvaged", "cc"));
  ASSERT_THAT(DeadLetters(), SizeIs(1));
  const auto letter = DeadLetters().front();
  EXPECT_EQ(letter.value, "invalid");
  EXPECT_EQ(letter.key, "key-invalid");
  EXPECT_EQ(letter.topic, "pages");
  EXPECT_EQ(letter.offset, 1);
  EXPECT_EQ(letter.task, "doubling");
  EXPECT_EQ(letter.error.code, ErrorCode::kInvalid);
  EXPECT_EQ(letter.error.message, "no such thing");
}

TEST_F(TaskRunnerTest, SetsARecordAsideThatMakesTheTaskThrow) {
  ASSERT_TRUE(Drain({"a", "throw", "c"}));
  ASSERT_THAT(DeadLetters(), SizeIs(1));
  EXPECT_THAT(DeadLetters().front().error.message, HasSubstr("beyond the end"));
}

TEST_F(TaskRunnerTest, CountsDeadLettersByTheirCode) {
  ASSERT_TRUE(Drain({"limit", "invalid", "limit"}));
  EXPECT_EQ(
      metrics_.Value("stratwatch_dead_letters_total", {{"task", "doubling"}, {"error", "limit"}}),
      2);
  EXPECT_EQ(
      metrics_.Value("stratwatch_dead_letters_total", {{"task", "doubling"}, {"error", "invalid"}}),
      1);
}

TEST_F(TaskRunnerTest, ReadsTheBatchAgainWhenTheTaskIsUnavailable) {
  ASSERT_TRUE(Drain({"a", "busy", "c"}));
  EXPECT_THAT(Articles(), ElementsAre("aa", "busybusy", "cc"));
  EXPECT_EQ(journal_.rewinds, 2);
}

TEST_F(TaskRunnerTest, ReadsTheBatchAgainWhenTheCommitFails) {
  int left = 3;
  ASSERT_TRUE(Drain({"a", "b"}, [&](const LogStep&) -> std::optional<Error> {
    if (left-- > 0) return Error{ErrorCode::kUnavailable, "disk full"};
    return std::nullopt;
  }));
  EXPECT_THAT(Articles(), ElementsAre("aa", "bb"));
  EXPECT_EQ(metrics_.Value("stratwatch_task_pauses_total", {{"task", "doubling"}}), 3);
}

TEST_F(TaskRunnerTest, GivesUpWhileDrainingWhenTheStoreStaysUnavailable) {
  const auto result = Drain({"a"}, [](const LogStep&) {
    return std::optional(Error{ErrorCode::kUnavailable, "disk full"});
  });
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::kUnavailable);
  EXPECT_THAT(state_.reason, HasSubstr("disk full"));
}

TEST_F(TaskRunnerTest, EndsOnCorruptionAndCommitsNothingOfTheBatch) {
  const auto result = Drain({"a", "corrupt"});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::kCorrupt);
  EXPECT_THAT(journal_.outputs, IsEmpty());
}

TEST_F(TaskRunnerTest, GoesOnAfterAFailedPoll) {
  ASSERT_TRUE(Drain({"a"}, {}, {{ErrorCode::kUnavailable, "broker away"}}));
  EXPECT_THAT(Articles(), ElementsAre("aa"));
}

TEST_F(TaskRunnerTest, FindsTheRecordWhoseOutputTheLogRefuses) {
  ASSERT_TRUE(Drain({"a", "b", "c", "d", "e"}, RefuseValue("bb", ErrorCode::kLimit)));
  EXPECT_THAT(Articles(), ElementsAre("aa", "salvaged", "cc", "dd", "ee"));
  ASSERT_THAT(DeadLetters(), SizeIs(1));
  EXPECT_EQ(DeadLetters().front().value, "b");
  EXPECT_EQ(DeadLetters().front().error.code, ErrorCode::kLimit);
}

TEST_F(TaskRunnerTest, WritesALetterWithoutBytesWhenTheLetterIsRefusedToo) {
  const auto refuse_large = [](const LogStep& step) -> std::optional<Error> {
    for (const auto& output : step.outputs) {
      if (output.record.value.size() > 1'000) {
        return Error{ErrorCode::kLimit, "does not fit"};
      }
    }
    return std::nullopt;
  };
  ASSERT_TRUE(Drain({"a", std::string(2'000, 'b'), "c"}, refuse_large));
  EXPECT_THAT(Articles(), ElementsAre("aa", "salvaged", "cc"));
  ASSERT_THAT(DeadLetters(), SizeIs(1));
  EXPECT_EQ(DeadLetters().front().value, "");
  EXPECT_EQ(DeadLetters().front().offset, 1);
}

TEST_F(TaskRunnerTest, KeepsOnlyTheLetterWhenTheSalvageIsRefused) {
  ASSERT_TRUE(Drain({"a", "invalid", "c"}, RefuseValue("salvaged", ErrorCode::kInvalid)));
  EXPECT_THAT(Articles(), ElementsAre("aa", "cc"));
  EXPECT_THAT(DeadLetters(), SizeIs(1));
}

TEST_F(TaskRunnerTest, EndsWhenNotEvenTheLetterIsTaken) {
  const auto refuse_letters = [](const LogStep& step) -> std::optional<Error> {
    for (const auto& output : step.outputs) {
      if (output.topic == Topic::kDeadLetters) return Error{ErrorCode::kInvalid, "read-only"};
    }
    return std::nullopt;
  };
  const auto result = Drain({"invalid"}, refuse_letters);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::kInvalid);
}

TEST_F(TaskRunnerTest, CarriesTheAttemptOfAReplayedRecord) {
  std::vector<LogRecord> records{{"k", "invalid", {{"attempt", "3"}}}};
  TaskRunner runner(task_, std::make_unique<FakeSession>(records, journal_), {}, clock_, events_,
                    metrics_);
  runner.RequestDrain();
  ASSERT_TRUE(runner.Run());
  EXPECT_EQ(DeadLetters().front().attempt, 3);
}

TEST_F(TaskRunnerTest, StopsWhilePausedWithoutWaiting) {
  TaskRunnerOptions options;
  options.pause = std::chrono::hours(1);
  options.pause_max = std::chrono::hours(1);
  auto session = std::make_unique<FakeSession>(
      std::vector<LogRecord>{{"k", "a", {}}}, journal_, [](const LogStep&) {
        return std::optional(Error{ErrorCode::kUnavailable, "disk full"});
      });
  TaskRunner runner(task_, std::move(session), options, clock_, events_, metrics_);
  std::thread thread([&] { EXPECT_TRUE(runner.Run()); });
  while (runner.Current().reason.find("disk full") == std::string::npos) std::this_thread::yield();
  runner.RequestStop();
  thread.join();
}

}  // namespace
}  // namespace stratwatch::pipeline
