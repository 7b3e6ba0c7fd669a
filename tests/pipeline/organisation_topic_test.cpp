// Organisations and topics of the shipped gazetteer, sentence by sentence.
#include <algorithm>
#include <memory>
#include <set>
#include <stdexcept>

#include "pipeline/tagging.h"

namespace stratwatch::pipeline {
namespace {

const Tagger& Shipped() {
  static const auto gazetteer = Gazetteer::Load(STRATWATCH_GAZETTEER_FOLDER);
  if (!gazetteer) throw std::runtime_error(gazetteer.error().message);
  static const auto tagger = Tagger::Create(**gazetteer);
  if (!tagger) throw std::runtime_error(tagger.error().message);
  return **tagger;
}

std::string Ids(const std::vector<Tag>& tags, TagType type) {
  std::set<std::string> ids;
  for (const Tag& tag : tags) {
    if (tag.type == type) ids.insert(tag.canonical_id);
  }
  std::string joined;
  for (const auto& id : ids) joined += (joined.empty() ? "" : " ") + id;
  return joined;
}

struct Case {
  const char* name;
  std::string_view language;
  std::string_view text;
  std::string_view ids;  // In order, separated by spaces.
};
void PrintTo(const Case& each, std::ostream* out) {
  *out << each.text;
}

// clang-format off
constexpr Case kOrganisationCases[] = {
    {"En", "en", "The World Bank and UNESCO advise the ministry.", "UNESCO WB"},
    {"EnShortNeedsCapitals", "en", "Who said that the un is late?", ""},
    {"EnOfTheCountry", "en", "Japan named a director for its AI Safety Institute.", "JP-AISI"},
    {"EnOfAnotherCountry", "en", "Kenya will copy the idea of an AI Safety Institute.", ""},
    {"EnLongestWins", "en", "The Stanford Institute for Human-Centered AI counts models.",
     "StanfordHAI"},
    {"EnInsideAWord", "en", "The OECDs of this world and their GOOGLEPLEX.", ""},
    {"Fr", "fr", "Les Nations unies et la Banque africaine de développement.", "AfDB UN"},
    {"Es", "es", "Las Naciones Unidas publicaron el índice.", "UN"},
    {"De", "de", "Die Europäische Kommission prüft den Entwurf.", "EC"},
    {"DeNameInEnglish", "de", "Das berichtet Oxford Insights.", "OxfordInsights"},
    {"RuInflected", "ru", "Доклад Совета Европы и ООН вышел в среду.", "COE UN"},
    {"Ar", "ar", "قالت وزارة الخارجية الأمريكية والأمم المتحدة إن الاتفاق قريب.", "UN US-DOS"},
    {"Zh", "zh", "联合国与非洲联盟签署文件。", "AU UN"},
    {"Ja", "ja", "内閣府と国連が会合を開いた。", "JP-CAO UN"},
    {"KoParticle", "ko", "유네스코는 보고서를 냈다.", "UNESCO"},
    {"Hi", "hi", "संयुक्त राष्ट्र ने रिपोर्ट जारी की।", "UN"},
    {"Tr", "tr", "Birleşmiş Milletler'in raporu yayımlandı.", "UN"},
    {"Sw", "sw", "Umoja wa Afrika ulikutana Addis Ababa.", "AU"},
    {"Th", "th", "การประชุมอาเซียนเริ่มแล้ว", "ASEAN"},
};

constexpr Case kTopicCases[] = {
    {"EnOne", "en", "The rules protect privacy.", "gov.privacy"},
    {"EnWeakWordAlone", "en", "The industry met in a hotel.", ""},
    {"EnWeakWordsTogether", "en", "Universities and laboratories need research and innovation.",
     "ppl.research"},
    {"EnNoSubstring", "en", "The lawn was trained along the flaws.", ""},
    {"EnTwo", "en", "Cybersecurity needs semiconductors.", "eco.chips pub.cyber"},
    {"Fr", "fr", "La souveraineté numérique passe par des supercalculateurs.",
     "gov.sovereignty inf.compute"},
    {"Es", "es", "La ciberseguridad y la privacidad preocupan.", "gov.privacy pub.cyber"},
    {"Pt", "pt", "A privacidade dos alunos preocupa.", "gov.privacy"},
    {"De", "de", "Der Datenschutz bremst das Sprachmodell.", "gov.privacy inf.models"},
    {"It", "it", "La privacy resta un diritto.", "gov.privacy"},
    {"Ru", "ru", "В стране построят суперкомпьютер.", "inf.compute"},
    {"Ar", "ar", "تهتم اللجنة بالخصوصية والأمن السيبراني.", "gov.privacy pub.cyber"},
    {"Fa", "fa", "حریم خصوصی کاربران مهم است.", "gov.privacy"},
    {"He", "he", "השרים דנו בפרטיות.", "gov.privacy"},
    {"Hi", "hi", "निजता पर बहस हुई।", "gov.privacy"},
    {"Zh", "zh", "会议讨论了隐私与半导体。", "eco.chips gov.privacy"},
    {"Ja", "ja", "国会はプライバシーを議論した。", "gov.privacy"},
    {"Ko", "ko", "국회는 프라이버시를 논의했다.", "gov.privacy"},
    {"Th", "th", "รัฐบาลพูดถึงความเป็นส่วนตัว", "gov.privacy"},
    {"Vi", "vi", "Hội nghị bàn về quyền riêng tư.", "gov.privacy"},
    {"Id", "id", "Mereka membahas privasi.", "gov.privacy"},
    {"Tr", "tr", "Toplantıda gizlilik konuşuldu.", "gov.privacy"},
    {"Sw", "sw", "Walijadili faragha na kilimo.", "gov.privacy pub.agriculture"},
    {"Am", "am", "ስለ ግብርና ተወያዩ።", "pub.agriculture"},
    {"StrategyIsPlanning", "en", "“Digital Morocco 2030” was presented.", "gov.strategy"},
};
// clang-format on

class OrganisationsOf : public ::testing::TestWithParam<Case> {};

TEST_P(OrganisationsOf, AreTagged) {
  const auto tags = Shipped().Find("", GetParam().text, GetParam().language);
  EXPECT_EQ(Ids(tags, TagType::kOrganisation), GetParam().ids);
}

INSTANTIATE_TEST_SUITE_P(Sentences, OrganisationsOf, ::testing::ValuesIn(kOrganisationCases),
                         [](const auto& each) { return each.param.name; });

class TopicsOf : public ::testing::TestWithParam<Case> {};

TEST_P(TopicsOf, AreTagged) {
  const auto tags = Shipped().Find("", GetParam().text, GetParam().language);
  EXPECT_EQ(Ids(tags, TagType::kTopic), GetParam().ids);
}

INSTANTIATE_TEST_SUITE_P(Sentences, TopicsOf, ::testing::ValuesIn(kTopicCases),
                         [](const auto& each) { return each.param.name; });

TEST(Topics, KeepTheBytesThatSpeakForThem) {
  const auto tags = Shipped().Find("", "La cybersécurité avance.", "fr");
  ASSERT_EQ(tags.size(), 1u);
  EXPECT_EQ(tags[0].surface, "cybersécurité");
  EXPECT_EQ(tags[0].begin, 3u);
}

TEST(Topics, KeepFourMentionsOfOneAtMost) {
  const auto tags =
      Shipped().Find("", "Privacy, privacy, privacy, privacy, privacy and again privacy.", "en");
  EXPECT_EQ(tags.size(), 4u);
}

}  // namespace
}  // namespace stratwatch::pipeline
