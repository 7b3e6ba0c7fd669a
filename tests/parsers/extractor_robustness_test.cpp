// Any bytes in: an article or a typed error out, within bounds, without a crash.
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <string_view>

#include "parsers/article_extractor.h"
#include "tests/parsers/article_pages.h"

namespace stratwatch::parsers {
namespace {

using std::literals::operator""sv;
using testing::ArticlePages;
using testing::ModernHtml;
using testing::TableHtml;

Result<ExtractedArticle> Extract(std::string_view page) {
  PageHints hints;
  hints.url = *Url::Parse("https://news.example.org/2026/03/17/story");
  return ArticleExtractor().Extract(page, hints);
}

ErrorCode CodeOf(const Result<ExtractedArticle>& result) {
  return result.error().code;
}

TEST(ExtractorRefuses, NoBytes) {
  for (const std::string_view page : {""sv, " \n\t "sv}) {
    const auto article = Extract(page);
    ASSERT_FALSE(article.has_value());
    EXPECT_EQ(CodeOf(article), ErrorCode::kInvalid);
  }
}

TEST(ExtractorRefuses, FilesThatAreNoPages) {
  for (const std::string_view page :
       {"%PDF-1.7\n1 0 obj"sv, "PK\x03\x04 docx"sv, "\x89PNG\r\n\x1A\n"sv, "GIF89a"sv,
        "\xFF\xD8\xFF\xE0 jfif"sv, "\x1F\x8B\x08 gzip"sv,
        "\x01\x02\x03\x04\x05\x06\x07\x08\x0E\x0F\x10\x11\x12"sv}) {
    const auto article = Extract(page);
    ASSERT_FALSE(article.has_value()) << page;
    EXPECT_EQ(CodeOf(article), ErrorCode::kInvalid);
    EXPECT_NE(article.error().message.find("not HTML"), std::string::npos);
  }
}

TEST(ExtractorRefuses, DeepNesting) {
  std::string page;
  for (int i = 0; i < 50'000; ++i) page += "<div>";
  const auto article = Extract(page + "x");
  ASSERT_FALSE(article.has_value());
  EXPECT_EQ(CodeOf(article), ErrorCode::kLimit);
  EXPECT_NE(article.error().message.find("too complex"), std::string::npos);
}

// Each of these was once read to its end for every tag: hours for a page of this size, which the
// time-out of the test program would end.
TEST(ExtractorEnds, OnMegabytesOfAnUnclosedTag) {
  for (const std::string_view tag :
       {"<select><option>x"sv, "<svg><g>"sv, "<math><mi>"sv, "<template>"sv, "<ruby>x<rt>y"sv,
        "<noscript>x"sv, "<textarea>x"sv, "<title>x"sv, "<object>x"sv, "<iframe>x"sv}) {
    std::string page;
    while (page.size() < 6'000'000) page += tag;
    const auto article = Extract(page);
    if (!article) {
      EXPECT_EQ(CodeOf(article), ErrorCode::kLimit) << tag;
    }
  }
}

TEST(ExtractorRefuses, AFloodOfAttributes) {
  std::string page = "<body";
  for (int i = 0; i < 20'000; ++i) page += " a" + std::to_string(i);
  const auto article = Extract(page + "><p>x");
  ASSERT_FALSE(article.has_value());
  EXPECT_EQ(CodeOf(article), ErrorCode::kLimit);
}

TEST(ExtractorRefuses, APageLargerThanItsBound) {
  ExtractorOptions options;
  options.page_bytes_max = 1000;
  const auto article = ArticleExtractor(options).Extract(ModernHtml(ArticlePages()[0]), {});
  ASSERT_FALSE(article.has_value());
  EXPECT_EQ(CodeOf(article), ErrorCode::kLimit);
}

TEST(ExtractorRefuses, ATreeLargerThanItsBound) {
  ExtractorOptions options;
  options.memory_bytes_max = 4 << 20;
  std::string page;
  for (int i = 0; i < 50'000; ++i) page += "<p>text";
  const auto article = ArticleExtractor(options).Extract(page, {});
  ASSERT_FALSE(article.has_value());
  EXPECT_EQ(CodeOf(article), ErrorCode::kLimit);
}

TEST(ExtractorReads, InlineNestingAndMisnestingInBoundedTime) {
  std::string page;
  for (int i = 0; i < 5'000; ++i) page += "<b><i><a href=x><font color=" + std::to_string(i) + ">";
  EXPECT_TRUE(Extract("<p>" + page + "text").has_value());
  std::string spans;
  for (int i = 0; i < 5'000; ++i) spans += "<span class=a><em id=b>x";
  EXPECT_TRUE(Extract(spans).has_value());
  std::string stray;
  for (int i = 0; i < 100'000; ++i) stray += "</p></x></b>";
  EXPECT_TRUE(Extract("<div><section><p>text" + stray).has_value());
}

TEST(ExtractorReads, MegabytesOfOneLineAndOfText) {
  EXPECT_TRUE(Extract("<p>" + std::string(3'000'000, 'x')).has_value());
  std::string lines;
  for (int i = 0; i < 20'000; ++i) lines += "<p>A sentence of an endless page, with a comma.</p>";
  EXPECT_TRUE(Extract(lines).has_value());
}

TEST(ExtractorReads, NulsAndInvalidUtf8) {
  std::string page = ModernHtml(ArticlePages()[0]);
  for (std::size_t at = 400; at < page.size(); at += 211) page[at] = '\0';
  for (std::size_t at = 500; at < page.size(); at += 307) page[at] = '\xFF';
  EXPECT_TRUE(Extract(page).has_value());
}

TEST(ExtractorReads, Utf16) {
  std::string page = "\xFF\xFE";
  for (const char c : std::string_view("<title>Plan</title><p>The plan was published today.</p>")) {
    page += c;
    page += '\0';
  }
  const auto article = Extract(page);
  ASSERT_TRUE(article.has_value());
  EXPECT_EQ(article->title, "Plan");
}

TEST(ExtractorReads, EveryTruncationOfAPage) {
  const std::string page = ModernHtml(ArticlePages()[8]);
  for (std::size_t length = 1; length < page.size(); length += 7) {
    const auto article = Extract(std::string_view(page).substr(0, length));
    EXPECT_TRUE(article.has_value()) << length;
  }
}

// Any outcome is right; a crash, a hang or a sanitizer's report is not.
void ReadAnything(const std::string& page) {
  const auto article = Extract(page);
  if (!article) {
    EXPECT_FALSE(article.error().message.empty());
  }
}

TEST(ExtractorSurvives, RandomMutationsOfPages) {
  std::mt19937 random(20260317);
  constexpr std::string_view kSplices[] = {
      "<",         ">",          "\"",      "</",         "<!--",   "-->",      "<script>",
      "</p>",      "<table>",    "<td>",    "&#x",        "&",      "<svg>",    "<!DOCTYPE",
      "\0"sv,      "\xFF",       "<title>", "<template>", "{",      "<select>", "<math><mi>",
      "<![CDATA[", "<frameset>", "<body>",  "</html>",    "<a><a>", "'",        "<noscript>"};
  for (int round = 0; round < 300; ++round) {
    const auto& source = ArticlePages()[random() % ArticlePages().size()];
    std::string page = round % 2 == 0 ? ModernHtml(source) : TableHtml(source);
    const std::size_t edits = 1 + random() % 30;
    for (std::size_t i = 0; i < edits; ++i) {
      const std::size_t at = random() % page.size();
      switch (random() % 4) {
        case 0:
          page[at] = static_cast<char>(random());
          break;
        case 1:
          page.erase(at, random() % 64);
          break;
        case 2:
          page.insert(at, kSplices[random() % std::size(kSplices)]);
          break;
        default:
          page.insert(at, page.substr(random() % page.size(), random() % 256));
      }
      if (page.empty()) page = "x";
    }
    ReadAnything(page);
  }
}

TEST(ExtractorSurvives, RandomBytesAndRandomTags) {
  std::mt19937 random(7);
  for (int round = 0; round < 200; ++round) {
    std::string bytes(random() % 2000, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random());
    ReadAnything(bytes);
    std::string tags;
    for (int i = 0; i < 200; ++i) {
      constexpr std::string_view kTags[] = {
          "p",    "div",    "table",  "tr",    "td",   "a",   "b",  "ul",       "li",
          "form", "select", "option", "title", "body", "svg", "h1", "frameset", "template"};
      tags +=
          (random() % 3 == 0 ? "</" : "<") + std::string(kTags[random() % std::size(kTags)]) + ">";
      if (random() % 4 == 0) tags += "word ";
    }
    ReadAnything(tags);
  }
}

}  // namespace
}  // namespace stratwatch::parsers
