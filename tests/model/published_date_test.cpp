#include <gtest/gtest.h>

#include "model/article.h"

namespace stratwatch {
namespace {

struct TextCase {
  const char* name;
  std::int64_t utc;
  std::int16_t offset_minutes;
  DatePrecision precision;
  std::string_view text;
};
void PrintTo(const TextCase& each, std::ostream* out) {
  *out << each.text;
}

constexpr TextCase kTextCases[] = {
    {"Utc", 1747939200, 0, DatePrecision::kSecond, "2025-05-22T18:40:00+00:00"},
    {"EastOfGreenwich", 1747935600, 60, DatePrecision::kSecond, "2025-05-22T18:40:00+01:00"},
    {"HalfHourWest", 1747939200, -210, DatePrecision::kSecond, "2025-05-22T15:10:00-03:30"},
    {"OnlyADay", 1747872000, 0, DatePrecision::kDay, "2025-05-22"},
    {"KeepsThePublishersDay", 1747861200, 540, DatePrecision::kDay, "2025-05-22"},
    {"BeforeTheEpoch", -1, 0, DatePrecision::kSecond, "1969-12-31T23:59:59+00:00"},
};

class PublishedDateText : public ::testing::TestWithParam<TextCase> {};

TEST_P(PublishedDateText, IsThePublishersOwnTime) {
  const TextCase& each = GetParam();
  const PublishedDate date{std::chrono::sys_seconds(std::chrono::seconds(each.utc)),
                           each.offset_minutes, each.precision, "", 1.0F};
  EXPECT_EQ(date.Text(), each.text);
}

INSTANTIATE_TEST_SUITE_P(Forms, PublishedDateText, ::testing::ValuesIn(kTextCases),
                         [](const auto& each) { return each.param.name; });

}  // namespace
}  // namespace stratwatch
