#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/error.h"
#include "store/search.h"

// A query over several databases ("shards") that together hold the articles, each article in one.
// Two rounds: every shard tells its statistics of the query; every shard then ranks with their
// sums, which gives each article the score that one database of all articles would give it.
// What is here does not care whether a shard is a database of this process or of another.
namespace stratwatch::store {

// What one shard answered in the second round.
struct ShardPlaces {
  int shard = 0;
  std::vector<HitPlace> places;  // In the shard's order.
  std::uint64_t total = 0;
  bool more = false;
};

struct MergedHit {
  std::size_t answer = 0;  // Which of the answers, and which of its places.
  std::size_t place = 0;
};

struct MergedPage {
  std::vector<MergedHit> hits;
  std::uint64_t total = 0;
  std::string next_cursor;  // Empty on the last page.
};

// One page of one query. The first page: AddStatistics of every shard that answers, then PartOf
// and Merge. A later page: only PartOf and Merge, for its cursor holds the statistics; it does not
// see shards that the first page did not.
//
// Hits of one score (or, for kNewest, of one time) are ordered by shard, then the later stored
// first; one database would order all of them by when they were stored.
//
// Threads: not thread-safe; one per request.
class ShardedQuery {
 public:
  // Errors: kInvalid (bad cursor, or of another query or order; too many hits).
  static Result<ShardedQuery> Begin(const SearchRequest& request);

  bool IsFirstPage() const { return !last_.has_value(); }
  // Errors: kInvalid: this shard reads the query otherwise than the others (other rules).
  Result<void> AddStatistics(int shard, const SearchStatistics& statistics);
  // The shards that take part.
  std::set<int> Shards() const;
  // What to ask `shard`, one of Shards().
  PartRequest PartOf(int shard) const;
  MergedPage Merge(std::span<const ShardPlaces> answers) const;

 private:
  struct LastHit {
    HitPlace place;
    int shard = 0;
  };

  explicit ShardedQuery(SearchRequest request) : request_(std::move(request)) {}
  Result<void> ReadCursor();
  std::string CursorAfter(const LastHit& last) const;

  SearchRequest request_;
  SearchStatistics statistics_;          // Of all.
  std::map<int, std::uint64_t> bounds_;  // By shard.
  std::optional<LastHit> last_;          // Of the page before.
};

// A database with its number, for FindInShards.
struct ShardSearch {
  int shard = 0;
  const Search* search = nullptr;
};
// Both rounds over databases of this process, one after another. Errors as Search::Find's.
Result<SearchResult> FindInShards(std::span<const ShardSearch> shards,
                                  const SearchRequest& request);

// As one process sends them to another.
std::string EncodeStatistics(const SearchStatistics& statistics);
Result<SearchStatistics> DecodeStatistics(std::string_view token);
// All but the query.
std::string EncodePart(const PartRequest& request);
Result<PartRequest> DecodePart(std::string_view token, std::string_view query);

}  // namespace stratwatch::store
