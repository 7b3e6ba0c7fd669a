#include <gtest/gtest.h>

#include "model/url.h"

namespace stratwatch {
namespace {

struct IdentityCase {
  const char* name;
  std::string_view url;
  std::string_view identity;
};
void PrintTo(const IdentityCase& each, std::ostream* out) {
  *out << each.url;
}

constexpr IdentityCase kIdentityCases[] = {
    {"Plain", "https://example.org/a", "https://example.org/a"},
    {"HttpIsHttps", "http://example.org/a", "https://example.org/a"},
    {"DefaultPortOfHttp", "http://example.org:80/a", "https://example.org/a"},
    {"OtherPortStays", "http://example.org:8080/a", "https://example.org:8080/a"},
    {"Fragment", "https://example.org/a#comments", "https://example.org/a"},
    {"HashbangRouteStays", "https://example.org/#!/a", "https://example.org/#!/a"},
    {"SlashRouteStays", "https://example.org/#/news/7", "https://example.org/#/news/7"},
    {"Credentials", "https://u:p@example.org/a", "https://example.org/a"},
    {"TrailingSlash", "https://example.org/a/", "https://example.org/a"},
    {"TrailingSlashes", "https://example.org/a//", "https://example.org/a"},
    {"RootKeepsItsSlash", "https://example.org", "https://example.org/"},
    {"DotAfterHost", "https://example.org./a", "https://example.org/a"},
    {"Www", "https://www.example.org/a", "https://example.org/a"},
    {"WwwNeedsADomainBehindIt", "https://www.com/a", "https://www.com/a"},
    {"NumberedWwwStays", "https://www2.example.org/a", "https://www2.example.org/a"},
    {"MobileHost", "https://m.example.org/a", "https://example.org/a"},
    {"MobileHostInFull", "https://mobile.example.org/a", "https://example.org/a"},
    {"MobileHostBehindWww", "https://www.m.example.org/a", "https://example.org/a"},
    {"ShortDomainIsNoMobileHost", "https://m.example/a", "https://m.example/a"},
    {"AmpHost", "https://amp.example.org/a", "https://example.org/a"},
    {"AmpDomainIsNoAmpHost", "https://amp.dev/a", "https://amp.dev/a"},
    {"OtherSubdomainStays", "https://news.example.org/a", "https://news.example.org/a"},
    {"AmpSuffix", "https://example.org/a/amp", "https://example.org/a"},
    {"AmpSuffixWithSlash", "https://example.org/a/amp/", "https://example.org/a"},
    {"AmpPrefix", "https://example.org/amp/a/b", "https://example.org/a/b"},
    {"AmpSectionStays", "https://example.org/amp/", "https://example.org/amp"},
    {"AmpInsideAWordStays", "https://example.org/camp", "https://example.org/camp"},
    {"AmpExtension", "https://example.org/a-123.amp", "https://example.org/a-123"},
    {"AmpBeforeHtml", "https://example.org/a.amp.html", "https://example.org/a.html"},
    {"AmpQuery", "https://example.org/a?amp", "https://example.org/a"},
    {"AmpQueryOne", "https://example.org/a?amp=1", "https://example.org/a"},
    {"AmpQueryOther", "https://example.org/a?amp=7", "https://example.org/a?amp=7"},
    {"OutputTypeAmp", "https://example.org/a?outputType=amp", "https://example.org/a"},
    {"AmpCache", "https://www-example-org.cdn.ampproject.org/c/s/www.example.org/a?id=7&usqp=x",
     "https://example.org/a?id=7"},
    {"AmpViewer", "https://www.google.com/amp/s/www.example.org/a/amp", "https://example.org/a"},
    {"Utm", "https://example.org/a?utm_source=rss&utm_medium=feed", "https://example.org/a"},
    {"UtmInCapitals", "https://example.org/a?UTM_Source=rss", "https://example.org/a"},
    {"UtmEscapedTwice", "https://example.org/a?id=7&amp;utm_source=rss",
     "https://example.org/a?id=7"},
    {"Fbclid", "https://example.org/a?fbclid=x", "https://example.org/a"},
    {"Gclid", "https://example.org/a?gclid=x&id=7", "https://example.org/a?id=7"},
    {"Mailchimp", "https://example.org/a?mc_cid=x&mc_eid=y", "https://example.org/a"},
    {"Microsoft", "https://example.org/a?msclkid=x", "https://example.org/a"},
    {"Yandex", "https://example.org/a?yclid=1&ysclid=2", "https://example.org/a"},
    {"AtInternet", "https://example.org/a?xtor=RSS-1&at_medium=x", "https://example.org/a"},
    {"Alibaba", "https://example.org/a?spm=a.b.c", "https://example.org/a"},
    {"Instagram", "https://example.org/a?igshid=x&igsh=y", "https://example.org/a"},
    {"OtherParametersKeepTheirOrder", "https://example.org/?b=2&gclid=x&a=1",
     "https://example.org/?b=2&a=1"},
    {"ArticleNumberStays", "https://example.org/story.php?id=7",
     "https://example.org/story.php?id=7"},
    {"RefStays", "https://example.org/a?ref=home", "https://example.org/a?ref=home"},
    {"UtmaIsNoUtm", "https://example.org/a?utmost=1", "https://example.org/a?utmost=1"},
    {"EmptyQuery", "https://example.org/a?", "https://example.org/a"},
    {"EmptyParameters", "https://example.org/a?&&b=1&", "https://example.org/a?b=1"},
    {"SessionInPath", "https://example.org/a;jsessionid=1A2B?x=1", "https://example.org/a?x=1"},
    {"EscapesInCapitals", "https://example.org/%d8%b0", "https://example.org/%D8%B0"},
    {"UnreservedUnescaped", "https://example.org/%7Eai%2Dplan", "https://example.org/~ai-plan"},
    {"EscapedSlashStays", "https://example.org/a%2Fb", "https://example.org/a%2Fb"},
    {"CaseOfThePathStays", "https://example.org/News/AI", "https://example.org/News/AI"},
    {"IndexPageStays", "https://example.org/a/index.html", "https://example.org/a/index.html"},
    {"ChinesePath", "https://m.example.cn/人工", "https://example.cn/%E4%BA%BA%E5%B7%A5"},
    {"Ipv4Host", "http://127.0.0.1:8080/a/", "https://127.0.0.1:8080/a"},
};

class UrlIdentity : public testing::TestWithParam<IdentityCase> {};

TEST_P(UrlIdentity, IsThatOfTheArticle) {
  const auto url = Url::Parse(GetParam().url);
  ASSERT_TRUE(url.has_value()) << url.error().message;
  EXPECT_EQ(url->Identity(), GetParam().identity);
}

TEST_P(UrlIdentity, OfAnIdentityIsItself) {
  const auto identity = Url::Parse(GetParam().identity);
  ASSERT_TRUE(identity.has_value()) << identity.error().message;
  EXPECT_EQ(identity->Identity(), GetParam().identity);
}

INSTANTIATE_TEST_SUITE_P(Forms, UrlIdentity, testing::ValuesIn(kIdentityCases),
                         [](const auto& each) { return each.param.name; });

TEST(Url, IdentityOfNoUrlIsEmpty) {
  EXPECT_EQ(Url().Identity(), "");
}

}  // namespace
}  // namespace stratwatch
