#include "parsers/language.h"

#include <gtest/gtest.h>

#include <ostream>
#include <string_view>

namespace stratwatch::parsers {
namespace {

TEST(LanguageTables, AreTheFullOnes) {
  const auto verified = VerifyLanguageTables();
  EXPECT_TRUE(verified.has_value()) << verified.error().message;
}

struct LanguageCase {
  const char* name;
  std::string_view tag;
  std::string_view text;
};
void PrintTo(const LanguageCase& each, std::ostream* out) {
  *out << each.name;
}

constexpr LanguageCase kLanguageCases[] = {
    {"English", "en", "The ministry published a national strategy for artificial intelligence."},
    {"French", "fr",
     "Le ministère a publié une stratégie nationale pour l'intelligence "
     "artificielle jeudi à Rabat."},
    {"Spanish", "es",
     "El ministerio publicó una estrategia nacional de inteligencia artificial "
     "para los próximos años."},
    {"Portuguese", "pt",
     "O ministério publicou uma estratégia nacional de inteligência "
     "artificial para os próximos anos."},
    {"German", "de",
     "Das Ministerium hat eine nationale Strategie für künstliche Intelligenz "
     "veröffentlicht."},
    {"Turkish", "tr",
     "Bakanlık, yapay zekâ için ulusal bir strateji yayımladı ve önümüzdeki "
     "yıllar için hedefler belirledi."},
    {"Swahili", "sw",
     "Wizara ilichapisha mkakati wa kitaifa wa akili bandia kwa miaka ijayo "
     "nchini Kenya."},
    {"Russian", "ru",
     "Министерство опубликовало национальную стратегию развития искусственного "
     "интеллекта."},
    {"Ukrainian", "uk",
     "Міністерство оприлюднило національну стратегію розвитку штучного "
     "інтелекту."},
    {"Arabic", "ar", "نشرت الوزارة استراتيجية وطنية للذكاء الاصطناعي خلال مؤتمر صحفي في الرباط."},
    {"Persian", "fa",
     "وزارت ارتباطات راهبرد ملی هوش مصنوعی را در تهران منتشر کرد و گفت این "
     "برنامه اجرا می‌شود."},
    {"Hebrew", "he", "המשרד פרסם תוכנית לאומית לבינה מלאכותית ביום חמישי בירושלים."},
    {"Hindi", "hi", "मंत्रालय ने कृत्रिम बुद्धिमत्ता के लिए एक राष्ट्रीय रणनीति प्रकाशित की है।"},
    {"Chinese", "zh", "国务院发布了新一代人工智能发展规划，并提出了未来几年的目标。"},
    {"TraditionalChinese", "zh-Hant", "行政院公布了人工智慧發展計畫，並提出未來幾年的目標與預算。"},
    {"Japanese", "ja", "政府は人工知能に関する国家戦略を発表しました。"},
    {"Korean", "ko", "정부는 인공지능 국가전략을 발표했다고 밝혔다."},
    {"Thai", "th", "กระทรวงเผยแพร่ยุทธศาสตร์ปัญญาประดิษฐ์แห่งชาติเมื่อวันพฤหัสบดี"},
    {"Amharic", "am", "ሚኒስቴሩ የሰው ሰራሽ አስተውሎት ብሔራዊ ስትራቴጂ ይፋ አደረገ።"},
};

class DetectLanguageTells : public testing::TestWithParam<LanguageCase> {};

TEST_P(DetectLanguageTells, TheLanguageOfOneSentence) {
  const LanguageGuess guess = DetectLanguage(GetParam().text);
  EXPECT_EQ(guess.tag, GetParam().tag);
  EXPECT_GT(guess.confidence, 0.3F);
}

INSTANTIATE_TEST_SUITE_P(Mission, DetectLanguageTells, testing::ValuesIn(kLanguageCases),
                         [](const auto& each) { return each.param.name; });

// All of these were called English, Serbian or another sister.
constexpr LanguageCase kMistakenCases[] = {
    {"DanishForEnglish", "da",
     "Ministeriet har offentliggjort en national strategi for kunstig intelligens, og ministeren "
     "siger, at planen skal betales over de kommende års finanslove."},
    {"FrenchForEnglish", "fr", "Le ministre a soutenu un rapport final devant un jury."},
    {"EnglishStays", "en", "The minister said the plan would cost two billion."},
    {"EnglishAboutAiStays", "en", "A plan\nKenya has a national AI strategy."},
    {"EnglishWithForeignNamesStays", "en", "Ouarzazate and Tangier join the Rabat AI plan"},
    {"BulgarianForSerbian", "bg", "Министърът обяви нова стратегия за изкуствения интелект"},
    {"MacedonianForSerbian", "mk", "Владата во Скопје ја усвои националната стратегија"},
    {"SerbianStays", "sr", "Влада је усвојила националну стратегију у Београду"},
    {"SerbianInLatinLettersStays", "sr", "Vlada je usvojila strategiju, saopšteno je u Beogradu"},
};

class ShortTextIs : public testing::TestWithParam<LanguageCase> {};

TEST_P(ShortTextIs, LookedAtTwice) {
  EXPECT_EQ(DetectLanguage(GetParam().text).tag, GetParam().tag);
}

INSTANTIATE_TEST_SUITE_P(Sisters, ShortTextIs, testing::ValuesIn(kMistakenCases),
                         [](const auto& each) { return each.param.name; });

TEST(DetectLanguage, SaysUndOfTextWithoutLetters) {
  EXPECT_EQ(DetectLanguage("2026 — 50 % …").tag, "und");
  EXPECT_EQ(DetectLanguage("").tag, "und");
}

TEST(DetectLanguage, BelievesTheTextNotTheMarkup) {
  const LanguageHints hints{.markup_language = "en", .top_level_domain = "us"};
  EXPECT_EQ(DetectLanguage("Le ministère a publié une stratégie nationale pour l'intelligence "
                           "artificielle jeudi à Rabat, selon un communiqué.",
                           hints)
                .tag,
            "fr");
}

// U+0092 is what windows-1252's apostrophe becomes when it is read as ISO-8859-1.
TEST(DetectLanguage, IsNotPutOffByControlCharacters) {
  EXPECT_EQ(DetectLanguage("Le minist\u00E8re a publi\u00E9 une strat\u00E9gie nationale pour "
                           "l\xC2\x92intelligence artificielle jeudi \u00E0 Rabat.\x01")
                .tag,
            "fr");
}

TEST(DetectLanguage, SurvivesInvalidUtf8) {
  const std::string_view bytes("\xC3\x28 \xE2\x82 strategy \xFF\xFE\x00 x", 20);
  DetectLanguage(bytes);
}

}  // namespace
}  // namespace stratwatch::parsers
