#include "pipeline/index_task.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/pipeline/task_testing.h"

namespace stratwatch::pipeline {
namespace {

using testing::ArticleWith;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::Kill;
using testing::MortalLog;
using ::testing::Pair;
using ::testing::SizeIs;

class IndexTaskTest : public testing::TaskTest {
 protected:
  static Article Resolved(std::string_view url, std::string_view text,
                          Outcome outcome = Outcome::kStored) {
    Article article = ArticleWith(url, text);
    article.outcome = outcome;
    return article;
  }

  Result<void> Index(Log* log = nullptr) {
    IndexTask task(*database_, clock_, metrics_);
    return Drain(task, {Topic::kResolved}, log);
  }

  // Each outcome with a count; proves that the counters are right.
  std::map<std::string, std::uint64_t> Outcomes() {
    const store::ArticleStore articles(*database_);
    const auto verified = articles.VerifyCounters();
    EXPECT_TRUE(verified.has_value()) << verified.error().message;
    auto counts = articles.CountByOutcome();
    EXPECT_TRUE(counts.has_value());
    if (counts) std::erase_if(*counts, [](const auto& each) { return each.second == 0; });
    return counts.value_or(std::map<std::string, std::uint64_t>());
  }
};

constexpr std::string_view kUrlA = "https://one.example/a";
constexpr std::string_view kUrlB = "https://two.example/b";

TEST_F(IndexTaskTest, StoresWhatArrives) {
  AppendArticles(Topic::kResolved, {Resolved(kUrlA, "Текст"), Resolved(kUrlB, "", Outcome::kGone)});
  ASSERT_TRUE(Index());
  EXPECT_THAT(Outcomes(), ElementsAre(Pair("gone", 1), Pair("stored", 1)));
  const auto found = store::ArticleStore(*database_).Find(Resolved(kUrlA, "").id);
  ASSERT_TRUE(found && found->has_value());
  EXPECT_EQ((*found)->text, "Текст");
  EXPECT_GT((*found)->sequence, 0U);
}

TEST_F(IndexTaskTest, CountsARepeatOnce) {
  AppendArticles(Topic::kResolved, {Resolved(kUrlA, "Text"), Resolved(kUrlA, "Text")});
  AppendArticles(Topic::kResolved, {Resolved(kUrlA, "Edited text")});
  ASSERT_TRUE(Index());
  EXPECT_THAT(Outcomes(), ElementsAre(Pair("stored", 1)));
}

TEST_F(IndexTaskTest, SetsARecordAsideThatIsNoArticle) {
  Append({{Topic::kResolved, {"key", "nonsense", {}}}});
  AppendArticles(Topic::kResolved, {Resolved(kUrlA, "Text")});
  ASSERT_TRUE(Index());
  EXPECT_THAT(ReadDeadLetters(), SizeIs(1));
  EXPECT_THAT(Outcomes(), ElementsAre(Pair("stored", 1)));
}

TEST_F(IndexTaskTest, AnArticleWithoutOutcomeIsDeadLetteredAndSaysSo) {
  AppendArticles(Topic::kResolved, {Resolved(kUrlA, "Text", Outcome::kPending)});
  ASSERT_TRUE(Index());
  ASSERT_THAT(ReadDeadLetters(), SizeIs(1));
  EXPECT_EQ(ReadDeadLetters().front().url, kUrlA);
  EXPECT_THAT(Outcomes(), ElementsAre(Pair("dead-lettered", 1)));
}

TEST_F(IndexTaskTest, ObservesTheTimeFromFetchedToSearchableOfLiveArticlesOnly) {
  const Article live = Resolved(kUrlA, "Text");
  const Article ingested = Resolved(kUrlB, "Other text");
  Append({{Topic::kResolved, ArticleRecord(Topic::kResolved, live, clock_.Now())},
          {Topic::kResolved, ArticleRecord(Topic::kResolved, ingested)}});
  ASSERT_TRUE(Index());
  EXPECT_THAT(metrics_.Serialise(), HasSubstr("stratwatch_searchable_seconds_count 1"));
}

// Killed at each commit in turn, before and after it is written, the store ends the same.
TEST_F(IndexTaskTest, EndsWithTheSameStoreAfterAKillAtAnyCommit) {
  std::vector<Article> articles;
  for (int i = 0; i < 10; ++i) {
    articles.push_back(
        Resolved("https://host.example/" + std::to_string(i % 7), "Text " + std::to_string(i)));
  }
  AppendArticles(Topic::kResolved, articles);
  for (const bool after_write : {false, true}) {
    for (int commit = 1; commit <= 4; ++commit) {
      log_.reset();
      database_.reset();
      std::filesystem::remove_all(folder_ / "store");
      Reopen();
      AppendArticles(Topic::kResolved, articles);
      Kill kill;
      kill.commits_left = commit;
      kill.after_write = after_write;
      MortalLog mortal(*log_, kill);
      EXPECT_FALSE(Index(&mortal));
      Reopen();
      ASSERT_TRUE(Index());
      EXPECT_THAT(Outcomes(), ElementsAre(Pair("stored", 7)));
      const auto last = store::ArticleStore(*database_).Find(articles.back().id);
      ASSERT_TRUE(last && last->has_value());
      EXPECT_EQ((*last)->text, "Text 9");
    }
  }
}

}  // namespace
}  // namespace stratwatch::pipeline
