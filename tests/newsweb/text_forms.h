#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace stratwatch::newsweb {

// & < > " as entities; good for HTML and XML, text and attributes.
std::string Escaped(std::string_view text);
// A JSON string literal with its quotes. "</" is written "<\/", so it may stand in a <script>.
std::string JsonQuoted(std::string_view text);

// A UTF-8 path as it stands in a URL.
std::string PercentEncoded(std::string_view path);
// Malformed escapes stay as they are.
std::string PercentDecoded(std::string_view text);

// UTF-8 markup in the charset of a WHATWG label; what it lacks becomes "&#1234;".
std::string InCharset(std::string_view utf8, const std::string& label);

std::vector<std::string> Paragraphs(std::string_view body);

std::string IsoInstant(std::chrono::sys_seconds at);  // "2026-03-02T03:15:00Z"
std::string IsoDay(std::chrono::sys_seconds at);      // "2026-03-02"
std::string HttpDate(std::chrono::sys_seconds at);    // "Mon, 02 Mar 2026 03:15:00 GMT"

// The smallest gzip stream of `bytes`.
std::string Gzipped(std::string_view bytes);

}  // namespace stratwatch::newsweb
