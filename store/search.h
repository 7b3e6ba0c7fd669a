#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
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

// Where a hit stands among the others: what merges the hits of several databases.
struct HitPlace {
  float score = 0.0F;          // 0 for kNewest.
  std::int64_t time = 0;       // Seconds since 1970, as kNewest sorts.
  std::uint64_t sequence = 0;  // In its own database; the later goes first among equals.
};

struct SearchHit {
  ArticleId id;
  std::uint64_t sequence = 0;
  double score = 0.0;
  std::int64_t time = 0;  // As in HitPlace.
  Article article;        // Whole, as stored.
  std::string snippet;    // Some 200 bytes of text around the first match, cut at word boundaries.
};

inline HitPlace PlaceOf(const SearchHit& hit) {
  return {static_cast<float>(hit.score), hit.time, hit.sequence};
}

struct SearchResult {
  std::vector<SearchHit> hits;
  std::uint64_t total = 0;  // Matches before hits_max and cursor.
  std::string next_cursor;  // Empty on the last page.
};

// What ranking needs to know of the articles that a query is asked of: of one database, or of
// several in sums, which then rank as one would (store/sharded_query.h).
struct SearchStatistics {
  std::uint64_t bound = 0;      // The last sequence; articles after it are not seen.
  std::uint64_t documents = 0;  // Searchable articles.
  std::uint64_t tokens = 0;     // Their lengths together.
  // How many articles have each term of the query, in the order of its parsed form.
  std::vector<std::uint64_t> frequencies;

  bool operator==(const SearchStatistics&) const = default;
};

// One database's part of a query over several.
struct PartRequest {
  std::string query;
  SearchOrder order = SearchOrder::kScore;
  std::size_t hits_max = 20;      // At most kHitsMax.
  std::uint64_t bound = 0;        // Of this database's own statistics.
  SearchStatistics statistics;    // Of all databases together.
  std::optional<HitPlace> after;  // Only hits that come after it.
};

struct PartResult {
  std::vector<SearchHit> hits;
  std::uint64_t total = 0;  // Matches in this database before hits_max and `after`.
  bool more = false;        // Whether there are hits after these.
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

  // The two rounds of a query over several databases. Errors as Find's; FindPart: kInvalid also
  // when the statistics are of another query, or of a process whose rules read it otherwise.
  Result<SearchStatistics> Statistics(std::string_view query) const;
  Result<PartResult> FindPart(const PartRequest& request) const;

 private:
  Database& database_;
  const StrategyNames* names_;
};

}  // namespace stratwatch::store
