#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/error.h"
#include "model/url.h"
#include "parsers/date.h"

namespace stratwatch::parsers {

struct FeedEntry {
  std::string title;     // Plain text: tags and entities removed.
  std::string link;      // Absolute; the article's page.
  std::string guid;      // As written; identity policy is the pipeline's business.
  std::string summary;   // Plain text.
  std::string author;
  std::optional<ParsedDate> published;
  std::optional<ParsedDate> updated;
  std::vector<std::string> categories;
};

struct Feed {
  std::string format;    // "rss-2.0", "rss-0.9x", "rdf", "atom-1.0", "atom-0.3", "json-feed",
                         // "news-sitemap", "sitemap", "sitemap-index"
  std::string title;
  std::string link;      // The site's home page.
  std::string language;
  std::string charset;
  std::vector<FeedEntry> entries;
  std::vector<std::string> child_sitemaps;  // Of a sitemap index.
  std::string defect;  // What was wrong with the XML though entries could be read; or empty.
};

struct FeedOptions {
  std::size_t entries_max = 5'000;  // A sitemap of 50,000 entries held others up for minutes.
  std::size_t bytes_max = std::size_t{64} << 20U;  // After gunzip.
};

// Reads a feed or a sitemap of any kind, told apart by its content; gzip is undone. Lenient as
// browsers are: bad XML, undeclared prefixes, HTML entities, wrong charset, bad dates.
// No network, no external entities, entity expansion capped.
//
// `url`: where the bytes came from; resolves relative links.
// Errors: kInvalid (not a feed: says what it looks like, e.g. an HTML page), kLimit.
// Threads: thread-safe.
Result<Feed> ParseFeed(std::string_view bytes, std::string_view content_type, const Url& url,
                       const FeedOptions& options = {});

}  // namespace stratwatch::parsers
