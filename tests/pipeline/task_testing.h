#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/article.h"
#include "model/page.h"
#include "model/wire/digest.h"
#include "model/wire/messages.h"
#include "pipeline/embedded_log.h"
#include "pipeline/internal/log_records.h"
#include "pipeline/log.h"
#include "pipeline/metrics.h"
#include "pipeline/task_runner.h"
#include "store/article_store.h"
#include "store/database.h"
#include "tests/support/fake_clock.h"
#include "tests/support/temporary_folder.h"

// What the tests of the tasks share: a store with its log, articles and pages to put in, and a log
// whose commits can be made to fail.
namespace stratwatch::pipeline::testing {

// The kill of a process, seen from the log: at the commit that makes `commits_left` zero, every
// session fails for good, either before the commit was written or after.
struct Kill {
  std::atomic<int> commits_left{-1};  // -1: never.
  bool after_write = false;
  std::atomic<bool> dead{false};
};

// The log of a process that is killed as `kill` says. Borrows both.
class MortalLog final : public Log {
 public:
  MortalLog(Log& log, Kill& kill) : log_(log), kill_(kill) {}
  std::string_view Engine() const override { return log_.Engine(); }
  Result<void> EnsureTopics() override { return log_.EnsureTopics(); }
  Result<std::unique_ptr<LogSession>> OpenSession(SessionOptions options) override;
  Result<std::vector<PolledRecord>> Read(Topic topic, int partition, std::int64_t offset,
                                         std::size_t records_max) override {
    return log_.Read(topic, partition, offset, records_max);
  }
  Result<std::vector<TopicExtent>> Extents() override { return log_.Extents(); }
  Result<std::uint64_t> Backlog(std::string_view group, Topic topic) override {
    return log_.Backlog(group, topic);
  }
  Result<void> Trim() override { return log_.Trim(); }

 private:
  Log& log_;
  Kill& kill_;
};

Url UrlOf(std::string_view text);
// An article as normalise leaves it: pending, with this text and its hash.
Article ArticleWith(std::string_view url, std::string_view text);
// A page with this body, as the crawl or ingest emits it.
Page PageWith(std::string_view url, std::string_view body);

class TaskTest : public ::testing::Test {
 protected:
  void SetUp() override { Reopen(); }

  // As a new process finds it.
  void Reopen();
  void Append(std::vector<OutgoingRecord> records);
  void AppendArticles(Topic topic, const std::vector<Article>& articles);
  void AppendPages(const std::vector<Page>& pages);
  std::vector<PolledRecord> Read(Topic topic);
  std::vector<Article> ReadArticles(Topic topic);
  std::vector<wire::DeadLetter> ReadDeadLetters();
  // Runs the task until its inputs are read, on `log` or else on the store's.
  Result<void> Drain(Task& task, std::vector<Topic> inputs, Log* log = nullptr,
                     std::size_t batch_records = 3);
  Result<void> DrainAt(Task& task, std::vector<Topic> inputs, PositionHome home, Log* log,
                       std::size_t batch_records);

  stratwatch::testing::TemporaryFolder folder_;
  SystemClock clock_;
  NullEventSink events_;
  Metrics metrics_;
  EmbeddedLogOptions log_options_;  // Take effect with Reopen.
  std::unique_ptr<store::Database> database_;
  std::unique_ptr<Log> log_;
};

}  // namespace stratwatch::pipeline::testing
