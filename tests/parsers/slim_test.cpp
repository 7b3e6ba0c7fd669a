#include "parsers/internal/slim.h"

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <string_view>

#include "parsers/internal/html_document.h"
#include "parsers/internal/text_blocks.h"

namespace stratwatch::parsers::internal {
namespace {

std::string Slimmed(std::string_view html) {
  auto slim = Slim(html);
  return slim ? slim->texts.Restore(slim->html) : "error: " + slim.error().message;
}

struct SlimCase {
  const char* name;
  std::string_view html;
  std::string_view slim;
};
void PrintTo(const SlimCase& each, std::ostream* out) {
  *out << each.name;
}

constexpr SlimCase kSlimCases[] = {
    {"Script", "a<script>if (a < b) { \"</p>\" }</script>b", "ab"},
    {"ScriptWithQuotedEnd", "a<script src=\"x>y\">1</SCRIPT >b", "ab"},
    // HTML Standard, 13.2.5.18: the inner </script> ends nothing.
    {"ScriptDoubleEscaped", "a<script><!-- <script>x</script> y --></script>b", "ab"},
    {"UnclosedScript", "a<script>b<p>c", "a"},
    {"Style", "<style>p > a {}</style><p>x", "<p>x"},
    {"Svg", "a<svg viewBox=1><path d='M0'/><title>no</title></svg>b", "ab"},
    {"Comment", "a<!-- <p> -- > -->b", "ab"},
    {"EmptyComment", "a<!-->b<!--->c", "abc"},
    {"UnclosedComment", "a<!-- b", "a"},
    // HTML Standard, 13.2.5.53 and 13.2.5.10: both are errors, and both end there.
    {"CommentEndingInABang", "a<!-- b -- c --!>d<!--e-->f", "adf"},
    {"EndTagWithAttributes", "<div>a<script>1</script x='>' y>b</div z=\">\">c", "<div>ab</div>c"},
    {"ProcessingInstruction", "<?xml version=1?><p>x", "<p>x"},
    {"Doctype", "<!DOCTYPE html><p>x", "<!DOCTYPE html><p>x"},
    {"Attributes", "<div class=\"a b\" data-x='1' onclick=\"y('>')\" id=c>x</div>",
     "<div class=\"a b\" id=\"c\">x</div>"},
    {"QuotesInValues", "<p class='say \"hi\"'>x", "<p class='say \"hi\"'>x"},
    {"UnquotedHref", "<a href=/x/y?z=1>t</a>", "<a href=\"/x/y?z=1\">t</a>"},
    {"HiddenByStyle", "<div style='color:red; display : none'>x</div>", "<div hidden>x</div>"},
    {"Formatting", "<b>bold</b> <font color=red>red</font>", "bold red"},
    {"NamedFormatting", "<b class=byline>By</b>", "<span class=\"byline\">By</span>"},
    {"PlainSpan", "<span>x</span><span id=y>z</span>", "x<span id=\"y\">z</span>"},
    {"StrayInlineEnd", "x</span></em>y", "xy"},
    {"Images", "<p><img src=a.jpg alt=b>x<wbr>y</p>", "<p>xy</p>"},
    {"Select", "<select><option>Aland<option>Benin</select>x", "x"},
    {"UnclosedSelect", "<select><option>Aland<p>text", "Aland<p>text"},
    {"SmallNoScript", "<noscript><img src=track.gif>Please enable</noscript>x", "x"},
    {"WhiteSpace", "<div>\n\n   <p>  a \t b  </p>\n</div>", "<div><p>a b </p></div>"},
    {"Pre", "<pre>a\n  b</pre>", "<pre>a\n  b</pre>"},
    {"UsefulMeta", "<meta charset=utf-8><meta property=og:title content='A &amp; B'>",
     "<meta property=\"og:title\" content=\"A &amp; B\">"},
    {"UsefulLink", "<link rel=stylesheet href=a.css><link rel=canonical href=/b>",
     "<link rel=\"canonical\" href=\"/b\">"},
    {"Title", "<title>a < b</title>", "<title>a < b</title>"},
    {"UnclosedTitle", "<title>a<p>b", "<title>a</title><p>b"},
    {"LessThanInText", "1 < 2 and 3<4", "1 < 2 and 3<4"},
    {"BogusEndTag", "a</ b>c", "ac"},
    {"UpperCase", "<DIV CLASS=x>t</DIV>", "<div CLASS=\"x\">t</div>"},
    {"Ruby", "<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>", "漢"},
    {"UnclosedTag", "a<div class=", "a"},
};

class SlimCopies : public testing::TestWithParam<SlimCase> {};

TEST_P(SlimCopies, OnlyWhatMatters) {
  EXPECT_EQ(Slimmed(GetParam().html), GetParam().slim);
}

INSTANTIATE_TEST_SUITE_P(Markup, SlimCopies, testing::ValuesIn(kSlimCases),
                         [](const auto& each) { return each.param.name; });

TEST(Slim, SetsJsonLdAside) {
  const auto slim = Slim(
      "<script type='application/ld+json'>{\"a\": \"<p>\"}</script>"
      "<script type=\"text/javascript\">1</script>"
      "<script TYPE=application/ld+json>[2]</script>x");
  ASSERT_TRUE(slim.has_value());
  EXPECT_EQ(slim->texts.Restore(slim->html), "x");
  EXPECT_EQ(slim->json_ld, (std::vector<std::string>{"{\"a\": \"<p>\"}", "[2]"}));
}

TEST(Slim, KeepsTheContentOfALongNoScript) {
  const std::string text(5000, 'x');
  EXPECT_EQ(Slimmed("<noscript><p>" + text + "</p></noscript>"), "<p>" + text + "</p>");
}

TEST(Slim, CutsLongValuesBetweenCharacters) {
  std::string names;
  for (int i = 0; i < 200; ++i) names += "é";
  const std::string slim = Slimmed("<p class='" + names + "'>x");
  EXPECT_EQ(slim.size(), std::string("<p class=\"\">x").size() + 256);
}

TEST(Slim, RefusesDeepNesting) {
  std::string html;
  for (int i = 0; i < 3000; ++i) html += "<div>";
  const auto slim = Slim(html);
  ASSERT_FALSE(slim.has_value());
  EXPECT_EQ(slim.error().code, ErrorCode::kLimit);
  EXPECT_EQ(slim.error().message, "too complex: more than 2000 unclosed block tags");
}

TEST(Slim, RefusesAFloodOfAttributes) {
  std::string html = "<p";
  for (int i = 0; i < 20'000; ++i) html += " a" + std::to_string(i) + "=1";
  const auto slim = Slim(html + ">x");
  ASSERT_FALSE(slim.has_value());
  EXPECT_EQ(slim.error().message, "too complex: more than 500 attributes in one tag");
}

TEST(Slim, RefusesManyTagsInDeepNesting) {
  std::string html;
  for (int i = 0; i < 1900; ++i) html += "<div>";
  for (int i = 0; i < 200'000; ++i) html += "<p></p>";
  const auto slim = Slim(html + "</div>" + "<div>");
  ASSERT_FALSE(slim.has_value());
  EXPECT_EQ(slim.error().code, ErrorCode::kLimit);
}

TEST(Slim, AllowsManyUnclosedParagraphsAndItems) {
  std::string html;
  for (int i = 0; i < 5000; ++i) html += "<p>a<li>b<td>c";
  EXPECT_TRUE(Slim(html).has_value());
}

// What a reader sees must not depend on the scan.
constexpr std::string_view kSameTextPages[] = {
    "<html><head><title>T</title><style>x</style></head><body><h1>A <b>bold</b> head</h1>"
    "<p>One<br>two <i>three</i></p><ul><li>a<li>b</ul><table><tr><td>c<td>d</table></body></html>",
    "<p>un<b>closed <i>mis</b>nested</i> text <a href=x>link <span>in</a> span</span></p>",
    "<div>one<div>two</div>three</div><p>four<div>five</div>six</p>",
    "<p>  white \n space &nbsp; and &amp; entities &eacute; &#8217; </p><pre> kept\n as is</pre>",
    "<table><p>fostered</p><tr><td>cell</td></tr></table>tail",
    "<center><font size=2>old <font color=red>style</font></font><br><br>next</center>",
    "<p>ア<span class=x>イ</span>ウ</p><p>שלום <b>עולם</b></p>",
};

TEST(Slim, LeavesTheVisibleTextAsItWas) {
  for (const std::string_view page : kSameTextPages) {
    const auto slim = Slim(page);
    ASSERT_TRUE(slim.has_value());
    const auto raw = HtmlDocument::Parse(page);
    const auto slimmed = HtmlDocument::Parse(*slim);
    ASSERT_TRUE(raw.has_value() && slimmed.has_value());
    const PageText before = CollectBlocks(*raw);
    const PageText after = CollectBlocks(*slimmed);
    EXPECT_EQ(before.text, after.text) << page;
    EXPECT_EQ(before.blocks.size(), after.blocks.size()) << page;
  }
}

}  // namespace
}  // namespace stratwatch::parsers::internal
