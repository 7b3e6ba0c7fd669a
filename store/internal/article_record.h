#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/article.h"
#include "model/error.h"
#include "store/internal/counters.h"
#include "store/internal/index_view.h"
#include "store/key_layout.h"

// What the store derives from one article, apart from its words.
namespace stratwatch::store {

// The value of table articles: version:1, varint document length, wire::Article.
std::string EncodeStored(const Article& article, std::uint32_t length);
struct StoredArticle {
  Article article;
  std::uint32_t length = 0;  // As in DocumentRow.
};
// Errors: kCorrupt, naming the sequence.
Result<StoredArticle> DecodeStored(std::uint64_t sequence, std::string_view bytes);

bool IsSearchable(Outcome outcome);

// The ASCII lower case of a filter's value, as it is indexed and asked for.
std::string FoldFilterValue(std::string_view value);

// The terms by which the article's fields are filtered: distinct, in key order.
struct FilterTerm {
  TermField field;
  std::string value;
  auto operator<=>(const FilterTerm&) const = default;
};
std::vector<FilterTerm> FilterTermsOf(const Article& article);

// The counters the article counts in, by key, with how much: 1, or tokens. `length` as above.
void Count(const Article& article, std::uint32_t length, std::int64_t sign, Counters& counters);

// Date and length of a searchable article. The date is the published one, in the publisher's
// calendar, else when it was first seen, in UTC.
DocumentRow RowOf(const Article& article, std::uint32_t length);

// Adds the sightings of `before` that `article` lacks, oldest knowledge first: one a source.
void MergeSightings(const Article& before, Article& article);

// True when replacing `before` by `after` changes nothing that is searched or counted.
bool SameIndex(const Article& before, const Article& after);

}  // namespace stratwatch::store
