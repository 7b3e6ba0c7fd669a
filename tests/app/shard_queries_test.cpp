#include "app/http/shard_queries.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>

#include "app/http/http_client.h"
#include "app/http/http_server.h"
#include "model/wire/digest.h"
#include "pipeline/embedded_log.h"
#include "store/article_store.h"
#include "tests/support/fake_clock.h"
#include "tests/support/temporary_folder.h"

namespace stratwatch::app {
namespace {

using std::chrono::milliseconds;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr int kShards = 2;

// Who has which shard, as the brokers would tell it.
class Membership {
 public:
  void Set(std::vector<pipeline::LogMember> members) {
    const std::lock_guard lock(mutex_);
    members_ = std::move(members);
  }
  std::vector<pipeline::LogMember> Get() const {
    const std::lock_guard lock(mutex_);
    return members_;
  }

 private:
  mutable std::mutex mutex_;  // Guards members_.
  std::vector<pipeline::LogMember> members_;
};

// A log that only knows the members.
class MembersLog final : public pipeline::Log {
 public:
  explicit MembersLog(const Membership& members) : members_(members) {}
  std::string_view Engine() const override { return "kafka"; }
  Result<void> EnsureTopics() override { return {}; }
  Result<std::unique_ptr<pipeline::LogSession>> OpenSession(pipeline::SessionOptions) override {
    return Fail(ErrorCode::kUnavailable, "no sessions here");
  }
  Result<std::vector<pipeline::PolledRecord>> Read(pipeline::Topic, int, std::int64_t,
                                                   std::size_t) override {
    return std::vector<pipeline::PolledRecord>();
  }
  Result<std::vector<pipeline::TopicExtent>> Extents() override {
    return std::vector<pipeline::TopicExtent>();
  }
  Result<std::uint64_t> Backlog(std::string_view, pipeline::Topic) override { return 0; }
  Result<void> Trim() override { return {}; }
  Result<std::vector<pipeline::LogMember>> Members(std::string_view,
                                                   const std::function<bool()>&) override {
    return members_.Get();
  }

 private:
  const Membership& members_;
};

// A process with some of the shards, its API on loopback.
class Node {
 public:
  Node(const std::filesystem::path& folder, const Membership& members,
       const std::vector<int>& shards)
      : log_(members) {
    config_.store.path = folder;
    config_.http.port = 0;
    config_.http.shards_wait = milliseconds(5'000);
    database_ = *store::Database::Open(config_.store);
    embedded_ = *pipeline::OpenEmbeddedLog(*database_, clock_);
    rules_ = *pipeline::Rules::Load(std::string(STRATWATCH_CONFIG_FOLDER) + "/gazetteer", {});
    pipeline::ServiceOptions options;
    options.tasks = {false, false, false, true};
    service_ = *pipeline::Service::Start(
        options, {*database_, *embedded_, *rules_, clock_, events_, metrics_});
    shards_ = std::make_unique<pipeline::ShardStores>(config_.store, kShards);
    for (const int shard : shards) {
      EXPECT_TRUE(shards_->Take(shard).has_value());
      shards_->SetCaughtUp(shard);
    }
  }
  // Answers from now on.
  void Serve() {
    http_ = *HttpServer::Listen(config_.http, events_);
    queries_ = std::make_unique<ShardQueries>(ShardQueriesParts{
        *shards_, *database_, log_, *rules_, events_, metrics_, config_.http.shards_wait});
    api_ = std::make_unique<Api>(ApiParts{config_, *database_, *rules_, sources_, metrics_,
                                          *service_, shards_.get(), queries_.get()});
    http_->Serve(*api_);
  }
  void Add(int shard, const std::string& name, const std::string& text) {
    Article article;
    article.url = *Url::Parse("https://news.example/" + name);
    article.id = wire::ArticleIdOf(article.url);
    article.outcome = Outcome::kStored;
    article.title = name;
    article.text = text;
    article.content_hash = wire::ContentHashOf(text);
    store::WriteBatch batch;
    std::vector<Article> articles{article};
    auto& database = *shards_->Find(shard);
    EXPECT_TRUE(store::ArticleStore(database).Add(batch, articles).has_value());
    EXPECT_TRUE(database.Write(batch, store::Durability::kBuffered).has_value());
  }
  std::string Address() const { return "127.0.0.1:" + std::to_string(http_->Port()); }
  pipeline::ShardStores& shards() { return *shards_; }
  void Die() {
    http_.reset();
    queries_.reset();
  }

 private:
  config::Config config_;
  stratwatch::testing::FakeClock clock_;
  NullEventSink events_;
  MembersLog log_;
  std::vector<Source> sources_;
  pipeline::Metrics metrics_;
  std::unique_ptr<store::Database> database_;
  std::unique_ptr<pipeline::Log> embedded_;
  std::unique_ptr<pipeline::Rules> rules_;
  std::unique_ptr<pipeline::ShardStores> shards_;
  std::unique_ptr<pipeline::Service> service_;
  std::unique_ptr<ShardQueries> queries_;
  std::unique_ptr<Api> api_;
  std::unique_ptr<HttpServer> http_;
};

class ShardQueriesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    one_.Serve();
    two_.Serve();
    one_.Add(0, "maroc", "Le Maroc adopte une stratégie nationale");
    one_.Add(0, "plain", "strategy strategy budget");
    two_.Add(1, "korea", "strategy 국가 인공지능 전략");
    two_.Add(1, "thai", "ยุทธศาสตร์ปัญญาประดิษฐ์แห่งชาติ");
    members_.Set({{one_.Address(), {0}}, {two_.Address(), {1}}});
    for (const std::string& address : {one_.Address(), two_.Address()}) AwaitWhole(address);
  }
  static HttpAnswer Get(const std::string& address, const std::string& target) {
    auto answers = GetAll({{address, target}}, milliseconds(20'000));
    EXPECT_TRUE(answers.front().has_value()) << answers.front().error().message;
    return answers.front() ? *answers.front() : HttpAnswer();
  }
  static std::string Find(const std::string& address, const std::string& query) {
    return Get(address, "/api/v1/search?q=" + QueryEncoded(query)).body;
  }
  static void AwaitWhole(const std::string& address) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (Find(address, "").find("\"partial\":false") == std::string::npos) {
      ASSERT_LT(std::chrono::steady_clock::now(), deadline);
      std::this_thread::yield();
    }
  }

  stratwatch::testing::TemporaryFolder folder_;
  Membership members_;
  Node one_{folder_ / "one", members_, {0}};
  Node two_{folder_ / "two", members_, {1}};
};

TEST_F(ShardQueriesTest, EitherProcessAnswersForAllShards) {
  for (const std::string& address : {one_.Address(), two_.Address()}) {
    EXPECT_THAT(Find(address, ""), HasSubstr(R"({"total":4,)"));
    for (const char* name : {"maroc", "korea", "thai", "plain"}) {
      EXPECT_THAT(Find(address, "title:" + std::string(name)), HasSubstr(name)) << address;
    }
    EXPECT_THAT(Find(address, "전략"), HasSubstr("korea"));
  }
  EXPECT_EQ(Find(one_.Address(), "strategy OR stratégie"),
            Find(two_.Address(), "strategy OR stratégie"));
}

TEST_F(ShardQueriesTest, NamesTheShardThatDoesNotAnswer) {
  two_.Die();
  const std::string found = Find(one_.Address(), "");
  EXPECT_THAT(found, HasSubstr(R"({"total":2,)"));
  EXPECT_THAT(found, HasSubstr(R"("partial":true,"missing_shards":[1])"));
  EXPECT_THAT(Get(one_.Address(), "/metrics").body,
              AllOf(HasSubstr("stratwatch_searches_partial_total"),
                    HasSubstr("stratwatch_index_shards{state=\"answering\"} 1")));
}

TEST_F(ShardQueriesTest, AShardThatWasGivenUpAnswersNoMore) {
  two_.shards().Retain({});
  EXPECT_THAT(Find(one_.Address(), ""), HasSubstr(R"("missing_shards":[1])"));
  EXPECT_EQ(Get(two_.Address(), "/api/v1/shards/1/statistics?q=").status, 503);
}

TEST_F(ShardQueriesTest, AnArticleIsFoundByItsIdWhereverItIs) {
  for (const char* name : {"maroc", "korea"}) {
    const std::string id =
        wire::ArticleIdOf(*Url::Parse("https://news.example/" + std::string(name))).Hex();
    for (const std::string& address : {one_.Address(), two_.Address()}) {
      const auto answer = Get(address, "/api/v1/articles/" + id.substr(0, 12));
      EXPECT_EQ(answer.status, 200);
      EXPECT_THAT(answer.body, HasSubstr(id));
    }
  }
  EXPECT_EQ(Get(one_.Address(), "/api/v1/articles/00000000").status, 404);
  EXPECT_EQ(Get(one_.Address(), "/api/v1/articles/xyz").status, 400);
  // It may be where nobody answers.
  two_.Die();
  EXPECT_EQ(Get(one_.Address(), "/api/v1/articles/00000000").status, 503);
}

TEST_F(ShardQueriesTest, AMistakeInTheQueryIsToldAsOne) {
  for (const std::string& address : {one_.Address(), two_.Address()}) {
    EXPECT_EQ(Get(address, "/api/v1/search?q=%22open").status, 400);
    EXPECT_EQ(Get(address, "/api/v1/search?q=a&cursor=12").status, 400);
  }
}

// Each has one thread for its connections: were they to wait there, no round would end in time.
TEST_F(ShardQueriesTest, ProcessesThatAskEachOtherDoNotBlock) {
  std::vector<std::future<std::string>> found;
  for (int i = 0; i < 12; ++i) {
    const std::string address = i % 2 == 0 ? one_.Address() : two_.Address();
    found.push_back(std::async(std::launch::async, [address] { return Find(address, ""); }));
  }
  for (auto& each : found) EXPECT_THAT(each.get(), HasSubstr("\"partial\":false"));
}

TEST(ShardQuestions, AreReadAsTheyAreAsked) {
  const ShardQuestion question{3, ShardQuestion::Kind::kSearch, "\"国家 战略\" OR a&b=c", "00ff"};
  const std::string target = TargetOf(question);
  const auto request = ParseTarget("GET", target);
  const auto read =
      ParseShardQuestion(request.path, request.query.at("q"), request.query.at("part"));
  ASSERT_TRUE(read.has_value()) << target;
  EXPECT_EQ(read->shard, 3);
  EXPECT_EQ(read->kind, question.kind);
  EXPECT_EQ(read->text, question.text);
  EXPECT_EQ(read->part, question.part);
  for (const char* other : {"/api/v1/shards/", "/api/v1/shards/x/search", "/api/v1/shards/1",
                            "/api/v1/shards/1/", "/api/v1/shards/1/other", "/api/v1/search"}) {
    EXPECT_FALSE(ParseShardQuestion(other, "", "").has_value()) << other;
  }
}

TEST(HttpClient, TellsWhoDidNotAnswer) {
  const auto answers = GetAll({{"127.0.0.1:1", "/"}, {"nonsense", "/"}}, milliseconds(2'000));
  ASSERT_EQ(answers.size(), 2U);
  EXPECT_EQ(answers[0].error().code, ErrorCode::kUnavailable);
  EXPECT_THAT(answers[0].error().message, HasSubstr("127.0.0.1:1"));
  EXPECT_EQ(answers[1].error().code, ErrorCode::kUnavailable);
  EXPECT_THAT(GetAll({}, milliseconds(1)), IsEmpty());
}

}  // namespace
}  // namespace stratwatch::app
