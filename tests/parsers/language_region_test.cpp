#include "parsers/internal/language_region.h"

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <string_view>

namespace stratwatch::parsers::internal {
namespace {

struct RegionCase {
  const char* name;
  std::string_view language;
  std::string_view text;
  RegionHints hints;  // Domain, html:lang, og:locale.
  std::string_view region;
};
void PrintTo(const RegionCase& each, std::ostream* out) {
  *out << each.name;
}

constexpr std::string_view kBrazilian =
    "A equipe econômica apresentou o planejamento; o comitê fará contato com os usuários.";
constexpr std::string_view kEuropean =
    "A equipa económica apresentou o planeamento; o comité fará contacto com os utilizadores.";
constexpr std::string_view kBritish =
    "The programme will favour labour and defence, and organise a centre for the neighbours.";
constexpr std::string_view kAmericanText =
    "The center will favor defense, and the theater of the neighbors shows its colors.";

constexpr RegionCase kCases[] = {
    {"BrazilBySpelling", "pt", kBrazilian, {}, "BR"},
    {"PortugalBySpelling", "pt", kEuropean, {}, "PT"},
    {"AngolaByDomainAndSpelling", "pt", kEuropean, {"ao", "", ""}, "AO"},
    {"MozambiqueByMarkupAndSpelling", "pt", kEuropean, {"com", "pt-MZ", ""}, "MZ"},
    {"SpellingAgainstTheMarkup", "pt", kBrazilian, {"com", "pt-PT", ""}, "BR"},
    {"BritainBySpelling", "en", kBritish, {}, "GB"},
    {"KenyaByDomainAndSpelling", "en", kBritish, {"ke", "en-US", ""}, "KE"},
    {"IndiaByMarkupAndSpelling", "en", kBritish, {"com", "en-IN", ""}, "IN"},
    {"UnitedStatesBySpelling", "en", kAmericanText, {}, "US"},
    {"UnitedKingdomsDomain", "en", "A plan.", {"uk", "", ""}, "GB"},
    {"ARentedDomainSaysNothing", "en", "A plan.", {"ai", "", ""}, ""},
    {"AGenericDomainSaysNothing", "en", "A plan.", {"com", "", ""}, ""},
    {"SwitzerlandBySpelling",
     "de",
     "Ausserdem sind die Massnahmen an der Strasse schliesslich gemäss Plan.",
     {},
     "CH"},
    {"AustriaByDomain",
     "de",
     "Außerdem sind die Maßnahmen an der Straße größer.",
     {"at", "", ""},
     "AT"},
    {"BelgianFrench", "fr", "Le plan national.", {"be", "", ""}, "BE"},
    {"CanadianFrenchByOpenGraph", "fr", "Le plan national.", {"com", "fr", "fr_CA"}, "CA"},
    {"MexicanSpanish", "es", "El plan nacional.", {"mx", "es-ES", ""}, "MX"},
    {"MoroccanArabic", "ar", "الخطة الوطنية.", {"ma", "ar", ""}, "MA"},
    {"TaiwanByWords", "zh-Hant", "行政院公布人工智慧計畫，網路與軟體業者表示歡迎。", {}, "TW"},
    {"HongKongByWords", "zh-Hant", "政府公布人工智能計劃，網絡及軟件業界表示歡迎。", {}, "HK"},
    {"MacaoByDomainAndWords",
     "zh-Hant",
     "政府公布人工智能計劃，網絡及軟件業界表示歡迎。",
     {"mo", "", ""},
     "MO"},
    {"SingaporeByDomain", "zh", "政府公布人工智能计划。", {"sg", "", ""}, "SG"},
    {"MarkupOfAnotherLanguage", "fr", "Le plan national.", {"com", "en-US", "en_US"}, ""},
    {"DomainOfACountryWithoutTheLanguage", "sw", "Mpango wa taifa.", {"fr", "", ""}, ""},
    {"MixedSpellingsSettleNothing", "en", "The centre of the center; colours and colors.", {}, ""},
    {"AWordInsideAnotherIsNoMark", "pt", "O desesporte e a sobrequipe.", {}, ""},
    {"UnknownLanguage", "und", "A plan.", {"fr", "fr-FR", ""}, ""},
    {"NonsenseMarkup", "fr", "Le plan.", {"com", "fr-!!-\xFF", "___"}, ""},
};

class RegionIs : public testing::TestWithParam<RegionCase> {};

TEST_P(RegionIs, ToldBySpellingDomainAndMarkup) {
  const RegionCase& each = GetParam();
  EXPECT_EQ(RegionOf(each.text, each.language, each.hints).code, each.region);
}

INSTANTIATE_TEST_SUITE_P(Usages, RegionIs, testing::ValuesIn(kCases),
                         [](const auto& each) { return std::string(each.param.name); });

TEST(RegionOf, SaysWhatToldIt) {
  const LanguageRegion both = RegionOf(kBrazilian, "pt", {"br", "", ""});
  EXPECT_EQ(both.evidence, "text: equipe, econôm, planejament; domain: .br");
  EXPECT_EQ(RegionOf("O plano.", "pt", {"com", "pt-BR", ""}).evidence, "html:lang pt-BR");
}

TEST(RegionOf, IsSurerOfTwoSignsThanOfOne) {
  const float text = RegionOf(kBrazilian, "pt", {}).confidence;
  EXPECT_GT(RegionOf(kBrazilian, "pt", {"br", "", ""}).confidence, text);
  EXPECT_LT(RegionOf(kBrazilian, "pt", {"pt", "", ""}).confidence, text);
}

}  // namespace
}  // namespace stratwatch::parsers::internal
