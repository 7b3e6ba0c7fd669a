#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/article.h"
#include "model/error.h"
#include "store/database.h"

namespace stratwatch::store {

enum class SearchOrder { kScore, kNewest };

struct SearchRequest {
  // Words, "quoted phrases", prefix*, AND OR NOT ( ) and -word, and the fields country:
  // lang: source: strategy: outcome: after: before:; a bare list of words means all of them.
  // strategy: takes an id or a quoted name. docs/cli.md has the grammar.
  std::string query;
  SearchOrder order = SearchOrder::kScore;
  std::size_t hits_max = 20;
  // Continues after the hit that gave this cursor; empty for the first page.
  std::string cursor;
};

struct SearchHit {
  ArticleId id;
  std::uint64_t sequence = 0;
  double score = 0.0;
  Article article;      // Whole, as stored.
  std::string snippet;  // Some 200 bytes of text around the first match, cut at word boundaries.
};

struct SearchResult {
  std::vector<SearchHit> hits;
  std::uint64_t total = 0;  // Matches before hits_max and cursor.
  std::string next_cursor;  // Empty on the last page.
};

// Translates a name in strategy:"…" to the register's ids; given by the caller because the
// register is configuration.
class StrategyNames {
 public:
  virtual ~StrategyNames() = default;
  // All ids that have `name` (folded) as a name or alias in any language; empty when none.
  virtual std::vector<std::string> IdsOf(std::string_view name) const = 0;
};

// Answers queries over what the index task stored. Ranking is BM25 (k1 = 1.2, b = 0.75) over
// ICU-segmented, folded terms; title terms weigh more than body terms.
// Threads: thread-safe.
class Search {
 public:
  // Borrows both. `names` may be null: strategy: then takes ids only.
  Search(Database& database, const StrategyNames* names);

  // Errors: kInvalid (the query does not parse: the message has the column and what was
  // expected; bad cursor), kUnavailable.
  Result<SearchResult> Find(const SearchRequest& request) const;

 private:
  Database& database_;
  const StrategyNames* names_;
};

}  // namespace stratwatch::store
