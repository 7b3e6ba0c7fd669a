#pragma once

#include <string>
#include <string_view>

#include "parsers/charset.h"
#include "parsers/internal/charset_labels.h"

namespace stratwatch::parsers::internal {

// The charset a Content-Type names ("text/html; charset=utf-8"), or a <meta content> likewise;
// empty when it names none.
std::string_view CharsetParameter(std::string_view content_type);

// The encoding declared inside the markup: <meta charset>, <meta http-equiv content> or the XML
// declaration. nullptr when none is, or when its label is unknown. UTF-16 labels mean UTF-8 here,
// as the HTML Standard says: a declaration that could be read as ASCII is no UTF-16.
const Charset* DeclaredCharset(std::string_view bytes, MarkupKind kind);

// How UTF-8 the bytes are.
struct Utf8Census {
  std::size_t sequences = 0;  // Valid multi-byte ones.
  std::size_t invalid = 0;    // Bytes that belong to none.
};
Utf8Census CountUtf8(std::string_view bytes);

// What uchardet says of the bytes; nullptr when it cannot tell.
const Charset* DetectedCharset(std::string_view bytes);

}  // namespace stratwatch::parsers::internal
