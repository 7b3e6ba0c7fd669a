#include <algorithm>
#include <array>
#include <string>
#include <thread>

#include "tests/pipeline/log_conformance.h"

// Compiled into the test program of each engine.
namespace stratwatch::pipeline {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;
using Values = std::vector<std::string>;

TEST_P(LogConformance, EnsureTopicsMayBeCalledAgain) {
  EXPECT_TRUE(log().EnsureTopics().has_value());
}

TEST_P(LogConformance, RecordsComeInTheOrderTheyWereAppended) {
  Append(Topic::kArticles, {"1", "2"});
  Append(Topic::kArticles, {"3"});
  const auto reader = Reader("reader", Topic::kArticles);
  EXPECT_THAT(PollValues(*reader, 3), ElementsAre("1", "2", "3"));
}

TEST_P(LogConformance, OffsetsGrow) {
  Append(Topic::kArticles, {"1", "2", "3"});
  const auto reader = Reader("reader", Topic::kArticles);
  const auto records = PollRecords(*reader, 3);
  ASSERT_EQ(records.size(), 3U);
  EXPECT_LT(records[0].offset, records[1].offset);
  EXPECT_LT(records[1].offset, records[2].offset);
}

TEST_P(LogConformance, EveryPartitionOfPagesIsRead) {
  Append(Topic::kPages, {"a", "b", "c", "d", "e", "f"});
  const auto reader = Reader("reader", Topic::kPages);
  EXPECT_THAT(PollValues(*reader, 6), UnorderedElementsAre("a", "b", "c", "d", "e", "f"));
}

TEST_P(LogConformance, RecordsOfOneKeyKeepTheirOrder) {
  LogStep step;
  for (const char* value : {"1", "2", "3", "4"}) {
    step.outputs.push_back({Topic::kPages, {"example.org", value, {}}});
  }
  ASSERT_TRUE(Open({"crawl", {}, "", PositionHome::kLog})->Commit(std::move(step)).has_value());
  const auto reader = Reader("reader", Topic::kPages);
  EXPECT_THAT(PollValues(*reader, 4), ElementsAre("1", "2", "3", "4"));
}

struct BytesCase {
  const char* name;
  std::string bytes;
};

// Keys, values and headers are bytes: nothing of them is text to the log.
const std::array kBytesCases{
    BytesCase{"empty", ""},
    BytesCase{"zero bytes", std::string("\0a\0", 3)},
    BytesCase{"every byte",
              [] {
                std::string all(256, '\0');
                for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<char>(i);
                return all;
              }()},
    BytesCase{"broken UTF-8", "\xC3\x28\xFF"},
    BytesCase{"Arabic", "استراتيجية الذكاء الاصطناعي"},
    BytesCase{"Chinese", "国家人工智能战略"},
    BytesCase{"Japanese", "人工知能戦略の概要"},
    BytesCase{"Korean", "국가 인공지능 전략"},
    BytesCase{"Hindi", "राष्ट्रीय कृत्रिम बुद्धिमत्ता रणनीति"},
    BytesCase{"Russian", "Национальная стратегия развития ИИ"},
    BytesCase{"Thai", "ยุทธศาสตร์ปัญญาประดิษฐ์แห่งชาติ"},
    BytesCase{"Amharic", "ብሔራዊ የሰው ሰራሽ አስተውሎት ስትራቴጂ"},
    BytesCase{"Hebrew", "האסטרטגיה הלאומית לבינה מלאכותית"},
};

TEST_P(LogConformance, KeysValuesAndHeadersKeepTheirBytes) {
  LogStep step;
  for (const auto& each : kBytesCases) {
    step.outputs.push_back(
        {Topic::kArticles, {each.bytes, each.bytes, {{"first", each.bytes}, {"second", ""}}}});
  }
  ASSERT_TRUE(Open({"any", {}, "", PositionHome::kLog})->Commit(std::move(step)).has_value());
  const auto reader = Reader("reader", Topic::kArticles);
  const auto records = PollRecords(*reader, kBytesCases.size());
  ASSERT_EQ(records.size(), kBytesCases.size());
  for (std::size_t i = 0; i < records.size(); ++i) {
    const auto& [key, value, headers] = records[i].record;
    EXPECT_EQ(key, kBytesCases[i].bytes) << kBytesCases[i].name;
    EXPECT_EQ(value, kBytesCases[i].bytes) << kBytesCases[i].name;
    ASSERT_EQ(headers.size(), 2U);
    EXPECT_EQ(headers[0], std::pair(std::string("first"), kBytesCases[i].bytes));
    EXPECT_EQ(headers[1], std::pair(std::string("second"), std::string()));
  }
}

TEST_P(LogConformance, ARecordTellsWhenItWasAppended) {
  Append(Topic::kArticles, {"1"});
  const auto reader = Reader("reader", Topic::kArticles);
  const auto records = PollRecords(*reader, 1);
  ASSERT_EQ(records.size(), 1U);
  EXPECT_GT(records[0].appended_at.time_since_epoch().count(), 0);
}

TEST_P(LogConformance, PollStopsAtTheRecordLimit) {
  Append(Topic::kArticles, {"1", "2", "3", "4", "5"});
  const auto reader = Reader("reader", Topic::kArticles);
  PollRecords(*reader, 1);  // The group has gathered, the rest is there.
  const auto batch = reader->Poll(AtMost(3));
  ASSERT_TRUE(batch.has_value());
  EXPECT_LE(batch->records.size(), 3U);
}

TEST_P(LogConformance, PollStopsAfterTheRecordThatPassesTheByteLimit) {
  const std::string kilobyte(1000, 'x');
  Append(Topic::kArticles, {kilobyte, kilobyte, kilobyte, kilobyte, kilobyte});
  const auto reader = Reader("reader", Topic::kArticles);
  PollRecords(*reader, 1);
  PollLimits limits;
  limits.bytes_max = 1500;
  const auto batch = reader->Poll(limits);
  ASSERT_TRUE(batch.has_value());
  EXPECT_LE(batch->records.size(), 2U);
  EXPECT_THAT(PollValues(*reader, 4 - batch->records.size()), ::testing::Each(kilobyte));
}

TEST_P(LogConformance, ARecordOverThePollLimitStillComes) {
  Append(Topic::kArticles, {std::string(10'000, 'x'), "next"});
  const auto reader = Reader("reader", Topic::kArticles);
  PollLimits limits;
  limits.bytes_max = 100;
  limits.wait = std::chrono::seconds(20);
  const auto batch = reader->Poll(limits);
  ASSERT_TRUE(batch.has_value());
  EXPECT_EQ(batch->records.size(), 1U);
}

TEST_P(LogConformance, PollOfAnEmptyTopicEndsAfterItsWait) {
  const auto reader = Reader("reader", Topic::kArticles);
  const auto batch = reader->Poll(PollLimits{});
  ASSERT_TRUE(batch.has_value()) << batch.error().message;
  EXPECT_THAT(batch->records, IsEmpty());
  EXPECT_FALSE(batch->replayed);
}

TEST_P(LogConformance, PollOfASessionWithoutInputsIsInvalid) {
  const auto session = Open({"crawl", {}, "", PositionHome::kLog});
  const auto batch = session->Poll(PollLimits{});
  ASSERT_FALSE(batch.has_value());
  EXPECT_EQ(batch.error().code, ErrorCode::kInvalid);
}

TEST_P(LogConformance, ARecordEndsTheWaitOfPoll) {
  const auto reader = Reader("reader", Topic::kArticles);
  PollBriefly(*reader);  // The group gathers.
  const std::jthread writer([this] { Append(Topic::kArticles, {"1"}); });
  PollLimits limits;
  limits.wait = std::chrono::seconds(60);
  const auto begin = std::chrono::steady_clock::now();
  const auto batch = reader->Poll(limits);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(30));
  ASSERT_TRUE(batch.has_value());
  EXPECT_EQ(batch->records.size(), 1U);
}

TEST_P(LogConformance, InterruptEndsTheWaitOfPoll) {
  const auto reader = Reader("reader", Topic::kArticles);
  const std::jthread other([&reader] { reader->Interrupt(); });
  PollLimits limits;
  limits.wait = std::chrono::seconds(60);
  const auto begin = std::chrono::steady_clock::now();
  const auto batch = reader->Poll(limits);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(30));
  ASSERT_TRUE(batch.has_value());
  EXPECT_THAT(batch->records, IsEmpty());
}

TEST_P(LogConformance, PolledButNotCommittedComesAgainAfterARestart) {
  Append(Topic::kArticles, {"1", "2"});
  {
    const auto reader = Reader("reader", Topic::kArticles);
    PollRecords(*reader, 2);
  }
  Reopen();
  const auto reader = Reader("reader", Topic::kArticles);
  EXPECT_THAT(PollValues(*reader, 2), ElementsAre("1", "2"));
}

TEST_P(LogConformance, CommittedDoesNotComeAgainAfterARestart) {
  Append(Topic::kArticles, {"1", "2", "3"});
  {
    const auto reader = Reader("reader", Topic::kArticles);
    PollRecords(*reader, 2);
    ASSERT_TRUE(reader->Commit({}).has_value());
  }
  Reopen();
  const auto reader = Reader("reader", Topic::kArticles);
  EXPECT_THAT(PollValues(*reader, 1), ElementsAre("3"));
}

TEST_P(LogConformance, ACommitCoversEveryPollSinceTheLast) {
  Append(Topic::kArticles, {"1", "2", "3"});
  {
    const auto reader = Reader("reader", Topic::kArticles);
    PollRecords(*reader, 1);
    PollRecords(*reader, 1);
    ASSERT_TRUE(reader->Commit({}).has_value());
  }
  const auto reader = Reader("reader", Topic::kArticles);
  EXPECT_THAT(PollValues(*reader, 1), ElementsAre("3"));
}

TEST_P(LogConformance, RewindBringsBackWhatWasNotCommitted) {
  Append(Topic::kArticles, {"1", "2", "3"});
  const auto reader = Reader("reader", Topic::kArticles);
  PollRecords(*reader, 1);
  ASSERT_TRUE(reader->Commit({}).has_value());
  PollRecords(*reader, 2);
  ASSERT_TRUE(reader->Rewind().has_value());
  EXPECT_THAT(PollValues(*reader, 2), ElementsAre("2", "3"));
}

TEST_P(LogConformance, OutputsAndPositionAreOneCommit) {
  Append(Topic::kArticles, {"1"});
  {
    const auto task = Reader("resolve", Topic::kArticles);
    PollRecords(*task, 1);
    EXPECT_THAT(ValuesIn(Topic::kResolved), IsEmpty());
    ASSERT_TRUE(task->Commit(StepOf({To(Topic::kResolved, "one")})).has_value());
  }
  Reopen();
  EXPECT_THAT(ValuesIn(Topic::kResolved), ElementsAre("one"));
  const auto task = Reader("resolve", Topic::kArticles);
  EXPECT_THAT(Drain(*task), IsEmpty());
}

TEST_P(LogConformance, OneCommitWritesToSeveralTopics) {
  const auto session = Open({"any", {}, "", PositionHome::kLog});
  ASSERT_TRUE(session
                  ->Commit(StepOf({To(Topic::kPages, "p"), To(Topic::kPagesBackfill, "b"),
                                   To(Topic::kArticles, "a"), To(Topic::kDeadLetters, "d")}))
                  .has_value());
  EXPECT_THAT(ValuesIn(Topic::kPages), ElementsAre("p"));
  EXPECT_THAT(ValuesIn(Topic::kPagesBackfill), ElementsAre("b"));
  EXPECT_THAT(ValuesIn(Topic::kArticles), ElementsAre("a"));
  EXPECT_THAT(ValuesIn(Topic::kDeadLetters), ElementsAre("d"));
}

TEST_P(LogConformance, ACommitOfNothingIsFine) {
  const auto session = Open({"any", {}, "", PositionHome::kLog});
  EXPECT_TRUE(session->Commit({}).has_value());
}

// State is written with outputs and position, by every kind of session.
TEST_P(LogConformance, StateIsWrittenByASessionThatOnlyAppends) {
  store::WriteBatch state;
  MarkState(state, 7);
  LogStep step = StepOf({To(Topic::kPages, "p")});
  step.state = &state;
  ASSERT_TRUE(Open({"crawl", {}, "", PositionHome::kLog})->Commit(std::move(step)).has_value());
  EXPECT_EQ(StateMark(), 7U);
  EXPECT_TRUE(state.Empty());
}

TEST_P(LogConformance, StateIsWrittenWithAPositionInTheLog) {
  Append(Topic::kArticles, {"1"});
  const auto task = Reader("normalise", Topic::kArticles);
  PollRecords(*task, 1);
  store::WriteBatch state;
  MarkState(state, 8);
  LogStep step = StepOf({To(Topic::kResolved, "one")});
  step.state = &state;
  ASSERT_TRUE(task->Commit(std::move(step)).has_value());
  EXPECT_EQ(StateMark(), 8U);
  EXPECT_TRUE(state.Empty());
}

TEST_P(LogConformance, StateIsWrittenWithAPositionInTheStore) {
  Append(Topic::kArticles, {"1"});
  const auto task = Reader("index", Topic::kArticles, PositionHome::kStore);
  PollRecords(*task, 1);
  store::WriteBatch state;
  MarkState(state, 9);
  LogStep step;
  step.state = &state;
  ASSERT_TRUE(task->Commit(std::move(step)).has_value());
  EXPECT_EQ(StateMark(), 9U);
  EXPECT_TRUE(state.Empty());
}

TEST_P(LogConformance, APositionInTheStoreSurvivesARestart) {
  Append(Topic::kArticles, {"1", "2", "3"});
  {
    const auto task = Reader("resolve", Topic::kArticles, PositionHome::kStore);
    PollRecords(*task, 2);
    ASSERT_TRUE(task->Commit(StepOf({To(Topic::kResolved, "one")})).has_value());
  }
  Reopen();
  const auto task = Reader("resolve", Topic::kArticles, PositionHome::kStore);
  EXPECT_THAT(PollValues(*task, 1), ElementsAre("3"));
  EXPECT_THAT(ValuesIn(Topic::kResolved), ElementsAre("one"));
}

TEST_P(LogConformance, APositionInTheStoreDoesNotMoveWithoutACommit) {
  Append(Topic::kArticles, {"1", "2"});
  {
    const auto task = Reader("resolve", Topic::kArticles, PositionHome::kStore);
    PollRecords(*task, 2);
  }
  const auto task = Reader("resolve", Topic::kArticles, PositionHome::kStore);
  EXPECT_THAT(PollValues(*task, 2), ElementsAre("1", "2"));
}

TEST_P(LogConformance, AnOutputOverTheLimitIsRefused) {
  const auto session = Open({"any", {}, "", PositionHome::kLog});
  const auto done =
      session->Commit(StepOf({To(Topic::kPages, std::string(kTestMessageBytesMax, 'x'))}));
  ASSERT_FALSE(done.has_value());
  EXPECT_EQ(done.error().code, ErrorCode::kLimit);
  EXPECT_THAT(done.error().message, ::testing::HasSubstr("pages"));
  EXPECT_LT(done.error().message.size(), 300U);  // Names the record, does not repeat it.
}

TEST_P(LogConformance, ARefusedCommitDoesNothing) {
  Append(Topic::kArticles, {"1"});
  const auto task = Reader("resolve", Topic::kArticles, PositionHome::kStore);
  PollRecords(*task, 1);
  store::WriteBatch state;
  MarkState(state, 1);
  LogStep step = StepOf({To(Topic::kResolved, "small"),
                         To(Topic::kResolved, std::string(kTestMessageBytesMax, 'x'))});
  step.state = &state;
  ASSERT_FALSE(task->Commit(std::move(step)).has_value());
  EXPECT_EQ(StateMark(), 0U);
  EXPECT_THAT(ValuesIn(Topic::kResolved), IsEmpty());
  ASSERT_TRUE(task->Rewind().has_value());
  EXPECT_THAT(PollValues(*task, 1), ElementsAre("1"));
  EXPECT_TRUE(task->Commit(StepOf({To(Topic::kResolved, "small")})).has_value());
  EXPECT_THAT(ValuesIn(Topic::kResolved), ElementsAre("small"));
}

TEST_P(LogConformance, AfterAFailedCommitTheSessionWantsARewind) {
  const auto session = Open({"any", {}, "", PositionHome::kLog});
  ASSERT_FALSE(session->Commit(StepOf({To(Topic::kPages, std::string(kTestMessageBytesMax, 'x'))}))
                   .has_value());
  const auto early = session->Commit(StepOf({To(Topic::kPages, "p")}));
  ASSERT_FALSE(early.has_value());
  EXPECT_EQ(early.error().code, ErrorCode::kUnavailable);
  ASSERT_TRUE(session->Rewind().has_value());
  EXPECT_TRUE(session->Commit(StepOf({To(Topic::kPages, "p")})).has_value());
}

// Bodies that cannot be compressed, as large as the log takes.
TEST_P(LogConformance, ARecordJustUnderTheLimitGoesThrough) {
  std::string noise(kTestMessageBytesMax - 300, '\0');
  std::uint32_t seed = 1;
  for (char& c : noise) c = static_cast<char>((seed = seed * 1664525U + 1013904223U) >> 24U);
  LogStep step;
  step.outputs.push_back({Topic::kArticles, {"noise", noise, {{"schema", "test/1"}}}});
  ASSERT_TRUE(Open({"any", {}, "", PositionHome::kLog})->Commit(std::move(step)).has_value());
  const auto reader = Reader("reader", Topic::kArticles);
  const auto records = PollRecords(*reader, 1);
  ASSERT_EQ(records.size(), 1U);
  EXPECT_TRUE(records[0].record.value == noise);  // Unlike EXPECT_EQ: it would print them.
}

TEST_P(LogConformance, GroupsDoNotDisturbOneAnother) {
  Append(Topic::kArticles, {"1", "2"});
  const auto first = Reader("first", Topic::kArticles);
  PollRecords(*first, 2);
  ASSERT_TRUE(first->Commit({}).has_value());
  const auto second = Reader("second", Topic::kArticles);
  EXPECT_THAT(PollValues(*second, 2), ElementsAre("1", "2"));
}

TEST_P(LogConformance, LagCountsWhatWasNotPolled) {
  Append(Topic::kArticles, {"1", "2", "3"});
  const auto reader = Reader("reader", Topic::kArticles);
  EXPECT_EQ(reader->Lag().value_or(99), 3U);
  PollRecords(*reader, 2);
  EXPECT_EQ(reader->Lag().value_or(99), 1U);
  PollRecords(*reader, 1);
  EXPECT_EQ(reader->Lag().value_or(99), 0U);
}

TEST_P(LogConformance, BacklogCountsWhatAGroupHasNotAnswered) {
  Append(Topic::kArticles, {"1", "2", "3"});
  EXPECT_EQ(log().Backlog("reader", Topic::kArticles).value_or(99), 3U);
  const auto reader = Reader("reader", Topic::kArticles);
  PollRecords(*reader, 2);
  EXPECT_EQ(log().Backlog("reader", Topic::kArticles).value_or(99), 3U);
  ASSERT_TRUE(reader->Commit({}).has_value());
  EXPECT_EQ(log().Backlog("reader", Topic::kArticles).value_or(99), 1U);
  EXPECT_EQ(log().Backlog("other", Topic::kArticles).value_or(99), 3U);
}

TEST_P(LogConformance, PollOfTheFirstInputAloneLeavesTheOthersForLater) {
  Append(Topic::kPagesBackfill, {"old"});
  Append(Topic::kPages, {"new"});
  SessionOptions options;
  options.group = "reader";
  options.inputs = {Topic::kPages, Topic::kPagesBackfill};
  const auto reader = Open(options);
  PollLimits first;
  first.first_input_only = true;
  std::vector<std::string> values;
  // On Kafka both may be here long before they are asked for.
  for (int i = 0; i < 100 && values.empty(); ++i) {
    const auto batch = reader->Poll(first);
    ASSERT_TRUE(batch.has_value()) << batch.error().message;
    for (const auto& each : batch->records) values.push_back(each.record.value);
  }
  ASSERT_TRUE(reader->Poll(first)->records.empty());
  EXPECT_THAT(values, ElementsAre("new"));
  EXPECT_THAT(PollValues(*reader, 1), ElementsAre("old"));
}

// On Kafka each transaction leaves a mark behind its records; at the end it does not count.
TEST_P(LogConformance, LagIsZeroAtTheEndOfATopicWrittenInSteps) {
  Append(Topic::kArticles, {"1", "2"});
  const auto upstream = Reader("upstream", Topic::kArticles);
  PollRecords(*upstream, 1);
  ASSERT_TRUE(upstream->Commit(StepOf({To(Topic::kResolved, "one")})).has_value());
  PollRecords(*upstream, 1);
  ASSERT_TRUE(upstream->Commit(StepOf({To(Topic::kResolved, "two")})).has_value());
  {
    const auto reader = Reader("reader", Topic::kResolved);
    EXPECT_THAT(Drain(*reader), ElementsAre("one", "two"));
    ASSERT_TRUE(reader->Commit({}).has_value());
    EXPECT_EQ(reader->Lag().value_or(99), 0U);
  }
  const auto again = Reader("reader", Topic::kResolved);
  EXPECT_THAT(Drain(*again), IsEmpty());
}

TEST_P(LogConformance, TwoSessionsOfAGroupReadNothingTwice) {
  Append(Topic::kPages, {"1", "2", "3", "4", "5", "6", "7", "8"});
  const auto first = Reader("normalise", Topic::kPages);
  const auto second = Reader("normalise", Topic::kPages);
  std::vector<std::string> seen;
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (seen.size() < 8 && std::chrono::steady_clock::now() < deadline) {
    for (LogSession* session : {first.get(), second.get()}) {
      const auto batch = session->Poll(PollLimits{});
      ASSERT_TRUE(batch.has_value()) << batch.error().message;
      // A partition may go to the other session meanwhile: then its records do, too.
      if (!session->Commit({}).has_value()) {
        ASSERT_TRUE(session->Rewind().has_value());
        continue;
      }
      for (const auto& each : batch->records) seen.push_back(each.record.value);
    }
  }
  EXPECT_THAT(seen, UnorderedElementsAre("1", "2", "3", "4", "5", "6", "7", "8"));
}

TEST_P(LogConformance, ASessionTakesOverFromOneThatCloses) {
  Append(Topic::kArticles, {"1", "2"});
  auto first = Reader("resolve", Topic::kArticles, PositionHome::kStore);
  PollRecords(*first, 1);
  ASSERT_TRUE(first->Commit({}).has_value());
  const auto standby = Reader("resolve", Topic::kArticles, PositionHome::kStore);
  EXPECT_THAT(PollBriefly(*standby), IsEmpty());
  first.reset();
  EXPECT_THAT(PollValues(*standby, 1), ElementsAre("2"));
}

TEST_P(LogConformance, AStaticMemberGoesOnAfterARestart) {
  Append(Topic::kPages, {"1", "2", "3"});
  const SessionOptions options{"normalise", {Topic::kPages}, "machine-1", PositionHome::kLog};
  auto session = Open(options);
  auto seen = PollValues(*session, 2);
  ASSERT_TRUE(session->Commit({}).has_value());
  session.reset();
  Reopen();
  session = Open(options);
  for (auto& value : PollValues(*session, 1)) seen.push_back(std::move(value));
  EXPECT_THAT(seen, UnorderedElementsAre("1", "2", "3"));
}

TEST_P(LogConformance, ReadNeedsNoGroupAndMovesNone) {
  Append(Topic::kArticles, {"1", "2", "3"});
  const auto all = log().Read(Topic::kArticles, 0, 0, 100);
  ASSERT_TRUE(all.has_value()) << all.error().message;
  ASSERT_EQ(all->size(), 3U);
  const auto tail = log().Read(Topic::kArticles, 0, (*all)[1].offset, 1);
  ASSERT_TRUE(tail.has_value());
  ASSERT_EQ(tail->size(), 1U);
  EXPECT_EQ(tail->front().record.value, "2");
  const auto reader = Reader("reader", Topic::kArticles);
  EXPECT_THAT(PollValues(*reader, 3), ElementsAre("1", "2", "3"));
}

TEST_P(LogConformance, ReadAtOrPastTheEndIsEmpty) {
  Append(Topic::kArticles, {"1"});
  for (const std::int64_t offset : {1, 2, 1000}) {
    const auto records = log().Read(Topic::kArticles, 0, offset, 10);
    ASSERT_TRUE(records.has_value()) << records.error().message;
    EXPECT_THAT(*records, IsEmpty());
  }
}

TEST_P(LogConformance, ReadOfAPartitionThatIsNotThereIsNotFound) {
  const auto records = log().Read(Topic::kArticles, 77, 0, 10);
  ASSERT_FALSE(records.has_value());
  EXPECT_EQ(records.error().code, ErrorCode::kNotFound);
}

TEST_P(LogConformance, ExtentsTellBeginAndEndOfEveryTopic) {
  Append(Topic::kArticles, {"1", "2"});
  const auto extents = log().Extents();
  ASSERT_TRUE(extents.has_value()) << extents.error().message;
  for (const Topic topic : {Topic::kPages, Topic::kPagesBackfill, Topic::kArticles,
                            Topic::kResolved, Topic::kDeadLetters}) {
    const auto found = std::find_if(extents->begin(), extents->end(),
                                    [topic](const auto& each) { return each.topic == topic; });
    ASSERT_NE(found, extents->end()) << TopicName(topic);
    EXPECT_EQ(found->end - found->begin, topic == Topic::kArticles ? 2 : 0) << TopicName(topic);
  }
}

// The reason for it all: steps that end in a crash at any place lose nothing and repeat nothing.
TEST_P(LogConformance, ACopyThroughRestartsIsExact) {
  Values values;
  for (int i = 0; i < 60; ++i) values.push_back(std::to_string(i));
  Append(Topic::kArticles, values);
  for (int round = 0; round < 4; ++round) {
    const auto task = Reader("resolve", Topic::kArticles, PositionHome::kStore);
    const auto committed = PollValues(*task, 15);
    LogStep step;
    for (const auto& value : committed) step.outputs.push_back(To(Topic::kResolved, value));
    ASSERT_TRUE(task->Commit(std::move(step)).has_value());
    if (round < 3) PollRecords(*task, 5);  // Polled, never committed.
  }
  EXPECT_EQ(ValuesIn(Topic::kResolved), values);
}

TEST_P(LogConformance, TrimKeepsWhatIsNotRead) {
  Append(Topic::kArticles, {"1", "2"});
  ASSERT_TRUE(log().Trim().has_value());
  const auto reader = Reader("reader", Topic::kArticles);
  EXPECT_THAT(PollValues(*reader, 2), ElementsAre("1", "2"));
}

TEST(TopicName, GoesBothWays) {
  for (const Topic topic : {Topic::kPages, Topic::kPagesBackfill, Topic::kArticles,
                            Topic::kResolved, Topic::kDeadLetters}) {
    EXPECT_EQ(TopicFromName(TopicName(topic)), topic);
  }
  EXPECT_EQ(TopicFromName("pagez"), std::nullopt);
}

}  // namespace
}  // namespace stratwatch::pipeline
