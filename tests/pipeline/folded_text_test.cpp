#include "pipeline/internal/folded_text.h"

#include <ostream>
#include <random>

#include "pipeline/internal/token_boundary.h"

namespace stratwatch::pipeline::internal {
namespace {

// Building the tables takes some time: one for all tests.
const MatchFolding& Folding() {
  static const MatchFolding folding;
  return folding;
}

struct FoldCase {
  const char* name;
  std::string_view text;
  std::u16string_view folded;
};
void PrintTo(const FoldCase& each, std::ostream* out) {
  *out << each.text;
}

constexpr FoldCase kFoldCases[] = {
    {"Case", "MOROCCO", u"morocco"},
    {"AccentsComposed", "Côte d’Ivoire", u"cote d'ivoire"},
    {"AccentsDecomposed", "Côte", u"cote"},
    {"TurkishDots", "TÜRKİYE, ışık", u"turkiye, isik"},
    {"PolishStroke", "Łódź", u"lodz"},
    {"SharpS", "Straße", u"strasse"},
    {"CyrillicShortI", "Китай", u"китаи"},
    {"GreekFinalSigma", "Ελλάς", u"ελλασ"},
    {"RomanianCommaAndCedilla", "Ştefan Ștefan", u"stefan stefan"},
    {"ArabicAlefs", "أإآا", u"اااا"},
    {"ArabicVowelMarks", "المَغْرِب", u"المغرب"},
    {"ArabicTatweel", "المـغـرب", u"المغرب"},
    {"PersianYehAndKaf", "ایران کره", u"ايران كره"},
    {"PersianJoiner", "فناوری‌های", u"فناوريهاي"},
    {"HebrewPoints", "יִשְׂרָאֵל", u"ישראל"},
    {"HebrewGershayim", "ארה״ב ארה\"ב", u"ארהב ארהב"},
    {"FullWidth", "ＡＩ戦略２０２２", u"ai戦略2022"},
    {"TraditionalHan", "臺灣 國家", u"台湾 国家"},
    {"NativeDigits", "۲۰۳۰ २०३० ٢٠٣٠", u"2030 2030 2030"},
    {"KanaVoicedStays", "がガ", u"がガ"},
    {"HangulStays", "한국의", u"한국의"},
    {"HindiVowelSignsStay", "भारत की", u"भारत की"},
    {"ThaiMarksStay", "ญี่ปุ่น", u"ญี่ปุ่น"},
    {"DashesAreSpaces", "2024–2029 KI-Strategie", u"2024 2029 ki strategie"},
    {"QuotesAreDropped", "«Maroc» “AI+” 「计划」", u"maroc ai+ 计划"},
    {"Apostrophes", "O‘zbekiston oʻz o'z", u"o'zbekiston o'z o'z"},
    {"SpacesRun", "a \t b\nc", u"a b c"},
    {"ParagraphsStay", "a.\n\nb", u"a.\nb"},
    {"SoftHyphen", "Künst­liche", u"kunstliche"},
    {"LetterBeyondTheBmp", "𝐀𝐈", u"ai"},
    {"InvalidByte", "a\xFFz", u"a\uFFFDz"},
    {"CutSequence", "a\xE4\xB8", u"a\uFFFD"},
};

class Folds : public testing::TestWithParam<FoldCase> {};

TEST_P(Folds, ToUnits) {
  EXPECT_EQ(Folding().Fold(GetParam().text).units, GetParam().folded);
}

INSTANTIATE_TEST_SUITE_P(Texts, Folds, testing::ValuesIn(kFoldCases),
                         [](const auto& each) { return each.param.name; });

TEST(FoldedText, SpansLeadBackToTheBytes) {
  const std::string_view text = "Le Bénin et 臺灣";
  const FoldedText folded = Folding().Fold(text);
  const auto [begin, end] = folded.Span(3, 8);
  EXPECT_EQ(text.substr(begin, end - begin), "Bénin");
  const auto [han_begin, han_end] = folded.Span(12, 14);
  EXPECT_EQ(text.substr(han_begin, han_end - han_begin), "臺灣");
}

TEST(FoldedText, SpanHoldsTheAccentsOfItsLastLetter) {
  const std::string_view text = "Panamá y";  // a + U+0301
  const FoldedText folded = Folding().Fold(text);
  const auto [begin, end] = folded.Span(0, 6);
  EXPECT_EQ(text.substr(begin, end - begin), "Panamá");
}

TEST(FoldedText, SpanLeavesOutQuotesBehindIt) {
  const std::string_view text = "“AI+”行动";
  const FoldedText folded = Folding().Fold(text);
  const auto [begin, end] = folded.Span(0, 3);
  EXPECT_EQ(text.substr(begin, end - begin), "AI+");
}

// More marks than the span's width: it ends after the last that fits, not inside one.
TEST(FoldedText, SpanOfALetterUnderManyMarksEndsBetweenCharacters) {
  std::string text = "a";
  for (int i = 0; i < 200; ++i) text += "\u1DC4";  // Three bytes each.
  const FoldedText folded = Folding().Fold(text);
  ASSERT_EQ(folded.units, u"a");
  const auto [begin, end] = folded.Span(0, 1);
  EXPECT_EQ(begin, 0U);
  EXPECT_EQ(end, 1U + 84 * 3);
}

TEST(FoldedText, KeepsWhatStandsBeyondTheBmp) {
  EXPECT_EQ(Folding().Fold("\U00020BB7\U0001F916").units, u"\U00020BB7\U0001F916");
  EXPECT_EQ(Folding().Fold("\U0001D400\U0001D408").units, u"ai");  // Mathematical bold.
}

TEST(FoldedText, ExpandedCharacterSpansItself) {
  const std::string_view text = "ß";
  const FoldedText folded = Folding().Fold(text);
  ASSERT_EQ(folded.units, u"ss");
  EXPECT_EQ(folded.Span(1, 2), (std::pair<std::uint32_t, std::uint32_t>{0, 2}));
}

std::string RandomBytes(std::mt19937& random, bool well_formed) {
  std::string text;
  for (int i = 0; i < 80; ++i) {
    if (!well_formed && random() % 3 == 0) {
      text.push_back(static_cast<char>(random() % 256));
      continue;
    }
    constexpr char32_t kStarts[] = {0x20,   0xC0,   0x300,  0x400,  0x5D0,  0x600,
                                    0x900,  0xE00,  0x1200, 0x2000, 0x3040, 0x4E00,
                                    0xAC00, 0xFB00, 0xFF00, 0x1F300};
    const char32_t code =
        kStarts[random() % std::size(kStarts)] + static_cast<char32_t>(random() % 96);
    if (code < 0x80) {
      text.push_back(static_cast<char>(code));
    } else if (code < 0x800) {
      text.push_back(static_cast<char>(0xC0 | (code >> 6U)));
      text.push_back(static_cast<char>(0x80 | (code & 0x3FU)));
    } else if (code < 0x10000) {
      text.push_back(static_cast<char>(0xE0 | (code >> 12U)));
      text.push_back(static_cast<char>(0x80 | ((code >> 6U) & 0x3FU)));
      text.push_back(static_cast<char>(0x80 | (code & 0x3FU)));
    } else {
      text.push_back(static_cast<char>(0xF0 | (code >> 18U)));
      text.push_back(static_cast<char>(0x80 | ((code >> 12U) & 0x3FU)));
      text.push_back(static_cast<char>(0x80 | ((code >> 6U) & 0x3FU)));
      text.push_back(static_cast<char>(0x80 | (code & 0x3FU)));
    }
  }
  return text;
}

// On any bytes: arrays of one length, spans in order and inside the text, never inside a
// character of well-formed text.
TEST(FoldedText, SpansStayInOrderOnRandomTexts) {
  std::mt19937 random(42);
  for (int round = 0; round < 2'000; ++round) {
    const bool well_formed = round % 2 == 0;
    const std::string text = RandomBytes(random, well_formed);
    const FoldedText folded = Folding().Fold(text);
    ASSERT_EQ(folded.units.size(), folded.begin.size());
    ASSERT_EQ(folded.units.size(), folded.bytes.size());
    ASSERT_EQ(folded.units.size(), folded.kinds.size());
    std::uint32_t before = 0;
    for (std::size_t i = 0; i < folded.units.size(); ++i) {
      const auto [begin, end] = folded.Span(i, i + 1);
      ASSERT_LE(before, begin);
      ASSERT_LT(begin, end);
      ASSERT_LE(end, text.size());
      if (well_formed) {
        ASSERT_NE(static_cast<unsigned char>(text[begin]) & 0xC0U, 0x80U);
        ASSERT_TRUE(end == text.size() || (static_cast<unsigned char>(text[end]) & 0xC0U) != 0x80U);
      }
      before = begin;
    }
  }
}

// What a span covers folds to the units of the span, or begins with them: a name found in folded
// text really stands in the text.
TEST(FoldedText, WordsFoldAloneAsTheyFoldInTheText) {
  std::mt19937 random(43);
  for (int round = 0; round < 500; ++round) {
    const std::string text = RandomBytes(random, true);
    const FoldedText folded = Folding().Fold(text);
    for (std::size_t first = 0; first < folded.units.size();) {
      if (folded.units[first] == u' ' || folded.units[first] == u'\n') {  // Runs: not alone.
        ++first;
        continue;
      }
      const std::size_t last = std::max(first + 1, WordEnd(folded, first + 1));
      const auto [begin, end] = folded.Span(first, last);
      const std::u16string again =
          Folding().Fold(std::string_view(text).substr(begin, end - begin)).units;
      ASSERT_NE(again.find(folded.units.substr(first, last - first)), std::u16string::npos);
      first = last;
    }
  }
}

struct BoundaryCase {
  const char* name;
  std::string_view text;
  std::string_view word;  // At its first place in `text`.
  bool stands_alone;
};
void PrintTo(const BoundaryCase& each, std::ostream* out) {
  *out << each.text;
}

constexpr BoundaryCase kBoundaryCases[] = {
    {"LatinInside", "the ambassador said", "assad", false},
    {"LatinAlone", "said Assad, who", "assad", true},
    {"LatinBeforeApostrophe", "Türkiye'nin", "turkiye", true},
    {"CyrillicInside", "Нигерия", "ниг", false},
    {"ArabicWithAnd", "والمغرب", "المغرب", true},
    {"ArabicInside", "شمالي", "مالي", false},
    {"HebrewWithIn", "בישראל", "ישראל", true},
    {"HangulWithParticle", "한국은", "한국", true},
    {"HangulInside", "인도네시아", "인도", false},
    {"HanAnywhere", "在中国的", "中国", true},
    {"ThaiAnywhere", "ประเทศไทยและ", "ไทย", true},
    {"KatakanaInside", "タイトル", "タイ", false},
    {"KatakanaBeforeHan", "タイ政府", "タイ", true},
    {"LatinBeforeHan", "AI戦略", "ai", true},
    {"EthiopicWithOf", "የኢትዮጵያ", "ኢትዮጵያ", true},
    {"DevanagariInside", "भारतीय", "भारत", false},
    {"DigitsInside", "12030", "2030", false},
};

class WordBoundary : public testing::TestWithParam<BoundaryCase> {};

TEST_P(WordBoundary, IsSeenInItsScript) {
  const FoldedText folded = Folding().Fold(GetParam().text);
  const std::u16string word = Folding().FoldName(GetParam().word);
  const std::size_t at = folded.units.find(word);
  ASSERT_NE(at, std::u16string::npos);
  EXPECT_EQ(StartsWord(folded, at) && EndsWord(folded, at + word.size()), GetParam().stands_alone);
}

INSTANTIATE_TEST_SUITE_P(Scripts, WordBoundary, testing::ValuesIn(kBoundaryCases),
                         [](const auto& each) { return each.param.name; });

}  // namespace
}  // namespace stratwatch::pipeline::internal
