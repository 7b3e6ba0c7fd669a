#include "pipeline/service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "store/search.h"
#include "tests/pipeline/service_testing.h"

namespace stratwatch::pipeline {
namespace {

using testing::ArticlePage;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::Kill;
using testing::kPolicyParagraph;
using testing::MortalLog;
using ::testing::Not;
using testing::PageWith;
using ::testing::SizeIs;

class ServiceTest : public testing::ServiceTest {
 protected:
  static bool IsStored(const std::string& outcome) {
    return outcome == "stored" || outcome == "duplicate";
  }
  std::uint64_t HitsOf(std::string query) {
    const store::Search search(*database_, &testing::Judges::Shared().gazetteer());
    store::SearchRequest request;
    request.query = std::move(query);
    const auto result = search.Find(request);
    EXPECT_TRUE(result.has_value()) << result.error().message;
    return result ? result->total : 0;
  }
};

TEST_F(ServiceTest, TakesTheSampleWebFromFeedsToSearch) {
  StartWeb();
  const auto ended = RunToTheEnd();
  ASSERT_TRUE(ended.has_value()) << ended.error().message;
  ExpectOneOutcomeEach();
  EXPECT_THAT(ReadDeadLetters(), IsEmpty());

  const store::ArticleStore articles(*database_);
  std::size_t relevant = 0;
  std::size_t found = 0;
  std::size_t off_topic = 0;
  std::size_t kept_out = 0;
  for (const auto& piece : web_->web().pieces) {
    // A feed may name it with tracking parameters; it is the same article.
    const auto url = Url::Parse("http://" + piece.host + piece.path);
    const auto article = articles.Find(wire::ArticleIdOf(url.value()));
    ASSERT_TRUE(article && article->has_value()) << piece.Key();
    const std::string outcome(OutcomeName((*article)->outcome));
    if (piece.expect.outcome == "gone" || piece.expect.outcome == "disallowed") {
      EXPECT_EQ(outcome, piece.expect.outcome) << piece.Key();
    } else if (!piece.expect.outcome.empty()) {
      // Which wall it was is for the parsers' tests to say; that it is no article is for all.
      EXPECT_FALSE(IsStored(outcome)) << piece.Key();
    } else if (piece.expect.relevant) {
      ++relevant;
      if (IsStored(outcome)) ++found;
    } else {
      ++off_topic;
      if (outcome == "irrelevant") ++kept_out;
    }
  }
  // The judge's own measure is elsewhere; here the way there must lose nobody.
  EXPECT_GE(found * 100, relevant * 90) << found << " of " << relevant;
  EXPECT_GE(kept_out * 100, off_topic * 90) << kept_out << " of " << off_topic;
  EXPECT_THAT(metrics_.Serialise(), HasSubstr("stratwatch_searchable_seconds_bucket"));
  EXPECT_GE(HitsOf("country:MA strategy:\"Digital Morocco 2030\""), 1U);
  for (const char* language : {"ar", "zh", "ja", "ko", "hi", "ru", "th", "am", "he", "tr", "fr",
                               "es", "pt", "de", "sw", "en"}) {
    EXPECT_GE(HitsOf("lang:" + std::string(language)), 1U) << language;
  }
}

TEST_F(ServiceTest, ASecondRunFindsNothingNew) {
  StartWeb();
  ASSERT_TRUE(RunToTheEnd());
  const auto first = Outcomes();
  const auto last = store::ArticleStore(*database_).LastSequence();
  Reopen();
  ASSERT_TRUE(RunToTheEnd());
  EXPECT_EQ(Outcomes(), first);
  EXPECT_EQ(store::ArticleStore(*database_).LastSequence().value(), last.value());
}

// trouble.example hangs, lies, drips and redirects in circles: each of its URLs still ends in one
// outcome, and everybody else's are what they were.
TEST_F(ServiceTest, AMisbehavingSiteHarmsNobodyElse) {
  StartWeb(true);
  options_.crawl.fetcher.timeout = std::chrono::milliseconds(1'500);
  options_.crawl.fetcher.body_bytes_max = 4'000'000;
  options_.crawl.politeness.backoff = std::chrono::seconds(1);
  options_.crawl.politeness.backoff_max = std::chrono::seconds(2);
  options_.crawl.politeness.retry_after_max = std::chrono::seconds(2);
  const auto ended = RunToTheEnd();
  ASSERT_TRUE(ended.has_value()) << ended.error().message;
  ExpectOneOutcomeEach();
  std::size_t troubled = 0;
  for (const auto& [url, outcome] : Outcomes()) {
    EXPECT_NE(outcome, "pending") << url;
    if (url.find("trouble.example") != std::string::npos) ++troubled;
  }
  EXPECT_GT(troubled, 20U);
  EXPECT_GE(HitsOf("country:MA strategy:\"Digital Morocco 2030\""), 1U);
}

// Killed at a commit of any task and started again, the store ends as if nothing had happened.
TEST_F(ServiceTest, EndsTheSameAfterAKillAtAnyCommit) {
  StartWeb();
  ASSERT_TRUE(RunToTheEnd());
  const auto undisturbed = Outcomes();
  for (const int commit : {1, 2, 3, 5, 8}) {
    ForgetStore();
    Kill kill;
    kill.commits_left = commit;
    kill.after_write = commit % 2 == 0;
    MortalLog mortal(*log_, kill);
    EXPECT_FALSE(RunToTheEnd(&mortal).has_value()) << commit;
    Reopen();
    ASSERT_TRUE(RunToTheEnd()) << commit;
    ExpectOneOutcomeEach();
    const auto outcomes = Outcomes();
    ASSERT_THAT(outcomes, SizeIs(undisturbed.size())) << commit;
    for (const auto& [url, outcome] : outcomes) {
      // Which of two copies comes first is a matter of timing; that both are there is not.
      EXPECT_EQ(IsStored(outcome), IsStored(undisturbed.at(url))) << url;
    }
  }
}

TEST_F(ServiceTest, DrainsWhatIsInTheLogWithoutACrawl) {
  options_.tasks.crawl = false;
  AppendPages({PageWith("https://a.example/1", ArticlePage("One", kPolicyParagraph))});
  ASSERT_TRUE(RunToTheEnd());
  EXPECT_EQ(Outcomes().at("https://a.example/1"), "stored");
}

TEST_F(ServiceTest, EachTaskCanRunInAProcessOfItsOwn) {
  AppendPages({PageWith("https://a.example/1", ArticlePage("One", kPolicyParagraph))});
  options_.tasks = {false, true, false, false};
  ASSERT_TRUE(RunToTheEnd());
  EXPECT_THAT(ReadArticles(Topic::kArticles), SizeIs(1));
  options_.tasks = {false, false, true, false};
  ASSERT_TRUE(RunToTheEnd());
  EXPECT_THAT(ReadArticles(Topic::kResolved), SizeIs(1));
  EXPECT_THAT(Outcomes(), IsEmpty());
  options_.tasks = {false, false, false, true};
  ASSERT_TRUE(RunToTheEnd());
  EXPECT_THAT(Outcomes(), SizeIs(1));
}

TEST_F(ServiceTest, TheSamePageDeliveredTwiceIsStoredOnce) {
  options_.tasks.crawl = false;
  const Page page = PageWith("https://a.example/1", ArticlePage("One", kPolicyParagraph));
  AppendPages({page, page});
  AppendPages({page});
  ASSERT_TRUE(RunToTheEnd());
  EXPECT_THAT(Outcomes(), SizeIs(1));
  EXPECT_TRUE(store::ArticleStore(*database_).VerifyCounters());
}

constexpr std::string_view kOtherPolicyParagraph =
    "Parliament in Nairobi opened its debate on a bill that sets up a national authority for "
    "artificial intelligence. The cabinet secretary told members that the government's strategy "
    "needs a regulator, a budget of its own and rules for the use of algorithms by ministries, and "
    "that a vote on the law is expected before the summer.";

TEST_F(ServiceTest, APoisonRecordIsSetAsideAndItsNeighboursAreStored) {
  options_.tasks.crawl = false;
  AppendPages({PageWith("https://a.example/1", ArticlePage("One", kPolicyParagraph)),
               PageWith("https://a.example/2", "%PDF-1.7\n" + std::string(99, '\0')),
               PageWith("https://a.example/3",
                        ArticlePage("Three", kOtherPolicyParagraph))});
  ASSERT_TRUE(RunToTheEnd());
  EXPECT_EQ(Outcomes().at("https://a.example/1"), "stored");
  EXPECT_EQ(Outcomes().at("https://a.example/2"), "dead-lettered");
  EXPECT_EQ(Outcomes().at("https://a.example/3"), "stored");
  EXPECT_THAT(ReadDeadLetters(), SizeIs(1));
}

TEST_F(ServiceTest, StopsWhenAskedAndSaysSo) {
  options_.tasks.crawl = false;
  const auto service = Start();
  for (const auto& task : service->Health()) EXPECT_THAT(task.task, Not(IsEmpty()));
  service->RequestStop();
  EXPECT_TRUE(service->Wait());
  for (const auto& task : service->Health()) {
    EXPECT_FALSE(task.ready);
    EXPECT_EQ(task.reason, "ended");
  }
}

TEST_F(ServiceTest, BecomesReadyTaskByTask) {
  options_.tasks.crawl = false;
  const auto service = Start();
  const auto all_ready = [&] {
    for (const auto& task : service->Health()) {
      if (!task.ready) return false;
    }
    return true;
  };
  while (!all_ready()) std::this_thread::yield();
  EXPECT_THAT(service->Health(), SizeIs(3));
}

TEST_F(ServiceTest, ATaskThatFailsForGoodStopsTheOthersAndIsNamed) {
  options_.tasks.crawl = false;
  AppendPages({PageWith("https://a.example/1", ArticlePage("One", kPolicyParagraph))});
  Kill kill;
  kill.commits_left = 1;
  MortalLog mortal(*log_, kill);
  const auto service = Start(&mortal);
  const auto ended = service->Wait();
  ASSERT_FALSE(ended);
  EXPECT_EQ(ended.error().code, ErrorCode::kCorrupt);
  EXPECT_TRUE(service->Failed());
}

TEST_F(ServiceTest, RefusesToStartWithoutATask) {
  options_.tasks = {false, false, false, false};
  const auto service = Service::Start(options_, Parts());
  ASSERT_FALSE(service.has_value());
  EXPECT_EQ(service.error().code, ErrorCode::kInvalid);
}

TEST_F(ServiceTest, RefusesToStartWhenTheArchiveCannotBeWritten) {
  StartWeb();
  options_.crawl.archive.folder = "/proc/nowhere";
  const auto service = Service::Start(options_, Parts());
  ASSERT_FALSE(service.has_value());
  EXPECT_THAT(service.error().message, HasSubstr("/proc/nowhere"));
}

}  // namespace
}  // namespace stratwatch::pipeline
