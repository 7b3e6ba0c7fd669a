#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "parsers/article_extractor.h"

namespace stratwatch::parsers {
namespace {

std::vector<std::string> Stated(std::string_view head, StatementField field,
                                ExtractionTrace* trace = nullptr) {
  PageHints hints;
  hints.url = *Url::Parse("https://news.example/2026/story");
  const std::string page = "<html><head>" + std::string(head) + "</head><body><p>x</body></html>";
  const auto article = ArticleExtractor().Extract(page, hints, trace);
  EXPECT_TRUE(article) << article.error().message;
  std::vector<std::string> found;
  for (const Statement& each : article->statements) {
    if (each.field != field) continue;
    found.push_back((each.language.empty() ? "" : each.language + " ") + each.value + " " +
                    each.evidence);
  }
  return found;
}

struct StatementCase {
  const char* name;
  StatementField field;
  std::string_view head;
  std::vector<std::string> found;
};
void PrintTo(const StatementCase& each, std::ostream* out) {
  *out << each.name;
}

using F = StatementField;

const StatementCase kCases[] = {
    {"Canonical",
     F::kCanonical,
     "<link rel=canonical href=/a?b=1>",
     {"https://news.example/a?b=1 link:canonical"}},
    {"CanonicalWins",
     F::kCanonical,
     "<meta property=og:url content=https://b.example/><link rel=canonical "
     "href=https://a.example/>",
     {"https://a.example/ link:canonical"}},
    {"CanonicalByOpenGraph",
     F::kCanonical,
     "<link rel=canonical href='javascript:1'><meta property=og:url content=https://b.example/>",
     {"https://b.example/ meta:og:url"}},
    {"CanonicalByJsonLd",
     F::kCanonical,
     "<script type=application/ld+json>{\"@type\":\"NewsArticle\",\"mainEntityOfPage\":"
     "{\"@id\":\"https://c.example/x\"}}</script>",
     {"https://c.example/x json-ld:url"}},
    {"CanonicalOnBase",
     F::kCanonical,
     "<base href=https://cdn.example/d/><link rel=canonical href=e>",
     {"https://cdn.example/d/e link:canonical"}},
    {"Amp",
     F::kAmp,
     "<link rel=amphtml href=/amp/story><link rel=amphtml href=/other>",
     {"https://news.example/amp/story link:amphtml"}},
    {"Alternates",
     F::kAlternate,
     "<link rel=alternate hreflang=fr_ma href=/fr><link rel=ALTERNATE hreflang=x-default href=/>"
     "<link hreflang=zh-hant-tw rel=alternate href=//zh.example/><link rel=alternate hreflang=ar "
     "href=/ar><link rel=alternate hreflang=ar href=/ar>",
     {"fr-MA https://news.example/fr link:hreflang",
      "x-default https://news.example/ link:hreflang",
      "zh-hant-TW https://zh.example/ link:hreflang", "ar https://news.example/ar link:hreflang"}},
    {"AlternatesAreNoFeeds",
     F::kAlternate,
     "<link rel=alternate type=application/rss+xml href=/feed><link rel=alternate hreflang='e n' "
     "href=/x><link rel=alternate hreflang=e href=/x><link rel=alternate hreflang=de>",
     {}},
    {"Section",
     F::kSection,
     "<meta property=article:section content='Économie &amp; IA'>",
     {"Économie & IA meta:article:section"}},
    {"SectionsByJsonLd",
     F::kSection,
     "<meta name=section content=x><script type=application/ld+json>{\"@type\":\"NewsArticle\","
     "\"articleSection\":[\"Политика\",\"Технологии\"]}</script>",
     {"Политика json-ld:articleSection", "Технологии json-ld:articleSection"}},
    {"Keywords",
     F::kKeyword,
     "<meta name=keywords content='AI, Morocco,, AI ,chips'>",
     {"AI meta:keywords", "Morocco meta:keywords", "chips meta:keywords"}},
    {"ArticleTagsBeforeKeywords",
     F::kKeyword,
     "<meta name=keywords content=a><meta property=article:tag content=b><meta "
     "property=article:tag content=c>",
     {"b meta:article:tag", "c meta:article:tag"}},
    {"ChineseKeywords",
     F::kKeyword,
     "<meta name=keywords content='人工智能，摩洛哥、芯片'>",
     {"人工智能 meta:keywords", "摩洛哥 meta:keywords", "芯片 meta:keywords"}},
    {"ArabicKeywords",
     F::kKeyword,
     "<meta name=news_keywords content='ذكاء، المغرب؛ قانون'>",
     {"ذكاء meta:news_keywords", "المغرب meta:news_keywords", "قانون meta:news_keywords"}},
    {"KeywordsByJsonLd",
     F::kKeyword,
     "<script type=application/ld+json>{\"@type\":\"NewsArticle\",\"keywords\":[\"यूनेस्को, एआई\","
     "{\"@type\":\"DefinedTerm\",\"name\":\"नीति\"}]}</script>",
     {"यूनेस्को json-ld:keywords", "एआई json-ld:keywords", "नीति json-ld:keywords"}},
    {"KeywordIsNoSentence",
     F::kKeyword,
     "<meta name=keywords content='This is a whole sentence that someone put where keywords belong "
     "and it goes on for much longer than any keyword would ever do'>",
     {}},
    {"Image",
     F::kImage,
     "<meta property=og:image content=/lead.jpg>",
     {"https://news.example/lead.jpg meta:og:image"}},
    {"ImagesByJsonLd",
     F::kImage,
     "<meta name=twitter:image content=/t.jpg><script type=application/ld+json>"
     "{\"@graph\":[{\"@type\":\"NewsArticle\",\"image\":[\"https://i.example/1.jpg\","
     "{\"@type\":\"ImageObject\",\"url\":\"https://i.example/2.jpg\"},{\"@id\":\"#i\"}]},"
     "{\"@type\":\"ImageObject\",\"@id\":\"#i\",\"contentUrl\":\"https://i.example/3.jpg\"}]}"
     "</script>",
     {"https://i.example/1.jpg json-ld:image", "https://i.example/2.jpg json-ld:image",
      "https://i.example/3.jpg json-ld:image"}},
    {"ImageByTwitter",
     F::kImage,
     "<meta property=og:image content='data:image/png;base64,x'><meta name=twitter:image:src "
     "content=/t.jpg>",
     {"https://news.example/t.jpg meta:twitter:image:src"}},
    {"FreeAccess",
     F::kFreeAccess,
     "<script "
     "type=application/ld+json>{\"@type\":\"NewsArticle\",\"isAccessibleForFree\":\"False\"}"
     "</script><meta property=article:content_tier content=free>",
     {"false json-ld:isAccessibleForFree"}},
    {"FreeAccessByMicrodata",
     F::kFreeAccess,
     "<meta itemprop=isAccessibleForFree content=True>",
     {"true meta:isAccessibleForFree"}},
    {"FreeAccessByTier",
     F::kFreeAccess,
     "<meta property=article:content_tier content=locked>",
     {"false meta:article:content_tier"}},
    {"MeteredIsNeither",
     F::kFreeAccess,
     "<meta property=article:content_tier content=metered>",
     {}},
};

class PageStates : public testing::TestWithParam<StatementCase> {};

TEST_P(PageStates, WithItsEvidence) {
  EXPECT_EQ(Stated(GetParam().head, GetParam().field), GetParam().found);
}

INSTANTIATE_TEST_SUITE_P(Fields, PageStates, testing::ValuesIn(kCases),
                         [](const auto& each) { return each.param.name; });

TEST(PageStatements, AreBounded) {
  std::string head;
  for (int i = 0; i < 300; ++i) {
    const std::string number = std::to_string(i);
    head += "<meta property=article:tag content=t" + number + "><meta property=og:image content=/" +
            number + "><link rel=alternate hreflang=fr href=/" + number + ">";
  }
  EXPECT_EQ(Stated(head, F::kKeyword).size(), 40U);
  EXPECT_EQ(Stated(head, F::kImage).size(), 5U);
  EXPECT_EQ(Stated(head, F::kAlternate).size(), 100U);
}

TEST(PageStatements, StandInTheTrace) {
  ExtractionTrace trace;
  Stated("<meta property=article:section content=Politik>", F::kSection, &trace);
  EXPECT_EQ(trace.EvidenceOf("section"), "meta:article:section");
}

}  // namespace
}  // namespace stratwatch::parsers
