#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "model/article.h"
#include "model/error.h"

namespace stratwatch::parsers {

// A date as written: the instant, the offset it was written with, and how precise it is.
struct ParsedDate {
  std::chrono::sys_seconds utc{};
  std::int16_t offset_minutes = 0;
  bool offset_known = false;  // False: written without a zone; utc then assumes UTC.
  // Of a calendar that begins its months by sighting the moon, with no other date beside it: in
  // some countries the day before or after.
  bool by_the_moon = false;
  DatePrecision precision = DatePrecision::kSecond;
};

// Machine-written dates: RFC 3339 and ISO 8601 (extended, basic, week and ordinal dates, any
// separator seen in the wild), RFC 5322 and RFC 2822 with obsolete zones, asctime, HTTP dates, and
// Unix seconds or milliseconds. Lenient about spacing; strict that the day exists.
// Errors: kInvalid with the input (cut at 80 bytes).
Result<ParsedDate> ParseDate(std::string_view text);

// Dates written for people, in the month names of the mission's languages ("17 mars 2026",
// "١٧ مارس ٢٠٢٦", "2026年3月17日", "17 มีนาคม 2569", "令和8年3月17日", "۲۶ اسفند ۱۴۰۴"), in digits
// of any script, with words around them and a time of day; of several dates the first. The
// Buddhist, Japanese, Taiwanese, Persian, Ethiopian and lunar Hijri calendars are turned into the
// Gregorian one; the last (by the Umm al-Qura table) only where the line has no date of another
// calendar.
//
// `language`: BCP 47; decides month names and day/month order. "en" without a region has no
// order; "und" takes only names that mean one month in all languages and numbers that leave no
// doubt. Text of more than 512 bytes is no date line.
// The first use of a language builds its names (milliseconds; "und": some 150 ms).
// Errors: kInvalid: no day, month and year together; no such day; an order that must be guessed; a
// span of days ("17–19 March").
// Threads: both functions are thread-safe.
Result<ParsedDate> ParseWrittenDate(std::string_view text, std::string_view language);

}  // namespace stratwatch::parsers
