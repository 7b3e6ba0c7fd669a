#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "model/error.h"
#include "parsers/date.h"

namespace stratwatch::parsers::internal {

// Years outside this are not publication dates but placeholders (0001-01-01, 9999-12-31) or years
// of another calendar read as Gregorian.
inline constexpr int kYearMin = 1900;
inline constexpr int kYearMax = 2199;

// A date in parts, as written. `hour` below zero: no time of day was written.
struct DateFields {
  int year = 0;
  int month = 0;
  int day = 0;
  int hour = -1;
  int minute = 0;
  int second = 0;
  bool second_known = false;
  std::optional<int> offset_minutes;
};

// nullopt when the day or the time does not exist. 24:00:00 is the next day's midnight (ISO 8601)
// and :60 a leap second (RFC 3339, 5.7), counted as the second after :59.
std::optional<ParsedDate> ToParsedDate(const DateFields& fields);

// Sets year, month and day of ISO week `week` and weekday 1 (Monday) … 7, or of day `ordinal` of
// the year. False when there is no such day.
bool SetWeekDate(int year, int week, int weekday, DateFields* fields);
bool SetOrdinalDate(int year, int ordinal, DateFields* fields);

// RFC 2822, 4.3: two digits 00–49 are 20xx, 50–99 19xx; three digits count from 1900.
int WidenYear(int year, int digits);

// 1 … 12 for an English month name: the whole name or any prefix of three letters or more, any
// case; 0 when it is none.
int EnglishMonth(std::string_view word);
bool IsEnglishWeekday(std::string_view word);

// What a zone's name says. `known` is false for names that are zones but mean different offsets in
// different countries (IST, BST), or are so often wrong that RFC 5322, 4.3 says to read them as
// unknown (the military letters).
struct ZoneName {
  bool known = false;
  int offset_minutes = 0;
};
std::optional<ZoneName> FindZone(std::string_view name);

// 12 am is 0, 12 pm is 12; false when the hour is not of a 12-hour clock.
bool ApplyMeridiem(bool afternoon, DateFields* fields);

// "date \"…\": <reason>", the text cut at 80 bytes on a character's boundary.
tl::unexpected<Error> BadDate(std::string_view text, std::string_view reason);

}  // namespace stratwatch::parsers::internal
