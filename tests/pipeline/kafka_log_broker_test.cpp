#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <thread>

#include "pipeline/internal/kafka_consumer.h"
#include "pipeline/internal/kafka_producer.h"
#include "store/log_table.h"
#include "tests/pipeline/kafka_broker.h"
#include "tests/pipeline/kafka_engine.h"

// What only the Kafka engine does, on a real broker.
namespace stratwatch::pipeline {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Values = std::vector<std::string>;

KafkaEngine* made_last = nullptr;  // LogTest owns it.

std::unique_ptr<EngineUnderTest> MakeKafka(std::string& why_not) {
  const std::string brokers = SharedBroker(why_not);
  if (brokers.empty()) return nullptr;
  auto engine = std::make_unique<KafkaEngine>(KafkaTestOptions(brokers));
  made_last = engine.get();
  return engine;
}

class KafkaLogTest : public LogTest {
 protected:
  KafkaEngine& engine() { return *made_last; }

  std::unique_ptr<LogSession> Resolve() {
    return Open({"resolve", {Topic::kArticles}, "m", PositionHome::kStore});
  }

  // One step of a task that answers each record and counts them in its state.
  void Step(LogSession& session, std::size_t records) {
    const auto polled = PollRecords(session, records);
    LogStep step;
    for (const auto& each : polled) {
      step.outputs.push_back(To(Topic::kResolved, "re " + each.record.value));
    }
    store::WriteBatch state;
    MarkState(state, StateMark() + polled.size());
    step.state = &state;
    const auto done = session.Commit(std::move(step));
    ASSERT_TRUE(done.has_value()) << done.error().message;
  }
};

INSTANTIATE_TEST_SUITE_P(Engine, KafkaLogTest, ::testing::Values(EngineCase{"Kafka", MakeKafka}),
                         [](const auto& each) { return std::string(each.param.name); });

// The crash between the transaction and the store's write, made by putting back the store.
TEST_P(KafkaLogTest, WhatACrashLeftBetweenLogAndStoreIsReplayed) {
  Append(Topic::kArticles, {"1", "2", "3"});
  Step(*Resolve(), 1);
  engine().SaveStore();
  Step(*Resolve(), 2);
  engine().RestoreStore();
  ASSERT_EQ(StateMark(), 1U);

  const auto session = Resolve();
  PollLimits limits;
  limits.wait = std::chrono::seconds(30);
  const auto batch = session->Poll(limits);
  ASSERT_TRUE(batch.has_value()) << batch.error().message;
  EXPECT_TRUE(batch->replayed);
  ASSERT_EQ(batch->records.size(), 2U);
  EXPECT_EQ(batch->records[0].record.value, "2");
  store::WriteBatch state;
  MarkState(state, 3);
  LogStep step = StepOf({To(Topic::kResolved, "re 2"), To(Topic::kResolved, "re 3")});
  step.state = &state;
  ASSERT_TRUE(session->Commit(std::move(step)).has_value());
  EXPECT_EQ(StateMark(), 3U);
  EXPECT_THAT(ValuesIn(Topic::kResolved), ElementsAre("re 1", "re 2", "re 3"));
}

// A poll looks at the first new record to see that the replay is over. A crash between the commit
// of the replay and the next one must not take that record as done.
TEST_P(KafkaLogTest, TheRecordThatEndedAReplayIsNotPassedByItsCommit) {
  Append(Topic::kArticles, {"1", "2"});
  engine().SaveStore();
  Step(*Resolve(), 2);
  engine().RestoreStore();
  Append(Topic::kArticles, {"3"});
  {
    const auto session = Resolve();
    EXPECT_THAT(PollValues(*session, 2), ElementsAre("1", "2"));
    // Until it is looked at: the records may come one by one.
    PollLimits limits;
    limits.wait = std::chrono::seconds(3);
    const auto none = session->Poll(limits);
    ASSERT_TRUE(none.has_value()) << none.error().message;
    EXPECT_THAT(none->records, IsEmpty());
    store::WriteBatch state;
    MarkState(state, 2);
    LogStep step;
    step.state = &state;
    ASSERT_TRUE(session->Commit(std::move(step)).has_value());
  }
  EXPECT_THAT(PollValues(*Resolve(), 1), ElementsAre("3"));
}

TEST_P(KafkaLogTest, AReplayIsOverOnceItIsCommitted) {
  Append(Topic::kArticles, {"1", "2"});
  engine().SaveStore();
  Step(*Resolve(), 2);
  engine().RestoreStore();
  {
    const auto session = Resolve();
    PollRecords(*session, 2);
    ASSERT_TRUE(session->Commit({}).has_value());
  }
  const auto session = Resolve();
  EXPECT_THAT(Drain(*session), IsEmpty());
}

TEST_P(KafkaLogTest, ReplayedAndNewRecordsAreNeverOneBatch) {
  Append(Topic::kArticles, {"1", "2"});
  engine().SaveStore();
  Step(*Resolve(), 2);
  engine().RestoreStore();
  Append(Topic::kArticles, {"3", "4"});

  const auto session = Resolve();
  PollLimits limits;
  limits.wait = std::chrono::seconds(30);
  Values replayed;
  while (replayed.size() < 2) {
    const auto batch = session->Poll(limits);
    ASSERT_TRUE(batch.has_value() && batch->replayed);
    for (const auto& each : batch->records) replayed.push_back(each.record.value);
  }
  EXPECT_THAT(replayed, ElementsAre("1", "2"));
  // Nothing new before the replay is committed.
  const auto early = session->Poll(PollLimits{});
  ASSERT_TRUE(early.has_value());
  EXPECT_THAT(early->records, IsEmpty());
  ASSERT_TRUE(session->Commit({}).has_value());
  const auto fresh = session->Poll(limits);
  ASSERT_TRUE(fresh.has_value());
  EXPECT_FALSE(fresh->replayed);
  ASSERT_FALSE(fresh->records.empty());
  EXPECT_EQ(fresh->records[0].record.value, "3");
}

TEST_P(KafkaLogTest, ANewMachineReplaysEverything) {
  Append(Topic::kArticles, {"1", "2", "3"});
  Step(*Resolve(), 3);
  engine().LoseStore();
  const auto session = Resolve();
  Step(*session, 3);
  EXPECT_EQ(StateMark(), 3U);
  EXPECT_THAT(ValuesIn(Topic::kResolved), ElementsAre("re 1", "re 2", "re 3"));
}

TEST_P(KafkaLogTest, LagOfANewMachineIsWhatItsStoreLacks) {
  Append(Topic::kArticles, {"1", "2", "3"});
  Step(*Resolve(), 3);
  engine().LoseStore();
  EXPECT_EQ(Resolve()->Lag().value_or(99), 3U);
}

// The state cannot be written: the transaction must not show.
TEST_P(KafkaLogTest, ATransactionWhoseStateFailsIsAborted) {
  Append(Topic::kArticles, {"1"});
  store::StoreOptions options;
  options.path = database().options().path;
  options.access = store::Access::kReadOnly;
  const auto beside = store::Database::Open(options);
  ASSERT_TRUE(beside.has_value()) << beside.error().message;
  NullEventSink events;
  auto log_beside = OpenKafkaLog(engine().options(), beside->get(), events);
  ASSERT_TRUE(log_beside.has_value());
  auto session =
      (*log_beside)->OpenSession({"resolve", {Topic::kArticles}, "", PositionHome::kLog});
  ASSERT_TRUE(session.has_value()) << session.error().message;
  PollRecords(**session, 1);
  store::WriteBatch state;
  MarkState(state, 1);
  LogStep step = StepOf({To(Topic::kResolved, "re 1")});
  step.state = &state;
  EXPECT_FALSE((*session)->Commit(std::move(step)).has_value());
  EXPECT_THAT(ValuesIn(Topic::kResolved), IsEmpty());
  ASSERT_TRUE((*session)->Rewind().has_value());
  EXPECT_THAT(PollValues(**session, 1), ElementsAre("1"));
  ASSERT_TRUE((*session)->Commit(StepOf({To(Topic::kResolved, "again")})).has_value());
  EXPECT_THAT(ValuesIn(Topic::kResolved), ElementsAre("again"));
}

// A second machine: the same topics, a store of its own.
class Standby {
 public:
  explicit Standby(const KafkaLogOptions& options) : engine_(options) {
    engine_.Open();
    auto opened = engine_.log().OpenSession(OptionsOf("standby"));
    EXPECT_TRUE(opened.has_value()) << opened.error().message;
    session_ = std::move(*opened);
  }
  ~Standby() {
    session_.reset();
    engine_.Close();
  }
  static SessionOptions OptionsOf(const std::string& member) {
    return {"resolve", {Topic::kArticles}, member, PositionHome::kStore, /*stand_by=*/true};
  }

  struct Seen {
    Values values;
    bool replayed = false;
  };
  // The next records; committed, with one output each.
  Seen Step() {
    Seen seen;
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (seen.values.empty() && std::chrono::steady_clock::now() < deadline) {
      const auto batch = session_->Poll(PollLimits{});
      EXPECT_TRUE(batch.has_value()) << batch.error().message;
      if (!batch) return seen;
      seen.replayed = batch->replayed;
      LogStep step;
      for (const auto& each : batch->records) {
        seen.values.push_back(each.record.value);
        step.outputs.push_back({Topic::kResolved, {"k", "re " + each.record.value, {}}});
      }
      EXPECT_TRUE(session_->Commit(std::move(step)).has_value());
    }
    return seen;
  }
  LogSession& session() { return *session_; }

 private:
  KafkaEngine engine_;
  std::unique_ptr<LogSession> session_;
};

TEST_P(KafkaLogTest, AStandbyFollowsAndTakesOver) {
  auto active = Open(Standby::OptionsOf("active"));
  Append(Topic::kArticles, {"1", "2"});
  Step(*active, 2);
  Standby standby(engine().options());
  const auto followed = standby.Step();
  EXPECT_TRUE(followed.replayed);
  EXPECT_THAT(followed.values, ElementsAre("1", "2"));
  // What the active one has not answered is not followed.
  Append(Topic::kArticles, {"3"});
  PollRecords(*active, 1);
  const auto early = standby.session().Poll(PollLimits{});
  ASSERT_TRUE(early.has_value()) << early.error().message;
  EXPECT_THAT(early->records, IsEmpty());
  active.reset();
  const auto begin = std::chrono::steady_clock::now();
  const auto taken = standby.Step();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
  EXPECT_FALSE(taken.replayed);
  EXPECT_THAT(taken.values, ElementsAre("3"));
  EXPECT_THAT(ValuesIn(Topic::kResolved), ElementsAre("re 1", "re 2", "re 3"));
}

// It only seemed dead: its commit must not come through beside its successor's.
TEST_P(KafkaLogTest, AnActiveOneThatWasReplacedCannotCommit) {
  auto active = Open(Standby::OptionsOf("twin"));
  Append(Topic::kArticles, {"1"});
  PollRecords(*active, 1);
  const auto successor = Open(Standby::OptionsOf("twin"));
  EXPECT_THAT(PollValues(*successor, 1), ElementsAre("1"));
  const auto late = active->Commit(StepOf({To(Topic::kResolved, "late")}));
  ASSERT_FALSE(late.has_value());
  EXPECT_EQ(late.error().code, ErrorCode::kUnavailable);
  ASSERT_TRUE(successor->Commit(StepOf({To(Topic::kResolved, "right")})).has_value());
  EXPECT_THAT(ValuesIn(Topic::kResolved), ElementsAre("right"));
}

// Between its first record and its commit a transaction is seen by nobody, and nobody waits for it.
TEST_P(KafkaLogTest, AnOpenTransactionIsInvisible) {
  Append(Topic::kResolved, {"before"});
  Append(Topic::kArticles, {"1"});
  NullEventSink events;
  const auto consumer = KafkaConsumer::Open(engine().options(),
                                            {"resolve", {Topic::kArticles}, "", PositionHome::kLog},
                                            std::make_shared<KafkaSignals>(), events);
  ASSERT_TRUE(consumer.has_value()) << consumer.error().message;
  auto producer = KafkaProducer::Open(engine().options(), "open-transaction", events);
  ASSERT_TRUE(producer.has_value()) << producer.error().message;
  const auto positions = (*consumer)->PositionsToAnnounce();
  const auto group = (*consumer)->GroupMetadata();
  const auto reader = Reader("reader", Topic::kResolved);
  const auto look = [&]() -> Result<void> {
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_THAT(ValuesIn(Topic::kResolved), ElementsAre("before"));
    EXPECT_THAT(Drain(*reader), ElementsAre("before"));
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(12));
    return {};
  };
  const auto done =
      (*producer)->Transact({To(Topic::kResolved, "within")}, {positions.get(), group.get()}, look);
  ASSERT_TRUE(done.has_value()) << done.error().message;
  EXPECT_THAT(ValuesIn(Topic::kResolved), ElementsAre("before", "within"));
}

// Two processes by mistake have the same name, or the old one only seemed dead.
TEST_P(KafkaLogTest, AMemberThatWasReplacedCannotCommit) {
  Append(Topic::kArticles, {"1"});
  const SessionOptions options{"normalise", {Topic::kArticles}, "twin", PositionHome::kLog};
  const auto old_one = Open(options);
  PollRecords(*old_one, 1);
  const auto new_one = Open(options);
  EXPECT_THAT(PollValues(*new_one, 1), ElementsAre("1"));
  const auto late = old_one->Commit(StepOf({To(Topic::kResolved, "late")}));
  ASSERT_FALSE(late.has_value());
  EXPECT_EQ(late.error().code, ErrorCode::kUnavailable);
  ASSERT_TRUE(new_one->Commit(StepOf({To(Topic::kResolved, "right")})).has_value());
  EXPECT_THAT(ValuesIn(Topic::kResolved), ElementsAre("right"));
}

// The other session joins while records of the first are under way: whoever loses a partition
// must not commit it.
TEST_P(KafkaLogTest, ARebalanceAmidAStepRepeatsNothing) {
  Values values;
  for (int i = 0; i < 40; ++i) values.push_back(std::to_string(i));
  Append(Topic::kPages, values);
  const auto first = Reader("normalise", Topic::kPages);
  PollRecords(*first, 10);
  const auto second = Reader("normalise", Topic::kPages);
  const auto copy = [](LogSession& session) {
    const auto batch = session.Poll(AtMost(7));
    LogStep step;
    if (batch) {
      for (const auto& each : batch->records) {
        step.outputs.push_back(To(Topic::kArticles, each.record.value));
      }
    }
    const bool done = batch && session.Commit(std::move(step));
    EXPECT_TRUE(done || session.Rewind());
  };
  // The first ten were polled and are forgotten: they have to come again.
  ASSERT_TRUE(first->Rewind().has_value());
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (ValuesIn(Topic::kArticles).size() < values.size() &&
         std::chrono::steady_clock::now() < deadline) {
    copy(*first);
    copy(*second);
  }
  EXPECT_THAT(ValuesIn(Topic::kArticles), ::testing::UnorderedElementsAreArray(values));
}

// Copies articles to resolved, three a step, until it is killed.
[[noreturn]] void CopyUntilKilled(KafkaEngine& engine) {
  engine.Open();
  auto session =
      engine.log().OpenSession({"resolve", {Topic::kArticles}, "m", PositionHome::kStore});
  if (!session) {
    std::fprintf(stderr, "%s\n", session.error().message.c_str());
    _exit(1);
  }
  for (;;) {
    const auto batch = (*session)->Poll(AtMost(3));
    if (!batch) _exit(2);
    LogStep step;
    store::WriteBatch state;
    for (const auto& each : batch->records) {
      step.outputs.push_back(To(Topic::kResolved, each.record.value));
      store::LogTable(engine.database())
          .SetPosition(state, "state-of-the-test", "mark", 0, std::stoul(each.record.value) + 1);
    }
    step.state = &state;
    if (!(*session)->Commit(std::move(step))) _exit(3);
  }
}

TEST_P(KafkaLogTest, KillNineLosesNothingAndRepeatsNothing) {
  Values values;
  for (int i = 0; i < 400; ++i) values.push_back(std::to_string(i));
  Append(Topic::kArticles, values);
  engine().Close();
  for (const int kill_after_ms : {2500, 1700, 3100, 2100}) {
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) CopyUntilKilled(engine());
    std::this_thread::sleep_for(std::chrono::milliseconds(kill_after_ms));
    ASSERT_EQ(kill(child, SIGKILL), 0);
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status)) << "the copy ended by itself: " << WEXITSTATUS(status);
  }
  engine().Open();
  const auto session = Resolve();
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (session->Lag().value_or(1) > 0 && std::chrono::steady_clock::now() < deadline) {
    const auto batch = session->Poll(PollLimits{});
    ASSERT_TRUE(batch.has_value()) << batch.error().message;
    LogStep step;
    for (const auto& each : batch->records) {
      step.outputs.push_back(To(Topic::kResolved, each.record.value));
    }
    ASSERT_TRUE(session->Commit(std::move(step)).has_value());
  }
  EXPECT_EQ(ValuesIn(Topic::kResolved), values);
}

TEST_P(KafkaLogTest, ATopicThatIsNotThereIsNamed) {
  auto options = engine().options();
  options.topic_prefix += "missing.";
  NullEventSink events;
  auto other = OpenKafkaLog(options, nullptr, events);
  ASSERT_TRUE(other.has_value());
  const auto session = (*other)->OpenSession({"g", {Topic::kPages}, "", PositionHome::kLog});
  ASSERT_FALSE(session.has_value());
  EXPECT_EQ(session.error().code, ErrorCode::kUnavailable);
  EXPECT_THAT(session.error().message, HasSubstr(options.topic_prefix + "pages"));
}

// The broker goes away and comes back: nothing hangs, nothing is lost.
TEST_P(KafkaLogTest, ABrokerMayGoAwayAndComeBack) {
  OwnBroker broker;
  std::string address = broker.Start();
  if (address.empty()) GTEST_SKIP() << "no broker of our own: ops/kafka/broker does not start";
  auto options = KafkaTestOptions(address);
  options.transaction_timeout = std::chrono::milliseconds(5'000);
  options.delivery_timeout = std::chrono::milliseconds(5'000);
  options.connect_wait = std::chrono::milliseconds(3'000);
  options.close_deadline = std::chrono::milliseconds(2'000);
  NullEventSink events;
  auto log = OpenKafkaLog(options, &database(), events);
  ASSERT_TRUE((*log)->EnsureTopics().has_value());
  auto crawl = (*log)->OpenSession({"crawl", {}, "", PositionHome::kLog});
  ASSERT_TRUE((*crawl)->Commit(StepOf({To(Topic::kArticles, "1")})).has_value());
  auto task = (*log)->OpenSession({"resolve", {Topic::kArticles}, "m", PositionHome::kStore});
  PollRecords(**task, 1);

  broker.Stop();
  const auto lost = (*task)->Commit(StepOf({To(Topic::kResolved, "re 1")}));
  ASSERT_FALSE(lost.has_value());
  EXPECT_EQ(lost.error().code, ErrorCode::kUnavailable);
  EXPECT_THAT(lost.error().message, HasSubstr(address));
  EXPECT_EQ((*task)->Rewind().error().code, ErrorCode::kUnavailable);
  const auto unpublished = (*crawl)->Commit(StepOf({To(Topic::kArticles, "2")}));
  ASSERT_FALSE(unpublished.has_value());
  EXPECT_EQ(unpublished.error().code, ErrorCode::kUnavailable);

  ASSERT_EQ(broker.Start(), address);
  // The coordinators need a moment.
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (!(*task)->Rewind() && std::chrono::steady_clock::now() < deadline) continue;
  while (!(*crawl)->Rewind() && std::chrono::steady_clock::now() < deadline) continue;
  EXPECT_THAT(PollValues(**task, 1), ElementsAre("1"));
  EXPECT_TRUE((*task)->Commit(StepOf({To(Topic::kResolved, "re 1")})).has_value());
  EXPECT_TRUE((*crawl)->Commit(StepOf({To(Topic::kArticles, "2")})).has_value());
  EXPECT_THAT(PollValues(**task, 1), ElementsAre("2"));
  const auto records = (*log)->Read(Topic::kResolved, 0, 0, 10);
  ASSERT_TRUE(records.has_value()) << records.error().message;
  EXPECT_EQ(records->size(), 1U);
}

TEST_P(KafkaLogTest, PollSaysThatTheBrokerIsGone) {
  OwnBroker broker;
  const std::string address = broker.Start();
  if (address.empty()) GTEST_SKIP() << "no broker of our own: ops/kafka/broker does not start";
  auto options = KafkaTestOptions(address);
  options.connect_wait = std::chrono::milliseconds(3'000);
  options.close_deadline = std::chrono::milliseconds(2'000);
  NullEventSink events;
  auto log = OpenKafkaLog(options, &database(), events);
  ASSERT_TRUE((*log)->EnsureTopics().has_value());
  auto task = (*log)->OpenSession({"resolve", {Topic::kArticles}, "", PositionHome::kLog});
  ASSERT_TRUE(task.has_value()) << task.error().message;
  PollBriefly(**task);
  broker.Stop();
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  Result<LogSession::Batch> batch;
  do {
    batch = (*task)->Poll(PollLimits{});
  } while (batch && std::chrono::steady_clock::now() < deadline);
  ASSERT_FALSE(batch.has_value());
  EXPECT_EQ(batch.error().code, ErrorCode::kUnavailable);
  EXPECT_THAT(batch.error().message, HasSubstr(address));
}

}  // namespace
}  // namespace stratwatch::pipeline
