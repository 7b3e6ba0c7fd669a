#include "parsers/date.h"

#include <algorithm>
#include <array>
#include <string>

#include "parsers/internal/ascii.h"
#include "parsers/internal/date_fields.h"

namespace stratwatch::parsers {
namespace {

using internal::DateFields;
using internal::IsAsciiAlpha;
using internal::IsAsciiDigit;

// The longest form seen, JavaScript's Date with its zone's name in brackets, has some 70 bytes.
constexpr std::size_t kTextBytesMax = 128;

// Whitespace of any kind becomes one space, the minus sign and dashes a hyphen; trimmed.
std::string Cleaned(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, char>, 6> kReplaced = {{
      {"\xC2\xA0", ' '},      // No-break space.
      {"\xE2\x80\xAF", ' '},  // Narrow no-break space: ICU writes it before AM/PM.
      {"\xE2\x80\x89", ' '},  // Thin space.
      {"\xE2\x88\x92", '-'},  // Minus sign, which ISO 8601 prefers in offsets.
      {"\xE2\x80\x93", '-'},  // En dash.
      {"\xE2\x80\x90", '-'},  // Hyphen.
  }};
  std::string clean;
  for (std::size_t i = 0; i < text.size();) {
    char c = text[i];
    std::size_t length = 1;
    for (const auto& [bytes, ascii] : kReplaced) {
      if (text.substr(i, bytes.size()) == bytes) {
        c = ascii;
        length = bytes.size();
      }
    }
    i += length;
    if (c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v') c = ' ';
    if (c == ' ' && (clean.empty() || clean.back() == ' ')) continue;
    clean += c;
  }
  while (!clean.empty() && clean.back() == ' ') clean.pop_back();
  return clean;
}

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  bool AtEnd() const { return position_ >= text_.size(); }
  char Peek(std::size_t ahead = 0) const {
    return position_ + ahead < text_.size() ? text_[position_ + ahead] : '\0';
  }
  void Skip(std::size_t count = 1) { position_ = std::min(position_ + count, text_.size()); }
  bool Take(char c) {
    if (Peek() != c || AtEnd()) return false;
    ++position_;
    return true;
  }
  void SkipSpaces() {
    while (Peek() == ' ') ++position_;
  }
  int DigitsAhead() const {
    int count = 0;
    while (IsAsciiDigit(Peek(static_cast<std::size_t>(count)))) ++count;
    return count;
  }
  // The next `count` digits, which the caller has seen are there (at most nine).
  int Number(int count) {
    int value = 0;
    for (int i = 0; i < count; ++i) value = value * 10 + (text_[position_++] - '0');
    return value;
  }
  std::string_view Word() {
    const std::size_t begin = position_;
    while (IsAsciiAlpha(Peek())) ++position_;
    return text_.substr(begin, position_ - begin);
  }
  std::size_t Position() const { return position_; }
  void Return(std::size_t position) { position_ = position; }

 private:
  std::string_view text_;
  std::size_t position_ = 0;
};

// ±hh, ±hhmm, ±hh:mm, ±h:mm at the sign. True and moved past when it is an offset.
bool TakeOffset(Scanner* scan, DateFields* fields) {
  const std::size_t start = scan->Position();
  const int sign = scan->Peek() == '-' ? -1 : 1;
  scan->Skip();
  const int digits = scan->DigitsAhead();
  int hours = 0;
  int minutes = 0;
  if (digits == 4) {
    hours = scan->Number(2);
    minutes = scan->Number(2);
  } else if (digits == 1 || digits == 2) {
    hours = scan->Number(digits);
    if (scan->Peek() == ':' && IsAsciiDigit(scan->Peek(1)) && IsAsciiDigit(scan->Peek(2))) {
      scan->Skip();
      minutes = scan->Number(2);
      // Seconds of an offset (ISO 8601-2:2019) are nought in this century.
      if (scan->Peek() == ':' && scan->Peek(1) == '0' && scan->Peek(2) == '0') scan->Skip(3);
    }
  } else {
    scan->Return(start);
    return false;
  }
  if (hours > 23 || minutes > 59) {
    scan->Return(start);
    return false;
  }
  fields->offset_minutes = sign * (hours * 60 + minutes);
  return true;
}

// A zone: an offset, a name, or a name with an offset ("GMT+0100"); then what some programs write
// behind it: "(CET)" or RFC 9557's "[Europe/Paris]". False when something else stands here.
bool TakeZone(Scanner* scan, DateFields* fields) {
  scan->SkipSpaces();
  if (IsAsciiAlpha(scan->Peek())) {
    const auto zone = internal::FindZone(scan->Word());
    if (!zone) return false;
    if (zone->known) fields->offset_minutes = zone->offset_minutes;
    scan->SkipSpaces();
  }
  if ((scan->Peek() == '+' || scan->Peek() == '-') && !TakeOffset(scan, fields)) return false;
  scan->SkipSpaces();
  if (scan->Peek() == '(' || scan->Peek() == '[') {
    const char close = scan->Peek() == '(' ? ')' : ']';
    while (!scan->AtEnd() && scan->Peek() != close) scan->Skip();
    scan->Take(close);
  }
  scan->SkipSpaces();
  return true;
}

// "am", "PM", "a.m.", after spaces; nothing is moved past when it is none.
bool TakeMeridiem(Scanner* scan, bool* afternoon) {
  const std::size_t before = scan->Position();
  scan->SkipSpaces();
  const char first = internal::AsciiLower(scan->Peek());
  scan->Skip();
  const bool dotted = scan->Take('.');
  const char second = internal::AsciiLower(scan->Peek());
  scan->Skip();
  if ((first != 'a' && first != 'p') || second != 'm' || IsAsciiAlpha(scan->Peek())) {
    scan->Return(before);
    return false;
  }
  if (dotted) scan->Take('.');
  *afternoon = first == 'p';
  return true;
}

// hh:mm, hh:mm:ss, with a fraction; hhmm, hhmmss; hh alone when `alone` allows it. Sets the fields.
bool TakeTime(Scanner* scan, bool alone, DateFields* fields) {
  const int digits = scan->DigitsAhead();
  if (digits == 6 || digits == 4) {
    fields->hour = scan->Number(2);
    fields->minute = scan->Number(2);
    if (digits == 6) {
      fields->second = scan->Number(2);
      fields->second_known = true;
    }
  } else if (digits == 1 || digits == 2) {
    fields->hour = scan->Number(digits);
    const char separator = scan->Peek();
    const bool more = (separator == ':' || separator == '.') && IsAsciiDigit(scan->Peek(1));
    if (!more && !alone) return false;
    if (more) {
      scan->Skip();
      fields->minute = scan->Number(std::min(scan->DigitsAhead(), 2));
      if (scan->Peek() == separator && IsAsciiDigit(scan->Peek(1))) {
        scan->Skip();
        fields->second = scan->Number(std::min(scan->DigitsAhead(), 2));
        fields->second_known = true;
      }
    }
  } else {
    return false;
  }
  // A fraction of a second, or a fourth group as some .NET formats write it (":000").
  const char mark = scan->Peek();
  if (fields->second_known && (mark == '.' || mark == ',' || mark == ':') &&
      IsAsciiDigit(scan->Peek(1))) {
    scan->Skip();
    scan->Skip(static_cast<std::size_t>(scan->DigitsAhead()));
  }
  bool afternoon = false;
  return !TakeMeridiem(scan, &afternoon) || internal::ApplyMeridiem(afternoon, fields);
}

// The calendar day of an ISO 8601 date: extended or basic, by month, week or ordinal. Also with
// slashes or dots instead of hyphens, and one-digit months and days.
bool TakeIsoDay(Scanner* scan, DateFields* fields) {
  const int digits = scan->DigitsAhead();
  if (digits != 4 && digits != 7 && digits != 8) return false;
  const int year = scan->Number(4);
  fields->year = year;
  if (digits == 7) return internal::SetOrdinalDate(year, scan->Number(3), fields);
  if (digits == 8) {
    fields->month = scan->Number(2);
    fields->day = scan->Number(2);
    return true;
  }
  const char separator = scan->Peek();
  const bool separated = separator == '-' || separator == '/' || separator == '.';
  if (separated) scan->Skip();
  if (scan->Peek() == 'W' || scan->Peek() == 'w') {
    scan->Skip();
    const int week_digits = scan->DigitsAhead();
    if (week_digits != 2 && week_digits != 3) return false;
    const int week = scan->Number(2);
    if (separated) scan->Take('-');
    // A week without a day names no day.
    if (scan->DigitsAhead() < 1) return false;
    return internal::SetWeekDate(year, week, scan->Number(1), fields);
  }
  if (!separated) return false;
  const int month_digits = scan->DigitsAhead();
  if (month_digits == 3) return internal::SetOrdinalDate(year, scan->Number(3), fields);
  if (month_digits != 1 && month_digits != 2) return false;
  fields->month = scan->Number(month_digits);
  if (!scan->Take(separator)) return false;
  const int day_digits = scan->DigitsAhead();
  if (day_digits != 1 && day_digits != 2) return false;
  fields->day = scan->Number(day_digits);
  return true;
}

// What may follow a numeric day: nothing, or a separator, a time and a zone.
bool TakeRest(Scanner* scan, DateFields* fields) {
  if (scan->AtEnd()) return true;
  while (scan->Peek() == 'T' || scan->Peek() == 't' || scan->Peek() == ' ' || scan->Peek() == '_' ||
         scan->Peek() == ',' || scan->Peek() == '-' || scan->Peek() == ':') {
    scan->Skip();
  }
  // A day with a zone and no time (XML Schema's xs:date: "2026-03-17Z") is still only a day.
  if (!IsAsciiDigit(scan->Peek())) {
    DateFields ignored;
    return TakeZone(scan, &ignored) && scan->AtEnd();
  }
  return TakeTime(scan, true, fields) && TakeZone(scan, fields) && scan->AtEnd();
}

// Digits alone: a basic ISO date or Unix time. Ten digits are Unix seconds from 2001 on and nine
// before; thirteen are milliseconds, sixteen microseconds.
std::optional<ParsedDate> FromDigits(std::string_view digits) {
  DateFields fields;
  Scanner scan(digits);
  switch (digits.size()) {
    case 7:
    case 8:
      return TakeIsoDay(&scan, &fields) ? internal::ToParsedDate(fields) : std::nullopt;
    case 12:
    case 14: {
      Scanner day(digits.substr(0, 8));
      Scanner time(digits.substr(8));
      if (!TakeIsoDay(&day, &fields) || !TakeTime(&time, false, &fields)) return std::nullopt;
      return internal::ToParsedDate(fields);
    }
    case 9:
    case 10:
    case 13:
    case 16: {
      std::int64_t value = 0;
      for (const char c : digits) value = value * 10 + (c - '0');
      if (digits.size() == 13) value /= 1'000;
      if (digits.size() == 16) value /= 1'000'000;
      ParsedDate date;
      date.utc = std::chrono::sys_seconds{std::chrono::seconds{value}};
      date.offset_known = true;
      return date;
    }
    default:
      return std::nullopt;
  }
}

// "17/03/2026", "17.3.2026 09:30", "03-17-2026": dots are day first in every CLDR locale that has
// the year last; with slashes and hyphens the order must follow from the numbers.
std::optional<ParsedDate> FromYearLast(Scanner scan, bool* ambiguous) {
  DateFields fields;
  const int first_digits = scan.DigitsAhead();
  if (first_digits < 1 || first_digits > 2) return std::nullopt;
  const int first = scan.Number(first_digits);
  const char separator = scan.Peek();
  if (separator != '/' && separator != '.' && separator != '-') return std::nullopt;
  scan.Skip();
  const int second_digits = scan.DigitsAhead();
  if (second_digits < 1 || second_digits > 2) return std::nullopt;
  const int second = scan.Number(second_digits);
  if (!scan.Take(separator) || scan.DigitsAhead() != 4) return std::nullopt;
  fields.year = scan.Number(4);
  const bool month_first = separator != '.' && second > 12;
  if (separator != '.' && first <= 12 && second <= 12 && first != second) {
    *ambiguous = true;
    return std::nullopt;
  }
  fields.day = month_first ? second : first;
  fields.month = month_first ? first : second;
  if (!TakeRest(&scan, &fields)) return std::nullopt;
  return internal::ToParsedDate(fields);
}

// Dates with an English month name: RFC 5322 and its obsolete forms, RFC 850, asctime, Java's and
// JavaScript's toString, "Mar 17, 2026 9:30 AM". Any order of parts that leaves no doubt.
std::optional<ParsedDate> FromEnglishNames(Scanner scan) {
  DateFields fields;
  bool zone_seen = false;
  while (!scan.AtEnd()) {
    const char c = scan.Peek();
    const int digits = scan.DigitsAhead();
    if (digits > 0 && fields.hour < 0 && digits <= 2 &&
        scan.Peek(static_cast<std::size_t>(digits)) == ':') {
      if (!TakeTime(&scan, false, &fields)) return std::nullopt;
    } else if (digits > 4) {
      return std::nullopt;
    } else if (digits > 0) {
      const int number = scan.Number(digits);
      if (digits <= 2 && fields.day == 0) {
        fields.day = number;
      } else if (fields.year == 0 && (digits == 4 || (digits >= 2 && fields.month > 0))) {
        fields.year = internal::WidenYear(number, digits);
      } else {
        return std::nullopt;
      }
    } else if ((c == '+' || c == '-') && fields.hour >= 0 && IsAsciiDigit(scan.Peek(1))) {
      if (!TakeZone(&scan, &fields)) return std::nullopt;
      zone_seen = true;
    } else if (bool afternoon = false; fields.hour >= 0 && TakeMeridiem(&scan, &afternoon)) {
      if (!internal::ApplyMeridiem(afternoon, &fields)) return std::nullopt;
    } else if (IsAsciiAlpha(c)) {
      const std::size_t start = scan.Position();
      const std::string_view word = scan.Word();
      const int month = internal::EnglishMonth(word);
      if (month > 0 && fields.month == 0) {
        fields.month = month;
      } else if (fields.hour >= 0 && !zone_seen && internal::FindZone(word)) {
        scan.Return(start);
        if (!TakeZone(&scan, &fields)) return std::nullopt;
        zone_seen = true;
      } else if (!internal::IsEnglishWeekday(word) && word != "T" && word != "at") {
        return std::nullopt;
      }
    } else if (c == '(') {
      while (!scan.AtEnd() && !scan.Take(')')) scan.Skip();
    } else if (c == ' ' || c == ',' || c == '-' || c == '/' || c == '.' || c == '\'') {
      scan.Skip();
    } else {
      return std::nullopt;
    }
  }
  return internal::ToParsedDate(fields);
}

}  // namespace

Result<ParsedDate> ParseDate(std::string_view text) {
  if (text.size() > kTextBytesMax) return internal::BadDate(text, "longer than any date");
  const std::string clean = Cleaned(text);
  if (clean.empty()) return internal::BadDate(text, "empty");

  if (std::all_of(clean.begin(), clean.end(), [](char c) { return IsAsciiDigit(c); })) {
    if (const auto date = FromDigits(clean)) return *date;
    return internal::BadDate(text, "digits that are neither a date nor Unix time");
  }

  Scanner scan(clean);
  // "Fri, 2006/09/15 08:19:53 EDT": the weekday adds nothing.
  if (IsAsciiAlpha(scan.Peek()) && internal::IsEnglishWeekday(scan.Word())) {
    while (scan.Peek() == ',' || scan.Peek() == ' ' || scan.Peek() == '.') scan.Skip();
  } else {
    scan.Return(0);
  }
  DateFields fields;
  Scanner iso = scan;
  if (TakeIsoDay(&iso, &fields) && TakeRest(&iso, &fields)) {
    if (const auto date = internal::ToParsedDate(fields)) return *date;
    return internal::BadDate(text, "no such day or time");
  }
  bool ambiguous = false;
  if (const auto date = FromYearLast(scan, &ambiguous)) return *date;
  if (ambiguous) return internal::BadDate(text, "day and month cannot be told apart");
  if (const auto date = FromEnglishNames(scan)) return *date;
  return internal::BadDate(text, "no known form, or a day that does not exist");
}

}  // namespace stratwatch::parsers
