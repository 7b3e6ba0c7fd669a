// Records that no task can use, put on Kafka by somebody else: each becomes a dead letter with its
// reason, and its neighbours are not touched.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "model/wire/digest.h"
#include "model/wire/messages.h"
#include "pipeline/kafka_log.h"
#include "tests/e2e/kafka_cluster.h"
#include "tests/e2e/sample_run.h"

namespace stratwatch::testing {
namespace {

using pipeline::LogRecord;
using pipeline::Topic;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::SizeIs;

Page PageAt(const std::string& url) {
  Page page;
  page.url = *Url::Parse(url);
  page.id = wire::ArticleIdOf(page.url);
  page.source.value = "test";
  page.exchange.requested = page.exchange.final_url = page.url;
  page.exchange.status = 200;
  page.exchange.content_type = "text/html";
  page.body =
      "<html><body><article><h1>Kenya adopts a national AI strategy</h1><p>The government "
      "of Kenya adopted its national artificial intelligence strategy on Monday, and the "
      "ministry of digital economy will carry it out until 2030.</p></article></body></html>";
  return page;
}

class KafkaPoison : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!cluster_.Start()) GTEST_SKIP() << cluster_.WhyNot();
  }

  Finished Stratwatch(const std::vector<std::string>& arguments) const {
    std::vector<std::string> all{"--set", "log.engine=kafka", "--set",
                                 "kafka.brokers=" + cluster_.Addresses()};
    all.insert(all.end(), arguments.begin(), arguments.end());
    return run_.Stratwatch(all);
  }

  // As another program would: the records as they are.
  void Put(Topic topic, std::vector<LogRecord> records) const {
    pipeline::KafkaLogOptions options;
    options.brokers = cluster_.Addresses();
    NullEventSink events;
    const auto log = pipeline::OpenKafkaLog(options, nullptr, events);
    ASSERT_TRUE(log.has_value()) << log.error().message;
    const auto session = (*log)->OpenSession({"stranger", {}, ""});
    ASSERT_TRUE(session.has_value()) << session.error().message;
    pipeline::LogStep step;
    for (auto& record : records) step.outputs.push_back({topic, std::move(record)});
    const auto put = (*session)->Commit(std::move(step));
    ASSERT_TRUE(put.has_value()) << put.error().message;
  }

  std::vector<std::string> Letters() const {
    const Finished listed = Stratwatch({"dead-letters", "list", "--json"});
    EXPECT_EQ(listed.exit_code, 0) << listed.err;
    std::vector<std::string> letters;
    std::istringstream lines(listed.out);
    for (std::string line; std::getline(lines, line);) letters.push_back(line);
    return letters;
  }

  KafkaCluster cluster_;
  SampleRun run_;
};

TEST_F(KafkaPoison, BecomesDeadLettersAndLeavesItsNeighboursAlone) {
  ASSERT_EQ(Stratwatch({"topics", "apply", "--yes"}).exit_code, 0);
  const std::string good = wire::EncodePage(PageAt("https://neighbour.example/one"));
  std::string newer = wire::EncodePage(PageAt("https://neighbour.example/newer"));
  newer += std::string("\x82\x7d\x05newer", 8);  // Field 2000, as a later schema may have it.
  Article article;
  article.url = *Url::Parse("https://wrong.example/");
  article.id = wire::ArticleIdOf(article.url);
  Page huge = PageAt("https://huge.example/");
  huge.body.append(std::size_t{20} << 20U, ' ');  // Over normalise.page_mib_max; packs well.
  Put(Topic::kPagesBackfill, {{"neighbour.example", good, {}},
                              {"noise.example", "\xff\xfe not a message \x01", {}},
                              {"truncated.example", good.substr(0, good.size() / 2), {}},
                              {"empty.example", "", {}},
                              {"wrong.example", wire::EncodeArticle(article), {}},
                              {"huge.example", wire::EncodePage(huge), {}},
                              {"neighbour.example", newer, {}}});
  Put(Topic::kArticles, {{"k", "no article either", {}}});
  // Reads everything that waits, and a file's pages behind it.
  const Finished drained = Stratwatch({"ingest", run_.WritePages().string()});
  ASSERT_EQ(drained.exit_code, 0) << drained.err;

  const auto letters = Letters();
  EXPECT_THAT(letters, SizeIs(6));
  EXPECT_EQ(std::count_if(letters.begin(), letters.end(),
                          [](const std::string& letter) {
                            return letter.find("\"task\":\"normalise\"") != std::string::npos;
                          }),
            5);
  EXPECT_THAT(letters, Contains(AllOf(HasSubstr("18 bytes is not valid Protobuf"),
                                      HasSubstr("\"error_code\":\"invalid\""))));
  EXPECT_THAT(letters, Contains(AllOf(HasSubstr("expected 16 bytes, found 0"),
                                      HasSubstr("\"value_bytes\":0"))));
  EXPECT_THAT(letters, Contains(AllOf(HasSubstr("huge.example"), HasSubstr("too complex"),
                                      HasSubstr("\"error_code\":\"limit\""))));
  EXPECT_THAT(letters, Contains(AllOf(HasSubstr("\"task\":\"resolve\""),
                                      HasSubstr("Article message of 17 bytes"))));
  const auto stored = ReadStore(run_.Store());
  for (const char* const url :
       {"https://neighbour.example/one", "https://neighbour.example/newer"}) {
    const auto found = stored.find(Url::Parse(url)->Identity());
    ASSERT_NE(found, stored.end()) << url;
    EXPECT_EQ(found->second.outcome, "stored") << url;
  }
  // A URL that can still be read of it has its outcome.
  const auto outcome = stored.find(Url::Parse("https://huge.example/")->Identity());
  ASSERT_NE(outcome, stored.end());
  EXPECT_EQ(outcome->second.outcome, "dead-lettered");
}

// With what was wrong put right: the bound, here.
TEST_F(KafkaPoison, IsReadOnceTheCauseIsMendedAndItIsReplayed) {
  ASSERT_EQ(Stratwatch({"topics", "apply", "--yes"}).exit_code, 0);
  Page large = PageAt("https://large.example/");
  large.body.insert(0, "<!--" + std::string(std::size_t{3} << 20U, '.') + "-->");
  Put(Topic::kPagesBackfill, {{"large.example", wire::EncodePage(large), {}}});
  const std::string pages = run_.WritePages().string();
  ASSERT_EQ(Stratwatch({"--set", "normalise.page_mib_max=1", "ingest", pages}).exit_code, 0);
  ASSERT_THAT(Letters(), SizeIs(1));
  ASSERT_EQ(Stratwatch({"dead-letters", "replay", "--all"}).exit_code, 0);
  ASSERT_EQ(Stratwatch({"ingest", pages}).exit_code, 0);
  const auto stored = ReadStore(run_.Store());
  EXPECT_EQ(stored.at(Url::Parse("https://large.example/")->Identity()).outcome, "stored");
  EXPECT_THAT(Letters(), SizeIs(1));
}

}  // namespace
}  // namespace stratwatch::testing
