#pragma once

#include <string>
#include <string_view>

#include "store/internal/analyzer.h"
#include "store/internal/query.h"

namespace stratwatch::store {

// About `bytes_max` bytes of `text` around the first word that `query` asks for, cut between
// words and marked "…" where cut; from the beginning when the text has none of them. One line.
std::string MakeSnippet(std::string_view text, const QueryNode& query, const Analyzer& analyzer,
                        std::size_t bytes_max);

}  // namespace stratwatch::store
