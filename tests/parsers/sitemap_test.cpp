#include <gtest/gtest.h>
#include <zlib.h>

#include <string>
#include <string_view>

#include "parsers/feed.h"

namespace stratwatch::parsers {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Result<Feed> Parse(std::string_view bytes, const FeedOptions& options = {}) {
  return ParseFeed(bytes, "", *Url::Parse("https://news.example.org/sitemap.xml"), options);
}

std::string Gzipped(std::string_view text) {
  std::string out(text.size() + 1024, '\0');
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY),
            Z_OK);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

constexpr std::string_view kNewsSitemap = R"(<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
        xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
        xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
  <url>
    <loc>https://news.example.org/1?a=1&amp;b=2</loc>
    <lastmod>2026-03-18</lastmod>
    <news:news>
      <news:publication>
        <news:name>Daily</news:name><news:language>ko</news:language>
      </news:publication>
      <news:publication_date>2026-03-17T09:30:00+09:00</news:publication_date>
      <news:title>국가 인공지능 전략 &amp; 계획</news:title>
      <news:keywords>AI, 전략</news:keywords>
    </news:news>
    <image:image><image:loc>https://news.example.org/i.png</image:loc></image:image>
  </url>
</urlset>)";

TEST(ParseSitemap, ReadsANewsSitemap) {
  const auto feed = Parse(kNewsSitemap);
  ASSERT_TRUE(feed.has_value()) << feed.error().message;
  EXPECT_EQ(feed->format, "news-sitemap");
  ASSERT_EQ(feed->entries.size(), 1U);
  const FeedEntry& entry = feed->entries[0];
  EXPECT_EQ(entry.link, "https://news.example.org/1?a=1&b=2");
  EXPECT_EQ(entry.guid, entry.link);
  EXPECT_EQ(entry.title, "국가 인공지능 전략 & 계획");
  EXPECT_EQ(entry.language, "ko");
  EXPECT_THAT(entry.categories, ElementsAre("AI", "전략"));
  EXPECT_EQ(entry.published->offset_minutes, 540);
  EXPECT_EQ(entry.updated->precision, DatePrecision::kDay);
}

TEST(ParseSitemap, ReadsAPlainSitemap) {
  const auto feed = Parse(
      "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">"
      "<url><loc> https://news.example.org/1\n</loc></url><url><loc>/2</loc></url>"
      "<url><lastmod>2026-03-17</lastmod></url></urlset>");
  ASSERT_TRUE(feed.has_value()) << feed.error().message;
  EXPECT_EQ(feed->format, "sitemap");
  ASSERT_EQ(feed->entries.size(), 2U);  // What has no address is no entry.
  EXPECT_EQ(feed->entries[0].link, "https://news.example.org/1");
  EXPECT_EQ(feed->entries[1].link, "https://news.example.org/2");
}

TEST(ParseSitemap, ReadsASitemapWithoutItsNamespace) {
  const auto feed = Parse("<urlset><url><loc>https://a.example/1</loc></url></urlset>");
  ASSERT_TRUE(feed.has_value());
  EXPECT_EQ(feed->entries.at(0).link, "https://a.example/1");
}

TEST(ParseSitemap, ListsTheChildrenOfAnIndex) {
  const auto feed = Parse(
      "<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">"
      "<sitemap><loc>https://news.example.org/a.xml.gz</loc></sitemap>"
      "<sitemap><loc>/b.xml</loc><lastmod>2026-03-17</lastmod></sitemap></sitemapindex>");
  ASSERT_TRUE(feed.has_value());
  EXPECT_EQ(feed->format, "sitemap-index");
  EXPECT_THAT(feed->child_sitemaps,
              ElementsAre("https://news.example.org/a.xml.gz", "https://news.example.org/b.xml"));
}

TEST(ParseSitemap, BoundsTheChildrenOfAnIndex) {
  std::string bytes = "<sitemapindex>";
  for (int i = 0; i < 10; ++i) bytes += "<sitemap><loc>/a.xml</loc></sitemap>";
  FeedOptions options;
  options.entries_max = 3;
  const auto feed = Parse(bytes + "</sitemapindex>", options);
  ASSERT_TRUE(feed.has_value());
  EXPECT_EQ(feed->child_sitemaps.size(), 3U);
}

TEST(ParseSitemap, UndoesGzip) {
  const auto feed = Parse(Gzipped(kNewsSitemap));
  ASSERT_TRUE(feed.has_value()) << feed.error().message;
  EXPECT_EQ(feed->entries.size(), 1U);
}

TEST(ParseSitemap, UndoesGzipTwice) {
  const auto feed = Parse(Gzipped(Gzipped(kNewsSitemap)));
  ASSERT_TRUE(feed.has_value()) << feed.error().message;
  EXPECT_EQ(feed->entries.size(), 1U);
}

TEST(ParseSitemap, JoinsGzipMembers) {
  const auto feed = Parse(Gzipped(kNewsSitemap.substr(0, 300)) + Gzipped(kNewsSitemap.substr(300)));
  ASSERT_TRUE(feed.has_value()) << feed.error().message;
  EXPECT_EQ(feed->defect, "");
}

TEST(ParseSitemap, ReadsWhatCameOfACutGzipStream) {
  std::string text = "<urlset>";
  for (int i = 0; i < 500; ++i) {
    text += "<url><loc>https://a.example/" + std::to_string(i * 7919) + "</loc></url>";
  }
  const std::string whole = Gzipped(text + "</urlset>");
  const auto feed = Parse(std::string_view(whole).substr(0, whole.size() * 3 / 4));
  ASSERT_TRUE(feed.has_value()) << feed.error().message;
  EXPECT_GT(feed->entries.size(), 100U);
  EXPECT_THAT(feed->defect, HasSubstr("gzip"));
}

TEST(ParseSitemap, StopsAGzipBombWhileInflating) {
  FeedOptions options;
  options.bytes_max = 1'000'000;
  const auto feed = Parse(Gzipped(std::string(50'000'000, ' ')), options);
  ASSERT_FALSE(feed.has_value());
  EXPECT_EQ(feed.error().code, ErrorCode::kLimit);
  EXPECT_THAT(feed.error().message, HasSubstr("1000000 bytes"));
}

TEST(ParseSitemap, ReadsExactlyAsManyBytesAsAllowed) {
  FeedOptions options;
  options.bytes_max = kNewsSitemap.size();
  EXPECT_TRUE(Parse(Gzipped(kNewsSitemap), options).has_value());
  options.bytes_max -= 1;
  EXPECT_FALSE(Parse(Gzipped(kNewsSitemap), options).has_value());
}

TEST(ParseSitemap, ReadsFiftyThousandEntriesUpToTheBound) {
  std::string bytes = "<urlset>";
  for (int i = 0; i < 50'000; ++i) {
    bytes += "<url><loc>https://a.example/" + std::to_string(i) + "</loc></url>";
  }
  const auto feed = Parse(bytes + "</urlset>");
  ASSERT_TRUE(feed.has_value());
  EXPECT_EQ(feed->entries.size(), 5'000U);
  EXPECT_THAT(feed->defect, HasSubstr("first 5000"));
}

}  // namespace
}  // namespace stratwatch::parsers
