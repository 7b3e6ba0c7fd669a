#include "parsers/internal/calendars.h"

#include <unicode/calendar.h>
#include <unicode/locid.h>

#include <chrono>
#include <memory>

namespace stratwatch::parsers::internal {
namespace {

// Julian day numbers, as in Reingold and Dershowitz, "Calendrical Calculations", and ICU.
constexpr int kUnixEpochDay = 2'440'588;

// The 33-year rule agrees with the equinox for the years 1178 to 1633 of this calendar.
bool PersianLeap(int year) {
  return (25 * year + 11) % 33 < 8;
}

bool PersianDay(const DateFields& fields, int* julian_day) {
  const int y = fields.year;
  if (y < 1178 || y > 1633 || fields.month < 1 || fields.month > 12 || fields.day < 1) return false;
  const int length = fields.month <= 6 ? 31 : fields.month <= 11 || PersianLeap(y) ? 30 : 29;
  if (fields.day > length) return false;
  const int before = fields.month <= 7 ? 31 * (fields.month - 1) : 186 + 30 * (fields.month - 7);
  *julian_day = 1'948'320 + 365 * (y - 1) + (8 * y + 21) / 33 + before + fields.day - 1;
  return true;
}

bool EthiopicDay(const DateFields& fields, int* julian_day) {
  const int y = fields.year;
  if (y < 1800 || y > 2300 || fields.month < 1 || fields.month > 13 || fields.day < 1) return false;
  const int length = fields.month < 13 ? 30 : y % 4 == 3 ? 6 : 5;
  if (fields.day > length) return false;
  *julian_day = 1'724'221 + 365 * (y - 1) + y / 4 + 30 * (fields.month - 1) + fields.day - 1;
  return true;
}

// ICU has the table that Saudi Arabia publishes (Umm al-Qura) and is asked for it: no rule gives
// it. Elsewhere a month begins when its moon is seen, a day sooner or later.
bool IslamicDay(const DateFields& fields, int* julian_day) {
  constexpr int kTableBegin = 1300;
  constexpr int kTableEnd = 1600;
  if (fields.year < kTableBegin || fields.year > kTableEnd) return false;
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::Calendar> calendar(icu::Calendar::createInstance(
      *icu::TimeZone::getGMT(), icu::Locale("ar@calendar=islamic-umalqura"), status));
  if (U_FAILURE(status)) return false;
  calendar->clear();
  calendar->setLenient(false);  // Refuses the 30th of a month that has 29 days.
  calendar->set(fields.year, fields.month - 1, fields.day);
  const UDate milliseconds = calendar->getTime(status);
  if (U_FAILURE(status)) return false;
  *julian_day = kUnixEpochDay + static_cast<int>(milliseconds / 86'400'000.0);
  return true;
}

bool JulianDay(DateCalendar calendar, const DateFields& fields, int* julian_day) {
  switch (calendar) {
    case DateCalendar::kGregorian:
      return false;
    case DateCalendar::kPersian:
      return PersianDay(fields, julian_day);
    case DateCalendar::kEthiopic:
      return EthiopicDay(fields, julian_day);
    case DateCalendar::kIslamic:
      return IslamicDay(fields, julian_day);
  }
  return false;
}

}  // namespace

bool ToGregorian(DateCalendar calendar, DateFields* fields) {
  if (calendar == DateCalendar::kGregorian) return true;
  int julian_day = 0;
  if (!JulianDay(calendar, *fields, &julian_day)) return false;
  const std::chrono::year_month_day date{
      std::chrono::sys_days{std::chrono::days{julian_day - kUnixEpochDay}}};
  fields->year = static_cast<int>(date.year());
  fields->month = static_cast<int>(static_cast<unsigned>(date.month()));
  fields->day = static_cast<int>(static_cast<unsigned>(date.day()));
  return true;
}

}  // namespace stratwatch::parsers::internal
