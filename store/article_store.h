#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/article.h"
#include "model/error.h"
#include "model/ids.h"
#include "store/database.h"

namespace stratwatch::store {

// What `resolve` needs to know of an earlier article.
struct Identity {
  ArticleId id;
  ContentHash content_hash;
};

// Fingerprints for exact duplicates: the `resolve` task's own state, apart from the articles so
// that resolve can live on another machine than index.
// Threads: thread-safe; writes go through the caller's batch.
class IdentityTable {
 public:
  explicit IdentityTable(Database& database);
  // The hash last seen under this id (that is, under this URL).
  Result<std::optional<ContentHash>> HashOf(const ArticleId& id) const;
  // The first article that had this text.
  Result<std::optional<ArticleId>> FirstWith(const ContentHash& hash) const;
  void PutHash(WriteBatch& batch, const ArticleId& id, const ContentHash& hash);
  void PutFirst(WriteBatch& batch, const ContentHash& hash, const ArticleId& id);

 private:
  Database& database_;
};

// Articles of every outcome, their index and their counters. An article that is not searchable
// (irrelevant, malformed, gone, …) keeps its record, so that `trace` can tell its life.
//
// Threads: reads are thread-safe. One writer at a time: the `index` task.
class ArticleStore {
 public:
  explicit ArticleStore(Database& database);
  ~ArticleStore();

  // Adds to `batch` everything that storing `articles` takes: records, postings, facets, counters,
  // sequence numbers (in the order given; each article's own is set). An id that is already
  // stored is replaced under a new sequence, its counters and postings follow, and sightings are
  // merged; it is never counted twice. When nothing changes that is searched or counted, the
  // sequence stays and only the record is renewed. Ids may repeat inside `articles`, and Add
  // may be called again for the same batch.
  // Only kStored and kDuplicate are searchable.
  // Errors: kCorrupt, kUnavailable; the batch is then spoilt: Write returns the same error until
  // it is cleared.
  Result<void> Add(WriteBatch& batch, std::vector<Article>& articles);

  Result<std::optional<Article>> Find(const ArticleId& id) const;
  // Ids whose hexadecimal form begins with `prefix` (at least 4 digits), at most `ids_max`.
  // Errors: kInvalid (not hexadecimal, too short).
  Result<std::vector<ArticleId>> FindByPrefix(std::string_view prefix, std::size_t ids_max) const;
  // In sequence order from `after` (exclusive) until `visit` returns false.
  Result<void> ForEach(std::uint64_t after, const std::function<bool(const Article&)>& visit) const;

  // How many records have each outcome (by name); how many searchable ones have each value of the
  // facet "country", "language", "source" or "strategy", as a search for it counts them. From
  // counters kept with each write: O(values).
  Result<std::map<std::string, std::uint64_t>> CountByOutcome() const;
  Result<std::map<std::string, std::uint64_t>> CountByFacet(std::string_view facet) const;
  Result<std::uint64_t> LastSequence() const;

  // Counts the records by walking them and compares with the counters: what `stratwatch audit`
  // proves. Errors: kCorrupt names the first counter that differs.
  Result<void> VerifyCounters() const;

 private:
  Database& database_;
};

}  // namespace stratwatch::store
