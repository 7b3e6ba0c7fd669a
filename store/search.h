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

// Hits of one page; articles come whole, so a page's memory is bounded by this.
inline constexpr std::size_t kHitsMax = 10'000;

struct SearchRequest {
  // Words, "quoted phrases", prefix*, AND OR NOT ( ) and -word, and the fields below; a bare list
  // of words means all of them. Empty: every searchable article. docs/cli.md has the grammar.
  //   country:MA    a country tag; never the publisher's, which is publisher:MA
  //   subject:MA    of these, the country whose policy the article is about
  //   lang:fr       the text's language; lang:pt finds pt-BR as well
  //   source:ID     outcome:stored|duplicate   topic:ID   organisation:ID   person:ID   story:ID
  //   strategy:     an id (MA:2024) or a quoted name of the register
  //   title:        a word, prefix* or "phrase" of the title
  //   after:        from this day on; before: until the day before. 2026-03-17, 2026-03 or 2026,
  //                 by publication in the publisher's calendar, else by first sighting (UTC)
  std::string query;
  SearchOrder order = SearchOrder::kScore;  // kNewest: by the dates of after: and before:.
  std::size_t hits_max = 20;                // At most kHitsMax.
  // Continues after the hit that gave this cursor; empty for the first page. Later pages see the
  // articles that the first one saw: none comes twice, none is skipped by what came meanwhile.
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
// folded terms (docs/decisions/0003); title terms weigh more than body terms.
// Threads: thread-safe.
class Search {
 public:
  // Borrows both. `names` may be null: strategy: then takes ids only.
  Search(Database& database, const StrategyNames* names);

  // Errors: kInvalid (the query does not parse: the message has the column and what was
  // expected; bad cursor; too many hits at once), kUnavailable, kCorrupt.
  Result<SearchResult> Find(const SearchRequest& request) const;

 private:
  Database& database_;
  const StrategyNames* names_;
};

}  // namespace stratwatch::store
