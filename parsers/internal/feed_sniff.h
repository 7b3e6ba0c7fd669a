#pragma once

#include <string>
#include <string_view>

#include "model/url.h"

namespace stratwatch::parsers::internal {

bool LooksLikeJson(std::string_view utf8);
bool LooksLikeHtml(std::string_view utf8);

// What bytes that are no feed seem to be, for a message: "a PDF document", "plain text".
std::string DescribeBytes(std::string_view utf8);

// The first feed that an HTML page names with <link rel="alternate">, absolute; or empty.
std::string AlternateFeedOfPage(std::string_view html, const Url& url);

}  // namespace stratwatch::parsers::internal
