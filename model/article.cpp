#include "model/article.h"

#include <cstdio>

namespace stratwatch {

std::string_view TagTypeName(TagType type) {
  switch (type) {
    case TagType::kCountry:
      return "country";
    case TagType::kStrategy:
      return "strategy";
    case TagType::kOrganisation:
      return "organisation";
    case TagType::kTopic:
      return "topic";
    case TagType::kPerson:
      return "person";
  }
  return "country";
}

std::string_view StatementFieldName(StatementField field) {
  switch (field) {
    case StatementField::kCanonical:
      return "canonical";
    case StatementField::kAmp:
      return "amp";
    case StatementField::kAlternate:
      return "alternate";
    case StatementField::kSection:
      return "section";
    case StatementField::kKeyword:
      return "keyword";
    case StatementField::kImage:
      return "image";
    case StatementField::kFreeAccess:
      return "free-access";
    case StatementField::kNextPage:
      return "next-page";
  }
  return "keyword";
}

std::string_view ClaimTypeName(ClaimType type) {
  switch (type) {
    case ClaimType::kMoney:
      return "money";
    case ClaimType::kPercent:
      return "percent";
    case ClaimType::kRank:
      return "rank";
    case ClaimType::kCount:
      return "count";
    case ClaimType::kCapacity:
      return "capacity";
  }
  return "count";
}

std::string PublishedDate::Text() const {
  const auto local = utc + std::chrono::minutes(offset_minutes);
  const auto day = std::chrono::floor<std::chrono::days>(local);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(local - day);
  char buffer[64];
  const int year = static_cast<int>(date.year());
  const unsigned month = static_cast<unsigned>(date.month());
  const unsigned day_of_month = static_cast<unsigned>(date.day());
  if (precision == DatePrecision::kDay) {
    std::snprintf(buffer, sizeof buffer, "%04d-%02u-%02u", year, month, day_of_month);
    return buffer;
  }
  const int offset = offset_minutes < 0 ? -offset_minutes : offset_minutes;
  std::snprintf(buffer, sizeof buffer, "%04d-%02u-%02uT%02d:%02d:%02d%c%02d:%02d", year, month,
                day_of_month, static_cast<int>(time.hours().count()),
                static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()),
                offset_minutes < 0 ? '-' : '+', offset / 60, offset % 60);
  return buffer;
}

}  // namespace stratwatch
