#include "store/article_store.h"

#include "store/internal/database_impl.h"
#include "store/key_layout.h"
#include "tests/store/article_testing.h"

namespace stratwatch::store {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

using ArticleStoreTest = ArticleTest;

Article Tagged(const std::string& name) {
  Article article = MakeArticle(name, "Title of " + name, "Text of " + name);
  article.tags = {MakeTag(TagType::kCountry, "MA", true), MakeTag(TagType::kCountry, "US"),
                  MakeTag(TagType::kCountry, "MA"), MakeTag(TagType::kStrategy, "MA:2024")};
  return article;
}

TEST_F(ArticleStoreTest, GivesBackAnArticleWhole) {
  Article article = Tagged("a");
  article.authors = {"A. Writer"};
  article.newer_fields = std::string("\x82\x7d\x05newer", 8);
  Add({article});
  const auto found = Value(ArticleStore(*database_).Find(article.id));
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->newer_fields, article.newer_fields);
  EXPECT_EQ(found->title, article.title);
  EXPECT_EQ(found->text, article.text);
  EXPECT_EQ(found->authors, article.authors);
  EXPECT_EQ(found->tags, article.tags);
  EXPECT_EQ(found->sequence, 1U);
}

TEST_F(ArticleStoreTest, DoesNotFindWhatWasNeverStored) {
  EXPECT_EQ(Value(ArticleStore(*database_).Find(ArticleId{})), std::nullopt);
}

TEST_F(ArticleStoreTest, NumbersArticlesInTheOrderGiven) {
  ArticleStore store(*database_);
  std::vector<Article> articles = {MakeArticle("a", "", "x"), MakeArticle("b", "", "y")};
  WriteBatch batch;
  ExpectOk(store.Add(batch, articles));
  Commit(batch);
  EXPECT_EQ(articles[0].sequence, 1U);
  EXPECT_EQ(articles[1].sequence, 2U);
  EXPECT_EQ(Value(store.LastSequence()), 2U);
}

TEST_F(ArticleStoreTest, NumbersGoOnAfterRestart) {
  Add("a", "", "x");
  Reopen();
  Add("b", "", "y");
  EXPECT_EQ(Value(ArticleStore(*database_).LastSequence()), 2U);
}

TEST_F(ArticleStoreTest, WalksInSequenceOrderFromACursor) {
  for (const char* name : {"a", "b", "c"}) Add(name, "", "x");
  std::vector<std::uint64_t> sequences;
  ExpectOk(ArticleStore(*database_).ForEach(1, [&](const Article& article) {
    sequences.push_back(article.sequence);
    return true;
  }));
  EXPECT_THAT(sequences, ElementsAre(2, 3));
}

TEST_F(ArticleStoreTest, StopsWalkingWhenToldTo) {
  for (const char* name : {"a", "b", "c"}) Add(name, "", "x");
  int visits = 0;
  ExpectOk(ArticleStore(*database_).ForEach(0, [&](const Article&) { return ++visits < 2; }));
  EXPECT_EQ(visits, 2);
}

TEST_F(ArticleStoreTest, FindsIdsByTheirFirstDigits) {
  const Article article = MakeArticle("a", "", "x");
  Add({article, MakeArticle("b", "", "y")});
  ArticleStore store(*database_);
  const std::string hex = article.id.Hex();
  EXPECT_THAT(Value(store.FindByPrefix(hex.substr(0, 5), 10)), ElementsAre(article.id));
  EXPECT_THAT(Value(store.FindByPrefix(hex, 10)), ElementsAre(article.id));
  EXPECT_THAT(Value(store.FindByPrefix(hex.substr(0, 5), 0)), IsEmpty());
}

TEST_F(ArticleStoreTest, RefusesWhatIsNoBeginningOfAnId) {
  ArticleStore store(*database_);
  for (const char* prefix : {"abc", "xyzw", "", "0123456789abcdef0123456789abcdef0"}) {
    const auto found = store.FindByPrefix(prefix, 10);
    ASSERT_FALSE(found.has_value()) << prefix;
    EXPECT_EQ(found.error().code, ErrorCode::kInvalid);
  }
}

TEST_F(ArticleStoreTest, CountsOutcomesOfAllAndFacetsOfSearchableOnes) {
  Article irrelevant = Tagged("b");
  irrelevant.outcome = Outcome::kIrrelevant;
  Article duplicate = Tagged("c");
  duplicate.outcome = Outcome::kDuplicate;
  Add({Tagged("a"), irrelevant, duplicate});
  ArticleStore store(*database_);
  EXPECT_THAT(Value(store.CountByOutcome()),
              UnorderedElementsAre(Pair("stored", 1), Pair("irrelevant", 1), Pair("duplicate", 1)));
  EXPECT_THAT(Value(store.CountByFacet("country")), ElementsAre(Pair("MA", 2), Pair("US", 2)));
  EXPECT_THAT(Value(store.CountByFacet("strategy")), ElementsAre(Pair("MA:2024", 2)));
  EXPECT_THAT(Value(store.CountByFacet("language")), ElementsAre(Pair("en", 2)));
  EXPECT_THAT(Value(store.CountByFacet("source")), ElementsAre(Pair("test-source", 2)));
  ExpectSoundCounters();
}

TEST_F(ArticleStoreTest, TheSameArticleAgainChangesNothing) {
  Add({Tagged("a")});
  Add({Tagged("a")});
  ArticleStore store(*database_);
  EXPECT_EQ(Value(store.LastSequence()), 1U);
  EXPECT_THAT(Value(store.CountByOutcome()), ElementsAre(Pair("stored", 1)));
  ExpectSoundCounters();
}

TEST_F(ArticleStoreTest, MergesTheSightingsOfAnArticleThatComesAgain) {
  Article article = Tagged("a");
  article.sightings = {{SourceId{"one"}, Day(2026, 1, 1), "first", std::nullopt}};
  Add({article});
  article.sightings = {{SourceId{"one"}, Day(2026, 1, 3), "again", std::nullopt},
                       {SourceId{"two"}, Day(2026, 1, 2), "second", std::nullopt}};
  Add({article});
  const auto found = Value(ArticleStore(*database_).Find(article.id));
  ASSERT_EQ(found->sightings.size(), 2U);
  EXPECT_EQ(found->sightings[0].title, "first");
  EXPECT_EQ(found->sightings[1].source.value, "two");
  EXPECT_EQ(found->sequence, 1U);
}

TEST_F(ArticleStoreTest, AChangedArticleReplacesTheOldOneUnderANewNumber) {
  Add({Tagged("a"), Tagged("b")});
  Article changed = Tagged("a");
  changed.text = "A new text.";
  changed.tags = {MakeTag(TagType::kCountry, "FR")};
  changed.language = "fr";
  Add({changed});
  ArticleStore store(*database_);
  EXPECT_EQ(Value(store.Find(changed.id))->sequence, 3U);
  EXPECT_THAT(Value(store.CountByOutcome()), ElementsAre(Pair("stored", 2)));
  EXPECT_THAT(Value(store.CountByFacet("country")),
              ElementsAre(Pair("FR", 1), Pair("MA", 1), Pair("US", 1)));
  EXPECT_THAT(Value(store.CountByFacet("language")), ElementsAre(Pair("en", 1), Pair("fr", 1)));
  ExpectSoundCounters();
}

TEST_F(ArticleStoreTest, AnIdRepeatedInOneCallIsStoredOnceAsItCameLast) {
  Article changed = Tagged("a");
  changed.text = "The later text.";
  Add({Tagged("a"), changed, changed});
  ArticleStore store(*database_);
  EXPECT_EQ(Value(store.Find(changed.id))->text, "The later text.");
  EXPECT_THAT(Value(store.CountByOutcome()), ElementsAre(Pair("stored", 1)));
  EXPECT_THAT(Names("Text"), ElementsAre("a"));
  EXPECT_THAT(Names("\"text of a\""), IsEmpty());
  ExpectSoundCounters();
}

TEST_F(ArticleStoreTest, TwoCallsForOneBatchSeeEachOther) {
  ArticleStore store(*database_);
  WriteBatch batch;
  std::vector<Article> first = {Tagged("a")};
  std::vector<Article> second = {Tagged("a"), Tagged("b")};
  second[0].text = "changed";
  ExpectOk(store.Add(batch, first));
  ExpectOk(store.Add(batch, second));
  Commit(batch);
  EXPECT_EQ(Value(store.LastSequence()), 3U);
  EXPECT_THAT(Value(store.CountByOutcome()), ElementsAre(Pair("stored", 2)));
  ExpectSoundCounters();
}

TEST_F(ArticleStoreTest, AnOutcomeThatChangesMovesTheCounters) {
  Article article = Tagged("a");
  article.outcome = Outcome::kGone;
  Add({article});
  EXPECT_THAT(Names("title"), IsEmpty());
  article.outcome = Outcome::kStored;
  Add({article});
  EXPECT_THAT(Names("title"), ElementsAre("a"));
  article.outcome = Outcome::kIrrelevant;
  Add({article});
  EXPECT_THAT(Names("title"), IsEmpty());
  EXPECT_THAT(Value(ArticleStore(*database_).CountByOutcome()), ElementsAre(Pair("irrelevant", 1)));
  EXPECT_THAT(Value(ArticleStore(*database_).CountByFacet("country")), IsEmpty());
  ExpectSoundCounters();
}

TEST_F(ArticleStoreTest, AuditNamesTheCounterThatDiffers) {
  Add({Tagged("a")});
  WriteBatch batch;
  batch.impl().Merge(*database_, Table::kCounters, OutcomeCounterKey("stored"), "\x02");  // + 1
  Commit(batch);
  const auto verified = ArticleStore(*database_).VerifyCounters();
  ASSERT_FALSE(verified.has_value());
  EXPECT_EQ(verified.error().code, ErrorCode::kCorrupt);
  EXPECT_THAT(verified.error().message, HasSubstr("outcome stored"));
}

TEST_F(ArticleStoreTest, ADamagedRecordIsReportedNotSkipped) {
  Add({Tagged("a")});
  WriteBatch batch;
  batch.impl().Put(*database_, Table::kArticles, Key64(1), "garbage");
  Commit(batch);
  ArticleStore store(*database_);
  EXPECT_EQ(store.Find(Tagged("a").id).error().code, ErrorCode::kCorrupt);
  EXPECT_EQ(store.ForEach(0, [](const Article&) { return true; }).error().code,
            ErrorCode::kCorrupt);
}

TEST_F(ArticleStoreTest, ABatchWhoseAdditionFailedIsNotWritten) {
  Add({Tagged("a")});
  WriteBatch damage;
  damage.impl().Put(*database_, Table::kArticles, Key64(1), "garbage");
  Commit(damage);
  ArticleStore store(*database_);
  WriteBatch batch;
  std::vector<Article> articles = {Tagged("b"), Tagged("a")};
  EXPECT_FALSE(store.Add(batch, articles).has_value());
  EXPECT_FALSE(database_->Write(batch, Durability::kBuffered).has_value());
  batch.Clear();
  EXPECT_EQ(Value(store.Find(Tagged("b").id)), std::nullopt);
}

TEST_F(ArticleStoreTest, IdentitiesRememberTextsAndUrls) {
  IdentityTable identities(*database_);
  const ArticleId id{wire::Hash128("url")};
  const ContentHash hash{wire::Hash128("text")};
  EXPECT_EQ(Value(identities.HashOf(id)), std::nullopt);
  EXPECT_EQ(Value(identities.FirstWith(hash)), std::nullopt);
  WriteBatch batch;
  identities.PutHash(batch, id, hash);
  identities.PutFirst(batch, hash, id);
  Commit(batch);
  EXPECT_EQ(Value(identities.HashOf(id)), hash);
  EXPECT_EQ(Value(identities.FirstWith(hash)), id);
}

}  // namespace
}  // namespace stratwatch::store
