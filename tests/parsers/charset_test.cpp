#include "parsers/charset.h"

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <string_view>

namespace stratwatch::parsers {
namespace {

using std::literals::operator""sv;

struct LabelCase {
  const char* name;
  std::string_view label;
  std::string_view charset;
  std::string_view bytes;
  std::string_view utf8;
};
void PrintTo(const LabelCase& each, std::ostream* out) {
  *out << each.label;
}

// One word each, in the charset's own bytes.
constexpr LabelCase kLabelCases[] = {
    {"Latin1IsWindows1252", "ISO-8859-1", "windows-1252", "strat\xE9gie \x93IA\x94",
     "stratégie “IA”"},
    {"CentralEuropean", "windows-1250", "windows-1250", "sztu\xE8n\xE1 \x9Atrategie",
     "sztučná štrategie"},
    {"PolishLatin2", "iso-8859-2", "iso-8859-2",
     "m\xB1"
     "dro\xB6\xE6",
     "mądrość"},
    {"Cyrillic1251", "cp1251", "windows-1251", "\xD1\xF2\xF0\xE0\xF2\xE5\xE3\xE8\xFF", "Стратегия"},
    {"Koi8R", "KOI8-R", "koi8-r", "\xF3\xD4\xD2\xC1\xD4\xC5\xC7\xC9\xD1", "Стратегия"},
    {"Koi8U", "koi8-u", "koi8-u", "\xA7\xD6\xC1", "їжа"},
    {"GreekIso", "iso-8859-7", "iso-8859-7", "\xF3\xF4\xF1\xE1\xF4\xE7\xE3\xE9\xEA\xDE",
     "στρατηγική"},
    {"Greek1253", "windows-1253", "windows-1253", "\xF3\xF4\xF1\xE1\xF4\xE7\xE3\xE9\xEA\xDE",
     "στρατηγική"},
    {"TurkishIso9", "iso-8859-9", "windows-1254", "yapay zek\xE2 \xFEurada \xDDzmir",
     "yapay zekâ şurada İzmir"},
    {"Hebrew", "windows-1255", "windows-1255", "\xE0\xF1\xE8\xF8\xE8\xE2\xE9\xE4", "אסטרטגיה"},
    {"HebrewLogical", "iso-8859-8-i", "iso-8859-8-i", "\xE0\xF1\xE8\xF8\xE8\xE2\xE9\xE4",
     "אסטרטגיה"},
    {"Arabic1256", "windows-1256", "windows-1256", "\xC7\xD3\xCA\xD1\xC7\xCA\xED\xCC\xED\xC9",
     "استراتيجية"},
    {"ArabicIso6", "iso-8859-6", "iso-8859-6", "\xC7\xD3\xCA\xD1\xC7\xCA\xEA\xCC\xEA\xC9",
     "استراتيجية"},
    {"Baltic", "windows-1257", "windows-1257", "m\xE2ksl\xEEgais intelekts",
     "mākslīgais intelekts"},
    {"Thai874", "tis-620", "windows-874", "\xC2\xD8\xB7\xB8\xC8\xD2\xCA\xB5\xC3\xEC", "ยุทธศาสตร์"},
    {"ShiftJis", "Shift_JIS", "shift_jis", "\x90\x6C\x8D\x48\x92\x6D\x94\x5C", "人工知能"},
    {"EucJp", "EUC-JP", "euc-jp", "\xBF\xCD\xB9\xA9\xC3\xCE\xC7\xBD", "人工知能"},
    {"EucKrIsWindows949", "ks_c_5601-1987", "euc-kr", "\xC0\xCE\xB0\xF8\xC1\xF6\xB4\xC9 \x8C\x63",
     "인공지능 똠"},
    {"Gb2312IsGbk", "gb2312", "gbk", "\xC8\xCB\xB9\xA4\xD6\xC7\xC4\xDC", "人工智能"},
    {"Gb18030", "GB18030", "gb18030", "\xC8\xCB\xB9\xA4\xD6\xC7\xC4\xDC\x81\x30\x84\x36",
     "人工智能\xC2\xA5"},
    {"Big5", "big5", "big5", "\xA4\x48\xA4\x75\xB4\xBC\xBC\x7A", "人工智慧"},
    {"Ibm866", "cp866", "ibm866", "\x91\xE2\xE0\xA0\xE2\xA5\xA3\xA8\xEF", "Стратегия"},
    {"RomanianIso16", "iso-8859-16", "iso-8859-16", "rom\xE2n\xE3", "română"},
};

class DecodeMarkupReads : public testing::TestWithParam<LabelCase> {};

TEST_P(DecodeMarkupReads, TheCharsetOfTheHttpLabel) {
  const LabelCase& each = GetParam();
  const auto decoded =
      DecodeMarkup("<p>" + std::string(each.bytes) + "</p>",
                   "text/html; charset=" + std::string(each.label), MarkupKind::kHtml);
  EXPECT_EQ(decoded.utf8, "<p>" + std::string(each.utf8) + "</p>");
  EXPECT_EQ(decoded.charset, each.charset);
  EXPECT_EQ(decoded.evidence, "http");
  EXPECT_EQ(decoded.replaced, 0U);
}

TEST_P(DecodeMarkupReads, TheCharsetOfTheMetaLabel) {
  const LabelCase& each = GetParam();
  const std::string head = "<html><head><meta charset='" + std::string(each.label) + "'></head>";
  const auto decoded = DecodeMarkup(head + std::string(each.bytes), "text/html", MarkupKind::kHtml);
  EXPECT_EQ(decoded.utf8, head + std::string(each.utf8));
  EXPECT_EQ(decoded.evidence, "meta");
}

INSTANTIATE_TEST_SUITE_P(Labels, DecodeMarkupReads, testing::ValuesIn(kLabelCases),
                         [](const auto& each) { return each.param.name; });

// Encoding Standard, 6.1: a BOM overrides every label.
TEST(DecodeMarkup, ByteOrderMarkBeatsTheLabels) {
  const auto decoded =
      DecodeMarkup("\xEF\xBB\xBF<p>é</p>", "text/html; charset=iso-8859-1", MarkupKind::kHtml);
  EXPECT_EQ(decoded.utf8, "<p>é</p>");
  EXPECT_EQ(decoded.evidence, "bom");
}

TEST(DecodeMarkup, ReadsUtf16OfBothByteOrders) {
  const auto little = DecodeMarkup("\xFF\xFE<\0p\0>\0\xBA\x4E"sv, "", MarkupKind::kHtml);
  EXPECT_EQ(little.utf8, "<p>人");
  EXPECT_EQ(little.charset, "utf-16le");
  const auto big = DecodeMarkup("\xFE\xFF\0<\0p\0>\x4E\xBA"sv, "", MarkupKind::kHtml);
  EXPECT_EQ(big.utf8, "<p>人");
}

TEST(DecodeMarkup, RecognisesUtf16WithoutAMark) {
  const auto decoded =
      DecodeMarkup("<\0h\0t\0m\0l\0>\0<\0p\0>\0o\0k\0"sv, "text/html", MarkupKind::kHtml);
  EXPECT_EQ(decoded.utf8, "<html><p>ok");
  EXPECT_EQ(decoded.evidence, "detected");
}

// HTML Standard, 13.2.3.2: the transport layer's label comes before <meta>.
TEST(DecodeMarkup, HttpLabelBeatsMeta) {
  const auto decoded = DecodeMarkup("<meta charset=koi8-r>\xE9", "text/html; charset=windows-1251",
                                    MarkupKind::kHtml);
  EXPECT_EQ(decoded.charset, "windows-1251");
}

TEST(DecodeMarkup, ReadsMetaHttpEquivAndSkipsComments) {
  const auto decoded = DecodeMarkup(
      "<!-- <meta charset=koi8-r> --><META HTTP-EQUIV=Content-Type "
      "CONTENT=\"text/html; charset=Windows-1251\"><p>\xC8\xC8</p>",
      "", MarkupKind::kHtml);
  EXPECT_EQ(decoded.charset, "windows-1251");
  EXPECT_EQ(decoded.evidence, "meta");
}

TEST(DecodeMarkup, ReadsTheXmlDeclaration) {
  const auto decoded =
      DecodeMarkup("<?xml version=\"1.0\" encoding=\"windows-1251\"?><rss>\xC8\xC8</rss>",
                   "application/rss+xml", MarkupKind::kXml);
  EXPECT_EQ(decoded.charset, "windows-1251");
  EXPECT_EQ(decoded.evidence, "xml");
}

TEST(DecodeMarkup, FallsBackToDetectionWhenUtf8IsDeclaredButWrong) {
  const auto decoded = DecodeMarkup(
      "<meta charset=utf-8><p>\xCF\xF0\xE0\xE2\xE8\xF2\xE5\xEB\xFC\xF1\xF2\xE2\xEE "
      "\xEE\xEF\xF3\xE1\xEB\xE8\xEA\xEE\xE2\xE0\xEB\xEE \xED\xE0\xF6\xE8\xEE\xED\xE0\xEB"
      "\xFC\xED\xF3\xFE \xF1\xF2\xF0\xE0\xF2\xE5\xE3\xE8\xFE.</p>",
      "", MarkupKind::kHtml);
  EXPECT_EQ(decoded.charset, "windows-1251");
  EXPECT_EQ(decoded.evidence, "detected");
  EXPECT_NE(decoded.utf8.find("национальную стратегию"), std::string::npos);
}

TEST(DecodeMarkup, TrustsUtf8BytesOverALegacyLabel) {
  const auto decoded =
      DecodeMarkup("<p>Стратегия</p>", "text/html; charset=iso-8859-1", MarkupKind::kHtml);
  EXPECT_EQ(decoded.utf8, "<p>Стратегия</p>");
  EXPECT_EQ(decoded.charset, "utf-8");
}

TEST(DecodeMarkup, KeepsUtf8WithAFewBrokenBytes) {
  const auto decoded =
      DecodeMarkup("<meta charset=utf-8>стратегия \xFF стратегия \xE2\x82", "", MarkupKind::kHtml);
  EXPECT_EQ(decoded.charset, "utf-8");
  EXPECT_EQ(decoded.replaced, 3U);
  EXPECT_NE(decoded.utf8.find("\xEF\xBF\xBD"), std::string::npos);
}

TEST(DecodeMarkup, RepairsDoublyEncodedText) {
  const auto decoded = DecodeMarkup(
      "<p>StratÃ©gie nationale dâ€™intelligence artificielle, prÃ©sentÃ©e Ã\xC2\xA0 Rabat : "
      "lâ€™Ã‰tat sâ€™engage</p>",
      "text/html; charset=utf-8", MarkupKind::kHtml);
  EXPECT_EQ(decoded.utf8,
            "<p>Stratégie nationale d’intelligence artificielle, présentée à Rabat : "
            "l’État s’engage</p>");
}

TEST(DecodeMarkup, LeavesTextThatOnlyQuotesMojibake) {
  const std::string page = "<p>L’accent « Ã© » est une erreur : é, è, à, ù, ô, ç restent.</p>";
  EXPECT_EQ(DecodeMarkup(page, "", MarkupKind::kHtml).utf8, page);
}

struct StrayCase {
  const char* name;
  std::string_view written;
  std::string_view repaired;
};
void PrintTo(const StrayCase& each, std::ostream* out) {
  *out << each.written;
}

constexpr StrayCase kStrayCases[] = {
    {"Apostrophe", "The countryâ€™s plan – “a first”", "The country’s plan – “a first”"},
    {"QuotationMarks", "the â€œfirstâ€\xC2\x9D plan", "the “first” plan"},
    {"DashBetweenSpaces", "a plan â€“ the first", "a plan – the first"},
    {"Euro", "worth â‚¬5 million – déjà", "worth €5 million – déjà"},
    {"LetterInAWord", "in MÃ©xico, déjà vu", "in México, déjà vu"},
    {"LetterBeforeAWord", "Le Ã©tat, déjà vu", "Le état, déjà vu"},
    {"CapitalWithAMarkInTheHighRange", "in Ã–sterreich, schön", "in Österreich, schön"},
    {"Degree", "at 20Â°C, déjà vu", "at 20°C, déjà vu"},
    {"NoBreakSpace", "the planÂ\xC2\xA0of 2030 – déjà", "the plan\xC2\xA0of 2030 – déjà"},
    {"LettersOfAnotherScript", "the Ð¿Ð»Ð°Ð½ – “план”", "the план – “план”"},
    {"HindiLetters", "the à¤¯à¥‹à¤œà¤¨à¤¾ – “योजना”", "the योजना – “योजना”"},
    {"CapitalsBeforeAQuotationMark", "«AMANHÃ» – não", "«AMANHÃ» – não"},
    {"CapitalsBeforeADash", "AMANHÃ–DIA – não", "AMANHÃ–DIA – não"},
    {"FrenchBeforeAQuotationMark", "renvoyé à\xC2\xA0» – déjà", "renvoyé à\xC2\xA0» – déjà"},
    {"SpanishCapitals", "EN ESPAÑA, EL AÑO – así", "EN ESPAÑA, EL AÑO – así"},
    {"Icelandic", "Það er áætlun – “Ísland”", "Það er áætlun – “Ísland”"},
    {"Quoted", "written as “â€™” – déjà", "written as “â€™” – déjà"},
    {"QuotedInBrackets", "(Ã©) stands for é – déjà", "(Ã©) stands for é – déjà"},
};

class StrayDoubleEncodingIs : public testing::TestWithParam<StrayCase> {};

TEST_P(StrayDoubleEncodingIs, RepairedWhereItCanBeNothingElse) {
  EXPECT_EQ(DecodeMarkup(GetParam().written, "", MarkupKind::kHtml).utf8, GetParam().repaired);
}

INSTANTIATE_TEST_SUITE_P(Texts, StrayDoubleEncodingIs, testing::ValuesIn(kStrayCases),
                         [](const auto& each) { return std::string(each.param.name); });

TEST(DecodeMarkup, ComposesToNfc) {
  EXPECT_EQ(DecodeMarkup("<p>e\xCC\x81</p>", "", MarkupKind::kHtml).utf8, "<p>é</p>");
}

TEST(DecodeMarkup, CallsPlainAsciiUtf8ByDefault) {
  const auto decoded = DecodeMarkup("<p>strategy</p>", "text/html", MarkupKind::kHtml);
  EXPECT_EQ(decoded.charset, "utf-8");
  EXPECT_EQ(decoded.evidence, "default");
}

TEST(DecodeMarkup, IgnoresLabelsItDoesNotKnow) {
  const auto decoded = DecodeMarkup("<p>é</p>", "text/html; charset=none", MarkupKind::kHtml);
  EXPECT_EQ(decoded.charset, "utf-8");
}

TEST(DecodeMarkup, IgnoresAUtf16LabelOnAsciiMarkup) {
  const auto decoded =
      DecodeMarkup("<p>strategy</p>", "text/html; charset=utf-16", MarkupKind::kHtml);
  EXPECT_EQ(decoded.utf8, "<p>strategy</p>");
}

TEST(DecodeMarkup, SurvivesNoBytesAndLoneBytes) {
  EXPECT_EQ(DecodeMarkup("", "", MarkupKind::kHtml).utf8, "");
  for (int byte = 0; byte < 256; ++byte) {
    const std::string one(1, static_cast<char>(byte));
    DecodeMarkup(one, "text/html; charset=shift_jis", MarkupKind::kHtml);
    DecodeMarkup(one, "", MarkupKind::kXml);
  }
}

}  // namespace
}  // namespace stratwatch::parsers
