#pragma once

#include <string>
#include <string_view>

namespace stratwatch::parsers::internal {

// Text with HTML character references decoded: numeric ones and the names that occur in the press
// (Latin-1, typography). Unknown names stay as written.
std::string DecodeEntities(std::string_view text);

// As a person reads it: references decoded (twice where escaped twice), tags out, white space
// collapsed and trimmed. For values that hold markup by mistake: JSON-LD and <meta>.
std::string PlainText(std::string_view markup);

}  // namespace stratwatch::parsers::internal
