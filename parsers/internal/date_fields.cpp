#include "parsers/internal/date_fields.h"

#include <algorithm>
#include <array>
#include <chrono>

#include "parsers/internal/ascii.h"

namespace stratwatch::parsers::internal {
namespace {

namespace chrono = std::chrono;

constexpr std::size_t kQuotedBytesMax = 80;

constexpr std::array<std::string_view, 12> kMonths = {
    "january", "february", "march",     "april",   "may",      "june",
    "july",    "august",   "september", "october", "november", "december"};

constexpr std::array<std::string_view, 7> kWeekdays = {
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};

struct Zone {
  std::string_view name;
  int offset_minutes;
};

// RFC 5322, 4.3 for the American ones; the rest are what governments and agencies print
// (https://www.iana.org/time-zones, abbreviations with one meaning in use).
constexpr Zone kZones[] = {
    {"utc", 0},    {"gmt", 0},     {"ut", 0},      {"z", 0},      {"wet", 0},    {"edt", -240},
    {"est", -300}, {"cdt", -300},  {"cst", -360},  {"mdt", -360}, {"mst", -420}, {"pdt", -420},
    {"pst", -480}, {"akdt", -480}, {"akst", -540}, {"hst", -600}, {"ndt", -150}, {"nst", -210},
    {"adt", -180}, {"brt", -180},  {"art", -180},  {"clt", -240}, {"west", 60},  {"cet", 60},
    {"cest", 120}, {"mez", 60},    {"mesz", 120},  {"met", 60},   {"mest", 120}, {"eet", 120},
    {"eest", 180}, {"msk", 180},   {"msd", 240},   {"trt", 180},  {"wat", 60},   {"cat", 120},
    {"sast", 120}, {"eat", 180},   {"irst", 210},  {"pkt", 300},  {"npt", 345},  {"ict", 420},
    {"wib", 420},  {"wita", 480},  {"wit", 540},   {"hkt", 480},  {"sgt", 480},  {"myt", 480},
    {"pht", 480},  {"awst", 480},  {"jst", 540},   {"kst", 540},  {"acst", 570}, {"acdt", 630},
    {"aest", 600}, {"aedt", 660},  {"nzst", 720},  {"nzdt", 780},
};

constexpr std::string_view kUnsureZones[] = {"ist", "bst", "ast", "gst", "amt", "wst",  "et",
                                             "ct",  "mt",  "pt",  "bt",  "sst", "local"};

bool IsPrefixOf(std::string_view word, std::string_view whole) {
  return word.size() >= 3 && word.size() <= whole.size() && whole.substr(0, word.size()) == word;
}

}  // namespace

std::optional<ParsedDate> ToParsedDate(const DateFields& fields) {
  if (fields.year < kYearMin || fields.year > kYearMax) return std::nullopt;
  if (fields.month < 1 || fields.month > 12 || fields.day < 1 || fields.day > 31) {
    return std::nullopt;
  }
  const chrono::year_month_day day{chrono::year{fields.year},
                                   chrono::month{static_cast<unsigned>(fields.month)},
                                   chrono::day{static_cast<unsigned>(fields.day)}};
  if (!day.ok()) return std::nullopt;

  ParsedDate date;
  date.utc = chrono::sys_days{day};
  if (fields.hour < 0) {
    date.precision = DatePrecision::kDay;
  } else {
    const bool end_of_day = fields.hour == 24 && fields.minute == 0 && fields.second == 0;
    if ((fields.hour > 23 && !end_of_day) || fields.minute > 59 || fields.second > 60) {
      return std::nullopt;
    }
    date.utc += chrono::hours{fields.hour} + chrono::minutes{fields.minute} +
                chrono::seconds{fields.second};
    date.precision = fields.second_known ? DatePrecision::kSecond : DatePrecision::kMinute;
  }
  if (fields.offset_minutes.has_value()) {
    if (*fields.offset_minutes <= -24 * 60 || *fields.offset_minutes >= 24 * 60) {
      return std::nullopt;
    }
    date.utc -= chrono::minutes{*fields.offset_minutes};
    date.offset_minutes = static_cast<std::int16_t>(*fields.offset_minutes);
    date.offset_known = true;
  }
  return date;
}

bool SetWeekDate(int year, int week, int weekday, DateFields* fields) {
  if (week < 1 || week > 53 || weekday < 1 || weekday > 7) return false;
  // ISO 8601: week 1 is the one with 4 January in it.
  const chrono::sys_days fourth{chrono::year{year} / 1 / 4};
  const auto monday = fourth - (chrono::weekday{fourth} - chrono::Monday);
  const chrono::sys_days day = monday + chrono::days{(week - 1) * 7 + weekday - 1};
  // Week 53 exists only when its Thursday is still in this year.
  const chrono::year_month_day thursday{monday + chrono::days{(week - 1) * 7 + 3}};
  if (thursday.year() != chrono::year{year}) return false;
  const chrono::year_month_day date{day};
  fields->year = static_cast<int>(date.year());
  fields->month = static_cast<int>(static_cast<unsigned>(date.month()));
  fields->day = static_cast<int>(static_cast<unsigned>(date.day()));
  return true;
}

bool SetOrdinalDate(int year, int ordinal, DateFields* fields) {
  if (ordinal < 1 || ordinal > (chrono::year{year}.is_leap() ? 366 : 365)) return false;
  const chrono::year_month_day date{chrono::sys_days{chrono::year{year} / 1 / 1} +
                                    chrono::days{ordinal - 1}};
  fields->year = year;
  fields->month = static_cast<int>(static_cast<unsigned>(date.month()));
  fields->day = static_cast<int>(static_cast<unsigned>(date.day()));
  return true;
}

int WidenYear(int year, int digits) {
  if (digits == 2) return year < 50 ? year + 2000 : year + 1900;
  if (digits == 3) return year + 1900;
  return year;
}

int EnglishMonth(std::string_view word) {
  const std::string lower = AsciiLower(word);
  for (std::size_t i = 0; i < kMonths.size(); ++i) {
    if (IsPrefixOf(lower, kMonths[i])) return static_cast<int>(i) + 1;
  }
  return 0;
}

bool IsEnglishWeekday(std::string_view word) {
  const std::string lower = AsciiLower(word);
  return std::any_of(kWeekdays.begin(), kWeekdays.end(),
                     [&](std::string_view day) { return IsPrefixOf(lower, day); });
}

std::optional<ZoneName> FindZone(std::string_view name) {
  const std::string lower = AsciiLower(name);
  for (const Zone& zone : kZones) {
    if (zone.name == lower) return ZoneName{true, zone.offset_minutes};
  }
  if (lower.size() == 1 && IsAsciiAlpha(lower[0]) && lower[0] != 'j') return ZoneName{};
  for (const std::string_view unsure : kUnsureZones) {
    if (unsure == lower) return ZoneName{};
  }
  return std::nullopt;
}

bool ApplyMeridiem(bool afternoon, DateFields* fields) {
  // A 24-hour time with a mark beside it ("14:05 PM") is common and clear.
  if (fields->hour > 12) return afternoon;
  if (fields->hour < 0) return false;
  if (fields->hour == 12) {
    fields->hour = afternoon ? 12 : 0;
  } else if (afternoon) {
    fields->hour += 12;
  }
  return true;
}

tl::unexpected<Error> BadDate(std::string_view text, std::string_view reason) {
  std::size_t cut = std::min(text.size(), kQuotedBytesMax);
  // Never through the middle of a UTF-8 sequence.
  while (cut > 0 && cut < text.size() && (static_cast<unsigned char>(text[cut]) & 0xC0U) == 0x80U) {
    --cut;
  }
  std::string message = "date \"";
  message += text.substr(0, cut);
  message += cut < text.size() ? "…\": " : "\": ";
  message += reason;
  return Fail(ErrorCode::kInvalid, std::move(message));
}

}  // namespace stratwatch::parsers::internal
