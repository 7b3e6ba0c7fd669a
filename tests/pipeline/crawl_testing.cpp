#include "tests/pipeline/crawl_testing.h"

namespace stratwatch::pipeline::testing {

using stratwatch::testing::Reply;
using stratwatch::testing::Script;

void CrawlTest::SetUp() {
  TaskTest::SetUp();
  auto addresses = crawlers::AddressPolicy::Create({"127.0.0.0/8"});
  ASSERT_TRUE(addresses.has_value());
  options_.fetcher.addresses = *addresses;
  options_.fetcher.connect_to = {{"site.example:80", site_.Address()},
                                 {"other.example:80", other_.Address()}};
  options_.fetcher.timeout = std::chrono::milliseconds(5'000);
  options_.politeness.delay = std::chrono::milliseconds(0);
  options_.politeness.jitter = 0;
  options_.archive.folder = folder_ / "archive";
  options_.retry_delay = std::chrono::seconds(1);
  options_.once = true;
}

void CrawlTest::Serve(const std::string& target, std::string_view body,
                      const std::vector<std::string>& fields) {
  site_.On(target, Script().Send(Reply(200, body, fields)));
}

void CrawlTest::ServeStatus(const std::string& target, int status,
                            const std::vector<std::string>& fields) {
  site_.On(target, Script().Send(Reply(status, "nothing", fields)));
}

void CrawlTest::ServeFeed(const std::vector<std::string>& urls) {
  Serve("/feed.xml", Rss(urls), {"Content-Type: application/rss+xml"});
  options_.sources = {SourceOf("feed", "http://site.example/feed.xml")};
}

std::string CrawlTest::Rss(const std::vector<std::string>& urls) {
  std::string rss = "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>T</title>";
  for (const auto& url : urls) {
    rss += "<item><title>About " + url + "</title><link>" + url + "</link></item>";
  }
  return rss + "</channel></rss>";
}

Source CrawlTest::SourceOf(std::string_view id, std::string_view url, SourceKind kind) {
  Source source;
  source.id = SourceId{std::string(id)};
  source.country = "MA";
  source.kind = kind;
  source.url = UrlOf(url);
  return source;
}

Result<void> CrawlTest::Crawl(Log* log) {
  auto session = (log != nullptr ? *log : *log_).OpenSession({"crawl", {}, "", PositionHome::kLog});
  if (!session) return tl::unexpected(session.error());
  auto crawl =
      CrawlTask::Create(options_, {*database_, clock_, events_, metrics_}, std::move(*session));
  if (!crawl) return tl::unexpected(crawl.error());
  return (*crawl)->Run();
}

std::map<std::string, Page> CrawlTest::Pages() {
  std::map<std::string, Page> pages;
  for (const auto& record : Read(Topic::kPages)) {
    auto page = wire::DecodePage(record.record.value);
    EXPECT_TRUE(page.has_value()) << page.error().message;
    if (!page) continue;
    const std::string url = page->url.Text();
    EXPECT_TRUE(pages.emplace(url, std::move(*page)).second) << url << " is in the log twice";
  }
  return pages;
}

std::string CrawlTest::OutcomeOf(const std::string& url) {
  const auto pages = Pages();
  const auto found = pages.find(url);
  return found == pages.end() ? std::string() : std::string(OutcomeName(found->second.outcome));
}

store::FrontierEntry CrawlTest::EntryOf(std::string_view url) {
  auto entry = store::FrontierTable(*database_).Find(wire::ArticleIdOf(UrlOf(url)));
  EXPECT_TRUE(entry.has_value() && entry->has_value()) << url;
  if (!entry || !entry->has_value()) return {};
  return **entry;
}

int CrawlTest::RequestsOf(std::string_view target) const {
  int requests = 0;
  for (const auto& head : site_.RequestHeads()) {
    if (head.starts_with("GET " + std::string(target) + " ")) ++requests;
  }
  return requests;
}

void CrawlTest::ExpectNothingLostOrTwice() {
  const auto pages = Pages();
  const auto counts = store::FrontierTable(*database_).Count();
  ASSERT_TRUE(counts.has_value());
  EXPECT_EQ(counts->waiting, 0U);
  EXPECT_EQ(counts->emitted, pages.size());
}

}  // namespace stratwatch::pipeline::testing
