// The crawl's parts that need neither store nor network.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "pipeline/internal/listing_links.h"
#include "pipeline/internal/page_verdict.h"
#include "pipeline/internal/poll_interval.h"
#include "pipeline/internal/request_queue.h"

namespace stratwatch::pipeline {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

Url U(std::string_view text) {
  return *Url::Parse(text);
}

constexpr std::chrono::sys_seconds kNow{seconds(1'772'000'000)};

store::SourceState Polled(PollFinding finding, store::SourceState state = {}) {
  if (state.polls == 0) {
    state.polls = 1;
    state.interval = seconds(4'000);
  }
  NotePoll(state, finding, {}, kNow, 0.0);
  return state;
}

PollFinding Read(std::size_t entries, std::size_t fresh) {
  PollFinding finding;
  finding.entries = entries;
  finding.fresh = fresh;
  finding.status = 200;
  return finding;
}

PollFinding Failed(PollFinding::Ending ending) {
  PollFinding finding;
  finding.ending = ending;
  finding.failure = "HTTP 500";
  return finding;
}

TEST(PollInterval, HalvesWhenMostEntriesAreNew) {
  EXPECT_EQ(Polled(Read(30, 25)).interval, seconds(2'000));
}

TEST(PollInterval, StaysWhenHalfOfTheEntriesAreKnown) {
  EXPECT_EQ(Polled(Read(30, 15)).interval, seconds(4'000));
}

TEST(PollInterval, GrowsWhenAllEntriesAreKnown) {
  EXPECT_EQ(Polled(Read(30, 0)).interval, seconds(6'000));
}

TEST(PollInterval, GrowsWhenNothingChanged) {
  PollFinding unchanged;
  unchanged.ending = PollFinding::Ending::kUnchanged;
  EXPECT_EQ(Polled(unchanged).interval, seconds(6'000));
}

TEST(PollInterval, StaysWithinItsBounds) {
  store::SourceState state;
  for (int i = 0; i < 40; ++i) state = Polled(Read(10, 10), state);
  EXPECT_EQ(state.interval, seconds(600));
  for (int i = 0; i < 40; ++i) state = Polled(Read(10, 0), state);
  EXPECT_EQ(state.interval, hours(24));
}

TEST(PollInterval, TheFirstPollSaysNothingOfThePace) {
  store::SourceState state;
  NotePoll(state, Read(30, 30), {}, kNow, 0.0);
  EXPECT_EQ(state.interval, PollIntervals().first);
}

TEST(PollInterval, AFailureSlowsDownByItsWeight) {
  EXPECT_EQ(Polled(Failed(PollFinding::Ending::kTemporary)).next_poll, kNow + seconds(5'000));
  EXPECT_EQ(Polled(Failed(PollFinding::Ending::kSoft)).next_poll, kNow + seconds(6'000));
  EXPECT_EQ(Polled(Failed(PollFinding::Ending::kHard)).next_poll, kNow + seconds(8'000));
}

// Field note 2, pain 11: feeds abandoned after some errors.
TEST(PollInterval, ASourceThatAlwaysFailsIsStillAskedEveryDay) {
  store::SourceState state;
  for (int i = 0; i < 1'000; ++i) state = Polled(Failed(PollFinding::Ending::kHard), state);
  EXPECT_EQ(state.next_poll, kNow + hours(24));
  EXPECT_EQ(state.failures_in_a_row, 1'000);
}

TEST(PollInterval, ASuccessForgivesAllFailures) {
  auto state = Polled(Failed(PollFinding::Ending::kHard));
  state = Polled(Read(10, 5), state);
  EXPECT_EQ(state.failures_in_a_row, 0);
  EXPECT_EQ(state.last_failure, "");
  EXPECT_EQ(state.next_poll, kNow + state.interval);
}

TEST(PollInterval, JitterMovesTheNextPollByATenth) {
  store::SourceState state;
  state.polls = 1;
  state.interval = seconds(4'000);
  NotePoll(state, Read(30, 15), {}, kNow, 1.0);
  EXPECT_EQ(state.next_poll, kNow + seconds(4'400));
}

struct VerdictCase {
  const char* name;
  int status;
  const char* body;
  PageVerdict::Action action;
  Outcome outcome;
};
void PrintTo(const VerdictCase& each, std::ostream* out) {
  *out << each.status;
}

constexpr VerdictCase kVerdictCases[] = {
    {"Ok", 200, "<p>", PageVerdict::Action::kRead, Outcome::kPending},
    {"OkWithoutBody", 200, "", PageVerdict::Action::kEnd, Outcome::kMalformed},
    {"NotModifiedUnasked", 304, "", PageVerdict::Action::kRetry, Outcome::kUnreachable},
    {"RedirectToNowhere", 302, "", PageVerdict::Action::kEnd, Outcome::kGone},
    {"BadRequest", 400, "x", PageVerdict::Action::kEnd, Outcome::kUnreachable},
    {"Unauthorised", 401, "x", PageVerdict::Action::kEnd, Outcome::kBlockedBot},
    {"PaymentRequired", 402, "x", PageVerdict::Action::kEnd, Outcome::kBlockedPaywall},
    {"Forbidden", 403, "x", PageVerdict::Action::kEnd, Outcome::kBlockedBot},
    {"NotFound", 404, "x", PageVerdict::Action::kEnd, Outcome::kGone},
    {"Gone", 410, "x", PageVerdict::Action::kEnd, Outcome::kGone},
    {"TooMany", 429, "x", PageVerdict::Action::kRetry, Outcome::kUnreachable},
    {"LegalReasons", 451, "x", PageVerdict::Action::kEnd, Outcome::kDisallowed},
    {"ServerError", 500, "x", PageVerdict::Action::kRetry, Outcome::kUnreachable},
    {"Busy", 503, "x", PageVerdict::Action::kRetry, Outcome::kUnreachable},
};

class JudgeResponseGives : public ::testing::TestWithParam<VerdictCase> {};

TEST_P(JudgeResponseGives, ActionAndOutcome) {
  crawlers::FetchResponse response;
  response.status = GetParam().status;
  response.body = GetParam().body;
  const PageVerdict verdict = JudgeResponse(response);
  EXPECT_EQ(verdict.action, GetParam().action);
  EXPECT_EQ(verdict.outcome, GetParam().outcome);
}

INSTANTIATE_TEST_SUITE_P(Statuses, JudgeResponseGives, ::testing::ValuesIn(kVerdictCases),
                         [](const auto& each) { return each.param.name; });

TEST(JudgeFailure, RetriesOnlyWhatMayPass) {
  EXPECT_EQ(JudgeFailure({ErrorCode::kUnavailable, "timeout"}).action, PageVerdict::Action::kRetry);
  EXPECT_EQ(JudgeFailure({ErrorCode::kLimit, "body"}).action, PageVerdict::Action::kEnd);
  EXPECT_EQ(JudgeFailure({ErrorCode::kRefused, "10.0.0.1"}).action, PageVerdict::Action::kEnd);
}

TEST(RobotsTag, JoinsTheOptOutHeaders) {
  crawlers::FetchResponse response;
  response.headers = {{"x-robots-tag", "noindex, noai"}, {"tdm-reservation", "1"}};
  EXPECT_EQ(RobotsTagOf(response), "x-robots-tag: noindex, noai, tdm-reservation: 1");
}

CrawlRequest RequestFor(std::string_view url, RequestKind kind = RequestKind::kPage) {
  CrawlRequest request;
  request.kind = kind;
  request.url = U(url);
  return request;
}

class RequestQueueTest : public ::testing::Test {
 protected:
  RequestQueueTest() : queue_(Options()) {}
  static crawlers::HostScheduleOptions Options() {
    crawlers::HostScheduleOptions options;
    options.delay = milliseconds(1'000);
    options.jitter = 0;
    return options;
  }
  void Push(std::string_view url, RequestKind kind = RequestKind::kPage) {
    queue_.Push(RequestFor(url, kind), now_);
  }
  std::string PopUrl() {
    const auto request = queue_.Pop(now_);
    return request ? request->url.Text() : std::string();
  }
  void Finish(const std::string& host) { queue_.Finished(host, now_, {200, milliseconds(1), {}}); }

  RequestQueue queue_;
  RequestQueue::TimePoint now_{std::chrono::seconds(1'000)};
};

TEST_F(RequestQueueTest, GivesOneRequestAHostAtATime) {
  Push("https://a.example/1");
  Push("https://a.example/2");
  Push("https://b.example/1");
  const std::vector<std::string> got{PopUrl(), PopUrl()};
  EXPECT_THAT(got, ::testing::UnorderedElementsAre("https://a.example/1", "https://b.example/1"));
  EXPECT_EQ(PopUrl(), "");
}

TEST_F(RequestQueueTest, WaitsForTheHostsDelay) {
  Push("https://a.example/1");
  Push("https://a.example/2");
  PopUrl();
  Finish("a.example");
  EXPECT_EQ(PopUrl(), "");
  now_ += milliseconds(1'000);
  EXPECT_EQ(PopUrl(), "https://a.example/2");
}

TEST_F(RequestQueueTest, AsksForRobotsFirst) {
  Push("https://a.example/1");
  Push("https://a.example/robots.txt", RequestKind::kRobots);
  EXPECT_EQ(PopUrl(), "https://a.example/robots.txt");
}

TEST_F(RequestQueueTest, TakesOutTheHostsThatWantToBeLeftAlone) {
  Push("https://a.example/1");
  Push("https://a.example/2");
  Push("https://b.example/1");
  PopUrl();
  PopUrl();
  queue_.Finished("a.example", now_, {429, milliseconds(1), seconds(3'600)});
  const auto taken = queue_.TakeLaterThan(now_ + seconds(60));
  ASSERT_EQ(taken.size(), 1U);
  EXPECT_EQ(taken.front().url.Text(), "https://a.example/2");
  EXPECT_EQ(queue_.Size(), 0U);
}

std::vector<std::string> LinksOf(std::string_view html) {
  std::vector<std::string> urls;
  for (const auto& link : FindListingLinks(html, U("https://gov.example/news/"), 100)) {
    urls.push_back(link.url.Text());
  }
  return urls;
}

TEST(ListingLinks, TakesSlugsNumbersAndDates) {
  EXPECT_THAT(
      LinksOf(R"(<a href="/news/ai-strategy-adopted-today">x</a>
                         <a class="c" href='/news/2026/03/17/x'>x</a>
                         <a href=/news?id=12345>x</a>)"),
      ElementsAre("https://gov.example/news/ai-strategy-adopted-today",
                  "https://gov.example/news/2026/03/17/x", "https://gov.example/news?id=12345"));
}

TEST(ListingLinks, TakesEscapedSlugsOfOtherScripts) {
  EXPECT_THAT(LinksOf("<a href=\"/news/الذكاء-الاصطناعي\">خبر</a>"), ::testing::SizeIs(1));
}

TEST(ListingLinks, LeavesMenusOtherSitesAndRepeats) {
  EXPECT_THAT(LinksOf(R"(<a href="/about">About</a><a href="#top">Top</a>
                         <a href="mailto:a@b.example">Mail</a>
                         <a href="https://other.example/2026/03/17/story">Other</a>
                         <abbr href="/news/12345">x</abbr><a name="x">anchor</a>)"),
              IsEmpty());
  EXPECT_THAT(LinksOf(R"(<a href="/n/12345">a</a><a href="/n/12345#c">b</a>)"),
              ::testing::SizeIs(1));
}

TEST(ListingLinks, GivesTheLinksTextWithoutMarkup) {
  const auto links =
      FindListingLinks("<A HREF='/n/12345'>\n <b>Stratégie</b>\n  nationale <img src=x> </A>",
                       U("https://gov.example/"), 10);
  ASSERT_EQ(links.size(), 1U);
  EXPECT_EQ(links.front().text, "Stratégie nationale");
}

TEST(ListingLinks, SurvivesBrokenMarkup) {
  EXPECT_THAT(LinksOf("<a href=\"/n/12345"), IsEmpty());
  EXPECT_THAT(LinksOf("<a href"), IsEmpty());
  EXPECT_THAT(LinksOf("<a "), IsEmpty());
  EXPECT_THAT(LinksOf("<"), IsEmpty());
}

}  // namespace
}  // namespace stratwatch::pipeline
