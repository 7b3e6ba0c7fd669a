// Processes that come, go and die while others work on: standbys, rolling restarts, kill -9.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <regex>

#include "tests/e2e/kafka_cluster.h"
#include "tests/e2e/kafka_worker.h"
#include "tests/e2e/many_pages.h"

namespace stratwatch::testing {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::HasSubstr;

constexpr seconds kWait{90};
constexpr const char* kStored = "stratwatch_urls";

class KafkaFailover : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    cluster_ = std::make_unique<KafkaCluster>();
    cluster_->Start();
  }
  static void TearDownTestSuite() { cluster_.reset(); }
  void SetUp() override {
    if (cluster_->Addresses().empty()) GTEST_SKIP() << cluster_->WhyNot();
  }

  std::vector<std::string> Flags(const std::string& prefix, int partitions) const {
    return {"--set", "log.engine=kafka",
            "--set", "kafka.brokers=" + cluster_->Addresses(),
            "--set", "kafka.topic_prefix=" + prefix + ".",
            "--set", "kafka.partitions=" + std::to_string(partitions),
            "--set", "kafka.session_timeout_ms=12000",
            "--set", "log.batch_records_max=20"};
  }

  // A file of its own for pages `from` to `to` of the same web, so that they come in two parts.
  std::filesystem::path Pages(const std::string& name, std::size_t pages,
                              std::uint64_t seed) {
    const auto file = run_.Folder() / (name + ".warc");
    WriteManyPages(run_.web().web(), pages, seed, file);
    return file;
  }

  std::unique_ptr<KafkaWorker> Start(const std::string& name, const std::vector<std::string>& flags,
                                     const std::string& tasks) {
    auto worker = std::make_unique<KafkaWorker>(run_, name, flags,
                                                std::vector<std::string>{"run", "--tasks", tasks});
    worker->Start();
    return worker;
  }
  void Publish(const std::vector<std::string>& flags, const std::filesystem::path& pages) {
    KafkaWorker ingest(run_, "ingest", flags, {"ingest", "--publish-only", pages.string()});
    ingest.Start();
    const auto ended = ingest.Wait(kWait);
    ASSERT_TRUE(ended && ended->exit_code == 0) << ingest.Err();
  }

  // How often each key is in a topic.
  std::map<std::string, int> Keys(const std::vector<std::string>& flags, const std::string& topic) {
    auto arguments = flags;
    const auto store = run_.Folder() / "store-ingest";
    arguments.insert(arguments.end(), {"--set", "store.path=" + store.string(), "tap", topic,
                                       "--offset", "0", "--limit", "100000"});
    const Finished tapped = run_.Stratwatch(arguments);
    EXPECT_EQ(tapped.exit_code, 0) << tapped.err;
    std::map<std::string, int> keys;
    const std::regex key("\"key\":\"([0-9a-f]{32})\"");
    for (std::sregex_iterator each(tapped.out.begin(), tapped.out.end(), key), end; each != end;
         ++each) {
      ++keys[(*each)[1]];
    }
    return keys;
  }
  void ExpectEachOnce(const std::map<std::string, int>& keys, std::size_t expected) {
    EXPECT_EQ(keys.size(), expected);
    for (const auto& [key, times] : keys) EXPECT_EQ(times, 1) << key;
  }

  SampleRun run_;
  static std::unique_ptr<KafkaCluster> cluster_;
};
std::unique_ptr<KafkaCluster> KafkaFailover::cluster_;

TEST_F(KafkaFailover, AStandbyTakesOverWithinTenSecondsOfAKill) {
  const auto flags = Flags("standby", 1);
  const auto pages = Pages("first", 60, 1);
  const auto more = Pages("more", 120, 1);  // Those 60 and 60 more.
  ASSERT_EQ(run_.Stratwatch({"ingest", more.string()}).exit_code, 0);

  const auto normalise = Start("normalise-1", flags, "normalise");
  auto active = Start("resolve-1", flags, "resolve,index");
  ASSERT_TRUE(active->AwaitMetric("stratwatch_kafka_partitions", "resolve", 1, kWait))
      << active->Err();
  auto standby = Start("resolve-2", flags, "resolve,index");
  Publish(flags, pages);
  ASSERT_TRUE(active->AwaitMetric(kStored, "", 60, kWait)) << active->Err();
  // Hot: it knows all that the active one has answered.
  ASSERT_TRUE(standby->AwaitMetric(kStored, "", 60, kWait)) << standby->Err();
  EXPECT_EQ(standby->Metric("stratwatch_kafka_standby", "resolve"), 1);

  active->Kill();
  const auto killed = std::chrono::steady_clock::now();
  Publish(flags, more);
  ASSERT_TRUE(standby->AwaitMetric(kStored, "", 61, kWait)) << standby->Err();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - killed;
  EXPECT_LT(took.count(), 10.0);
  RecordProperty("takeover_seconds", std::to_string(took.count()));
  std::cout << "taken over after " << took.count() << " s" << std::endl;

  ASSERT_TRUE(standby->AwaitMetric(kStored, "", 120, kWait)) << standby->Err();
  active->Start();  // Now it stands by.
  ASSERT_TRUE(active->AwaitMetric(kStored, "", 120, kWait)) << active->Err();
  for (KafkaWorker* worker : {active.get(), standby.get(), normalise.get()}) {
    worker->Stop();
    ASSERT_TRUE(worker->Wait(kWait).has_value());
  }
  for (const KafkaWorker* worker : {active.get(), standby.get()}) {
    const Finished compared =
        run_.Stratwatch({"store", "digest", "--against", worker->Store().string()});
    EXPECT_EQ(compared.exit_code, 0) << worker->Name() << compared.out << compared.err;
  }
  ExpectEachOnce(Keys(flags, "resolved"), 120);
}

TEST_F(KafkaFailover, ARollingRestartOfNormaliseDisturbsNobody) {
  constexpr std::size_t kPages = 240;
  const auto flags = Flags("rolling", 6);
  std::vector<std::unique_ptr<KafkaWorker>> workers;
  for (const std::string name : {"normalise-1", "normalise-2", "normalise-3"}) {
    workers.push_back(Start(name, flags, "normalise"));
  }
  // Without somebody behind them, a back-fill is not read.
  const auto resolve = Start("resolve-1", flags, "resolve,index");
  // `pages` and `pages-backfill`, six partitions each.
  for (const auto& worker : workers) {
    ASSERT_TRUE(worker->AwaitMetric("stratwatch_kafka_partitions", "", 4, kWait)) << worker->Err();
  }
  const auto rebalances = [&](const KafkaWorker& worker) {
    return worker.Metric("stratwatch_kafka_rebalances_total");
  };
  Publish(flags, Pages("first", kPages / 2, 1));
  KafkaWorker ingest(run_, "ingest", flags,
                     {"ingest", "--publish-only", Pages("all", kPages, 1).string()});
  ingest.Start();
  for (std::size_t i = 0; i < workers.size(); ++i) {
    std::map<std::size_t, double> before;
    for (std::size_t k = 0; k < workers.size(); ++k) before[k] = rebalances(*workers[k]);
    workers[i]->Stop();
    ASSERT_TRUE(workers[i]->Wait(kWait).has_value());
    workers[i]->Start();
    ASSERT_TRUE(workers[i]->AwaitMetric("stratwatch_kafka_partitions", "", 4, kWait));
    for (std::size_t k = 0; k < workers.size(); ++k) {
      if (k == i) continue;
      EXPECT_EQ(rebalances(*workers[k]), before[k]) << workers[k]->Name();
    }
  }
  // One that dies leaves its partitions to the others.
  workers[1]->Kill();
  ASSERT_TRUE(ingest.Wait(kWait).has_value());
  ASSERT_TRUE(workers[0]->AwaitMetric("stratwatch_kafka_partitions", "", 5, kWait));
  std::map<std::string, int> articles;
  for (int i = 0; i < 60 && articles.size() < kPages; ++i) articles = Keys(flags, "articles");
  ExpectEachOnce(articles, kPages);
}

}  // namespace
}  // namespace stratwatch::testing
