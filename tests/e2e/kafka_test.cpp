// The sample pages through a real Kafka broker must end in the same store as embedded.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>

#include "tests/e2e/sample_run.h"

namespace stratwatch::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

// The broker of STRATWATCH_KAFKA, else one of our own where ops/kafka has installed it.
class Broker {
 public:
  Broker() {
    if (const char* address = std::getenv("STRATWATCH_KAFKA"); address != nullptr) {
      address_ = address;
      return;
    }
    const Finished started = RunCommand(BrokerCommand("start"), std::chrono::minutes(4));
    if (started.exit_code != 0) {
      why_not_ = "STRATWATCH_KAFKA is not set and no broker starts: " + started.err;
      return;
    }
    own_ = true;
    address_ = started.out.substr(0, started.out.find('\n'));
  }
  ~Broker() {
    if (own_) RunCommand(BrokerCommand("stop"));
  }
  const std::string& Address() const { return address_; }
  const std::string& WhyNot() const { return why_not_; }

 private:
  Command BrokerCommand(const std::string& verb) const {
    return {{STRATWATCH_KAFKA_BROKER, verb, "--folder", folder_.Path().string()}};
  }
  TemporaryFolder folder_;
  std::string address_;
  std::string why_not_;
  bool own_ = false;
};

class OnKafka : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { broker_ = std::make_unique<Broker>(); }
  static void TearDownTestSuite() { broker_.reset(); }
  void SetUp() override {
    if (broker_->Address().empty()) GTEST_SKIP() << broker_->WhyNot();
  }

  // Topics of its own for each test on a broker that is shared.
  static std::vector<std::string> Flags(const std::string& name) {
    const std::string prefix = "e2e-" + name + "-" + std::to_string(getpid()) + ".";
    return {"--set", "log.engine=kafka",
            "--set", "kafka.brokers=" + broker_->Address(),
            "--set", "kafka.topic_prefix=" + prefix};
  }
  static std::vector<std::string> With(std::vector<std::string> flags,
                                       const std::vector<std::string>& arguments) {
    flags.insert(flags.end(), arguments.begin(), arguments.end());
    return flags;
  }

  static std::unique_ptr<Broker> broker_;
};
std::unique_ptr<Broker> OnKafka::broker_;

TEST_F(OnKafka, IngestEndsInTheSameStoreAsEmbedded) {
  const SampleRun embedded;
  const Finished there = embedded.Stratwatch({"ingest", embedded.WritePages().string()});
  ASSERT_EQ(there.exit_code, 0) << there.err;
  const SampleRun kafka;
  const Finished here =
      kafka.Stratwatch(With(Flags("ingest"), {"ingest", kafka.WritePages().string()}));
  ASSERT_EQ(here.exit_code, 0) << here.err;
  EXPECT_THAT(Difference(ReadStore(embedded.Store()), ReadStore(kafka.Store())), IsEmpty());
}

TEST_F(OnKafka, RunEndsInTheSameStoreAsEmbedded) {
  const SampleRun embedded;
  const Finished there = embedded.Stratwatch({"run", "--once"});
  ASSERT_EQ(there.exit_code, 0) << there.err;
  const SampleRun kafka;
  const Finished here = kafka.Stratwatch(With(Flags("run"), {"run", "--once"}));
  ASSERT_EQ(here.exit_code, 0) << here.err;
  EXPECT_THAT(Difference(ReadStore(embedded.Store()), ReadStore(kafka.Store())), IsEmpty());
}

TEST_F(OnKafka, AKilledIngestGoesOnToTheSameStore) {
  const SampleRun embedded;
  const Finished there = embedded.Stratwatch({"ingest", embedded.WritePages().string()});
  ASSERT_EQ(there.exit_code, 0) << there.err;
  const SampleRun kafka;
  const auto arguments = With(Flags("killed"), {"ingest", kafka.WritePages().string()});
  for (const int milliseconds : {700, 1'500, 2'500}) {
    const auto process = kafka.Start(arguments);
    process->Wait(std::chrono::milliseconds(milliseconds));
    process->Signal(SIGKILL);
    ASSERT_TRUE(process->Wait(std::chrono::seconds(10)).has_value());
  }
  const Finished here = kafka.Stratwatch(arguments, std::chrono::minutes(3));
  ASSERT_EQ(here.exit_code, 0) << here.err;
  EXPECT_THAT(Difference(ReadStore(embedded.Store()), ReadStore(kafka.Store())), IsEmpty());
}

TEST_F(OnKafka, TopicsArePlannedAppliedAndChecked) {
  const SampleRun run;
  const auto flags = Flags("topics");
  const auto topics = [&](const std::vector<std::string>& arguments) {
    return run.Stratwatch(With(flags, arguments));
  };
  const Finished plan = topics({"topics", "plan", "--json"});
  ASSERT_EQ(plan.exit_code, 0) << plan.err;
  EXPECT_THAT(plan.out, HasSubstr(R"(.articles","exists":false)"));
  EXPECT_EQ(topics({"topics", "check"}).exit_code, 1);
  EXPECT_EQ(topics({"topics", "apply"}).exit_code, 2);  // Without --yes it is the plan.
  const Finished missing =
      topics({"--set", "kafka.create_topics=false", "ingest", run.WritePages().string()});
  EXPECT_EQ(missing.exit_code, 1);
  EXPECT_THAT(missing.err, HasSubstr("topics apply"));
  EXPECT_EQ(topics({"topics", "apply", "--yes"}).exit_code, 0);
  const Finished check = topics({"topics", "check", "--json"});
  EXPECT_EQ(check.exit_code, 0) << check.out;
  EXPECT_THAT(check.out, HasSubstr(R"(.articles","exists":true,"as_wanted":true)"));
}

}  // namespace
}  // namespace stratwatch::testing
