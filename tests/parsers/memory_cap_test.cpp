// Whatever a page is made of, reading it takes no more than its budget above the page's own bytes:
// counted on the heap, gumbo's and ICU's share too.
#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <string_view>

#include "parsers/article_extractor.h"
#include "tests/support/counting_heap.h"

namespace stratwatch::parsers {
namespace {

constexpr std::size_t kMebibyte = std::size_t{1} << 20U;
// The largest page that is read at all.
constexpr std::size_t kPageBytes = 8 * kMebibyte;

std::string Repeated(std::string_view piece, std::size_t bytes = kPageBytes) {
  std::string page;
  page.reserve(bytes);
  while (page.size() + piece.size() <= bytes) page += piece;
  return page;
}

// `piece` with another number in it each time.
std::string Numbered(std::string_view before, std::string_view after,
                     std::size_t bytes = kPageBytes - 64) {
  std::string page;
  page.reserve(bytes + 64);
  for (int i = 0; page.size() < bytes; ++i) {
    page.append(before).append(std::to_string(i)).append(after);
  }
  return page;
}

std::string AttributeFlood() {
  std::string tag = "<p";
  for (int i = 0; i < 490; ++i) tag += " a" + std::to_string(i) + "=b class=c" + std::to_string(i);
  tag.resize(tag.find(" a245"));
  return Repeated(tag + ">x");
}

std::string DeepAndWide() {
  return Repeated("<div>", 1990 * 5) + Repeated("<p>x</p>", kPageBytes - 10'000);
}

struct HostileCase {
  const char* name;
  std::string (*page)();
  std::string_view content_type = "text/html; charset=utf-8";
};
void PrintTo(const HostileCase& each, std::ostream* out) {
  *out << each.name;
}

const HostileCase kHostileCases[] = {
    {"AMillionParagraphs", [] { return Repeated("<p>x"); }},
    {"AMillionLineBreaks", [] { return Repeated("<br>x"); }},
    {"AMillionCells", [] { return "<table>" + Repeated("<td>x", kPageBytes - 7); }},
    {"AMillionLinks", [] { return Repeated("<a href=x>y</a>"); }},
    {"AMillionNamedSpans", [] { return Repeated("<i id=a>x</i>"); }},
    {"AMillionUnknownTags", [] { return Repeated("<x-y>z</x-y>"); }},
    {"MetaTags", [] { return Numbered("<meta name=x", " content='one two three'>"); }},
    {"SixteenMebibytes", [] { return Repeated("<p>x</p>", 2 * kPageBytes); }},
    {"AsManyParagraphsAsAreRead", [] { return Repeated("<p>x", 4 * 19'990); }},
    {"ManyLongParagraphs",
     [] { return Numbered("<p>The plan of ", " funds research and training, it says"); }},
    {"DistinctWords", [] { return "<p>" + Numbered("w", " "); }},
    {"OneLineOfText", [] { return "<p>" + std::string(kPageBytes - 3, 'x'); }},
    {"OneLineOfHan", [] { return "<p>" + Repeated("计划公布了", kPageBytes - 3); }},
    {"OnlySpaces", [] { return "<p>" + std::string(kPageBytes - 4, ' ') + "x"; }},
    {"OnlyLessThan", [] { return std::string(kPageBytes, '<'); }},
    {"References", [] { return "<p>" + Repeated("&amp;", kPageBytes - 3); }},
    {"RareReferences", [] { return "<p>" + Repeated("&notin x", kPageBytes - 3); }},
    {"Decomposed", [] { return "<p>" + Repeated("e\xCC\x81", kPageBytes - 3); }},
    {"ComposesToMore", [] { return "<p>" + Repeated("\xE0\xA5\x98", kPageBytes - 3); }},
    {"Thai", [] { return "<p>" + std::string(kPageBytes - 3, '\xA1'); },
     "text/html; charset=windows-874"},
    {"Utf16", [] { return "\xFF\xFE" + Repeated(std::string_view("<\0p\0>\0x\0", 8)); }},
    {"DoublyEncoded", [] { return "<p>" + Repeated("Ã© ", kPageBytes - 3); }},
    {"InvalidUtf8", [] { return "<p>plan " + Repeated("é\xFFéééé", kPageBytes - 8); }},
    {"DeepBlocks", [] { return Repeated("<div>", 1990 * 5) + "x"; }},
    {"DeepInlines", [] { return Repeated("<i id=a>", 19'000 * 8) + "x"; }},
    {"DeepLinksInParagraphs", [] { return Repeated("<a href=x><p>y"); }},
    {"FosteredLinks", [] { return Repeated("<table><a href=x>y<tr>", kPageBytes / 64); }},
    {"DeepAndWide", DeepAndWide},
    {"Attributes", AttributeFlood},
    {"LongValues", [] { return Repeated("<p class='" + std::string(5000, 'c') + "'>x"); }},
    {"LongTitle", [] { return "<title>" + Repeated("Plan ", kPageBytes - 7); }},
    {"JsonLd",
     [] {
       return "<script type=application/ld+json>{\"@graph\":[" +
              Repeated("{\"@type\":\"Person\",\"name\":\"A\"},", kPageBytes - 100) +
              "{}]}</script>";
     }},
    {"JsonLdOfNumbers",
     [] {
       return "<script type=application/ld+json>[" + Repeated("1,", 2 * kMebibyte - 100) +
              "1]</script>";
     }},
    {"ManyJsonLd",
     [] { return Repeated("<script type=application/ld+json>{\"@type\":\"Person\"}</script>"); }},
    {"Dates", [] { return Repeated("<p>17 March 2026, 18:40"); }},
    {"Times", [] { return Repeated("<time datetime=2026-03-17>x</time>"); }},
    {"Bylines", [] { return Repeated("<p class=byline>By Aminata Ndiaye and Tuan Pham"); }},
    {"Headings", [] { return Numbered("<h1>Plan ", "</h1>"); }},
};

class MemoryIsCapped : public ::testing::TestWithParam<HostileCase> {};

TEST_P(MemoryIsCapped, WhateverThePageIsMadeOf) {
  if (!stratwatch::testing::HeapIsCounted()) GTEST_SKIP() << "a sanitizer has a malloc of its own";
  const ArticleExtractor extractor;
  static_cast<void>(extractor.Extract("<p>Tables that are made once.", {}));
  const std::string page = GetParam().page();
  PageHints hints;
  hints.url = *Url::Parse("https://news.example.org/2026/03/17/story");
  hints.content_type = GetParam().content_type;
  std::string outcome = "read";
  const std::size_t bytes = stratwatch::testing::PeakBytesOf([&] {
    const auto article = extractor.Extract(page, hints);
    if (!article) outcome = article.error().message;
  });
  RecordProperty("peak_mib", static_cast<int>(bytes / kMebibyte));
  EXPECT_LE(bytes, ExtractorOptions().memory_bytes_max) << outcome;
  EXPECT_TRUE(outcome == "read" || outcome.starts_with("page: too complex")) << outcome;
}

// The largest page that is still read comes closest to the budget: a small one, and pages that grow
// past it.
TEST_P(MemoryIsCapped, ForPagesOfEverySize) {
  if (!stratwatch::testing::HeapIsCounted()) GTEST_SKIP() << "a sanitizer has a malloc of its own";
  ExtractorOptions options;
  options.memory_bytes_max = 8 * kMebibyte;
  const ArticleExtractor extractor(options);
  static_cast<void>(extractor.Extract("<p>Tables that are made once.", {}));
  const std::string whole = GetParam().page();
  PageHints hints;
  hints.content_type = GetParam().content_type;
  for (std::size_t size = 100'000; size < options.memory_bytes_max / 6; size += size / 2) {
    const std::string_view page = std::string_view(whole).substr(0, size);
    const std::size_t bytes = stratwatch::testing::PeakBytesOf(
        [&] { static_cast<void>(extractor.Extract(page, hints)); });
    EXPECT_LE(bytes, options.memory_bytes_max) << page.size();
  }
}

INSTANTIATE_TEST_SUITE_P(Pages, MemoryIsCapped, ::testing::ValuesIn(kHostileCases),
                         [](const auto& each) { return each.param.name; });

}  // namespace
}  // namespace stratwatch::parsers
