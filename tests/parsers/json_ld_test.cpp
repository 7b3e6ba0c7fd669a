#include "parsers/internal/json_ld.h"

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <string_view>

#include "parsers/internal/entities.h"
#include "parsers/internal/json_repair.h"

namespace stratwatch::parsers::internal {
namespace {

struct ScriptCase {
  const char* name;
  std::string_view script;
};
void PrintTo(const ScriptCase& each, std::ostream* out) {
  *out << each.name;
}

// The same facts in every form seen in the wild.
constexpr ScriptCase kScriptCases[] = {
    {"Plain", R"({"@type":"NewsArticle","headline":"A plan","datePublished":"2026-03-17"})"},
    {"Array", R"([{"@type":"WebSite","name":"X"},{"@type":"NewsArticle","headline":"A plan",
        "datePublished":"2026-03-17"}])"},
    {"Graph", R"({"@graph":[{"@type":"Person","name":"N"},{"@type":["Article","NewsArticle"],
        "headline":"A plan","datePublished":"2026-03-17"}]})"},
    {"Nested", R"({"@type":"WebPage","mainEntity":{"@type":"ReportageNewsArticle",
        "headline":"A plan","datePublished":"2026-03-17"}})"},
    {"FullTypeName", R"({"@type":"http://schema.org/BlogPosting","headline":"A plan",
        "datePublished":"2026-03-17"})"},
    {"TrailingCommas", R"({"@type":"NewsArticle","headline":"A plan",,"datePublished":"2026-03-17",
        "keywords":["a","b",],})"},
    {"HtmlEscaped",
     "{&quot;@type&quot;:&quot;NewsArticle&quot;,&quot;headline&quot;:&quot;A "
     "plan&quot;,&quot;datePublished&quot;:&quot;2026-03-17&quot;}"},
    {"Cdata", R"(//<![CDATA[
        {"@type":"NewsArticle","headline":"A plan","datePublished":"2026-03-17"}
        //]]>)"},
    {"HtmlComment", R"(<!-- {"@type":"NewsArticle","headline":"A plan",
        "datePublished":"2026-03-17"} -->)"},
    {"Semicolon", R"({"@type":"NewsArticle","headline":"A plan","datePublished":"2026-03-17"};)"},
    {"BlockComment", R"({"@type":"NewsArticle",/* ad */"headline":"A plan",
        "datePublished":"2026-03-17"})"},
    {"RawLineBreakInString",
     "{\"@type\":\"NewsArticle\",\"headline\":\"A\nplan\","
     "\"datePublished\":\"2026-03-17\"}"},
    {"UnknownEscape",
     R"({"@type":"NewsArticle","headline":"A pl\an","datePublished":"2026-03-17"})"},
    {"EntityInString", R"({"@type":"NewsArticle","headline":"A&nbsp;plan",
        "datePublished":"2026-03-17"})"},
    {"ValueObject", R"({"@type":"NewsArticle","headline":{"@value":"A plan"},
        "datePublished":["2026-03-17"]})"},
};

class ReadJsonLdTolerates : public testing::TestWithParam<ScriptCase> {};

TEST_P(ReadJsonLdTolerates, TheFormsSeenInTheWild) {
  const JsonLdFacts facts = ReadJsonLd({std::string(GetParam().script)}, "");
  EXPECT_TRUE(facts.has_article);
  EXPECT_EQ(facts.headline, "A plan");
  EXPECT_EQ(facts.date_published, "2026-03-17");
}

INSTANTIATE_TEST_SUITE_P(Forms, ReadJsonLdTolerates, testing::ValuesIn(kScriptCases),
                         [](const auto& each) { return each.param.name; });

struct AuthorCase {
  const char* name;
  std::string_view author;
  std::vector<std::string> names;
};
void PrintTo(const AuthorCase& each, std::ostream* out) {
  *out << each.name;
}

const AuthorCase kAuthorCases[] = {
    {"Text", R"("Ana Díaz")", {"Ana Díaz"}},
    {"Object", R"({"@type":"Person","name":"Ana Díaz"})", {"Ana Díaz"}},
    {"List", R"([{"name":"Ana Díaz"},{"name":"Bo Li"},"Ana Díaz"])", {"Ana Díaz", "Bo Li"}},
    {"NameList", R"({"name":["Ana Díaz","Bo Li"]})", {"Ana Díaz", "Bo Li"}},
    {"Reference", R"({"@id":"#ana"})", {"Ana Díaz"}},
    {"Null", "null", {}},
};

class ReadJsonLdFinds : public testing::TestWithParam<AuthorCase> {};

TEST_P(ReadJsonLdFinds, Authors) {
  const std::string script = R"({"@graph":[{"@id":"#ana","@type":"Person","name":"Ana Díaz"},
      {"@type":"NewsArticle","headline":"A plan","author":)" +
                             std::string(GetParam().author) + "}]}";
  EXPECT_EQ(ReadJsonLd({script}, "").authors, GetParam().names);
}

INSTANTIATE_TEST_SUITE_P(Forms, ReadJsonLdFinds, testing::ValuesIn(kAuthorCases),
                         [](const auto& each) { return each.param.name; });

TEST(ReadJsonLd, PrefersTheArticleAboutThisPage) {
  const std::string script = R"([
      {"@type":"NewsArticle","headline":"Other","url":"https://example.org/other",
       "datePublished":"2026-01-01"},
      {"@type":"NewsArticle","headline":"This",
       "mainEntityOfPage":{"@id":"https://example.org/this"},
       "datePublished":"2026-02-02"}])";
  EXPECT_EQ(ReadJsonLd({script}, "https://example.org/this").headline, "This");
}

TEST(ReadJsonLd, ReadsPublisherSiteAndAccess) {
  const JsonLdFacts facts =
      ReadJsonLd({R"({"@type":"NewsArticle","headline":"A","isAccessibleForFree":"False",
           "publisher":{"@type":"Organization","name":"The Example"}})",
                  R"({"@type":"WebSite","name":"Example Online"})"},
                 "");
  EXPECT_EQ(facts.publisher, "The Example");
  ASSERT_TRUE(facts.free_access.has_value());
  EXPECT_FALSE(*facts.free_access);
}

TEST(ReadJsonLd, KeepsThePagesOwnDateApart) {
  const JsonLdFacts facts =
      ReadJsonLd({R"({"@type":"WebPage","name":"N","datePublished":"2020-01-01"})"}, "");
  EXPECT_FALSE(facts.has_article);
  EXPECT_EQ(facts.date_published, "");
  EXPECT_EQ(facts.page_date_published, "2020-01-01");
}

TEST(ReadJsonLd, SkipsWhatIsNoJson) {
  const JsonLdFacts facts = ReadJsonLd({"", "not json", "{\"@type\":", "[[[", "{\"a\":\"\\ud800\"}",
                                        R"({"@type":"NewsArticle","headline":"Still read"})"},
                                       "");
  EXPECT_EQ(facts.headline, "Still read");
}

TEST(ReadJsonLd, SurvivesDeepNesting) {
  std::string script;
  for (int i = 0; i < 100'000; ++i) script += "{\"a\":[";
  EXPECT_FALSE(ReadJsonLd({script}, "").has_article);
}

TEST(RepairJson, LeavesJsonAsItWas) {
  const std::string json = R"({"a":[1,"x, ]",{"b":"\u00e9\"\n"}],"c":null})";
  EXPECT_EQ(RepairJson(json), json);
}

struct EntityCase {
  std::string_view text;
  std::string_view plain;
};

TEST(PlainText, ReadsMarkupAsAPersonDoes) {
  constexpr EntityCase kCases[] = {
      {"AT&amp;T &lt;b&gt;", "AT&T"},
      {"d&#8217;accord &#x2014; oui", "d’accord — oui"},
      {"caf&eacute;&nbsp;&hellip;", "café …"},
      {"twice &amp;quot;escaped&amp;quot;", "twice \"escaped\""},
      {"<p>One</p><p>two</p>", "One two"},
      {"smart &#146;quote", "smart ’quote"},
      {"a < b & c; &unknown;", "a < b & c; &unknown;"},
      {"  white \n space  ", "white space"},
      {"&#0; &#xFFFFFFFFF; &",
       "&#0; \xEF\xBF\xBD"
       "F; &"},
  };
  for (const EntityCase& each : kCases) EXPECT_EQ(PlainText(each.text), each.plain) << each.text;
}

}  // namespace
}  // namespace stratwatch::parsers::internal
