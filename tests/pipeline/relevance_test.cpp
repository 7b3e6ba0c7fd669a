#include "pipeline/relevance.h"

#include <ostream>

#include "pipeline/tagging.h"

namespace stratwatch::pipeline {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

struct Judges {
  std::unique_ptr<Gazetteer> gazetteer;
  std::unique_ptr<Tagger> tagger;
  std::unique_ptr<RelevanceJudge> judge;
};

const Judges& Shipped() {
  static const Judges judges = [] {
    Judges made;
    made.gazetteer = std::move(Gazetteer::Load(STRATWATCH_GAZETTEER_FOLDER).value());
    made.tagger = std::move(Tagger::Create(*made.gazetteer).value());
    made.judge = std::move(RelevanceJudge::Create(*made.gazetteer).value());
    return made;
  }();
  return judges;
}

Relevance Judge(std::string_view title, std::string_view text, std::string_view language) {
  const auto tags = Shipped().tagger->Find(title, text, language);
  return Shipped().judge->Judge(title, text, language, tags);
}

struct RelevanceCase {
  const char* name;
  std::string_view language;
  std::string_view title;
  std::string_view text;
  bool relevant;
};
void PrintTo(const RelevanceCase& each, std::ostream* out) {
  *out << each.title;
}

constexpr RelevanceCase kRelevanceCases[] = {
    {"EnStrategy", "en", "Ghana approves AI strategy",
     "The government of Ghana approved a national artificial intelligence strategy. The ministry "
     "will set up an office.",
     true},
    // The title names AI, and the first sentence who acts.
    {"EnTitleAndLead", "en", "AI council gets seven members",
     "The minister for science presented them and their budget to the press on Monday.", true},
    // A minister in the lead acts on what the title names; the president of a firm does not.
    {"EnMinisterLeads", "en", "Twelve bids for AI machines",
     "The treasury of the federal state opened them on Monday.", true},
    {"EnPresidentOfAState", "en", "President opens artificial intelligence week",
     "She spoke before the guests.", true},
    {"EnPresidentOfAFirm", "en", "President praises artificial intelligence",
     "The company told its shareholders that lorries are on time.", false},
    {"FrBoard", "fr", "L'IA trie les colis",
     "Le conseil d'administration de l'entreprise a vu l'intelligence artificielle à l'œuvre.",
     false},
    {"EsNationalPark", "es", "El parque nacional cuenta aves con IA",
     "La inteligencia artificial reconoce los cantos de cien aves.", false},
    {"KoMinisters", "ko", "AI 인재 교류 합의",
     "두 나라 외교장관은 인공지능 인재를 교류하기로 했다.", true},
    {"ArMinisters", "ar", "تعاون في الذكاء الاصطناعي", "وقع وزيرا التعليم مذكرة في الرياض.", true},
    {"FaMinisters", "fa", "همکاری در هوش مصنوعی", "وزیران آموزش دو کشور آن را امضا کردند.", true},
    {"PlPark", "pl", "Sztuczna inteligencja liczy ptaki", "Nagrania zebrali miłośnicy przyrody.",
     false},
    {"EnBudgetPhone", "en", "Budget phone brings AI to the camera",
     "Artificial intelligence sharpens pictures taken at night.", false},
    {"EsMinistry", "es", "El ministerio abre una oficina de inteligencia artificial",
     "La oficina ayudará a los municipios.", true},
    {"ArCouncil", "ar", "الوزيرة تشكل لجنة للذكاء الاصطناعي", "تجتمع اللجنة كل شهر.", true},
    {"RuMusic", "ru", "Искусственный интеллект написал песню",
     "Певица исполнит её на фестивале в июле.", false},
    {"EnShop", "en", "Bakery lets AI plan the dough",
     "A bakery uses artificial intelligence to forecast how many loaves it sells on a rainy day.",
     false},
    {"EnOtherPolicy", "en", "Cabinet adopts tourism strategy",
     "The government adopted a national strategy for tourism and a budget for beaches.", false},
    {"EnSport", "en", "Late goal decides the derby", "The visitors lost in the last minute.",
     false},
    {"FrLaw", "fr", "Le parlement adopte une loi sur l’intelligence artificielle",
     "Le gouvernement présentera un décret. La stratégie nationale pour l’IA prévoit un budget de "
     "500 millions.",
     true},
    {"FrGrocer", "fr", "Un maraîcher trie ses tomates grâce à l'IA",
     "Une caméra et l'intelligence artificielle trient les tomates de la ferme.", false},
    {"FrBareAbbreviation", "fr", "Le vol IA 12 arrive en retard",
     "Les passagers ont attendu trois heures sur la piste.", false},
    {"FrAbbreviationBesideTheState", "fr", "Le gouvernement veut encadrer l'IA à l'école",
     "Le ministre présentera un texte en mars.", true},
    // A Roman number is no abbreviation of the term.
    {"SrRomanNumber", "sr-Latn", "Vlada: VI. sednica o putevima", "Počinje u podne.", false},
    // What only a state has stands for those who govern.
    {"EnLawWithoutAGovernment", "en", "New bill would make AI labels compulsory",
     "Platforms that hide artificial intelligence face fines.", true},
    {"PlCurriculum", "pl", "Sztuczna inteligencja w podstawie programowej",
     "Zmiany w ustawie wejdą w życie jesienią.", true},
    {"DeLawFirm", "de", "Anwaltskanzlei setzt auf Künstliche Intelligenz",
     "Die Kanzlei lässt Verträge prüfen.", false},
    {"JaLawOffice", "ja", "法律事務所、AIで契約書を確認", "弁護士の残業が減った。", false},
    // A country in the title does something of a state.
    {"EnCountryActs", "en", "Norway earmarks funds for artificial intelligence",
     "Half of the sum is for the north.", true},
    {"FrCountriesAgree", "fr",
     "Le Togo et le Bénin signent un accord sur l'intelligence artificielle", "Il vaut cinq ans.",
     true},
    {"EnRanking", "en", "Uruguay rises in artificial intelligence readiness index",
     "The country gained four places.", true},
    // Who governed once does not govern, and whose voice is faked does not act.
    {"RuFormerMinister", "ru", "Экс-министр возглавил разработчика искусственного интеллекта",
     "Компания делает роботов.", false},
    {"KoFormerMinister", "ko", "전 장관, 인공지능 스타트업 합류", "그는 고문을 맡는다.", false},
    {"HiFraud", "hi", "एआई से मंत्री की आवाज बनाकर ठगी", "ठग ने व्यापारी से पैसे लिए।", false},
    {"EnMarket", "en", "Chip shares fall on doubts over AI spending",
     "Traders waited for the central bank.", false},
    {"EnInPassing", "en", "Ministry hires nurses",
     "The minister promised more staff in the north and in the south, in large towns and in small "
     "ones, on weekdays and on Sundays, by day and by night, this year and the next, and thanked "
     "the "
     "nurses for what they had done in the winter, when many wards were full to the last bed. "
     "She also mentioned artificial intelligence.",
     false},
    {"DeStrategy", "de", "Kabinett beschließt KI-Strategie",
     "Die Bundesregierung stellt Milliarden für künstliche Intelligenz bereit. Der Minister legt "
     "das Gesetz vor.",
     true},
    {"EsPlan", "es", "El gobierno presenta su plan de inteligencia artificial",
     "El ministro dijo que la estrategia nacional de inteligencia artificial tendrá presupuesto.",
     true},
    {"PtPlan", "pt", "Governo lança plano de inteligência artificial",
     "O ministério apresentou a política nacional de inteligência artificial e o decreto.", true},
    {"RuStrategy", "ru", "Правительство утвердило стратегию развития искусственного интеллекта",
     "Министерство подготовит закон и программу. На искусственный интеллект выделят бюджет.", true},
    {"RuShop", "ru", "Магазин доверил склад нейросети", "Сеть магазинов считает товары быстрее.",
     false},
    {"TrPlan", "tr", "Bakanlık ulusal yapay zekâ planını açıkladı",
     "Hükümet, yapay zekâ için yasa ve bütçe hazırlıyor.", true},
    {"ArPlan", "ar", "الحكومة تعتمد الاستراتيجية الوطنية للذكاء الاصطناعي",
     "قالت الوزارة إن قانون الذكاء الاصطناعي سيعرض على البرلمان.", true},
    {"HePlan", "he", "הממשלה אישרה תוכנית לאומית לבינה מלאכותית",
     "המשרד יקצה תקציב לבינה מלאכותית ויקדם חוק.", true},
    {"HiPlan", "hi", "सरकार ने राष्ट्रीय एआई नीति जारी की",
     "मंत्रालय कृत्रिम बुद्धिमत्ता के लिए कानून और बजट लाएगा।", true},
    {"ZhPlan", "zh", "国务院发布人工智能发展规划", "政府将出台人工智能政策和法律，并设立国家基金。",
     true},
    {"ZhGlasses", "zh", "公司推出智能眼镜", "这款眼镜采用人工智能翻译，售价两千元。", false},
    {"JaPlan", "ja", "政府、人工知能の基本計画を決定",
     "内閣府は人工知能政策の予算と法案を示した。国家戦略とする。", true},
    {"JaSushi", "ja", "すし店、人工知能で廃棄を減らす", "店長は客の数を予測して握ると話す。",
     false},
    {"KoPlan", "ko", "정부, 국가 인공지능 전략 발표",
     "과학기술정보통신부는 인공지능 기본법과 예산을 설명했다.", true},
    {"ThPlan", "th", "รัฐบาลอนุมัติยุทธศาสตร์ปัญญาประดิษฐ์แห่งชาติ",
     "กระทรวงจะเสนอกฎหมายและงบประมาณด้านปัญญาประดิษฐ์", true},
    {"ViPlan", "vi", "Chính phủ ban hành chiến lược quốc gia về trí tuệ nhân tạo",
     "Bộ trưởng cho biết luật trí tuệ nhân tạo sẽ được quốc hội xem xét.", true},
    {"IdPlan", "id", "Pemerintah luncurkan peta jalan kecerdasan artifisial nasional",
     "Menteri mengatakan peraturan presiden tentang kecerdasan artifisial segera terbit.", true},
    {"SwPlan", "sw", "Serikali yazindua mkakati wa kitaifa wa akili bandia",
     "Waziri alisema sera ya akili bandia itapelekwa bungeni.", true},
    {"AmPlan", "am", "መንግሥት ብሔራዊ የአርቴፊሻል ኢንተለጀንስ ፖሊሲ አጸደቀ", "ሚኒስቴሩ ለአርቴፊሻል ኢንተለጀንስ በጀት ይመድባል።",
     true},
};

class RelevanceOf : public ::testing::TestWithParam<RelevanceCase> {};

TEST_P(RelevanceOf, IsJudged) {
  const auto& [name, language, title, text, relevant] = GetParam();
  const Relevance verdict = Judge(title, text, language);
  EXPECT_EQ(verdict.relevant, relevant)
      << verdict.score << ' ' << ::testing::PrintToString(verdict.reasons);
}

INSTANTIATE_TEST_SUITE_P(Articles, RelevanceOf, ::testing::ValuesIn(kRelevanceCases),
                         [](const auto& each) { return each.param.name; });

TEST(RelevanceJudge, GivesReasonsForPeople) {
  const Relevance verdict = Judge("Morocco reviews Digital Morocco 2030",
                                  "The minister spoke of artificial intelligence.", "en");
  EXPECT_THAT(verdict.reasons, Contains(HasSubstr("artificial intelligence")));
  EXPECT_THAT(verdict.reasons, Contains("strategy: MA:2024"));
}

TEST(RelevanceJudge, ExplainsWhatItsScoreIsMadeOf) {
  const std::string_view title = "Ghana approves AI strategy";
  const std::string_view text = "The government of Ghana approved it.";
  const auto tags = Shipped().tagger->Find(title, text, "en");
  double sum = 0.0;
  for (const auto& part : Shipped().judge->Explain(title, text, "en", tags)) sum += part.weight;
  EXPECT_DOUBLE_EQ(std::min(1.0, sum), Shipped().judge->Judge(title, text, "en", tags).score);
  EXPECT_GT(sum, Shipped().judge->Threshold());
}

TEST(RelevanceJudge, SaysWhyATextIsNot) {
  const Relevance verdict = Judge("", "The harbour was rebuilt.", "en");
  EXPECT_FALSE(verdict.relevant);
  EXPECT_EQ(verdict.score, 0.0);
  EXPECT_THAT(verdict.reasons, Not(IsEmpty()));
}

TEST(RelevanceJudge, KeepsTheScoreBetweenZeroAndOne) {
  std::string text;
  for (int i = 0; i < 50; ++i) text += "The government's national AI strategy and the AI Act. ";
  const Relevance verdict = Judge("AI policy", text, "en");
  EXPECT_LE(verdict.score, 1.0);
  EXPECT_GE(verdict.score, 0.9);
}

TEST(RelevanceJudge, HoldsTheThresholdItWasGiven) {
  const auto strict = RelevanceJudge::Create(*Shipped().gazetteer, {.threshold = 1.0});
  ASSERT_TRUE(strict.has_value());
  EXPECT_FALSE(
      (*strict)->Judge("", "The minister spoke of artificial intelligence.", "en", {}).relevant);
}

TEST(RelevanceJudge, RefusesAThresholdThatNothingCanHave) {
  const auto refused = RelevanceJudge::Create(*Shipped().gazetteer, {.threshold = 1.5});
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, ErrorCode::kInvalid);
}

}  // namespace
}  // namespace stratwatch::pipeline
