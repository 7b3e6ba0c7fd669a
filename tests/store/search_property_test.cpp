#include <functional>
#include <random>
#include <set>

#include "tests/store/article_testing.h"

// Random articles and random queries: the index must answer as a walk over all articles does.
namespace stratwatch::store {
namespace {

// Few words, so that phrases and conjunctions match now and then; some begin alike.
const std::vector<std::string> kWords = {"ai",   "act",  "actor",   "plan", "plans",
                                         "data", "date", "morocco", "国家", "智能"};

struct PlainArticle {
  std::vector<std::string> title;
  std::vector<std::string> text;
  std::set<std::string> countries;
  std::string language;
  int day = 1;  // Of January 2026.

  bool HasPrefix(const std::string& prefix) const {
    const auto begins = [&](const std::string& word) { return word.starts_with(prefix); };
    return std::any_of(title.begin(), title.end(), begins) ||
           std::any_of(text.begin(), text.end(), begins);
  }
  bool HasPhrase(const std::vector<std::string>& phrase) const {
    return std::search(title.begin(), title.end(), phrase.begin(), phrase.end()) != title.end() ||
           std::search(text.begin(), text.end(), phrase.begin(), phrase.end()) != text.end();
  }
};

// A query as text and as what it means.
struct PlainQuery {
  std::string text;
  std::function<bool(const PlainArticle&)> matches;
};

class Generator {
 public:
  explicit Generator(unsigned seed) : random_(seed) {}

  int Below(int bound) { return static_cast<int>(random_() % static_cast<unsigned>(bound)); }
  const std::string& Word() { return kWords[static_cast<std::size_t>(Below(10))]; }

  std::vector<std::string> Words(int most) {
    std::vector<std::string> words;
    for (int i = Below(most + 1); i > 0; --i) words.push_back(Word());
    return words;
  }

  PlainArticle MakePlain() {
    PlainArticle article;
    article.title = Words(4);
    article.text = Words(12);
    for (const char* country : {"MA", "FR", "US"}) {
      if (Below(3) == 0) article.countries.insert(country);
    }
    article.language = Below(2) == 0 ? "en" : "fr";
    article.day = 1 + Below(5);
    return article;
  }

  PlainQuery Query(int depth) {
    switch (depth > 0 ? Below(7) : 4 + Below(3)) {
      case 0:
        return Both(Query(depth - 1), Query(depth - 1), Below(2) == 0 ? " " : " AND ");
      case 1:
        return Either(Query(depth - 1), Query(depth - 1));
      case 2:
        return Not(Query(depth - 1));
      case 3:
        return Filter();
      case 4:
        return Phrase();
      case 5:
        return Prefix();
      default:
        return One(Word());
    }
  }

 private:
  static PlainQuery One(const std::string& word) {
    return {word, [=](const PlainArticle& article) { return article.HasPhrase({word}); }};
  }
  static PlainQuery Both(PlainQuery left, PlainQuery right, const char* joint) {
    return {"(" + left.text + joint + right.text + ")", [left, right](const PlainArticle& article) {
              return left.matches(article) && right.matches(article);
            }};
  }
  static PlainQuery Either(PlainQuery left, PlainQuery right) {
    return {"(" + left.text + " OR " + right.text + ")",
            [left, right](const PlainArticle& article) {
              return left.matches(article) || right.matches(article);
            }};
  }
  static PlainQuery Not(PlainQuery operand) {
    return {"-" + operand.text,
            [operand](const PlainArticle& article) { return !operand.matches(article); }};
  }
  PlainQuery Phrase() {
    std::vector<std::string> words = {Word(), Word()};
    if (Below(3) == 0) words.push_back(Word());
    std::string text = "\"";
    for (const std::string& word : words) text += word + " ";
    return {text + "\"", [=](const PlainArticle& article) { return article.HasPhrase(words); }};
  }
  PlainQuery Prefix() {
    const std::string word = Word();
    const bool ascii = static_cast<unsigned char>(word[0]) < 0x80;
    const std::string prefix = ascii ? word.substr(0, 2) : word.substr(0, 3);
    return {prefix + "*", [=](const PlainArticle& article) { return article.HasPrefix(prefix); }};
  }
  PlainQuery Filter() {
    switch (Below(3)) {
      case 0:
        return {"country:MA",
                [](const PlainArticle& article) { return article.countries.contains("MA"); }};
      case 1:
        return {"lang:fr", [](const PlainArticle& article) { return article.language == "fr"; }};
      default: {
        const int day = 1 + Below(5);
        return {"after:2026-01-0" + std::to_string(day),
                [=](const PlainArticle& article) { return article.day >= day; }};
      }
    }
  }

  std::mt19937 random_;
};

Article ToArticle(const std::string& name, const PlainArticle& plain) {
  const auto join = [](const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += word + " ";
    return text;
  };
  Article article = MakeArticle(name, join(plain.title), join(plain.text));
  for (const std::string& country : plain.countries) {
    article.tags.push_back(MakeTag(TagType::kCountry, country));
  }
  article.language = plain.language;
  article.exchange.fetched_at = Day(2026, 1, static_cast<unsigned>(plain.day));
  return article;
}

class SearchProperty : public ArticleTest, public ::testing::WithParamInterface<unsigned> {
 protected:
  // Stores and restores articles in several batches; some replace others.
  void AddRandom(Generator& generator) {
    for (int batch = 0; batch < 8; ++batch) {
      std::vector<Article> articles;
      for (int i = 0; i < 25; ++i) {
        const std::string name = "n" + std::to_string(generator.Below(120));
        plain_[name] = generator.MakePlain();
        articles.push_back(ToArticle(name, plain_[name]));
      }
      Add(articles);
    }
  }
  std::map<std::string, PlainArticle> plain_;
};

TEST_P(SearchProperty, AnswersAsAWalkOverAllArticlesDoes) {
  Generator generator(GetParam());
  AddRandom(generator);
  ExpectSoundCounters();
  const Search search(*database_, nullptr);
  for (int i = 0; i < 150; ++i) {
    const PlainQuery query = generator.Query(3);
    std::set<std::string> expected;
    for (const auto& [name, article] : plain_) {
      if (query.matches(article)) expected.insert(name);
    }
    SearchRequest request;
    request.query = query.text;
    request.hits_max = 200;
    const SearchResult result = Value(search.Find(request));
    const auto names = NamesOf(result);
    EXPECT_EQ(std::set(names.begin(), names.end()), expected) << query.text;
    EXPECT_EQ(names.size(), expected.size()) << query.text;
    EXPECT_EQ(result.total, expected.size()) << query.text;
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, SearchProperty, ::testing::Values(1U, 2U, 3U));

}  // namespace
}  // namespace stratwatch::store
