#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/article.h"
#include "model/wire/digest.h"
#include "store/article_store.h"
#include "store/search.h"
#include "tests/store/store_testing.h"

namespace stratwatch::store {

inline std::chrono::sys_seconds Day(int year, unsigned month, unsigned day) {
  return std::chrono::sys_days(std::chrono::year_month_day{
      std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)});
}

// A searchable article, named by `name`.
inline Article MakeArticle(const std::string& name, std::string title, std::string text) {
  Article article;
  const auto url = Url::Parse("https://example.org/" + name);
  if (url) article.url = *url;
  article.id = ArticleId{wire::Hash128(name)};
  article.source.value = "test-source";
  article.language = "en";
  article.outcome = Outcome::kStored;
  article.title = std::move(title);
  article.text = std::move(text);
  article.content_hash = ContentHash{wire::Hash128(article.text)};
  article.exchange.requested = article.exchange.final_url = article.url;
  article.exchange.fetched_at = Day(2026, 1, 15);
  return article;
}

inline Tag MakeTag(TagType type, std::string id, bool subject = false) {
  Tag tag;
  tag.type = type;
  tag.canonical_id = std::move(id);
  tag.subject = subject;
  return tag;
}

// The names of the hits in order: what follows the last '/' of their URLs.
inline std::vector<std::string> NamesOf(const SearchResult& result) {
  std::vector<std::string> names;
  for (const SearchHit& hit : result.hits) {
    const std::string& url = hit.article.url.Text();
    names.push_back(url.substr(url.rfind('/') + 1));
  }
  return names;
}

class ArticleTest : public StoreTest {
 protected:
  void Add(std::vector<Article> articles) {
    ArticleStore store(*database_);
    WriteBatch batch;
    ExpectOk(store.Add(batch, articles));
    Commit(batch);
  }
  void Add(const std::string& name, std::string title, std::string text) {
    Add({MakeArticle(name, std::move(title), std::move(text))});
  }
  SearchResult Find(const std::string& query, SearchOrder order = SearchOrder::kScore) {
    SearchRequest request;
    request.query = query;
    request.order = order;
    return Value(Search(*database_, nullptr).Find(request));
  }
  std::vector<std::string> Names(const std::string& query,
                                 SearchOrder order = SearchOrder::kScore) {
    return NamesOf(Find(query, order));
  }
  void ExpectSoundCounters() { ExpectOk(ArticleStore(*database_).VerifyCounters()); }
};

}  // namespace stratwatch::store
