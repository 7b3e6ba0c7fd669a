#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "model/error.h"
#include "store/search.h"

namespace stratwatch::store {

// Where a page of hits ended, and the index as its query saw it: later pages are ranked by the
// same figures and do not see later articles, so no hit comes twice and none is skipped.
struct Cursor {
  SearchOrder order = SearchOrder::kScore;
  std::uint64_t query_digest = 0;
  SearchStatistics statistics;  // Without frequencies: they are counted again, up to the bound.
  float score = 0.0F;           // Of the last hit, for kScore.
  std::int64_t time = 0;        // Of the last hit, for kNewest.
  std::uint64_t document = 0;
};

std::uint64_t QueryDigest(std::string_view query);

// A token (store/internal/token.h).
std::string EncodeCursor(const Cursor& cursor);
// Errors: kInvalid (no cursor of ours, or of another query or order than `request`).
Result<Cursor> DecodeCursor(const SearchRequest& request);

}  // namespace stratwatch::store
