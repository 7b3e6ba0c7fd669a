#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <string_view>

#include "parsers/article_extractor.h"

namespace stratwatch::parsers {
namespace {

struct NextCase {
  const char* name;
  std::string_view url;
  std::string_view markup;
  std::string_view next;  // Address and evidence; empty for none.
};
void PrintTo(const NextCase& each, std::ostream* out) {
  *out << each.name;
}

constexpr NextCase kCases[] = {
    {"RelNextOfALink", "https://news.example/story", "<link rel=next href=/story?page=2>",
     "https://news.example/story?page=2 rel:next"},
    {"RelNextOfAnAnchor", "https://news.example/story/", "<a rel='nofollow next' href=2/>more</a>",
     "https://news.example/story/2/ rel:next"},
    {"NumberedLink", "https://news.example/a/story.html", "<a href=story_2.html>2</a>",
     "https://news.example/a/story_2.html link:number"},
    {"NumberInTheQuery", "https://news.example/story?id=77", "<a href='?id=77&page=2'>2</a>",
     "https://news.example/story?id=77&page=2 link:number"},
    {"PageSegment", "https://news.example/story/page/2/", "<a href=/story/page/3/#top>3</a>",
     "https://news.example/story/page/3/ link:number"},
    {"GermanSegment", "https://news.example/bericht", "<a href=/bericht/seite-2>2</a>",
     "https://news.example/bericht/seite-2 link:number"},
    {"CommaBeforeTheNumber", "https://news.example/story", "<a href=/story,2>2</a>",
     "https://news.example/story,2 link:number"},
    {"NextPostOfABlog", "https://news.example/story",
     "<link rel=next href=/another-story-2><a rel=next href=/another-story-2>Next</a>", ""},
    {"PageOfComments", "https://news.example/story", "<a href=/story/comment-page-2>2</a>", ""},
    {"TheLastPage", "https://news.example/story?page=2", "<a href='/story?page=1'>1</a>", ""},
    {"PageAfterNext", "https://news.example/story", "<a href='/story?page=3'>3</a>", ""},
    {"NextDayOfAnArchive", "https://news.example/2026/03/17", "<a href=/2026/03/18>18</a>", ""},
    {"AnotherHost", "https://news.example/story", "<a href='https://other.example/story/2'>2</a>",
     ""},
    {"ANumberInAName", "https://news.example/covid", "<a href=/covid2>2</a>", ""},
    {"ALinkWithText", "https://news.example/story", "<a href=/story/2>2 comments</a>", ""},
    {"UnusableAddress", "https://news.example/story", "<a href='http://[2'>2</a>", ""},
};

class NextPageIs : public testing::TestWithParam<NextCase> {};

TEST_P(NextPageIs, TheSameAddressWithTheNextNumber) {
  PageHints hints;
  hints.url = *Url::Parse(GetParam().url);
  const auto article = ArticleExtractor().Extract(
      "<html><body><p>Text.</p>" + std::string(GetParam().markup) + "</body></html>", hints);
  ASSERT_TRUE(article) << article.error().message;
  std::string next;
  for (const Statement& each : article->statements) {
    if (each.field == StatementField::kNextPage) next += each.value + " " + each.evidence;
  }
  EXPECT_EQ(next, GetParam().next);
}

INSTANTIATE_TEST_SUITE_P(Addresses, NextPageIs, testing::ValuesIn(kCases),
                         [](const auto& each) { return std::string(each.param.name); });

}  // namespace
}  // namespace stratwatch::parsers
