#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "model/error.h"

namespace stratwatch::store {

struct QueryToken {
  enum class Kind { kWord, kPhrase, kOpen, kClose, kMinus, kAnd, kOr, kNot, kEnd };
  Kind kind = Kind::kEnd;
  std::string field;  // Before the colon, lower case; empty without one.
  std::string text;   // Without quotation marks and final star.
  bool prefix = false;
  std::size_t column = 1;  // In characters, from 1.
};

// "query, column N: what; expected what".
tl::unexpected<Error> QueryError(std::size_t column, std::string_view what,
                                 std::string_view expected);

// Cuts a query into tokens; the last one is kEnd. Errors: kInvalid.
Result<std::vector<QueryToken>> LexQuery(std::string_view query);

}  // namespace stratwatch::store
