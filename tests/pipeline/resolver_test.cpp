#include "pipeline/resolver.h"

#include <gtest/gtest.h>

#include "pipeline/content_hash.h"
#include "pipeline/story_pins.h"
#include "tests/pipeline/drawn_text.h"
#include "tests/pipeline/task_testing.h"
#include "tests/support/temporary_folder.h"

namespace stratwatch::pipeline {
namespace {

using testing::DrawnText;

// One article a step, each on a resolver that may be closed and opened in between.
class ResolverTest : public ::testing::Test {
 protected:
  void SetUp() override {
    store::StoreOptions options;
    options.path = folder_.Path();
    auto database = store::Database::Open(options);
    ASSERT_TRUE(database) << database.error().message;
    database_ = std::move(*database);
    Reopen();
  }

  void Reopen() {
    resolver_.reset();
    auto resolver = Resolver::Open(*database_, {});
    ASSERT_TRUE(resolver) << resolver.error().message;
    resolver_ = std::move(*resolver);
  }

  static Article ArticleOf(std::string_view name, std::string text) {
    Article article;
    article.id = ArticleId{HashOfText(name)};
    article.text = std::move(text);
    article.content_hash = HashOfText(article.text);
    article.exchange.fetched_at = std::chrono::sys_days{std::chrono::May / 4 / 2026};
    article.relevance.relevant = true;
    return article;
  }

  enum class Commit { kWritten, kFailed };
  Resolution Resolve(Article article, Commit commit = Commit::kWritten) {
    store::WriteBatch state;
    EXPECT_TRUE(resolver_->Begin(state));
    EXPECT_TRUE(resolver_->Resolve(article, state));
    if (commit == Commit::kWritten) {
      EXPECT_TRUE(database_->Write(state, store::Durability::kBuffered));
      resolver_->Committed();
    }
    return article.resolution;
  }

  stratwatch::testing::TemporaryFolder folder_;
  std::unique_ptr<store::Database> database_;
  std::unique_ptr<Resolver> resolver_;
};

const std::string kText = DrawnText(1, 400);
const std::string kEdited = DrawnText(1, 400, {.change_every = 60});

TEST_F(ResolverTest, TellsANearCopyAndHowMuchIsShared) {
  Resolve(ArticleOf("a", kText));
  const Resolution said = Resolve(ArticleOf("b", kEdited));
  EXPECT_EQ(said.duplicate_of, ArticleOf("a", "").id);
  EXPECT_EQ(said.relation, "same");
  EXPECT_GE(said.of_this, 0.8F);
  EXPECT_GE(said.of_original, 0.8F);
}

TEST_F(ResolverTest, ACopyIsOfItsOriginalsStory) {
  const Resolution first = Resolve(ArticleOf("a", kText));
  ASSERT_TRUE(first.story);
  EXPECT_EQ(*first.story, StoryId{ArticleOf("a", "").id});
  EXPECT_EQ(Resolve(ArticleOf("b", kEdited)).story, first.story);
  EXPECT_EQ(Resolve(ArticleOf("c", kText)).story, first.story);
}

// An article that nothing but its countries ties to others of the same event.
class PinTest : public ResolverTest {
 protected:
  static Article EventOf(std::string_view name, std::string_view country) {
    Article article = ArticleOf(name, std::string(name) + " tells of something.");
    article.language = "en";
    for (const std::string& id : {std::string(country), std::string("XK")}) {
      Tag tag;
      tag.canonical_id = id;
      tag.subject = true;
      article.tags.push_back(tag);
    }
    Claim claim;
    claim.type = ClaimType::kMoney;
    claim.unit = "USD";
    claim.value = 67'200'000.0;
    if (country == "MA") article.claims.push_back(claim);
    Tag strategy;
    strategy.type = TagType::kStrategy;
    strategy.canonical_id = std::string(country) + ":2024";
    article.tags.push_back(strategy);
    return article;
  }
  static StoryId Named(std::string_view name) { return StoryId{ArticleOf(name, "").id}; }
};

TEST_F(PinTest, MovesAnArticleAndItStays) {
  EXPECT_EQ(Resolve(EventOf("a", "MA")).story, Named("a"));
  EXPECT_EQ(Resolve(EventOf("b", "KE")).story, Named("b"));
  const Resolution pinned = Resolve(PinnedTo(EventOf("b", "KE"), Named("a")));
  EXPECT_EQ(pinned.story, Named("a"));
  ASSERT_EQ(pinned.story_parts.size(), 1u);
  EXPECT_EQ(pinned.story_parts[0].name, kPinnedPart);
  Reopen();
  EXPECT_EQ(Resolve(EventOf("b", "KE")).story, Named("a"));  // Fetched again.
}

TEST_F(PinTest, TakesWhatFollowsAlong) {
  Resolve(EventOf("a", "MA"));
  Resolve(EventOf("b", "KE"));
  Resolve(PinnedTo(EventOf("a", "MA"), Named("b")));
  // The story it left is closed, and what is like it finds the other.
  EXPECT_EQ(Resolve(EventOf("c", "MA")).story, Named("b"));
  EXPECT_EQ(resolver_->Held().stories, 1u);
}

TEST_F(PinTest, SplitsAnArticleOff) {
  Resolve(EventOf("a", "MA"));
  EXPECT_EQ(Resolve(EventOf("b", "MA")).story, Named("a"));
  EXPECT_EQ(Resolve(PinnedTo(EventOf("b", "MA"), Named("b"))).story, Named("b"));
  EXPECT_EQ(resolver_->Held().stories, 2u);
  EXPECT_EQ(Resolve(EventOf("a", "MA")).story, Named("a"));
}

TEST_F(PinTest, IsTakenBackWhenItsStepWasNotWritten) {
  Resolve(EventOf("a", "MA"));
  Resolve(EventOf("b", "KE"));
  Resolve(PinnedTo(EventOf("a", "MA"), Named("b")), Commit::kFailed);
  EXPECT_EQ(Resolve(EventOf("c", "MA")).story, Named("a"));
}

// The same records in the same order end in the same stories, pins among them.
TEST_F(PinTest, EndsTheSameWhenTheLogIsReplayed) {
  const std::vector<Article> log = {EventOf("a", "MA"), EventOf("b", "KE"),
                                    PinnedTo(EventOf("b", "KE"), Named("a")), EventOf("c", "KE"),
                                    PinnedTo(EventOf("a", "MA"), Named("b"))};
  std::vector<std::optional<StoryId>> first;
  for (const Article& article : log) first.push_back(Resolve(article).story);
  stratwatch::testing::TemporaryFolder fresh;
  store::StoreOptions options;
  options.path = fresh.Path();
  resolver_.reset();
  database_ = store::Database::Open(options).value();
  Reopen();
  std::vector<std::optional<StoryId>> again;
  for (const Article& article : log) again.push_back(Resolve(article).story);
  EXPECT_EQ(again, first);
  resolver_.reset();
  database_.reset();
}

TEST_F(ResolverTest, AnIrrelevantArticleIsOfNoStory) {
  Article article = ArticleOf("a", kText);
  article.relevance.relevant = false;
  EXPECT_FALSE(Resolve(article).story);
}

TEST_F(ResolverTest, RemembersAfterItWasOpenedAgain) {
  const Resolution first = Resolve(ArticleOf("a", kText));
  Reopen();
  const Resolution said = Resolve(ArticleOf("b", kEdited));
  EXPECT_EQ(said.duplicate_of, ArticleOf("a", "").id);
  EXPECT_EQ(said.story, first.story);
}

TEST_F(ResolverTest, AStepThatWasNotWrittenNeverWas) {
  Resolve(ArticleOf("a", kText), Commit::kFailed);
  const Resolution said = Resolve(ArticleOf("b", kEdited));
  EXPECT_FALSE(said.duplicate_of);
  EXPECT_EQ(said.story, StoryId{ArticleOf("b", "").id});
}

TEST_F(ResolverTest, AnOriginalSeenAgainEditedStaysTheOriginal) {
  const Resolution first = Resolve(ArticleOf("a", kText));
  Resolve(ArticleOf("b", kEdited));
  const Resolution again = Resolve(ArticleOf("a", DrawnText(1, 420, {.change_every = 60})));
  EXPECT_TRUE(again.repeat);
  EXPECT_FALSE(again.duplicate_of);
  EXPECT_EQ(again.story, first.story);
}

TEST_F(ResolverTest, ACopySeenAgainStaysACopy) {
  Resolve(ArticleOf("a", kText));
  Resolve(ArticleOf("b", kEdited));
  const Resolution again = Resolve(ArticleOf("b", kEdited));
  EXPECT_TRUE(again.repeat);
  EXPECT_EQ(again.duplicate_of, ArticleOf("a", "").id);
}

TEST_F(ResolverTest, ForgetsTextsThatLeftTheWindow) {
  Resolve(ArticleOf("a", kText));
  Article later = ArticleOf("later", DrawnText(2, 400));
  later.exchange.fetched_at += std::chrono::days(31);
  Resolve(later);
  later = ArticleOf("b", kEdited);
  later.exchange.fetched_at += std::chrono::days(31);
  EXPECT_FALSE(Resolve(later).duplicate_of);
  EXPECT_EQ(resolver_->Held().texts, 2);
  Reopen();
  EXPECT_EQ(resolver_->Held().texts, 2);
}

TEST_F(ResolverTest, ADamagedFingerprintIsToldWhenItIsOpened) {
  Resolve(ArticleOf("a", kText));
  resolver_.reset();
  store::WriteBatch batch;
  store::FingerprintRecord record;
  record.level = 99;
  store::FingerprintTable(*database_).Put(batch, ArticleOf("a", "").id, record);
  ASSERT_TRUE(database_->Write(batch, store::Durability::kBuffered));
  const auto opened = Resolver::Open(*database_, {});
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::kCorrupt);
  EXPECT_NE(opened.error().message.find(ArticleOf("a", "").id.Hex()), std::string::npos);
}

}  // namespace
}  // namespace stratwatch::pipeline
