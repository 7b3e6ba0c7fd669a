// Brokers that are not there yet, or go away: the service is up, says why it is not ready, keeps
// its memory, and goes on where it was.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <functional>

#include "tests/e2e/kafka_cluster.h"
#include "tests/e2e/sample_run.h"

namespace stratwatch::testing {
namespace {

using std::chrono::seconds;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Resident memory of a process, in MiB.
int ResidentMib(int pid) {
  std::ifstream status("/proc/" + std::to_string(pid) + "/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmRSS:")) return std::stoi(line.substr(6)) / 1024;
  }
  return 0;
}

class KafkaOutage : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!cluster_.Start()) GTEST_SKIP() << cluster_.WhyNot();
  }

  std::vector<std::string> With(const std::vector<std::string>& arguments) const {
    std::vector<std::string> all{"--set", "log.engine=kafka",
                                 "--set", "kafka.brokers=" + cluster_.Addresses(),
                                 "--set", "kafka.connect_wait_ms=2000",
                                 "--set", "kafka.session_timeout_ms=6000",
                                 "--set", "http.port=0"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    return all;
  }

  // That the service is ready again, that each task drains, and that it then ends in order.
  static void ExpectDrains(Process& service, int port) {
    EXPECT_THAT(AwaitHttp(port, "/readyz", "\n200", seconds(120)), HasSubstr("\n200"));
    for (const std::string task : {"normalise", "resolve", "index"}) {
      const std::string drained = "stratwatch_task_lag_records{task=\"" + task + "\"} 0";
      EXPECT_THAT(AwaitHttp(port, "/metrics", drained, seconds(60)), HasSubstr(drained))
          << service.Err();
    }
    service.Signal(SIGTERM);
    const auto ended = service.Wait(seconds(60));
    ASSERT_TRUE(ended.has_value()) << service.Err();
    EXPECT_EQ(ended->exit_code, 0) << ended->err;
  }

  // A fault in the middle of the work, for longer than the group waits for a member. `is_told`: by
  // /readyz.
  void ExpectNothingIsLostBetween(const std::function<void()>& begin,
                                  const std::function<void()>& end, bool is_told) {
    const SampleRun embedded;
    ASSERT_EQ(embedded.Stratwatch({"run", "--once"}).exit_code, 0);
    const SampleRun run;
    const auto service = run.Start(With({"run"}));
    ASSERT_TRUE(service->AwaitErr("service.started", seconds(60))) << service->Err();
    const int port = HttpPortOf(service->Err());
    AwaitHttp(port, "/metrics", "stratwatch_articles_total", seconds(60));

    begin();
    if (is_told) {
      EXPECT_THAT(AwaitHttp(port, "/readyz", "\n503", seconds(60)),
                  HasSubstr(cluster_.Addresses()));
    }
    service->Wait(seconds(15));
    EXPECT_THAT(HttpGet(port, "/healthz"), HasSubstr("\n200"));
    end();
    ExpectDrains(*service, port);
    ASSERT_EQ(run.Stratwatch(With({"run", "--once"})).exit_code, 0);
    EXPECT_THAT(Difference(ReadStore(embedded.Store()), ReadStore(run.Store())), IsEmpty());
  }

  KafkaCluster cluster_;
};

TEST_F(KafkaOutage, TheServiceIsUpAndDrainsWhenTheBrokerIsBack) {
  const SampleRun embedded;
  ASSERT_EQ(embedded.Stratwatch({"run", "--once"}).exit_code, 0);

  // Not there at the start.
  cluster_.Stop();
  const SampleRun run;
  const auto service = run.Start(With({"run"}));
  ASSERT_TRUE(service->AwaitErr("service.started", seconds(60))) << service->Err();
  const int port = HttpPortOf(service->Err());
  const std::string reason = AwaitHttp(port, "/readyz", "crawl: Kafka at", seconds(30));
  EXPECT_THAT(reason, AllOf(HasSubstr("\n503"), HasSubstr(cluster_.Addresses()),
                            HasSubstr("normalise: Kafka at"), HasSubstr("index: Kafka at")));
  EXPECT_THAT(HttpGet(port, "/healthz"), HasSubstr("\n200"));
  EXPECT_THAT(HttpGet(port, "/api/v1/search?q=morocco"), HasSubstr("\n200"));

  ASSERT_TRUE(cluster_.Start());
  EXPECT_THAT(AwaitHttp(port, "/readyz", "\n200", seconds(90)), HasSubstr("\n200"));

  // Away in the middle of the work.
  AwaitHttp(port, "/metrics", "stratwatch_articles_total", seconds(60));
  cluster_.Kill();
  EXPECT_THAT(AwaitHttp(port, "/readyz", "\n503", seconds(60)), HasSubstr(cluster_.Addresses()));
  const int before = ResidentMib(service->Pid());
  service->Wait(seconds(8));
  EXPECT_THAT(HttpGet(port, "/readyz"), HasSubstr("\n503"));
  EXPECT_LT(ResidentMib(service->Pid()), before + 64);

  ASSERT_TRUE(cluster_.Start());
  ExpectDrains(*service, port);
  // Whatever was still to be fetched.
  ASSERT_EQ(run.Stratwatch(With({"run", "--once"})).exit_code, 0);
  EXPECT_THAT(Difference(ReadStore(embedded.Store()), ReadStore(run.Store())), IsEmpty());
}

// It keeps its connections and answers nothing, for longer than the group waits for a member.
TEST_F(KafkaOutage, ABrokerThatHangsIsToldAndTheWorkGoesOnWhenItAnswersAgain) {
  ExpectNothingIsLostBetween([this] { cluster_.Freeze(); }, [this] { cluster_.Thaw(); }, true);
}

struct NetworkCase {
  const char* name;
  FaultProxy::Fault fault;
  bool is_told;  // By /readyz; a slow broker still answers.
};
void PrintTo(const NetworkCase& each, std::ostream* out) {
  *out << each.name;
}

constexpr NetworkCase kNetworkCases[] = {
    {"Cut", FaultProxy::Fault::kCut, true},
    {"HalfOpen", FaultProxy::Fault::kHang, true},
    {"Slow", FaultProxy::Fault::kSlow, false},
};

// The broker is well; what lies between is not, for longer than the group waits for a member.
class KafkaBehindANetwork : public KafkaOutage, public ::testing::WithParamInterface<NetworkCase> {
 protected:
  void SetUp() override {
    cluster_.PutBehind(proxy_);
    KafkaOutage::SetUp();
  }
  FaultProxy proxy_;
};

TEST_P(KafkaBehindANetwork, NothingHangsAndNothingIsLost) {
  ExpectNothingIsLostBetween([this] { proxy_.SetFault(GetParam().fault); },
                             [this] { proxy_.SetFault(FaultProxy::Fault::kNone); },
                             GetParam().is_told);
}

INSTANTIATE_TEST_SUITE_P(Faults, KafkaBehindANetwork, ::testing::ValuesIn(kNetworkCases),
                         [](const auto& each) { return each.param.name; });

// Whoever stops a service does not wait for a broker.
TEST_F(KafkaOutage, AServiceThatWaitsForABrokerEndsWhenItIsTold) {
  cluster_.Stop();
  const SampleRun run;
  auto arguments = With({"run"});
  arguments.insert(arguments.end(), {"--set", "kafka.connect_wait_ms=12000"});
  const auto service = run.Start(arguments);
  ASSERT_TRUE(service->AwaitErr("service.started", seconds(60))) << service->Err();
  service->Signal(SIGTERM);
  const auto begin = std::chrono::steady_clock::now();
  const auto ended = service->Wait(seconds(30));
  ASSERT_TRUE(ended.has_value()) << service->Err();
  EXPECT_EQ(ended->exit_code, 0) << ended->err;
  EXPECT_LT(std::chrono::steady_clock::now() - begin, seconds(9));
}

}  // namespace
}  // namespace stratwatch::testing
