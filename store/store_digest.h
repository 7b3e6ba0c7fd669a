#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/error.h"
#include "model/ids.h"
#include "store/database.h"

// Whether two stores know the same: what is independent of when and by which process an article
// was stored is summed up, in no order.
namespace stratwatch::store {

// A sum over the articles, and how many had something to add.
struct DigestPart {
  // "articles": ids, URLs and outcomes. "texts": what was read from each page, and its relevance.
  // "tags": tags, claims and quotes. "copies": who copies whom, how, and how much of it.
  // "stories": of which story each is, and why.
  // "copy-groups" and "story-groups": which articles belong together, whatever the first of them
  // is. The others depend on the order in which resolve saw the articles; these depend on it only
  // where a near copy or a story is a close call.
  std::string name;
  std::uint64_t records = 0;
  Digest128 digest;

  bool operator==(const DigestPart&) const = default;
};

// All parts, always in the same order. Walks the store; some 100 bytes of memory an article.
// Comparable among binaries of one version only.
// Errors: kCorrupt, kUnavailable.
Result<std::vector<DigestPart>> DigestOf(Database& database);
// Of several together, each article being in one of them: index shards.
Result<std::vector<DigestPart>> DigestOf(std::span<Database* const> databases);

// One article that is in one store and not, or otherwise, in the other.
struct StoreDifference {
  ArticleId id;
  std::string url;
  std::string
      part;  // As above; "missing" and "added" for one that is only in the first, the other.
};
// At most `differences_max`, by id. Errors as DigestOf's.
Result<std::vector<StoreDifference>> CompareStores(Database& first, Database& other,
                                                   std::size_t differences_max);
Result<std::vector<StoreDifference>> CompareStores(std::span<Database* const> first,
                                                   std::span<Database* const> other,
                                                   std::size_t differences_max);

}  // namespace stratwatch::store
