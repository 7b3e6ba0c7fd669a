#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "parsers/date.h"

namespace stratwatch::parsers {
namespace {

constexpr DatePrecision kDay = DatePrecision::kDay;
constexpr DatePrecision kMinute = DatePrecision::kMinute;
constexpr DatePrecision kSecond = DatePrecision::kSecond;

struct WrittenCase {
  const char* name;
  std::string_view text;
  std::string_view language;
  std::int64_t utc;  // Seconds since 1970-01-01T00:00:00Z.
  DatePrecision precision = kDay;
  int offset_minutes = 0;
  bool offset_known = false;
};
void PrintTo(const WrittenCase& each, std::ostream* out) {
  *out << each.text;
}

// Most rows are 17 March 2026, which is 1773705600.
constexpr WrittenCase kWrittenCases[] = {
    {"French", "17 mars 2026", "fr", 1773705600},
    {"FrenchFirst", "1er avril 2026", "fr", 1775001600},
    {"FrenchFold", "17 fevrier 2026", "fr", 1771286400},
    {"FrenchTime", "Publié le mardi 17 mars 2026 à 09h30", "fr", 1773739800, kMinute},
    {"FrenchAbbreviated", "17 févr. 2026", "fr", 1771286400},
    {"FrenchNumeric", "04/03/2026", "fr", 1772582400},
    {"FrenchNumericTime", "04/03/2026 - 18:05", "fr", 1772647500, kMinute},
    {"Spanish", "17 de marzo de 2026", "es", 1773705600},
    {"SpanishDel", "martes, 17 de marzo del 2026", "es", 1773705600},
    {"SpanishMonthFirst", "Marzo 17, 2026", "es", 1773705600},
    {"SpanishAfternoon", "17 de marzo de 2026, 2:05 p. m.", "es", 1773756300, kMinute},
    {"SpanishSetiembre", "17 de setiembre de 2026", "es", 1789603200},
    {"Portuguese", "17 de março de 2026", "pt", 1773705600},
    {"PortugueseHours", "17 de março de 2026 às 09h30min", "pt-BR", 1773739800, kMinute},
    {"PortugueseNumeric", "17/03/2026 09h30", "pt", 1773739800, kMinute},
    {"German", "17. März 2026", "de", 1773705600},
    {"GermanClock", "Dienstag, 17. März 2026, 9.30 Uhr", "de", 1773739800, kMinute},
    {"GermanClockFirst", "9.30 Uhr am 17. März 2026", "de", 1773739800, kMinute},
    {"GermanAmIsNoHalfDay", "12:30 am 17. März 2026", "de", 1773750600, kMinute},
    {"AustrianJaenner", "17. Jänner 2026", "de-AT", 1768608000},
    {"GermanNumeric", "04.03.2026", "de", 1772582400},
    {"GermanShortYear", "04.03.26", "de", 1772582400},
    {"English", "March 17, 2026", "en", 1773705600},
    {"EnglishOrdinal", "17th of March, 2026", "en", 1773705600},
    {"EnglishUpperAndZone", "MARCH 17, 2026 9:30 AM EST", "en", 1773757800, kMinute, -300, true},
    {"EnglishAmbiguousZone", "March 17, 2026 9:30 a.m. ET", "en", 1773739800, kMinute},
    {"EnglishWithWords", "Published on Tuesday 17 March 2026 | Ministry of Digital", "en",
     1773705600},
    {"EnglishSept", "Sept. 17, 2026", "en", 1789603200},
    {"EnglishShortYear", "17 Mar 26", "en", 1773705600},
    {"EnglishFirstOfTwo", "17 March 2026 (updated 18 March 2026)", "en", 1773705600},
    {"AmericanNumeric", "03/04/2026", "en-US", 1772582400},
    {"BritishNumeric", "03/04/2026", "en-GB", 1775174400},
    {"EnglishNumericByNumbers", "17/03/2026", "en", 1773705600},
    {"Italian", "17 marzo 2026, ore 9.30", "it", 1773739800, kMinute},
    {"Dutch", "17 maart 2026 om 09:30 uur", "nl", 1773739800, kMinute},
    {"DutchShort", "17 mrt. 2026", "nl", 1773705600},
    {"Swedish", "17 mars 2026 kl. 09.30", "sv", 1773739800, kMinute},
    {"Danish", "17. marts 2026 kl. 9.30", "da", 1773739800, kMinute},
    {"Norwegian", "17. mars 2026", "nb", 1773705600},
    {"Finnish", "17. maaliskuuta 2026 klo 9.30", "fi", 1773739800, kMinute},
    {"FinnishNumeric", "17.3.2026 9.30", "fi", 1773739800, kMinute},
    {"Icelandic", "17. mars 2026", "is", 1773705600},
    {"Estonian", "17. märts 2026", "et", 1773705600},
    {"Latvian", "2026. gada 17. marts", "lv", 1773705600},
    {"Lithuanian", "2026 m. kovo 17 d.", "lt", 1773705600},
    {"Polish", "17 marca 2026", "pl", 1773705600},
    {"PolishListopad", "17 listopada 2026", "pl", 1794873600},
    {"CroatianListopad", "17. listopada 2026.", "hr", 1792195200},
    {"Czech", "17. března 2026", "cs", 1773705600},
    {"Slovak", "17. marca 2026", "sk", 1773705600},
    {"Slovenian", "17. marec 2026", "sl", 1773705600},
    {"Hungarian", "2026. március 17.", "hu", 1773705600},
    {"HungarianEnding", "2026. március 17-én", "hu", 1773705600},
    {"HungarianNumeric", "2026. 03. 17.", "hu", 1773705600},
    {"Romanian", "17 martie 2026", "ro", 1773705600},
    {"Bulgarian", "17 март 2026 г.", "bg", 1773705600},
    {"Serbian", "17. март 2026.", "sr", 1773705600},
    {"SerbianLatin", "17. mart 2026.", "sr-Latn", 1773705600},
    {"Macedonian", "17 март 2026", "mk", 1773705600},
    {"Greek", "17 Μαρτίου 2026", "el", 1773705600},
    {"GreekUpper", "17 ΜΑΡΤΙΟΥ 2026", "el", 1773705600},
    {"Russian", "17 марта 2026 года", "ru", 1773705600},
    {"RussianTime", "17 марта 2026, 09:30 МСК", "ru", 1773739800, kMinute},
    {"RussianWordsAround", "Опубликовано: 17 марта 2026 г. в 09:30", "ru", 1773739800, kMinute},
    {"RussianMay", "17 мая 2026", "ru", 1778976000},
    {"Ukrainian", "17 березня 2026 р.", "uk", 1773705600},
    {"Kazakh", "2026 жылғы 17 наурыз", "kk", 1773705600},
    {"Uzbek", "2026-yil 17-mart", "uz", 1773705600},
    {"Turkish", "17 Mart 2026 Salı 09:30", "tr", 1773739800, kMinute},
    {"TurkishDotlessI", "17 KASIM 2026", "tr", 1794873600},
    {"TurkishEnding", "17 Mart 2026'da", "tr", 1773705600},
    {"Azerbaijani", "17 mart 2026", "az", 1773705600},
    {"Indonesian", "Selasa, 17 Maret 2026 09.30 WIB", "id", 1773714600, kMinute, 420, true},
    {"IndonesianOldSpelling", "17 Nopember 2026", "id", 1794873600},
    {"Malay", "17 Mac 2026", "ms", 1773705600},
    {"Swahili", "17 Machi 2026", "sw", 1773705600},
    {"SwahiliAgosti", "17 Agosti, 2026", "sw", 1786924800},
    {"Somali", "17 Maarso 2026", "so", 1773705600},
    {"Hausa", "17 Maris 2026", "ha", 1773705600},
    {"Vietnamese", "ngày 17 tháng 3 năm 2026", "vi", 1773705600},
    {"VietnameseNumeric", "Thứ ba, 17/3/2026, 09:30 (GMT+7)", "vi", 1773714600, kMinute, 420, true},
    {"Arabic", "17 مارس 2026", "ar", 1773705600},
    {"ArabicDigits", "١٧ مارس ٢٠٢٦", "ar", 1773705600},
    {"ArabicWeekday", "الثلاثاء، ١٧ مارس ٢٠٢٦ م", "ar", 1773705600},
    {"ArabicHalfDay", "17 مارس 2026 - 02:05 م", "ar", 1773756300, kMinute},
    {"ArabicLevant", "17 آذار 2026", "ar", 1773705600},
    {"ArabicLevantTwoWords", "17 كانون الثاني 2026", "ar-LB", 1768608000},
    {"ArabicBothNames", "17 آذار/مارس 2026", "ar", 1773705600},
    {"ArabicMaghreb", "17 فيفري 2026", "ar-TN", 1771286400},
    {"ArabicMoroccan", "17 غشت 2026", "ar-MA", 1786924800},
    {"ArabicNoHamza", "17 اغسطس 2026", "ar", 1786924800},
    {"ArabicNumeric", "١٧/٠٣/٢٠٢٦", "ar", 1773705600},
    {"ArabicBidiMarks", "\u200f17\u200f/3\u200f/2026", "ar", 1773705600},
    {"PersianSolar", "۲۶ اسفند ۱۴۰۴", "fa", 1773705600},
    {"PersianSolarNewYear", "سه\u200cشنبه ۱ فروردین ۱۴۰۵ ساعت ۰۹:۳۰", "fa", 1774085400, kMinute},
    {"PersianNumeric", "۱۴۰۴/۱۲/۲۶", "fa", 1773705600},
    {"PersianGregorian", "۱۷ مارس ۲۰۲۶", "fa", 1773705600},
    {"PersianNumericDayFirst", "۲۶/۱۲/۱۴۰۴", "fa", 1773705600},
    {"HijriAlone", "الثلاثاء 28 رمضان 1447 هـ", "ar", 1773705600},
    {"HijriArabicDigits", "٢٨ رمضان ١٤٤٧هـ", "ar", 1773705600},
    {"HijriNumeric", "28/09/1447", "ar", 1773705600},
    {"HijriNumericYearFirst", "1447/09/28", "ar", 1773705600},
    {"HijriSpeltAnotherWay", "1 ذي الحجة 1447", "ar", 1779062400},
    {"HijriEnglish", "28 Ramadan 1447 AH", "en", 1773705600},
    {"HijriEnglishWithHalfRing", "1 Sha\u02BBban 1447", "en", 1768867200},
    {"HijriUrdu", "۲۸ رمضان المبارک ۱۴۴۷ھ", "ur", 1773705600},
    {"HijriMalay", "28 Ramadan 1447H", "ms", 1773705600},
    {"HijriIndonesian", "28 Ramadhan 1447 H", "id", 1773705600},
    {"HijriBesideGregorian", "29 رمضان 1447 هـ الموافق 17 مارس 2026 م", "ar", 1773705600},
    {"HijriNumericBesideGregorian", "27/09/1447 - 17/03/2026", "ar", 1773705600},
    {"HijriEnglishBesideGregorian", "29 Ramadan 1447, March 17, 2026", "en", 1773705600},
    {"LanguageOutsideTheRegister", "17 Maart 2026", "fy", 1773705600},
    {"PersianLeapDay", "۳۰ اسفند ۱۴۰۳", "fa", 1742428800},
    {"DariZodiac", "۲۶ حوت ۱۴۰۴", "fa-AF", 1773705600},
    {"Pashto", "۲۶ کب ۱۴۰۴", "ps", 1773705600},
    {"Urdu", "17 مارچ 2026", "ur", 1773705600},
    {"UrduDigits", "۱۷ مارچ ۲۰۲۶", "ur", 1773705600},
    {"Kurdish", "17ی ئازاری 2026", "ckb", 1773705600},
    {"Hebrew", "17 במרץ 2026", "he", 1773705600},
    {"HebrewTime", "יום שלישי 17 מרץ 2026 09:30", "he", 1773739800, kMinute},
    {"HebrewNumeric", "17.3.2026", "he", 1773705600},
    {"Hindi", "17 मार्च 2026", "hi", 1773705600},
    {"HindiDigits", "१७ मार्च २०२६", "hi", 1773705600},
    {"HindiNoNukta", "17 फरवरी 2026", "hi", 1771286400},
    {"HindiOtherSpelling", "17 सितम्बर 2026", "hi", 1789603200},
    {"Marathi", "१७ मार्च, २०२६", "mr", 1773705600},
    {"Bengali", "১৭ মার্চ ২০২৬, ০৯:৩০", "bn", 1773739800, kMinute},
    {"BengaliOtherSpelling", "১৭ ফেব্রুয়ারী ২০২৬", "bn", 1771286400},
    {"Tamil", "17 மார்ச் 2026", "ta", 1773705600},
    {"Telugu", "17 మార్చి 2026", "te", 1773705600},
    {"Kannada", "17 ಮಾರ್ಚ್ 2026", "kn", 1773705600},
    {"Malayalam", "2026 മാർച്ച് 17", "ml", 1773705600},
    {"Gujarati", "17 માર્ચ 2026", "gu", 1773705600},
    {"Punjabi", "17 ਮਾਰਚ 2026", "pa", 1773705600},
    {"Nepali", "मार्च १७, २०२६", "ne", 1773705600},
    {"Sinhala", "2026 මාර්තු 17", "si", 1773705600},
    {"Thai", "17 มีนาคม 2569", "th", 1773705600},
    {"ThaiDigits", "๑๗ มีนาคม ๒๕๖๙", "th", 1773705600},
    {"ThaiEra", "วันอังคารที่ 17 มีนาคม พ.ศ. 2569 เวลา 09:30 น.", "th", 1773739800, kMinute},
    {"ThaiNoSpaces", "17มีนาคม2569", "th", 1773705600},
    {"ThaiAbbreviated", "17 มี.ค. 2569", "th", 1773705600},
    {"ThaiAbbreviatedShortYear", "17 มี.ค. 69", "th", 1773705600},
    {"ThaiCommonEra", "17 มีนาคม 2026", "th", 1773705600},
    {"ThaiNumeric", "17/03/2569", "th", 1773705600},
    {"Lao", "17 ມີນາ 2026", "lo", 1773705600},
    {"Khmer", "១៧ មីនា ២០២៦", "km", 1773705600},
    {"Burmese", "၁၇ မတ် ၂၀၂၆", "my", 1773705600},
    {"Chinese", "2026年3月17日", "zh", 1773705600},
    {"ChineseTime", "2026年3月17日 星期二 上午9:30", "zh", 1773739800, kMinute},
    {"ChineseAfternoon", "2026年03月17日 下午2時05分", "zh-Hant", 1773756300, kMinute},
    {"ChineseNumerals", "二〇二六年三月十七日", "zh", 1773705600},
    {"ChineseNumeralTens", "二○二六年十二月二十三日", "zh", 1797984000},
    {"ChineseNumeric", "2026/3/17 09:30:15", "zh", 1773739815, kSecond},
    {"ChineseWordsAround", "发布时间：2026年3月17日 来源：新华社", "zh", 1773705600},
    {"TaiwanMinguo", "中華民國115年3月17日", "zh-Hant", 1773705600},
    {"TaiwanBareYear", "115年3月17日", "zh-TW", 1773705600},
    {"Japanese", "2026年3月17日（火）9時30分", "ja", 1773739800, kMinute},
    {"JapaneseFullWidth", "２０２６年３月１７日", "ja", 1773705600},
    {"JapaneseEra", "令和8年3月17日", "ja", 1773705600},
    {"JapaneseEraFullWidth", "令和８年３月１７日", "ja", 1773705600},
    {"JapaneseFirstYear", "令和元年5月1日", "ja", 1556668800},
    {"JapaneseHeisei", "平成31年4月30日", "ja", 1556582400},
    {"JapaneseEraLetter", "R8.3.17", "ja", 1773705600},
    {"JapaneseEraSquare", "㋿8年3月17日", "ja", 1773705600},
    {"JapaneseAfternoon", "2026年3月17日 午後2時05分", "ja", 1773756300, kMinute},
    {"Korean", "2026년 3월 17일", "ko", 1773705600},
    {"KoreanNoSpaces", "2026년3월17일", "ko", 1773705600},
    {"KoreanTime", "2026년 3월 17일 오후 2:05", "ko", 1773756300, kMinute},
    {"KoreanUnits", "2026년 3월 17일 9시 30분 15초", "ko", 1773739815, kSecond},
    {"KoreanNumeric", "입력 2026. 3. 17. 09:30", "ko", 1773739800, kMinute},
    {"KoreanDots", "2026.03.17", "ko", 1773705600},
    {"Mongolian", "2026 оны 3-р сарын 17", "mn", 1773705600},
    {"Georgian", "17 მარტი 2026", "ka", 1773705600},
    {"Armenian", "17 մարտի 2026", "hy", 1773705600},
    {"Amharic", "17 ማርች 2026", "am", 1773705600},
    {"AmharicCalendar", "መጋቢት 8 ቀን 2018 ዓ.ም.", "am", 1773705600},
    {"AmharicCalendarNewYear", "መስከረም 1 2018", "am", 1757548800},
    {"Tigrinya", "17 መጋቢት 2026", "ti", 1773705600},
    {"Catalan", "17 de març de 2026", "ca", 1773705600},
    {"CatalanElision", "17 d'abril de 2026", "ca", 1776384000},
    {"Basque", "2026ko martxoaren 17a", "eu", 1773705600},
    {"Albanian", "17 mars 2026", "sq", 1773705600},
    {"UnknownLanguage", "17 marzo 2026", "und", 1773705600},
    {"UnknownLanguageThai", "17 มีนาคม 2569", "und", 1773705600},
    {"WrongLanguage", "17 March 2026", "ar", 1773705600},
    {"WrongLanguageOther", "17 марта 2026", "kl", 1773705600},
    {"MonthFirstIso", "2026-03-17 09:30", "und", 1773739800, kMinute},
    {"Offset", "17 March 2026 09:30 GMT+1", "en", 1773736200, kMinute, 60, true},
    {"OffsetPlus", "17 March 2026 09:30 +0530", "en", 1773720000, kMinute, 330, true},
    {"TimeRangeTakesTheFirst", "17 March 2026, 09:30-10:30", "en", 1773739800, kMinute},
};

class ParseWrittenDateAccepts : public testing::TestWithParam<WrittenCase> {};

TEST_P(ParseWrittenDateAccepts, AsUtcWithPrecision) {
  const auto date = ParseWrittenDate(GetParam().text, GetParam().language);
  ASSERT_TRUE(date.has_value()) << date.error().message;
  EXPECT_EQ(date->utc.time_since_epoch().count(), GetParam().utc);
  EXPECT_EQ(date->precision, GetParam().precision);
  EXPECT_EQ(date->offset_minutes, GetParam().offset_minutes);
  EXPECT_EQ(date->offset_known, GetParam().offset_known);
}

INSTANTIATE_TEST_SUITE_P(Languages, ParseWrittenDateAccepts, testing::ValuesIn(kWrittenCases),
                         [](const auto& each) { return std::string(each.param.name); });

struct DoubtfulCase {
  const char* name;
  std::string_view text;
  std::string_view language;
};
void PrintTo(const DoubtfulCase& each, std::ostream* out) {
  *out << each.text;
}

constexpr DoubtfulCase kDoubtfulCases[] = {
    {"Empty", "", "en"},
    {"NoDate", "Ministry of Digital Transition", "en"},
    {"NoYear", "17 mars", "fr"},
    {"NoDay", "mars 2026", "fr"},
    {"YearOnly", "2026", "fr"},
    {"Relative", "2 hours ago", "en"},
    {"NoSuchDay", "31 June 2026", "en"},
    {"NoSuchLeapDay", "29 février 2026", "fr"},
    {"NoSuchHijriDay", "30 صفر 1447", "ar"},
    {"HijriYearOfTwoDigits", "28 رمضان 47", "ar"},
    {"NoSuchPersianDay", "۳۰ اسفند ۱۴۰۴", "fa"},
    {"NoSuchPersianMonthLength", "۳۱ مهر ۱۴۰۴", "fa"},
    {"NoSuchEthiopicDay", "ጳጉሜን 6 2018", "am"},
    {"NoSuchEraYear", "平成32年3月17日", "ja"},
    {"AmbiguousOrder", "03/04/2026", "en"},
    {"AmbiguousOrderUnknownLanguage", "03/04/2026", "und"},
    {"AmbiguousShortYear", "03/04/26", "und"},
    {"AmbiguousShortYearWhereYearsComeFirst", "10/04/12", "ja"},
    {"AmbiguousThaiShortYear", "17 มี.ค. 26", "th"},
    {"SpanOfDays", "17-19 March 2026", "en"},
    {"SpanOfDaysEnDash", "17–19 mars 2026", "fr"},
    {"DayTooFar", "17 states of the union met in March 2026", "en"},
    {"YearBeforePrint", "17 March 1246", "en"},
    {"NameOfTwoMonths", "17 listopada 2026", "und"},
    {"VersionNumber", "1.17.3.2026", "de"},
    {"TelephoneNumber", "01-17-03-2026-55", "fr"},
    {"NumberTooLong", "17 March 20260317093000", "en"},
    {"BadUtf8", "17 \xff\xfe 2026", "en"},
};

class ParseWrittenDateRejects : public testing::TestWithParam<DoubtfulCase> {};

TEST_P(ParseWrittenDateRejects, AsInvalid) {
  const auto date = ParseWrittenDate(GetParam().text, GetParam().language);
  ASSERT_FALSE(date.has_value()) << date->utc.time_since_epoch().count();
  EXPECT_EQ(date.error().code, ErrorCode::kInvalid);
}

INSTANTIATE_TEST_SUITE_P(Doubts, ParseWrittenDateRejects, testing::ValuesIn(kDoubtfulCases),
                         [](const auto& each) { return std::string(each.param.name); });

TEST(ParseWrittenDate, RefusesAParagraph) {
  std::string text = "17 March 2026 ";
  while (text.size() < 600) text += "words ";
  EXPECT_FALSE(ParseWrittenDate(text, "en").has_value());
}

TEST(ParseWrittenDate, SaysThatTheOrderIsInDoubt) {
  const auto date = ParseWrittenDate("03/04/2026", "und");
  ASSERT_FALSE(date.has_value());
  EXPECT_THAT(date.error().message, testing::HasSubstr("day and month"));
}

TEST(ParseWrittenDate, BuildsItsNamesFromManyThreadsAtOnce) {
  std::vector<std::jthread> threads;
  std::vector<int> right(4);
  for (std::size_t i = 0; i < right.size(); ++i) {
    threads.emplace_back([&right, i] {
      for (const WrittenCase& each : kWrittenCases) {
        right[i] += ParseWrittenDate(each.text, each.language).has_value() ? 1 : 0;
      }
    });
  }
  threads.clear();
  EXPECT_THAT(right, testing::Each(static_cast<int>(std::size(kWrittenCases))));
}

}  // namespace
}  // namespace stratwatch::parsers
