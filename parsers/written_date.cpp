#include <optional>
#include <string>
#include <vector>

#include "parsers/date.h"
#include "parsers/internal/calendars.h"
#include "parsers/internal/date_fields.h"
#include "parsers/internal/date_tokens.h"
#include "parsers/internal/written_time.h"

namespace stratwatch::parsers {
namespace {

using internal::DateCalendar;
using internal::DateFields;
using internal::DateHabits;
using internal::DateNames;
using internal::DateOrder;
using internal::DateText;
using internal::DateToken;
using Kind = DateToken::Kind;

// A date line of a page, with words around it ("Published on … by …"), not a paragraph.
constexpr std::size_t kTextBytesMax = 512;

// How far apart the parts of one date may stand, in letters of the words between them: "17 de
// marzo del año 2026", "2026 жылғы 17 наурыз"; but not "17 states met in March 2026".
constexpr std::size_t kDayGapLettersMax = 3;
constexpr std::size_t kYearGapLettersMax = 5;
constexpr int kDayGapWordsMax = 1;
constexpr int kYearGapWordsMax = 2;

// The Buddhist Era is 543 years ahead; these are 1957 to 2099.
constexpr int kBuddhistYearMin = 2500;
constexpr int kBuddhistYearMax = 2642;

class DateFinder {
 public:
  DateFinder(const DateText& text, const DateNames& names, const DateHabits& habits)
      : text_(text), names_(names), habits_(habits), tokens_(TokenizeDate(text, names)) {
    TakeWrittenTime(text_, habits_, &tokens_, &fields_);
  }

  // The first date; nullopt when there is none or it leaves a doubt.
  std::optional<ParsedDate> Find() {
    std::optional<ParsedDate> by_the_moon;
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      std::optional<std::size_t> end;
      if (tokens_[i].Is(Kind::kMonth)) {
        end = ReadAround(i);
      } else if (tokens_[i].Is(Kind::kNumber)) {
        end = ReadNumeric(i);
      }
      if (!end) continue;
      TakeDottedTime(text_, habits_, *end, &tokens_, &fields_);
      std::optional<ParsedDate> date = ToParsedDate(fields_);
      if (calendar_ != DateCalendar::kIslamic || !date) return date;
      // "15 Ramadan 1447, 4 March 2026": the second leaves no doubt.
      date->by_the_moon = true;
      if (!by_the_moon) by_the_moon = date;
      i = *end - 1;
    }
    return by_the_moon;
  }

  bool Ambiguous() const { return ambiguous_; }

 private:
  struct Gap {
    std::size_t letters_max;
    int words_max;
  };
  static constexpr Gap kDayGap{kDayGapLettersMax, kDayGapWordsMax};
  static constexpr Gap kYearGap{kYearGapLettersMax, kYearGapWordsMax};

  bool IsDay(std::optional<std::size_t> i) const {
    return i && tokens_[*i].digits <= 2 && tokens_[*i].value >= 1 && tokens_[*i].value <= 31;
  }
  bool IsLongYear(std::optional<std::size_t> i) const {
    return i && (tokens_[*i].digits >= 3 || EraOf(*i));
  }

  // The nearest number after (step 1) or before (step -1) token `from` with no more between them
  // than `gap` allows.
  std::optional<std::size_t> Number(std::optional<std::size_t> from, int step, Gap gap) const {
    if (!from) return std::nullopt;
    int words = 0;
    int marks = 0;
    for (std::size_t i = *from + static_cast<std::size_t>(step); i < tokens_.size();
         i += static_cast<std::size_t>(step)) {
      const DateToken& token = tokens_[i];
      if (token.Is(Kind::kNumber)) return i;
      if (token.Is(Kind::kEra)) continue;
      if (token.Is(Kind::kMark)) {
        if (++marks > 4 || token.IsMark(U'+') || token.IsMark(U'|')) return std::nullopt;
        continue;
      }
      // An ending of the number ("17th", "17-го") is part of it; what stands behind a slash is
      // the month once more ("آذار/مارس").
      if (IsEnding(i) || (i > 0 && tokens_[i - 1].IsMark(U'/'))) continue;
      if (token.end - token.begin > gap.letters_max || ++words > gap.words_max) {
        return std::nullopt;
      }
    }
    return std::nullopt;
  }

  bool IsEnding(std::size_t i) const {
    if (!tokens_[i].Is(Kind::kWord) || i == 0) return false;
    std::size_t before = i - 1;
    const bool hyphen = tokens_[before].IsMark(U'-') && before > 0;
    if (hyphen) --before;
    return tokens_[before].Is(Kind::kNumber) && tokens_[i].begin == tokens_[i - 1].end &&
           tokens_[before].end + (hyphen ? 1U : 0U) == tokens_[i].begin;
  }

  // "17–19 March" is a span of days, which names no day.
  bool IsSpanOfDays(std::size_t day) const {
    if (day < 2) return false;
    const DateToken& mark = tokens_[day - 1];
    const bool dash = mark.IsMark(U'-') || mark.IsMark(0x2013) || mark.IsMark(0x2014);
    return dash && tokens_[day - 2].Is(Kind::kNumber) && tokens_[day - 2].digits <= 2;
  }

  const DateToken* EraOf(std::size_t year) const {
    // "พ.ศ. 2569", "令和8年": the era stands right before its year.
    for (std::size_t i = year; i > 0 && year - i < 2; --i) {
      if (tokens_[i - 1].Is(Kind::kEra)) return &tokens_[i - 1];
      if (!tokens_[i - 1].Is(Kind::kMark)) break;
    }
    return nullptr;
  }

  bool IsThai(const DateToken& token) const {
    const char32_t first = text_.folded[token.begin];
    return first >= 0x0E00 && first <= 0x0E7F;
  }

  // The Gregorian year of number `i` (or of `calendar`, if another); 0 when it is none.
  // `certain`: the number can be nothing but the year, so two digits are enough.
  int YearOf(std::size_t i, DateCalendar calendar, bool thai, bool certain) const {
    const DateToken& number = tokens_[i];
    if (const DateToken* era = EraOf(i)) {
      if (number.value < 1 || (era->era_year_max > 0 && number.value > era->era_year_max)) return 0;
      return number.value + era->value;
    }
    if (calendar != DateCalendar::kGregorian) return number.digits == 4 ? number.value : 0;
    if (number.digits == 4) {
      const bool buddhist =
          thai && number.value >= kBuddhistYearMin && number.value <= kBuddhistYearMax;
      return buddhist ? number.value - 543 : number.value;
    }
    if (number.digits == 3 && habits_.minguo_years && number.value < 200) {
      return number.value + 1911;
    }
    if (number.digits != 2 || !certain) return 0;
    // Thai writes 69 for 2569; a small number could be of either era.
    if (thai) return number.value >= 60 ? 2500 + number.value - 543 : 0;
    return internal::WidenYear(number.value, 2);
  }

  // Reads a date whose month is token `month`, in any order of its parts; gives the token after
  // the date's last part.
  std::optional<std::size_t> ReadAround(std::size_t month) {
    const auto before = Number(month, -1, kDayGap);
    const auto after = Number(month, 1, kDayGap);
    const auto year_after = Number(month, 1, kYearGap);
    const auto year_before = Number(month, -1, kYearGap);
    const auto year_first = Number(before, -1, kYearGap);
    const auto year_last = Number(after, 1, kYearGap);
    const auto accept = [&](std::optional<std::size_t> day, std::optional<std::size_t> year,
                            bool certain) {
      return IsDay(day) && year && *day != *year && (certain || IsLongYear(year)) &&
             SetNamed(month, *day, *year, certain);
    };
    const auto past = [](std::size_t a, std::size_t b) { return std::max(a, b) + 1; };
    if (accept(before, year_after, false)) return past(month, *year_after);
    if (habits_.order == DateOrder::kYearFirst && accept(after, year_before, false)) {
      return past(month, *after);
    }
    if (accept(after, year_last, false)) return past(*after, *year_last);
    if (accept(after, year_before, false)) return past(month, *after);
    if (accept(before, year_first, false)) return month + 1;
    if (accept(before, year_after, true)) return past(month, *year_after);
    return std::nullopt;
  }

  bool SetNamed(std::size_t month, std::size_t day, std::size_t year, bool certain) {
    if (IsSpanOfDays(day)) {
      ambiguous_ = true;
      return false;
    }
    const DateToken& name = tokens_[month];
    const bool thai = IsThai(name) || names_.language == "th";
    return SetDay(YearOf(year, name.calendar, thai, certain), name.value, tokens_[day].value,
                  name.calendar);
  }

  bool SetDay(int year, int month, int day, DateCalendar calendar) {
    DateFields fields = fields_;
    fields.year = year;
    fields.month = month;
    fields.day = day;
    if (year <= 0 || !ToGregorian(calendar, &fields) || !ToParsedDate(fields)) return false;
    fields_ = fields;
    calendar_ = calendar;
    return true;
  }

  // Three numbers with one mark between them, beginning at token `i`.
  std::optional<std::size_t> ReadNumeric(std::size_t i) {
    if (i + 4 >= tokens_.size() || !tokens_[i + 2].Is(Kind::kNumber) ||
        !tokens_[i + 4].Is(Kind::kNumber)) {
      return std::nullopt;
    }
    const DateToken& mark = tokens_[i + 1];
    const bool known = mark.IsMark(U'/') || mark.IsMark(U'.') || mark.IsMark(U'-');
    if (!known || !tokens_[i + 3].IsMark(static_cast<char32_t>(mark.value))) return std::nullopt;
    // Part of something longer: a version, an address, a telephone number.
    if (i > 0 && tokens_[i - 1].IsMark(static_cast<char32_t>(mark.value))) return std::nullopt;
    if (i + 6 < tokens_.size() && tokens_[i + 5].IsMark(static_cast<char32_t>(mark.value)) &&
        tokens_[i + 6].Is(Kind::kNumber)) {
      return std::nullopt;
    }
    const bool read = IsLongYear(i) ? SetYearFirst(i) : SetYearLast(i, mark.IsMark(U'.'));
    if (!read) return std::nullopt;
    return i + 5;
  }

  // Of a date in digits: a year of the 14th or 15th century is Iran's and Afghanistan's solar one,
  // or else the lunar one.
  DateCalendar CalendarOfYear(int year) const {
    if (year < 1300 || year >= 1500) return DateCalendar::kGregorian;
    if (names_.language == "fa" || names_.language == "ps") return DateCalendar::kPersian;
    if (names_.language == "ar" || names_.language == "ur") return DateCalendar::kIslamic;
    return DateCalendar::kGregorian;
  }

  bool SetYearFirst(std::size_t i) {
    if (tokens_[i + 2].digits > 2 || tokens_[i + 4].digits > 2) return false;
    const bool thai = names_.language == "th";
    const DateCalendar calendar = CalendarOfYear(tokens_[i].value);
    return SetDay(YearOf(i, calendar, thai, false), tokens_[i + 2].value, tokens_[i + 4].value,
                  calendar);
  }

  bool SetYearLast(std::size_t i, bool dots) {
    const DateToken& first = tokens_[i];
    const DateToken& second = tokens_[i + 2];
    if (first.digits > 2 || second.digits > 2) return false;
    // No CLDR locale writes dots and the month first.
    DateOrder order = dots ? DateOrder::kDayFirst : habits_.order;
    const bool short_year = tokens_[i + 4].digits == 2;
    if (order == DateOrder::kYearFirst) order = DateOrder::kUnknown;
    // "01/25/26" can be read in one way only; "25/01/26" might begin with its year.
    const bool one_way = first.value <= 12 && second.value > 12;
    if (short_year && !one_way &&
        (order == DateOrder::kUnknown || habits_.order == DateOrder::kYearFirst)) {
      ambiguous_ = true;
      return false;
    }
    // The numbers overrule the habit: there is no 17th month.
    if (first.value > 12) order = DateOrder::kDayFirst;
    if (second.value > 12) order = DateOrder::kMonthFirst;
    if (order == DateOrder::kUnknown && first.value != second.value) {
      ambiguous_ = true;
      return false;
    }
    const bool month_first = order == DateOrder::kMonthFirst;
    const bool thai = names_.language == "th";
    const DateCalendar calendar = CalendarOfYear(tokens_[i + 4].value);
    const int year = YearOf(i + 4, calendar, thai, true);
    return SetDay(year, month_first ? first.value : second.value,
                  month_first ? second.value : first.value, calendar);
  }

  const DateText& text_;
  const DateNames& names_;
  const DateHabits habits_;
  std::vector<DateToken> tokens_;
  DateFields fields_;
  DateCalendar calendar_ = DateCalendar::kGregorian;  // That fields_ was written in.
  bool ambiguous_ = false;
};

}  // namespace

Result<ParsedDate> ParseWrittenDate(std::string_view text, std::string_view language) {
  if (text.size() > kTextBytesMax) return internal::BadDate(text, "longer than a line with a date");
  const DateText folded = internal::FoldDateText(text);
  const DateHabits habits = internal::HabitsOf(language);
  bool ambiguous = false;
  // The language is what a source says of itself: English names, or names that mean one month in
  // any language, are evidence of their own.
  for (const std::string_view each : {language, std::string_view("en"), std::string_view("und")}) {
    DateFinder finder(folded, internal::NamesOf(each), habits);
    if (const auto date = finder.Find()) return *date;
    ambiguous = ambiguous || finder.Ambiguous();
    if (ambiguous) break;
  }
  if (ambiguous) return internal::BadDate(text, "its day and month cannot be told for certain");
  return internal::BadDate(text, "no day, month and year together, or no such day");
}

}  // namespace stratwatch::parsers
