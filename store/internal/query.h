#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/error.h"
#include "store/key_layout.h"
#include "store/search.h"

namespace stratwatch::store {

class Analyzer;

// A term of the index, or all that begin with `text`.
struct TermPattern {
  TermField field = TermField::kText;
  std::string text;
  bool prefix = false;
};

// A term at its place in a phrase.
struct PhrasePart {
  std::uint32_t position = 0;
  TermPattern pattern;
};

// A parsed query. Children are held by value; nesting is bounded by the parser.
struct QueryNode {
  enum class Kind {
    kAll,     // Every document.
    kAnd,     // All children.
    kOr,      // Any child.
    kNot,     // Not its only child.
    kTerm,    // `term`.
    kPhrase,  // `parts`, at consecutive places.
    kDates,   // day_from <= day < day_end.
  };
  Kind kind = Kind::kAll;
  std::size_t column = 1;  // Where it stands in the query, in characters, from 1.
  std::vector<QueryNode> children;
  TermPattern term;
  std::vector<PhrasePart> parts;
  bool title_only = false;    // kPhrase: in the title. One part is enough then.
  std::int64_t day_from = 0;  // Days since 1970.
  std::int64_t day_end = 0;
};

// Bounds: a query is typed or saved by a person.
inline constexpr std::size_t kQueryBytesMax = 8 * 1024;
inline constexpr int kQueryDepthMax = 40;

// query  := or
// or     := and { "OR" and }
// and    := unary { ["AND"] unary }
// unary  := ("NOT" | "-") unary | "(" or ")" | [field ":"] (word ["*"] | "phrase")
// Words without a letter or digit are ignored. An empty query means every article.
//
// Errors: kInvalid, "query, column N: …", with what was expected.
Result<QueryNode> ParseQuery(std::string_view query, const Analyzer& analyzer,
                             const StrategyNames* names);

}  // namespace stratwatch::store
