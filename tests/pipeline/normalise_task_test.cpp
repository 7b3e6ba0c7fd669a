#include "pipeline/normalise_task.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/pipeline/judges.h"
#include "tests/pipeline/task_testing.h"
#include "tests/support/temporary_folder.h"

namespace stratwatch::pipeline {
namespace {

using testing::ArticlePage;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::Judges;
using testing::kOffTopicParagraph;
using testing::kPolicyParagraph;
using ::testing::Not;
using testing::PageWith;
using ::testing::SizeIs;

class NormaliseTaskTest : public testing::TaskTest {
 protected:
  // The articles that these pages become, in order.
  std::vector<Article> Normalise(const std::vector<Page>& pages,
                                 NormaliseTaskOptions options = {}) {
    AppendPages(pages);
    NormaliseTask task(options, Judges::Shared().rules(), clock_, metrics_);
    const auto drained =
        DrainAt(task, {Topic::kPages, Topic::kPagesBackfill}, PositionHome::kLog, nullptr, 50);
    EXPECT_TRUE(drained.has_value()) << drained.error().message;
    return ReadArticles(Topic::kArticles);
  }

  Article NormaliseOne(const Page& page, NormaliseTaskOptions options = {}) {
    auto articles = Normalise({page}, options);
    EXPECT_THAT(articles, SizeIs(1));
    return articles.empty() ? Article() : std::move(articles.front());
  }
};

constexpr std::string_view kUrl = "https://press.example/2026/ai-strategy";

TEST_F(NormaliseTaskTest, ReadsTagsAndJudgesAnArticle) {
  const Article article =
      NormaliseOne(PageWith(kUrl, ArticlePage("Morocco adopts its AI strategy", kPolicyParagraph)));
  EXPECT_EQ(article.outcome, Outcome::kPending);
  EXPECT_EQ(article.title, "Morocco adopts its AI strategy");
  EXPECT_EQ(article.language, "en");
  EXPECT_THAT(article.text, HasSubstr("national artificial intelligence strategy"));
  EXPECT_TRUE(article.relevance.relevant);
  EXPECT_THAT(article.relevance.reasons, Not(IsEmpty()));
  EXPECT_THAT(article.tags, ::testing::Contains(::testing::Field(&Tag::canonical_id, "MA")));
  EXPECT_NE(article.content_hash, ContentHash());
}

TEST_F(NormaliseTaskTest, CarriesWhatThePageBrought) {
  Page page = PageWith(kUrl, ArticlePage("Title", kPolicyParagraph));
  page.publisher_country = "FR";
  page.archive = ArchiveLocation{"a.warc.gz", 12, 34};
  const Article article = NormaliseOne(page);
  EXPECT_EQ(article.id, page.id);
  EXPECT_EQ(article.url, page.url);
  EXPECT_EQ(article.source, page.source);
  EXPECT_EQ(article.publisher_country, "FR");
  EXPECT_THAT(article.sightings, SizeIs(1));
  EXPECT_EQ(article.exchange.status, 200);
  EXPECT_EQ(article.archive->offset, 12U);
}

TEST_F(NormaliseTaskTest, KeepsOnlyMetadataOfAnIrrelevantArticle) {
  const Article article =
      NormaliseOne(PageWith(kUrl, ArticlePage("A fine day at the races", kOffTopicParagraph)));
  EXPECT_EQ(article.outcome, Outcome::kIrrelevant);
  EXPECT_EQ(article.text, "");
  EXPECT_EQ(article.title, "A fine day at the races");
  EXPECT_EQ(article.language, "en");
  for (const Tag& tag : article.tags) EXPECT_EQ(tag.field, TagField::kTitle);
}

TEST_F(NormaliseTaskTest, KeepsTheTextOfAnIrrelevantArticleWhenTold) {
  NormaliseTaskOptions options;
  options.keep_irrelevant_text = true;
  const Article article = NormaliseOne(
      PageWith(kUrl, ArticlePage("A fine day at the races", kOffTopicParagraph)), options);
  EXPECT_EQ(article.outcome, Outcome::kIrrelevant);
  EXPECT_THAT(article.text, HasSubstr("horses"));
}

TEST_F(NormaliseTaskTest, APageThatEndedGoesOnAsAnArticleWithoutText) {
  Page page = PageWith(kUrl, "");
  page.outcome = Outcome::kGone;
  page.exchange.status = 404;
  page.exchange.failure = "HTTP 404";
  const Article article = NormaliseOne(page);
  EXPECT_EQ(article.outcome, Outcome::kGone);
  EXPECT_EQ(article.outcome_reason, "HTTP 404");
  EXPECT_EQ(article.text, "");
}

TEST_F(NormaliseTaskTest, APageWithoutABodyIsMalformed) {
  const Article article =
      NormaliseOne(PageWith(kUrl, "<html><head><title>x</title></head><body></body></html>"));
  EXPECT_EQ(article.outcome, Outcome::kMalformed);
  EXPECT_THAT(article.outcome_reason, Not(IsEmpty()));
}

// A page that cannot be read ends in exactly one outcome, and its bytes are kept.
TEST_F(NormaliseTaskTest, ABinaryPageIsDeadLetteredAndSaysSo) {
  const std::string binary = "%PDF-1.7\n" + std::string(64, '\0') + "\x89\xFF";
  const Article article = NormaliseOne(PageWith(kUrl, binary));
  EXPECT_EQ(article.outcome, Outcome::kDeadLettered);
  EXPECT_THAT(article.outcome_reason, Not(IsEmpty()));
  ASSERT_THAT(ReadDeadLetters(), SizeIs(1));
  const auto letter = ReadDeadLetters().front();
  EXPECT_EQ(letter.task, "normalise");
  const auto page = wire::DecodePage(letter.value);
  ASSERT_TRUE(page.has_value());
  EXPECT_EQ(page->body, binary);
}

TEST_F(NormaliseTaskTest, ATooComplexPageIsDeadLetteredAndItsNeighboursAreNot) {
  std::string nested;
  for (int i = 0; i < 20'000; ++i) nested += "<div>";
  const auto articles =
      Normalise({PageWith("https://a.example/1", ArticlePage("One", kPolicyParagraph)),
                 PageWith("https://a.example/2", nested),
                 PageWith("https://a.example/3", ArticlePage("Three", kPolicyParagraph))});
  ASSERT_THAT(articles, SizeIs(3));
  EXPECT_EQ(articles[0].outcome, Outcome::kPending);
  EXPECT_EQ(articles[1].outcome, Outcome::kDeadLettered);
  EXPECT_EQ(articles[2].outcome, Outcome::kPending);
  EXPECT_THAT(ReadDeadLetters(), SizeIs(1));
}

TEST_F(NormaliseTaskTest, ARecordThatIsNoPageIsDeadLettered) {
  Append({{Topic::kPages, {"host", "\x0F\xFFnonsense", {}}}});
  EXPECT_THAT(Normalise({}), IsEmpty());
  EXPECT_THAT(ReadDeadLetters(), SizeIs(1));
}

TEST_F(NormaliseTaskTest, CopiesThatDifferInCaseAndSpacesHashAlike) {
  const auto articles = Normalise(
      {PageWith("https://a.example/1", ArticlePage("One", kPolicyParagraph)),
       PageWith("https://b.example/2", "<!-- x -->" + ArticlePage("Two", kPolicyParagraph))});
  ASSERT_THAT(articles, SizeIs(2));
  EXPECT_EQ(articles[0].content_hash, articles[1].content_hash);
}

TEST_F(NormaliseTaskTest, AnswersABodyThatCameBeforeFromMemory) {
  const std::string body = ArticlePage("One", kPolicyParagraph);
  NormaliseTaskOptions options;
  NormaliseTask task(options, Judges::Shared().rules(), clock_, metrics_);
  AppendPages({PageWith("https://a.example/1", body)});
  ASSERT_TRUE(DrainAt(task, {Topic::kPages}, PositionHome::kLog, nullptr, 50));
  AppendPages({PageWith("https://a.example/2", body), PageWith("https://b.example/3", body)});
  ASSERT_TRUE(DrainAt(task, {Topic::kPages}, PositionHome::kLog, nullptr, 50));
  EXPECT_EQ(metrics_.Value("stratwatch_normalise_cache_hits_total"), 1);
  const auto articles = ReadArticles(Topic::kArticles);
  ASSERT_THAT(articles, SizeIs(3));
  EXPECT_EQ(articles[1].url.Text(), "https://a.example/2");
  EXPECT_EQ(articles[1].text, articles[0].text);
}

TEST_F(NormaliseTaskTest, CountsWhatBecameOfTheHostsRules) {
  NormaliseTaskOptions options;
  ASSERT_TRUE(options.extractor.rules.Add("press.example", parsers::RuleField::kBody, "p"));
  ASSERT_TRUE(options.extractor.rules.Add("press.example", parsers::RuleField::kDate, ".gone"));
  const Article article = NormaliseOne(
      PageWith("https://m.press.example/a", ArticlePage("One", kPolicyParagraph)), options);
  EXPECT_EQ(article.extraction.method, "rule");
  const auto count = [&](const char* field, const char* effect) {
    return metrics_.Value("stratwatch_site_rules_total",
                          {{"host", "press.example"}, {"field", field}, {"effect", effect}});
  };
  EXPECT_EQ(count("body", "applied"), 1);
  EXPECT_EQ(count("date", "no-match"), 1);
}

TEST_F(NormaliseTaskTest, ReadsABodyAgainUnderNewRules) {
  stratwatch::testing::TemporaryFolder folder;
  std::filesystem::copy(
      STRATWATCH_GAZETTEER_FOLDER, folder.Path(),
      std::filesystem::copy_options::recursive | std::filesystem::copy_options::overwrite_existing);
  const auto rules = *Rules::Load(folder.Path(), {});
  const std::string body = ArticlePage("One", kPolicyParagraph);
  NormaliseTask task({}, *rules, clock_, metrics_);
  AppendPages({PageWith("https://a.example/1", body)});
  ASSERT_TRUE(DrainAt(task, {Topic::kPages}, PositionHome::kLog, nullptr, 50));
  std::ofstream(folder / "homographs.tsv", std::ios::app) << "en\tMorocco\tnever\t\tinvented\n";
  ASSERT_TRUE(rules->Reload().has_value());
  AppendPages({PageWith("https://a.example/2", body)});
  ASSERT_TRUE(DrainAt(task, {Topic::kPages}, PositionHome::kLog, nullptr, 50));
  const auto articles = ReadArticles(Topic::kArticles);
  ASSERT_THAT(articles, SizeIs(2));
  const auto morocco = ::testing::Contains(::testing::Field(&Tag::canonical_id, "MA"));
  EXPECT_THAT(articles[0].tags, morocco);
  EXPECT_THAT(articles[1].tags, Not(morocco));
}

TEST_F(NormaliseTaskTest, ReadsABodyAgainUnderNewSiteRules) {
  parsers::SiteRules read;
  const auto rules = *Rules::Load(STRATWATCH_GAZETTEER_FOLDER, {},
                                  [&]() -> Result<parsers::SiteRules> { return read; });
  const std::string body = ArticlePage("One", kPolicyParagraph);
  NormaliseTask task({}, *rules, clock_, metrics_);
  AppendPages({PageWith("https://a.example/1", body)});
  ASSERT_TRUE(DrainAt(task, {Topic::kPages}, PositionHome::kLog, nullptr, 50));
  ASSERT_TRUE(read.Add("a.example", parsers::RuleField::kBody, "p"));
  ASSERT_TRUE(rules->Reload().has_value());
  AppendPages({PageWith("https://a.example/2", body)});
  ASSERT_TRUE(DrainAt(task, {Topic::kPages}, PositionHome::kLog, nullptr, 50));
  const auto articles = ReadArticles(Topic::kArticles);
  ASSERT_THAT(articles, SizeIs(2));
  EXPECT_NE(articles[0].extraction.method, "rule");
  EXPECT_EQ(articles[1].extraction.method, "rule");
}

TEST_F(NormaliseTaskTest, TheSamePageGivesTheSameRecordAgain) {
  const Page page = PageWith(kUrl, ArticlePage("One", kPolicyParagraph));
  Normalise({page});
  Normalise({page});
  const auto records = Read(Topic::kArticles);
  ASSERT_THAT(records, SizeIs(2));
  EXPECT_EQ(records[0].record.value, records[1].record.value);
  EXPECT_EQ(records[0].record.headers, records[1].record.headers);
}

}  // namespace
}  // namespace stratwatch::pipeline
