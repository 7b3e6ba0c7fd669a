// Index shards: processes share them, each answers for all, and a lost one is built again.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>

#include "tests/e2e/kafka_cluster.h"
#include "tests/e2e/kafka_worker.h"
#include "tests/e2e/many_pages.h"

namespace stratwatch::testing {
namespace {

using Json = nlohmann::json;
using std::chrono::seconds;
using ::testing::HasSubstr;

constexpr seconds kWait{90};
constexpr seconds kAway{12};
constexpr std::size_t kPages = 150;
constexpr int kShards = 3;
constexpr const char* kStored = "stratwatch_urls";
constexpr const char* kPartitions = "stratwatch_kafka_partitions";

const std::vector<std::string> kQueries = {"",
                                           "strategy OR intelligence OR stratégie",
                                           "country:MA",
                                           "lang:fr national*",
                                           "国家 OR 戦略",
                                           "nobodyhasthisword"};

std::string Encoded(const std::string& text) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  std::string encoded;
  for (const unsigned char each : text) {
    encoded += '%';
    encoded += kDigits[each / 16];
    encoded += kDigits[each % 16];
  }
  return encoded;
}

// What a query found: each article with its score.
struct Found {
  std::uint64_t total = 0;
  std::map<std::string, double> scores;
  std::vector<double> order;
  std::string cursor;
  bool partial = false;
  std::set<int> missing;

  bool SameHits(const Found& other) const {
    return total == other.total && scores == other.scores && order == other.order;
  }
};

Found Read(const Json& json) {
  Found found;
  found.total = json.at("total");
  for (const Json& hit : json.at("hits")) {
    found.scores[hit.at("id")] = hit.at("score");
    found.order.push_back(hit.at("score"));
  }
  if (json.at("next_cursor").is_string()) found.cursor = json.at("next_cursor");
  found.partial = json.value("partial", false);
  for (const Json& shard : json.value("missing_shards", Json::array())) {
    found.missing.insert(shard.get<int>());
  }
  return found;
}

class KafkaShards : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    cluster_ = std::make_unique<KafkaCluster>();
    cluster_->Start();
  }
  static void TearDownTestSuite() { cluster_.reset(); }
  void SetUp() override {
    if (cluster_->Addresses().empty()) GTEST_SKIP() << cluster_->WhyNot();
  }

  std::vector<std::string> Flags(const std::string& prefix, int shards) const {
    return {"--set", "log.engine=kafka",
            "--set", "kafka.brokers=" + cluster_->Addresses(),
            "--set", "kafka.topic_prefix=" + prefix + ".",
            "--set", "kafka.partitions=1",
            "--set", "kafka.index_shards=" + std::to_string(shards),
            "--set", "log.batch_records_max=20"};
  }
  std::unique_ptr<KafkaWorker> Start(const std::string& name, const std::vector<std::string>& flags,
                                     const std::string& tasks) {
    auto worker = std::make_unique<KafkaWorker>(run_, name, flags,
                                                std::vector<std::string>{"run", "--tasks", tasks});
    worker->Start();
    return worker;
  }
  std::filesystem::path Pages() {
    const auto file = run_.Folder() / "pages.warc";
    if (!std::filesystem::exists(file)) WriteManyPages(run_.web().web(), kPages, 1, file);
    return file;
  }
  void Publish(const std::vector<std::string>& flags) {
    KafkaWorker ingest(run_, "ingest", flags, {"ingest", "--publish-only", Pages().string()});
    ingest.Start();
    const auto ended = ingest.Wait(kWait);
    ASSERT_TRUE(ended && ended->exit_code == 0) << ingest.Err();
  }
  // The command on a worker's store.
  Finished On(const KafkaWorker& worker, std::vector<std::string> flags,
              const std::vector<std::string>& command) {
    flags.insert(flags.end(), {"--set", "store.path=" + worker.Store().string()});
    flags.insert(flags.end(), command.begin(), command.end());
    return run_.Stratwatch(flags);
  }

  // Of the embedded run.
  Found Expected(const std::string& query) {
    const Finished found = run_.Stratwatch({"search", "--json", "--limit", "200", query});
    EXPECT_EQ(found.exit_code, 0) << found.err;
    return Read(Json::parse(found.out));
  }
  static Found Ask(const KafkaWorker& worker, const std::string& query, int limit = 200,
                   const std::string& cursor = "") {
    const std::string answer = HttpGet(HttpPortOf(worker.Err()),
                                       "/api/v1/search?q=" + Encoded(query) +
                                           "&limit=" + std::to_string(limit) + "&cursor=" + cursor);
    const Json json = Json::parse(answer.substr(0, answer.find('\n')), nullptr, false);
    EXPECT_TRUE(json.contains("hits")) << answer;
    return json.contains("hits") ? Read(json) : Found();
  }
  // Until it is whole, and as the embedded run has it.
  bool AwaitWhole(const KafkaWorker& worker) {
    const auto deadline = std::chrono::steady_clock::now() + kWait;
    const Found all = Expected("");
    while (std::chrono::steady_clock::now() < deadline) {
      const Found found = Ask(worker, "");
      if (!found.partial && found.total == all.total) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(200));
    }
    return false;
  }
  void ExpectAsEmbedded(const KafkaWorker& worker) {
    for (const std::string& query : kQueries) {
      const Found found = Ask(worker, query);
      EXPECT_FALSE(found.partial) << query;
      EXPECT_TRUE(found.SameHits(Expected(query)))
          << worker.Name() << " " << query << ": " << found.total << " of "
          << Expected(query).total;
    }
  }
  void ExpectPagesToJoin(const KafkaWorker& worker) {
    std::map<std::string, double> joined;
    std::size_t hits = 0;
    std::string cursor;
    do {
      const Found page = Ask(worker, "", 17, cursor);
      joined.insert(page.scores.begin(), page.scores.end());
      hits += page.order.size();
      cursor = page.cursor;
    } while (!cursor.empty());
    const Found all = Expected("");
    EXPECT_EQ(joined, all.scores);
    EXPECT_EQ(hits, all.order.size());
  }
  void ExpectEachArticle(const KafkaWorker& worker) {
    for (const auto& [id, score] : Ask(worker, "", 20).scores) {
      EXPECT_THAT(HttpGet(HttpPortOf(worker.Err()), "/api/v1/articles/" + id), HasSubstr(id));
    }
    EXPECT_THAT(HttpGet(HttpPortOf(worker.Err()), "/api/v1/articles/00000000000000"),
                HasSubstr("404"));
  }
  // Each of these shards is equal in both stores.
  void ExpectSameShards(const KafkaWorker& first, const KafkaWorker& other,
                        const std::vector<std::string>& flags, const std::set<int>& shards) {
    for (const int shard : shards) {
      const std::string name = "shard-" + std::to_string(shard) + "-of-" + std::to_string(kShards);
      auto command = flags;
      command.insert(command.end(),
                     {"--set", "store.path=" + (first.Store() / name).string(), "store", "digest",
                      "--against", (other.Store() / name).string()});
      const Finished compared = run_.Stratwatch(command);
      EXPECT_EQ(compared.exit_code, 0) << name << compared.out << compared.err;
    }
  }
  static double Indexed(const KafkaWorker& one, const KafkaWorker& two) {
    return one.Metric(kStored) + two.Metric(kStored);
  }

  SampleRun run_;
  static std::unique_ptr<KafkaCluster> cluster_;
};
std::unique_ptr<KafkaCluster> KafkaShards::cluster_;

TEST_F(KafkaShards, EachProcessAnswersForAllAndALostShardIsBuiltAgain) {
  const auto flags = Flags("shards", kShards);
  ASSERT_EQ(run_.Stratwatch({"ingest", Pages().string()}).exit_code, 0);
  const auto rest = Start("rest", flags, "normalise,resolve");
  const auto one = Start("index-1", flags, "index");
  auto two = Start("index-2", flags, "index");
  ASSERT_TRUE(one->AwaitMetric(kPartitions, "index", 1, kWait)) << one->Err();
  ASSERT_TRUE(two->AwaitMetric(kPartitions, "index", 1, kWait)) << two->Err();
  Publish(flags);
  ASSERT_TRUE(AwaitWhole(*one)) << one->Err() << rest->Err();
  ASSERT_TRUE(AwaitWhole(*two)) << two->Err();
  EXPECT_EQ(one->Metric(kPartitions, "index") + two->Metric(kPartitions, "index"), kShards);
  EXPECT_EQ(Indexed(*one, *two), kPages);
  for (const KafkaWorker* worker : {one.get(), two.get()}) {
    ExpectAsEmbedded(*worker);
    ExpectPagesToJoin(*worker);
    ExpectEachArticle(*worker);
  }

  const auto had = static_cast<std::size_t>(two->Metric(kPartitions, "index"));
  two->Kill();
  const auto killed = std::chrono::steady_clock::now();
  const Found partial = Ask(*one, "");
  EXPECT_TRUE(partial.partial);
  EXPECT_EQ(partial.missing.size(), had);
  EXPECT_LT(partial.total, kPages);

  // The other one builds the lost shards from the log.
  ASSERT_TRUE(AwaitWhole(*one)) << one->Err();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - killed;
  RecordProperty("whole_again_seconds", std::to_string(took.count()));
  std::cout << "whole again after " << took.count() << " s" << std::endl;
  EXPECT_EQ(one->Metric(kPartitions, "index"), kShards);
  ExpectAsEmbedded(*one);
  ExpectPagesToJoin(*one);
  ExpectSameShards(*two, *one, flags, partial.missing);

  // Back with its old copy, it has its shards again.
  two->Start();
  ASSERT_TRUE(two->AwaitMetric(kPartitions, "index", 1, kWait)) << two->Err();
  ASSERT_TRUE(AwaitWhole(*two)) << two->Err();
  ExpectAsEmbedded(*two);
  two->Stop();
  ASSERT_TRUE(two->Wait(kWait).has_value());
  ASSERT_TRUE(one->AwaitMetric(kPartitions, "index", kShards, kWait)) << one->Err();
  ASSERT_TRUE(AwaitWhole(*one)) << one->Err();
  one->Stop();
  ASSERT_TRUE(one->Wait(kWait).has_value());
  const Finished compared =
      On(*one, flags, {"store", "digest", "--against", run_.Store().string()});
  EXPECT_EQ(compared.exit_code, 0) << compared.out << compared.err;
  // The command searches all shards that are here.
  const Finished searched = On(*one, flags, {"search", "--json", "--limit", "200", kQueries[1]});
  ASSERT_EQ(searched.exit_code, 0) << searched.err;
  EXPECT_TRUE(Read(Json::parse(searched.out)).SameHits(Expected(kQueries[1])));
}

// Shards go to and fro while they are written: by kill -9 and by restarts, with old copies.
TEST_F(KafkaShards, KillsAmidIndexingLoseNothingAndRepeatNothing) {
  auto flags = Flags("kills", kShards);
  flags.insert(flags.end(), {"--set", "log.batch_records_max=3"});
  ASSERT_EQ(run_.Stratwatch({"ingest", Pages().string()}).exit_code, 0);
  const auto rest = Start("rest", flags, "normalise,resolve");
  const auto one = Start("kill-1", flags, "index");
  const auto two = Start("kill-2", flags, "index");
  ASSERT_TRUE(two->AwaitMetric(kPartitions, "index", 1, kWait)) << two->Err();
  KafkaWorker ingest(run_, "ingest", flags, {"ingest", "--publish-only", Pages().string()});
  ingest.Start();
  // At counts of its own each time, in the middle of a batch or between two.
  for (const auto& [victim, stored] : {std::pair(one.get(), 2), std::pair(two.get(), 9),
                                       std::pair(one.get(), 20), std::pair(two.get(), 33)}) {
    ASSERT_TRUE(victim->AwaitMetric(kStored, "", stored, kWait)) << victim->Err();
    victim->Kill();
    victim->Start();
  }
  ASSERT_TRUE(ingest.Wait(kWait).has_value());
  ASSERT_TRUE(AwaitWhole(*one)) << one->Err();
  // All to one of them, which has copies of every age.
  two->Kill();
  ASSERT_TRUE(one->AwaitMetric(kPartitions, "index", kShards, kWait)) << one->Err();
  ASSERT_TRUE(AwaitWhole(*one)) << one->Err();
  ExpectAsEmbedded(*one);
  one->Stop();
  ASSERT_TRUE(one->Wait(kWait).has_value());
  const Finished compared =
      On(*one, flags, {"store", "digest", "--against", run_.Store().string()});
  EXPECT_EQ(compared.exit_code, 0) << compared.out << compared.err;
}

TEST_F(KafkaShards, WithoutABrokerAllShardsGoOnAnswering) {
  const auto flags = Flags("away", kShards);
  ASSERT_EQ(run_.Stratwatch({"ingest", Pages().string()}).exit_code, 0);
  const auto rest = Start("rest", flags, "normalise,resolve");
  const auto one = Start("away-1", flags, "index");
  const auto two = Start("away-2", flags, "index");
  ASSERT_TRUE(one->AwaitMetric(kPartitions, "index", 1, kWait)) << one->Err();
  ASSERT_TRUE(two->AwaitMetric(kPartitions, "index", 1, kWait)) << two->Err();
  Publish(flags);
  ASSERT_TRUE(AwaitWhole(*one)) << one->Err();
  ASSERT_TRUE(AwaitWhole(*two)) << two->Err();

  cluster_->Kill();
  const int port = HttpPortOf(one->Err());
  EXPECT_THAT(AwaitHttp(port, "/readyz", "index: ", kWait), HasSubstr("index: "));
  // For longer than the group would wait for a member.
  const auto end = std::chrono::steady_clock::now() + kAway;
  while (std::chrono::steady_clock::now() < end) {
    ExpectAsEmbedded(*one);
    ExpectAsEmbedded(*two);
  }
  ASSERT_TRUE(cluster_->Start()) << cluster_->WhyNot();
  EXPECT_THAT(AwaitHttp(port, "/readyz", "ready", kWait), HasSubstr("ready"));
  ASSERT_TRUE(AwaitWhole(*one)) << one->Err();
  ASSERT_TRUE(AwaitWhole(*two)) << two->Err();
  ExpectAsEmbedded(*one);
}

TEST_F(KafkaShards, AnotherNumberOfShardsIsRefusedOnceSomethingIsIndexed) {
  const auto two_shards = Flags("count", 2);
  const auto three_shards = Flags("count", 3);
  const auto probe = Start("probe", two_shards, "normalise,resolve,index");
  ASSERT_TRUE(probe->AwaitMetric(kPartitions, "index", 2, kWait)) << probe->Err();
  probe->Stop();
  ASSERT_TRUE(probe->Wait(kWait).has_value());

  // Its store has two; another, new one finds a topic that is empty and may grow.
  const Finished same_store = On(*probe, three_shards, {"run", "--tasks", "index"});
  EXPECT_NE(same_store.exit_code, 0);
  EXPECT_THAT(same_store.err, HasSubstr("was indexed in 2 shards, kafka.index_shards is 3"));
  const KafkaWorker other(run_, "other", {}, {});
  const Finished refused = On(other, three_shards, {"run", "--tasks", "index"});
  EXPECT_NE(refused.exit_code, 0);
  EXPECT_THAT(refused.err, HasSubstr("topics apply"));
  EXPECT_EQ(On(other, three_shards, {"topics", "apply", "--yes"}).exit_code, 0);
  EXPECT_EQ(On(other, three_shards, {"topics", "check"}).exit_code, 0);

  const auto worker = Start("grown", three_shards, "normalise,resolve,index");
  ASSERT_TRUE(worker->AwaitMetric(kPartitions, "index", 3, kWait)) << worker->Err();
  Publish(three_shards);
  ASSERT_TRUE(worker->AwaitMetric(kStored, "", kPages, kWait)) << worker->Err();
  worker->Stop();
  ASSERT_TRUE(worker->Wait(kWait).has_value());
  const Finished full = On(other, Flags("count", 4), {"topics", "apply", "--yes"});
  EXPECT_NE(On(other, Flags("count", 4), {"topics", "check"}).exit_code, 0) << full.out;
  const Finished late = On(other, Flags("count", 4), {"run", "--tasks", "index"});
  EXPECT_NE(late.exit_code, 0);
  EXPECT_THAT(late.err, HasSubstr("articles would change their shard"));
}

}  // namespace
}  // namespace stratwatch::testing
