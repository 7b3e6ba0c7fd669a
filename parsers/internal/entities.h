#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace stratwatch::parsers::internal {

struct CharacterReference {
  char32_t code_point;
  std::size_t length;  // Bytes, with '&' and, where there is one, ';'.
};

// The reference that `text`, which begins with '&', begins with: a numeric one, or one of the names
// below with its ';'. Else nothing.
std::optional<CharacterReference> ReadReference(std::string_view text);

// Text with HTML character references decoded: numeric ones and the names that occur in the press
// (Latin-1, typography). Unknown names stay as written.
std::string DecodeEntities(std::string_view text);

// As a person reads it: references decoded (twice where escaped twice), tags out, white space
// collapsed and trimmed. For values that hold markup by mistake: JSON-LD and <meta>.
std::string PlainText(std::string_view markup);

}  // namespace stratwatch::parsers::internal
