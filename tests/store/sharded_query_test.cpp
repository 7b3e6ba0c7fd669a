#include "store/sharded_query.h"

#include <map>
#include <memory>
#include <random>

#include "tests/store/article_testing.h"

// Shards must rank as one store of the same articles does.
namespace stratwatch::store {
namespace {

using ::testing::HasSubstr;

constexpr int kShards = 3;

// Words of many scripts, some frequent and some rare.
const std::vector<std::string> kWords = {
    "strategy",   "strategies", "national",  "ai",         "budget",   "Morocco",  "stratégie",
    "estratégia", "Strategie",  "стратегия", "استراتيجية", "国家战略", "人工知能", "인공지능",
    "रणनीति",     "ยุทธศาสตร์",   "ስትራቴጂ",     "אסטרטגיה",   "yapay",    "mkakati",  "inteligencia"};

const std::vector<std::string> kQueries = {"",
                                           "strategy",
                                           "strateg*",
                                           "national strategy",
                                           "national OR budget OR morocco",
                                           "ai -budget",
                                           "\"national strategy\" OR ai",
                                           "title:ai",
                                           "lang:fr strategy",
                                           "country:MA ai",
                                           "стратегия OR استراتيجية",
                                           "国家战略 OR 人工知能 OR 인공지능",
                                           "रणनीति OR ยุทธศาสตร์ OR ስትራቴጂ",
                                           "אסטרטגיה OR yapay OR mkakati",
                                           "after:2026-01-10 ai",
                                           "nowhere"};

std::string Words(std::mt19937& random, int count) {
  std::string text;
  for (int i = 0; i < count; ++i) {
    // The square makes the later words rare.
    const std::size_t pick = random() % kWords.size() * (random() % kWords.size()) / kWords.size();
    text += kWords[pick] + " ";
  }
  return text;
}

Article RandomArticle(std::mt19937& random, int number) {
  const int words = static_cast<int>(3 + random() % 40);
  Article article = MakeArticle("a" + std::to_string(number), Words(random, 3),
                                Words(random, words) + std::to_string(number));
  article.language = random() % 3 == 0 ? "fr" : "en";
  if (random() % 3 == 0) article.tags.push_back(MakeTag(TagType::kCountry, "MA"));
  article.exchange.fetched_at = Day(2026, 1, static_cast<unsigned>(1 + random() % 20));
  return article;
}

class ShardedQueryTest : public ArticleTest {
 protected:
  void SetUp() override {
    ArticleTest::SetUp();
    for (int shard = 0; shard < kShards; ++shard) {
      shards_.push_back(OpenStore(folder_.Path() / ("shard-" + std::to_string(shard))));
      searches_.push_back(std::make_unique<Search>(*shards_.back(), nullptr));
      all_.push_back({shard, searches_.back().get()});
    }
  }

  // Into the one store, and into the shard of its id.
  void AddToBoth(Article article) {
    auto& shard = *shards_[static_cast<std::size_t>(article.id.View().front()) % kShards];
    std::vector<Article> one = {article};
    WriteBatch batch;
    ExpectOk(ArticleStore(shard).Add(batch, one));
    ExpectOk(shard.Write(batch, Durability::kBuffered));
    Add({std::move(article)});
  }
  // Some are stored again with another text: their old postings stay in the lists.
  void AddRandomArticles(int count) {
    std::mt19937 random(20260128);
    for (int i = 0; i < count; ++i) {
      AddToBoth(RandomArticle(random, random() % 5 == 0 && i > 0 ? i / 2 : i));
    }
  }

  SearchResult Sharded(const SearchRequest& request) { return Value(FindInShards(all_, request)); }
  SearchResult One(const SearchRequest& request) {
    return Value(Search(*database_, nullptr).Find(request));
  }
  std::vector<SearchHit> AllPages(SearchRequest request) {
    std::vector<SearchHit> hits;
    do {
      SearchResult page = Sharded(request);
      request.cursor = page.next_cursor;
      std::move(page.hits.begin(), page.hits.end(), std::back_inserter(hits));
    } while (!request.cursor.empty());
    return hits;
  }

  std::vector<std::unique_ptr<Database>> shards_;
  std::vector<std::unique_ptr<Search>> searches_;
  std::vector<ShardSearch> all_;
};

SearchRequest RequestOf(const std::string& query, SearchOrder order, std::size_t hits_max) {
  SearchRequest request;
  request.query = query;
  request.order = order;
  request.hits_max = hits_max;
  return request;
}

// By article, what it is ordered by.
std::map<std::string, std::pair<double, std::int64_t>> PlacesOf(
    const std::vector<SearchHit>& hits) {
  std::map<std::string, std::pair<double, std::int64_t>> places;
  for (const SearchHit& hit : hits) places[hit.article.url.Text()] = {hit.score, hit.time};
  return places;
}

template <typename Member>
auto Column(const std::vector<SearchHit>& hits, Member member) {
  std::vector<std::decay_t<decltype(hits[0].*member)>> values;
  for (const SearchHit& hit : hits) values.push_back(hit.*member);
  return values;
}

TEST_F(ShardedQueryTest, EachArticleHasTheVeryScoreThatOneStoreGivesIt) {
  AddRandomArticles(300);
  for (const std::string& query : kQueries) {
    const auto request = RequestOf(query, SearchOrder::kScore, 1000);
    const SearchResult one = One(request);
    const SearchResult sharded = Sharded(request);
    EXPECT_EQ(sharded.total, one.total) << query;
    EXPECT_EQ(PlacesOf(sharded.hits), PlacesOf(one.hits)) << query;
    EXPECT_EQ(Column(sharded.hits, &SearchHit::score), Column(one.hits, &SearchHit::score))
        << query;
  }
}

TEST_F(ShardedQueryTest, NewestIsInTheOrderOfOneStore) {
  AddRandomArticles(300);
  for (const std::string& query : kQueries) {
    const auto request = RequestOf(query, SearchOrder::kNewest, 1000);
    const SearchResult one = One(request);
    const SearchResult sharded = Sharded(request);
    EXPECT_EQ(PlacesOf(sharded.hits), PlacesOf(one.hits)) << query;
    EXPECT_EQ(Column(sharded.hits, &SearchHit::time), Column(one.hits, &SearchHit::time)) << query;
  }
}

TEST_F(ShardedQueryTest, ASmallPageHasTheBestOfAllShards) {
  AddRandomArticles(300);
  const auto few = RequestOf("strategy OR budget", SearchOrder::kScore, 7);
  EXPECT_EQ(Column(Sharded(few).hits, &SearchHit::score), Column(One(few).hits, &SearchHit::score));
}

TEST_F(ShardedQueryTest, PagesJoinToTheWholeInEitherOrder) {
  AddRandomArticles(200);
  for (const SearchOrder order : {SearchOrder::kScore, SearchOrder::kNewest}) {
    for (const std::string query : {"", "strategy OR ai", "country:MA"}) {
      const auto whole = Sharded(RequestOf(query, order, 1000));
      const auto paged = AllPages(RequestOf(query, order, 7));
      EXPECT_EQ(Column(paged, &SearchHit::id), Column(whole.hits, &SearchHit::id)) << query;
    }
  }
}

TEST_F(ShardedQueryTest, LaterPagesDoNotSeeWhatCameMeanwhile) {
  AddRandomArticles(100);
  auto request = RequestOf("strategy OR ai", SearchOrder::kScore, 1000);
  const auto before = Sharded(request);
  request.hits_max = 10;
  const auto first = Sharded(request);
  std::mt19937 random(7);
  for (int i = 1000; i < 1060; ++i) AddToBoth(RandomArticle(random, i));
  request.cursor = first.next_cursor;
  request.hits_max = 1000;
  const auto rest = Sharded(request);
  auto joined = Column(first.hits, &SearchHit::id);
  for (const auto& hit : rest.hits) joined.push_back(hit.id);
  EXPECT_EQ(joined, Column(before.hits, &SearchHit::id));
}

TEST_F(ShardedQueryTest, EqualHitsComeByShardAndNoneTwice) {
  for (int i = 0; i < 12; ++i) {
    AddToBoth(MakeArticle("same" + std::to_string(i), "title", "equal words"));
  }
  const auto hits = AllPages(RequestOf("equal", SearchOrder::kScore, 5));
  ASSERT_EQ(hits.size(), 12U);
  EXPECT_EQ(PlacesOf(hits).size(), 12U);
}

TEST_F(ShardedQueryTest, AShardThatWasMissingStaysOutOfLaterPages) {
  AddRandomArticles(100);
  const std::vector<ShardSearch> two(all_.begin(), all_.begin() + 2);
  auto request = RequestOf("", SearchOrder::kScore, 10);
  const auto first = Value(FindInShards(two, request));
  request.cursor = first.next_cursor;
  request.hits_max = 1000;
  const auto rest = Value(FindInShards(all_, request));
  EXPECT_EQ(first.hits.size() + rest.hits.size(), first.total);
}

TEST_F(ShardedQueryTest, RefusesTheCursorOfAnotherQueryOrKind) {
  AddRandomArticles(40);
  auto request = RequestOf("ai", SearchOrder::kScore, 1);
  const std::string sharded = Sharded(request).next_cursor;
  const std::string one = One(request).next_cursor;
  request.cursor = one;
  EXPECT_EQ(FindInShards(all_, request).error().code, ErrorCode::kInvalid);
  request.cursor = sharded;
  EXPECT_EQ(Search(*database_, nullptr).Find(request).error().code, ErrorCode::kInvalid);
  request.query = "budget";
  EXPECT_THAT(FindInShards(all_, request).error().message, HasSubstr("another query"));
  request.cursor = "00";
  EXPECT_EQ(FindInShards(all_, request).error().code, ErrorCode::kInvalid);
}

TEST_F(ShardedQueryTest, RefusesStatisticsOfAnotherQuery) {
  AddRandomArticles(40);
  auto query = ShardedQuery::Begin(RequestOf("ai budget", SearchOrder::kScore, 1));
  ASSERT_TRUE(query.has_value());
  ExpectOk(query->AddStatistics(0, Value(searches_[0]->Statistics("ai budget"))));
  const auto other = query->AddStatistics(1, Value(searches_[1]->Statistics("ai")));
  EXPECT_THAT(other.error().message, HasSubstr("shard 1 reads the query otherwise"));
  PartRequest part = query->PartOf(0);
  part.query = "ai";
  EXPECT_EQ(searches_[0]->FindPart(part).error().code, ErrorCode::kInvalid);
}

TEST(ShardTokens, CarryWhatTheyWereGiven) {
  const SearchStatistics statistics{9, 8, 700, {1, 0, 5'000'000'000}};
  EXPECT_EQ(DecodeStatistics(EncodeStatistics(statistics)).value(), statistics);
  PartRequest part;
  part.query = "استراتيجية";
  part.order = SearchOrder::kNewest;
  part.hits_max = 3;
  part.bound = 9;
  part.statistics = statistics;
  part.after = HitPlace{1.25F, -86'400, 4};
  const auto read = DecodePart(EncodePart(part), part.query);
  ASSERT_TRUE(read.has_value()) << read.error().message;
  EXPECT_EQ(read->order, part.order);
  EXPECT_EQ(read->hits_max, 3U);
  EXPECT_EQ(read->bound, 9U);
  EXPECT_EQ(read->statistics, statistics);
  EXPECT_EQ(read->after->time, -86'400);
  EXPECT_EQ(read->after->score, 1.25F);
  EXPECT_EQ(read->after->sequence, 4U);
}

TEST(ShardTokens, RefuseWhatIsBrokenOrOfAnotherQuery) {
  PartRequest part;
  part.query = "ai";
  std::string token = EncodePart(part);
  EXPECT_THAT(DecodePart(token, "budget").error().message, HasSubstr("another query"));
  EXPECT_FALSE(DecodeStatistics(token).has_value());
  token[3] = token[3] == '0' ? '1' : '0';
  EXPECT_FALSE(DecodePart(token, "ai").has_value());
}

}  // namespace
}  // namespace stratwatch::store
