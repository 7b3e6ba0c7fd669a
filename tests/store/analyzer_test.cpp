#include "store/internal/analyzer.h"

#include <thread>

namespace stratwatch::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> Terms(std::string_view text,
                               Analyzer::Purpose purpose = Analyzer::Purpose::kIndex) {
  std::vector<std::string> terms;
  Analyzer().Analyze(text, purpose, [&](const Token& token) {
    terms.emplace_back(token.term);
    return true;
  });
  return terms;
}

std::vector<std::uint32_t> Positions(std::string_view text) {
  std::vector<std::uint32_t> positions;
  Analyzer().Analyze(text, Analyzer::Purpose::kIndex, [&](const Token& token) {
    positions.push_back(token.position);
    return true;
  });
  return positions;
}

struct FoldCase {
  const char* name;
  const char* text;
  const char* same;  // Must give the same terms.
};
void PrintTo(const FoldCase& each, std::ostream* out) {
  *out << each.text;
}

const FoldCase kFoldCases[] = {
    {"FrenchAccents", "stratégie élaborée", "Strategie Elaboree"},
    {"FrenchElision", "l’intelligence", "l'intelligence"},
    {"GermanSharpS", "Straße", "STRASSE"},
    {"GermanUmlaut", "Künstliche", "kunstliche"},
    {"TurkishDottedCapital", "İSTANBUL", "istanbul"},
    {"TurkishDotlessSmall", "yapay zekâ ısı", "YAPAY ZEKA ISI"},
    {"PolishStroke", "Łódź", "lodz"},
    {"DanishLigature", "Ærø", "aero"},
    {"SpanishTilde", "España", "espana"},
    {"PortugueseCedilla", "inovação", "INOVACAO"},
    {"VietnameseTones", "trí tuệ", "tri tue"},
    {"RussianYo", "ещё", "еще"},
    {"RussianStressMark", "страте\u0301гия", "стратегия"},
    {"GreekFinalSigma", "ΣΤΡΑΤΗΓΟΣ", "στρατηγός"},
    {"ArabicHarakat", "ذَكَاء", "ذكاء"},
    {"ArabicAlef", "أحمد إلى آخر", "احمد الي اخر"},
    {"ArabicTehMarbuta", "إستراتيجية", "استراتيجيه"},
    {"ArabicTatweel", "ذكــاء", "ذكاء"},
    {"ArabicArticle", "الاستراتيجية بالاستراتيجية", "استراتيجية استراتيجية"},
    {"ArabicDigits", "٢٠٣٠", "2030"},
    {"PersianYehAndKaf", "یک کتاب", "يك كتاب"},
    {"HebrewNiqqud", "בִּינָה", "בינה"},
    {"HebrewGershayim", "צה״ל", "צה\"ל"},
    {"HindiNukta", "फ़ैसला", "फैसला"},
    {"HindiCandrabindu", "हाँ", "हां"},
    {"HindiDigits", "२०३०", "2030"},
    {"AmharicHomophones", "ሠው ዓለም ፀሐይ", "ሰው ዐለም ጸሀይ"},
    {"FullwidthLatin", "ＡＩ戦略", "AI戦略"},
    {"HalfwidthKatakana", "ｱｲ", "アイ"},
    {"Acronym", "U.S. and A.I.", "US and AI"},
    {"SoftHyphen", "strat\u00ADegy", "strategy"},
    {"Ligature", "ﬁnance", "finance"},
};

class SameTerms : public ::testing::TestWithParam<FoldCase> {};

TEST_P(SameTerms, ForBothSpellings) {
  EXPECT_THAT(Terms(GetParam().text), Not(IsEmpty()));
  EXPECT_EQ(Terms(GetParam().text), Terms(GetParam().same));
}

INSTANTIATE_TEST_SUITE_P(Scripts, SameTerms, ::testing::ValuesIn(kFoldCases),
                         [](const auto& each) { return each.param.name; });

TEST(Analyzer, KeepsLettersApartThatAreOthersInTheirAlphabet) {
  EXPECT_NE(Terms("мой"), Terms("мои"));
  EXPECT_NE(Terms("が"), Terms("か"));
}

TEST(Analyzer, WordsEndAtPunctuationAndSpace) {
  EXPECT_THAT(Terms("One, two–three (four)\nfive/six."),
              ElementsAre("one", "two", "three", "four", "five", "six"));
}

TEST(Analyzer, ADotInsideAWordSeparates) {
  EXPECT_THAT(Terms("end.Next example.org 2.5"),
              ElementsAre("end", "next", "example", "org", "2", "5"));
}

TEST(Analyzer, TextWithoutLettersAndDigitsHasNoTerms) {
  EXPECT_THAT(Terms(" – !? … 🚀 \n"), IsEmpty());
  EXPECT_THAT(Terms(""), IsEmpty());
}

TEST(Analyzer, IdeographsGiveOverlappingPairsAndTheLastAlone) {
  EXPECT_THAT(Terms("人工智能"), ElementsAre("人工", "工智", "智能", "能"));
  EXPECT_THAT(Terms("한국은"), ElementsAre("한국", "국은", "은"));
}

TEST(Analyzer, AQueryOfIdeographsGivesPairsOnly) {
  EXPECT_THAT(Terms("人工智能", Analyzer::Purpose::kQuery), ElementsAre("人工", "工智", "智能"));
  EXPECT_THAT(Terms("人", Analyzer::Purpose::kQuery), ElementsAre("人"));
}

TEST(Analyzer, ALoneIdeographOfAQueryBeginsPairs) {
  bool begins_pairs = false;
  Analyzer().Analyze("人", Analyzer::Purpose::kQuery, [&](const Token& token) {
    begins_pairs = token.begins_pairs;
    return true;
  });
  EXPECT_TRUE(begins_pairs);
}

TEST(Analyzer, EachIdeographTakesOnePosition) {
  EXPECT_THAT(Positions("AI戦略 plan"), ElementsAre(0, 1, 2, 3));
}

TEST(Analyzer, ThaiGivesPairsOfLettersWithTheirMarks) {
  EXPECT_THAT(Terms("ชาติไทย"), ElementsAre("ชา", "าติ", "ติไ", "ไท", "ทย", "ย"));
}

TEST(Analyzer, AZeroWidthSpaceBetweenWordsChangesNothing) {
  EXPECT_EQ(Terms("ชาติ\u200Bไทย"), Terms("ชาติไทย"));
  EXPECT_EQ(Terms("ชาติ\u200B plan"), (std::vector<std::string>{"ชา", "าติ", "ติ", "plan"}));
}

TEST(Analyzer, GivesTheBytesOfEachWord) {
  const std::string text = "«Élan» vital";
  std::vector<std::string> words;
  Analyzer().Analyze(text, Analyzer::Purpose::kIndex, [&](const Token& token) {
    words.push_back(text.substr(token.begin, token.end - token.begin));
    return true;
  });
  EXPECT_THAT(words, ElementsAre("Élan", "vital"));
}

TEST(Analyzer, StopsWhenToldTo) {
  int seen = 0;
  Analyzer().Analyze("one two three", Analyzer::Purpose::kIndex,
                     [&](const Token&) { return ++seen < 2; });
  EXPECT_EQ(seen, 2);
}

TEST(Analyzer, BrokenBytesSeparateWords) {
  EXPECT_THAT(Terms("one\xFFtwo\xC3"), ElementsAre("one", "two"));
}

TEST(Analyzer, CutsEndlessWordsAtACharacter) {
  std::string text(5000, 'a');
  text.append(1, ' ').append(119, 'b').append("é");
  const auto terms = Terms(text);
  ASSERT_EQ(terms.size(), 2U);
  EXPECT_EQ(terms[0].size(), Analyzer::kTermBytesMax);
  EXPECT_EQ(terms[1].size(), Analyzer::kTermBytesMax);
}

TEST(Analyzer, IsSharedByThreads) {
  const Analyzer analyzer;
  std::vector<int> counts(4, 0);
  {
    std::vector<std::jthread> threads;
    for (int& count : counts) {
      threads.emplace_back([&] {
        for (int i = 0; i < 50; ++i) {
          analyzer.Analyze("ปัญญาประดิษฐ์ 人工智能 strategy", Analyzer::Purpose::kIndex,
                           [&](const Token&) { return ++count > 0; });
        }
      });
    }
  }
  EXPECT_THAT(counts, ::testing::Each(counts[0]));
}

}  // namespace
}  // namespace stratwatch::store
