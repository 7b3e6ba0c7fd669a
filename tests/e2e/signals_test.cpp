// Starting, draining and ending the service.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <thread>

#include "tests/e2e/kafka_cluster.h"
#include "tests/e2e/sample_run.h"

namespace stratwatch::testing {
namespace {

using std::chrono::seconds;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr seconds kStartWait{30};

Finished Get(int port, const std::string& path) {
  return RunCommand({{"curl", "-sS", "-m", "10", "-w", "\n%{http_code}",
                      "http://127.0.0.1:" + std::to_string(port) + path}});
}

TEST(Service, DrainsOnSigtermAndReturnsZero) {
  SampleRun run;
  const auto service = run.Start({"run"});
  ASSERT_TRUE(service->AwaitErr("service.started", kStartWait)) << service->Err();
  ASSERT_TRUE(run.web().AwaitRequests(30, "", kStartWait));
  service->Signal(SIGTERM);
  const auto finished = service->Wait(seconds(30));
  ASSERT_TRUE(finished.has_value()) << "still running: " << service->Err();
  EXPECT_EQ(finished->exit_code, 0) << finished->err;
  EXPECT_THAT(finished->err, HasSubstr("service.stopped"));
}

TEST(Service, LosesNothingWhenItIsDrainedInTheMiddle) {
  SampleRun undisturbed;
  ASSERT_EQ(undisturbed.Stratwatch({"run", "--once"}).exit_code, 0);
  SampleRun run;
  {
    const auto service = run.Start({"run"});
    ASSERT_TRUE(run.web().AwaitRequests(60, "", kStartWait)) << service->Err();
    service->Signal(SIGTERM);
    ASSERT_TRUE(service->Wait(seconds(30)).has_value());
  }
  ASSERT_EQ(run.Stratwatch({"run", "--once"}).exit_code, 0);
  EXPECT_THAT(Difference(ReadStore(undisturbed.Store()), ReadStore(run.Store())), IsEmpty());
}

TEST(Service, DrainsWhileAPublisherHangs) {
  SampleRun run(/*with_trouble=*/true);
  const auto service = run.Start({"run"});
  ASSERT_TRUE(run.web().AwaitRequests(3, "trouble.example", kStartWait)) << service->Err();
  service->Signal(SIGTERM);
  const auto finished = service->Wait(seconds(40));
  ASSERT_TRUE(finished.has_value()) << "still running: " << service->Err();
  EXPECT_EQ(finished->exit_code, 0) << finished->err;
}

TEST(Service, EndsAtOnceOnASecondSigterm) {
  SampleRun run;
  // Hanging request in flight: draining alone would wait for it.
  const auto service = run.Start({"run"});
  ASSERT_TRUE(service->AwaitErr("service.started", kStartWait)) << service->Err();
  service->Signal(SIGTERM);
  service->Signal(SIGTERM);
  const auto finished = service->Wait(seconds(5));
  ASSERT_TRUE(finished.has_value());
  // It may have drained between the two.
  EXPECT_THAT(finished->exit_code, ::testing::AnyOf(130, 0));
}

TEST(Service, AnswersHealthReadinessAndMetrics) {
  SampleRun run;
  const auto service = run.Start({"run"});
  ASSERT_TRUE(service->AwaitErr("service.started", kStartWait)) << service->Err();
  ASSERT_TRUE(run.web().AwaitRequests(150, "", kStartWait));
  const int port = HttpPortOf(service->Err());
  ASSERT_NE(port, 0) << service->Err();
  EXPECT_THAT(Get(port, "/healthz").out, HasSubstr("\n200"));
  // A task is ready with its first look at the log.
  std::string ready = Get(port, "/readyz").out;
  for (int tries = 0; tries < 100 && ready.find("\n200") == std::string::npos; ++tries) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    ready = Get(port, "/readyz").out;
  }
  EXPECT_THAT(ready, HasSubstr("\n200"));
  const std::string metrics = Get(port, "/metrics").out;
  EXPECT_THAT(metrics, AllOf(HasSubstr("# TYPE stratwatch_"), HasSubstr("\n200")));
  EXPECT_THAT(Get(port, "/").out, AllOf(HasSubstr("<html"), HasSubstr("\n200")));
  EXPECT_THAT(Get(port, "/nothing-here").out, HasSubstr("\n404"));
}

TEST(Service, KeepsRunningWhenEveryPublisherMisbehaves) {
  SampleRun run(/*with_trouble=*/true);
  const Finished finished = run.Stratwatch(
      {"--set", "crawl.timeout_ms=3000", "--set", "crawl.attempts_max=1", "run", "--once"},
      std::chrono::minutes(4));
  ASSERT_EQ(finished.exit_code, 0) << finished.err;
  std::map<std::string, std::string> outcomes;
  for (const auto& [url, record] : ReadStore(run.Store())) {
    const std::size_t at = url.find("trouble.example");
    if (at != std::string::npos)
      outcomes[url.substr(at + sizeof "trouble.example" - 1)] = record.outcome;
  }
  const std::map<std::string, std::string> expected = {
      {"/article", "stored"},
      {"/bot-wall", "blocked-bot"},
      {"/consent-wall", "blocked-consent"},
      {"/paywall", "blocked-paywall"},
      {"/gone", "gone"},
      {"/forbidden", "blocked-bot"},
      {"/gzip-bomb", "unreachable"},
      {"/huge", "unreachable"},
      {"/hang", "unreachable"},
      {"/hang-body", "unreachable"},
      {"/truncated", "unreachable"},
      {"/redirect-loop", "unreachable"},
      {"/redirect-chain", "unreachable"},
      {"/reset", "unreachable"},
      {"/429", "unreachable"},
      {"/503", "unreachable"},
      {"/etag-forever", "stored"},
  };
  for (const auto& [path, outcome] : expected) EXPECT_EQ(outcomes[path], outcome) << path;
  for (const char* path : {"/redirect-private", "/redirect-scheme", "/empty", "/binary",
                           "/not-gzip", "/broken-chunks", "/deep-nesting", "/drip", "/big-head"}) {
    EXPECT_THAT(outcomes[path], Not(::testing::AnyOf("", "stored", "pending"))) << path;
  }
}

}  // namespace
}  // namespace stratwatch::testing
