#include "parsers/internal/calendars.h"

#include <chrono>

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

}  // namespace

bool ToGregorian(DateCalendar calendar, DateFields* fields) {
  if (calendar == DateCalendar::kGregorian) return true;
  int julian_day = 0;
  const bool exists = calendar == DateCalendar::kPersian ? PersianDay(*fields, &julian_day)
                                                         : EthiopicDay(*fields, &julian_day);
  if (!exists) return false;
  const std::chrono::year_month_day date{
      std::chrono::sys_days{std::chrono::days{julian_day - kUnixEpochDay}}};
  fields->year = static_cast<int>(date.year());
  fields->month = static_cast<int>(static_cast<unsigned>(date.month()));
  fields->day = static_cast<int>(static_cast<unsigned>(date.day()));
  return true;
}

}  // namespace stratwatch::parsers::internal
