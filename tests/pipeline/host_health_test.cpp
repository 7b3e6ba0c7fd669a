#include "pipeline/host_health.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "pipeline/index_task.h"
#include "tests/pipeline/task_testing.h"

namespace stratwatch::pipeline {
namespace {

using testing::ArticleWith;
using testing::Kill;
using testing::MortalLog;
using ::testing::SizeIs;

constexpr std::chrono::sys_seconds kNow{std::chrono::sys_days{std::chrono::year{2026} / 3 / 1}};

Article Settled(std::string_view url, Outcome outcome, std::uint32_t text_bytes) {
  Article article = ArticleWith(url, "Text");
  article.outcome = outcome;
  article.extraction.page_bytes = 50'000;
  article.extraction.text_bytes = text_bytes;
  return article;
}

void ObserveMany(store::HostHealth& row, int count, Outcome outcome, std::uint32_t text_bytes) {
  for (int i = 0; i < count; ++i) {
    Observe(row, Settled("https://news.example/" + std::to_string(i), outcome, text_bytes));
  }
}

TEST(HostHealthRow, IsYoungUntilThirtyPagesWereRead) {
  store::HostHealth row;
  ObserveMany(row, 29, Outcome::kMalformed, 0);
  EXPECT_EQ(VerdictOf(row), HostVerdict::kYoung);
  ObserveMany(row, 1, Outcome::kMalformed, 0);
  EXPECT_EQ(VerdictOf(row), HostVerdict::kEmpty);
}

TEST(HostHealthRow, IsOkOfAnyLengthThatStays) {
  for (const std::uint32_t length : {300U, 3'000U, 90'000U}) {
    store::HostHealth row;
    ObserveMany(row, 20, Outcome::kStored, length);
    ObserveMany(row, 20, Outcome::kIrrelevant, length);
    EXPECT_EQ(VerdictOf(row), HostVerdict::kOk) << length;
    EXPECT_NEAR(LengthRatio(row), 1.0, 1e-9);
  }
}

TEST(HostHealthRow, OneLongFeatureOrTeaserIsNoChange) {
  store::HostHealth row;
  ObserveMany(row, 100, Outcome::kStored, 3'000);
  ObserveMany(row, 3, Outcome::kStored, 120);
  EXPECT_EQ(VerdictOf(row), HostVerdict::kOk);
}

TEST(HostHealthRow, IsShorterSoonAfterTheTextsAreCut) {
  store::HostHealth row;
  ObserveMany(row, 200, Outcome::kStored, 4'000);
  ObserveMany(row, 20, Outcome::kStored, 1'000);
  EXPECT_EQ(VerdictOf(row), HostVerdict::kShorter) << LengthRatio(row);
}

TEST(HostHealthRow, GetsUsedToANewLengthAsDocumented) {
  store::HostHealth row;
  ObserveMany(row, 400, Outcome::kStored, 4'000);
  ObserveMany(row, 130, Outcome::kStored, 1'000);
  EXPECT_EQ(VerdictOf(row), HostVerdict::kShorter);
  ObserveMany(row, 20, Outcome::kStored, 1'000);
  EXPECT_EQ(VerdictOf(row), HostVerdict::kOk);
}

TEST(HostHealthRow, WallsAndWhatWasNotReadAreOnlyCounted) {
  store::HostHealth row;
  ObserveMany(row, 50, Outcome::kBlockedBot, 0);
  Article gone = ArticleWith("https://news.example/gone", "");
  gone.outcome = Outcome::kGone;
  Observe(row, gone);
  EXPECT_EQ(row.texts + row.empties, 0U);
  EXPECT_EQ(row.outcomes[static_cast<std::size_t>(Outcome::kBlockedBot)], 50U);
  EXPECT_EQ(row.outcomes[static_cast<std::size_t>(Outcome::kGone)], 1U);
  EXPECT_EQ(VerdictOf(row), HostVerdict::kYoung);
}

class HostHealthStore : public testing::TaskTest {
 protected:
  std::vector<store::HostHealth> Rows() {
    auto rows = store::HostHealthTable(*database_).All();
    EXPECT_TRUE(rows) << rows.error().message;
    return rows.value_or(std::vector<store::HostHealth>());
  }
  void Add(HostHealthLedger& ledger, const std::vector<Article>& articles,
           std::chrono::sys_seconds now = kNow) {
    store::WriteBatch batch;
    ASSERT_TRUE(ledger.Stage(batch, articles, now));
    ASSERT_TRUE(database_->Write(batch, store::Durability::kBuffered));
    ledger.Written();
  }
};

TEST_F(HostHealthStore, KeepsItsRowsOverARestart) {
  {
    HostHealthLedger ledger(*database_);
    Add(ledger, {Settled("https://www.news.example/1", Outcome::kStored, 2'000),
                 Settled("https://news.example/2", Outcome::kMalformed, 0)});
  }
  Reopen();
  HostHealthLedger ledger(*database_);
  Add(ledger, {Settled("https://news.example/3", Outcome::kIrrelevant, 4'000),
               Settled("https://sport.news.example/3", Outcome::kStored, 900)});
  const auto rows = Rows();
  ASSERT_THAT(rows, SizeIs(2));
  EXPECT_EQ(rows[0].host, "news.example");
  EXPECT_EQ(rows[0].texts, 2U);
  EXPECT_EQ(rows[0].empties, 1U);
  EXPECT_NEAR(rows[0].empty_share, 1.0 / 3, 1e-5);
  EXPECT_NEAR(std::exp(rows[0].log_length), 2'828, 1);  // The geometric mean of 2000 and 4000.
  EXPECT_EQ(rows[0].last_seen, kNow);
  EXPECT_EQ(rows[1].host, "sport.news.example");
}

TEST_F(HostHealthStore, WhatCouldNotBeWrittenIsStagedAgain) {
  HostHealthLedger ledger(*database_);
  const std::vector<Article> articles{Settled("https://news.example/1", Outcome::kStored, 2'000)};
  store::WriteBatch lost;
  ASSERT_TRUE(ledger.Stage(lost, articles, kNow));
  Add(ledger, articles);
  EXPECT_EQ(Rows().front().texts, 1U);
}

TEST_F(HostHealthStore, HostsBeyondTheBoundAreCountedTogether) {
  HostHealthLedger ledger(*database_, {2, std::chrono::hours(24)});
  std::vector<Article> articles;
  for (const char* host : {"a", "b", "c", "d", "a"}) {
    articles.push_back(
        Settled(std::string("https://") + host + ".example/1", Outcome::kStored, 900));
  }
  Add(ledger, articles);
  auto rows = Rows();
  ASSERT_THAT(rows, SizeIs(3));
  EXPECT_EQ(rows[0].texts, 2U);
  EXPECT_EQ(rows[2].host, kOtherHosts);
  EXPECT_EQ(rows[2].outcomes[static_cast<std::size_t>(Outcome::kStored)], 2U);
  EXPECT_EQ(rows[2].texts, 0U);

  // A host that was not seen for so long gives way; its counts stay in the sum.
  const auto later = kNow + std::chrono::hours(25);
  Add(ledger, {Settled("https://b.example/2", Outcome::kStored, 900)}, later);
  Add(ledger, {Settled("https://e.example/1", Outcome::kStored, 900)}, later);
  rows = Rows();
  ASSERT_THAT(rows, SizeIs(3));
  EXPECT_EQ(rows[0].host, "b.example");
  EXPECT_EQ(rows[1].host, "e.example");
  EXPECT_EQ(rows[2].outcomes[static_cast<std::size_t>(Outcome::kStored)], 4U);
}

// Killed at each commit in turn, before and after it is written, every page is counted once.
TEST_F(HostHealthStore, CountsEachPageOnceAfterAKillAtAnyCommit) {
  std::vector<Article> articles;
  for (int i = 0; i < 10; ++i) {
    articles.push_back(
        Settled("https://news.example/" + std::to_string(i), Outcome::kStored, 1'000));
  }
  for (const bool after_write : {false, true}) {
    for (int commit = 1; commit <= 3; ++commit) {
      log_.reset();
      database_.reset();
      std::filesystem::remove_all(folder_ / "store");
      Reopen();
      AppendArticles(Topic::kResolved, articles);
      Kill kill;
      kill.commits_left = commit;
      kill.after_write = after_write;
      MortalLog mortal(*log_, kill);
      {
        IndexTask task(*database_, clock_, metrics_);
        EXPECT_FALSE(Drain(task, {Topic::kResolved}, &mortal));
      }
      Reopen();
      IndexTask task(*database_, clock_, metrics_);
      ASSERT_TRUE(Drain(task, {Topic::kResolved}));
      EXPECT_EQ(Rows().front().texts, 10U) << commit << after_write;
    }
  }
}

}  // namespace
}  // namespace stratwatch::pipeline
