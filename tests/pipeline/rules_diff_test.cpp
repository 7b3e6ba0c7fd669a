// What two gazetteers find in the same texts, and plans that the register lacks.
#include "pipeline/rules_diff.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include "pipeline/strategy_candidates.h"
#include "tests/support/temporary_folder.h"

namespace stratwatch::pipeline {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const RuleSet& Shipped() {
  static const auto rules = RuleSet::Load(STRATWATCH_GAZETTEER_FOLDER, {});
  if (!rules) throw std::runtime_error(rules.error().message);
  return **rules;
}

Article TextOf(std::string_view language, std::string_view title, std::string_view text) {
  Article article;
  article.title = title;
  article.text = text;
  article.language = language;
  PublishedDate day;
  day.utc = std::chrono::sys_days{std::chrono::year{2026} / 3 / 17};
  article.published = day;
  return article;
}

// The shipped rules without the rows of countries.tsv that hold `word`.
std::shared_ptr<RuleSet> Without(std::string_view word, const std::filesystem::path& folder) {
  std::filesystem::copy(STRATWATCH_GAZETTEER_FOLDER, folder);
  std::ifstream in(std::filesystem::path(STRATWATCH_GAZETTEER_FOLDER) / "countries.tsv");
  std::ofstream out(folder / "countries.tsv", std::ios::trunc);
  for (std::string line; std::getline(in, line);) {
    if (line.find(word) == std::string::npos) out << line << '\n';
  }
  out.close();
  return RuleSet::Load(folder, {}).value();
}

TEST(RulesDiff, FindsNothingBetweenTheSameRules) {
  RulesDiff diff(Shipped(), Shipped(), 3);
  diff.Add(TextOf("en", "Kenya", "Kenya has an AI strategy. It spends $5 million by 2030."));
  diff.Add(TextOf("en", "No text is kept", ""));
  EXPECT_EQ(diff.Texts(), 1u);
  EXPECT_EQ(diff.Changed(), 0u);
  for (const RulesDiffRow& row : diff.Rows()) EXPECT_EQ(row.gained + row.lost, 0u) << row.kind;
  EXPECT_THAT(diff.Rows(),
              Contains(AllOf(Field(&RulesDiffRow::kind, "claim"), Field(&RulesDiffRow::kept, 1u))));
}

TEST(RulesDiff, CountsLostAndGainedByTypeAndLanguage) {
  const testing::TemporaryFolder folder;
  const auto fewer = Without("Kenyan", folder / "rules");
  const auto text = TextOf("en", "A visit", "Kenyan officials signed a treaty.");
  RulesDiff lost(Shipped(), *fewer, 3);
  lost.Add(text);
  RulesDiff gained(*fewer, Shipped(), 0);
  gained.Add(text);
  const auto is_country =
      AllOf(Field(&RulesDiffRow::kind, "country"), Field(&RulesDiffRow::language, "en"));
  EXPECT_THAT(lost.Rows(), Contains(AllOf(is_country, Field(&RulesDiffRow::lost, 1u),
                                          Field(&RulesDiffRow::examples, SizeIs(1)))));
  EXPECT_THAT(gained.Rows(), Contains(AllOf(is_country, Field(&RulesDiffRow::gained, 1u),
                                            Field(&RulesDiffRow::examples, IsEmpty()))));
  EXPECT_EQ(lost.Changed(), 1u);
}

struct CandidateCase {
  const char* name;
  std::string_view language;
  std::string_view text;
  std::string_view found;  // "KE 2034"; empty: none.
};
void PrintTo(const CandidateCase& each, std::ostream* out) {
  *out << each.text;
}

// clang-format off
constexpr CandidateCase kCandidateCases[] = {
    {"En", "en", "Kenya presented its National AI Strategy 2034 in Nairobi.", "KE 2034"},
    {"Fr", "fr", "Le Sénégal présente sa stratégie nationale d'IA 2036.", "SN 2036"},
    {"Es", "es", "Uruguay estrena su plan de inteligencia artificial 2037.", "UY 2037"},
    {"Pt", "pt", "Angola lança a estratégia de inteligência artificial 2036.", "AO 2036"},
    {"De", "de", "Österreich beschließt die KI-Strategie 2036.", "AT 2036"},
    {"Ru", "ru", "Казахстан утвердил стратегию развития ИИ до 2037 года.", "KZ 2037"},
    {"Tr", "tr", "Türkiye 2037 yapay zekâ stratejisini açıkladı.", "TR 2037"},
    {"Ar", "ar", "أطلق المغرب الاستراتيجية الوطنية للذكاء الاصطناعي 2037.", "MA 2037"},
    {"He", "he", "ישראל הציגה את תוכנית הבינה המלאכותית 2037.", "IL 2037"},
    {"Hi", "hi", "भारत ने कृत्रिम बुद्धिमत्ता रणनीति 2037 जारी की।", "IN 2037"},
    {"Zh", "zh", "中国发布人工智能发展规划2037。", "CN 2037"},
    {"Ja", "ja", "日本政府は人工知能戦略2037を決定した。", "JP 2037"},
    {"Ko", "ko", "한국은 인공지능 전략 2037을 발표했다.", "KR 2037"},
    {"Th", "th", "ประเทศไทยเปิดตัวแผนปัญญาประดิษฐ์ 2580", "TH 2037"},
    {"Sw", "sw", "Kenya imezindua mkakati wa akili bandia 2034.", "KE 2034"},
    {"KnownPlan", "en", "Morocco goes on with Digital Morocco 2030 and its AI strategy.", ""},
    {"PastYear", "en", "Kenya recalled its AI strategy of 2019.", ""},
    {"NoState", "en", "The bank has an AI strategy 2034.", ""},
    {"NoAi", "en", "Kenya presented its tourism strategy 2034.", ""},
};
// clang-format on

class CandidatesOf : public ::testing::TestWithParam<CandidateCase> {};

TEST_P(CandidatesOf, AreThoseTheRegisterLacks) {
  std::string found;
  for (const auto& each :
       Shipped().tagger->Candidates("", GetParam().text, GetParam().language, 2026)) {
    found += (found.empty() ? "" : ", ") + each.country + " " + std::to_string(each.year);
  }
  EXPECT_EQ(found, GetParam().found);
}

INSTANTIATE_TEST_SUITE_P(Sentences, CandidatesOf, ::testing::ValuesIn(kCandidateCases),
                         [](const auto& each) { return each.param.name; });

TEST(StrategyCandidates, JoinArticlesOnOnePlan) {
  StrategyCandidates candidates(*Shipped().tagger, 1);
  candidates.Add(TextOf("en", "", "Kenya presented its National AI Strategy 2034 in Nairobi."));
  candidates.Add(TextOf("sw", "", "Kenya imezindua mkakati wa akili bandia 2034."));
  candidates.Add(TextOf("de", "", "Österreich beschließt die KI-Strategie 2036."));
  const auto found = candidates.Found();
  ASSERT_THAT(found, SizeIs(2));
  EXPECT_EQ(found[0].country, "KE");
  EXPECT_EQ(found[0].articles, 2u);
  EXPECT_THAT(found[0].languages, ElementsAre("en", "sw"));
  ASSERT_THAT(found[0].evidence, SizeIs(1));
  EXPECT_THAT(found[0].evidence[0].surface, HasSubstr("AI Strategy 2034"));
  EXPECT_THAT(found[0].evidence[0].sentence, HasSubstr("in Nairobi."));
}

}  // namespace
}  // namespace stratwatch::pipeline
