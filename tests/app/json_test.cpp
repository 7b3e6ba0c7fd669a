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

TEST(ArticleJson, LeavesTextOutOfASummary) {
  Article article;
  article.text = "the text";
  EXPECT_THAT(ArticleJson(article, ArticleDetail::kSummary), ::testing::Not(HasSubstr("the text")));
  EXPECT_THAT(ArticleJson(article, ArticleDetail::kWhole), HasSubstr("the text"));
}

}  // namespace
}  // namespace stratwatch::app
