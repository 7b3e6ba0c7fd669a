#include "crawlers/host_schedule.h"

#include <gtest/gtest.h>

namespace stratwatch::crawlers {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using Ending = HostSchedule::Ending;

// Without jitter, so that waits can be told exactly.
HostScheduleOptions Exact() {
  HostScheduleOptions options;
  options.jitter = 0;
  return options;
}

class HostScheduleTest : public testing::Test {
 protected:
  void Request(HostSchedule& schedule, const Ending& ending) {
    schedule.Started("a", now_);
    schedule.Finished("a", now_, ending);
  }
  milliseconds Wait(const HostSchedule& schedule) const {
    const auto next = schedule.NextStart("a", now_);
    return next ? std::chrono::ceil<milliseconds>(*next - now_) : milliseconds(-1);
  }

  HostSchedule::TimePoint now_{hours(1)};
};

TEST_F(HostScheduleTest, StartsAtOnceOnANewHost) {
  EXPECT_EQ(HostSchedule(Exact()).NextStart("a", now_), now_);
}

TEST_F(HostScheduleTest, WaitsForTheOpenRequest) {
  HostSchedule schedule(Exact());
  schedule.Started("a", now_);
  EXPECT_EQ(schedule.NextStart("a", now_ + hours(1)), std::nullopt);
  EXPECT_EQ(schedule.NextStart("b", now_), now_);
}

TEST_F(HostScheduleTest, AllowsAsManyOpenRequestsAsConfigured) {
  HostScheduleOptions options = Exact();
  options.open_requests_max = 2;
  HostSchedule schedule(options);
  schedule.Started("a", now_);
  EXPECT_NE(schedule.NextStart("a", now_), std::nullopt);
  schedule.Started("a", now_);
  EXPECT_EQ(schedule.NextStart("a", now_), std::nullopt);
}

TEST_F(HostScheduleTest, DelayRunsFromTheEndOfARequest) {
  HostSchedule schedule(Exact());
  schedule.Started("a", now_);
  now_ += seconds(3);
  schedule.Finished("a", now_, {200, seconds(3), {}});
  EXPECT_EQ(Wait(schedule), seconds(5));
}

TEST_F(HostScheduleTest, NoDelayForOwnHosts) {
  HostScheduleOptions options = Exact();
  options.delay = milliseconds(0);
  HostSchedule schedule(options);
  Request(schedule, {200, seconds(9), {}});
  EXPECT_EQ(Wait(schedule), milliseconds(0));
}

TEST_F(HostScheduleTest, SlowHostGetsMoreRoom) {
  HostSchedule schedule(Exact());
  Request(schedule, {200, seconds(40), {}});
  EXPECT_EQ(Wait(schedule), seconds(10));
}

TEST_F(HostScheduleTest, ErrorsNeverLowerTheDelay) {
  HostSchedule schedule(Exact());
  Request(schedule, {200, seconds(40), {}});
  now_ += hours(1);
  for (int i = 0; i < 20; ++i) Request(schedule, {500, milliseconds(1), {}});
  EXPECT_EQ(Wait(schedule), seconds(10));
}

TEST_F(HostScheduleTest, CrawlDelayIsObeyed) {
  HostSchedule schedule(Exact());
  Request(schedule, {200, milliseconds(10), {}});
  schedule.SetCrawlDelay("a", seconds(20));
  EXPECT_EQ(Wait(schedule), seconds(20));
}

TEST_F(HostScheduleTest, CrawlDelayIsCapped) {
  HostSchedule schedule(Exact());
  schedule.SetCrawlDelay("a", hours(5));
  Request(schedule, {200, milliseconds(10), {}});
  EXPECT_EQ(Wait(schedule), seconds(60));
}

TEST_F(HostScheduleTest, CrawlDelayNeverLowersTheDelay) {
  HostSchedule schedule(Exact());
  schedule.SetCrawlDelay("a", seconds(1));
  Request(schedule, {200, milliseconds(10), {}});
  EXPECT_EQ(Wait(schedule), seconds(5));
}

TEST_F(HostScheduleTest, RetryAfterIsObeyed) {
  for (const int status : {429, 503}) {
    HostSchedule schedule(Exact());
    Request(schedule, {status, milliseconds(10), seconds(90)});
    EXPECT_EQ(Wait(schedule), seconds(90)) << status;
  }
}

TEST_F(HostScheduleTest, RetryAfterIsCappedAtADay) {
  HostSchedule schedule(Exact());
  Request(schedule, {429, milliseconds(10), hours(1000)});
  EXPECT_EQ(Wait(schedule), hours(24));
}

TEST_F(HostScheduleTest, RetryAfterOfNothingKeepsTheDelay) {
  HostSchedule schedule(Exact());
  Request(schedule, {429, milliseconds(10), seconds(0)});
  EXPECT_EQ(Wait(schedule), seconds(5));
}

TEST_F(HostScheduleTest, RetryAfterWithOtherStatusesIsNotOurs) {
  HostSchedule schedule(Exact());
  Request(schedule, {200, milliseconds(10), hours(1)});
  EXPECT_EQ(Wait(schedule), seconds(5));
}

TEST_F(HostScheduleTest, BackoffDoublesToADay) {
  HostSchedule schedule(Exact());
  seconds expected(60);
  for (int i = 0; i < 15; ++i) {
    Request(schedule, {503, milliseconds(10), {}});
    EXPECT_EQ(Wait(schedule), expected);
    now_ += expected;
    expected = std::min(expected * 2, seconds(86'400));
  }
}

TEST_F(HostScheduleTest, BackoffIsForgottenAfterHalfAnHourOfQuiet) {
  HostSchedule schedule(Exact());
  Request(schedule, {429, milliseconds(10), {}});
  now_ += seconds(60);
  Request(schedule, {429, milliseconds(10), {}});
  EXPECT_EQ(Wait(schedule), seconds(120));
  now_ += seconds(120) + minutes(31);
  Request(schedule, {429, milliseconds(10), {}});
  EXPECT_EQ(Wait(schedule), seconds(60));
}

TEST_F(HostScheduleTest, BackoffSurvivesAGoodAnswer) {
  HostSchedule schedule(Exact());
  Request(schedule, {429, milliseconds(10), {}});
  now_ += seconds(60);
  Request(schedule, {200, milliseconds(10), {}});
  now_ += seconds(60);
  Request(schedule, {429, milliseconds(10), {}});
  EXPECT_EQ(Wait(schedule), seconds(120));
}

TEST_F(HostScheduleTest, JitterAddsUpToATenthAndNeverTakes) {
  HostSchedule schedule{HostScheduleOptions{}};
  milliseconds least = hours(1);
  milliseconds most(0);
  for (int i = 0; i < 500; ++i) {
    Request(schedule, {200, milliseconds(10), {}});
    least = std::min(least, Wait(schedule));
    most = std::max(most, Wait(schedule));
    now_ += minutes(1);
  }
  EXPECT_GE(least, milliseconds(5'000));
  EXPECT_LT(least, milliseconds(5'050));
  EXPECT_GT(most, milliseconds(5'450));
  EXPECT_LE(most, milliseconds(5'500));
}

TEST_F(HostScheduleTest, SameSeedGivesSameJitter) {
  HostSchedule one{HostScheduleOptions{}};
  HostSchedule other{HostScheduleOptions{}};
  Request(one, {200, milliseconds(10), {}});
  Request(other, {200, milliseconds(10), {}});
  EXPECT_EQ(Wait(one), Wait(other));
}

TEST_F(HostScheduleTest, ForgetsOnlyHostsThatAreFree) {
  HostSchedule schedule(Exact());
  Request(schedule, {200, milliseconds(10), {}});
  schedule.Started("open", now_);
  schedule.ForgetIdle(now_);
  EXPECT_EQ(schedule.Hosts(), 2U);
  schedule.ForgetIdle(now_ + seconds(6));
  EXPECT_EQ(schedule.Hosts(), 1U);
}

TEST_F(HostScheduleTest, RemembersBackoffUntilItIsForgotten) {
  HostSchedule schedule(Exact());
  Request(schedule, {503, milliseconds(10), {}});
  schedule.ForgetIdle(now_ + seconds(60) + minutes(29));
  EXPECT_EQ(schedule.Hosts(), 1U);
  schedule.ForgetIdle(now_ + seconds(60) + minutes(31));
  EXPECT_EQ(schedule.Hosts(), 0U);
}

TEST_F(HostScheduleTest, RemembersCrawlDelayForADay) {
  HostSchedule schedule(Exact());
  schedule.SetCrawlDelay("a", seconds(20));
  schedule.ForgetIdle(now_);
  schedule.ForgetIdle(now_ + hours(23));
  EXPECT_EQ(schedule.Hosts(), 1U);
  schedule.ForgetIdle(now_ + hours(25));
  EXPECT_EQ(schedule.Hosts(), 0U);
}

struct RetryAfterCase {
  const char* name;
  std::string_view value;
  std::optional<seconds> wait;
};
void PrintTo(const RetryAfterCase& each, std::ostream* out) {
  *out << each.value;
}

// RFC 9110, 5.6.7 and 10.2.3; "now" is 1994-11-06 08:49:00.
const RetryAfterCase kRetryAfterCases[] = {
    {"Seconds", "120", seconds(120)},
    {"Zero", "0", seconds(0)},
    {"Blanks", " 120 ", seconds(120)},
    {"FarTooManySeconds", "99999999999999999999", seconds(999'999'999)},
    {"Date", "Sun, 06 Nov 1994 08:49:37 GMT", seconds(37)},
    {"OldDate", "Sunday, 06-Nov-94 08:49:37 GMT", seconds(37)},
    {"AsctimeDate", "Sun Nov  6 08:49:37 1994", seconds(37)},
    {"DateAcrossAYear", "Sun, 01 Jan 1995 00:00:00 GMT", seconds(4'806'660)},
    {"DateInThePast", "Sun, 06 Nov 1983 08:49:37 GMT", seconds(0)},
    {"DayThatDoesNotExist", "Sun, 31 Feb 1995 08:49:37 GMT", std::nullopt},
    {"HourThatDoesNotExist", "Sun, 06 Nov 1994 25:49:37 GMT", std::nullopt},
    {"Negative", "-5", std::nullopt},
    {"Fraction", "1.5", std::nullopt},
    {"Word", "soon", std::nullopt},
    {"Empty", "", std::nullopt},
};

class RetryAfter : public testing::TestWithParam<RetryAfterCase> {};

TEST_P(RetryAfter, IsSecondsOrADate) {
  EXPECT_EQ(ParseRetryAfter(GetParam().value, std::chrono::sys_seconds(seconds(784'111'740))),
            GetParam().wait);
}

INSTANTIATE_TEST_SUITE_P(Forms, RetryAfter, testing::ValuesIn(kRetryAfterCases),
                         [](const auto& each) { return each.param.name; });

}  // namespace
}  // namespace stratwatch::crawlers
