#include "tests/pipeline/service_testing.h"

#include "store/frontier_table.h"

namespace stratwatch::pipeline::testing {
namespace {

SourceKind KindOf(const std::string& offer) {
  if (offer == "sitemap") return SourceKind::kSitemap;
  return offer == "listing" ? SourceKind::kListing : SourceKind::kFeed;
}

}  // namespace

void ServiceTest::StartWeb(bool with_trouble) {
  auto web = newsweb::NewsWeb::Start({STRATWATCH_NEWSWEB_FOLDER});
  ASSERT_TRUE(web.has_value()) << web.error().message;
  web_ = std::move(*web);
  CrawlOptions& crawl = options_.crawl;
  const std::string address = "127.0.0.1:" + std::to_string(web_->Port());
  for (const std::string& host : web_->Hosts()) {
    crawl.fetcher.connect_to[host + ":80"] = address;
    crawl.fetcher.connect_to[host + ":443"] =
        "127.0.0.1:" +
        std::to_string(host == "trouble.example" ? web_->BadTlsPort() : web_->TlsPort());
  }
  for (const auto& outlet : web_->web().outlets) {
    for (const auto& offer : outlet.offers) {
      Source source;
      source.id = SourceId{outlet.host + offer.path};
      source.outlet = outlet.name;
      source.country = outlet.country;
      source.language = outlet.language;
      source.kind = KindOf(offer.kind);
      source.url = UrlOf("http://" + outlet.host + offer.path);
      crawl.sources.push_back(source);
    }
  }
  if (with_trouble) {
    Source source;
    source.id = SourceId{"trouble"};
    source.url = UrlOf("http://trouble.example/feed.xml");
    crawl.sources.push_back(source);
  }
  crawl.fetcher.addresses = *crawlers::AddressPolicy::Create({"127.0.0.0/8"});
  crawl.politeness.delay = std::chrono::milliseconds(0);
  crawl.politeness.open_requests_max = 4;
  crawl.archive.folder = folder_ / "archive";
  crawl.retry_delay = std::chrono::seconds(1);
  crawl.attempts_max = 2;
  crawl.once = true;
}

ServiceParts ServiceTest::Parts(Log* log) {
  const Judges& judges = Judges::Shared();
  return {*database_, log != nullptr ? *log : *log_, judges.rules(), clock_, events_, metrics_};
}

std::unique_ptr<Service> ServiceTest::Start(Log* log) {
  auto service = Service::Start(options_, Parts(log));
  EXPECT_TRUE(service.has_value()) << service.error().message;
  return service ? std::move(*service) : nullptr;
}

Result<void> ServiceTest::RunToTheEnd(Log* log) {
  const auto service = Start(log);
  if (service == nullptr) return Fail(ErrorCode::kInvalid, "not started");
  if (!options_.tasks.crawl) service->RequestDrain();
  return service->Wait();
}

std::map<std::string, std::string> ServiceTest::Outcomes() {
  std::map<std::string, std::string> outcomes;
  const auto walked = store::ArticleStore(*database_).ForEach(0, [&](const Article& article) {
    const std::string outcome(OutcomeName(article.outcome));
    EXPECT_TRUE(outcomes.emplace(article.url.Identity(), outcome).second) << article.url.Text();
    return true;
  });
  EXPECT_TRUE(walked.has_value());
  return outcomes;
}

void ServiceTest::ExpectOneOutcomeEach() {
  const auto counts = store::FrontierTable(*database_).Count();
  ASSERT_TRUE(counts.has_value());
  EXPECT_EQ(counts->waiting, 0U);
  EXPECT_EQ(counts->emitted, Outcomes().size());
  const auto verified = store::ArticleStore(*database_).VerifyCounters();
  EXPECT_TRUE(verified.has_value()) << verified.error().message;
}

void ServiceTest::ForgetStore() {
  log_.reset();
  database_.reset();
  std::filesystem::remove_all(folder_ / "store");
  Reopen();
}

}  // namespace stratwatch::pipeline::testing
