#include "parsers/foreign_passages.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace stratwatch::parsers {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::string kEnglish =
    "The ministry published a national strategy for artificial intelligence on Thursday, and the "
    "minister said that the plan would be paid for by the next budget.";
const std::string kFrench =
    "« Nous voulons que la stratégie nationale profite à toutes les régions du pays, et que les "
    "écoles soient les premières à s'en servir », a déclaré la ministre devant les députés.";
const std::string kArabic = "وقالت الوزيرة إن الاستراتيجية الوطنية ستبدأ العام المقبل.";
const std::string kChinese = "部长表示，国家人工智能战略将从明年开始实施。";

std::vector<std::string> LanguagesIn(const std::string& text, std::string_view main) {
  std::vector<std::string> languages;
  for (const ForeignPassage& each : ForeignPassagesOf(text, main)) {
    languages.push_back(each.language + ": " + text.substr(each.begin, each.end - each.begin));
  }
  return languages;
}

TEST(ForeignPassages, AreParagraphsInAnotherLanguage) {
  const std::string text = kEnglish + "\n\n" + kFrench + "\n\n" + kEnglish;
  EXPECT_THAT(LanguagesIn(text, "en"), ElementsAre("fr: " + kFrench));
}

TEST(ForeignPassages, NeedFewLettersInAnotherScript) {
  const std::string text = kEnglish + "\n\n" + kArabic + "\n\n" + kEnglish + "\n\n" + kChinese;
  EXPECT_THAT(LanguagesIn(text, "en"), ElementsAre("ar: " + kArabic, "zh: " + kChinese));
}

TEST(ForeignPassages, JoinNeighbours) {
  const std::string both = kFrench + "\n\n" + kFrench;
  EXPECT_THAT(LanguagesIn(kArabic + "\n\n" + both, "ar"), ElementsAre("fr: " + both));
}

TEST(ForeignPassages, EndWhereTheTextsOwnLanguageGoesOn) {
  const std::string text = kFrench + "\n\n" + kEnglish + "\n\n" + kFrench;
  EXPECT_EQ(ForeignPassagesOf(text, "en").size(), 2U);
}

TEST(ForeignPassages, AreNoShortLines) {
  const std::string text = kEnglish + "\n\nL'intelligence artificielle\n\n" + kEnglish;
  EXPECT_THAT(ForeignPassagesOf(text, "en"), IsEmpty());
}

TEST(ForeignPassages, AreNoNamesInAnotherScript) {
  const std::string text =
      kEnglish + "\n\nThe plan (الاستراتيجية الوطنية) begins in the next year.";
  EXPECT_THAT(ForeignPassagesOf(text, "en"), IsEmpty());
}

TEST(ForeignPassages, TellNoSistersApart) {
  const std::string danish =
      "Regeringen præsenterede i går sin nye strategi for kunstig intelligens, som skal gælde frem "
      "til 2030, og ministeren siger, at planen skal betales over de kommende års finanslove.";
  EXPECT_THAT(ForeignPassagesOf(danish, "no"), IsEmpty());
}

TEST(ForeignPassages, AreNoneWithoutAMainLanguage) {
  EXPECT_THAT(ForeignPassagesOf(kFrench, "und"), IsEmpty());
  EXPECT_THAT(ForeignPassagesOf("", "en"), IsEmpty());
}

TEST(ForeignPassages, AreBounded) {
  std::string text;
  for (int i = 0; i < 500; ++i) text += kEnglish + "\n\n" + kArabic + "\n\n";
  EXPECT_EQ(ForeignPassagesOf(text, "en").size(), 100U);
}

}  // namespace
}  // namespace stratwatch::parsers
