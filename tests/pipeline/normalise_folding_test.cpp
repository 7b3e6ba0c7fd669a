#include <gtest/gtest.h>

#include "pipeline/internal/text_folding.h"

namespace stratwatch::pipeline {
namespace {

struct FoldCase {
  const char* name;
  std::string_view text;
  std::string_view folded;
};
void PrintTo(const FoldCase& each, std::ostream* out) {
  *out << each.text;
}

constexpr FoldCase kFoldCases[] = {
    {"Empty", "", ""},
    {"OnlySpaces", " \n\t ", ""},
    {"CaseAndSpaces", "  AI\n\nStrategy \t 2030 ", "ai strategy 2030"},
    {"GermanSharpS", "STRASSE Straße", "strasse strasse"},
    {"FullWidth", "ＡＩ　戦略", "ai 戦略"},
    {"NoBreakSpace", "l\u2019IA\u00A0: un plan", "l’ia : un plan"},
    {"SoftHyphen", "Künst\u00ADliche", "künstliche"},
    {"Decomposed", "Strate\u0301gie", "strat\u00E9gie"},
    {"ArabicPresentationForms", "\uFEEB\uFEEC", "\u0647\u0647"},
    {"Russian", "СТРАТЕГИЯ", "стратегия"},
    {"Hindi", "कृत्रिम  बुद्धि", "कृत्रिम बुद्धि"},
    {"Thai", "ปัญญาประดิษฐ์", "ปัญญาประดิษฐ์"},
    {"Amharic", "ሰው  ሰራሽ", "ሰው ሰራሽ"},
    {"Korean", "인공지능 전략", "인공지능 전략"},
    {"Hebrew", "בינה מלאכותית", "בינה מלאכותית"},
};

class FoldForHashGives : public ::testing::TestWithParam<FoldCase> {};

TEST_P(FoldForHashGives, FoldedText) {
  EXPECT_EQ(FoldForHash(GetParam().text), GetParam().folded);
}

INSTANTIATE_TEST_SUITE_P(Texts, FoldForHashGives, ::testing::ValuesIn(kFoldCases),
                         [](const auto& each) { return each.param.name; });

TEST(FoldForHash, GivesTheSameForBrokenUtf8EachTime) {
  EXPECT_EQ(FoldForHash("a\xFFz"), FoldForHash("A\xFFZ"));
}

}  // namespace
}  // namespace stratwatch::pipeline
