#include "parsers/internal/file_kind.h"

#include <gtest/gtest.h>

#include <ostream>
#include <random>
#include <string>
#include <string_view>

#include "parsers/article_extractor.h"

namespace stratwatch::parsers {
namespace {

using std::literals::operator""sv;

struct KindCase {
  const char* name;
  std::string_view bytes;
  std::string_view kind;  // Empty: it may be a page.
};
void PrintTo(const KindCase& each, std::ostream* out) {
  *out << each.name;
}

constexpr KindCase kCases[] = {
    {"Pdf", "%PDF-1.7\n1 0 obj"sv, "a PDF document"},
    {"Rtf", "{\\rtf1\\ansi Plan}"sv, "an RTF document"},
    {"Docx", "PK\x03\x04\x14\0[Content_Types].xml"sv, "a ZIP archive or office document"},
    {"Doc", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv, "an office document"},
    {"Png", "\x89PNG\r\n\x1A\n\0\0\0\rIHDR"sv, "a PNG image"},
    {"Jpeg", "\xFF\xD8\xFF\xE0\0\x10JFIF"sv, "a JPEG image"},
    {"Gif", "GIF89a\1\0\1\0"sv, "a GIF image"},
    {"WebP", "RIFF\x24\0\0\0WEBPVP8 "sv, "a WebP image"},
    {"Video",
     "\0\0\0\x20"
     "ftypisom"sv,
     "an MPEG-4 or AVIF file"},
    {"Font", "wOF2\0\1\0\0"sv, "a font"},
    {"Gzip", "\x1F\x8B\x08\0\0\0"sv, "gzip data"},
    {"ControlCharacters", "\x01\x02\x03\x04\x05\x06\x07\x08\x0E\x0F\x10\x11\x12"sv, "binary data"},
    {"Rss", "<?xml version=\"1.0\"?>\n<!-- c --><rss version=\"2.0\"><channel><title>T</title>"sv,
     "an RSS feed"},
    {"RssWithoutDeclaration", "\xEF\xBB\xBF\n<rss><channel><item><title>x"sv, "an RSS feed"},
    {"Rdf", "<rdf:RDF xmlns=\"http://purl.org/rss/1.0/\"><channel>"sv, "an RSS feed"},
    {"Atom", "<?xml version='1.0'?><feed xmlns=\"http://www.w3.org/2005/Atom\"><entry>"sv,
     "an Atom feed"},
    {"Sitemap", "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"><url>"sv,
     "a sitemap"},
    {"SitemapIndex", "<?xml version=\"1.0\"?><sitemapindex><sitemap><loc>"sv, "a sitemap"},
    {"StorageError", "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>"sv,
     "an XML document"},
    {"Svg", "<svg xmlns='http://www.w3.org/2000/svg'><text>T</text></svg>\n"sv, "an SVG image"},
    {"JsonObject", " {\"title\": \"<p>Plan</p>\"}\n"sv, "JSON"},
    {"JsonArray", "[{\"id\": 1}]"sv, "JSON"},
    {"JsonFeed", "{\"version\": \"https://jsonfeed.org/version/1.1\", \"items\": []}"sv, "JSON"},
    {"Html", "<!DOCTYPE html><html><head><title>T</title></head><body><p>x</p></body></html>"sv,
     ""},
    {"Xhtml", "<?xml version=\"1.0\" encoding=\"UTF-8\"?><!DOCTYPE html><html><body><p>x"sv, ""},
    {"XmlDeclarationBeforeAFragment", "<?xml version=\"1.0\"?><div><p>x</p></div>"sv, ""},
    {"Fragment", "<p>One paragraph.</p>"sv, ""},
    {"SpriteBeforeText", "<svg><path d='M0'/></svg><h1>T</h1><p>x</p>"sv, ""},
    {"CustomElement", "<feed-view><p>x</p></feed-view>"sv, ""},
    {"PlainText", "The plan was published today."sv, ""},
    {"PlainTextInArabic", "نشرت الوزارة الخطة اليوم."sv, ""},
    {"Footnotes", "[1] The plan, page 4. [2]"sv, ""},
    {"TextOfFontMagic", "GIF images are <b>old</b>"sv, ""},
    {"StrayNuls", "<p>a\0b and a long line of text that goes on behind it</p>"sv, ""},
    {"Template", "{{ title }}<p>text</p>"sv, ""},
};

std::string_view KindOf(std::string_view bytes) {
  const std::string_view kind = internal::KindOfBytes(bytes);
  return kind.empty() ? internal::KindOfText(bytes) : kind;
}

class FileKind : public testing::TestWithParam<KindCase> {};

TEST_P(FileKind, IsToldFromContent) {
  EXPECT_EQ(KindOf(GetParam().bytes), GetParam().kind);
}

// Whatever the server says, the outcome of what is no page is kInvalid, with what it is.
TEST_P(FileKind, IsTheReasonWhyThePageIsRefused) {
  PageHints hints;
  hints.content_type = "text/html; charset=utf-8";
  const auto article = ArticleExtractor().Extract(GetParam().bytes, hints);
  if (GetParam().kind.empty()) {
    EXPECT_TRUE(article.has_value());
    return;
  }
  ASSERT_FALSE(article.has_value());
  EXPECT_EQ(article.error().code, ErrorCode::kInvalid);
  EXPECT_EQ(article.error().message,
            "page: not HTML: the bytes are " + std::string(GetParam().kind));
}

INSTANTIATE_TEST_SUITE_P(Files, FileKind, testing::ValuesIn(kCases),
                         [](const auto& each) { return each.param.name; });

// Whatever charset they are taken for: a label decides how bytes read, not what they are.
TEST(ExtractorRefuses, RandomBytesUnderAnyLabel) {
  std::mt19937 random(11);
  for (const std::string_view label : {"", "utf-8", "windows-1252", "windows-1256", "shift_jis",
                                       "gb18030", "euc-kr", "big5", "koi8-r", "iso-8859-8"}) {
    for (const std::size_t size : {300U, 5000U, 200'000U}) {
      std::string bytes(size, '\0');
      for (char& byte : bytes) byte = static_cast<char>(random());
      PageHints hints;
      hints.content_type = "text/html; charset=";
      hints.content_type.append(label);
      const auto article = ArticleExtractor().Extract(bytes, hints);
      ASSERT_FALSE(article.has_value()) << label << " " << size << " " << article->text;
      EXPECT_EQ(article.error().message, "page: not HTML: the bytes are binary data");
    }
  }
}

// A page whose middle was overwritten is a page still.
TEST(ExtractorReads, APageThatTurnsIntoBytesBehindItsText) {
  std::mt19937 random(12);
  std::string page = "<html><head><title>Plan</title></head><body><h1>Plan</h1>";
  for (int i = 0; i < 400; ++i) page += "<p>The ministry published the plan and its targets.</p>";
  for (int i = 0; i < 2000; ++i) page += static_cast<char>(random());
  const auto article = ArticleExtractor().Extract(page, {});
  ASSERT_TRUE(article.has_value()) << article.error().message;
  EXPECT_EQ(article->title, "Plan");
}

}  // namespace
}  // namespace stratwatch::parsers
