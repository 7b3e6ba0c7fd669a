#include "pipeline/embedded_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <string>
#include <thread>

#include "model/wire/messages.h"
#include "pipeline/dead_letters.h"
#include "store/log_table.h"
#include "tests/support/fake_clock.h"
#include "tests/support/temporary_folder.h"

namespace stratwatch::pipeline {
namespace {

using std::chrono::hours;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::unique_ptr<store::Database> OpenStore(const std::filesystem::path& path,
                                           store::Access access = store::Access::kReadWrite) {
  store::StoreOptions options;
  options.path = path;
  options.access = access;
  auto database = store::Database::Open(options);
  EXPECT_TRUE(database.has_value()) << database.error().message;
  return database ? std::move(*database) : nullptr;
}

SessionOptions ReaderOf(std::string group, std::vector<Topic> inputs) {
  return {std::move(group), std::move(inputs), "", PositionHome::kStore};
}

OutgoingRecord To(Topic topic, std::string value) {
  return {topic, {"key", std::move(value), {}}};
}

class EmbeddedLogTest : public ::testing::Test {
 protected:
  void SetUp() override { Open({}); }

  void Open(EmbeddedLogOptions options) {
    log_.reset();
    if (database_ == nullptr) database_ = OpenStore(folder_ / "store");
    ASSERT_NE(database_, nullptr);
    auto log = OpenEmbeddedLog(*database_, clock_, options);
    ASSERT_TRUE(log.has_value()) << log.error().message;
    log_ = std::move(*log);
  }

  void Close() {
    log_.reset();
    database_.reset();
  }

  std::unique_ptr<LogSession> Session(SessionOptions options) {
    auto session = log_->OpenSession(std::move(options));
    EXPECT_TRUE(session.has_value()) << session.error().message;
    return std::move(*session);
  }

  void Append(Topic topic, const std::vector<std::string>& values) {
    LogStep step;
    for (const auto& value : values) step.outputs.push_back(To(topic, value));
    const auto done = Session({"append", {}, "", PositionHome::kLog})->Commit(std::move(step));
    ASSERT_TRUE(done.has_value()) << done.error().message;
  }

  void ReadToTheEnd(const std::string& group, Topic topic) {
    const auto session = Session(ReaderOf(group, {topic}));
    PollLimits limits;
    limits.wait = std::chrono::milliseconds(0);
    while (!session->Poll(limits)->records.empty()) continue;
    ASSERT_TRUE(session->Commit({}).has_value());
  }

  std::pair<std::int64_t, std::int64_t> Extent(Topic topic) {
    const auto extents = log_->Extents();
    for (const auto& each : *extents) {
      if (each.topic == topic) return {each.begin, each.end};
    }
    return {-1, -1};
  }

  testing::TemporaryFolder folder_;
  testing::FakeClock clock_;
  std::unique_ptr<store::Database> database_;
  std::unique_ptr<Log> log_;
};

TEST_F(EmbeddedLogTest, ReadsTheFirstInputFirst) {
  Append(Topic::kPagesBackfill, {"old"});
  Append(Topic::kPages, {"new"});
  const auto session = Session(ReaderOf("normalise", {Topic::kPages, Topic::kPagesBackfill}));
  const auto batch = session->Poll({});
  ASSERT_EQ(batch->records.size(), 2U);
  EXPECT_EQ(batch->records[0].record.value, "new");
  EXPECT_EQ(batch->records[1].record.value, "old");
}

TEST_F(EmbeddedLogTest, AppendTimeIsTheClocks) {
  Append(Topic::kPages, {"1"});
  EXPECT_EQ(log_->Read(Topic::kPages, 0, 0, 1)->front().appended_at, clock_.Now());
}

TEST_F(EmbeddedLogTest, OffsetsAreDense) {
  Append(Topic::kPages, {"1", "2"});
  Append(Topic::kArticles, {"a"});
  Append(Topic::kPages, {"3"});
  const auto records = log_->Read(Topic::kPages, 0, 0, 10);
  ASSERT_EQ(records->size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ((*records)[i].offset, static_cast<int>(i));
}

TEST_F(EmbeddedLogTest, ReadEndsAfterThirtyTwoMebibytes) {
  for (int i = 0; i < 12; ++i) {
    Append(Topic::kPages, {std::string((std::size_t{4} << 20U) - 1000, 'x')});
  }
  EXPECT_LT(log_->Read(Topic::kPages, 0, 0, 100)->size(), 12U);
}

TEST_F(EmbeddedLogTest, TrimDropsWhatEverybodyReadAndIsOld) {
  Append(Topic::kPages, {"1", "2"});
  ReadToTheEnd("normalise", Topic::kPages);
  clock_.Advance(hours(25));
  Append(Topic::kPages, {"3"});
  ASSERT_TRUE(log_->Trim().has_value());
  EXPECT_EQ(Extent(Topic::kPages), std::pair(std::int64_t{2}, std::int64_t{3}));
}

TEST_F(EmbeddedLogTest, TrimKeepsWhatIsYoung) {
  Append(Topic::kPages, {"1", "2"});
  ReadToTheEnd("normalise", Topic::kPages);
  clock_.Advance(hours(23));
  ASSERT_TRUE(log_->Trim().has_value());
  EXPECT_EQ(Extent(Topic::kPages).first, 0);
}

TEST_F(EmbeddedLogTest, TrimWaitsForTheSlowestGroup) {
  Append(Topic::kResolved, {"1", "2"});
  ReadToTheEnd("index", Topic::kResolved);
  const auto slow = Session(ReaderOf("alerts", {Topic::kResolved}));
  clock_.Advance(hours(1000));
  ASSERT_TRUE(log_->Trim().has_value());
  EXPECT_EQ(slow->Poll({})->records.size(), 2U);
}

TEST_F(EmbeddedLogTest, TrimKeepsWhatNobodyReadsYet) {
  Append(Topic::kPagesBackfill, {"1"});
  clock_.Advance(hours(1000));
  ASSERT_TRUE(log_->Trim().has_value());
  EXPECT_EQ(Extent(Topic::kPagesBackfill).first, 0);
}

// The Kafka engine keeps its positions in the same store; its topics are others.
TEST_F(EmbeddedLogTest, TrimTakesNoNoteOfKafkasPositions) {
  Append(Topic::kPages, {"1"});
  store::WriteBatch batch;
  store::LogTable(*database_).SetPosition(batch, "kafka/abc/normalise", "pages", 0, 1);
  ASSERT_TRUE(database_->Write(batch, store::Durability::kBuffered).has_value());
  clock_.Advance(hours(1000));
  ASSERT_TRUE(log_->Trim().has_value());
  EXPECT_EQ(Extent(Topic::kPages).first, 0);
}

TEST_F(EmbeddedLogTest, TrimDropsReadRecordsBeyondTheSize) {
  EmbeddedLogOptions options;
  options.retention_bytes = 10'000;
  Open(options);
  for (int i = 0; i < 40; ++i) Append(Topic::kPages, {std::string(1000, 'x')});
  ReadToTheEnd("normalise", Topic::kPages);
  ASSERT_TRUE(log_->Trim().has_value());
  const auto [begin, end] = Extent(Topic::kPages);
  EXPECT_EQ(end, 40);
  EXPECT_NEAR(static_cast<double>(end - begin), 10.0, 1.0);
}

TEST_F(EmbeddedLogTest, OffsetsGoOnAfterEverythingWasTrimmed) {
  Append(Topic::kPages, {"1", "2"});
  ReadToTheEnd("normalise", Topic::kPages);
  clock_.Advance(hours(25));
  ASSERT_TRUE(log_->Trim().has_value());
  Close();
  Open({});
  Append(Topic::kPages, {"3"});
  EXPECT_EQ(Extent(Topic::kPages), std::pair(std::int64_t{2}, std::int64_t{3}));
  const auto session = Session(ReaderOf("normalise", {Topic::kPages}));
  EXPECT_EQ(session->Poll({})->records.size(), 1U);
}

TEST_F(EmbeddedLogTest, DeadLettersStayUntilTheyAreOldOrReplayed) {
  wire::DeadLetter letter;
  letter.topic = "pages";
  Append(Topic::kDeadLetters, {wire::EncodeDeadLetter(letter), wire::EncodeDeadLetter(letter)});
  clock_.Advance(hours(48));
  ASSERT_TRUE(log_->Trim().has_value());
  EXPECT_EQ(Extent(Topic::kDeadLetters).first, 0);
  const auto letters = ListDeadLetters(*log_, 10);
  ASSERT_TRUE(ReplayDeadLetter(*log_, letters->front()).has_value());
  ASSERT_TRUE(log_->Trim().has_value());
  EXPECT_EQ(Extent(Topic::kDeadLetters).first, 1);
  clock_.Advance(hours(24 * 30));
  ASSERT_TRUE(log_->Trim().has_value());
  EXPECT_EQ(Extent(Topic::kDeadLetters), std::pair(std::int64_t{3}, std::int64_t{3}));
}

TEST_F(EmbeddedLogTest, AReadOnlyStoreIsReadAndNothingElse) {
  Append(Topic::kPages, {"1"});
  const auto beside = OpenStore(folder_ / "store", store::Access::kReadOnly);
  ASSERT_NE(beside, nullptr);
  auto log = OpenEmbeddedLog(*beside, clock_);
  ASSERT_TRUE(log.has_value()) << log.error().message;
  EXPECT_EQ((*log)->Read(Topic::kPages, 0, 0, 10)->size(), 1U);
  EXPECT_EQ((*log)->Trim().error().code, ErrorCode::kInvalid);
  const auto session = (*log)->OpenSession(ReaderOf("normalise", {Topic::kPages}));
  ASSERT_FALSE(session.has_value());
  EXPECT_EQ(session.error().code, ErrorCode::kInvalid);
}

TEST_F(EmbeddedLogTest, ASessionWantsAGroup) {
  EXPECT_EQ(log_->OpenSession({}).error().code, ErrorCode::kInvalid);
}

// A store that was put back without its log, or the other way round.
TEST_F(EmbeddedLogTest, APositionPastTheEndIsCorrupt) {
  Append(Topic::kPages, {"1"});
  store::WriteBatch batch;
  store::LogTable(*database_).SetPosition(batch, "normalise", "pages", 0, 5);
  ASSERT_TRUE(database_->Write(batch, store::Durability::kBuffered).has_value());
  const auto polled = Session(ReaderOf("normalise", {Topic::kPages}))->Poll({});
  ASSERT_FALSE(polled.has_value());
  EXPECT_EQ(polled.error().code, ErrorCode::kCorrupt);
  EXPECT_THAT(polled.error().message, HasSubstr("normalise"));
}

TEST_F(EmbeddedLogTest, ThreadsAppendWithoutLosingOrder) {
  constexpr int kEach = 50;
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([this, t] {
        const auto session = Session({"append", {}, "", PositionHome::kLog});
        for (int i = 0; i < kEach; ++i) {
          LogStep step;
          step.outputs.push_back({Topic::kPages, {std::to_string(t), std::to_string(i), {}}});
          EXPECT_TRUE(session->Commit(std::move(step)).has_value());
        }
      });
    }
  }
  const auto records = log_->Read(Topic::kPages, 0, 0, 1000);
  ASSERT_EQ(records->size(), 4U * kEach);
  std::map<std::string, int> next;
  for (const auto& each : *records) {
    EXPECT_EQ(each.record.value, std::to_string(next[each.record.key]++));
  }
}

// Copies numbers from pages to articles, each step with the next number as its state, until it
// is killed.
[[noreturn]] void CopyUntilKilled(const std::filesystem::path& path) {
  const SystemClock clock;
  const auto database = OpenStore(path);
  if (database == nullptr) _exit(1);
  auto log = OpenEmbeddedLog(*database, clock);
  if (!log) _exit(1);
  auto session = (*log)->OpenSession(ReaderOf("copy", {Topic::kPages}));
  if (!session) _exit(1);
  PollLimits limits;
  limits.records_max = 3;
  for (;;) {
    const auto batch = (*session)->Poll(limits);
    if (!batch) _exit(1);
    store::WriteBatch state;
    LogStep step;
    for (const auto& each : batch->records) {
      step.outputs.push_back(To(Topic::kArticles, each.record.value));
      store::LogTable(*database).SetPosition(state, "state", "copied", 0,
                                             std::stoul(each.record.value) + 1);
    }
    step.state = &state;
    if (!(*session)->Commit(std::move(step))) _exit(1);
  }
}

TEST_F(EmbeddedLogTest, KillNineLosesNothingAndRepeatsNothing) {
  constexpr int kCount = 3000;
  std::vector<std::string> values;
  for (int i = 0; i < kCount; ++i) values.push_back(std::to_string(i));
  Append(Topic::kPages, values);
  Close();
  for (int kill_after_ms : {30, 80, 50, 120, 60}) {
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) CopyUntilKilled(folder_ / "store");
    std::this_thread::sleep_for(std::chrono::milliseconds(kill_after_ms));
    ASSERT_EQ(kill(child, SIGKILL), 0);
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status)) << "the copy ended by itself";
  }
  Open({});
  std::vector<std::string> copied;
  const auto records = log_->Read(Topic::kArticles, 0, 0, kCount);
  for (const auto& each : *records) copied.push_back(each.record.value);
  values.resize(copied.size());
  EXPECT_EQ(copied, values);
  const auto state = store::LogTable(*database_).Position("state", "copied", 0);
  EXPECT_EQ(state->value_or(0), copied.size());
  const auto position = store::LogTable(*database_).Position("copy", "pages", 0);
  EXPECT_EQ(position->value_or(0), copied.size());
}

}  // namespace
}  // namespace stratwatch::pipeline
