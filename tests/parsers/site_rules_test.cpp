#include "parsers/site_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <string_view>

#include "parsers/article_extractor.h"

namespace stratwatch::parsers {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// A page that the general extraction reads as a news page; what the rules below say differs.
constexpr std::string_view kPage = R"(<!doctype html><html lang="en"><head>
<title>Ministry opens compute centre | Example</title>
<meta property="article:published_time" content="2026-03-17T08:00:00Z">
<meta name="author" content="Ana Diaz"></head><body>
<nav class="top"><a href="/">Home</a></nav>
<article><h1>Ministry opens compute centre</h1>
<p class="deck" data-role="standfirst">The centre is to serve universities and small firms.</p>
<p>The ministry of digital affairs opened the national compute centre on Tuesday, the minister
said, and promised that researchers would be given a third of the hours it offers.</p>
<aside class="promo" style="color:red"><p>Our magazine explains how machines learn, every month
in your letter box, and the first three issues cost you nothing at all, so order it now.</p></aside>
<p>The building was paid for by the state and by two of its universities, which will run it
together for ten years, according to the agreement that was signed in January.</p>
<b data-signed="2026-03-16">Bo Li</b> <span class="when">16 March 2026</span></article>
<div id="brief" style="display:none"><p>A short version for screens.</p><p hidden>No.</p></div>
<div class="البيان"><p>افتتحت وزارة الرقمنة مركز الحوسبة الوطني.</p></div>
<footer><p>All rights reserved.</p></footer></body></html>)";

struct Rule {
  RuleField field;
  std::string_view selectors;
};

ExtractedArticle Read(std::initializer_list<Rule> rules, ExtractionTrace* trace = nullptr,
                      std::string_view page = kPage) {
  ExtractorOptions options;
  for (const Rule& rule : rules) {
    const auto added = options.rules.Add("news.example", rule.field, rule.selectors);
    EXPECT_TRUE(added) << added.error().message;
  }
  PageHints hints;
  hints.url = *Url::Parse("https://www.news.example/story");
  const auto article = ArticleExtractor(options).Extract(page, hints, trace);
  EXPECT_TRUE(article) << article.error().message;
  return *article;
}

TEST(SiteRules, ChooseTheBody) {
  const auto article = Read({{RuleField::kBody, "article > p, article .when"}});
  EXPECT_THAT(article.text, HasSubstr("small firms.\n\nThe ministry"));
  EXPECT_THAT(article.text, testing::EndsWith("\n\n16 March 2026"));
  EXPECT_THAT(article.text, testing::Not(HasSubstr("magazine")));
  EXPECT_EQ(article.extraction.method, "rule");
}

TEST(SiteRules, TakeANestedElementOnceAndNotTheHeadline) {
  const auto article = Read({{RuleField::kBody, "article, article p"}});
  EXPECT_THAT(article.text, testing::StartsWith("The centre is to serve"));
  EXPECT_EQ(article.text.find("The building"), article.text.rfind("The building"));
}

TEST(SiteRules, ReadAHiddenElementThatTheyNameButNothingHiddenInIt) {
  // Its style is needed on the page although a selector asks for the whole attribute.
  EXPECT_EQ(Read({{RuleField::kBody, "#brief p:not([hidden])"}}).text,
            "A short version for screens.");
  EXPECT_EQ(Read({{RuleField::kBody, "[style*=none]"}}).text.substr(0, 28),
            "A short version for screens.");
}

TEST(SiteRules, ChooseTitleAuthorsAndDate) {
  ExtractionTrace trace;
  const auto article = Read({{RuleField::kTitle, "[data-role=standfirst]"},
                             {RuleField::kAuthor, "article > b"},
                             {RuleField::kDate, "span.when"}},
                            &trace);
  EXPECT_EQ(article.title, "The centre is to serve universities and small firms.");
  EXPECT_THAT(article.authors, ElementsAre("Bo Li"));
  ASSERT_TRUE(article.published);
  EXPECT_EQ(article.published->Text(), "2026-03-16");
  EXPECT_EQ(article.published->evidence, "rule");
  EXPECT_EQ(trace.EvidenceOf("title"), "rule");
  EXPECT_EQ(trace.EvidenceOf("authors"), "rule");
}

TEST(SiteRules, ReadADateFromTheAttributeTheyName) {
  const auto article = Read({{RuleField::kDate, "b[data-signed]"}});
  ASSERT_TRUE(article.published);
  EXPECT_EQ(article.published->Text(), "2026-03-16");
}

TEST(SiteRules, ReadAMetasContent) {
  EXPECT_THAT(Read({{RuleField::kTitle, "meta[name=author]"}}).title, "Ana Diaz");
}

TEST(SiteRules, RemoveBeforeAnythingIsRead) {
  EXPECT_THAT(Read({}).text, HasSubstr("The building"));
  ExtractionTrace trace;
  const auto article = Read(
      {{RuleField::kRemove, "aside + p"}, {RuleField::kRemove, "meta[name=author], html, body"}},
      &trace);
  EXPECT_THAT(article.text, testing::Not(HasSubstr("The building")));
  EXPECT_THAT(article.text, HasSubstr("promised that researchers"));
  EXPECT_THAT(article.authors, testing::Not(testing::Contains("Ana Diaz")));
  ASSERT_EQ(trace.rules.size(), 1U);
  EXPECT_EQ(trace.rules[0].effect, "applied");
  EXPECT_EQ(trace.rules[0].elements, 2U);
  EXPECT_THAT(trace.rules[0].text, HasSubstr("The building"));
}

TEST(SiteRules, SelectOnThePageAsPublishedAndReadWhatIsLeft) {
  const auto article = Read({{RuleField::kRemove, ".promo"}, {RuleField::kBody, "aside + p"}});
  EXPECT_THAT(article.text, testing::StartsWith("The building"));
}

TEST(SiteRules, TryTheirSelectorsInOrder) {
  EXPECT_EQ(Read({{RuleField::kTitle, ".headline"}, {RuleField::kTitle, ".when"}}).title,
            "16 March 2026");
}

TEST(SiteRules, NameClassesInAnyScript) {
  const auto article = Read({{RuleField::kBody, ".البيان"}});
  EXPECT_EQ(article.text, "افتتحت وزارة الرقمنة مركز الحوسبة الوطني.");
  EXPECT_EQ(article.language, "ar");
  EXPECT_EQ(article.page_class, PageClass::kArticle);  // Short as it is.
}

TEST(SiteRules, ThatMatchNothingLeaveTheGeneralExtraction) {
  const auto without = Read({});
  ExtractionTrace trace;
  const auto article = Read({{RuleField::kBody, ".gone"},
                             {RuleField::kTitle, ".gone"},
                             {RuleField::kDate, "h1"},
                             {RuleField::kAuthor, ".gone"},
                             {RuleField::kRemove, ".gone"}},
                            &trace);
  EXPECT_EQ(article.text, without.text);
  EXPECT_EQ(article.title, without.title);
  EXPECT_EQ(article.authors, without.authors);
  EXPECT_EQ(article.published->evidence, without.published->evidence);
  EXPECT_EQ(article.extraction.method, without.extraction.method);
  ASSERT_EQ(article.rules.size(), 5U);
  for (const AppliedRule& rule : article.rules) {
    const bool date = rule.field == RuleField::kDate;
    EXPECT_EQ(rule.effect, date ? RuleEffect::kUnreadable : RuleEffect::kNoMatch);
    EXPECT_EQ(rule.host, "news.example");
  }
  EXPECT_EQ(trace.rules.size(), 5U);
}

// What the slimming scan drops or renames is there for selectors that ask about it: the positions
// are those that a browser counts.
struct KeptCase {
  const char* name;
  std::string_view selector;
  std::string_view text;
};
void PrintTo(const KeptCase& each, std::ostream* out) {
  *out << each.selector;
}

constexpr std::string_view kDroppedThings =
    "<!doctype html><html><head><script>1</script><title>T</title></head><body>"
    "<script src=a.js></script><p>first</p><img src=a.jpg class=photo><p>second</p>"
    "<svg viewBox=1><path/></svg><b>third</b><font class=x><i>fourth</i></font>"
    "<table><colgroup><col><col></colgroup><tr><td>fifth</td></tr></table>"
    "<iframe class=ad src=x>no</iframe><!-- c --><p>sixth</p>"
    "<picture><p>seventh</p></picture><noscript>no</noscript><p>eighth</p><xmp>"
    "</xmp><a-tag-whose-name-is-longer-than-any-in-html>ninth"
    "</a-tag-whose-name-is-longer-than-any-in-html></body></html>";

constexpr KeptCase kKeptCases[] = {
    {"NthChildCountsScripts", "body > :nth-child(2)", "first"},
    {"BehindImage", "img + p", "second"},
    {"BehindImageByClass", ".photo + p", "second"},
    {"Bold", "b", "third"},
    {"BehindSvg", "svg + *", "third"},
    {"Font", "font", "fourth"},
    {"FontByClass", "font.x", "fourth"},
    {"ItalicInFont", "font > i", "fourth"},
    {"NotSpan", "body > :not(p, table, font, script, picture)", "third\n\nninth"},
    {"CellOfColumns", "colgroup + tbody td", "fifth"},
    {"BehindFrame", "iframe.ad ~ p:nth-child(10)", "sixth"},
    {"Picture", "picture > p", "seventh"},
    {"BehindNoScript", "noscript + p", "eighth"},
    {"LongName", "a-tag-whose-name-is-longer-than-any-in-html", "ninth"},
};

class SiteRulesSee : public testing::TestWithParam<KeptCase> {};

TEST_P(SiteRulesSee, WhatTheScanDrops) {
  EXPECT_EQ(Read({{RuleField::kBody, GetParam().selector}}, nullptr, kDroppedThings).text,
            GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(Elements, SiteRulesSee, testing::ValuesIn(kKeptCases),
                         [](const auto& each) { return each.param.name; });

TEST(SiteRules, SeeAClassBehindManyOthers) {
  std::string classes;
  for (int i = 0; i < 60; ++i) classes += "layout-" + std::to_string(i) + " ";
  const std::string page = "<body><p>one</p><p class='" + classes + "story'>two</p></body>";
  EXPECT_EQ(Read({{RuleField::kBody, ".story"}}, nullptr, page).text, "two");
}

TEST(SiteRules, CoverSubDomainsAndTheMostSpecificWins) {
  SiteRules rules;
  ASSERT_TRUE(rules.Add("www.news.example", RuleField::kBody, "p"));
  ASSERT_TRUE(rules.Add("sport.news.example", RuleField::kBody, "p"));
  ASSERT_TRUE(rules.Add("أخبار.example", RuleField::kBody, "p"));
  EXPECT_EQ(rules.Hosts(), 3U);
  EXPECT_EQ(rules.Find("news.example"), rules.Find("www.news.example"));
  EXPECT_EQ(rules.Find("m.news.example"), rules.Find("news.example"));
  EXPECT_NE(rules.Find("sport.news.example"), rules.Find("news.example"));
  EXPECT_EQ(rules.Find("m.sport.news.example"), rules.Find("sport.news.example"));
  EXPECT_NE(rules.Find(Url::Parse("https://أخبار.example/")->Host()), nullptr);
  EXPECT_EQ(rules.Find("badnews.example"), nullptr);
  EXPECT_EQ(rules.Find("example"), nullptr);
  EXPECT_EQ(rules.Find(""), nullptr);
}

TEST(SiteRules, OfOtherHostsAreNotAsked) {
  ExtractorOptions options;
  ASSERT_TRUE(options.rules.Add("other.example", RuleField::kBody, "footer"));
  PageHints hints;
  hints.url = *Url::Parse("https://news.example/story");
  const auto article = ArticleExtractor(options).Extract(kPage, hints);
  ASSERT_TRUE(article);
  EXPECT_THAT(article->rules, IsEmpty());
  EXPECT_NE(article->extraction.method, "rule");
}

struct BadRule {
  const char* name;
  std::string_view host;
  std::string_view selectors;
  std::string_view message;
};
void PrintTo(const BadRule& each, std::ostream* out) {
  *out << each.host << ": " << each.selectors;
}

constexpr BadRule kBadRules[] = {
    {"Url", "https://news.example/", "p", "'https://news.example/' is no host"},
    {"Port", "news.example:80", "p", "expected a name alone"},
    {"Wildcard", "*.news.example", "p", "sub-domains are covered"},
    {"Blank", "news example", "p", "is no host"},
    {"Empty", "", "p", "is no host"},
    {"OnlyWww", "www.", "p", "is no host"},
    {"Selector", "news.example", "p..x", "column 3: expected the name of a class"},
    {"Script", "news.example", "article, script", "without text"},
    {"Image", "news.example", "img.lead", "without text"},
};

class SiteRulesRefuse : public testing::TestWithParam<BadRule> {};

TEST_P(SiteRulesRefuse, WhatCannotBeMeant) {
  SiteRules rules;
  const auto added = rules.Add(GetParam().host, RuleField::kBody, GetParam().selectors);
  ASSERT_FALSE(added);
  EXPECT_EQ(added.error().code, ErrorCode::kInvalid);
  EXPECT_THAT(added.error().message, HasSubstr(std::string(GetParam().message)));
  EXPECT_EQ(rules.Hosts(), 0U);
}

INSTANTIATE_TEST_SUITE_P(Mistakes, SiteRulesRefuse, testing::ValuesIn(kBadRules),
                         [](const auto& each) { return each.param.name; });

}  // namespace
}  // namespace stratwatch::parsers
