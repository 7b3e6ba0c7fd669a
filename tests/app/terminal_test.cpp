#include "app/terminal.h"

#include <gtest/gtest.h>

namespace stratwatch::app {
namespace {

struct WidthCase {
  const char* name;
  std::string_view text;
  std::size_t columns;
};
void PrintTo(const WidthCase& each, std::ostream* out) {
  *out << each.text;
}

constexpr WidthCase kWidthCases[] = {
    {"Latin", "Morocco", 7},
    {"Empty", "", 0},
    {"Chinese", "人工智能", 8},
    {"JapaneseKana", "ストラテジー", 12},
    {"Korean", "인공지능", 8},
    {"HalfWidthKana", "ｱｲ", 2},
    {"CombiningAccent", "e\u0301", 1},
    {"ArabicWithVowels", "مَغْرِب", 4},
    {"HindiMarksThatStandAlone", "हिन्दी", 5},
    {"ThaiVowelsAbove", "ไทยที่", 4},
    {"ZeroWidthJoiner", "a\u200Db", 2},
    {"BrokenUtf8", "a\xff", 2},
};

class Width : public ::testing::TestWithParam<WidthCase> {};

TEST_P(Width, IsInTerminalColumns) {
  EXPECT_EQ(DisplayWidth(GetParam().text), GetParam().columns);
}

INSTANTIATE_TEST_SUITE_P(Scripts, Width, ::testing::ValuesIn(kWidthCases),
                         [](const auto& each) { return each.param.name; });

TEST(Fit, LeavesAShortTextAlone) {
  EXPECT_EQ(Fit("Morocco", 7), "Morocco");
}

TEST(Fit, CutsWithAnEllipsis) {
  EXPECT_EQ(Fit("Morocco", 4), "Mor…");
}

TEST(Fit, NeverCutsAWideCharacterInHalf) {
  EXPECT_EQ(Fit("人工智能", 4), "人…");
}

TEST(Fit, KeepsACombiningMarkWithItsLetter) {
  EXPECT_EQ(Fit("e\u0301abcd", 3), "e\u0301a…");
}

TEST(Fit, ToNothingIsNothing) {
  EXPECT_EQ(Fit("Morocco", 0), "");
}

}  // namespace
}  // namespace stratwatch::app
