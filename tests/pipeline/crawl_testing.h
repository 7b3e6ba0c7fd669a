#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/crawl_task.h"
#include "store/frontier_table.h"
#include "tests/pipeline/task_testing.h"
#include "tests/support/loopback_server.h"

namespace stratwatch::pipeline::testing {

// Crawls "http://site.example" and "http://other.example", two loopback servers. Each answers 404
// to what it was not told about, so robots.txt allows everything by default.
class CrawlTest : public TaskTest {
 protected:
  void SetUp() override;

  // Answers `target` with 200 and `body`.
  void Serve(const std::string& target, std::string_view body,
             const std::vector<std::string>& fields = {"Content-Type: text/html"});
  void ServeStatus(const std::string& target, int status,
                   const std::vector<std::string>& fields = {});
  // An RSS feed at /feed.xml, with an item for each URL, and a source "feed" for it.
  void ServeFeed(const std::vector<std::string>& urls);
  static std::string Rss(const std::vector<std::string>& urls);
  static Source SourceOf(std::string_view id, std::string_view url,
                         SourceKind kind = SourceKind::kFeed);

  // Runs a crawl with `once` to its end.
  Result<void> Crawl(Log* log = nullptr);
  // The pages in the log by URL; a URL that is there twice fails the test.
  std::map<std::string, Page> Pages();
  // "pending", "gone", …; "" when no page of that URL is in the log.
  std::string OutcomeOf(const std::string& url);
  store::FrontierEntry EntryOf(std::string_view url);
  // Requests of `target` that the first server saw.
  int RequestsOf(std::string_view target) const;
  // Every frontier entry is emitted, and its page is in the log once.
  void ExpectNothingLostOrTwice();

  stratwatch::testing::LoopbackServer site_;
  stratwatch::testing::LoopbackServer other_;
  CrawlOptions options_;
};

}  // namespace stratwatch::pipeline::testing
