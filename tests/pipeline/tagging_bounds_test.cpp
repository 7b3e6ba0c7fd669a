#include <ctime>
#include <ostream>
#include <string>

#include "tests/fuzz/check.h"
#include "tests/pipeline/judges.h"

// Texts that nobody writes but somebody sends: time grows with their length, no faster, and every
// span is whole characters.
namespace stratwatch::pipeline {
namespace {

// As long as the largest texts that are taken where the compiler optimises; else the test would
// take minutes.
#ifdef __OPTIMIZE__
constexpr std::size_t kBytes = std::size_t{5} << 20U;
#else
constexpr std::size_t kBytes = std::size_t{1} << 18U;
#endif
constexpr std::size_t kPart = 8;
// Twice what it would take if time grew with length; the square would be eight times.
constexpr double kTimesMax = 2.0 * kPart;
constexpr double kSecondsAlways = 0.5;  // Below this, nothing is told.

struct BadText {
  const char* name;
  const char* language;
  std::string_view head;
  std::string_view repeated;
};
void PrintTo(const BadText& each, std::ostream* out) {
  *out << each.name;
}

constexpr BadText kBadTexts[] = {
    {"OneLetter", "en", "", "a"},
    {"OneDigit", "en", "", "7"},
    {"OneIdeograph", "und", "", "中"},
    {"OneMark", "en", "e", "\u0301"},
    {"OneEmoji", "en", "", "🤖"},
    {"NamesWithoutSpaces", "zh", "", "中国日本人工智能战略三十五亿元"},
    {"ThaiWithoutSpaces", "th", "", "ยุทธศาสตร์ปัญญาประดิษฐ์ไทย"},
    {"LatinWithoutSpaces", "en", "", "kenyaaistrategy"},
    {"ArabicPrefixes", "ar", "", "والمغرب"},
    {"SixScripts", "und", "", "中国 Kenya المغرب Россия ไทย 한국 "},
    {"BidirectionalMarks", "ar", "", "\u202Bالمغرب\u202C\u200F 50% \u2067Kenya\u2069 "},
    {"InvalidUtf8", "en", "", "Kenya\xFF \xE4\xB8 AI\xC3 strategy\xF0\x9F\xA4 "},
    {"PlansWithoutFullStop", "en", "", "the national AI strategy of Kenya "},
    {"NamesOfOnePlan", "en", "", "National AI Strategy 2030 of Kenya. "},
    {"SumsAndYears", "en", "", "5 billion dollars by 2030, "},
    {"YearsBehindOneSum", "en", "5 billion dollars ", "2031 "},
    {"FiguresBehindOneYear", "en", "by 2031 ", "5 engineers and "},
    {"FiguresThatStand", "en", "the plan until 2031 ", "already 500 engineers a year, "},
    {"PlansWithOneYear", "en", "", "The plan runs until 2031 for 700 schools. "},
    {"PeriodsOfYears", "en", "", "the plan for 2026-31 and 2026 to 2031 "},
    {"PresidentsOfFirms", "en", "", "the president of the company on AI "},
    {"Ordinals", "en", "", "fourth in the index, "},
    {"Scales", "en", "", "million seven billion "},
    {"Homographs", "en", "", "Georgia and Michael Jordan, "},
    {"Topics", "en", "", "ethics law budget research "},
    {"Quotes", "en", "", "“We train,” said Minister Ada Lovelace. "},
    {"QuotesThatOnlyOpen", "en", "", "“ said the minister "},
};

std::string Repeat(const BadText& bad, std::size_t bytes) {
  std::string text(bad.head);
  text.reserve(bytes + bad.repeated.size());
  while (text.size() < bytes) text += bad.repeated;
  return text;
}

class TakesBadText : public ::testing::TestWithParam<BadText> {
 protected:
  // Processor time, so that other work does not count.
  static double SecondsFor(const std::string& text) {
    const auto& judges = testing::Judges::Shared();
    const std::clock_t start = std::clock();
    const auto found = judges.tagger().Read("", text, GetParam().language, 2026);
    judges.relevance().Judge("", text, GetParam().language, found.tags);
    const std::clock_t end = std::clock();
    const bool whole = fuzz::IsUtf8(text);
    const auto check = [&](const auto& each) {
      ASSERT_TRUE(each.begin < each.end && each.end <= text.size());
      ASSERT_EQ(each.surface, text.substr(each.begin, each.end - each.begin));
      ASSERT_TRUE(!whole || fuzz::IsUtf8(each.surface)) << each.begin;
    };
    for (const Tag& tag : found.tags) check(tag);
    for (const Claim& claim : found.claims) check(claim);
    for (const Quote& quote : found.quotes) check(quote);
    return static_cast<double>(end - start) / CLOCKS_PER_SEC;
  }
};

TEST_P(TakesBadText, InTimeThatGrowsWithItsLength) {
  const double part = SecondsFor(Repeat(GetParam(), kBytes / kPart));
  const double whole = SecondsFor(Repeat(GetParam(), kBytes));
  EXPECT_LE(whole, std::max(kSecondsAlways, kTimesMax * part));
}

INSTANTIATE_TEST_SUITE_P(Texts, TakesBadText, ::testing::ValuesIn(kBadTexts),
                         [](const auto& each) { return each.param.name; });

}  // namespace
}  // namespace stratwatch::pipeline
