#include "pipeline/log_migration.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "model/wire/digest.h"
#include "model/wire/messages.h"
#include "pipeline/dead_letters.h"
#include "pipeline/embedded_log.h"
#include "tests/support/temporary_folder.h"

namespace stratwatch::pipeline {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// A store with the embedded log in it.
struct Place {
  Place() {
    store::StoreOptions options;
    options.path = folder / "store";
    database = std::move(*store::Database::Open(options));
    log = std::move(*OpenEmbeddedLog(*database, clock, {}));
  }
  std::vector<std::string> Waiting() const {
    std::vector<std::string> values;
    for (const StoredDeadLetter& each : *ListDeadLetters(*log, 100)) {
      if (!each.replayed) values.push_back(each.letter.value);
    }
    return values;
  }
  void Put(const std::string& value) const {
    wire::DeadLetter letter;
    letter.topic = "pages";
    letter.task = "normalise";
    letter.error = {ErrorCode::kInvalid, "no title"};
    letter.key = "example.org";
    letter.value = value;
    LogStep step;
    step.outputs.push_back({Topic::kDeadLetters, {letter.key, wire::EncodeDeadLetter(letter), {}}});
    SessionOptions options;
    options.group = "any";
    const auto done = (*log->OpenSession(options))->Commit(std::move(step));
    ASSERT_TRUE(done.has_value()) << done.error().message;
  }

  // So many articles, every other one of them irrelevant.
  std::vector<Article> Store(std::size_t count) const {
    std::vector<Article> stored(count);
    for (std::size_t i = 0; i < count; ++i) {
      stored[i].url = *Url::Parse("https://example.org/" + std::to_string(i));
      stored[i].id = wire::ArticleIdOf(stored[i].url);
      stored[i].outcome = i % 2 == 0 ? Outcome::kStored : Outcome::kIrrelevant;
    }
    store::WriteBatch batch;
    EXPECT_TRUE(store::ArticleStore(*database).Add(batch, stored).has_value());
    EXPECT_TRUE(database->Write(batch, store::Durability::kBuffered).has_value());
    return stored;
  }

  testing::TemporaryFolder folder;
  SystemClock clock;
  std::unique_ptr<store::Database> database;
  std::unique_ptr<Log> log;
};

TEST(LogMigration, MovesEachDeadLetterOnceAndLeavesThoseThatWereReplayed) {
  const Place from;
  const Place to;
  for (const char* const value : {"1", "2", "3"}) from.Put(value);
  ASSERT_TRUE(ReplayDeadLetter(*from.log, ListDeadLetters(*from.log, 100)->at(1)).has_value());

  EXPECT_EQ(MoveDeadLetters(*from.log, *to.log), 2U);
  EXPECT_THAT(to.Waiting(), ElementsAre("1", "3"));
  EXPECT_THAT(from.Waiting(), IsEmpty());
  EXPECT_EQ(MoveDeadLetters(*from.log, *to.log), 0U);
  EXPECT_THAT(to.Waiting(), ElementsAre("1", "3"));
}

TEST(LogMigration, AppendsEveryStoredArticleInOrder) {
  const Place from;
  const Place to;
  const std::vector<Article> stored = from.Store(450);
  const store::ArticleStore articles(*from.database);
  EXPECT_EQ(AppendStoredArticles(articles, *to.log, [](std::uint64_t) { return true; }), 450U);
  const auto records = to.log->Read(Topic::kResolved, 0, 0, 1'000);
  ASSERT_TRUE(records.has_value()) << records.error().message;
  ASSERT_EQ(records->size(), 450U);
  for (std::size_t i = 0; i < records->size(); ++i) {
    const auto article = wire::DecodeArticle((*records)[i].record.value);
    ASSERT_TRUE(article.has_value()) << article.error().message;
    EXPECT_EQ(article->id, stored[i].id);
    EXPECT_EQ(article->outcome, stored[i].outcome);
  }
}

TEST(LogMigration, StopsWhenItIsToldTo) {
  const Place from;
  const Place to;
  from.Store(450);
  const store::ArticleStore articles(*from.database);
  EXPECT_LT(*AppendStoredArticles(articles, *to.log, [](std::uint64_t) { return false; }), 450U);
}

}  // namespace
}  // namespace stratwatch::pipeline
