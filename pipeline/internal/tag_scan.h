#pragma once

#include <cstddef>
#include <string>
#include <string_view>

// Just enough of HTML to look at single start tags where no tree is needed. Reading a page is the
// parsers' business.
namespace stratwatch::pipeline {

bool IsAsciiSpace(char c);
char LowerAscii(char c);

// Where `lower` (in lower case) next stands in `text` whatever its ASCII case, or npos.
std::size_t FindNoCase(std::string_view text, std::string_view lower, std::size_t from = 0);

// The next start tag `name` (in lower case) from `*at` on: what stands between its name and '>'.
// Moves `*at` behind it; npos when there is none, and the result is then empty.
std::string_view NextStartTag(std::string_view html, std::string_view name, std::size_t* at);

// The value of attribute `name` (in lower case) in the inside of a start tag, as written, or
// empty.
std::string_view AttributeOf(std::string_view tag, std::string_view name);

// "&amp;" is the one entity that URLs in attributes really have.
std::string UnescapeAmpersands(std::string_view text);

}  // namespace stratwatch::pipeline
