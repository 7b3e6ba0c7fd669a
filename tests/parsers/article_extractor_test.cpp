#include "parsers/article_extractor.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>
#include <set>
#include <string>
#include <string_view>

#include "tests/parsers/article_pages.h"

namespace stratwatch::parsers {
namespace {

using testing::ArticlePage;
using testing::ArticlePages;
using testing::ModernHtml;
using testing::TableHtml;

PageHints HintsFor(std::string_view url) {
  PageHints hints;
  hints.url = *Url::Parse(url);
  return hints;
}

Result<ExtractedArticle> Extract(std::string_view page) {
  return ArticleExtractor().Extract(page, HintsFor("https://news.example.org/story"));
}

std::string PrimarySubtag(const std::string& tag) {
  return tag.substr(0, tag.find('-'));
}

class ArticleOf : public ::testing::TestWithParam<ArticlePage> {};

TEST_P(ArticleOf, AModernPageIsCompleteAndClean) {
  const auto article = Extract(ModernHtml(GetParam()));
  ASSERT_TRUE(article.has_value()) << article.error().message;
  EXPECT_EQ(article->text, GetParam().Text());
  EXPECT_EQ(article->title, GetParam().title);
  EXPECT_EQ(PrimarySubtag(article->language), GetParam().language);
  EXPECT_EQ(article->authors, std::vector<std::string>{"Ana Example"});
  ASSERT_TRUE(article->published.has_value());
  EXPECT_EQ(article->published->Text(), "2026-03-17T09:30:00+01:00");
  EXPECT_EQ(article->site_name, "Example News");
  EXPECT_EQ(article->page_class, PageClass::kArticle);
}

TEST_P(ArticleOf, ATableLayoutKeepsItsParagraphs) {
  const auto article = Extract(TableHtml(GetParam()));
  ASSERT_TRUE(article.has_value()) << article.error().message;
  EXPECT_EQ(article->title, GetParam().title);
  EXPECT_EQ(PrimarySubtag(article->language), GetParam().language);
  for (const std::string_view paragraph : GetParam().paragraphs) {
    EXPECT_NE(article->text.find(paragraph), std::string::npos) << article->text;
  }
  EXPECT_EQ(article->text.find(GetParam().related_title), std::string::npos) << article->text;
}

INSTANTIATE_TEST_SUITE_P(Languages, ArticleOf, ::testing::ValuesIn(ArticlePages()),
                         [](const auto& each) { return each.param.name; });

const ArticlePage& English() {
  return ArticlePages().front();
}

TEST(ArticleExtractor, RecordsHowThePageWasRead) {
  const std::string page = ModernHtml(English());
  const auto article = Extract(page);
  ASSERT_TRUE(article.has_value());
  EXPECT_EQ(article->extraction.method, "blocks");
  EXPECT_EQ(article->extraction.charset, "utf-8");
  EXPECT_EQ(article->extraction.charset_evidence, "meta");
  EXPECT_EQ(article->extraction.page_bytes, page.size());
  EXPECT_EQ(article->extraction.text_bytes, article->text.size());
}

TEST(ArticleExtractor, TakesTheJsonLdBodyWhenThePageHidesIt) {
  std::string body;
  for (const std::string_view paragraph : English().paragraphs) {
    body += std::string(paragraph) + "\\n\\n";
  }
  const auto article = Extract(
      "<title>A plan for ten years</title><script type=application/ld+json>{\"@type\":"
      "\"NewsArticle\",\"headline\":\"A plan for ten years\",\"articleBody\":\"" +
      body + "\"}</script><div id=app></div><p>Loading.</p>");
  ASSERT_TRUE(article.has_value());
  EXPECT_EQ(article->extraction.method, "json-ld");
  EXPECT_EQ(article->text, English().Text());
}

TEST(ArticleExtractor, KeepsOneOfRepeatedParagraphs) {
  ArticlePage page = English();
  page.paragraphs.push_back(page.paragraphs[1]);
  const auto article = Extract(ModernHtml(page));
  ASSERT_TRUE(article.has_value());
  EXPECT_EQ(article->text, English().Text());
}

struct LineCase {
  const char* name;
  std::string_view html;  // Put behind the second paragraph.
};
void PrintTo(const LineCase& each, std::ostream* out) {
  *out << each.name;
}

class LeavesOut : public ::testing::TestWithParam<LineCase> {};

TEST_P(LeavesOut, ALineBetweenParagraphs) {
  std::string page = ModernHtml(English());
  page.insert(page.find("</p>", page.find(English().paragraphs[1])) + 4, GetParam().html);
  ExtractionTrace trace;
  const auto article =
      ArticleExtractor().Extract(page, HintsFor("https://news.example.org/story"), &trace);
  ASSERT_TRUE(article.has_value()) << article.error().message;
  EXPECT_EQ(article->text, English().Text());
}

constexpr LineCase kLines[] = {
    {"ReadAlso", "<p>Read also: <a href=/x>The ministry names its advisers</a></p>"},
    {"GermanReadAlso", "<p>Lesen Sie auch: <a href=/x>Das Ministerium nennt seine Berater</a></p>"},
    {"SpanishReadAlso", "<p>Lea también: <a href=/x>El ministerio nombra a sus asesores</a></p>"},
    {"Photo", "<p>Photo: Press office of the ministry</p>"},
    {"GermanPhoto", "<p>(Foto: Pressestelle des Ministeriums)</p>"},
    {"JapanesePhoto", "<p>写真＝科学技術省提供</p>"},
    {"CopyrightOfAPicture", "<p>© Example Agency/Press office</p>"},
};

INSTANTIATE_TEST_SUITE_P(Lines, LeavesOut, ::testing::ValuesIn(kLines),
                         [](const auto& each) { return each.param.name; });

TEST(ArticleExtractor, TellsHowItReadThePageWhenAsked) {
  ExtractionTrace trace;
  const auto article = ArticleExtractor().Extract(
      ModernHtml(English()), HintsFor("https://news.example.org/2026/03/17/story"), &trace);
  ASSERT_TRUE(article.has_value());
  EXPECT_EQ(trace.EvidenceOf("title"), "heading");
  EXPECT_EQ(trace.EvidenceOf("authors"), "json-ld:author");
  EXPECT_EQ(trace.EvidenceOf("published"), "json-ld:datePublished");
  ASSERT_EQ(trace.candidates.size(), 1U);
  EXPECT_EQ(trace.candidates[0].method, "blocks");
  EXPECT_TRUE(trace.candidates[0].chosen);
  std::string body;
  std::set<std::string_view> verdicts;
  for (const TracedBlock& block : trace.blocks) {
    verdicts.insert(block.verdict);
    if (block.verdict != "body") continue;
    if (!body.empty()) body += "\n\n";
    body += block.text;
  }
  EXPECT_EQ(body, article->text);
  EXPECT_EQ(verdicts.count("unlikely"), 1U);
}

TEST(ArticleExtractor, ListsWhatItPassedOver) {
  ExtractionTrace trace;
  const auto article = ArticleExtractor().Extract(
      "<title>A plan - Example</title><meta name=author content='Meta Name'>"
      "<meta property=article:modified_time content=2026-03-20>"
      "<script type=application/ld+json>{\"@type\":\"NewsArticle\",\"author\":\"Graph Name\"}"
      "</script><h1>A plan</h1><p>Text.</p>",
      HintsFor("https://news.example.org/2026/03/17/story"), &trace);
  ASSERT_TRUE(article.has_value());
  const auto lists = [&](std::string_view value, std::string_view evidence) {
    return std::any_of(trace.values.begin(), trace.values.end(), [&](const TracedValue& each) {
      return !each.chosen && each.value == value && each.evidence == evidence;
    });
  };
  EXPECT_TRUE(lists("Meta Name", "meta:author"));
  EXPECT_TRUE(lists("2026-03-20", "meta:article:modified_time"));
  EXPECT_TRUE(lists("2026-03-17", "url"));
  EXPECT_TRUE(lists("A plan - Example", "title"));
}

TEST(ArticleExtractor, ReadsALegacyCharset) {
  std::string page = ModernHtml(English());
  page.replace(page.find("utf-8"), 5, "latin1");
  for (std::size_t at; (at = page.find("“")) != std::string::npos;) page.replace(at, 3, "\x93");
  for (std::size_t at; (at = page.find("”")) != std::string::npos;) page.replace(at, 3, "\x94");
  const auto article = Extract(page);
  ASSERT_TRUE(article.has_value());
  EXPECT_EQ(article->extraction.charset, "windows-1252");
  EXPECT_EQ(article->text, English().Text());
}

TEST(ArticleExtractor, CallsTextOfFewLettersUndetermined) {
  const auto article = Extract("<p>2026 — 50 %</p>");
  ASSERT_TRUE(article.has_value());
  EXPECT_EQ(article->language, "und");
}

struct ClassCase {
  const char* name;
  std::string_view page;
  PageClass page_class;
};
void PrintTo(const ClassCase& each, std::ostream* out) {
  *out << each.name;
}

constexpr ClassCase kClassCases[] = {
    {"Empty", "<html><head><title>Example</title></head><body><div id=root></div></body></html>",
     PageClass::kEmpty},
    {"BotWall",
     "<title>Just a moment...</title><h1>news.example.org</h1><p>Verify you are human by "
     "completing "
     "the action below.</p>",
     PageClass::kBotWall},
    {"BotWallInText",
     "<title>news.example.org</title><p>Please enable JS and disable any ad blocker</p>",
     PageClass::kBotWall},
    {"ConsentWall",
     "<title>Before you continue to Example</title><form><p>We use cookies and data to deliver and "
     "maintain services.</p><button>Accept all</button></form>",
     PageClass::kConsentWall},
    {"ErrorPage",
     "<title>404 - Page not found</title><h1>Sorry</h1><p>The page you asked for does "
     "not exist.</p>",
     PageClass::kErrorPage},
    {"ErrorPageInSpanish", "<title>Página no encontrada</title><p>Lo sentimos.</p>",
     PageClass::kErrorPage},
    {"Paywall",
     "<title>A plan for ten years</title><script "
     "type=application/ld+json>{\"@type\":\"NewsArticle\","
     "\"headline\":\"A plan for ten years\",\"isAccessibleForFree\":false}</script>"
     "<h1>A plan for ten years</h1><p>The ministry published the country's first plan on Tuesday "
     "and set targets for research.</p>",
     PageClass::kPaywall},
    {"PaywallByWords",
     "<title>A plan for ten years</title><h1>A plan for ten years</h1><p>The ministry published "
     "the "
     "plan on Tuesday.</p><div>Subscribe to continue reading</div>",
     PageClass::kPaywall},
};

class PageClassIs : public ::testing::TestWithParam<ClassCase> {};

TEST_P(PageClassIs, ToldFromWhatThePageSays) {
  const auto article = Extract(GetParam().page);
  ASSERT_TRUE(article.has_value()) << article.error().message;
  EXPECT_EQ(article->page_class, GetParam().page_class);
}

INSTANTIATE_TEST_SUITE_P(Walls, PageClassIs, ::testing::ValuesIn(kClassCases),
                         [](const auto& each) { return each.param.name; });

TEST(PageClassIs, AnArticleThoughItsFurnitureTalksOfCookiesAndSubscriptions) {
  ArticlePage page = English();
  page.cookie_notice = "Accept all cookies. Already a subscriber? Sign in to continue reading.";
  for (std::size_t other = 1; other < 7; ++other) {
    const auto& more = ArticlePages()[other].paragraphs;
    page.paragraphs.insert(page.paragraphs.end(), more.begin(), more.end());
  }
  const auto article = Extract(ModernHtml(page));
  ASSERT_TRUE(article.has_value());
  EXPECT_EQ(article->page_class, PageClass::kArticle);
}

}  // namespace
}  // namespace stratwatch::parsers
