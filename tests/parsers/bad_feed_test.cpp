#include <gtest/gtest.h>

#include <chrono>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "parsers/feed.h"

namespace stratwatch::parsers {
namespace {

using testing::HasSubstr;

Result<Feed> Parse(std::string_view bytes, const FeedOptions& options = {}) {
  return ParseFeed(bytes, "", *Url::Parse("https://news.example.org/feeds/ai.xml"), options);
}

std::string TitleOf(std::string_view bytes) {
  const auto feed = Parse(bytes);
  EXPECT_TRUE(feed.has_value()) << feed.error().message;
  return feed && !feed->entries.empty() ? feed->entries.front().title : "no entry";
}

std::string RssWithItem(std::string_view inside) {
  return "<rss version=\"2.0\"><channel><title>t</title><item>" + std::string(inside) +
         "</item></channel></rss>";
}

// --- Bad XML: everything that can be read is, and `defect` says what was wrong.

struct BrokenCase {
  const char* name;
  std::string_view bytes;
  std::vector<std::string_view> titles;
};
void PrintTo(const BrokenCase& each, std::ostream* out) {
  *out << each.bytes;
}

const BrokenCase kBrokenCases[] = {
    {"JunkBeforeTheDeclaration",
     "Warning: mysql_connect()\n<?xml version=\"1.0\"?><rss><channel><item><title>a</title></item>"
     "</channel></rss>",
     {"a"}},
    {"BareAmpersand", "<rss><channel><item><title>R & D</title></item></channel></rss>", {"R & D"}},
    {"UnclosedTitle",
     "<rss><channel><item><title>a<link>http://a.example/</link></item>"
     "<item><title>b</title></item></channel></rss>",
     {"a http://a.example/", "b"}},
    {"UnclosedItem",
     "<rss><channel><item><title>a</title><item><title>b</title></item></channel></rss>",
     {"a", "b"}},
    {"StrayEndTag",
     "<rss><channel><item></b><title>a</title></item><item><title>b</title></item></channel></rss>",
     {"a", "b"}},
    {"CrossedTags",
     "<rss><channel><item><title><b><i>a</b></i></title></item></channel></rss>",
     {"a"}},
    {"CutInText", "<rss><channel><item><title>a</title></item><item><title>b</ti", {"a", "b"}},
    {"CutInTag",
     "<rss><channel><item><title>a</title></item><item><title>b</title><lin",
     {"a", "b"}},
    {"CutInAttribute",
     "<rss><channel><item><title>a</title></item><item><title type=\"te",
     {"a", ""}},
    {"CutInCdata",
     "<rss><channel><item><title>a</title></item><item><title><![CDATA[b",
     {"a", "b"}},
    {"ControlCharacter",
     "<rss><channel><item><title>a\x01\x0B</title></item></channel></rss>",
     {"a"}},
    {"StrayLessThan", "<rss><channel><item><title>1 < 2</title></item></channel></rss>", {"1 < 2"}},
    {"AttributeWithoutQuotes",
     "<rss version=2.0><channel><item><title>a</title></item></channel></rss>",
     {"a"}},
    {"TwoRoots",
     "<rss><channel><item><title>a</title></item></channel></rss>"
     "<rss><channel><item><title>b</title></item></channel></rss>",
     {"a"}},
};

class BrokenFeed : public testing::TestWithParam<BrokenCase> {};

TEST_P(BrokenFeed, IsReadAndItsDefectNamed) {
  const auto feed = Parse(GetParam().bytes);
  ASSERT_TRUE(feed.has_value()) << feed.error().message;
  std::vector<std::string_view> titles;
  for (const FeedEntry& entry : feed->entries) titles.emplace_back(entry.title);
  EXPECT_EQ(titles, GetParam().titles);
  EXPECT_NE(feed->defect, "");
}

INSTANTIATE_TEST_SUITE_P(Kinds, BrokenFeed, testing::ValuesIn(kBrokenCases),
                         [](const auto& each) { return std::string(each.param.name); });

// --- Hostile documents.

TEST(ParseFeed, DoesNotMultiplyEntities) {
  std::string bytes = "<?xml version=\"1.0\"?><!DOCTYPE rss [<!ENTITY a \"ha\">";
  char before = 'a';
  for (char name = 'b'; name <= 'z'; before = name++) {
    bytes += std::string("<!ENTITY ") + name + " \"";
    for (int i = 0; i < 10; ++i) bytes += std::string("&") + before + ";";
    bytes += "\">";
  }
  bytes += "]>" + RssWithItem("<title>&z;</title>");
  const std::string title = TitleOf(bytes);
  EXPECT_LT(title.size(), 1000U);
}

TEST(ParseFeed, BoundsManyReferencesToOneEntity) {
  std::string bytes = "<!DOCTYPE rss [<!ENTITY a \"" + std::string(250, 'x') + "\">]>";
  std::string references;
  for (int i = 0; i < 200'000; ++i) references += "&a;";
  const std::string title = TitleOf(bytes + RssWithItem("<title>" + references + "</title>"));
  EXPECT_LE(title.size(), std::size_t{1} << 20U);
}

TEST(ParseFeed, ReadsAnEntityThatTheTextDeclares) {
  const std::string title = TitleOf("<!DOCTYPE rss [<!ENTITY org \"Minist&#232;re\">]>" +
                                    RssWithItem("<title>&org;</title>"));
  EXPECT_EQ(title, "Ministère");
}

TEST(ParseFeed, LoadsNoExternalEntity) {
  const std::string title = TitleOf("<!DOCTYPE rss [<!ENTITY x SYSTEM \"file:///etc/hostname\">]>" +
                                    RssWithItem("<title>a&x;b</title>"));
  EXPECT_EQ(title, "a&x;b");
}

TEST(ParseFeed, LoadsNoExternalDtd) {
  const std::string title = TitleOf(
      "<!DOCTYPE rss SYSTEM \"http://127.0.0.1:1/x.dtd\" [<!ENTITY % p SYSTEM "
      "\"http://127.0.0.1:1/y\"> %p;]>" +
      RssWithItem("<title>a</title>"));
  EXPECT_EQ(title, "a");
}

TEST(ParseFeed, SurvivesDeepNesting) {
  std::string bytes = "<rss><channel><item><title>a</title></item><item>";
  for (int i = 0; i < 200'000; ++i) bytes += "<b>";
  const auto start = std::chrono::steady_clock::now();
  const auto feed = Parse(bytes);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds{5});
  ASSERT_TRUE(feed.has_value()) << feed.error().message;
  EXPECT_EQ(feed->entries.at(0).title, "a");
  EXPECT_NE(feed->defect, "");
}

TEST(ParseFeed, RefusesAnItemWithoutEnd) {
  std::string bytes = "<rss><channel><item>";
  for (int i = 0; i < 260'000; ++i) bytes += "<b/>";
  const auto feed = Parse(bytes + "</item></channel></rss>");
  ASSERT_FALSE(feed.has_value());
  EXPECT_EQ(feed.error().code, ErrorCode::kLimit);
}

TEST(ParseFeed, ReadsNoMoreEntriesThanAllowed) {
  std::string bytes = "<rss><channel><title>t</title>";
  for (int i = 0; i < 20; ++i) bytes += "<item><title>a</title></item>";
  FeedOptions options;
  options.entries_max = 7;
  const auto feed = Parse(bytes + "</channel></rss>", options);
  ASSERT_TRUE(feed.has_value());
  EXPECT_EQ(feed->entries.size(), 7U);
  EXPECT_EQ(feed->title, "t");
  EXPECT_THAT(feed->defect, HasSubstr("first 7 entries"));
}

TEST(ParseFeed, RefusesMoreBytesThanAllowed) {
  FeedOptions options;
  options.bytes_max = 50;
  const auto feed = Parse(RssWithItem("<title>a</title>"), options);
  ASSERT_FALSE(feed.has_value());
  EXPECT_EQ(feed.error().code, ErrorCode::kLimit);
}

// --- What is no feed.

TEST(ParseFeed, NamesTheFeedOfAnHtmlPage) {
  const auto feed = Parse(
      "<!DOCTYPE html><html><head><title>x</title>"
      "<link rel=stylesheet href=/a.css>"
      "<link rel='alternate' type='application/rss+xml' href='/rss?a=1&amp;b=2'>"
      "</head><body>hello</body></html>");
  ASSERT_FALSE(feed.has_value());
  EXPECT_EQ(feed.error().code, ErrorCode::kInvalid);
  EXPECT_THAT(feed.error().message, HasSubstr("an HTML page"));
  EXPECT_THAT(feed.error().message, HasSubstr("https://news.example.org/rss?a=1&b=2"));
}

struct NoFeedCase {
  const char* name;
  std::string_view bytes;
  std::string_view says;
};
void PrintTo(const NoFeedCase& each, std::ostream* out) {
  *out << each.name;
}

constexpr NoFeedCase kNoFeedCases[] = {
    {"Empty", "", "empty"},
    {"Spaces", " \n ", "empty"},
    {"Html", "<html><body>Access denied</body></html>", "an HTML page, which names none"},
    {"HtmlBehindComments", "<!-- x --><!-- y --><HTML></HTML>", "an HTML page"},
    {"Xhtml",
     "<?xml version=\"1.0\"?><!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0//EN\" \"x\">"
     "<html xmlns=\"http://www.w3.org/1999/xhtml\"/>",
     "an HTML page"},
    {"OtherXml", "<opml version=\"2.0\"><body/></opml>", "root <opml>"},
    {"PlainText", "Service Unavailable", "plain text"},
    {"Pdf", "%PDF-1.7 ...", "a PDF document"},
    {"Json", "{\"error\": \"not found\"}", "no JSON Feed"},
    {"BrokenJson", "{\"items\": [", "broken"},
    {"JsonArray", "[1, 2]", "no JSON Feed"},
    {"DamagedGzip", "\x1f\x8b\x08 nonsense nonsense nonsense", "gzip"},
};

class NotAFeed : public testing::TestWithParam<NoFeedCase> {};

TEST_P(NotAFeed, IsInvalidAndSaysWhatItIs) {
  const auto feed = Parse(GetParam().bytes);
  ASSERT_FALSE(feed.has_value());
  EXPECT_EQ(feed.error().code, ErrorCode::kInvalid);
  EXPECT_THAT(feed.error().message, HasSubstr(GetParam().says));
  EXPECT_THAT(feed.error().message, HasSubstr("https://news.example.org/feeds/ai.xml"));
}

INSTANTIATE_TEST_SUITE_P(Kinds, NotAFeed, testing::ValuesIn(kNoFeedCases),
                         [](const auto& each) { return std::string(each.param.name); });

}  // namespace
}  // namespace stratwatch::parsers
