// Figures, sentence by sentence, with the shipped rules.
#include <fmt/format.h>

#include <memory>
#include <random>
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

// "67200000000 USD, 50 rank by 2030"
std::string Text(const std::vector<Claim>& claims) {
  std::string text;
  for (const Claim& claim : claims) {
    text += fmt::format("{}{:.10g} {}", text.empty() ? "" : ", ", claim.value, claim.unit);
    if (claim.target_year != 0) text += fmt::format(" by {}", claim.target_year);
  }
  return text;
}

struct ClaimCase {
  const char* name;
  std::string_view language;
  std::string_view text;
  std::string_view claims;
};
void PrintTo(const ClaimCase& each, std::ostream* out) {
  *out << each.text;
}

// clang-format off
constexpr ClaimCase kClaimCases[] = {
    {"EnSymbol", "en", "It costs $67.2 billion.", "6.72e+10 USD"},
    {"EnShortScale", "en", "A €1.6bn plan.", "1600000000 EUR"},
    {"EnCrore", "en", "An outlay of Rs 20,000 crore.", "2e+11 INR"},
    {"EnLakhGroups", "en", "They want 1,00,000 processors.", "100000 GPU"},
    {"EnLakhCrore", "en", "A market of 2 lakh crore rupees.", "2e+12 INR"},
    {"EnWords", "en", "Thirty-six companies took part.", "36 companies"},
    {"EnHalf", "en", "Half a million people learn.", "500000 persons"},
    {"EnPercent", "en", "Some 12.5 per cent of it.", "12.5 percent"},
    {"EnTargetYear", "en", "It wants 500,000 jobs by 2030.", "500000 jobs by 2030"},
    {"EnRanks", "en", "It rose from 90th to 50th place by 2030.", "90 rank, 50 rank by 2030"},
    {"EnTop", "en", "A place in the top 20 is the goal.", "20 rank"},
    {"EnAustralianDollar", "en", "Australia pays $46 million.", "46000000 AUD"},
    {"EnAdjectives", "en", "It covers 22 Indian languages.", "22 languages"},
    {"EnCapacity", "en", "A site of 100 MW opens.", "100 MW"},
    {"EnVersus", "en", "It built more models (61 vs. 15).", "61 models, 15 models"},
    {"EnDates", "en", "On March 17, 2026, at 10:30, for three years and 12 months.", ""},
    {"EnNames", "en", "GPT-4, the G20, H100 and COVID-19 are names.", ""},
    {"EnOrdinal", "en", "The 3rd meeting is over.", ""},
    {"Fr", "fr", "Un fonds de 11 milliards de dirhams d’ici 2030.", "1.1e+10 MAD by 2030"},
    {"FrSpaces", "fr", "Former 90\u00A0000 personnes, soit 28\u00A0%.",
     "90000 persons, 28 percent"},
    {"FrNarrowSpaces", "fr", "Quelque 25\u202F000 processeurs.", "25000 GPU"},
    {"FrWords", "fr", "Cinq mille stagiaires.", "5000 persons"},
    {"EsMillones", "es", "Son 1.300 millones de euros.", "1300000000 EUR"},
    {"PtMilMilhoes", "pt", "São 6,4 mil milhões de reais.", "6400000000 BRL"},
    {"PtReal", "pt", "Dos R$ 23 bilhões previstos até 2028.", "2.3e+10 BRL by 2028"},
    {"ItOneWord", "it", "Arrivano centomila persone.", "100000 persons"},
    {"De", "de", "Es sind 17.500 Euro und 1,9 Milliarden Euro.", "17500 EUR, 1900000000 EUR"},
    {"NlMiljard", "nl", "Het kost 1,6 miljard euro.", "1600000000 EUR"},
    {"PlBln", "pl", "To 1,2 bln zł.", "1.2e+12 PLN"},
    {"Ru", "ru", "Выделят 1,5 млрд долларов до 2030 года.", "1500000000 USD by 2030"},
    {"RuThousand", "ru", "Обучат 10 тысяч специалистов.", "10000 persons"},
    {"Uk", "uk", "Це 1,2 млрд гривень.", "1200000000 UAH"},
    {"TrPercentBefore", "tr", "Bu, yüzde 35 ve %5 demek.", "35 percent, 5 percent"},
    {"TrBin", "tr", "Toplam 4 bin 500 öğrenci.", "4500 persons"},
    {"Ar", "ar", "بلغت 67.2 مليار دولار.", "6.72e+10 USD"},
    {"ArNativeDigits", "ar", "بنسبة ٧٫٧٪ بحلول 2030.", "7.7 percent by 2030"},
    {"ArScaleAlone", "ar", "أعلنت عن مليار دولار.", "1000000000 USD"},
    {"FaToman", "fa", "حدود ۸ هزار میلیارد تومان.", "8e+13 IRR"},
    {"He", "he", "תקציב של 1.2 מיליארד שקל.", "1200000000 ILS"},
    {"HiCrore", "hi", "इस पर २०,००० करोड़ रुपये खर्च होंगे।", "2e+11 INR"},
    {"HiLakh", "hi", "वर्ष 2030 तक एक लाख जीपीयू।", "100000 GPU by 2030"},
    {"JaOku", "ja", "総額は60億ドルだ。", "6000000000 USD"},
    {"JaChoOku", "ja", "総額は2兆2000億円だ。", "2.2e+12 JPY"},
    {"JaTenths", "ja", "利用は７割に増えた。", "70 percent"},
    {"JaYearIsNoMoney", "ja", "2030年5月13日に始まる。", ""},
    {"ZhWanYi", "zh", "将投入一万亿日元。", "1e+12 JPY"},
    {"ZhTenths", "zh", "比例由三成升至八成。", "30 percent, 80 percent"},
    {"ZhHant", "zh-Hant", "約九萬名公務員。", "90000 persons"},
    {"ZhYi", "zh", "共84亿新元。", "8400000000 SGD"},
    {"KoJoEok", "ko", "예산은 1조 4500억 원이다.", "1.45e+12 KRW"},
    {"Vi", "vi", "Ngân sách là 5.000 tỷ đồng.", "5e+12 VND"},
    {"Th", "th", "งบประมาณ 25,000 ล้านบาท", "2.5e+10 THB"},
    {"Id", "id", "Disiapkan Rp 8 triliun hingga 2029.", "8e+12 IDR by 2029"},
    {"SwScaleFirst", "sw", "Ni dola milioni 250 kwa vijana 300,000.",
     "250000000 USD, 300000 persons"},
    {"Am", "am", "500 ሺህ ወጣቶች ይሰለጥናሉ።", "500000 persons"},
    {"UnknownLanguage", "und", "12 % and US$5", "12 percent, 5 USD"},
    {"Empty", "en", "", ""},
};
// clang-format on

class ClaimsOf : public ::testing::TestWithParam<ClaimCase> {};

TEST_P(ClaimsOf, AreRead) {
  const auto found = Shipped().Read("", GetParam().text, GetParam().language, 0);
  EXPECT_EQ(Text(found.claims), GetParam().claims);
}

INSTANTIATE_TEST_SUITE_P(Sentences, ClaimsOf, ::testing::ValuesIn(kClaimCases),
                         [](const auto& each) { return each.param.name; });

TEST(Claims, KeepTheirBytes) {
  const auto found = Shipped().Read("", "Ce plan de 11 milliards de dirhams.", "fr", 0);
  ASSERT_EQ(found.claims.size(), 1u);
  EXPECT_EQ(found.claims[0].surface, "11 milliards de dirhams");
  EXPECT_EQ(found.claims[0].begin, 11u);
  EXPECT_EQ(found.claims[0].type, ClaimType::kMoney);
}

TEST(Claims, TakeALaterYearAsTargetWhenTheArticlesYearIsKnown) {
  const std::string_view text = "The programme spends $5 billion in 2031.";
  EXPECT_EQ(Text(Shipped().Read("", text, "en", 2026).claims), "5000000000 USD by 2031");
  EXPECT_EQ(Text(Shipped().Read("", text, "en", 2031).claims), "5000000000 USD");
}

TEST(Claims, TakeNoYearOfAPlansName) {
  const auto found = Shipped().Read("", "“Digital Morocco 2030” gets 240,000 jobs.", "en", 2026);
  EXPECT_EQ(Text(found.claims), "240000 jobs");
}

// clang-format off
constexpr ClaimCase kYearCases[] = {
    {"EnOpensItsClause", "en", "By 2030, 500,000 people and 20 schools take part.",
     "500000 persons by 2030, 20 schools by 2030"},
    {"EnGoesOnInAList", "en", "It trains 500,000 people by 2030, with a budget of $250 million.",
     "500000 persons by 2030, 250000000 USD by 2030"},
    {"EnOneForEach", "en", "By 2028, 70 percent take part, and by 2032, 90 percent.",
     "70 percent by 2028, 90 percent by 2032"},
    {"EnFromIsNoTarget", "en", "By 2030 it rises from 90th to 50th place.",
     "90 rank, 50 rank by 2030"},
    {"EnHorizonOfAPlan", "en",
     "Kenya’s national AI strategy, which runs until 2030, is out. It wants 20,000 jobs.",
     "20000 jobs by 2030"},
    {"EnNoPlanNoHorizon", "en", "The contract runs until 2030. The firm has 20,000 jobs.",
     "20000 jobs"},
    {"RuOneForEach", "ru", "К 2027 году — более 70 %, к 2030 году — свыше 90 %.",
     "70 percent by 2027, 90 percent by 2030"},
    {"ZhBeforeItsFigure", "zh", "总投入2000亿卢比，到2030年拥有10万名工程师。",
     "2e+11 INR, 100000 persons by 2030"},
    {"JaBeforeItsFigure", "ja", "2000億ルピーを投じ、2030年までに技術者を10万人に増やす。",
     "2e+11 INR, 100000 persons by 2030"},
    {"TrBeforeItsFigure", "tr", "2030'a kadar 500 bin kişi eğitilecek.", "500000 persons by 2030"},
    {"RuEndOfTheDecade", "ru", "К концу десятилетия обучат 40 тысяч инженеров.",
     "40000 persons by 2030"},
    {"EnRisingTo", "en", "By 2028, 60 percent take part, rising to 80 percent by 2031.",
     "60 percent by 2028, 80 percent by 2031"},
    {"JaTwoDigits", "ja", "普及率を2028年に6割、31年に8割へ高める。",
     "60 percent by 2028, 80 percent by 2031"},
    {"JaSpanIsNoYear", "ja", "2020年に始まった。30年間で技術者を5万人育てる。", "50000 persons"},
    {"EnTwoDigits", "en", "The plan for 2026-29 is out. It wants 700 schools.",
     "700 schools by 2029"},
    {"EnDateIsNoPeriod", "en", "It is of 2026-11-30. It has 700 schools.", "700 schools"},
    {"PtPeriod", "pt", "O plano vale de 2026 a 2031. Prevê 700 empresas.", "700 companies by 2031"},
    {"EnEachYear", "en", "It spends $5 billion by 2030, and trains 4,000 students a year.",
     "5000000000 USD by 2030, 4000 persons"},
    {"FrAlready", "fr", "D'ici 2030, 9000 enseignants seront formés ; 700 écoles ont déjà ouvert.",
     "9000 persons by 2030, 700 schools"},
    {"EnFirstYears", "en",
     "The strategy runs until 2032. In the first phase, it trains 4,000 students.", "4000 persons"},
    {"EnPlanByWord", "en", "A transport plan to 2032 is out. It wants 700 schools.",
     "700 schools by 2032"},
    {"EnSeveralYearsNoHorizon", "en",
     "The strategy runs until 2032. By 2029, 60 percent take part. It has 700 schools.",
     "60 percent by 2029, 700 schools"},
    {"EnOtherSum", "en", "It spent 6 billion reais out of 23 billion by 2028.",
     "6000000000 BRL, 2.3e+10 BRL by 2028"},
    {"PastYearsAreNone", "en", "In 2024, 500,000 people took part.", "500000 persons"},
};
// clang-format on

class TargetYearsOf : public ::testing::TestWithParam<ClaimCase> {};

TEST_P(TargetYearsOf, AreThoseTheTextTies) {
  const auto found = Shipped().Read("", GetParam().text, GetParam().language, 2026);
  EXPECT_EQ(Text(found.claims), GetParam().claims);
}

INSTANTIATE_TEST_SUITE_P(Sentences, TargetYearsOf, ::testing::ValuesIn(kYearCases),
                         [](const auto& each) { return each.param.name; });

TEST(Claims, TakeTheYearOfAPlanInTheTitle) {
  const std::string_view text = "The ministry wants 700 schools. It has 40 measures.";
  EXPECT_EQ(Text(Shipped().Read("AI strategy extended to 2031", text, "en", 2026).claims),
            "700 schools by 2031, 40 actions");
  EXPECT_EQ(Text(Shipped().Read("The contract of 2031", text, "en", 2026).claims),
            "700 schools, 40 actions");
}

TEST(Claims, SayWhoseFigureTheyAre) {
  const auto claims =
      Shipped()
          .Read("", "Investment in Kenya ($7 billion) is above that of Ghana ($2 billion).", "en",
                2026)
          .claims;
  ASSERT_EQ(claims.size(), 2u);
  EXPECT_EQ(claims[0].subject, "KE");
  EXPECT_EQ(claims[1].subject, "GH");
}

TEST(Claims, OfAQuotationAreTheSpeakers) {
  const auto claims = Shipped()
                          .Read("",
                                "“We shall train 20,000 people next year,” said Trade Minister Ada "
                                "Moreno. According to the World Bank, 5 percent will do.",
                                "en", 2026)
                          .claims;
  ASSERT_EQ(claims.size(), 2u);
  EXPECT_EQ(claims[0].speaker, "Ada Moreno");
  EXPECT_EQ(claims[1].speaker, "World Bank");
}

// On any bytes it returns, and what it returns stands in the text.
TEST(Claims, SurviveRandomFigures) {
  std::mt19937 random(7);
  const std::vector<std::string> parts = {"1",   "000", ",",    ".",     " ",    "$",    "億",
                                          "三",  "千",  "%",    "mil ",  "लाख ", "\xFF", "٫",
                                          "th ", "by ", "'",    "2030",  "人",   "\n\n", "tỷ",
                                          "-",   ":",   "\xE4", "dola ", "و",    "元",   "vs. "};
  for (const std::string_view language : {"en", "de", "zh", "ja", "sw", "ar", "und"}) {
    for (int round = 0; round < 200; ++round) {
      std::string text;
      for (int i = 0; i < 30; ++i) text += parts[random() % parts.size()];
      for (const Claim& claim : Shipped().Read("", text, language, 2026).claims) {
        ASSERT_LE(claim.end, text.size());
        EXPECT_EQ(text.substr(claim.begin, claim.end - claim.begin), claim.surface);
      }
    }
  }
}

}  // namespace
}  // namespace stratwatch::pipeline
