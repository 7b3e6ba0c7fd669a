#pragma once

#include <string>
#include <string_view>

#include "model/error.h"

namespace stratwatch::parsers {

struct DecodedText {
  std::string utf8;      // Valid UTF-8; undecodable bytes became U+FFFD.
  std::string charset;   // WHATWG Encoding Standard name, lower case: "windows-1252".
  std::string evidence;  // "bom", "http", "meta", "xml", "detected", "default"
  std::size_t replaced = 0;  // How many U+FFFD were put in.
};

enum class MarkupKind { kHtml, kXml };

// Settles the charset once, in the order of the WHATWG HTML and Encoding Standards: BOM, the HTTP
// Content-Type, a <meta> (or XML declaration) in the first 1024 bytes, valid UTF-8, detection.
// A label that the bytes contradict (declared UTF-8, but they are not) falls back to detection.
// Threads: thread-safe.
DecodedText DecodeMarkup(std::string_view bytes, std::string_view content_type, MarkupKind kind);

}  // namespace stratwatch::parsers
