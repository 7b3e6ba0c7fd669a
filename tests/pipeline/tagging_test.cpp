#include "pipeline/tagging.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <set>
#include <stdexcept>
#include <thread>

#include "tests/pipeline/tagging_cases.h"

namespace stratwatch::pipeline {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

// The shipped rules, loaded once for all tests.
const Gazetteer& Rules() {
  static const auto gazetteer = Gazetteer::Load(STRATWATCH_GAZETTEER_FOLDER);
  if (!gazetteer) throw std::runtime_error(gazetteer.error().message);
  return **gazetteer;
}
const Tagger& Shipped() {
  static const auto tagger = Tagger::Create(Rules());
  if (!tagger) throw std::runtime_error(tagger.error().message);
  return **tagger;
}

std::set<std::string> Ids(const std::vector<Tag>& tags, TagType type, bool subjects = false) {
  std::set<std::string> ids;
  for (const Tag& tag : tags) {
    if (tag.type == type && (!subjects || tag.subject)) ids.insert(tag.canonical_id);
  }
  return ids;
}
std::set<std::string> Countries(const std::vector<Tag>& tags) {
  return Ids(tags, TagType::kCountry);
}
std::set<std::string> Subjects(const std::vector<Tag>& tags) {
  return Ids(tags, TagType::kCountry, true);
}
std::set<std::string> Strategies(const std::vector<Tag>& tags) {
  return Ids(tags, TagType::kStrategy);
}

std::string Joined(const std::set<std::string>& ids) {
  std::string out;
  for (const auto& id : ids) out += (out.empty() ? "" : " ") + id;
  return out;
}

// Whether every tag's bytes are what it says.
bool SurfacesStandInTheText(const std::vector<Tag>& tags, std::string_view title,
                            std::string_view text) {
  return std::all_of(tags.begin(), tags.end(), [&](const Tag& tag) {
    const std::string_view field = tag.field == TagField::kTitle ? title : text;
    return tag.begin < tag.end && tag.end <= field.size() &&
           field.substr(tag.begin, tag.end - tag.begin) == tag.surface;
  });
}

class CountriesOf : public ::testing::TestWithParam<CountryCase> {};

TEST_P(CountriesOf, AreTagged) {
  const auto tags = Shipped().Find("", GetParam().text, GetParam().language);
  EXPECT_EQ(Joined(Countries(tags)), GetParam().countries);
  EXPECT_TRUE(SurfacesStandInTheText(tags, "", GetParam().text));
}

INSTANTIATE_TEST_SUITE_P(Sentences, CountriesOf, ::testing::ValuesIn(kCountryCases),
                         [](const auto& each) { return each.param.name; });

struct StrategyCase {
  const char* name;
  std::string_view language;
  std::string_view title;
  std::string_view text;
  std::string_view strategies;
};
void PrintTo(const StrategyCase& each, std::ostream* out) {
  *out << each.text;
}

constexpr StrategyCase kStrategyCases[] = {
    {"EnOwnName", "en", "", "The “Digital Morocco 2030” plan was presented.", "MA:2024"},
    {"FrOwnName", "fr", "", "Le plan « Maroc Digital 2030 » avance.", "MA:2024"},
    {"ArOwnName", "ar", "", "تهدف «المغرب الرقمي 2030» إلى تطوير الإدارة.", "MA:2024"},
    {"ArOwnNameNativeDigits", "ar", "", "ضمن المغرب الرقمي ٢٠٣٠ مشاريع كثيرة.", "MA:2024"},
    {"EnSharedNameNeedsItsCountry", "en", "Norway reviews its goals",
     "The National Strategy for Artificial Intelligence of Norway is six years old.", "NO:2020"},
    {"EnSharedNameWithoutCountry", "en", "",
     "A National Strategy for Artificial Intelligence takes time.", ""},
    {"EnInPassing", "en", "", "Kenya’s national AI strategy runs to 2030.", "KE:2025"},
    {"EnYearsDecide", "en", "Peru adopts a plan",
     "Peru's national artificial intelligence strategy 2021-2026 was its first.", "PE:2021"},
    {"EnNewerByDefault", "en", "Peru moves on", "Peru's national AI strategy is in force.",
     "PE:2026"},
    {"FrAbbreviation", "fr", "", "La France finance sa stratégie nationale pour l’IA.", "FR:2018"},
    {"FrContinental", "fr", "",
     "L'Union africaine a adopté la Stratégie continentale sur l’intelligence artificielle.",
     "XX-AU:2024"},
    {"DeInflected", "de", "", "Deutschland schreibt die Nationale KI-Strategie fort.", "DE:2018"},
    {"EsAcronym", "es", "", "Costa Rica evalúa la ENIA este año.", "CR:2024"},
    {"EsAcronymAlone", "es", "", "La ENIA se evalúa este año.", ""},
    {"RuInflected", "ru", "",
     "Казахстан принял Концепцию развития искусственного интеллекта на 2024–2029 годы.", "KZ:2024"},
    {"TrWithCircumflex", "tr", "", "Türkiye, Ulusal Yapay Zekâ Stratejisi'ni güncelledi.",
     "TR:2021"},
    {"ZhOwnName", "zh", "", "国务院印发“人工智能+”行动的意见。", "CN:2025"},
    {"JaOwnName", "ja", "", "政府は人工知能基本計画を閣議決定した。", "JP:2025a"},
    {"KoOwnName", "ko", "", "인공지능 기본법이 시행된다.", "KR:2024a"},
    {"HiOwnName", "hi", "", "इंडियाएआई मिशन के लिए बजट बढ़ा।", "IN:2024"},
    {"ThOwnName", "th", "", "แผนปฏิบัติการด้านปัญญาประดิษฐ์แห่งชาติเข้าสู่ระยะสุดท้าย", "TH:2022"},
    {"HeAtHome", "he", "", "התוכנית הלאומית לבינה מלאכותית תקבל תקציב נוסף.", "IL:2021"},
    {"VisionOfSaudi", "en", "", "Saudi Arabia ties the fund to Vision 2030.", "SA:2016"},
    {"VisionOfNobody", "en", "", "The company calls its plan Vision 2030.", ""},
    {"CompanyStrategy", "en", "", "The bank in Kenya has no AI; its marketing strategy is old.",
     ""},
    {"CountryIsNotItsPlan", "fr", "", "La France en 2030 sera plus chaude.", ""},
    {"OtherStrategy", "en", "", "Kenya launched a national tourism strategy for 2025-2030.", ""},
};

class StrategiesOf : public ::testing::TestWithParam<StrategyCase> {};

TEST_P(StrategiesOf, AreTagged) {
  const auto& [name, language, title, text, strategies] = GetParam();
  const auto tags = Shipped().Find(title, text, language);
  EXPECT_EQ(Joined(Strategies(tags)), strategies);
  EXPECT_TRUE(SurfacesStandInTheText(tags, title, text));
}

INSTANTIATE_TEST_SUITE_P(Sentences, StrategiesOf, ::testing::ValuesIn(kStrategyCases),
                         [](const auto& each) { return each.param.name; });

TEST(Tagger, KeepsEveryMentionInOrderTitleFirst) {
  const auto tags = Shipped().Find("Rwanda and Kenya", "Kenya leads. Rwanda follows.", "en");
  std::vector<std::string> seen;
  for (const Tag& tag : tags) {
    if (tag.type != TagType::kCountry) continue;
    seen.push_back((tag.field == TagField::kTitle ? "title:" : "body:") + tag.canonical_id);
  }
  EXPECT_THAT(seen, ElementsAre("title:RW", "title:KE", "body:KE", "body:RW"));
}

TEST(Tagger, PutsTheRuleVersionOnEveryTag) {
  for (const Tag& tag : Shipped().Find("", "Kenya and Digital Morocco 2030", "en")) {
    EXPECT_EQ(tag.rule_version, Rules().Version());
  }
}

TEST(Tagger, TellsSubjectsFromMentions) {
  const auto tags = Shipped().Find(
      "Ghana approves AI strategy",
      "Ghana's cabinet approved an artificial intelligence strategy in Accra on Monday. "
      "The Ghanaian minister said training would come first.\n\n"
      "A consultant from Germany praised the text. Ghana will report each year.",
      "en");
  EXPECT_THAT(Subjects(tags), ElementsAre("GH"));
  EXPECT_THAT(Countries(tags), UnorderedElementsAre("DE", "GH"));
}

TEST(Tagger, MakesBothPartiesOfADealItsSubjects) {
  const auto tags = Shipped().Find(
      "Egypt and Qatar sign AI accord",
      "Egypt and Qatar signed an accord on artificial intelligence. Cairo and Doha will train "
      "engineers. Egyptian and Qatari universities take part.",
      "en");
  EXPECT_THAT(Subjects(tags), UnorderedElementsAre("EG", "QA"));
}

TEST(Tagger, NeverTagsABodyAsACountry) {
  const auto tags =
      Shipped().Find("", "The European Union and the African Union met in Brussels.", "en");
  EXPECT_THAT(Countries(tags), Not(Contains("EU")));
  EXPECT_THAT(Countries(tags), Not(Contains("XX-AU")));
}

TEST(Tagger, FindsNothingInAnEmptyArticle) {
  EXPECT_THAT(Shipped().Find("", "", ""), IsEmpty());
}

// The acceptance article; its text is not ours to keep in the tree.
TEST(Tagger, TagsTheAcceptanceArticle) {
  const char* shared = std::getenv("STRATWATCH_SHARED");
  if (shared == nullptr) GTEST_SKIP() << "STRATWATCH_SHARED is not set";
  const std::filesystem::path folder = std::filesystem::path(shared) / "data/seed";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << folder << " does not exist";
  std::ifstream stream(std::filesystem::directory_iterator(folder)->path());
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  const auto tags = Shipped().Find("", text, "en");
  EXPECT_THAT(Countries(tags), UnorderedElementsAre("CN", "MA", "US"));
  EXPECT_THAT(Subjects(tags), UnorderedElementsAre("MA", "US"));
  EXPECT_THAT(Strategies(tags), ElementsAre("MA:2024"));
  const auto of = [&](TagType type) {
    std::set<std::string> ids;
    for (const Tag& tag : tags) {
      if (tag.type == type) ids.insert(type == TagType::kPerson ? tag.name : tag.canonical_id);
    }
    return ids;
  };
  EXPECT_THAT(of(TagType::kPerson), UnorderedElementsAre("Amal El Fallah Seghrouchni", "Steve Lang",
                                                         "Leila Elmergawi", "Youssef Amrani"));
  EXPECT_THAT(of(TagType::kOrganisation), IsSupersetOf({"US-DOS", "StanfordHAI", "UN-OSI"}));
  EXPECT_THAT(of(TagType::kTopic),
              IsSupersetOf({"pub.services", "gov.sovereignty", "int.cooperation", "eco.investment",
                            "ppl.education"}));
}

// On any bytes it returns, and what it returns stands in the text.
TEST(Tagger, SurvivesRandomBytes) {
  std::mt19937 random(99);
  const std::vector<std::string> words = {"Kenya ", "المغرب",   "中国", "한국", "AI", "strategy ",
                                          "2030",   "\xE4\xB8", "\xFF", "\n\n", "“",  "ไทย"};
  for (int round = 0; round < 300; ++round) {
    std::string text;
    for (int i = 0; i < 40; ++i) {
      text += random() % 4 == 0 ? std::string(1, static_cast<char>(random() % 256))
                                : words[random() % words.size()];
    }
    const std::string title = text.substr(0, random() % 40);
    EXPECT_TRUE(SurfacesStandInTheText(Shipped().Find(title, text, "en"), title, text));
  }
}

// The first text of a language makes its index, whoever brings it.
TEST(Tagger, FirstTextsOfALanguageMayComeTogether) {
  const auto tagger = Tagger::Create(Rules());
  ASSERT_TRUE(tagger.has_value());
  constexpr std::string_view kTitle = "Suomi ja Viro julkaisivat tekoälystrategian";
  const auto expected = Shipped().Find(kTitle, "", "fi");
  ASSERT_THAT(Countries(expected), UnorderedElementsAre("FI", "EE"));
  std::vector<std::vector<Tag>> found(4);
  {
    std::vector<std::jthread> threads;
    for (auto& tags : found) {
      threads.emplace_back([&tags, &tagger, kTitle] { tags = (*tagger)->Find(kTitle, "", "fi"); });
    }
  }
  for (const auto& tags : found) EXPECT_EQ(tags, expected);
}

TEST(Tagger, TakesALongTextOfOneWord) {
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += "AI strategy of Kenya ";
  EXPECT_FALSE(Shipped().Find("", text, "en").empty());
}

}  // namespace
}  // namespace stratwatch::pipeline
