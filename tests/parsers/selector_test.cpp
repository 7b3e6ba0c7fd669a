#include "parsers/internal/selector.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <ostream>
#include <string>
#include <string_view>

#include "parsers/internal/selector_matcher.h"

namespace stratwatch::parsers::internal {
namespace {

// The ids of what a selector selects, in document order; or why it is none.
std::string Selected(std::string_view selector, std::string_view html) {
  const auto list = ParseSelectorList(selector);
  if (!list) return list.error().message;
  const auto document = HtmlDocument::Parse(html);
  std::string ids;
  for (const NodeId id : SelectorMatcher(*document).Select(*list)) {
    const std::string_view name = document->Attribute(id, "id");
    ids += (ids.empty() ? "" : " ") + (name.empty() ? std::string("?") : std::string(name));
  }
  return ids;
}

constexpr std::string_view kPage = R"(<!doctype html><html id=root lang=pt-BR><head id=head>
<meta id=m property="og:title" content="A"></head><body id=body class="page  News">
<div id=top class="teaser md:w-1/2"><p id=t1>a<p id=t2 class=lead>b</div>
<article id=main class="story main-story" data-kind="Report" lang="en-GB">
<h1 id=h>Title</h1><p id=p1 class=lead>one</p><p id=p2>two <a id=a href="/x.PDF">x</a></p>
<figure id=f><p id=p3>three</p></figure><p id=p4 hidden>four</p>
<story-text id=st><p id=p5 title="">five</p></story-text></article>
<div id=مقال class=अनुच्छेद></div></body></html>)";

struct SelectorCase {
  const char* name;
  std::string_view selector;
  std::string_view ids;
};
void PrintTo(const SelectorCase& each, std::ostream* out) {
  *out << each.selector;
}

// Sections of Selectors Level 4 stand above their cases.
constexpr SelectorCase kSelectorCases[] = {
    // 4.1 selector lists; an element that two selectors select is there once.
    {"List", "h1, figure", "h f"},
    {"ListOverlaps", ".lead,p.lead , #p1", "t2 p1"},
    // 4.2, 4.3, 4.4
    {"Is", "article > :is(h1, figure)", "h f"},
    {"Where", "p:where(.lead, [hidden])", "t2 p1 p4"},
    {"Not", "article > p:not(.lead)", "p2 p4"},
    {"NotAny", "p:not(.lead, [hidden], #p2):not(#t1)", "p3 p5"},
    // 5.1, 5.2
    {"Type", "h1", "h"},
    {"TypeIgnoresCase", "H1", "h"},
    {"Universal", "figure *", "p3"},
    {"CustomElement", "story-text", "st"},
    {"Root", "html", "root"},
    // 6.1
    {"Exists", "p[hidden]", "p4"},
    {"ExistsWithoutValue", "[title]", "p5"},
    {"Equals", "[property=\"og:title\"]", "m"},
    {"EqualsSingleQuotes", "[property='og:title']", "m"},
    {"EqualsKeepsCase", "[data-kind=report]", ""},
    {"AttributeNameIgnoresCase", "[DATA-KIND=Report]", "main"},
    {"Word", "[class~=main-story]", "main"},
    {"WordIsWhole", "[class~=main]", ""},
    {"Dash", "[lang|=en]", "main"},
    {"DashWhole", "[lang|='en-GB']", "main"},
    {"DashIsNoPrefix", "[lang|=e]", ""},
    // 6.2
    {"Prefix", "[id^=p]", "p1 p2 p3 p4 p5"},
    {"Suffix", "[class$=story]", "main"},
    {"Part", "[class*=-sto]", "main"},
    // 6.3
    {"FlagIgnoresCase", "[href$='.pdf' i]", "a"},
    {"FlagIgnoresCaseUnquoted", "[data-kind=REPORT i]", "main"},
    {"FlagIgnoresCaseOfParts", "[data-kind*=EPO I]", "main"},
    // HTML Standard, 4.16.2: these values have no case; the flag s gives it back.
    {"LangIgnoresCase", "[lang=EN-gb]", "main"},
    {"FlagKeepsCase", "[lang=EN-gb s]", ""},
    // 6.6, 6.7
    {"Class", ".lead", "t2 p1"},
    {"ClassAmongSpaces", ".News", "body"},
    {"ClassKeepsCase", ".news", ""},
    {"Classes", ".story.main-story", "main"},
    {"Id", "#p2", "p2"},
    {"IdAndClass", "p#p1.lead", "p1"},
    {"ArabicId", "#مقال", "مقال"},
    {"DevanagariClass", "div.अनुच्छेद", "مقال"},
    // CSS Syntax 3, 4.3.7
    {"EscapedCharacter", R"(.md\:w-1\/2)", "top"},
    {"EscapedCodePoint", R"(#\70 1)", "p1"},
    {"EscapedInQuotes", R"([property="og\3A title"])", "m"},
    // 13.3
    {"FirstChild", "article :first-child", "h a p3 p5"},
    {"LastChild", "article > :last-child", "st"},
    {"OnlyChild", "p:only-child", "p3 p5"},
    {"NthChild", "article > :nth-child(2)", "p1"},
    {"NthChildCountsAllTypes", "article > p:nth-child(5)", "p4"},
    {"NthChildOdd", "article > :nth-child(odd)", "h p2 p4"},
    {"NthChildEven", "article > :nth-child( EVEN )", "p1 f st"},
    {"NthChildFrom", "article > :nth-child(n + 4)", "f p4 st"},
    {"NthChildUpTo", "article > :nth-child(-n+2)", "h p1"},
    {"NthChildEveryThird", "article > :nth-child(3n-1)", "p1 p4"},
    {"NthLastChild", "article > :nth-last-child(2)", "p4"},
    {"RootIsFirstChild", ":nth-child(1):nth-last-child(1)[lang='pt-br']", "root"},
    // 14.1 … 14.4
    {"Descendant", "article p", "p1 p2 p3 p4 p5"},
    {"DescendantOfTwo", "body article p a", "a"},
    {"Child", "article>p", "p1 p2 p4"},
    {"Next", "h1 + p", "p1"},
    {"NextIsElementNotText", "p + figure", "f"},
    {"Later", "h1 ~ p", "p1 p2 p4"},
    {"Mixed", "div ~ article > .lead + p a", "a"},
    {"NothingFound", "table td", ""},
};

class Selector : public testing::TestWithParam<SelectorCase> {};

TEST_P(Selector, Selects) {
  EXPECT_EQ(Selected(GetParam().selector, kPage), GetParam().ids);
}

INSTANTIATE_TEST_SUITE_P(Forms, Selector, testing::ValuesIn(kSelectorCases),
                         [](const auto& each) { return each.param.name; });

constexpr SelectorCase kMistakes[] = {
    {"Empty", "",
     "column 1: expected a selector (a tag's name, *, #id, .class, [attribute], "
     ":pseudo-class), found the end"},
    {"TrailingComma", "p,", "column 3: expected a selector"},
    {"TrailingCombinator", "p >", "column 4: expected a selector"},
    {"TwoCombinators", "p > > a", "column 5: expected a selector"},
    {"LeadingCombinator", "> p", "column 1: expected a selector"},
    {"NoClassName", "p. x", "column 3: expected the name of a class, found ' '"},
    {"IdWithDigit", "#1a", "column 2: expected an id, found '1'; a name that begins with a digit"},
    {"OpenBracket", "[href", "column 6: expected ], =, ~=, |=, ^=, $= or *=, found the end"},
    {"OpenQuotes", "[a='b]", "column 4: the quotes are not closed"},
    {"UnquotedDigits", "[a=1]", "column 4: expected a value or text in quotes, found '1'"},
    {"StrayText", "[a=b c]", "column 6: expected ], found 'c'"},
    {"PseudoElement", "p::before", "column 3: pseudo-elements are no elements of the page"},
    {"Hover", "a:hover", "column 2: :hover is not supported; supported: :not(), :is()"},
    {"Has", "p:has(a)", "column 2: :has() is not supported"},
    {"ChildWithArgument", "p:first-child(2)", "column 2: :first-child() is not supported"},
    {"Namespace", "svg|a", "column 4: namespaces are not supported"},
    {"Nested", ":not(:is(a))", "column 6: :is() inside another is not supported"},
    {"CombinatorInside", ":not(a b)", "column 8: expected ) or a comma, found 'b'"},
    {"BadPosition", ":nth-child(2x)", "column 12: expected odd, even, or An+B as in 3, 2n or 2n+1"},
    {"Semicolon", "p; a", "column 2: expected a combinator (blank, >, +, ~) or a comma, found ';'"},
    {"Arabic", "p؛", ""},  // Beyond ASCII every character may stand in a name (4.3.9).
    // What is well written and selects nothing is a slip too.
    {"TwoIds", "#a#b", "column 5: matches nothing: no element is #a and #b"},
    {"EmptyPrefix", "[a^='']", "column 5: matches nothing: the value is empty"},
    {"TwoWords", "[class~='a b']", "column 9: matches nothing: ~= looks for one word"},
    {"NoPosition", ":nth-child(0)", "column 12: matches nothing: positions are counted from 1"},
};

class SelectorMistake : public testing::TestWithParam<SelectorCase> {};

TEST_P(SelectorMistake, IsToldWithItsColumn) {
  EXPECT_THAT(Selected(GetParam().selector, ""), testing::StartsWith(std::string(GetParam().ids)));
}

INSTANTIATE_TEST_SUITE_P(Forms, SelectorMistake, testing::ValuesIn(kMistakes),
                         [](const auto& each) { return each.param.name; });

TEST(SelectorLimits, ListAndStepsAreBounded) {
  std::string list = "p";
  for (int i = 0; i < 70; ++i) list += ",p";
  EXPECT_THAT(Selected(list, ""), testing::HasSubstr("more than 64 selectors"));
  std::string steps = "p";
  for (int i = 0; i < 40; ++i) steps += " p";
  EXPECT_THAT(Selected(steps, ""), testing::HasSubstr("more than 32 parts"));
  EXPECT_THAT(Selected(std::string(5000, 'p'), ""), testing::HasSubstr("more than 4096 bytes"));
}

// With backtracking this is depth choose steps: some 10^40 tries.
TEST(SelectorLimits, DeepNestingIsAnsweredInOnePassAStep) {
  std::string html;
  for (int i = 0; i < 400; ++i) html += "<div class=a>";
  std::string selector;
  for (int i = 0; i < 30; ++i) selector += ".a ";
  selector += ".b";
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(Selected(selector, html), "");
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
}

}  // namespace
}  // namespace stratwatch::parsers::internal
