// From the embedded log to Kafka and back, with work in the log.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/e2e/kafka_cluster.h"
#include "tests/e2e/sample_run.h"

namespace stratwatch::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

class KafkaMigration : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!cluster_.Start()) GTEST_SKIP() << cluster_.WhyNot();
  }

  // On the engine that `engine` names; the brokers are known either way.
  Finished On(const char* engine, const SampleRun& run, std::vector<std::string> arguments) const {
    std::vector<std::string> all{"--set", "log.engine=" + std::string(engine), "--set",
                                 "kafka.brokers=" + cluster_.Addresses()};
    all.insert(all.end(), arguments.begin(), arguments.end());
    return run.Stratwatch(all);
  }
  void ExpectOn(const char* engine, const SampleRun& run,
                const std::vector<std::string>& arguments) const {
    const Finished done = On(engine, run, arguments);
    EXPECT_EQ(done.exit_code, 0) << arguments.front() << " on " << engine << ": " << done.err;
  }

  KafkaCluster cluster_;
};

TEST_F(KafkaMigration, LosesNothingThatWasUnreadInTheEmbeddedLog) {
  const SampleRun undisturbed;
  ExpectOn("embedded", undisturbed, {"run", "--once"});
  const SampleRun run;
  ExpectOn("embedded", run, {"run", "--once", "--tasks", "crawl"});
  ExpectOn("embedded", run, {"migrate-log", "kafka"});
  EXPECT_THAT(Difference(ReadStore(undisturbed.Store()), ReadStore(run.Store())), IsEmpty());

  // What it told Kafka is enough for another machine's index, and what is crawled next goes on.
  const SampleRun other;
  ExpectOn("kafka", other, {"run", "--once", "--tasks", "index"});
  const Finished equal = run.Stratwatch({"store", "digest", "--against", other.Store().string()});
  EXPECT_EQ(equal.exit_code, 0) << equal.out << equal.err;
  ExpectOn("kafka", run, {"run", "--once"});
  EXPECT_THAT(Difference(ReadStore(undisturbed.Store()), ReadStore(run.Store())), IsEmpty());
}

TEST_F(KafkaMigration, LosesNothingThatWasUnreadOnKafka) {
  const SampleRun undisturbed;
  const std::string pages = undisturbed.WritePages().string();
  ExpectOn("embedded", undisturbed, {"ingest", pages});
  const SampleRun run;
  ExpectOn("kafka", run, {"ingest", "--publish-only", pages});
  ExpectOn("kafka", run, {"migrate-log", "embedded"});
  EXPECT_THAT(Difference(ReadStore(undisturbed.Store()), ReadStore(run.Store())), IsEmpty());
  ExpectOn("embedded", run, {"audit"});
}

TEST_F(KafkaMigration, SaysWhatItNeeds) {
  const SampleRun run;
  const Finished there = On("kafka", run, {"migrate-log", "kafka"});
  EXPECT_EQ(there.exit_code, 2);
  EXPECT_THAT(there.err, HasSubstr("log.engine is \"kafka\" already"));
  const Finished nowhere = run.Stratwatch({"migrate-log", "kafka"});
  EXPECT_EQ(nowhere.exit_code, 2);
  EXPECT_THAT(nowhere.err, HasSubstr("kafka.brokers names none"));
}

}  // namespace
}  // namespace stratwatch::testing
