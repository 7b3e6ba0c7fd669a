#include "parsers/internal/relative_date.h"

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <string_view>

namespace stratwatch::parsers::internal {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::sys_days;
using std::chrono::sys_seconds;

// Noon, so that a few hours stay within the day.
constexpr sys_days kToday{std::chrono::year{2026} / 3 / 17};
constexpr sys_seconds kNoon = kToday + hours(12);

struct RelativeCase {
  const char* name;
  std::string_view text;
  std::string_view language;
  int days_ago;
};
void PrintTo(const RelativeCase& each, std::ostream* out) {
  *out << each.text;
}

constexpr RelativeCase kCases[] = {
    {"English", "3 hours ago", "en", 0},
    {"EnglishOverMidnight", "13 hours ago", "en", 1},
    {"EnglishWithWords", "Published 2 days ago by the ministry", "en", 2},
    {"EnglishShort", "5 hr. ago", "en", 0},
    {"EnglishYesterday", "Yesterday, 18:05", "en", 1},
    {"French", "il y a 2 jours", "fr", 2},
    {"FrenchYesterday", "Hier à 18h05", "fr", 1},
    {"Spanish", "hace 3 días", "es", 3},
    {"Portuguese", "há 2 dias", "pt", 2},
    {"German", "vor 4 Tagen", "de", 4},
    {"GermanDayBeforeYesterday", "vorgestern", "de", 2},
    {"Russian", "5 дней назад", "ru", 5},
    {"RussianFew", "2 дня назад", "ru", 2},
    {"Turkish", "3 gün önce", "tr", 3},
    {"Arabic", "قبل 3 أيام", "ar", 3},
    {"ArabicSister", "منذ 3 أيام", "ar", 3},
    {"ArabicDual", "منذ يومين", "ar", 2},
    {"ArabicDigits", "قبل ٣ ساعات", "ar", 0},
    {"HebrewDual", "לפני יומיים", "he", 2},
    {"Hindi", "3 दिन पहले", "hi", 3},
    {"Chinese", "3天前", "zh", 3},
    {"ChineseSpaced", "5 小时前", "zh", 0},
    {"Japanese", "2日前", "ja", 2},
    {"Korean", "4일 전", "ko", 4},
    {"KoreanYesterday", "어제", "ko", 1},
    {"Thai", "3 วันที่ผ่านมา", "th", 3},
    {"Amharic", "ከ3 ቀናት በፊት", "am", 3},
    {"Swahili", "siku 3 zilizopita", "sw", 3},
    {"Indonesian", "3 hari yang lalu", "id", 3},
    {"EnglishOnAPageInAnotherLanguage", "3 days ago", "ar", 3},
};

class ParseRelativeDateCounts : public testing::TestWithParam<RelativeCase> {};

TEST_P(ParseRelativeDateCounts, FromTheMomentOfReading) {
  const auto date = ParseRelativeDate(GetParam().text, GetParam().language, kNoon);
  ASSERT_TRUE(date.has_value());
  EXPECT_EQ(date->utc, sys_seconds(kToday - days(GetParam().days_ago)));
  EXPECT_EQ(date->precision, DatePrecision::kDay);
}

INSTANTIATE_TEST_SUITE_P(Languages, ParseRelativeDateCounts, testing::ValuesIn(kCases),
                         [](const auto& each) { return std::string(each.param.name); });

class ParseRelativeDateRefuses : public testing::TestWithParam<RelativeCase> {};

constexpr RelativeCase kRefused[] = {
    {"AFuture", "in 3 days", "en", 0},
    {"AWeek", "2 weeks ago", "en", 0},
    {"MoreThanAMonth", "90 days ago", "en", 0},
    {"AWordInALine", "Today in parliament", "en", 0},
    {"AnOutletsName", "Morocco Today", "en", 0},
    {"ADuration", "3 hours", "en", 0},
    {"AnotherWordBehind", "3 hours agonising", "en", 0},
    {"Nothing", "", "en", 0},
    {"AParagraph",
     "The minister who resigned 3 days ago said that the strategy would be published all the same.",
     "en", 0},
};

TEST_P(ParseRelativeDateRefuses, WhatSaysNoDay) {
  EXPECT_FALSE(ParseRelativeDate(GetParam().text, GetParam().language, kNoon).has_value());
}

INSTANTIATE_TEST_SUITE_P(Doubts, ParseRelativeDateRefuses, testing::ValuesIn(kRefused),
                         [](const auto& each) { return std::string(each.param.name); });

TEST(ParseRelativeDate, TakesAnUnknownLanguageForEnglish) {
  EXPECT_TRUE(ParseRelativeDate("3 days ago", "und", kNoon).has_value());
  EXPECT_TRUE(ParseRelativeDate("3 days ago", "x-nonsense-tag", kNoon).has_value());
}

}  // namespace
}  // namespace stratwatch::parsers::internal
