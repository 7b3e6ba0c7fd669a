#include "pipeline/shard_stores.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "pipeline/index_task.h"
#include "pipeline/internal/kafka_position.h"
#include "tests/pipeline/task_testing.h"

namespace stratwatch::pipeline {
namespace {

using testing::ArticleWith;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class ShardStoresTest : public testing::TaskTest {
 protected:
  store::StoreOptions Options() const {
    store::StoreOptions options;
    options.path = database_->options().path;
    return options;
  }
  static std::vector<int> Numbers(const std::vector<IndexShard>& shards) {
    std::vector<int> numbers;
    for (const IndexShard& shard : shards) numbers.push_back(shard.number);
    return numbers;
  }
  static std::uint64_t Articles(store::Database& database) {
    const auto outcomes = store::ArticleStore(database).CountByOutcome();
    std::uint64_t count = 0;
    for (const auto& [name, each] : *outcomes) count += each;
    return count;
  }
};

TEST_F(ShardStoresTest, OnlyWhatHasCaughtUpAnswers) {
  ShardStores shards(Options(), 3);
  ASSERT_TRUE(shards.Take(2).has_value());
  ASSERT_TRUE(shards.Take(0).has_value());
  EXPECT_THAT(shards.Answering(), IsEmpty());
  shards.SetCaughtUp(0);
  EXPECT_THAT(Numbers(shards.Answering()), ElementsAre(0));
  EXPECT_THAT(Numbers(shards.Taken()), ElementsAre(0, 2));
  EXPECT_EQ(shards.Find(1), nullptr);
}

TEST_F(ShardStoresTest, WhatIsGivenUpAnswersNoMoreAndHasToCatchUpAgain) {
  ShardStores shards(Options(), 2);
  ASSERT_TRUE(shards.Take(0).has_value());
  ASSERT_TRUE(shards.Take(1).has_value());
  shards.SetCaughtUp(0);
  shards.SetCaughtUp(1);
  shards.Retain({1});
  EXPECT_THAT(Numbers(shards.Answering()), ElementsAre(1));
  ASSERT_TRUE(shards.Take(0).has_value());
  EXPECT_THAT(Numbers(shards.Answering()), ElementsAre(1));
}

TEST_F(ShardStoresTest, AShardThatIsStillReadCanBeTakenAgain) {
  ShardStores shards(Options(), 2);
  ASSERT_TRUE(shards.Take(0).has_value());
  const auto reading = shards.Find(0);
  shards.Retain({});
  const auto again = shards.Take(0);
  ASSERT_TRUE(again.has_value()) << again.error().message;
  EXPECT_EQ(shards.Find(0), reading);
}

TEST_F(ShardStoresTest, RefusesAPartitionThatIsNoShard) {
  ShardStores shards(Options(), 2);
  EXPECT_EQ(shards.Take(2).error().code, ErrorCode::kInvalid);
}

TEST_F(ShardStoresTest, AnotherNumberIsRefused) {
  EXPECT_TRUE(CheckShardCount(*database_, 1).has_value());
  EXPECT_TRUE(CheckShardCount(*database_, 4).has_value());
  {
    ShardStores shards(Options(), 4);
    ASSERT_TRUE(shards.Take(3).has_value());
  }
  EXPECT_THAT(ShardsIn(Options().path, 4), ElementsAre(3));
  EXPECT_TRUE(CheckShardCount(*database_, 4).has_value());
  for (const int other : {1, 2, 5}) {
    const auto checked = CheckShardCount(*database_, other);
    ASSERT_FALSE(checked.has_value());
    EXPECT_EQ(checked.error().code, ErrorCode::kInvalid);
    EXPECT_THAT(checked.error().message, HasSubstr("in 4 shards"));
  }
}

TEST_F(ShardStoresTest, AStoreWithArticlesIsNotDivided) {
  store::WriteBatch batch;
  Article article = ArticleWith("https://a.example/1", "text");
  article.outcome = Outcome::kStored;
  std::vector<Article> articles{article};
  ASSERT_TRUE(store::ArticleStore(*database_).Add(batch, articles).has_value());
  ASSERT_TRUE(database_->Write(batch, store::Durability::kBuffered).has_value());
  EXPECT_TRUE(CheckShardCount(*database_, 1).has_value());
  EXPECT_THAT(CheckShardCount(*database_, 2).error().message, HasSubstr("in 1 shard,"));
}

TEST(ShardFolders, AreKnownByTheirName) {
  EXPECT_EQ(ShardFolder("/data/store", 1, 4), std::filesystem::path("/data/store/shard-1-of-4"));
  EXPECT_TRUE(IsShardFolder("/data/store/shard-1-of-4"));
  for (const char* other : {"/data/store", "/data/shard-1", "/data/shard-1-of-", "/shard-x-of-2",
                            "/data/shard-1-of-4.old"}) {
    EXPECT_FALSE(IsShardFolder(other)) << other;
  }
}

TEST_F(ShardStoresTest, PositionsAreWhereTheArticlesAre) {
  ShardStores shards(Options(), 2);
  ASSERT_TRUE(shards.Take(0).has_value());
  ASSERT_TRUE(shards.Take(1).has_value());
  KafkaPositions positions(shards, "cluster", "", "index");
  store::WriteBatch batch;
  positions.Set(batch, Topic::kResolved, 1, 7);
  ASSERT_TRUE(shards.Find(1)->Write(batch, store::Durability::kBuffered).has_value());
  EXPECT_EQ(positions.Get(Topic::kResolved, 1)->value_or(-1), 7);
  EXPECT_FALSE(positions.Get(Topic::kResolved, 0)->has_value());
  const KafkaPositions in_the_shard(*shards.Find(1), "cluster", "", "index");
  EXPECT_EQ(in_the_shard.Get(Topic::kResolved, 1)->value_or(-1), 7);
  // Of a shard that is not ours nothing is known.
  shards.Retain({0});
  EXPECT_FALSE(positions.Get(Topic::kResolved, 1)->has_value());
}

TEST_F(ShardStoresTest, IndexWritesEachStepIntoItsShard) {
  ShardStores shards(Options(), 2);
  ASSERT_TRUE(shards.Take(0).has_value());
  ASSERT_TRUE(shards.Take(1).has_value());
  IndexTask task(shards, clock_, metrics_);
  for (const auto& [partition, url] :
       {std::pair(0, "https://a.example/1"), std::pair(1, "https://a.example/2"),
        std::pair(1, "https://a.example/3")}) {
    PreparedRecord record;
    record.article = ArticleWith(url, std::string("text of ") + url);
    record.article->outcome = Outcome::kStored;
    record.partition = partition;
    std::vector<PreparedRecord> records;
    records.push_back(std::move(record));
    store::WriteBatch state;
    LogStep step;
    ASSERT_TRUE(task.Conclude(records, state, step).has_value());
    ASSERT_TRUE(shards.Find(partition)->Write(state, store::Durability::kBuffered).has_value());
    task.Committed(records);
  }
  EXPECT_EQ(Articles(*shards.Find(0)), 1U);
  EXPECT_EQ(Articles(*shards.Find(1)), 2U);
  EXPECT_EQ(Articles(*database_), 0U);
  // Of a shard that went to another nothing is written.
  shards.Retain({0});
  std::vector<PreparedRecord> late(1);
  late.front().article = ArticleWith("https://a.example/4", "late");
  late.front().partition = 1;
  store::WriteBatch state;
  LogStep step;
  EXPECT_EQ(task.Conclude(late, state, step).error().code, ErrorCode::kUnavailable);
}

}  // namespace
}  // namespace stratwatch::pipeline
