#pragma once

#include <string_view>

#include "parsers/feed.h"

namespace stratwatch::parsers::internal {

// JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/) from UTF-8.
// Errors: kInvalid: not JSON, or JSON that is no feed.
Result<Feed> ReadJsonFeed(std::string_view utf8, const Url& url, const FeedOptions& options);

}  // namespace stratwatch::parsers::internal
