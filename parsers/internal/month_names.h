#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace stratwatch::parsers::internal {

enum class DateCalendar : std::uint8_t {
  kGregorian,
  kPersian,   // Solar Hijri: Iran and Afghanistan.
  kEthiopic,  // Ethiopia.
  kIslamic,   // Lunar Hijri, as Umm al-Qura computes it.
};

// A name found in dates of one language, folded as FoldDateText does.
struct DateName {
  enum class Kind : std::uint8_t { kMonth, kEra, kMeridiem };
  std::u32string text;
  Kind kind = Kind::kMonth;
  // kMonth: 1 … 13. kEra: what to add to a year of the era. kMeridiem: 0 before noon, 1 after.
  int value = 0;
  DateCalendar calendar = DateCalendar::kGregorian;
  int era_year_max = 0;  // kEra: its last year; 0 when it has not ended.
};

enum class DateOrder : std::uint8_t { kUnknown, kDayFirst, kMonthFirst, kYearFirst };

// The names of one language, from CLDR: months (format and stand-alone, wide and abbreviated, all
// regions; those of the lunar Hijri year in full), day halves, and eras. Immutable.
struct DateNames {
  std::string language;  // BCP 47 primary subtag; "und" for the names of all languages at once.
  // By first code point; longest first, so that the longest match is met first.
  std::unordered_map<char32_t, std::vector<DateName>> by_first;
};

// What a locale's dates look like in digits.
struct DateHabits {
  DateOrder order = DateOrder::kUnknown;  // Of a numeric date.
  bool dotted_time = false;               // "09.30"
  bool half_days = false;                 // "9:30 pm"
  bool minguo_years = false;              // Taiwan counts years from 1912.
};

// Thread-safe; built at the first use of a language and kept. Any language of CLDR has its own; one
// that CLDR lacks gives "und", whose month names are those that mean one month in all languages of
// the mission which have them.
const DateNames& NamesOf(std::string_view language_tag);
DateHabits HabitsOf(std::string_view language_tag);

}  // namespace stratwatch::parsers::internal
