#pragma once

#include <string>
#include <string_view>

namespace stratwatch::pipeline {

// `text` in the form in which exact copies are equal: Unicode's NFKC_Casefold (UAX 15), runs of
// white space as one space, none at either end. Copies that differ only in case, width, spacing,
// soft hyphens or other invisible characters fold to the same bytes.
// `text` is UTF-8; what is not well-formed becomes U+FFFD.
std::string FoldForHash(std::string_view text);

}  // namespace stratwatch::pipeline
