#include "pipeline/ingest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "crawlers/warc.h"
#include "store/frontier_table.h"
#include "tests/pipeline/judges.h"
#include "tests/pipeline/service_testing.h"

namespace stratwatch::pipeline {
namespace {

using testing::ArticlePage;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::Kill;
using testing::kPolicyParagraph;
using testing::MortalLog;
using ::testing::SizeIs;

// Keeps what was reported.
class EventList final : public EventSink {
 public:
  void Write(Severity, std::string_view event, std::initializer_list<EventField> fields) override {
    std::string line(event);
    for (const auto& field : fields) line += " " + std::string(field.key) + "=" + field.value;
    lines.push_back(line);
  }
  std::vector<std::string> lines;
};

class IngestTest : public testing::ServiceTest {
 protected:
  std::filesystem::path Write(const std::string& name, const std::string& content) {
    const auto path = folder_ / name;
    std::ofstream(path, std::ios::binary) << content;
    return path;
  }

  static std::string Page(int number) {
    const std::string n = std::to_string(number);
    return ArticlePage("Number " + n, "Number " + n + ". " + std::string(kPolicyParagraph));
  }

  // A manifest with this many pages, https://files.example/0 and so on.
  std::filesystem::path Manifest(int pages) {
    std::string lines;
    for (int i = 0; i < pages; ++i) {
      const std::string name = "page-" + std::to_string(i) + ".html";
      Write(name, Page(i));
      lines += "{\"file\":\"" + name + "\",\"url\":\"https://files.example/" + std::to_string(i) +
               "\"}\n";
    }
    return Write("pages.jsonl", lines);
  }

  // A WARC file with these exchanges: URL, status, content type and body.
  struct Exchange {
    std::string url;
    int status;
    std::string type;
    std::string body;
  };
  std::filesystem::path Warc(const std::vector<Exchange>& exchanges) {
    crawlers::WarcWriterOptions options;
    options.folder = folder_ / "warc";
    auto writer = crawlers::WarcWriter::Open(options);
    EXPECT_TRUE(writer.has_value());
    std::string file;
    for (const auto& each : exchanges) {
      crawlers::WarcExchange exchange;
      exchange.target_uri = each.url;
      exchange.fetched_at = std::chrono::sys_seconds(std::chrono::seconds(1'742'202'000));
      exchange.response_header = "HTTP/1.1 " + std::to_string(each.status) +
                                 " X\r\nContent-Type: " + each.type + "\r\n\r\n";
      exchange.body = each.body;
      const auto place = (*writer)->Append(exchange);
      EXPECT_TRUE(place.has_value()) << place.error().message;
      file = place->file;
    }
    return options.folder / file;
  }

  Result<IngestProgress> Ingest(const std::filesystem::path& path, Log* log = nullptr,
                                std::string url = "") {
    IngestOptions options;
    options.paths = {path};
    options.url = std::move(url);
    options.batch_pages = 3;
    return IngestPages(options, *database_, log != nullptr ? *log : *log_, clock_, event_list_,
                       [](const IngestProgress&) { return true; });
  }

  std::vector<stratwatch::Page> BackfillPages() {
    std::vector<stratwatch::Page> pages;
    for (const auto& record : Read(Topic::kPagesBackfill)) {
      pages.push_back(wire::DecodePage(record.record.value).value());
    }
    return pages;
  }

  // What waits in the log goes to the store.
  void Process() {
    options_.tasks.crawl = false;
    ASSERT_TRUE(RunToTheEnd());
  }

  EventList event_list_;
};

TEST_F(IngestTest, TakesOneHtmlFileUnderItsGivenUrl) {
  const auto progress = Ingest(Write("a.html", Page(1)), nullptr, "https://a.example/x");
  ASSERT_TRUE(progress.has_value());
  EXPECT_EQ(progress->pages, 1U);
  ASSERT_THAT(BackfillPages(), SizeIs(1));
  const auto page = BackfillPages().front();
  EXPECT_EQ(page.url.Text(), "https://a.example/x");
  EXPECT_EQ(page.source.value, "ingest");
  EXPECT_EQ(page.body, Page(1));
  EXPECT_THAT(page.archive->file, HasSubstr("a.html"));
}

TEST_F(IngestTest, TakesAnHtmlFileUnderItsCanonicalUrl) {
  ASSERT_TRUE(
      Ingest(Write("a.html", "<link rel=canonical href=https://a.example/canonical>" + Page(1))));
  EXPECT_EQ(BackfillPages().front().url.Text(), "https://a.example/canonical");
}

TEST_F(IngestTest, ReportsAnHtmlFileWithoutAUrl) {
  const auto progress = Ingest(Write("a.html", Page(1)));
  ASSERT_TRUE(progress.has_value());
  EXPECT_EQ(progress->failed, 1U);
  ASSERT_THAT(event_list_.lines, SizeIs(1));
  EXPECT_THAT(event_list_.lines.front(), HasSubstr("a.html"));
  EXPECT_THAT(event_list_.lines.front(), HasSubstr("--url"));
}

TEST_F(IngestTest, RefusesOneUrlForManyFiles) {
  Manifest(2);
  const auto progress = Ingest(folder_ / "pages.jsonl", nullptr, "https://a.example/");
  ASSERT_FALSE(progress.has_value());
  EXPECT_EQ(progress.error().code, ErrorCode::kInvalid);
}

TEST_F(IngestTest, TakesAManifestAndReportsItsBadLines) {
  Write("a.html", Page(1));
  const auto progress = Ingest(Write("pages.jsonl",
                                     "{\"file\":\"a.html\",\"url\":\"https://a.example/1\"}\n"
                                     "{\"file\":\"missing.html\",\"url\":\"https://a.example/2\"}\n"
                                     "{\"file\":\"a.html\",\"url\":\"not a url\"}\n"
                                     "nonsense\n"));
  ASSERT_TRUE(progress.has_value());
  EXPECT_EQ(progress->pages, 1U);
  EXPECT_EQ(progress->failed, 3U);
  EXPECT_THAT(event_list_.lines.back(), HasSubstr("pages.jsonl:4"));
}

TEST_F(IngestTest, TakesThePagesOfAWarcFile) {
  const auto progress = Ingest(Warc({{"https://a.example/1", 200, "text/html", Page(1)},
                                     {"https://a.example/logo.png", 200, "image/png", "\x89PNG"},
                                     {"https://a.example/gone", 404, "text/html", "<p>no</p>"},
                                     {"https://a.example/2", 200, "text/html", Page(2)}}));
  ASSERT_TRUE(progress.has_value());
  EXPECT_EQ(progress->pages, 2U);
  EXPECT_EQ(progress->failed, 0U);
  EXPECT_GE(progress->skipped, 2U);
  const auto pages = BackfillPages();
  ASSERT_THAT(pages, SizeIs(2));
  EXPECT_EQ(pages[1].url.Text(), "https://a.example/2");
  EXPECT_EQ(pages[1].body, Page(2));
  // The archive's clock, not ours.
  EXPECT_EQ(pages[1].exchange.fetched_at.time_since_epoch().count(), 1'742'202'000);
  EXPECT_GT(pages[1].archive->offset, pages[0].archive->offset);
}

TEST_F(IngestTest, TakesWhatIsWholeOfADamagedWarcFile) {
  const auto file = Warc({{"https://a.example/1", 200, "text/html", Page(1)},
                          {"https://a.example/2", 200, "text/html", Page(2)}});
  std::filesystem::resize_file(file, std::filesystem::file_size(file) - 50);
  const auto progress = Ingest(file);
  ASSERT_TRUE(progress.has_value());
  EXPECT_EQ(progress->pages, 1U);
  EXPECT_GE(progress->failed, 1U);
}

TEST_F(IngestTest, CountsBytesToTheEnd) {
  const auto progress = Ingest(Manifest(5));
  ASSERT_TRUE(progress.has_value());
  EXPECT_GT(progress->bytes_total, 0U);
  EXPECT_EQ(progress->bytes_done, progress->bytes_total);
}

TEST_F(IngestTest, KnowsWhatWasTakenAlready) {
  ASSERT_TRUE(Ingest(Manifest(4)));
  const auto again = Ingest(folder_ / "pages.jsonl");
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->pages, 0U);
  EXPECT_EQ(again->known, 4U);
  Process();
  EXPECT_EQ(Ingest(folder_ / "pages.jsonl")->known, 4U);
  ExpectOneOutcomeEach();
}

TEST_F(IngestTest, ReadsAPageThatGaveNoArticleOnlyFromAnotherFile) {
  Write("empty.html", "<html><body></body></html>");
  const auto manifest =
      Write("one.jsonl", "{\"file\":\"empty.html\",\"url\":\"https://a.example/1\"}\n");
  ASSERT_TRUE(Ingest(manifest));
  Process();
  EXPECT_EQ(Outcomes().at("https://a.example/1"), "malformed");
  EXPECT_EQ(Ingest(manifest)->known, 1U);
  EXPECT_EQ(Ingest(Write("full.html", Page(1)), nullptr, "https://a.example/1")->pages, 1U);
  Process();
  EXPECT_EQ(Outcomes().at("https://a.example/1"), "stored");
  ExpectOneOutcomeEach();
}

TEST_F(IngestTest, StopsWhenTheReportSaysSo) {
  IngestOptions options;
  options.paths = {Manifest(50)};
  options.batch_pages = 1;
  options.lag_max = 1;  // Nobody reads: without the report's word it would wait for ever.
  const auto progress = IngestPages(options, *database_, *log_, clock_, event_list_,
                                    [](const IngestProgress&) { return false; });
  ASSERT_TRUE(progress.has_value());
  EXPECT_LT(progress->pages, 50U);
}

// Killed at each commit in turn, before and after it is written: every page is in the log once.
TEST_F(IngestTest, GoesOnAfterAKillAtAnyCommit) {
  const auto manifest = Manifest(10);
  for (const bool after_write : {false, true}) {
    for (int commit = 1; commit <= 4; ++commit) {
      ForgetStore();
      Kill kill;
      kill.commits_left = commit;
      kill.after_write = after_write;
      MortalLog mortal(*log_, kill);
      EXPECT_FALSE(Ingest(manifest, &mortal).has_value());
      Reopen();
      const auto progress = Ingest(manifest);
      ASSERT_TRUE(progress.has_value());
      EXPECT_EQ(progress->pages + progress->known, 10U);
      EXPECT_THAT(BackfillPages(), SizeIs(10)) << commit << (after_write ? " after" : " before");
    }
  }
}

}  // namespace
}  // namespace stratwatch::pipeline
