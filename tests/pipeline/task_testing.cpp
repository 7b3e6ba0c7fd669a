#include "tests/pipeline/task_testing.h"

#include "pipeline/internal/text_folding.h"

namespace stratwatch::pipeline::testing {
namespace {

class MortalSession final : public LogSession {
 public:
  MortalSession(std::unique_ptr<LogSession> session, Kill& kill)
      : session_(std::move(session)), kill_(kill) {}

  Result<Batch> Poll(const PollLimits& limits) override {
    if (kill_.dead) return Killed();
    return session_->Poll(limits);
  }
  Result<void> Commit(LogStep step) override {
    if (kill_.dead) return Killed();
    const bool last = kill_.commits_left > 0 && --kill_.commits_left == 0;
    if (!last) return session_->Commit(std::move(step));
    kill_.dead = true;
    if (kill_.after_write) {
      if (auto written = session_->Commit(std::move(step)); !written) return written;
    }
    return Killed();
  }
  Result<void> Rewind() override {
    if (kill_.dead) return Killed();
    return session_->Rewind();
  }
  Result<std::uint64_t> Lag() override {
    if (kill_.dead) return Killed();
    return session_->Lag();
  }
  void Interrupt() override { session_->Interrupt(); }

 private:
  static tl::unexpected<Error> Killed() { return Fail(ErrorCode::kCorrupt, "killed"); }

  std::unique_ptr<LogSession> session_;
  Kill& kill_;
};

}  // namespace

Result<std::unique_ptr<LogSession>> MortalLog::OpenSession(SessionOptions options) {
  auto session = log_.OpenSession(std::move(options));
  if (!session) return session;
  return std::make_unique<MortalSession>(std::move(*session), kill_);
}

Url UrlOf(std::string_view text) {
  const auto url = Url::Parse(text);
  EXPECT_TRUE(url.has_value()) << text;
  return url.value_or(Url());
}

Article ArticleWith(std::string_view url, std::string_view text) {
  Article article;
  article.url = UrlOf(url);
  article.id = wire::ArticleIdOf(article.url);
  article.source = SourceId{"test"};
  article.title = "Title of " + std::string(url);
  article.language = "en";
  article.text = text;
  article.content_hash = wire::ContentHashOf(FoldForHash(text));
  article.relevance.relevant = true;
  return article;
}

Page PageWith(std::string_view url, std::string_view body) {
  Page page;
  page.url = UrlOf(url);
  page.id = wire::ArticleIdOf(page.url);
  page.source = SourceId{"test"};
  page.sightings.push_back({page.source, std::chrono::sys_seconds{}, "", std::nullopt});
  page.exchange.requested = page.url;
  page.exchange.final_url = page.url;
  page.exchange.status = 200;
  page.exchange.content_type = "text/html; charset=utf-8";
  page.exchange.fetched_at =
      std::chrono::sys_seconds(std::chrono::seconds(1'772'000'000));  // 2026-02-25
  page.body = body;
  return page;
}

void TaskTest::Reopen() {
  log_.reset();
  database_.reset();
  store::StoreOptions options;
  options.path = folder_ / "store";
  auto database = store::Database::Open(options);
  ASSERT_TRUE(database.has_value()) << database.error().message;
  database_ = std::move(*database);
  log_options_.durability = store::Durability::kBuffered;
  auto log = OpenEmbeddedLog(*database_, clock_, log_options_);
  ASSERT_TRUE(log.has_value()) << log.error().message;
  log_ = std::move(*log);
}

void TaskTest::Append(std::vector<OutgoingRecord> records) {
  auto session = log_->OpenSession({"test", {}, "", PositionHome::kLog});
  ASSERT_TRUE(session.has_value()) << session.error().message;
  LogStep step;
  step.outputs = std::move(records);
  const auto committed = (*session)->Commit(std::move(step));
  ASSERT_TRUE(committed.has_value()) << committed.error().message;
}

void TaskTest::AppendArticles(Topic topic, const std::vector<Article>& articles) {
  std::vector<OutgoingRecord> records;
  for (const auto& article : articles) records.push_back({topic, ArticleRecord(topic, article)});
  Append(std::move(records));
}

void TaskTest::AppendPages(const std::vector<Page>& pages) {
  std::vector<OutgoingRecord> records;
  for (const auto& page : pages) records.push_back({Topic::kPages, PageRecord(page)});
  Append(std::move(records));
}

std::vector<PolledRecord> TaskTest::Read(Topic topic) {
  auto records = log_->Read(topic, 0, 0, 10'000);
  EXPECT_TRUE(records.has_value()) << records.error().message;
  return records ? std::move(*records) : std::vector<PolledRecord>();
}

std::vector<Article> TaskTest::ReadArticles(Topic topic) {
  std::vector<Article> articles;
  for (const auto& record : Read(topic)) {
    auto article = wire::DecodeArticle(record.record.value);
    EXPECT_TRUE(article.has_value()) << article.error().message;
    if (article) articles.push_back(std::move(*article));
  }
  return articles;
}

std::vector<wire::DeadLetter> TaskTest::ReadDeadLetters() {
  std::vector<wire::DeadLetter> letters;
  for (const auto& record : Read(Topic::kDeadLetters)) {
    auto letter = wire::DecodeDeadLetter(record.record.value);
    EXPECT_TRUE(letter.has_value()) << letter.error().message;
    if (letter) letters.push_back(std::move(*letter));
  }
  return letters;
}

Result<void> TaskTest::Drain(Task& task, std::vector<Topic> inputs, Log* log,
                             std::size_t batch_records) {
  return DrainAt(task, std::move(inputs), PositionHome::kStore, log, batch_records);
}

Result<void> TaskTest::DrainAt(Task& task, std::vector<Topic> inputs, PositionHome home, Log* log,
                               std::size_t batch_records) {
  auto session = (log != nullptr ? *log : *log_)
                     .OpenSession({std::string(task.Name()), std::move(inputs), "", home});
  if (!session) return tl::unexpected(session.error());
  TaskRunnerOptions options;
  options.limits.records_max = batch_records;
  options.limits.wait = std::chrono::milliseconds(1);
  options.workers = 2;
  options.pause = std::chrono::milliseconds(1);
  TaskRunner runner(task, std::move(*session), options, clock_, events_, metrics_);
  runner.RequestDrain();
  return runner.Run();
}

}  // namespace stratwatch::pipeline::testing
