#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "parsers/article_extractor.h"
#include "parsers/internal/byline.h"
#include "parsers/internal/published_date.h"
#include "parsers/internal/title.h"

namespace stratwatch::parsers {
namespace {

ExtractedArticle Read(std::string_view head, std::string_view body,
                      std::string_view url = "https://news.example.org/story") {
  const std::string page =
      "<html><head>" + std::string(head) + "</head><body>" + std::string(body) + "</body></html>";
  PageHints hints;
  hints.url = *Url::Parse(url);
  hints.content_type = "text/html; charset=utf-8";
  hints.fetched_at = std::chrono::sys_days{std::chrono::year{2026} / 4 / 1};
  auto article = ArticleExtractor().Extract(page, hints);
  EXPECT_TRUE(article.has_value()) << article.error().message;
  return article ? *std::move(article) : ExtractedArticle{};
}

struct TitleCase {
  const char* name;
  std::string_view head;
  std::string_view body;
  std::string_view title;
};
void PrintTo(const TitleCase& each, std::ostream* out) {
  *out << each.name;
}

constexpr TitleCase kTitleCases[] = {
    {"HeadingInTitle", "<title>Morocco adopts an AI plan | Example News</title>",
     "<h1>Example News</h1><h2>Morocco adopts an AI plan</h2>", "Morocco adopts an AI plan"},
    {"HeadingThatBeginsTheTitle",
     "<title>A short headline - The longest name of any outlet in town</title>",
     "<h1>The longest name of any outlet in town</h1><h2>A short headline</h2>",
     "A short headline"},
    {"JsonLdWhenNoHeadingFits",
     "<title>Home</title><script type=application/ld+json>{\"@type\":\"NewsArticle\","
     "\"headline\":\"Kenya&#39;s AI plan\"}</script>",
     "<h1>Business</h1>", "Kenya's AI plan"},
    {"BlockInTitle", "<title>EXAMPLE : Un plan pour l'IA - et après</title>",
     "<h1>Rubrique</h1><div class=titre>Un plan pour l'IA - et après</div>",
     "Un plan pour l'IA - et après"},
    {"OpenGraphWithoutOutlet",
     "<meta property=og:site_name content=Example><meta property=og:title "
     "content='Une stratégie pour 2030 – Example'>",
     "<p>x</p>", "Une stratégie pour 2030"},
    {"TitleWithSectionsAndOutlet", "<title>Un plan national pour l’IA | Tech | Example</title>",
     "<p>x</p>", "Un plan national pour l’IA"},
    {"TitleKeepsItsOwnDash", "<title>Zdrowe zęby - nie grozi ci nic</title>", "<p>x</p>",
     "Zdrowe zęby - nie grozi ci nic"},
    {"ChineseHyphen", "<title>国务院印发新一代人工智能规划-国内频道</title>", "<p>x</p>",
     "国务院印发新一代人工智能规划"},
    {"OutletByHost", "<title>Example: A plan for the next ten years</title>", "<p>x</p>",
     "Example: A plan for the next ten years"},
    {"Arabic", "<title>المغرب يطلق استراتيجية الذكاء الاصطناعي | مثال</title>",
     "<h1>المغرب يطلق استراتيجية الذكاء الاصطناعي</h1>", "المغرب يطلق استراتيجية الذكاء الاصطناعي"},
    {"FirstHeadingAtLast", "", "<h2>The only thing that could be one</h2>",
     "The only thing that could be one"},
    {"Nothing", "", "<p>x</p>", ""},
};

class TitleIs : public testing::TestWithParam<TitleCase> {};

TEST_P(TitleIs, ChosenByPrecedence) {
  EXPECT_EQ(Read(GetParam().head, GetParam().body).title, GetParam().title);
}

INSTANTIATE_TEST_SUITE_P(Sources, TitleIs, testing::ValuesIn(kTitleCases),
                         [](const auto& each) { return each.param.name; });

struct DateCase {
  const char* name;
  std::string_view url;
  std::string_view head;
  std::string_view body;
  std::string_view published;  // Text(); empty for none.
  std::string_view evidence;
};
void PrintTo(const DateCase& each, std::ostream* out) {
  *out << each.name;
}

constexpr std::string_view kStory = "https://news.example.org/story";

constexpr DateCase kDateCases[] = {
    {"JsonLdFirst", kStory,
     "<meta property=article:published_time content=2026-01-01T00:00:00Z>"
     "<script type=application/ld+json>{\"@type\":\"NewsArticle\",\"headline\":\"x\","
     "\"datePublished\":\"2026-03-17T09:30:00+01:00\"}</script>",
     "<p>x</p>", "2026-03-17T09:30:00+01:00", "json-ld:datePublished"},
    {"OpenGraph", kStory, "<meta property=article:published_time content='2026-03-17T09:30:00Z'>",
     "<p>x</p>", "2026-03-17T09:30:00+00:00", "meta:article:published_time"},
    {"Microdata", kStory, "", "<span itemprop=datePublished content=2026-03-17>17/3</span>",
     "2026-03-17", "time:published"},
    {"DublinCore", kStory, "<meta name=DC.date.issued content=2026-03-17>", "<p>x</p>",
     "2026-03-17", "meta:dc.date.issued"},
    {"MetaValueAttribute", kStory, "<meta name=publish-date value=2026-03-17>", "<p>x</p>",
     "2026-03-17", "meta:publish-date"},
    {"TimeByTheHeadline", kStory, "<title>A plan for ten years</title>",
     "<h1>A plan for ten years</h1><time datetime='2026-03-17T08:00:00Z'>today</time>",
     "2026-03-17T08:00:00+00:00", "time"},
    {"UpdatedTimeDoesNotCount", kStory, "<title>A plan for ten years</title>",
     "<h1>A plan for ten years</h1><p>Last updated <time datetime=2026-03-20>20 March</time></p>",
     "", ""},
    {"UrlDay", "https://news.example.org/2026/03/17/story", "", "<p>x</p>", "2026-03-17", "url"},
    {"UrlDayOfAUtcInstant", "https://news.example.org/2026/03/16/story",
     "<meta property=article:published_time content='2026-03-17T02:30:00Z'>", "<p>x</p>",
     "2026-03-16T23:30:00-03:00", "meta:article:published_time+url"},
    {"Dateline", kStory, "<title>A plan for the next ten years</title>",
     "<h1>A plan for the next ten years</h1><p>RABAT, 17 March 2026 - The ministry of digital "
     "affairs published the first national strategy on Tuesday, and set targets.</p>",
     "2026-03-17", "text"},
    {"FrenchText", kStory, "<title>Un plan national pour dix ans</title>",
     "<h1>Un plan national pour dix ans</h1><div class=date>Publié le 17 mars 2026</div>"
     "<p>Le gouvernement a présenté jeudi sa stratégie pour l'intelligence artificielle.</p>",
     "2026-03-17", "text"},
    {"JapaneseText", kStory, "<title>政府が人工知能の国家戦略を決定</title>",
     "<h1>政府が人工知能の国家戦略を決定</h1><p class=date>2026年3月17日</p>"
     "<p>政府は人工知能に関する国家戦略を閣議で決定したと発表した。</p>",
     "2026-03-17", "text"},
    {"OffsetOfTheSameInstant", kStory,
     "<script type=application/ld+json>{\"@type\":\"NewsArticle\",\"datePublished\":"
     "\"2026-03-17T02:37:00Z\"}</script><meta property=article:published_time "
     "content='2026-03-16T20:37:00-06:00'>",
     "<p>x</p>", "2026-03-16T20:37:00-06:00", "json-ld:datePublished+offset"},
    {"StampSettlesTheZone", kStory,
     "<title>A plan for ten years</title><meta property=article:published_time "
     "content='2026-03-16T23:00:00Z'>",
     "<h1>A plan for ten years</h1><p class=date>17 March 2026</p>", "2026-03-17T00:00:00+01:00",
     "meta:article:published_time+stamp"},
    {"StampBeforeANewEdition", kStory,
     "<title>A plan for ten years</title><meta property=article:published_time "
     "content=2026-03-25>",
     "<h1>A plan for ten years</h1><p>Published <b>Jan 31, 2026</b></p>", "2026-01-31",
     "text:stamp"},
    {"UpdatedStampIsNone", kStory,
     "<title>A plan for ten years</title><meta property=article:published_time "
     "content=2026-03-25>",
     "<h1>A plan for ten years</h1><p class=date>Updated Jan 31, 2026</p>", "2026-03-25",
     "meta:article:published_time"},
    {"UrlConfirmsAgainstAStamp", "https://news.example.org/2026/03/17/story",
     "<title>A plan for ten years</title><meta property=article:published_time "
     "content=2026-03-17>",
     "<h1>A plan for ten years</h1><p class=date>31 January 2026</p>", "2026-03-17",
     "meta:article:published_time"},
    {"DayAndMonthChangedPlaces", kStory,
     "<title>A plan for ten years</title><meta property=article:published_time "
     "content=2026-03-02>",
     "<h1>A plan for ten years</h1><p class=date>03.02.2026</p>", "2026-03-02",
     "meta:article:published_time"},
    {"TeaserIsNoStamp", kStory,
     "<title>A plan for ten years</title><meta property=article:published_time "
     "content=2026-03-17>",
     "<h1>A plan for ten years</h1><div class=teaser><a href=/b>Another story</a>"
     "<div class=teaser-info>14/08/2025</div></div>",
     "2026-03-17", "meta:article:published_time"},
    {"EndOfThePageTitle", kStory, "<title>Ein Plan | Beispiel | 17.03.2026</title>",
     "<p>Die Regierung hat ihren Plan vorgestellt und nennt darin auch die Kosten.</p>",
     "2026-03-17", "title"},
    {"NamedElement", kStory, "<title>Ein Plan</title>",
     "<h1>Ein Plan für die nächsten zehn Jahre</h1><p>Die Regierung hat ihren Plan am Dienstag "
     "vorgestellt, und der Minister nannte in der Hauptstadt auch die Kosten, die das Land in den "
     "kommenden Jahren dafür tragen muss, und die Ziele. "
     "<span class=post-date>am 17.03.2026 22:30</span></p>",
     "2026-03-17T22:30:00+00:00", "text:class"},
    {"LabelInALongLine", kStory, "<title>Ein Plan</title>",
     "<h1>Ein Plan</h1><p>Text.</p><p>x</p><p>x</p><p>x</p><p>Dieser Beitrag wurde am Dienstag, "
     "17. März 2026 veröffentlicht und unter Allgemein abgelegt. Der Beitrag hat die Schlagworte "
     "Plan, Strategie, Ministerium und Zukunft; Kommentare sind nicht erlaubt.</p>",
     "2026-03-17", "text:labelled"},
    {"CountryOfTheDomain", "https://news.example.co.uk/story",
     "<title>A plan for the next ten years</title>",
     "<h1>A plan for the next ten years</h1><p class=date>03/02/2026</p><p>The government has set "
     "out its plan for artificial intelligence, and the minister named the costs.</p>",
     "2026-02-03", "text"},
    {"ShortYearInOneWay", kStory, "<title>A plan for the next ten years</title>",
     "<h1>A plan for the next ten years</h1><p>Published on 01/25/26</p><p>The government has set "
     "out its plan for artificial intelligence, and the minister named the costs.</p>",
     "2026-01-25", "text"},
    {"ScriptData", kStory, "<script>var page = {\"publishDate\":\"2026-03-17\"};</script>",
     "<p>x</p>", "2026-03-17", "script:publishDate"},
    {"HijriStamp", kStory, "<title>الاستراتيجية الوطنية للذكاء الاصطناعي</title>",
     "<h1>الاستراتيجية الوطنية للذكاء الاصطناعي</h1><p class=date>28 رمضان 1447هـ</p>"
     "<p>أعلنت الحكومة يوم الثلاثاء استراتيجيتها الوطنية للذكاء الاصطناعي وحددت أهدافها.</p>",
     "2026-03-17", "text+hijri"},
    // Counted from the fetch, at midnight of 1 April 2026.
    {"RelativeStamp", kStory, "<title>A plan for the next ten years</title>",
     "<h1>A plan for the next ten years</h1><p>3 hours ago</p><p>The government has set out its "
     "plan for artificial intelligence, and the minister named the costs.</p>",
     "2026-03-31", "text:relative"},
    {"RelativeStampInFrench", kStory, "<title>Un plan national pour dix ans</title>",
     "<h1>Un plan national pour dix ans</h1><p>Publié il y a 2 jours</p><p>Le gouvernement a "
     "présenté jeudi sa stratégie pour l'intelligence artificielle, et nommé les coûts.</p>",
     "2026-03-30", "text:relative"},
    {"RelativeStampOfAnUpdateIsNone", kStory, "<title>A plan for the next ten years</title>",
     "<h1>A plan for the next ten years</h1><p>Updated 3 hours ago</p><p>The government has set "
     "out its plan for artificial intelligence, and the minister named the costs.</p>",
     "", ""},
    // The fetch was on 1 April 2026: a date behind it is a mistake or an event's.
    {"NeverTheFuture", kStory, "<meta property=article:published_time content=2027-01-01>",
     "<p>x</p>", "", ""},
    {"NotBeforeTheWeb", kStory, "<meta property=article:published_time content=1970-01-01>",
     "<p>x</p>", "", ""},
    {"NoneWithoutEvidence", kStory, "<meta property=article:modified_time content=2026-03-17>",
     "<p>x</p>", "", ""},
};

class PublishedIs : public testing::TestWithParam<DateCase> {};

TEST_P(PublishedIs, ChosenWithItsEvidence) {
  const DateCase& each = GetParam();
  const ExtractedArticle article = Read(each.head, each.body, each.url);
  EXPECT_EQ(article.published ? article.published->Text() : "", each.published);
  EXPECT_EQ(article.published ? article.published->evidence : "", each.evidence);
}

INSTANTIATE_TEST_SUITE_P(Sources, PublishedIs, testing::ValuesIn(kDateCases),
                         [](const auto& each) { return each.param.name; });

TEST(Published, CountsNothingBackFromAnUnknownFetch) {
  PageHints hints;
  hints.url = *Url::Parse(kStory);
  const auto article = ArticleExtractor().Extract(
      "<title>A plan for ten years</title><h1>A plan for ten years</h1><p>3 hours ago</p><p>The "
      "government has set out its plan, and the minister named the costs of it on Tuesday.</p>",
      hints);
  ASSERT_TRUE(article.has_value());
  EXPECT_FALSE(article->published.has_value());
}

TEST(DayInPath, ReadsTheFormsOfUrls) {
  const std::chrono::year_month_day day{std::chrono::year{2026} / 3 / 17};
  for (const std::string_view path :
       {"/2026/03/17/slug", "/a/2026-03-17-slug", "/20260317/x", "/news/2026/3/17/",
        "/x/2026_03_17.html", "/t20260317_1.htm"}) {
    EXPECT_EQ(internal::DayInPath(path), day) << path;
  }
  for (const std::string_view path :
       {"/2026/03/slug", "/2026/13/17/", "/2026/02/30/", "/12026031799", "/2026/10/3-questions",
        "/id/20263199", "", "/", "/2026"}) {
    EXPECT_EQ(internal::DayInPath(path), std::nullopt) << path;
  }
}

struct BylineCase {
  std::string_view byline;
  std::vector<std::string> names;
};

TEST(NamesIn, ReadsBylinesOfManyLanguages) {
  const BylineCase kCases[] = {
      {"By Ana Díaz and Bo Li", {"Ana Díaz", "Bo Li"}},
      {"Written by: Ana Díaz, Bo Li & Cem Kaya", {"Ana Díaz", "Bo Li", "Cem Kaya"}},
      {"Von Jörg Müller und Anna Weiß", {"Jörg Müller", "Anna Weiß"}},
      {"Par Léa Martin et Paul Roux", {"Léa Martin", "Paul Roux"}},
      {"Por Inês Sousa", {"Inês Sousa"}},
      {"Автор: Иван Петров", {"Иван Петров"}},
      {"بقلم سلمى العلوي", {"سلمى العلوي"}},
      {"記者王小明", {"王小明"}},
      {"記者の目", {}},
      {"홍길동 기자", {"홍길동"}},
      {"홍길동 기자 hong@example.org", {"홍길동"}},
      {"โดย สมชาย ใจดี", {"สมชาย ใจดี"}},
      {"लेखक: अनिता शर्मा", {"अनिता शर्मा"}},
      {"מאת דנה לוי", {"דנה לוי"}},
      {"ጸሐፊ አበበ በቀለ", {"አበበ በቀለ"}},
      {"Yazan: Cem Kaya", {"Cem Kaya"}},
      {"Por Inês Sousa e Rui Lima", {"Inês Sousa", "Rui Lima"}},
      {"Imeandikwa na Asha Juma", {"Asha Juma"}},
      {"文／田中太郎、佐藤花子", {"田中太郎", "佐藤花子"}},
      {"Ana Díaz/Bo Li", {"Ana Díaz", "Bo Li"}},
      {"Ana Díaz, MD, FACS, Bo Li", {"Ana Díaz, MD, FACS", "Bo Li"}},
      {"Ana Díaz, AFP", {"Ana Díaz"}},
      {"Ana Díaz, Senior Editor", {"Ana Díaz"}},
      {"Ana Díaz Senior Politics Editor", {"Ana Díaz"}},
      {"By Ana Díaz • Staff Writer • 17 March 2026", {"Ana Díaz"}},
      {"By Ana Díaz, in Economy, Business", {"Ana Díaz"}},
      {"Example Japan Staff", {"Example Japan Staff"}},
      {"Staff", {}},
      {"文／陳美玲", {"陳美玲"}},
      {"Ana Díaz (Reuters)", {"Ana Díaz"}},
      {"ByAna Díaz", {"Ana Díaz"}},
      {"By", {}},
      {"Von", {}},
      {"https://example.org/ana", {}},
      {"ana@example.org", {}},
      {"Updated 3 hours ago", {}},
      {"17 March 2026", {}},
      {"", {}},
  };
  for (const BylineCase& each : kCases) {
    EXPECT_EQ(internal::NamesIn(each.byline), each.names) << each.byline;
  }
}

TEST(NamesIn, BelievesAFieldMoreThanThePage) {
  const BylineCase kCases[] = {
      {"Newsroom24", {"Newsroom24"}},
      {"Díaz, Ana", {"Ana Díaz"}},
      {"Ana Díaz, Bo Li", {"Ana Díaz", "Bo Li"}},
      {"Ana Díaz, AFP", {"Ana Díaz", "AFP"}},
      {"2026-03-17", {}},
      {"https://example.org/ana", {}},
  };
  for (const BylineCase& each : kCases) {
    EXPECT_EQ(internal::NamesIn(each.byline, internal::BylineForm::kStated), each.names)
        << each.byline;
  }
}

struct PrintedCase {
  const char* name;
  std::string_view html;  // Below the headline.
  std::vector<std::string> names;
  std::string_view evidence;
};
void PrintTo(const PrintedCase& each, std::ostream* out) {
  *out << each.name;
}

const PrintedCase kPrintedCases[] = {
    {"AuthorLink",
     "<p><a href=/authors/ana>Ana Díaz</a> 17 March 2026</p>",
     {"Ana Díaz"},
     "byline:link"},
    {"LinkBehindBy",
     "<p>By <a href=/x>Ana Díaz</a> and <a href=/y>Bo Li</a> in <a href=/z>AI</a>",
     {"Ana Díaz", "Bo Li"},
     "byline:link"},
    {"NamedClass",
     "<div><span class=author-name>Ana Díaz</span><span>Founder</span></div>",
     {"Ana Díaz"},
     "byline:class"},
    {"ClassWithMore",
     "<div class=author><h3>Ana Díaz</h3><p>Last changed on 17 March 2026</p></div>",
     {"Ana Díaz"},
     "byline:class"},
    {"LeadInAlone", "<div>By</div><div>Ana Díaz</div>", {"Ana Díaz"}, "byline:text"},
    {"NameAndDate", "<p>Ana Díaz | Senior Writer | July 2, 2025</p>", {"Ana Díaz"}, "byline:text"},
    {"ChineseDateline",
     "<p>新华社北京3月17日电（记者王小明、李华）国家发布人工能战略。</p>",
     {"王小明", "李华"},
     "byline:dateline"},
    {"KoreanDateline",
     "<p>(서울=통신) 홍길동 기자 = 정부가 전략을 발표했다.</p>",
     {"홍길동"},
     "byline:dateline"},
    {"NotTheReviewer", "<p>Reviewed by <a href=/authors/bo>Bo Li</a></p>", {}, ""},
    {"NotASource",
     "<p>The plan was written, as the ministry told us when we asked it last week, "
     "largely by <a href=/x>Bo Li</a>, who leads the office that will have to carry it out and "
     "to pay for it.</p>",
     {},
     ""},
    {"NotRelated",
     "<div class=related-posts><p>By <a href=/authors/bo>Bo Li</a></p></div>",
     {},
     ""},
};

class PrintedBylineIs : public testing::TestWithParam<PrintedCase> {};

TEST_P(PrintedBylineIs, FoundWithItsEvidence) {
  const std::string html =
      "<html><head><title>A plan for ten years</title></head><body><h1>A plan for ten years</h1>" +
      std::string(GetParam().html) + "</body></html>";
  ExtractionTrace trace;
  const auto article = ArticleExtractor().Extract(html, {}, &trace);
  ASSERT_TRUE(article.has_value());
  EXPECT_EQ(article->authors, GetParam().names);
  EXPECT_EQ(trace.EvidenceOf("authors"), GetParam().evidence);
}

INSTANTIATE_TEST_SUITE_P(Forms, PrintedBylineIs, testing::ValuesIn(kPrintedCases),
                         [](const auto& each) { return each.param.name; });

TEST(Authors, ThePersonIsPreferredToAnOrganisation) {
  const ExtractedArticle article = Read(
      "<title>A plan for ten years</title><script type=application/ld+json>"
      "{\"@type\":\"NewsArticle\",\"author\":{\"@type\":\"Organization\",\"name\":\"The Desk\"}}"
      "</script>",
      "<h1>A plan for ten years</h1><p class=byline>By Ana Díaz");
  EXPECT_EQ(article.authors, std::vector<std::string>{"Ana Díaz"});
}

TEST(Authors, ComeFromTheFirstSourceThatNamesOne) {
  const ExtractedArticle both = Read(
      "<meta name=author content='Meta Name'><script type=application/ld+json>"
      "{\"@type\":\"NewsArticle\",\"author\":{\"name\":\"Graph Name\"}}</script>",
      "<p>x</p>");
  EXPECT_EQ(both.authors, std::vector<std::string>{"Graph Name"});
  const ExtractedArticle printed = Read("<title>A plan for ten years</title>",
                                        "<h1>A plan for ten years</h1><p class=byline>By Ana Díaz");
  EXPECT_EQ(printed.authors, std::vector<std::string>{"Ana Díaz"});
}

TEST(Authors, LeaveOutTheOutletUnlessItAloneSigns) {
  const std::string_view meta =
      "<title>A plan for ten years</title><meta property=og:site_name content='The Example'>"
      "<meta name=author content='The Example'>";
  const ExtractedArticle named =
      Read(meta, "<h1>A plan for ten years</h1><p class=byline>By Ana Díaz");
  EXPECT_EQ(named.authors, std::vector<std::string>{"Ana Díaz"});
  EXPECT_EQ(Read(meta, "<p>x</p>").authors, std::vector<std::string>{"The Example"});
  const ExtractedArticle signing = Read(
      "<meta property=og:site_name content='The Example'><script type=application/ld+json>"
      "{\"@type\":\"NewsArticle\",\"author\":{\"name\":\"The Example\"}}</script>",
      "<p>x</p>");
  EXPECT_EQ(signing.authors, std::vector<std::string>{"The Example"});
}

TEST(Authors, DoNotComeFromComments) {
  const ExtractedArticle article =
      Read("<title>A plan for ten years</title>",
           "<h1>A plan for ten years</h1><p>Text.</p><div class=comments>"
           "<p class=author>troll99</p></div>");
  EXPECT_TRUE(article.authors.empty());
}

TEST(CanonicalUrl, IsResolvedAgainstThePage) {
  EXPECT_EQ(Read("<link rel=canonical href=/a/b>", "<p>x</p>").canonical_url,
            "https://news.example.org/a/b");
  EXPECT_EQ(Read("<meta property=og:url content=https://example.org/c>", "").canonical_url,
            "https://example.org/c");
  EXPECT_EQ(Read("<link rel=canonical href='javascript:x'>", "").canonical_url, "");
}

TEST(SiteName, ComesFromOpenGraphThenThePublisher) {
  EXPECT_EQ(Read("<meta property=og:site_name content='A &amp; B'>", "").site_name, "A & B");
  EXPECT_EQ(Read("<script type=application/ld+json>{\"@type\":\"NewsArticle\",\"publisher\":"
                 "{\"name\":\"P\"}}</script>",
                 "")
                .site_name,
            "P");
}

}  // namespace
}  // namespace stratwatch::parsers
