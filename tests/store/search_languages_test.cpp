#include "tests/store/article_testing.h"

namespace stratwatch::store {
namespace {

using ::testing::ElementsAre;

// One article in each of the mission's languages, and queries as its readers would type them. A
// query must find that article and no other.
struct LanguageCase {
  const char* name;
  const char* tag;
  const char* title;
  const char* text;
  std::vector<const char*> queries;
};
void PrintTo(const LanguageCase& each, std::ostream* out) {
  *out << each.name;
}

const std::vector<LanguageCase> kLanguages = {
    {"Arabic",
     "ar",
     "المغرب يطلق استراتيجيته الرقمية",
     "أعلنت الحكومة عن الاستراتيجية الوطنية للذكاء الاصطناعي في أفق ٢٠٣٠.",
     {"الذكاء الاصطناعي", "\"الاستراتيجية الوطنية\"", "استراتيجية", "اعلنت", "المغرب"}},
    {"Chinese",
     "zh",
     "国务院发布人工智能发展规划",
     "到二〇三〇年，中国人工智能理论、技术与应用总体达到世界领先水平。",
     {"人工智能", "智能", "世界领先", "规划", "国务院 技术", "\"人工智能理论\"", "领"}},
    {"Japanese",
     "ja",
     "政府がAI戦略を決定",
     "日本政府は人工知能に関する新たな国家戦略をまとめ、データセンターの整備を進める。",
     {"人工知能", "国家戦略", "AI戦略", "データセンター", "日本政府は"}},
    {"Korean",
     "ko",
     "정부, 인공지능 국가전략 발표",
     "정부는 인공지능을 국가의 핵심 산업으로 육성하기 위한 전략을 발표했다.",
     {"인공지능", "국가전략", "핵심 산업", "\"핵심 산업\"", "육성"}},
    {"Hindi",
     "hi",
     "कृत्रिम बुद्धिमत्ता के लिए राष्ट्रीय रणनीति",
     "सरकार ने २०३० तक का लक्ष्य तय किया और नए केंद्रों की घोषणा की।",
     {"कृत्रिम बुद्धिमत्ता", "\"राष्ट्रीय रणनीति\"", "सरकार", "केन्द्रों OR केंद्रों"}},
    {"Russian",
     "ru",
     "Утверждена национальная стратегия",
     "Правительство утвердило стратегию развития искусственного интеллекта до 2030 года, "
     "сообщил её автор.",
     {"искусственного интеллекта", "ПРАВИТЕЛЬСТВО", "стратег*", "\"национальная стратегия\"",
      "ее автор"}},
    {"Thai",
     "th",
     "แผนปัญญาประดิษฐ์แห่งชาติ",
     "รัฐบาลเห็นชอบแผนปฏิบัติการด้านปัญญาประดิษฐ์แห่งชาติเพื่อการพัฒนาประเทศไทย "
     "และบอร์ดเอไอแห่งชาติอนุมัติงบ",
     {"ปัญญาประดิษฐ์", "รัฐบาล", "ประเทศไทย", "แผนปฏิบัติการ", "เอไอ", "เอไอแห่งชาติ"}},
    {"Amharic",
     "am",
     "የኢትዮጵያ ብሔራዊ ፖሊሲ",
     "መንግሥት የሰው ሠራሽ አስተውሎት ፖሊሲን አጸደቀ።",
     {"የሰው ሰራሽ አስተውሎት", "መንግስት", "\"ሠራሽ አስተውሎት\"", "ብሄራዊ OR ብሔራዊ"}},
    {"Hebrew",
     "he",
     "התוכנית הלאומית לבינה מלאכותית",
     "הממשלה אישרה את התוכנית, ודובר צה\"ל בירך על ההחלטה.",
     {"בינה OR לבינה", "\"התוכנית הלאומית\"", "הממשלה", "צה״ל", "מְלָאכוּתִית"}},
    {"Turkish",
     "tr",
     "Ulusal Yapay Zekâ Stratejisi açıklandı",
     "İstanbul'da konuşan bakan, Türkiye'nin hedeflerini IŞIK salonunda anlattı.",
     {"yapay zeka", "istanbul", "İSTANBUL", "turkiye", "işik", "açıklandı"}},
    {"French",
     "fr",
     "L'État présente sa stratégie",
     "Le plan pour l’intelligence artificielle prévoit 109 milliards d'euros à Nîmes.",
     {"intelligence artificielle", "l'intelligence", "etat presente", "euros", "NIMES",
      "\"109 milliards\""}},
    {"Spanish",
     "es",
     "España aprueba su estrategia",
     "El Gobierno aprobó la Estrategia Nacional de Inteligencia Artificial en el año 2020.",
     {"espana", "nacional de \"inteligencia artificial\"", "año", "aprobo"}},
    {"Portuguese",
     "pt",
     "Brasil lança plano de IA",
     "O Plano Brasileiro de Inteligência Artificial prevê inovação e formação até 2028.",
     {"inteligencia artificial inovacao", "lança", "\"plano brasileiro\"", "formação"}},
    {"German",
     "de",
     "Bundesregierung beschließt KI-Strategie",
     "Die Förderung für Künstliche Intelligenz in der Größe von fünf Milliarden läuft weiter.",
     {"künstliche intelligenz", "kunstliche", "beschliesst", "ki-strategie", "groesse OR grösse",
      "\"fünf Milliarden\""}},
    {"Swahili",
     "sw",
     "Kenya yazindua mkakati wa akili bandia",
     "Serikali ilitangaza mkakati wa kitaifa wa akili unde hadi mwaka 2030.",
     {"akili bandia", "\"mkakati wa kitaifa\"", "serikali"}},
    {"English",
     "en",
     "US unveils AI action plan",
     "The U.S. government's plan for artificial intelligence, by the A.I. office.",
     {"u.s.", "government", "\"artificial intelligence\"", "action plan"}},
    {"Khmer",
     "km",
     "យុទ្ធសាស្ត្រជាតិ",
     "រដ្ឋាភិបាលកម្ពុជា"
     "ប្រកាសផែនការបច្ចេកវិទ្យា",
     {"កម្ពុជា", "រដ្ឋាភិបាល"}},
    {"Lao", "lo", "ຍຸດທະສາດແຫ່ງຊາດ", "ລັດຖະບານລາວປະກາດແຜນການພັດທະນາ", {"ລັດຖະບານ", "ພັດທະນາ"}},
    {"Burmese",
     "my",
     "အမျိုးသားမဟာဗျူဟာ",
     "မြန်မာအစိုးရက "
     "နည်းပညာ အစီအစဉ်ကို ကြေညာသည်",
     {"နည်းပညာ", "မြန်မာ"}},
    {"Greek",
     "el",
     "Εθνική Στρατηγική",
     "Η κυβέρνηση παρουσίασε το σχέδιο "
     "για την τεχνητή νοημοσύνη.",
     {"ΕΘΝΙΚΗ ΣΤΡΑΤΗΓΙΚΗ", "\"τεχνητη νοημοσυνη\""}},
    {"Ukrainian",
     "uk",
     "Концепція розвитку",
     "Уряд схвалив об'єднану концепцію, "
     "її підтримав й парламент.",
     {"об’єднану", "концепція"}},
    {"Persian",
     "fa",
     "سند ملی",
     "دولت برنامهٔ هوش مصنوعی کشور را می‌خواهد.",
     {"هوش مصنوعي كشور", "دولت", "می‌خواهد"}},
    {"Vietnamese",
     "vi",
     "Chiến lược quốc gia",
     "Chính phủ ban hành kế hoạch "
     "trí tuệ nhân tạo ở Đà Nẵng.",
     {"tri tue nhan tao", "\"trí tuệ nhân tạo\"", "da nang"}},
};

// One store for all cases: making one takes longer than searching it.
class SearchLanguage : public ::testing::TestWithParam<LanguageCase> {
 protected:
  static void SetUpTestSuite() {
    folder_ = std::make_unique<stratwatch::testing::TemporaryFolder>();
    database_ = OpenStore(folder_->Path());
    std::vector<Article> articles;
    for (const LanguageCase& each : kLanguages) {
      articles.push_back(MakeArticle(each.name, each.title, each.text));
      articles.back().language = each.tag;
    }
    WriteBatch batch;
    ExpectOk(ArticleStore(*database_).Add(batch, articles));
    ExpectOk(database_->Write(batch, Durability::kBuffered));
  }
  static void TearDownTestSuite() {
    database_.reset();
    folder_.reset();
  }
  static SearchResult Find(const std::string& query) {
    SearchRequest request;
    request.query = query;
    return Value(Search(*database_, nullptr).Find(request));
  }
  static std::vector<std::string> Names(const std::string& query) { return NamesOf(Find(query)); }

  static std::unique_ptr<stratwatch::testing::TemporaryFolder> folder_;
  static std::unique_ptr<Database> database_;
};

std::unique_ptr<stratwatch::testing::TemporaryFolder> SearchLanguage::folder_;
std::unique_ptr<Database> SearchLanguage::database_;

TEST_P(SearchLanguage, FindsItsArticleAndNoOther) {
  for (const char* query : GetParam().queries) {
    EXPECT_THAT(Names(query), ElementsAre(GetParam().name)) << query;
  }
}

TEST_P(SearchLanguage, IsFoundByItsTag) {
  EXPECT_THAT(Names(std::string("lang:") + GetParam().tag), ElementsAre(GetParam().name));
}

TEST_P(SearchLanguage, SnippetIsWholeCharactersOfTheText) {
  for (const SearchHit& hit : Find(std::string("lang:") + GetParam().tag).hits) {
    EXPECT_EQ(hit.snippet.substr(0, 6), std::string(GetParam().text).substr(0, 6));
  }
}

INSTANTIATE_TEST_SUITE_P(All, SearchLanguage, ::testing::ValuesIn(kLanguages),
                         [](const auto& each) { return each.param.name; });

}  // namespace
}  // namespace stratwatch::store
