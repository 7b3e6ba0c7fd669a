#include "app/json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace stratwatch::app {
namespace {

using ::testing::HasSubstr;

TEST(Json, QuotesControlCharacters) {
  EXPECT_EQ(QuoteJson("a\"\n"), "\"a\\\"\\n\"");
}

TEST(Json, ReplacesBrokenUtf8InsteadOfFailing) {
  EXPECT_EQ(QuoteJson("a\xff"), "\"a\xEF\xBF\xBD\"");
}

TEST(Json, GivesTimesInUtc) {
  EXPECT_EQ(TimeText(std::chrono::sys_seconds(std::chrono::seconds(1747939200))),
            "2025-05-22T18:40:00Z");
}

TEST(Json, GivesNoTimeForNever) {
  EXPECT_EQ(TimeText({}), "");
}

TEST(PredictionJson, HasTheScorersForm) {
  parsers::ExtractedArticle article;
  article.title = "T";
  article.language = "en";
  EXPECT_EQ(
      PredictionJson("a.html", article),
      R"({"file":"a.html","title":"T","authors":[],"published":null,"language":"en","text":""})");
}

TEST(ExplanationJson, AddsHowThePageWasRead) {
  parsers::ExtractedArticle article;
  article.title = "T";
  parsers::ExtractionTrace trace;
  trace.values.push_back({"title", "T", "heading", true});
  trace.candidates.push_back({"blocks", 12, true});
  parsers::TracedBlock block;
  block.text = "Home";
  block.tag = "li";
  block.hints = {"nav@1"};
  block.link_density = 1;
  block.verdict = "unlikely";
  trace.blocks.push_back(block);
  EXPECT_THAT(
      ExplanationJson(article, *Url::Parse("https://example.org/"), trace),
      ::testing::AllOf(
          HasSubstr(R"("title":"T")"),
          HasSubstr(
              R"("values":[{"field":"title","value":"T","evidence":"heading","chosen":true}])"),
          HasSubstr(R"("candidates":[{"method":"blocks","letters":12,"chosen":true}])"),
          HasSubstr(R"("linked":1.0,"tag":"li","named":["nav@1"],"text":"Home"}])")));
}

TEST(ArticleJson, LeavesTextOutOfASummary) {
  Article article;
  article.text = "the text";
  EXPECT_THAT(ArticleJson(article, ArticleDetail::kSummary), ::testing::Not(HasSubstr("the text")));
  EXPECT_THAT(ArticleJson(article, ArticleDetail::kWhole), HasSubstr("the text"));
}

}  // namespace
}  // namespace stratwatch::app
