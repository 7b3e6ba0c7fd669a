#include "pipeline/resolve_task.h"

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
using ::testing::SizeIs;

class ResolveTaskTest : public testing::TaskTest {
 protected:
  // What resolve says of each article, in order: "stored", "duplicate of a", … with " again" for
  // a repeat. Articles are named by the last letter of their URL.
  std::vector<std::string> Resolve(const std::vector<Article>& articles) {
    AppendArticles(Topic::kArticles, articles);
    return ResolveRest();
  }

  std::vector<std::string> ResolveRest(Log* log = nullptr) {
    const auto task = ResolveTask::Open(*database_, {}, metrics_);
    if (!task) return {task.error().message};
    const auto drained = Drain(**task, {Topic::kArticles}, log);
    if (!drained) return {drained.error().message};
    return Verdicts();
  }

  std::vector<std::string> Verdicts() {
    std::map<ArticleId, std::string> names;
    std::vector<std::string> verdicts;
    for (const auto& article : ReadArticles(Topic::kResolved)) {
      names[article.id] = article.url.Text().substr(article.url.Text().size() - 1);
      std::string verdict = names[article.id] + " " + std::string(OutcomeName(article.outcome));
      if (article.resolution.duplicate_of)
        verdict += " of " + names[*article.resolution.duplicate_of];
      if (article.resolution.repeat) verdict += " again";
      verdicts.push_back(verdict);
    }
    return verdicts;
  }

  static Article Ended(std::string_view url, Outcome outcome) {
    Article article = ArticleWith(url, "");
    article.content_hash = {};
    article.outcome = outcome;
    return article;
  }
};

constexpr std::string_view kUrlA = "https://one.example/a";
constexpr std::string_view kUrlB = "https://two.example/b";
constexpr std::string_view kUrlC = "https://three.example/c";

TEST_F(ResolveTaskTest, StoresArticlesOfDifferentText) {
  EXPECT_THAT(Resolve({ArticleWith(kUrlA, "Le Maroc"), ArticleWith(kUrlB, "المغرب")}),
              ElementsAre("a stored", "b stored"));
}

TEST_F(ResolveTaskTest, TellsAnExactCopyUnderAnotherUrl) {
  EXPECT_THAT(Resolve({ArticleWith(kUrlA, "Same text"), ArticleWith(kUrlB, "same  TEXT"),
                       ArticleWith(kUrlC, "same text")}),
              ElementsAre("a stored", "b duplicate of a", "c duplicate of a"));
}

TEST_F(ResolveTaskTest, TellsACopyOfAnEarlierBatch) {
  EXPECT_THAT(Resolve({ArticleWith(kUrlA, "Same text")}), ElementsAre("a stored"));
  EXPECT_THAT(Resolve({ArticleWith(kUrlB, "Same text")}),
              ElementsAre("a stored", "b duplicate of a"));
}

TEST_F(ResolveTaskTest, ARepeatOfAnOriginalStaysTheOriginal) {
  EXPECT_THAT(Resolve({ArticleWith(kUrlA, "Text"), ArticleWith(kUrlA, "Text")}),
              ElementsAre("a stored", "a stored again"));
}

TEST_F(ResolveTaskTest, ARepeatOfACopyStaysACopy) {
  EXPECT_THAT(
      Resolve({ArticleWith(kUrlA, "Text"), ArticleWith(kUrlB, "Text"), ArticleWith(kUrlB, "Text")}),
      ElementsAre("a stored", "b duplicate of a", "b duplicate of a again"));
}

TEST_F(ResolveTaskTest, AnEditedVersionReplacesItsRecord) {
  EXPECT_THAT(Resolve({ArticleWith(kUrlA, "First version"), ArticleWith(kUrlA, "Second version")}),
              ElementsAre("a stored", "a stored again"));
}

TEST_F(ResolveTaskTest, LetsFinalOutcomesPass) {
  EXPECT_THAT(Resolve({Ended(kUrlA, Outcome::kGone), Ended(kUrlB, Outcome::kIrrelevant)}),
              ElementsAre("a gone", "b irrelevant"));
}

TEST_F(ResolveTaskTest, AFailureTakesNothingAwayFromAStoredArticle) {
  EXPECT_THAT(Resolve({ArticleWith(kUrlA, "Text"), Ended(kUrlA, Outcome::kBlockedBot)}),
              ElementsAre("a stored"));
  EXPECT_EQ(metrics_.Value("stratwatch_resolve_kept_total"), 1);
}

TEST_F(ResolveTaskTest, AnArticleFollowsAFailure) {
  EXPECT_THAT(Resolve({Ended(kUrlA, Outcome::kUnreachable), ArticleWith(kUrlA, "Text")}),
              ElementsAre("a unreachable", "a stored"));
}

TEST_F(ResolveTaskTest, SetsARecordAsideThatIsNoArticle) {
  Append({{Topic::kArticles, {"key", "\xFF\xFFnonsense", {}}}});
  EXPECT_THAT(Resolve({ArticleWith(kUrlA, "Text")}), ElementsAre("a stored"));
  ASSERT_THAT(ReadDeadLetters(), SizeIs(1));
  EXPECT_EQ(ReadDeadLetters().front().value, "\xFF\xFFnonsense");
}

// Killed at each commit in turn, before and after it is written, the verdicts are the same.
TEST_F(ResolveTaskTest, GivesTheSameVerdictsAfterAKillAtAnyCommit) {
  std::vector<Article> articles;
  for (int i = 0; i < 10; ++i) {
    const std::string url = "https://host.example/" + std::string(1, static_cast<char>('a' + i));
    articles.push_back(ArticleWith(url, "Text " + std::to_string(i % 4)));
  }
  const auto expected = Resolve(articles);
  for (const bool after_write : {false, true}) {
    for (int commit = 1; commit <= 4; ++commit) {
      log_.reset();
      database_.reset();
      std::filesystem::remove_all(folder_ / "store");
      Reopen();
      AppendArticles(Topic::kArticles, articles);
      Kill kill;
      kill.commits_left = commit;
      kill.after_write = after_write;
      MortalLog mortal(*log_, kill);
      EXPECT_THAT(ResolveRest(&mortal), ElementsAre(HasSubstr("killed")));
      Reopen();
      EXPECT_EQ(ResolveRest(), expected) << commit << (after_write ? " after" : " before");
    }
  }
}

}  // namespace
}  // namespace stratwatch::pipeline
