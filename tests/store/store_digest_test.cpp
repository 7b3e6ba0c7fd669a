#include "store/store_digest.h"

#include <functional>

#include "tests/store/article_testing.h"

namespace stratwatch::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class StoreDigestTest : public ::testing::Test {
 protected:
  // A store of its own with these articles, in this order.
  std::unique_ptr<Database> StoreOf(std::vector<Article> articles) {
    StoreOptions options;
    options.path = folder_ / ("store-" + std::to_string(++stores_));
    auto database = Database::Open(options);
    EXPECT_TRUE(database.has_value()) << database.error().message;
    WriteBatch batch;
    EXPECT_TRUE(ArticleStore(**database).Add(batch, articles).has_value());
    EXPECT_TRUE((*database)->Write(batch, Durability::kBuffered).has_value());
    return std::move(*database);
  }
  static std::vector<DigestPart> Digest(Database& database) { return *DigestOf(database); }

  static std::vector<Article> Three() {
    std::vector<Article> articles = {MakeArticle("a", "Strategy", "One text"),
                                     MakeArticle("b", "战略", "同一个故事"),
                                     MakeArticle("c", "استراتيجية", "One text")};
    articles[2].outcome = Outcome::kDuplicate;
    articles[2].resolution.duplicate_of = articles[0].id;
    articles[2].resolution.relation = "same-text";
    for (Article& each : articles) each.resolution.story = StoryId{articles[0].id};
    return articles;
  }

  testing::TemporaryFolder folder_;
  int stores_ = 0;
};

TEST_F(StoreDigestTest, IsTheSameInAnyOrder) {
  auto articles = Three();
  const auto first = StoreOf(articles);
  std::swap(articles[0], articles[2]);
  EXPECT_EQ(Digest(*first), Digest(*StoreOf(articles)));
}

TEST_F(StoreDigestTest, DoesNotDependOnWhenAPageWasFetched) {
  auto articles = Three();
  const auto first = StoreOf(articles);
  articles[1].exchange.fetched_at += std::chrono::hours(3);
  articles[1].resolution.repeat = true;
  EXPECT_EQ(Digest(*first), Digest(*StoreOf(articles)));
}

struct ChangeCase {
  const char* part;  // Of the digest, and the only one that changes.
  std::size_t place;
  std::function<void(Article&)> change;
};
void PrintTo(const ChangeCase& each, std::ostream* out) {
  *out << each.part;
}

class StoreDigestSees : public StoreDigestTest, public ::testing::WithParamInterface<ChangeCase> {};

TEST_P(StoreDigestSees, EachKindOfChange) {
  auto articles = Three();
  const auto first = StoreOf(articles);
  GetParam().change(articles[1]);
  const auto other = StoreOf(articles);
  const auto before = Digest(*first);
  const auto after = Digest(*other);
  for (std::size_t i = 0; i < before.size(); ++i) {
    EXPECT_EQ(before[i] != after[i], i == GetParam().place) << before[i].name;
  }
  const auto differences = CompareStores(*first, *other, 10);
  ASSERT_TRUE(differences.has_value());
  ASSERT_THAT(*differences, SizeIs(1));
  EXPECT_EQ(differences->front().id, articles[1].id);
  EXPECT_EQ(differences->front().part, GetParam().part);
}

INSTANTIATE_TEST_SUITE_P(
    Parts, StoreDigestSees,
    ::testing::Values(
        ChangeCase{"articles", 0, [](Article& a) { a.url = *Url::Parse("http://z.example/"); }},
        ChangeCase{"texts", 1, [](Article& a) { a.text += "。"; }},
        ChangeCase{"tags", 2, [](Article& a) { a.tags = {MakeTag(TagType::kCountry, "CN")}; }},
        ChangeCase{"copies", 3, [](Article& a) { a.resolution.of_this = 0.5F; }},
        ChangeCase{"stories", 4, [](Article& a) { a.resolution.story_score = 2.0F; }}),
    [](const auto& each) { return std::string(each.param.part); });

// Which of two copies came first is chance on several partitions; that they are copies is not.
TEST_F(StoreDigestTest, GroupsAreTheSameWhoeverCameFirst) {
  auto articles = Three();
  const auto first = Digest(*StoreOf(articles));
  std::swap(articles[0].outcome, articles[2].outcome);
  std::swap(articles[0].resolution, articles[2].resolution);
  articles[0].resolution.duplicate_of = articles[2].id;
  for (Article& each : articles) each.resolution.story = StoryId{articles[2].id};
  const auto other = Digest(*StoreOf(articles));
  EXPECT_NE(first[3], other[3]);
  EXPECT_NE(first[4], other[4]);
  EXPECT_EQ(first[5], other[5]);
  EXPECT_EQ(first[6], other[6]);
  EXPECT_EQ(first[5].records, 2U);
  EXPECT_EQ(first[6].records, 1U);
}

TEST_F(StoreDigestTest, NamesWhatIsOnlyInOne) {
  auto articles = Three();
  const auto first = StoreOf({articles[0], articles[1]});
  const auto other = StoreOf({articles[1], articles[2]});
  const auto differences = CompareStores(*first, *other, 10);
  ASSERT_TRUE(differences.has_value());
  std::vector<std::string> told;
  for (const auto& each : *differences) told.push_back(each.part + " " + each.url);
  EXPECT_THAT(told, ::testing::UnorderedElementsAre("missing " + articles[0].url.Text(),
                                                    "added " + articles[2].url.Text()));
}

TEST_F(StoreDigestTest, OfEqualStoresThereIsNoDifference) {
  const auto differences = CompareStores(*StoreOf(Three()), *StoreOf(Three()), 10);
  ASSERT_TRUE(differences.has_value());
  EXPECT_THAT(*differences, IsEmpty());
}

}  // namespace
}  // namespace stratwatch::store
