#include "store/search.h"

#include "tests/store/article_testing.h"

namespace stratwatch::store {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;
using ::testing::UnorderedElementsAre;

class SearchTest : public ArticleTest {
 protected:
  Error Failure(const std::string& query, const std::string& cursor = "") {
    SearchRequest request;
    request.query = query;
    request.cursor = cursor;
    const auto found = Search(*database_, nullptr).Find(request);
    EXPECT_FALSE(found.has_value()) << query;
    return found ? Error{ErrorCode::kNotFound, ""} : found.error();
  }
};

TEST_F(SearchTest, AnEmptyStoreHasNoHits) {
  EXPECT_THAT(Names("anything"), IsEmpty());
  EXPECT_THAT(Names(""), IsEmpty());
}

TEST_F(SearchTest, ABareListOfWordsMeansAllOfThem) {
  Add("both", "", "A national strategy for artificial intelligence.");
  Add("one", "", "A national holiday.");
  EXPECT_THAT(Names("national strategy"), ElementsAre("both"));
  EXPECT_THAT(Names("national"), UnorderedElementsAre("both", "one"));
}

TEST_F(SearchTest, FindsWordsWhateverTheirCaseAndAccents) {
  Add("a", "Stratégie Nationale", "L'INTELLIGENCE artificielle");
  EXPECT_THAT(Names("strategie"), ElementsAre("a"));
  EXPECT_THAT(Names("STRATÉGIE"), ElementsAre("a"));
  EXPECT_THAT(Names("intelligence"), ElementsAre("a"));
  EXPECT_THAT(Names("l'intelligence"), ElementsAre("a"));
  EXPECT_THAT(Names("l’intelligence"), ElementsAre("a"));
}

TEST_F(SearchTest, OrNotAndParenthesesCombine) {
  Add("ma", "", "morocco strategy");
  Add("fr", "", "france strategy");
  Add("us", "", "america budget");
  EXPECT_THAT(Names("morocco OR america"), UnorderedElementsAre("ma", "us"));
  EXPECT_THAT(Names("strategy NOT france"), ElementsAre("ma"));
  EXPECT_THAT(Names("strategy -france"), ElementsAre("ma"));
  EXPECT_THAT(Names("(morocco OR france) AND strategy"), UnorderedElementsAre("ma", "fr"));
  EXPECT_THAT(Names("-(morocco OR france)"), ElementsAre("us"));
  EXPECT_THAT(Names("strategy OR america budget"), UnorderedElementsAre("ma", "fr", "us"));
  EXPECT_THAT(Names("NOT NOT budget"), ElementsAre("us"));
}

TEST_F(SearchTest, LowerCaseOperatorsAreWords) {
  Add("a", "", "neither morocco nor spain or france");
  EXPECT_THAT(Names("or france"), ElementsAre("a"));
  EXPECT_THAT(Names("not france"), IsEmpty());
}

TEST_F(SearchTest, APhraseStandsInThatOrder) {
  Add("right", "", "the artificial intelligence act");
  Add("wrong", "", "intelligence, quite artificial");
  Add("apart", "", "artificial general intelligence");
  EXPECT_THAT(Names("\"artificial intelligence\""), ElementsAre("right"));
  EXPECT_THAT(Names("“artificial intelligence”"), ElementsAre("right"));
}

TEST_F(SearchTest, APhraseWithARepeatedWordNeedsItTwice) {
  Add("twice", "", "very very good");
  Add("once", "", "very good");
  EXPECT_THAT(Names("\"very very good\""), ElementsAre("twice"));
}

TEST_F(SearchTest, APhraseDoesNotRunFromTitleIntoText) {
  Add("a", "digital", "morocco plans");
  EXPECT_THAT(Names("\"digital morocco\""), IsEmpty());
}

TEST_F(SearchTest, APrefixFindsEveryWordThatBeginsSo) {
  Add("a", "", "regulation");
  Add("b", "", "regulatory sandbox");
  Add("c", "", "deregulation");
  EXPECT_THAT(Names("regul*"), UnorderedElementsAre("a", "b"));
  EXPECT_THAT(Names("\"regulatory sand*\""), IsEmpty());
  EXPECT_THAT(Names("title:regul*"), IsEmpty());
}

TEST_F(SearchTest, TitleWordsWeighMore) {
  Add("text", "Other", "strategy of one and other words");
  Add("title", "Strategy", "of one and other words and more");
  EXPECT_THAT(Names("strategy"), ElementsAre("title", "text"));
}

TEST_F(SearchTest, TitleFieldLooksAtTheTitleOnly) {
  Add("a", "National Plan", "budget");
  Add("b", "Budget", "national plan");
  EXPECT_THAT(Names("title:budget"), ElementsAre("b"));
  EXPECT_THAT(Names("title:\"national plan\""), ElementsAre("a"));
}

TEST_F(SearchTest, RareWordsAndShortTextsScoreHigher) {
  Add("long", "", "strategy " + std::string(200, 'x') + " a b c d e f g h i j k l m n o p q r s");
  Add("short", "", "strategy a");
  EXPECT_THAT(Names("strategy"), ElementsAre("short", "long"));
}

TEST_F(SearchTest, OnlyStoredAndDuplicateArticlesAreSearched) {
  std::vector<Article> articles;
  for (const Outcome outcome : kAllOutcomes) {
    articles.push_back(MakeArticle(std::string(OutcomeName(outcome)), "", "word"));
    articles.back().outcome = outcome;
  }
  Add(articles);
  EXPECT_THAT(Names("word"), UnorderedElementsAre("stored", "duplicate"));
  EXPECT_THAT(Names("outcome:duplicate"), ElementsAre("duplicate"));
  EXPECT_THAT(Names("-word"), IsEmpty());
}

TEST_F(SearchTest, FiltersByFields) {
  Article morocco = MakeArticle("ma", "", "word");
  morocco.publisher_country = "FR";
  morocco.language = "pt-BR";
  morocco.source.value = "Le-Journal";
  morocco.tags = {MakeTag(TagType::kCountry, "MA", true),  MakeTag(TagType::kCountry, "US"),
                  MakeTag(TagType::kStrategy, "MA:2024"),  MakeTag(TagType::kTopic, "governance"),
                  MakeTag(TagType::kOrganisation, "OECD"), MakeTag(TagType::kPerson, "Q1")};
  Add({morocco, MakeArticle("other", "", "word")});
  for (const char* query :
       {"country:MA", "country:ma", "country:us", "subject:MA", "lang:pt", "lang:pt-br",
        "language:pt-BR", "source:le-journal", "strategy:MA:2024", "strategy:\"ma:2024\"",
        "topic:governance", "topic:gov*", "organisation:oecd", "person:Q1", "publisher:FR",
        "word country:MA -lang:en"}) {
    EXPECT_THAT(Names(query), ElementsAre("ma")) << query;
  }
  for (const char* query : {"country:FR", "subject:US", "publisher:MA", "source:le"}) {
    EXPECT_THAT(Names(query), IsEmpty()) << query;
  }
}

class FixedNames : public StrategyNames {
 public:
  std::vector<std::string> IdsOf(std::string_view name) const override {
    if (name == "Digital Morocco 2030") return {"MA:2024"};
    if (name == "AI Strategy") return {"MA:2024", "FR:2018"};
    return {};
  }
};

TEST_F(SearchTest, StrategyTakesANameOfTheRegister) {
  Article morocco = MakeArticle("ma", "", "word");
  morocco.tags = {MakeTag(TagType::kStrategy, "MA:2024")};
  Article france = MakeArticle("fr", "", "word");
  france.tags = {MakeTag(TagType::kStrategy, "FR:2018")};
  Add({morocco, france});
  const FixedNames names;
  const Search search(*database_, &names);
  SearchRequest request;
  request.query = "strategy:\"Digital Morocco 2030\"";
  EXPECT_THAT(NamesOf(Value(search.Find(request))), ElementsAre("ma"));
  request.query = "strategy:\"AI Strategy\"";
  EXPECT_EQ(Value(search.Find(request)).total, 2U);
  request.query = "strategy:FR:2018";
  EXPECT_THAT(NamesOf(Value(search.Find(request))), ElementsAre("fr"));
  request.query = "strategy:\"No Such\"";
  EXPECT_EQ(search.Find(request).error().code, ErrorCode::kInvalid);
}

TEST_F(SearchTest, DatesAreThePublishersDaysElseWhenFirstSeen) {
  Article published = MakeArticle("published", "", "word");
  published.published = PublishedDate{};
  published.published->utc = Day(2026, 3, 17) - std::chrono::minutes(30);
  published.published->offset_minutes = 60;  // 2026-03-17T00:30+01:00
  Article seen = MakeArticle("seen", "", "word");
  seen.exchange.fetched_at = Day(2026, 3, 20);
  seen.sightings = {{SourceId{"s"}, Day(2026, 3, 16), "", std::nullopt}};
  Add({published, seen});
  EXPECT_THAT(Names("after:2026-03-17"), ElementsAre("published"));
  EXPECT_THAT(Names("before:2026-03-17"), ElementsAre("seen"));
  EXPECT_THAT(Names("after:2026-03-16 before:2026-03-17"), ElementsAre("seen"));
  EXPECT_THAT(Names("after:2026"), UnorderedElementsAre("published", "seen"));
  EXPECT_THAT(Names("after:2026-04"), IsEmpty());
}

TEST_F(SearchTest, NewestComesFirstWhenAskedFor) {
  std::vector<Article> articles;
  for (unsigned day : {3U, 1U, 2U}) {
    articles.push_back(MakeArticle("day" + std::to_string(day), "", "word"));
    articles.back().exchange.fetched_at = Day(2026, 1, day);
  }
  Add(articles);
  EXPECT_THAT(Names("word", SearchOrder::kNewest), ElementsAre("day3", "day2", "day1"));
  EXPECT_THAT(Names("", SearchOrder::kNewest), ElementsAre("day3", "day2", "day1"));
}

TEST_F(SearchTest, AReplacedArticleIsFoundByItsNewTextOnly) {
  Add("a", "Old title", "old text about quantum");
  Add("a", "New title", "new text about robots");
  EXPECT_THAT(Names("quantum"), IsEmpty());
  EXPECT_THAT(Names("robots"), ElementsAre("a"));
  EXPECT_THAT(Names("text"), ElementsAre("a"));
  EXPECT_EQ(Find("text").total, 1U);
  Reopen();
  EXPECT_EQ(Find("text").total, 1U);
}

TEST_F(SearchTest, WhatIsWrittenIsFoundAtOnceBySearchesThatRanBefore) {
  const Search search(*database_, nullptr);
  SearchRequest request;
  request.query = "word";
  EXPECT_EQ(Value(search.Find(request)).total, 0U);
  Add("a", "", "word");
  EXPECT_EQ(Value(search.Find(request)).total, 1U);
  Add("a", "", "other");
  EXPECT_EQ(Value(search.Find(request)).total, 0U);
}

TEST_F(SearchTest, SearchesAReadOnlyStoreBesideItsWriter) {
  Add("a", "", "word");
  const auto reader = OpenStore(StorePath(), Access::kReadOnly);
  Add("b", "", "word");
  SearchRequest request;
  request.query = "word";
  EXPECT_EQ(Value(Search(*reader, nullptr).Find(request)).total, 1U);
}

TEST_F(SearchTest, TheSnippetShowsTheFirstMatchBetweenWords) {
  std::string text;
  for (int i = 0; i < 100; ++i) text += "filler ";
  Add("a", "", text + "quantum strategy\n\nnext paragraph " + text);
  const SearchResult result = Find("quantum");
  ASSERT_EQ(result.hits.size(), 1U);
  const std::string& snippet = result.hits[0].snippet;
  EXPECT_THAT(snippet, HasSubstr("quantum strategy next paragraph"));
  EXPECT_THAT(snippet, StartsWith("…filler"));
  EXPECT_LT(snippet.size(), 220U);
}

TEST_F(SearchTest, TheSnippetOfAFilterIsTheBeginning) {
  Add("a", "", "First words of the text.");
  EXPECT_EQ(Find("lang:en").hits[0].snippet, "First words of the text.");
}

class PagingTest : public SearchTest {
 protected:
  void SetUp() override {
    SearchTest::SetUp();
    std::vector<Article> articles;
    for (int i = 0; i < 23; ++i) {
      std::string text = "word";
      for (int more = 0; more < i % 7; ++more) text += " filler";
      articles.push_back(MakeArticle("n" + std::to_string(i), "", text));
      articles.back().exchange.fetched_at = Day(2026, 1, static_cast<unsigned>(1 + i % 5));
    }
    Add(articles);
  }
  // All pages of `size`, running `between` after each.
  std::vector<std::string> AllPages(SearchOrder order, std::size_t size,
                                    const std::function<void()>& between) {
    std::vector<std::string> names;
    SearchRequest request;
    request.query = "word OR filler";
    request.order = order;
    request.hits_max = size;
    do {
      const SearchResult page = Value(Search(*database_, nullptr).Find(request));
      EXPECT_EQ(page.total, 23U);
      EXPECT_LE(page.hits.size(), size);
      for (std::string& name : NamesOf(page)) names.push_back(std::move(name));
      request.cursor = page.next_cursor;
      between();
    } while (!request.cursor.empty());
    return names;
  }
};

TEST_F(PagingTest, PagesTogetherAreTheWholeList) {
  for (const SearchOrder order : {SearchOrder::kScore, SearchOrder::kNewest}) {
    const auto whole = AllPages(order, 100, [] {});
    ASSERT_EQ(whole.size(), 23U);
    EXPECT_EQ(AllPages(order, 4, [] {}), whole);
    EXPECT_EQ(AllPages(order, 23, [] {}), whole);
    EXPECT_EQ(AllPages(order, 1, [] {}), whole);
  }
}

TEST_F(PagingTest, ArticlesThatComeMeanwhileDoNotDisturbThePages) {
  for (const SearchOrder order : {SearchOrder::kScore, SearchOrder::kNewest}) {
    const auto whole = AllPages(order, 100, [] {});
    int added = 0;
    const std::string run = order == SearchOrder::kScore ? "score" : "newest";
    const auto paged = AllPages(order, 4, [&] {
      Add("late-" + run + std::to_string(added++), "word", "word word filler");
    });
    EXPECT_EQ(paged, whole);
    // The late ones must not be there for the next order's run.
    std::vector<Article> withdrawn;
    for (int i = 0; i < added; ++i) {
      withdrawn.push_back(MakeArticle("late-" + run + std::to_string(i), "", ""));
      withdrawn.back().outcome = Outcome::kGone;
    }
    Add(withdrawn);
  }
}

TEST_F(PagingTest, TheLastPageHasNoCursor) {
  SearchRequest request;
  request.query = "word";
  request.hits_max = 23;
  EXPECT_THAT(Value(Search(*database_, nullptr).Find(request)).next_cursor, IsEmpty());
}

TEST_F(PagingTest, RefusesACursorThatIsNone) {
  SearchRequest request;
  request.query = "word";
  request.hits_max = 2;
  const std::string cursor = Value(Search(*database_, nullptr).Find(request)).next_cursor;
  ASSERT_THAT(cursor, Not(IsEmpty()));
  EXPECT_EQ(Failure("word", "nonsense").code, ErrorCode::kInvalid);
  EXPECT_EQ(Failure("word", "00").code, ErrorCode::kInvalid);
  EXPECT_EQ(Failure("word", "f" + cursor.substr(1)).code, ErrorCode::kInvalid);
  EXPECT_EQ(Failure("other", cursor).code, ErrorCode::kInvalid);
}

struct QueryErrorCase {
  const char* name;
  const char* query;
  const char* column;
  const char* part;  // Of the message.
};
void PrintTo(const QueryErrorCase& each, std::ostream* out) {
  *out << each.query;
}

const QueryErrorCase kQueryErrors[] = {
    {"OpenQuote", "word \"open", "column 6:", "closing \""},
    {"OpenParenthesis", "word (one", "column 6:", "expected a )"},
    {"StrayClose", "word)", "column 5:", "closes nothing"},
    {"EmptyGroup", "()", "column 2:", "expected a word"},
    {"OrAtTheEnd", "word OR", "column 8:", "the query ends here"},
    {"AndAtTheStart", "AND word", "column 1:", "before this AND"},
    {"UnknownField", "word colour:red", "column 6:", "no field 'colour'"},
    {"CountryName", "country:Morocco", "column 1:", "two-letter code"},
    {"Language", "lang:1", "column 1:", "BCP 47"},
    {"DateThatIsNone", "after:2026-02-30", "column 1:", "'2026-02-30' is no date"},
    {"DateInWords", "before:tomorrow", "column 1:", "before:2026-03-17"},
    {"Outcome", "outcome:fine", "column 1:", "outcome:stored"},
    {"OutcomeNotSearched", "outcome:irrelevant", "column 1:", "kept but not searched"},
    {"NoValue", "lang: fr", "column 1:", "right after the colon"},
    {"NothingSearchable", "!!! ???", "column 1:", "letter or digit"},
    {"ColumnsAreCharacters", "智能 (x", "column 4:", "not closed"},
};

class QueryError : public SearchTest, public ::testing::WithParamInterface<QueryErrorCase> {};

TEST_P(QueryError, NamesTheColumnAndWhatWasExpected) {
  const Error error = Failure(GetParam().query);
  EXPECT_EQ(error.code, ErrorCode::kInvalid);
  EXPECT_THAT(error.message, HasSubstr(GetParam().column));
  EXPECT_THAT(error.message, HasSubstr(GetParam().part));
}

INSTANTIATE_TEST_SUITE_P(Grammar, QueryError, ::testing::ValuesIn(kQueryErrors),
                         [](const auto& each) { return each.param.name; });

TEST_F(SearchTest, RefusesAQueryWithoutBounds) {
  EXPECT_EQ(Failure(std::string(10'000, 'x')).code, ErrorCode::kInvalid);
  EXPECT_THAT(Failure(std::string(100, '(') + "x").message, HasSubstr("nested"));
  EXPECT_THAT(Failure(std::string(100, '-') + "x").message, HasSubstr("nested"));
  SearchRequest request;
  request.hits_max = kHitsMax + 1;
  EXPECT_EQ(Search(*database_, nullptr).Find(request).error().code, ErrorCode::kInvalid);
}

}  // namespace
}  // namespace stratwatch::store
