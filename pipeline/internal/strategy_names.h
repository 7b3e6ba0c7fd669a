#pragma once

#include <set>
#include <string>
#include <string_view>

namespace stratwatch::pipeline::internal {

// The ways a plan's name is written: as it stands, without its bracketed acronym, without its
// years where enough is left to know it by, with "AI" (or its language's abbreviation) for the
// term.
std::set<std::string> NameVariants(std::string_view name);

// True when the name is long enough to be known without its capitals.
bool IsNameInSmallLetters(std::string_view name);

}  // namespace stratwatch::pipeline::internal
