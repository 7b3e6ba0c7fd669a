#include "store/frontier_table.h"

#include "model/wire/digest.h"
#include "store/article_store.h"
#include "store/internal/counters.h"
#include "store/internal/database_impl.h"
#include "store/key_layout.h"
#include "tests/store/store_testing.h"

namespace stratwatch::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class FrontierTableTest : public StoreTest {
 protected:
  static std::chrono::sys_seconds At(int seconds) {
    return std::chrono::sys_seconds(std::chrono::seconds(1'772'000'000 + seconds));
  }
  static FrontierEntry Entry(const std::string& name, int due) {
    FrontierEntry entry;
    entry.url = *Url::Parse("https://example.org/" + name);
    entry.id = ArticleId{wire::Hash128(name)};
    entry.source.value = "one";
    entry.sightings = {{SourceId{"one"}, At(0), "Title", At(-5)},
                       {SourceId{"two"}, At(1), "", std::nullopt}};
    entry.discovered_at = At(0);
    entry.due_at = At(due);
    entry.attempts = 2;
    entry.last_failure = "timeout";
    return entry;
  }
  void Put(const FrontierEntry& entry, const FrontierEntry* before = nullptr) {
    FrontierTable frontier(*database_);
    WriteBatch batch;
    frontier.Put(batch, entry, before);
    Commit(batch);
  }
  std::vector<std::string> DueUrls(int now, std::size_t entries_max = 100) {
    std::vector<std::string> urls;
    for (const FrontierEntry& entry : Value(FrontierTable(*database_).Due(At(now), entries_max))) {
      urls.push_back(std::string(entry.url.Path()));
    }
    return urls;
  }
};

TEST_F(FrontierTableTest, GivesBackAnEntryWhole) {
  const FrontierEntry entry = Entry("a", 10);
  Put(entry);
  Reopen();
  const auto found = Value(FrontierTable(*database_).Find(entry.id));
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->url, entry.url);
  EXPECT_EQ(found->source, entry.source);
  EXPECT_EQ(found->due_at, entry.due_at);
  EXPECT_EQ(found->attempts, 2);
  EXPECT_EQ(found->last_failure, "timeout");
  ASSERT_EQ(found->sightings.size(), 2U);
  EXPECT_EQ(found->sightings[0].claimed_published, At(-5));
  EXPECT_EQ(found->sightings[1].source.value, "two");
}

TEST_F(FrontierTableTest, DoesNotFindAnUnknownUrl) {
  EXPECT_EQ(Value(FrontierTable(*database_).Find(ArticleId{})), std::nullopt);
}

TEST_F(FrontierTableTest, DueEntriesComeEarliestFirstUpToNow) {
  Put(Entry("late", 30));
  Put(Entry("first", 10));
  Put(Entry("second", 20));
  EXPECT_THAT(DueUrls(9), IsEmpty());
  EXPECT_THAT(DueUrls(20), ElementsAre("/first", "/second"));
  EXPECT_THAT(DueUrls(100, 1), ElementsAre("/first"));
}

TEST_F(FrontierTableTest, APutMovesTheEntryInTheDueIndex) {
  const FrontierEntry before = Entry("a", 10);
  Put(before);
  FrontierEntry after = before;
  after.due_at = At(50);
  Put(after, &before);
  EXPECT_THAT(DueUrls(49), IsEmpty());
  EXPECT_THAT(DueUrls(50), ElementsAre("/a"));
  EXPECT_EQ(Value(FrontierTable(*database_).EarliestDue()), At(50));
}

TEST_F(FrontierTableTest, AnEmittedEntryIsDueNoMore) {
  const FrontierEntry before = Entry("a", 10);
  Put(before);
  FrontierEntry after = before;
  after.state = FrontierState::kEmitted;
  Put(after, &before);
  EXPECT_THAT(DueUrls(1000), IsEmpty());
  EXPECT_EQ(Value(FrontierTable(*database_).EarliestDue()), std::nullopt);
  EXPECT_EQ(Value(FrontierTable(*database_).Count()).emitted, 1U);
  EXPECT_EQ(Value(FrontierTable(*database_).Count()).waiting, 0U);
}

TEST_F(FrontierTableTest, CountsEachEntryOnceUnderItsLastState) {
  const FrontierEntry first = Entry("a", 10);
  const FrontierEntry second = Entry("b", 20);
  Put(first);
  Put(second);
  FrontierEntry later = first;
  later.due_at = At(30);
  Put(later, &first);
  FrontierEntry emitted = second;
  emitted.state = FrontierState::kEmitted;
  Put(emitted, &second);
  const auto counts = Value(FrontierTable(*database_).Count());
  EXPECT_EQ(counts.waiting, 1U);
  EXPECT_EQ(counts.emitted, 1U);
  ExpectOk(ArticleStore(*database_).VerifyCounters());
}

TEST_F(FrontierTableTest, ACountThatDriftedIsFound) {
  Put(Entry("a", 10));
  WriteBatch batch;
  MergeCounters(batch, *database_, {{FrontierCounterKey("waiting"), 2}});
  Commit(batch);
  const auto verified = ArticleStore(*database_).VerifyCounters();
  ASSERT_FALSE(verified.has_value());
  EXPECT_EQ(verified.error().message,
            "counter 'frontier waiting' says 3, but a walk over the records counts 1");
}

TEST_F(FrontierTableTest, WalksUntilToldToStop) {
  Put(Entry("a", 1));
  Put(Entry("b", 2));
  int visits = 0;
  ExpectOk(FrontierTable(*database_).ForEach([&](const FrontierEntry&) { return ++visits < 1; }));
  EXPECT_EQ(visits, 1);
}

TEST_F(FrontierTableTest, KeepsTheStateOfSources) {
  SourceState state;
  state.id.value = "ma-fr-map";
  state.etag = "\"abc\"";
  state.last_modified = "Tue, 17 Mar 2026 09:30:00 GMT";
  state.last_polled = At(1);
  state.next_poll = At(601);
  state.interval = std::chrono::seconds(600);
  state.failures_in_a_row = 3;
  state.last_failure = "503";
  state.last_status = 503;
  state.polls = 10;
  state.entries_seen = 200;
  state.entries_new = 40;
  FrontierTable frontier(*database_);
  WriteBatch batch;
  frontier.PutSource(batch, state);
  Commit(batch);
  const auto found = Value(frontier.FindSource(state.id));
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->etag, state.etag);
  EXPECT_EQ(found->last_modified, state.last_modified);
  EXPECT_EQ(found->next_poll, state.next_poll);
  EXPECT_EQ(found->interval, state.interval);
  EXPECT_EQ(found->failures_in_a_row, 3);
  EXPECT_EQ(found->entries_new, 40U);
  EXPECT_EQ(Value(frontier.Sources()).size(), 1U);
  EXPECT_EQ(Value(frontier.FindSource(SourceId{"other"})), std::nullopt);
}

TEST_F(FrontierTableTest, KeepsRobotsByOrigin) {
  FrontierTable frontier(*database_);
  const std::string body = "User-agent: *\nDisallow: /\n" + std::string("\0\xFF", 2);
  WriteBatch batch;
  frontier.PutRobots(batch, "https://example.org", {At(5), 200, body});
  Commit(batch);
  const auto found = Value(frontier.FindRobots("https://example.org"));
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->fetched_at, At(5));
  EXPECT_EQ(found->status, 200);
  EXPECT_EQ(found->body, body);
  EXPECT_FALSE(Value(frontier.FindRobots("https://example.com")).has_value());
}

TEST_F(FrontierTableTest, ADamagedEntryIsReportedNotSkipped) {
  const FrontierEntry entry = Entry("a", 1);
  Put(entry);
  WriteBatch batch;
  batch.impl().Put(*database_, Table::kFrontier, entry.id.View(), "\x07garbage");
  Commit(batch);
  FrontierTable frontier(*database_);
  EXPECT_EQ(frontier.Find(entry.id).error().code, ErrorCode::kCorrupt);
  EXPECT_EQ(frontier.Due(At(10), 10).error().code, ErrorCode::kCorrupt);
  EXPECT_EQ(frontier.ForEach([](const FrontierEntry&) { return true; }).error().code,
            ErrorCode::kCorrupt);
}

}  // namespace
}  // namespace stratwatch::store
