#include "pipeline/story_lineage.h"

#include "pipeline/content_hash.h"

namespace stratwatch::pipeline {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

using std::chrono::hours;
using std::chrono::minutes;

constexpr std::chrono::sys_seconds kDay = std::chrono::sys_days{std::chrono::May / 4 / 2026};

// Fetched `fetched` after the day began.
Article SeenAt(std::string_view name, std::chrono::minutes fetched) {
  Article article;
  article.id = ArticleId{HashOfText(name)};
  article.title = name;
  article.exchange.fetched_at = kDay + fetched;
  return article;
}

Article Dated(std::string_view name, std::chrono::minutes fetched, std::chrono::minutes published,
              float confidence = 0.98F, DatePrecision precision = DatePrecision::kSecond) {
  Article article = SeenAt(name, fetched);
  PublishedDate date;
  date.utc = kDay + published;
  date.confidence = confidence;
  date.precision = precision;
  article.published = date;
  return article;
}

Article CopyOf(const Article& original, Article article) {
  article.resolution.duplicate_of = original.id;
  return article;
}

std::vector<std::string> Originals(const std::vector<Article>& articles) {
  std::vector<std::string> titles;
  for (const StoryReport& report : ReportsOf(articles)) titles.push_back(report.original->title);
  return titles;
}

TEST(StoryLineage, HasNoReportsOfNoArticles) {
  EXPECT_THAT(ReportsOf({}), IsEmpty());
}

// The agency was fetched after the paper that copied it, but its date says that it was first.
TEST(StoryLineage, TakesTheEarliestTrustedDateAsTheOriginal) {
  const Article paper = Dated("paper", hours(9), hours(8));
  const Article agency = CopyOf(paper, Dated("agency", hours(12), hours(7)));
  const std::vector<Article> articles = {paper, agency};
  const auto reports = ReportsOf(articles);
  ASSERT_THAT(reports, SizeIs(1));
  EXPECT_EQ(reports[0].original->title, "agency");
  EXPECT_EQ(reports[0].time, kDay + hours(7));
  EXPECT_FALSE(reports[0].by_fetch);
  ASSERT_THAT(reports[0].copies, SizeIs(1));
  EXPECT_EQ(reports[0].copies[0]->title, "paper");
}

TEST(StoryLineage, CountsFromTheFetchWhereADateCannotBeTrusted) {
  const Article first = Dated("guessed", hours(12), hours(1), 0.5F);
  const Article second = CopyOf(first, Dated("future", hours(11), hours(30)));
  const Article third = CopyOf(first, SeenAt("undated", hours(10)));
  const std::vector<Article> articles = {first, second, third};
  const auto reports = ReportsOf(articles);
  ASSERT_THAT(reports, SizeIs(1));
  EXPECT_EQ(reports[0].original->title, "undated");
  EXPECT_TRUE(reports[0].by_fetch);
}

// The day alone may be any time of it, but not after we had it.
TEST(StoryLineage, PutsADayBehindItsHours) {
  const Article day = Dated("day", hours(40), hours(0), 0.98F, DatePrecision::kDay);
  const Article noon = CopyOf(day, Dated("noon", hours(41), hours(12)));
  EXPECT_THAT(Originals({day, noon}), ElementsAre("noon"));
  const Article early = Dated("early", hours(9), hours(0), 0.98F, DatePrecision::kDay);
  EXPECT_THAT(Originals({early, CopyOf(early, Dated("late", hours(41), hours(12)))}),
              ElementsAre("early"));
}

TEST(StoryLineage, JoinsCopiesOfCopiesAndCountsIndependentReports) {
  const Article a = SeenAt("a", hours(1));
  const Article b = CopyOf(a, SeenAt("b", hours(2)));
  const Article c = CopyOf(b, SeenAt("c", hours(3)));
  const Article other = SeenAt("other", hours(2));
  EXPECT_THAT(Originals({other, c, b, a}), ElementsAre("a", "other"));
}

// The original may have been told to be of no story, or be of another one by now.
TEST(StoryLineage, KeepsCopiesOfAnArticleElsewhereTogether) {
  const Article gone = SeenAt("gone", hours(1));
  EXPECT_THAT(Originals({CopyOf(gone, SeenAt("b", hours(3))), CopyOf(gone, SeenAt("a", hours(2)))}),
              ElementsAre("a"));
}

TEST(StoryLineage, EndsOnARingOfCopies) {
  Article a = SeenAt("a", hours(1));
  Article b = CopyOf(a, SeenAt("b", hours(2)));
  a.resolution.duplicate_of = b.id;
  EXPECT_THAT(Originals({a, b}), SizeIs(::testing::Ge(1u)));
}

}  // namespace
}  // namespace stratwatch::pipeline
