#include "model/url.h"

#include <gtest/gtest.h>

namespace stratwatch {
namespace {

struct ParseCase {
  const char* name;
  std::string_view input;
  std::string_view text;  // Empty: refused.
};
void PrintTo(const ParseCase& each, std::ostream* out) {
  *out << each.input;
}

constexpr ParseCase kParseCases[] = {
    {"Plain", "https://example.org/a?b#c", "https://example.org/a?b#c"},
    {"EmptyPathBecomesSlash", "http://example.org", "http://example.org/"},
    {"SchemeAndHostInLowerCase", "HTTPS://EXAMPLE.org/A", "https://example.org/A"},
    {"DefaultPortDropped", "https://example.org:443/", "https://example.org/"},
    {"OtherPortKept", "http://example.org:443/", "http://example.org:443/"},
    {"EmptyPortDropped", "http://example.org:/", "http://example.org/"},
    {"PortTooLarge", "http://example.org:65536/", ""},
    {"PortNotANumber", "http://example.org:8a/", ""},
    {"BlanksAtTheEnds", "  http://example.org/ \n", "http://example.org/"},
    {"TabsAndNewlinesInside", "http://exa\tmple.org/a\nb", "http://example.org/ab"},
    {"BackslashesAreSlashes", "http:\\\\example.org\\a\\b", "http://example.org/a/b"},
    {"MissingSlashes", "https:example.org/a", "https://example.org/a"},
    {"DotSegments", "http://example.org/a/./b/../c", "http://example.org/a/c"},
    {"EncodedDotSegments", "http://example.org/a/%2e%2E/b", "http://example.org/b"},
    {"DotsAboveTheRoot", "http://example.org/../../a", "http://example.org/a"},
    {"DotAtTheEndKeepsTheSlash", "http://example.org/a/..", "http://example.org/"},
    {"SpaceInPath", "http://example.org/a b", "http://example.org/a%20b"},
    {"BrokenEscapeKept", "http://example.org/100%-ai", "http://example.org/100%-ai"},
    {"QuoteInQuery", "http://example.org/?q='a\"", "http://example.org/?q=%27a%22"},
    {"EmptyQueryKept", "http://example.org/?", "http://example.org/?"},
    {"Credentials", "http://us er:p:w@example.org/", "http://us%20er:p%3Aw@example.org/"},
    {"AtInCredentials", "http://a@b@example.org/", "http://a%40b@example.org/"},
    {"EmptyCredentialsDropped", "http://:@example.org/", "http://example.org/"},
    {"Ipv4Decimal", "http://2130706433/", "http://127.0.0.1/"},
    {"Ipv4Octal", "http://0177.0.0.01/", "http://127.0.0.1/"},
    {"Ipv4Hexadecimal", "http://0x7F.1/", "http://127.0.0.1/"},
    {"Ipv4FullWidth", "http://１２７.０.０.１/", "http://127.0.0.1/"},
    {"Ipv4Escaped", "http://%31%32%37.0.0.1/", "http://127.0.0.1/"},
    {"Ipv4TooLarge", "http://256.0.0.1/", ""},
    {"Ipv4FiveParts", "http://1.2.3.4.5/", ""},
    {"Ipv6Compressed", "http://[2001:DB8:0:0:1:0:0:1]/", "http://[2001:db8::1:0:0:1]/"},
    {"Ipv6Loopback", "http://[0:0:0:0:0:0:0:1]:8080/", "http://[::1]:8080/"},
    {"Ipv6MappedIpv4", "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/"},
    {"Ipv6Zone", "http://[fe80::1%25eth0]/", ""},
    {"Ipv6NotClosed", "http://[::1/", ""},
    {"ForbiddenInHost", "http://exa<mple.org/", ""},
    {"NoHost", "http:///", ""},
    {"NoHostButPort", "http://:80/", ""},
    {"NoScheme", "example.org/a", ""},
    {"OtherScheme", "ftp://example.org/", ""},
    {"Script", "javascript:alert(1)", ""},
    {"Empty", "", ""},
    {"ArabicHost", "http://مثال.مصر/ذكاء",
     "http://xn--mgbh0fb.xn--wgbh1c/%D8%B0%D9%83%D8%A7%D8%A1"},
    {"ChineseHost", "http://例子。中国/人工智能",
     "http://xn--fsqu00a.xn--fiqs8s/"
     "%E4%BA%BA%E5%B7%A5%E6%99%BA%E8%83%BD"},
    {"JapaneseHost", "http://日本語.jp/", "http://xn--wgv71a119e.jp/"},
    {"KoreanHost", "http://한국.kr/", "http://xn--3e0b707e.kr/"},
    {"HindiHost", "http://भारत.in/", "http://xn--h2brj9c.in/"},
    {"RussianHostInCapitals", "http://РОССИЯ.РФ/", "http://xn--h1alffa9f.xn--p1ai/"},
    {"GermanHost", "http://MÜNCHEN.de/ä", "http://xn--mnchen-3ya.de/%C3%A4"},
    {"BrokenPunycode", "http://xn--a/", ""},
    {"HostNotUtf8", "http://ex\xE4mple.org/", ""},
    {"PathInAnOldCharset", "http://example.org/\xE4", "http://example.org/%E4"},
};

class UrlParse : public testing::TestWithParam<ParseCase> {};

TEST_P(UrlParse, FollowsTheStandard) {
  const auto url = Url::Parse(GetParam().input);
  EXPECT_EQ(url ? url->Text() : "", GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(Forms, UrlParse, testing::ValuesIn(kParseCases),
                         [](const auto& each) { return each.param.name; });

struct ResolveCase {
  const char* name;
  std::string_view reference;
  std::string_view text;
};
void PrintTo(const ResolveCase& each, std::ostream* out) {
  *out << each.reference;
}

constexpr ResolveCase kResolveCases[] = {
    {"Absolute", "https://example.com/x", "https://example.com/x"},
    {"SchemeRelative", "//cdn.example.com/x", "http://cdn.example.com/x"},
    {"RootRelative", "/x?y", "http://u:p@example.org:8080/x?y"},
    {"PathRelative", "x", "http://u:p@example.org:8080/a/x"},
    {"Up", "../x", "http://u:p@example.org:8080/x"},
    {"SameScheme", "http:x", "http://u:p@example.org:8080/a/x"},
    {"OtherScheme", "https:example.com", "https://example.com/"},
    {"Query", "?x", "http://u:p@example.org:8080/a/b?x"},
    {"Fragment", "#x", "http://u:p@example.org:8080/a/b?q#x"},
    {"Empty", "", "http://u:p@example.org:8080/a/b?q"},
    {"Backslash", "\\x", "http://u:p@example.org:8080/x"},
    {"ColonInPath", "./a:b", "http://u:p@example.org:8080/a/a:b"},
    {"Mail", "mailto:a@example.org", ""},
};

class UrlResolve : public testing::TestWithParam<ResolveCase> {};

TEST_P(UrlResolve, AgainstABase) {
  const auto base = Url::Parse("http://u:p@example.org:8080/a/b?q#f");
  ASSERT_TRUE(base.has_value());
  const auto url = base->Resolve(GetParam().reference);
  EXPECT_EQ(url ? url->Text() : "", GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(References, UrlResolve, testing::ValuesIn(kResolveCases),
                         [](const auto& each) { return each.param.name; });

TEST(Url, GivesItsParts) {
  const auto url = Url::Parse("http://u@example.org:8080/a/b?c=d#e");
  ASSERT_TRUE(url.has_value());
  EXPECT_EQ(url->Scheme(), "http");
  EXPECT_EQ(url->Host(), "example.org");
  EXPECT_EQ(url->Port(), 8080);
  EXPECT_EQ(url->Path(), "/a/b");
  EXPECT_EQ(url->Query(), "c=d");
  EXPECT_EQ(url->Fragment(), "e");
  EXPECT_EQ(url->Origin(), "http://example.org:8080");
  EXPECT_EQ(url->RequestTarget(), "/a/b?c=d");
  EXPECT_EQ(url->WithoutFragment(), "http://u@example.org:8080/a/b?c=d");
  EXPECT_TRUE(url->HasCredentials());
}

TEST(Url, HasEmptyPartsBeforeItIsSet) {
  const Url url;
  EXPECT_EQ(url.Text(), "");
  EXPECT_EQ(url.Scheme(), "");
  EXPECT_EQ(url.Host(), "");
  EXPECT_EQ(url.Origin(), "");
  EXPECT_EQ(url.Port(), 0);
  EXPECT_FALSE(url.HasCredentials());
}

TEST(Url, RefusesAReferenceWithoutABase) {
  EXPECT_FALSE(Url().Resolve("/a").has_value());
  EXPECT_TRUE(Url().Resolve("http://example.org/a").has_value());
}

TEST(Url, ErrorNamesInputAndReasonInAscii) {
  const auto url = Url::Parse("http://\xFFö/");
  ASSERT_FALSE(url.has_value());
  EXPECT_EQ(url.error().code, ErrorCode::kInvalid);
  EXPECT_EQ(url.error().message, "URL 'http://%FF%C3%B6/': host is not UTF-8");
}

TEST(Url, ErrorCutsALongInput) {
  const auto url = Url::Parse(std::string(10'000, 'x'));
  ASSERT_FALSE(url.has_value());
  EXPECT_LT(url.error().message.size(), 300U);
}

TEST(Url, RefusesMoreThanItsBound) {
  EXPECT_FALSE(Url::Parse("http://example.org/" + std::string(20'000, 'x')).has_value());
}

TEST(Url, RefusesAHostFarLongerThanANameCanBe) {
  EXPECT_FALSE(Url::Parse("http://" + std::string(2'000, 'x') + "/").has_value());
}

TEST(Url, ParsesItsOwnTextToItself) {
  for (const auto& each : kParseCases) {
    const auto url = Url::Parse(each.input);
    if (!url) continue;
    const auto again = Url::Parse(url->Text());
    ASSERT_TRUE(again.has_value()) << url->Text();
    EXPECT_EQ(*again, *url);
  }
}

// What is accepted must be accepted again from the log and the store.
TEST(Url, RefusesWhatIsTooLongWhenEscaped) {
  std::string path;
  while (path.size() < 8'000) path += "é";
  const auto base = Url::Parse("https://example.org/");
  ASSERT_TRUE(base.has_value());
  EXPECT_FALSE(Url::Parse("https://example.org/" + path).has_value());
  EXPECT_FALSE(base->Resolve(path).has_value());
}

}  // namespace
}  // namespace stratwatch
