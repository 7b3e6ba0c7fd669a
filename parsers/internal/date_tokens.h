#pragma once

#include <cstdint>
#include <vector>

#include "parsers/internal/date_text.h"
#include "parsers/internal/month_names.h"

namespace stratwatch::parsers::internal {

struct DateToken {
  enum class Kind : std::uint8_t { kNumber, kMonth, kEra, kMeridiem, kWord, kMark };
  Kind kind = Kind::kMark;
  std::size_t begin = 0;  // Code points into the DateText.
  std::size_t end = 0;
  int value = 0;   // Of a number, a month or an era; of a mark its code point.
  int digits = 0;  // Of a number; 0 for one written in words.
  DateCalendar calendar = DateCalendar::kGregorian;
  int era_year_max = 0;

  bool Is(Kind other) const { return kind == other; }
  bool IsMark(char32_t c) const { return kind == Kind::kMark && static_cast<char32_t>(value) == c; }
};

// Cuts a text into numbers, names, other words and marks; spaces only separate. A number with the
// word for month ("3月", "3월", "tháng 3") is a month. Numbers of more than nine digits are words.
std::vector<DateToken> TokenizeDate(const DateText& text, const DateNames& names);

}  // namespace stratwatch::parsers::internal
