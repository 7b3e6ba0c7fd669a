#include "pipeline/crawl_task.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <thread>

#include "crawlers/warc.h"
#include "tests/pipeline/crawl_testing.h"

namespace stratwatch::pipeline {
namespace {

using std::chrono::seconds;
using stratwatch::testing::Reply;
using stratwatch::testing::Script;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::Kill;
using testing::MortalLog;
using ::testing::SizeIs;

class CrawlTaskTest : public testing::CrawlTest {};

TEST_F(CrawlTaskTest, FetchesWhatAFeedNames) {
  ServeFeed({"http://site.example/a", "http://site.example/b"});
  Serve("/a", "<p>A</p>");
  Serve("/b", "<p>B</p>");
  ASSERT_TRUE(Crawl());
  const auto pages = Pages();
  ASSERT_THAT(pages, SizeIs(2));
  const Page& page = pages.at("http://site.example/a");
  EXPECT_EQ(page.outcome, Outcome::kPending);
  EXPECT_EQ(page.body, "<p>A</p>");
  EXPECT_EQ(page.source.value, "feed");
  EXPECT_EQ(page.publisher_country, "MA");
  EXPECT_EQ(page.exchange.status, 200);
  EXPECT_EQ(page.exchange.content_type, "text/html");
  EXPECT_THAT(page.exchange.remote_address, HasSubstr("127.0.0.1"));
  ASSERT_THAT(page.sightings, SizeIs(1));
  EXPECT_EQ(page.sightings.front().title, "About http://site.example/a");
  ExpectNothingLostOrTwice();
}

TEST_F(CrawlTaskTest, FetchesNothingTwice) {
  ServeFeed({"http://site.example/a", "http://site.example/a?utm_source=x#top"});
  Serve("/a", "<p>A</p>");
  ASSERT_TRUE(Crawl());
  ASSERT_TRUE(Crawl());
  EXPECT_EQ(RequestsOf("/a"), 1);
  ExpectNothingLostOrTwice();
}

TEST_F(CrawlTaskTest, AddsASightingWhenAnotherSourceNamesAKnownUrl) {
  ServeFeed({"http://site.example/a"});
  Serve("/a", "<p>A</p>");
  Serve("/second.xml", Rss({"http://site.example/a"}), {"Content-Type: text/xml"});
  ASSERT_TRUE(Crawl());
  options_.sources.push_back(SourceOf("second", "http://site.example/second.xml"));
  ASSERT_TRUE(Crawl());
  const auto entry = EntryOf("http://site.example/a");
  ASSERT_THAT(entry.sightings, SizeIs(2));
  EXPECT_EQ(entry.sightings[1].source.value, "second");
  EXPECT_EQ(RequestsOf("/a"), 1);
}

TEST_F(CrawlTaskTest, ArchivesEachPageWhereItSays) {
  ServeFeed({"http://site.example/a"});
  Serve("/a", "<p>archived</p>");
  ASSERT_TRUE(Crawl());
  const auto archive = Pages().at("http://site.example/a").archive;
  ASSERT_TRUE(archive.has_value());
  auto reader = crawlers::WarcReader::Open(options_.archive.folder / archive->file);
  ASSERT_TRUE(reader.has_value()) << reader.error().message;
  ASSERT_TRUE((*reader)->Seek(archive->offset));
  const auto record = (*reader)->Next();
  ASSERT_TRUE(record && record->has_value());
  EXPECT_EQ((*record)->target_uri, "http://site.example/a");
  EXPECT_EQ((*record)->payload, "<p>archived</p>");
}

TEST_F(CrawlTaskTest, AsksForRobotsTxtFirstAndOnce) {
  ServeFeed({"http://site.example/a", "http://site.example/b"});
  Serve("/a", "<p>A</p>");
  Serve("/b", "<p>B</p>");
  ASSERT_TRUE(Crawl());
  EXPECT_THAT(site_.RequestHeads().front(), HasSubstr("GET /robots.txt "));
  EXPECT_EQ(RequestsOf("/robots.txt"), 1);
}

TEST_F(CrawlTaskTest, KeepsRobotsTxtForTheNextRun) {
  ServeFeed({"http://site.example/a"});
  Serve("/a", "<p>A</p>");
  ASSERT_TRUE(Crawl());
  Reopen();
  ASSERT_TRUE(Crawl());
  EXPECT_EQ(RequestsOf("/robots.txt"), 1);
}

TEST_F(CrawlTaskTest, ObeysRobotsTxtAndSaysWhichRule) {
  Serve("/robots.txt", "User-agent: stratwatchbot\nDisallow: /private\n");
  ServeFeed({"http://site.example/private/a", "http://site.example/b"});
  Serve("/private/a", "<p>A</p>");
  Serve("/b", "<p>B</p>");
  ASSERT_TRUE(Crawl());
  EXPECT_EQ(OutcomeOf("http://site.example/private/a"), "disallowed");
  EXPECT_EQ(Pages().at("http://site.example/private/a").exchange.robots_rule, "Disallow: /private");
  EXPECT_EQ(OutcomeOf("http://site.example/b"), "pending");
  EXPECT_EQ(RequestsOf("/private/a"), 0);
}

TEST_F(CrawlTaskTest, DoesNotPollASourceThatRobotsTxtForbids) {
  Serve("/robots.txt", "User-agent: *\nDisallow: /feed\n");
  ServeFeed({"http://site.example/a"});
  ASSERT_TRUE(Crawl());
  EXPECT_EQ(RequestsOf("/feed.xml"), 0);
  const auto state = store::FrontierTable(*database_).FindSource(SourceId{"feed"});
  ASSERT_TRUE(state && state->has_value());
  EXPECT_THAT((*state)->last_failure, HasSubstr("robots.txt"));
  EXPECT_EQ((*state)->failures_in_a_row, 1);
}

// RFC 9309, 2.3.1.4: unreachable rules mean complete disallow.
TEST_F(CrawlTaskTest, FetchesNothingWhileRobotsTxtIsUnreachable) {
  ServeStatus("/robots.txt", 503);
  ServeFeed({"http://site.example/a"});
  options_.once_wait_max = seconds(0);
  ASSERT_TRUE(Crawl());
  EXPECT_EQ(RequestsOf("/feed.xml"), 0);
}

struct StatusCase {
  const char* name;
  int status;
  const char* outcome;
};
void PrintTo(const StatusCase& each, std::ostream* out) {
  *out << each.status;
}

class CrawlGives : public testing::CrawlTest, public ::testing::WithParamInterface<StatusCase> {};

TEST_P(CrawlGives, OneOutcome) {
  ServeFeed({"http://site.example/a"});
  ServeStatus("/a", GetParam().status);
  ASSERT_TRUE(Crawl());
  EXPECT_EQ(OutcomeOf("http://site.example/a"), GetParam().outcome);
  ExpectNothingLostOrTwice();
}

constexpr StatusCase kStatusCases[] = {
    {"Gone", 410, "gone"},
    {"NotFound", 404, "gone"},
    {"Forbidden", 403, "blocked-bot"},
    {"LegalReasons", 451, "disallowed"},
    {"BadRequest", 400, "unreachable"},
};
INSTANTIATE_TEST_SUITE_P(Statuses, CrawlGives, ::testing::ValuesIn(kStatusCases),
                         [](const auto& each) { return each.param.name; });

TEST_F(CrawlTaskTest, TriesAgainAndGivesUpInTheEnd) {
  ServeFeed({"http://site.example/a"});
  ServeStatus("/a", 500);
  options_.attempts_max = 2;
  ASSERT_TRUE(Crawl());
  EXPECT_EQ(RequestsOf("/a"), 2);
  const Page page = Pages().at("http://site.example/a");
  EXPECT_EQ(page.outcome, Outcome::kUnreachable);
  EXPECT_EQ(page.exchange.failure, "HTTP 500 (after 2 attempts)");
}

TEST_F(CrawlTaskTest, LeavesALateRetryToTheNextRun) {
  ServeFeed({"http://site.example/a"});
  ServeStatus("/a", 500);
  options_.retry_delay = seconds(300);
  ASSERT_TRUE(Crawl());
  EXPECT_EQ(RequestsOf("/a"), 1);
  const auto entry = EntryOf("http://site.example/a");
  EXPECT_EQ(entry.state, store::FrontierState::kWaiting);
  EXPECT_EQ(entry.attempts, 1);
  EXPECT_EQ(entry.last_failure, "HTTP 500");
}

TEST_F(CrawlTaskTest, DoesNotWaitForAHostThatWantsToBeLeftAlone) {
  ServeFeed({"http://site.example/a", "http://site.example/b"});
  ServeStatus("/a", 429, {"Retry-After: 3600"});
  ServeStatus("/b", 429, {"Retry-After: 3600"});
  ASSERT_TRUE(Crawl());
  EXPECT_EQ(RequestsOf("/a") + RequestsOf("/b"), 1);
  const auto counts = store::FrontierTable(*database_).Count();
  EXPECT_EQ(counts->waiting, 2U);
}

TEST_F(CrawlTaskTest, FollowsRedirectsHopByHopAndAsksEachHostsRobots) {
  ServeFeed({"http://site.example/a"});
  ServeStatus("/a", 301, {"Location: http://other.example/b"});
  other_.On("/b", Script().Send(Reply(200, "<p>B</p>", {"Content-Type: text/html"})));
  ASSERT_TRUE(Crawl());
  const Page page = Pages().at("http://site.example/a");
  EXPECT_EQ(page.body, "<p>B</p>");
  EXPECT_EQ(page.exchange.final_url.Text(), "http://other.example/b");
  EXPECT_THAT(page.exchange.redirects, ElementsAre("http://other.example/b"));
  EXPECT_THAT(other_.RequestHeads().front(), HasSubstr("GET /robots.txt "));
}

TEST_F(CrawlTaskTest, ARedirectToWhatRobotsForbidsIsDisallowed) {
  ServeFeed({"http://site.example/a"});
  ServeStatus("/a", 302, {"Location: http://other.example/b"});
  other_.On("/robots.txt", Script().Send(Reply(200, "User-agent: *\nDisallow: /\n")));
  ASSERT_TRUE(Crawl());
  EXPECT_EQ(OutcomeOf("http://site.example/a"), "disallowed");
}

TEST_F(CrawlTaskTest, StopsARedirectLoop) {
  ServeFeed({"http://site.example/a"});
  ServeStatus("/a", 302, {"Location: /a"});
  ASSERT_TRUE(Crawl());
  EXPECT_EQ(OutcomeOf("http://site.example/a"), "unreachable");
  EXPECT_EQ(RequestsOf("/a"), 6);  // The request and five redirects.
  EXPECT_EQ(metrics_.Value("stratwatch_bounds_hit_total", {{"bound", "redirects"}}), 1);
}

TEST_F(CrawlTaskTest, ARedirectToNoWebAddressIsGone) {
  ServeFeed({"http://site.example/a"});
  ServeStatus("/a", 302, {"Location: file:///etc/passwd"});
  ASSERT_TRUE(Crawl());
  EXPECT_EQ(OutcomeOf("http://site.example/a"), "gone");
}

TEST_F(CrawlTaskTest, RefusesARedirectToAPrivateAddress) {
  ServeFeed({"http://site.example/a"});
  ServeStatus("/a", 302, {"Location: http://10.255.255.1/admin"});
  ASSERT_TRUE(Crawl());
  EXPECT_EQ(OutcomeOf("http://site.example/a"), "unreachable");
}

TEST_F(CrawlTaskTest, ABodyOverTheBoundIsUnreachable) {
  ServeFeed({"http://site.example/a"});
  options_.fetcher.body_bytes_max = 10'000;
  Serve("/a", std::string(100'000, 'x'));
  ASSERT_TRUE(Crawl());
  EXPECT_EQ(OutcomeOf("http://site.example/a"), "unreachable");
  EXPECT_EQ(RequestsOf("/a"), 1);
}

// The log's bound is met by one page of a step: that one says so, its neighbours go on.
TEST_F(CrawlTaskTest, APageLargerThanTheLogTakesIsUnreachable) {
  log_options_.message_bytes_max = 20'000;
  Reopen();
  std::string noise(60'000, '\0');
  std::minstd_rand random(7);
  for (char& c : noise) c = static_cast<char>(random() >> 8U);
  ServeFeed({"http://site.example/a", "http://site.example/noise", "http://site.example/b"});
  Serve("/a", "<p>A</p>");
  Serve("/noise", noise);
  Serve("/b", "<p>B</p>");
  ASSERT_TRUE(Crawl());
  EXPECT_EQ(OutcomeOf("http://site.example/a"), "pending");
  EXPECT_EQ(OutcomeOf("http://site.example/noise"), "unreachable");
  EXPECT_EQ(OutcomeOf("http://site.example/b"), "pending");
  EXPECT_THAT(Pages().at("http://site.example/noise").exchange.failure, HasSubstr("60000 bytes"));
  ExpectNothingLostOrTwice();
}

TEST_F(CrawlTaskTest, RecordsOptOutHeaders) {
  ServeFeed({"http://site.example/a"});
  Serve("/a", "<p>A</p>", {"X-Robots-Tag: noai"});
  ASSERT_TRUE(Crawl());
  EXPECT_EQ(Pages().at("http://site.example/a").exchange.robots_tag, "x-robots-tag: noai");
}

TEST_F(CrawlTaskTest, AsksASourceOnConditionTheNextTime) {
  Serve("/feed.xml", Rss({"http://site.example/a"}),
        {"Content-Type: text/xml", "ETag: \"v1\"", "Last-Modified: Tue, 17 Mar 2026 09:00:00 GMT"});
  options_.sources = {SourceOf("feed", "http://site.example/feed.xml")};
  Serve("/a", "<p>A</p>");
  ASSERT_TRUE(Crawl());
  ServeStatus("/feed.xml", 304);
  ASSERT_TRUE(Crawl());
  EXPECT_THAT(site_.RequestHeads().back(), HasSubstr("\"v1\""));
  EXPECT_THAT(site_.RequestHeads().back(), HasSubstr("17 Mar 2026"));
  const auto state = store::FrontierTable(*database_).FindSource(SourceId{"feed"});
  EXPECT_EQ((*state)->last_status, 304);
  EXPECT_EQ((*state)->failures_in_a_row, 0);
}

TEST_F(CrawlTaskTest, ReadsASitemapIndexAndItsChildren) {
  Serve("/sitemap.xml",
        "<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">"
        "<sitemap><loc>http://site.example/one.xml</loc></sitemap>"
        "<sitemap><loc>http://site.example/two.xml</loc></sitemap></sitemapindex>",
        {"Content-Type: text/xml"});
  for (const char* name : {"one", "two"}) {
    Serve("/" + std::string(name) + ".xml",
          "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"><url>"
          "<loc>http://site.example/" +
              std::string(name) + "</loc></url></urlset>",
          {"Content-Type: text/xml"});
    Serve("/" + std::string(name), "<p>x</p>");
  }
  options_.sources = {SourceOf("map", "http://site.example/sitemap.xml", SourceKind::kSitemap)};
  ASSERT_TRUE(Crawl());
  EXPECT_THAT(Pages(), SizeIs(2));
  const auto state = store::FrontierTable(*database_).FindSource(SourceId{"map"});
  EXPECT_EQ((*state)->entries_new, 2U);
}

TEST_F(CrawlTaskTest, ASitemapIndexThatNamesItselfEnds) {
  Serve("/sitemap.xml",
        "<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">"
        "<sitemap><loc>http://site.example/sitemap.xml</loc></sitemap></sitemapindex>",
        {"Content-Type: text/xml"});
  options_.sources = {SourceOf("map", "http://site.example/sitemap.xml", SourceKind::kSitemap)};
  ASSERT_TRUE(Crawl());
  EXPECT_EQ(RequestsOf("/sitemap.xml"), 3);
}

TEST_F(CrawlTaskTest, ReadsTheLinksOfAListingPage) {
  Serve("/news", "<a href='/2026/03/17/plan'>Plan</a><a href='/about'>About</a>");
  Serve("/2026/03/17/plan", "<p>x</p>");
  options_.sources = {SourceOf("list", "http://site.example/news", SourceKind::kListing)};
  ASSERT_TRUE(Crawl());
  ASSERT_THAT(Pages(), SizeIs(1));
  EXPECT_EQ(Pages().begin()->second.sightings.front().title, "Plan");
}

TEST_F(CrawlTaskTest, AFailingSourceIsReportedAndTheOthersGoOn) {
  ServeFeed({"http://site.example/a"});
  Serve("/a", "<p>A</p>");
  Serve("/broken.xml", "<html>Nothing here</html>");
  options_.sources.push_back(SourceOf("broken", "http://site.example/broken.xml"));
  ASSERT_TRUE(Crawl());
  EXPECT_THAT(Pages(), SizeIs(1));
  const auto state = store::FrontierTable(*database_).FindSource(SourceId{"broken"});
  EXPECT_EQ((*state)->failures_in_a_row, 1);
  EXPECT_THAT((*state)->last_failure, HasSubstr("http://site.example/broken.xml"));
}

TEST_F(CrawlTaskTest, GetsThroughALineLongerThanTheMemoryAllowed) {
  std::vector<std::string> urls;
  for (int i = 0; i < 30; ++i) {
    urls.push_back("http://site.example/page-" + std::to_string(i));
    Serve("/page-" + std::to_string(i), "<p>x</p>");
  }
  ServeFeed(urls);
  options_.queue_max = 8;
  options_.queue_host_max = 64;
  ASSERT_TRUE(Crawl());
  EXPECT_THAT(Pages(), SizeIs(30));
  ExpectNothingLostOrTwice();
}

TEST_F(CrawlTaskTest, StopsWithoutBeginningMore) {
  ServeFeed({"http://site.example/a"});
  options_.once = false;
  auto session = log_->OpenSession({"crawl", {}, "", PositionHome::kLog});
  auto crawl =
      CrawlTask::Create(options_, {*database_, clock_, events_, metrics_}, std::move(*session));
  ASSERT_TRUE(crawl.has_value());
  std::thread thread([&] { EXPECT_TRUE((*crawl)->Run()); });
  while (RequestsOf("/a") == 0) std::this_thread::yield();
  (*crawl)->RequestStop();
  thread.join();
  EXPECT_FALSE((*crawl)->Current().ready);
}

// Killed at each commit in turn, before and after it is written: every URL ends in the log once.
TEST_F(CrawlTaskTest, LosesAndRepeatsNothingAfterAKillAtAnyCommit) {
  std::vector<std::string> urls;
  for (int i = 0; i < 6; ++i) {
    const std::string target = "/page-" + std::to_string(i);
    urls.push_back("http://site.example" + target);
    if (i == 3) {
      ServeStatus(target, 404);
    } else {
      Serve(target, "<p>x</p>");
    }
  }
  ServeFeed(urls);
  options_.commit_pages_max = 2;
  for (const bool after_write : {false, true}) {
    for (int commit = 1; commit <= 4; ++commit) {
      log_.reset();
      database_.reset();
      std::filesystem::remove_all(folder_ / "store");
      Reopen();
      Kill kill;
      kill.commits_left = commit;
      kill.after_write = after_write;
      MortalLog mortal(*log_, kill);
      EXPECT_FALSE(Crawl(&mortal));
      Reopen();
      ASSERT_TRUE(Crawl());
      EXPECT_THAT(Pages(), SizeIs(6)) << commit << (after_write ? " after" : " before");
      ExpectNothingLostOrTwice();
    }
  }
}

}  // namespace
}  // namespace stratwatch::pipeline
