// Persons with roles, organisations named by their kind, and quotes, sentence by sentence, with the
// shipped rules. All persons and events here are invented.
#include <fmt/format.h>

#include <algorithm>
#include <memory>
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

// "Jane Doe = Minister of Trade; …"
std::string People(std::string_view text, std::string_view language) {
  std::string said;
  for (const Tag& tag : Shipped().Find("", text, language)) {
    if (tag.type != TagType::kPerson) continue;
    said += fmt::format("{}{} = {}", said.empty() ? "" : "; ", tag.name, tag.role);
  }
  return said;
}

// The organisations that no gazetteer has.
std::string Names(std::string_view text, std::string_view language) {
  std::string said;
  for (const Tag& tag : Shipped().Find("", text, language)) {
    if (tag.type != TagType::kOrganisation || tag.canonical_id.compare(0, 5, "name:") != 0)
      continue;
    said += (said.empty() ? "" : "; ") + tag.surface;
  }
  return said;
}

// "Jane Doe: words; …"
std::string Quotes(std::string_view text, std::string_view language) {
  std::string said;
  for (const Quote& quote : Shipped().Read("", text, language, 0).quotes) {
    said += fmt::format("{}{}: {}", said.empty() ? "" : "; ", quote.speaker, quote.surface);
  }
  return said;
}

struct Case {
  const char* name;
  std::string_view language;
  std::string_view text;
  std::string_view said;
};
void PrintTo(const Case& each, std::ostream* out) {
  *out << each.text;
}

// clang-format off
constexpr Case kPeopleCases[] = {
    {"EnBefore", "en", "Trade Minister Ada Moreno spoke.", "Ada Moreno = Trade Minister"},
    {"EnApposition", "en", "Ada Moreno, Kenya’s Minister of Trade, spoke.",
     "Ada Moreno = Kenya’s Minister of Trade"},
    {"EnParticles", "en", "Ambassador Amal El Fakir met Jan van der Berg, head of the agency.",
     "Amal El Fakir = Ambassador; Jan van der Berg = head of the agency"},
    {"EnRoleWithoutName", "en", "The minister said that the Ministry of Trade was ready.", ""},
    {"EnOfACompany", "en", "Acme chief executive Ada Moreno resigned.",
     "Ada Moreno = chief executive"},
    {"EnTwoRoles", "en", "President Ada Moreno met Prime Minister Ian Bell.",
     "Ada Moreno = President; Ian Bell = Prime Minister"},
    {"Fr", "fr", "La ministre de l’Industrie, du Commerce et du Numérique, Ada Moreno, a signé.",
     "Ada Moreno = ministre de l’Industrie, du Commerce et du Numérique"},
    {"Es", "es", "El secretario de Estado Juan Peralta de la Vega viajó.",
     "Juan Peralta de la Vega = secretario de Estado"},
    {"Pt", "pt", "Ana Lopes, reitora da Universidade do Porto, recusou.",
     "Ana Lopes = reitora da Universidade do Porto"},
    {"De", "de", "Bundesforschungsministerin Eva Brandt sprach.",
     "Eva Brandt = Bundesforschungsministerin"},
    {"Ru", "ru", "Министр экономики Олег Дроздов приехал.", "Олег Дроздов = Министр экономики"},
    {"Uk", "uk", "Оксана Левченко, міністр цифрової трансформації, приїхала.",
     "Оксана Левченко = міністр цифрової трансформації"},
    {"Tr", "tr", "Hazine ve Maliye Bakanı Elif Kaya geldi.",
     "Elif Kaya = Hazine ve Maliye Bakanı"},
    {"Id", "id", "Menteri Keuangan Sri Lestari hadir.", "Sri Lestari = Menteri Keuangan"},
    {"Sw", "sw", "Waziri wa Elimu, Asha Mwinyi, alifika.", "Asha Mwinyi = Waziri wa Elimu"},
    {"Vi", "vi", "Bộ trưởng Bộ Tài chính Trần Văn An đã đến.",
     "Trần Văn An = Bộ trưởng Bộ Tài chính"},
    {"Ar", "ar", "قال وزير المالية خالد الحمدان إن الخطة جاهزة.", "خالد الحمدان = وزير المالية"},
    {"ArComma", "ar", "وصلت ليلى بن عمر، مديرة المعهد، أمس.", "ليلى بن عمر = مديرة المعهد"},
    {"ArNoName", "ar", "رئيس الوزراء يفتتح مركز البيانات في العاصمة.", ""},
    {"Fa", "fa", "وزیر ارتباطات، محسن کریمی، آمد.", "محسن کریمی = وزیر ارتباطات"},
    {"He", "he", "שרת האוצר רונית כהן הגיעה.", "רונית כהן = שרת האוצר"},
    {"Hi", "hi", "वित्त मंत्री सुनील मेहता ने बैठक की।", "सुनील मेहता = वित्त मंत्री"},
    {"Zh", "zh", "教育部部长陈建华表示支持。", "陈建华 = 教育部部长"},
    {"ZhTwoCharacters", "zh", "外交部发言人王丽指出问题。", "王丽 = 外交部发言人"},
    {"ZhForeign", "zh", "法国总统让·莫罗访问北京。", "让·莫罗 = 法国总统"},
    {"Ja", "ja", "松田健一経済産業相は会見した。", "松田健一 = 経済産業相"},
    {"JaBehind", "ja", "首相の高橋誠氏は出席した。", "高橋誠 = 首相"},
    {"Ko", "ko", "김도현 교육부 장관은 참석했다.", "김도현 = 교육부 장관"},
    {"Th", "th", "นายสมชาย วงศ์ทอง รัฐมนตรีว่าการกระทรวงการคลัง กล่าวว่า พร้อม",
     "สมชาย วงศ์ทอง = รัฐมนตรีว่าการกระทรวงการคลัง"},
    {"Am", "am", "ጠቅላይ ሚኒስትር ዳዊት አበበ ተናገሩ።", "ዳዊት አበበ = ጠቅላይ ሚኒስትር"},
};

constexpr Case kNameCases[] = {
    {"En", "en", "The Ministry of Trade and the Royal Society of Engineers met.",
     "Ministry of Trade; Royal Society of Engineers"},
    {"EnBareIsNone", "en", "The Ministry and the Agency met at the school.", ""},
    {"Fr", "fr", "L’Agence nationale du numérique recrute.", "Agence nationale du numérique"},
    {"De", "de", "Das Bundesamt für Statistik zählt.", "Bundesamt für Statistik"},
    {"Ru", "ru", "Министерство финансов и Национальный банк спорят.",
     "Министерство финансов; Национальный банк"},
    {"Ar", "ar", "قررت هيئة تنمية الصادرات التأجيل.", "هيئة تنمية الصادرات"},
    {"He", "he", "רשות החדשנות תפעל.", "רשות החדשנות"},
    {"Hi", "hi", "शिक्षा मंत्रालय ने कहा।", "शिक्षा मंत्रालय"},
    {"Tr", "tr", "Ulaştırma Bakanlığı duyurdu.", "Ulaştırma Bakanlığı"},
    {"Zh", "zh", "国家统计局公布数据。", "国家统计局"},
    {"Ko", "ko", "한국전자통신연구원이 참여한다.", "한국전자통신연구원"},
};

constexpr Case kQuoteCases[] = {
    {"EnAfter", "en", "Trade Minister Ada Moreno left. “We have done our work,” Moreno said.",
     "Ada Moreno: We have done our work,"},
    {"EnPronoun", "en", "Ada Moreno, the minister, left. \"We have done our work,\" she said.",
     "Ada Moreno: We have done our work,"},
    {"EnScareQuotesAreNone", "en", "Minister Ada Moreno said the “great leap” was no leap.", ""},
    {"EnTitlesAreNone", "en", "Minister Ada Moreno presented “A Plan for All of Us”.", ""},
    {"Fr", "fr", "« Nous avons fini », a déclaré la ministre Ada Moreno.",
     "Ada Moreno: Nous avons fini"},
    {"De", "de", "„Wir sind jetzt fertig“, sagte Ministerin Eva Brandt.",
     "Eva Brandt: Wir sind jetzt fertig"},
    {"Ru", "ru", "«Мы всё сделали», — заявил министр Олег Дроздов.",
     "Олег Дроздов: Мы всё сделали"},
    {"Ar", "ar", "وقال وزير المالية خالد الحمدان: «لقد أنهينا العمل اليوم».",
     "خالد الحمدان: لقد أنهينا العمل اليوم"},
    {"Zh", "zh", "教育部部长陈建华说：“我们已经完成了工作。”", "陈建华: 我们已经完成了工作。"},
    {"Ja", "ja", "松田健一経済産業相は「仕事は終わった」と述べた。", "松田健一: 仕事は終わった"},
    {"Ko", "ko", "김도현 교육부 장관은 \"일을 모두 마쳤다\"고 말했다.", "김도현: 일을 모두 마쳤다"},
    {"Hi", "hi", "वित्त मंत्री सुनील मेहता ने कहा, \"हमारा काम पूरा हुआ।\"",
     "सुनील मेहता: हमारा काम पूरा हुआ।"},
    {"Tr", "tr", "Bakan Elif Kaya, “İşimizi bugün bitirdik” dedi.",
     "Elif Kaya: İşimizi bugün bitirdik"},
    {"He", "he", "\"סיימנו את העבודה\", אמרה שרת האוצר רונית כהן.", "רונית כהן: סיימנו את העבודה"},
    {"HeMarksInsideAWord", "he", "מנכ\"ל החברה הגיע ומנכ\"ל אחר יצא.", ""},
};
// clang-format on

class PeopleOf : public ::testing::TestWithParam<Case> {};
TEST_P(PeopleOf, AreTaggedWithTheirRoles) {
  EXPECT_EQ(People(GetParam().text, GetParam().language), GetParam().said);
}
INSTANTIATE_TEST_SUITE_P(Sentences, PeopleOf, ::testing::ValuesIn(kPeopleCases),
                         [](const auto& each) { return each.param.name; });

class NamesOf : public ::testing::TestWithParam<Case> {};
TEST_P(NamesOf, AreTaggedAsOrganisations) {
  EXPECT_EQ(Names(GetParam().text, GetParam().language), GetParam().said);
}
INSTANTIATE_TEST_SUITE_P(Sentences, NamesOf, ::testing::ValuesIn(kNameCases),
                         [](const auto& each) { return each.param.name; });

class QuotesOf : public ::testing::TestWithParam<Case> {};
TEST_P(QuotesOf, HaveTheirSpeakers) {
  EXPECT_EQ(Quotes(GetParam().text, GetParam().language), GetParam().said);
}
INSTANTIATE_TEST_SUITE_P(Sentences, QuotesOf, ::testing::ValuesIn(kQuoteCases),
                         [](const auto& each) { return each.param.name; });

TEST(People, AreOneTagWithTheBytesOfNameAndRole) {
  const auto tags = Shipped().Find("", "Yes: Ada Moreno, Minister of Trade, spoke.", "en");
  ASSERT_EQ(tags.size(), 1u);
  EXPECT_EQ(tags[0].surface, "Ada Moreno, Minister of Trade");
  EXPECT_EQ(tags[0].begin, 5u);
}

TEST(People, HaveOneIdInSeveralScripts) {
  const auto id = [](std::string_view text, std::string_view language) {
    const auto tags = Shipped().Find("", text, language);
    const auto person = std::find_if(tags.begin(), tags.end(),
                                     [](const Tag& tag) { return tag.type == TagType::kPerson; });
    return person == tags.end() ? std::string("none") : person->canonical_id;
  };
  const std::string latin = id("Minister Amal El Fakhri Seroushi spoke.", "en");
  EXPECT_EQ(id("الوزيرة أمل الفخري السروشي تحدثت.", "ar"), latin);
  EXPECT_EQ(id("Министр Максут Шадрин приехал.", "ru"), id("Minister Maksut Shadrin spoke.", "en"));
}

TEST(People, NamedInTheTitleAreTaggedThere) {
  const auto tags = Shipped().Find("Ada Moreno resigns", "Minister Ada Moreno resigned.", "en");
  ASSERT_EQ(tags.size(), 2u);
  EXPECT_EQ(tags[0].field, TagField::kTitle);
  EXPECT_EQ(tags[0].surface, "Ada Moreno");
}

// A report of bilateral talks with all that tags are for, in words of our own.
constexpr std::string_view kTalks =
    "Moroccan and American officials met in Washington on Tuesday to talk about artificial "
    "intelligence and digital technology. Samira El Idrissi Berrada, Morocco’s Minister Delegate "
    "for Digital Transition and Administrative Reform, was received by Paul Norwood, the U.S. "
    "Ambassador-at-Large for Cyberspace and Digital Policy, and by Dina Farouk, Director of "
    "Technology Policy at the U.S. State Department. They spoke about the plan “Digital Morocco "
    "2030”.\n\n“Our two countries want the same thing, which is to train people,” said Karim "
    "Bouzid, Morocco’s Ambassador to the United States.\n\nMorocco wants to climb from 90th to "
    "50th place of the United Nations Online Services Index by 2030. According to the Stanford "
    "Institute for Human-Centered AI, private investment in the United States ($67.2 billion) is "
    "far above that of China ($7.8 billion).";

TEST(People, OfTalksAreTheFourOfficials) {
  EXPECT_EQ(People(kTalks, "en"),
            "Samira El Idrissi Berrada = Morocco’s Minister Delegate for Digital Transition and "
            "Administrative Reform; "
            "Paul Norwood = U.S. Ambassador-at-Large for Cyberspace and Digital Policy; "
            "Dina Farouk = Director of Technology Policy at the U.S. State Department; "
            "Karim Bouzid = Morocco’s Ambassador to the United States");
}

TEST(Quotes, OfTalksIsTheAmbassadors) {
  EXPECT_EQ(Quotes(kTalks, "en"),
            "Karim Bouzid: Our two countries want the same thing, which is to train people,");
}

TEST(Quotes, AreNoneInBytesWithoutEnd) {
  EXPECT_EQ(Quotes("Minister Ada Moreno said: “we go on and on and on", "en"), "");
  EXPECT_EQ(Quotes(std::string(100000, '"'), "en"), "");
}

}  // namespace
}  // namespace stratwatch::pipeline
