#pragma once

#include <string_view>

namespace stratwatch::parsers::internal {

// What a file is that is no HTML page, in words for a message ("a PDF document", "an RSS feed").
// Told from its content alone: servers label anything text/html. Both are empty where the content
// may be a page; precision comes first, so text without markup and unknown XML-like tags may.

// From the signature at the beginning of the bytes (WHATWG MIME Sniffing Standard, 6 and 7.1).
std::string_view KindOfBytes(std::string_view bytes);

// From decoded text: feeds, sitemaps, other XML, JSON, and bytes that are no text at all.
std::string_view KindOfText(std::string_view utf8);

// Past white space, a BOM, comments, processing instructions and a DOCTYPE: the rest of `utf8` from
// its first tag on; empty when there is none.
std::string_view FromFirstTag(std::string_view utf8);

}  // namespace stratwatch::parsers::internal
