#pragma once

#include "model/error.h"
#include "store/internal/query.h"
#include "store/internal/query_lexer.h"

namespace stratwatch::store {

// field:value to a node. Errors: kInvalid (unknown field, wrong form of value).
Result<QueryNode> ParseField(const QueryToken& token, const Analyzer& analyzer,
                             const StrategyNames* names);

// Words or a phrase as the analyzer sees them; kAll when nothing in `token` can be searched for.
// One term gives kTerm, more give kPhrase; in the title, always kPhrase.
enum class Where { kAnywhere, kTitle };
QueryNode WordsNode(Where where, const QueryToken& token, const Analyzer& analyzer);

}  // namespace stratwatch::store
