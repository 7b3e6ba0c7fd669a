#include "crawlers/robots.h"

#include <gtest/gtest.h>

namespace stratwatch::crawlers {
namespace {

using std::chrono::milliseconds;

RobotsRules::Verdict Check(std::string_view robots, std::string_view url) {
  return RobotsRules::Parse(robots, "stratwatchbot").Check(*Url::Parse(url));
}

struct RobotsCase {
  const char* name;
  std::string_view robots;
  std::string_view path;
  bool allowed;
  std::string_view rule;
};
void PrintTo(const RobotsCase& each, std::ostream* out) {
  *out << each.robots;
}

constexpr RobotsCase kRobotsCases[] = {
    {"Empty", "", "/a", true, ""},
    {"NotRobotsAtAll", "<html><body>404: not found</body></html>", "/a", true, ""},
    // RFC 9309, 2.2.1: our group wins over the one for all, wherever it stands.
    {"OwnGroupWins", "User-agent: *\nDisallow: /\n\nUser-agent: StratwatchBot\nDisallow: /b\n",
     "/a", true, ""},
    {"OwnGroupWithoutRulesAllows",
     "User-agent: *\nDisallow: /\nUser-agent: stratwatchbot\nDisallow:", "/a", true, ""},
    {"GroupsOfOneAgentAreOne",
     "User-agent: stratwatchbot\nDisallow: /a\n\nUser-agent: x\nDisallow: /\n\n"
     "User-agent: stratwatchbot\nDisallow: /b\n",
     "/b", false, "Disallow: /b"},
    {"SeveralAgentsShareAGroup", "User-agent: x\nUser-agent: stratwatchbot\nDisallow: /a\n", "/a",
     false, "Disallow: /a"},
    {"VersionBehindTheToken", "User-agent: stratwatchbot/1.0\nDisallow: /a\n", "/a", false,
     "Disallow: /a"},
    {"LongerTokenIsAnother", "User-agent: stratwatchbot-news\nDisallow: /\n", "/a", true, ""},
    // 2.2.2
    {"LongestWins", "User-agent: *\nAllow: /a/b\nDisallow: /a\n", "/a/b/c", true, "Allow: /a/b"},
    {"AllowWinsATie", "User-agent: *\nDisallow: /a\nAllow: /a\n", "/a", true, "Allow: /a"},
    {"RobotsTxtItself", "User-agent: *\nDisallow: /\n", "/robots.txt", true, ""},
    {"CaseMatters", "User-agent: *\nDisallow: /A\n", "/a", true, ""},
    {"QueryIsMatched", "User-agent: *\nDisallow: /*?print=\n", "/a?print=1", false,
     "Disallow: /*?print="},
    // 2.2.3
    {"StarInside", "User-agent: *\nDisallow: /a/*/c\n", "/a/b/c/d", false, "Disallow: /a/*/c"},
    {"StarMatchesNothing", "User-agent: *\nDisallow: /a*b\n", "/ab", false, "Disallow: /a*b"},
    {"EndAnchor", "User-agent: *\nDisallow: /*.pdf$\n", "/a.pdf", false, "Disallow: /*.pdf$"},
    {"EndAnchorNotAtTheEnd", "User-agent: *\nDisallow: /*.pdf$\n", "/a.pdf?x", true, ""},
    {"EndAnchorTakesTheLastOne", "User-agent: *\nDisallow: /*.pdf$\n", "/a.pdf.pdf", false,
     "Disallow: /*.pdf$"},
    {"EndAnchorWithoutStar", "User-agent: *\nDisallow: /a$\n", "/ab", true, ""},
    {"ManyStars", "User-agent: *\nDisallow: /**a**b**$\n", "/xaxbx", false, "Disallow: /**a**b**$"},
    // Leniency of the large crawlers.
    {"ToleratesMissingColon", "User-agent *\nDisallow /a\n", "/a", false, "Disallow: /a"},
    {"ToleratesBom", "\xEF\xBB\xBFUser-agent: *\nDisallow: /a\n", "/a", false, "Disallow: /a"},
    {"ToleratesOldLineEnds", "User-agent: *\rDisallow: /a\r", "/a", false, "Disallow: /a"},
    {"ToleratesDosLineEnds", "User-agent: *\r\nDisallow: /a\r\n", "/a", false, "Disallow: /a"},
    {"ToleratesMisspelling", "Useragent: *\nDissallow: /a\n", "/a", false, "Disallow: /a"},
    {"BlankLinesEndNoGroup", "User-agent: *\n\n\nDisallow: /a\n", "/a", false, "Disallow: /a"},
    {"OtherLinesEndNoGroup", "User-agent: *\nHost: x\nDisallow: /a\n", "/a", false, "Disallow: /a"},
    {"CommentsAreCut", "User-agent: * # all\nDisallow: /a # b\n", "/a", false, "Disallow: /a"},
    {"RulesBeforeAnyAgentSayNothing", "Disallow: /\nUser-agent: *\n", "/a", true, ""},
    // Paths in any script, written either way.
    {"ArabicPattern", "User-agent: *\nDisallow: /ذكاء\n", "/%D8%B0%D9%83%D8%A7%D8%A1/x", false,
     "Disallow: /%D8%B0%D9%83%D8%A7%D8%A1"},
    {"ChineseUrl", "User-agent: *\nDisallow: /%e4%ba%ba\n", "/人工", false, "Disallow: /%E4%BA%BA"},
    {"LowerCaseEscapesInUrl", "User-agent: *\nDisallow: /%E4%BA%BA\n", "/%e4%ba%ba", false,
     "Disallow: /%E4%BA%BA"},
    {"CharactersAUrlCannotHold", "User-agent: *\nDisallow: /{a}\n", "/{a}", false,
     "Disallow: /%7Ba%7D"},
};

class Robots : public testing::TestWithParam<RobotsCase> {};

TEST_P(Robots, DecidesAndNamesTheLine) {
  const auto verdict =
      Check(GetParam().robots, "https://example.org" + std::string(GetParam().path));
  EXPECT_EQ(verdict.allowed, GetParam().allowed);
  EXPECT_EQ(verdict.rule, GetParam().rule);
}

INSTANTIATE_TEST_SUITE_P(Files, Robots, testing::ValuesIn(kRobotsCases),
                         [](const auto& each) { return each.param.name; });

// RFC 9309, 2.3.1
struct StatusCase {
  int status;
  bool allowed;
  std::string_view rule;
};
constexpr StatusCase kStatusCases[] = {
    {200, false, "Disallow: /"},
    {204, false, "Disallow: /"},
    {302, true, ""},
    {401, true, ""},
    {403, true, ""},
    {404, true, ""},
    {410, true, ""},
    {429, false, "robots.txt: status 429"},
    {500, false, "robots.txt: status 500"},
    {503, false, "robots.txt: status 503"},
    {0, false, "robots.txt: unreachable"},
};

class RobotsResponse : public testing::TestWithParam<StatusCase> {};

TEST_P(RobotsResponse, MeansByItsStatus) {
  const auto rules =
      RobotsRules::FromResponse(GetParam().status, "User-agent: *\nDisallow: /", "stratwatchbot");
  const auto verdict = rules.Check(*Url::Parse("https://example.org/a"));
  EXPECT_EQ(verdict.allowed, GetParam().allowed);
  EXPECT_EQ(verdict.rule, GetParam().rule);
}

INSTANTIATE_TEST_SUITE_P(Statuses, RobotsResponse, testing::ValuesIn(kStatusCases),
                         [](const auto& each) { return std::to_string(each.param.status); });

TEST(RobotsRules, ReadsFiveHundredKibibytes) {
  const std::string filler((std::size_t{500} << 10U) - 28, '#');
  const std::string robots = "User-agent: *\n" + filler + "\nDisallow: /a\n";
  EXPECT_FALSE(Check(robots, "https://example.org/a").allowed);
  EXPECT_TRUE(Check(robots + "Disallow: /b\n", "https://example.org/b").allowed);
}

TEST(RobotsRules, CutsAnEndlessLine) {
  const std::string robots =
      "User-agent: *\nDisallow: /" + std::string(100'000, 'a') + "\n" + "Disallow: /b\n";
  EXPECT_FALSE(Check(robots, "https://example.org/b").allowed);
}

TEST(RobotsRules, NamesOnlyTheBeginOfALongRule) {
  const std::string path = "/" + std::string(5'000, 'a');
  const auto verdict = Check("User-agent: *\nDisallow: " + path, "https://example.org" + path);
  EXPECT_FALSE(verdict.allowed);
  EXPECT_LT(verdict.rule.size(), 220U);
}

TEST(RobotsRules, MatchesManyStarsInLinearTime) {
  std::string pattern = "/";
  for (int i = 0; i < 1'000; ++i) pattern += "*a";
  const std::string url = "https://example.org/" + std::string(10'000, 'a') + "b";
  EXPECT_TRUE(Check("User-agent: *\nDisallow: " + pattern + "$", url).allowed);
}

TEST(RobotsRules, GivesCrawlDelayOfTheGroupThatApplies) {
  const std::string_view robots =
      "User-agent: *\nCrawl-delay: 30\nUser-agent: stratwatchbot\nCrawl-delay: 2.5\nDisallow:\n"
      "User-agent: x\nDisallow: /\n";
  EXPECT_EQ(RobotsRules::Parse(robots, "stratwatchbot").CrawlDelay(), milliseconds(2'500));
  EXPECT_EQ(RobotsRules::Parse(robots, "x").CrawlDelay(), std::nullopt);
}

TEST(RobotsRules, IgnoresACrawlDelayThatIsNone) {
  for (const char* value : {"", "soon", "-1", "1e9", "nan", "inf", "99999999"}) {
    const auto rules = RobotsRules::Parse(std::string("User-agent: *\nCrawl-delay: ") + value, "x");
    EXPECT_EQ(rules.CrawlDelay(), std::nullopt) << value;
  }
}

TEST(RobotsRules, GivesSitemapsOfTheWholeFile) {
  const auto rules = RobotsRules::Parse(
      "Sitemap: https://example.org/a.xml\nUser-agent: x\nDisallow: /\nsitemap:/b.xml.gz\n", "y");
  EXPECT_EQ(rules.Sitemaps(), (std::vector<std::string>{"https://example.org/a.xml", "/b.xml.gz"}));
}

TEST(ProductToken, IsTheBeginOfTheUserAgent) {
  EXPECT_EQ(ProductToken("stratwatchbot/0.1 (+https://example.org/)"), "stratwatchbot");
  EXPECT_EQ(ProductToken("My-Bot_x"), "My-Bot_x");
  EXPECT_EQ(ProductToken("0bot"), "");
}

}  // namespace
}  // namespace stratwatch::crawlers
