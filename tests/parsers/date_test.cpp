#include "parsers/date.h"

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <string_view>

namespace stratwatch::parsers {
namespace {

struct DateCase {
  const char* name;
  std::string_view text;
  std::int64_t utc;  // Seconds since 1970-01-01T00:00:00Z.
  DatePrecision precision = DatePrecision::kSecond;
  int offset_minutes = 0;
  bool offset_known = true;
};
void PrintTo(const DateCase& each, std::ostream* out) {
  *out << each.text;
}

constexpr DatePrecision kDay = DatePrecision::kDay;
constexpr DatePrecision kMinute = DatePrecision::kMinute;
constexpr DatePrecision kSecond = DatePrecision::kSecond;

constexpr DateCase kDateCases[] = {
    // RFC 3339 and ISO 8601.
    {"Rfc3339Utc", "2026-03-17T09:30:00Z", 1773739800},
    {"Rfc3339Offset", "2026-03-17T09:30:00+01:00", 1773736200, kSecond, 60},
    {"Rfc3339NegativeOffset", "2026-03-17T09:30:00-03:30", 1773752400, kSecond, -210},
    {"Rfc3339LowerCase", "2026-03-17t09:30:00z", 1773739800},
    {"Rfc3339Fraction", "2026-03-17T09:30:00.123456Z", 1773739800},
    {"IsoCommaFraction", "2026-03-17T09:30:00,5Z", 1773739800},
    {"IsoNoZone", "2026-03-17T09:30:00", 1773739800, kSecond, 0, false},
    {"IsoNoSeconds", "2026-03-17T09:30Z", 1773739800, kMinute},
    {"IsoHourOnly", "2026-03-17T09Z", 1773738000, kMinute},
    {"IsoDay", "2026-03-17", 1773705600, kDay, 0, false},
    {"IsoDayWithZone", "2026-03-17Z", 1773705600, kDay, 0, false},
    {"IsoBasicDay", "20260317", 1773705600, kDay, 0, false},
    {"IsoBasicTime", "20260317T093000Z", 1773739800},
    {"IsoBasicOffset", "20260317T093000+0100", 1773736200, kSecond, 60},
    {"FourteenDigits", "20260317093000", 1773739800, kSecond, 0, false},
    {"TwelveDigits", "202603170930", 1773739800, kMinute, 0, false},
    {"IsoWeek", "2026-W12-2", 1773705600, kDay, 0, false},
    {"IsoBasicWeek", "2026W122", 1773705600, kDay, 0, false},
    {"IsoWeekOfOtherYear", "2026-W01-1", 1766966400, kDay, 0, false},
    {"IsoOrdinal", "2026-076", 1773705600, kDay, 0, false},
    {"IsoBasicOrdinal", "2026076", 1773705600, kDay, 0, false},
    {"IsoLeapOrdinal", "2024-366", 1735603200, kDay, 0, false},
    {"IsoEndOfDay", "2026-03-16T24:00:00Z", 1773705600},
    {"LeapSecond", "2016-12-31T23:59:60Z", 1483228800},
    {"LeapDay", "2024-02-29", 1709164800, kDay, 0, false},
    {"IsoHourOffset", "2026-03-17T09:30:00+01", 1773736200, kSecond, 60},
    {"IsoCompactOffset", "2026-03-17T09:30:00+0545", 1773719100, kSecond, 345},
    {"IsoMinusSign", "2026-03-17T09:30:00\xE2\x88\x92\x30\x35:00", 1773757800, kSecond, -300},
    {"IsoZoneInBrackets", "2026-03-17T09:30:00+01:00[Europe/Paris]", 1773736200, kSecond, 60},
    // Separators seen in the wild.
    {"SpaceForT", "2026-03-17 09:30:00", 1773739800, kSecond, 0, false},
    {"SpaceBeforeOffset", "2026-03-17 09:30:00 +0100", 1773736200, kSecond, 60},
    {"UtcWord", "2026-03-17 09:30:00 UTC", 1773739800},
    {"Underscore", "2026-03-17_09:30", 1773739800, kMinute, 0, false},
    {"Slashes", "2026/03/17 09:30", 1773739800, kMinute, 0, false},
    {"Dots", "2026.03.17", 1773705600, kDay, 0, false},
    {"OneDigitParts", "2026-3-7T9:05:00Z", 1772874300},
    {"SqlServer", "2026-03-17 09:30:00.0", 1773739800, kSecond, 0, false},
    {"Perforce", "Tue, 2026/03/17 09:30:00 EDT", 1773754200, kSecond, -240},
    {"Surrounded", "\n\t 2026-03-17T09:30:00Z \r\n", 1773739800},
    {"NoBreakSpace", "2026-03-17\xC2\xA0\x30\x39:30", 1773739800, kMinute, 0, false},
    {"DottedDayFirst", "17.03.2026", 1773705600, kDay, 0, false},
    {"DottedAmbiguousIsDayFirst", "04.03.2026 10:15", 1772619300, kMinute, 0, false},
    {"SlashedByNumbers", "17/03/2026 09:30", 1773739800, kMinute, 0, false},
    {"SlashedMonthFirstByNumbers", "03/17/2026 9:30 AM", 1773739800, kMinute, 0, false},
    {"SlashedSameEitherWay", "03/03/2026", 1772496000, kDay, 0, false},
    // RFC 5322, its obsolete forms, and what is called RFC 822.
    {"Rfc5322", "Tue, 17 Mar 2026 09:30:00 +0000", 1773739800},
    {"Rfc5322Offset", "Tue, 17 Mar 2026 09:30:00 +0530", 1773720000, kSecond, 330},
    {"Rfc5322NoSeconds", "Tue, 17 Mar 2026 09:30 GMT", 1773739800, kMinute},
    {"Rfc5322NoWeekday", "17 Mar 2026 09:30:00 GMT", 1773739800},
    {"Rfc5322Comment", "Tue, 17 Mar 2026 09:30:00 +0100 (CET)", 1773736200, kSecond, 60},
    {"Rfc822TwoDigitYear", "Thu, 01 Jan 04 19:48:21 GMT", 1072986501},
    {"Rfc822LastCentury", "Thu, 31 Dec 98 14:02:00 GMT", 915112920},
    {"Rfc2822ThreeDigitYear", "Thu, 01 Jan 104 19:48:21 GMT", 1072986501},
    {"ObsoleteZoneEst", "Tue, 17 Mar 2026 09:30:00 EST", 1773757800, kSecond, -300},
    {"ObsoleteZonePdt", "Tue, 17 Mar 2026 09:30:00 PDT", 1773765000, kSecond, -420},
    {"ObsoleteZoneUt", "Tue, 17 Mar 2026 09:30:00 UT", 1773739800},
    {"MilitaryZoneIsUnknown", "Tue, 17 Mar 2026 09:30:00 A", 1773739800, kSecond, 0, false},
    {"AmbiguousZoneIsUnknown", "Tue, 17 Mar 2026 09:30:00 IST", 1773739800, kSecond, 0, false},
    {"ZoneCet", "Tue, 17 Mar 2026 09:30:00 CET", 1773736200, kSecond, 60},
    {"ZoneWib", "Tue, 17 Mar 2026 09:30:00 WIB", 1773714600, kSecond, 420},
    {"ZoneJst", "Tue, 17 Mar 2026 09:30:00 JST", 1773707400, kSecond, 540},
    {"GmtWithOffset", "Tue, 17 Mar 2026 09:30:00 GMT+0100", 1773736200, kSecond, 60},
    {"GmtWithShortOffset", "Tue, 17 Mar 2026 09:30:00 GMT+7", 1773714600, kSecond, 420},
    {"WholeNames", "Tuesday, 17 March 2026 09:30:00 GMT", 1773739800},
    {"WrongWeekday", "Mon, 17 Mar 2026 09:30:00 GMT", 1773739800},
    {"NoSpaceAfterComma", "Tue,17 Mar 2026 09:30:00 GMT", 1773739800},
    {"DoubleSpaces", "Tue,  17  Mar  2026  09:30:00  GMT", 1773739800},
    {"OneDigitDay", "Sat, 7 Mar 2026 09:30:00 GMT", 1772875800},
    {"Rfc850", "Tuesday, 17-Mar-26 09:30:00 GMT", 1773739800},
    {"HttpCookieForm", "Tue, 17-Mar-2026 09:30:00 GMT", 1773739800},
    {"FourLetterMonth", "Thu, 17 Sept 2026 09:30:00 GMT", 1789637400},
    {"UpperCase", "TUE, 17 MAR 2026 09:30:00 GMT", 1773739800},
    {"DayOnlyNamed", "17 Mar 2026", 1773705600, kDay, 0, false},
    // Programs' own forms.
    {"Asctime", "Tue Mar 17 09:30:00 2026", 1773739800, kSecond, 0, false},
    {"AsctimePaddedDay", "Sat Mar  7 09:30:00 2026", 1772875800, kSecond, 0, false},
    {"JavaToString", "Tue Mar 17 09:30:00 CET 2026", 1773736200, kSecond, 60},
    {"JavaScriptToString", "Tue Mar 17 2026 09:30:00 GMT+0100 (Central European Standard Time)",
     1773736200, kSecond, 60},
    {"MonthFirst", "Mar 17, 2026 9:30 AM", 1773739800, kMinute, 0, false},
    {"MonthFirstAfternoon", "March 17, 2026, 2:05 p.m.", 1773756300, kMinute, 0, false},
    {"Midnight12", "Mar 17, 2026 12:10 AM", 1773706200, kMinute, 0, false},
    {"Noon12", "Mar 17, 2026 12:10 PM", 1773749400, kMinute, 0, false},
    {"YearFirstNamed", "2026 Mar 17", 1773705600, kDay, 0, false},
    {"UnixSeconds", "1773739800", 1773739800},
    {"UnixSecondsNineDigits", "999999999", 999999999},
    {"UnixMilliseconds", "1773739800123", 1773739800},
    {"UnixMicroseconds", "1773739800123456", 1773739800},
};

class ParseDateAccepts : public testing::TestWithParam<DateCase> {};

TEST_P(ParseDateAccepts, AsUtcWithOffsetAndPrecision) {
  const auto date = ParseDate(GetParam().text);
  ASSERT_TRUE(date.has_value()) << date.error().message;
  EXPECT_EQ(date->utc.time_since_epoch().count(), GetParam().utc);
  EXPECT_EQ(date->precision, GetParam().precision);
  EXPECT_EQ(date->offset_minutes, GetParam().offset_minutes);
  EXPECT_EQ(date->offset_known, GetParam().offset_known);
}

INSTANTIATE_TEST_SUITE_P(Forms, ParseDateAccepts, testing::ValuesIn(kDateCases),
                         [](const auto& each) { return std::string(each.param.name); });

struct BadDateCase {
  const char* name;
  std::string_view text;
};
void PrintTo(const BadDateCase& each, std::ostream* out) {
  *out << each.text;
}

constexpr BadDateCase kBadDateCases[] = {
    {"Empty", ""},
    {"Spaces", " \n "},
    {"Words", "yesterday"},
    {"NoSuchDay", "2026-02-30"},
    {"NoSuchLeapDay", "2026-02-29T00:00:00Z"},
    {"NoSuchMonth", "2026-13-01"},
    {"NoSuchNamedDay", "Mon, 31 Jun 2026 09:30:00 GMT"},
    {"NoSuchHour", "2026-03-17T25:00:00Z"},
    {"NoSuchMinute", "2026-03-17T09:61:00Z"},
    {"NoSuchOffset", "2026-03-17T09:30:00+2500"},
    {"TimeAfterEndOfDay", "2026-03-17T24:00:01Z"},
    {"NoSuchWeek", "2026-W54-1"},
    {"NoWeek53ThatYear", "2025-W53-1"},
    {"NoSuchOrdinal", "2026-366"},
    {"YearAlone", "2026"},
    {"MonthAlone", "2026-03"},
    {"MonthAndYear", "Mar 2026"},
    {"WeekWithoutDay", "2026-W12"},
    {"NoYear", "Tue, 17 Mar 09:30:00 GMT"},
    {"ZeroTime", "0001-01-01T00:00:00Z"},
    {"FarFuture", "9999-12-31T23:59:59Z"},
    {"PainThirteen", "1246-05-01"},
    {"AmbiguousOrder", "03/04/2026"},
    {"AmbiguousHyphens", "03-04-2026"},
    {"TwoDigitYearOnly", "03-12-31"},
    {"Trailing", "2026-03-17T09:30:00Z or so"},
    {"TwelveHourClockOverrun", "Mar 17, 2026 14:05 AM"},
    {"FiveDigits", "12345"},
    {"TwoMonths", "17 Mar Apr 2026"},
    {"Template", "{{ page.date }}"},
    {"Arabic", "17 مارس 2026"},
};

class ParseDateRejects : public testing::TestWithParam<BadDateCase> {};

TEST_P(ParseDateRejects, AsInvalid) {
  const auto date = ParseDate(GetParam().text);
  ASSERT_FALSE(date.has_value()) << date->utc.time_since_epoch().count();
  EXPECT_EQ(date.error().code, ErrorCode::kInvalid);
}

INSTANTIATE_TEST_SUITE_P(Forms, ParseDateRejects, testing::ValuesIn(kBadDateCases),
                         [](const auto& each) { return std::string(each.param.name); });

TEST(ParseDate, QuotesTheInputInItsError) {
  const auto date = ParseDate("soon");
  ASSERT_FALSE(date.has_value());
  EXPECT_THAT(date.error().message, testing::HasSubstr("\"soon\""));
}

TEST(ParseDate, CutsALongInputOnACharacterInItsError) {
  std::string text;
  while (text.size() < 5'000) text += "年";
  const auto date = ParseDate(text);
  ASSERT_FALSE(date.has_value());
  EXPECT_THAT(date.error().message, testing::HasSubstr("年…\""));
  EXPECT_LT(date.error().message.size(), 150U);
}

}  // namespace
}  // namespace stratwatch::parsers
