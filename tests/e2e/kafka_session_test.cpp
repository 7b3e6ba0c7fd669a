// One session at a real broker that is disturbed under it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "pipeline/kafka_log.h"
#include "tests/e2e/kafka_cluster.h"

namespace stratwatch::testing {
namespace {

using pipeline::LogSession;
using pipeline::Topic;
using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::ElementsAre;

class KafkaSessionUnderFaults : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!cluster_.Start()) GTEST_SKIP() << cluster_.WhyNot();
    pipeline::KafkaLogOptions options;
    options.brokers = cluster_.Addresses();
    options.partitions = 1;
    options.session_timeout = seconds(6);
    options.connect_wait = seconds(5);
    auto log = pipeline::OpenKafkaLog(options, nullptr, events_);
    ASSERT_TRUE(log.has_value()) << log.error().message;
    log_ = std::move(*log);
    const auto ensured = log_->EnsureTopics();
    ASSERT_TRUE(ensured.has_value()) << ensured.error().message;
  }

  void Put(const std::string& value) {
    const auto session = log_->OpenSession({"stranger", {}, ""});
    ASSERT_TRUE(session.has_value()) << session.error().message;
    pipeline::LogStep step;
    step.outputs.push_back({Topic::kPages, {"host", value, {}}});
    const auto put = (*session)->Commit(std::move(step));
    ASSERT_TRUE(put.has_value()) << put.error().message;
  }

  // The values that come and are committed until there are `count`, as a task would read them.
  static std::vector<std::string> Take(LogSession& session, std::size_t count, seconds wait) {
    std::vector<std::string> values;
    const auto deadline = std::chrono::steady_clock::now() + wait;
    bool rewind = false;
    while (values.size() < count && std::chrono::steady_clock::now() < deadline) {
      if (rewind && !session.Rewind()) continue;
      rewind = false;
      const auto batch = session.Poll({});
      if (!batch || (!batch->records.empty() && !session.Commit({}))) {
        rewind = true;
        continue;
      }
      for (const auto& each : batch->records) values.push_back(each.record.value);
    }
    return values;
  }

  NullEventSink events_;
  KafkaCluster cluster_;
  std::unique_ptr<pipeline::Log> log_;
};

// As a task that is busy, or waits for an answer, while the group gives its partitions away.
TEST_F(KafkaSessionUnderFaults, IsServedAgainAfterTheGroupHasGivenItUp) {
  const auto session = log_->OpenSession({"normalise", {Topic::kPages}, "one"});
  ASSERT_TRUE(session.has_value()) << session.error().message;
  Put("first");
  ASSERT_THAT(Take(**session, 1, seconds(60)), ElementsAre("first"));

  cluster_.Kill();
  std::this_thread::sleep_for(seconds(9));
  ASSERT_TRUE(cluster_.Start()) << cluster_.WhyNot();
  Put("second");
  ASSERT_THAT(Take(**session, 1, seconds(90)), ElementsAre("second"));

  cluster_.Freeze();
  std::this_thread::sleep_for(seconds(9));
  cluster_.Thaw();
  Put("third");
  EXPECT_THAT(Take(**session, 1, seconds(90)), ElementsAre("third"));
}

// Nobody answers, and yet every question ends.
TEST_F(KafkaSessionUnderFaults, AsksForItsLagNoLongerThanAFewSecondsWhileTheBrokerIsAway) {
  const auto session = log_->OpenSession({"normalise", {Topic::kPages}, "one"});
  ASSERT_TRUE(session.has_value()) << session.error().message;
  Put("first");
  ASSERT_THAT(Take(**session, 1, seconds(60)), ElementsAre("first"));

  cluster_.Freeze();
  const auto begin = std::chrono::steady_clock::now();
  const auto lag = (*session)->Lag();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, seconds(20));
  cluster_.Thaw();
  ASSERT_FALSE(lag.has_value());
  EXPECT_EQ(lag.error().code, ErrorCode::kUnavailable);
}

}  // namespace
}  // namespace stratwatch::testing
