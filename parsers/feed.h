#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/error.h"
#include "model/url.h"
#include "parsers/date.h"

namespace stratwatch::parsers {

struct FeedPerson {
  std::string name;
  std::string email;
  std::string url;
};

// A link as the feed gives it, resolved to an absolute URL where that is possible.
struct FeedLink {
  std::string href;
  std::string rel;  // "alternate", "enclosure", "self", …; as Atom and RFC 8288 name them.
  std::string type;
  std::string title;
  std::string language;
};

struct FeedEntry {
  std::string title;    // Plain text: tags and entities removed.
  std::string link;     // Absolute; the article's page. Empty when the feed names none.
  std::string guid;     // As written; identity policy is the pipeline's business.
  std::string summary;  // Plain text. The beginning of `content` when the feed has no summary.
  std::string content;  // Plain text, paragraphs separated by "\n\n"; often empty.
  std::string author;   // The authors' names, ", " between them.
  std::vector<FeedPerson> authors;
  std::optional<ParsedDate> published;
  std::optional<ParsedDate> updated;
  std::vector<std::string> categories;
  std::vector<FeedLink> links;  // Atom links and RSS enclosures.
  std::string language;         // BCP 47 as the feed claims: xml:lang, dc:language, news:language.
  std::string rights;
  std::string source_title;  // Where the entry was taken from, when the feed says so.
  std::string source_link;
};

struct Feed {
  std::string format;   // "rss-2.0", "rss-0.9x", "rdf", "atom-1.0", "atom-0.3", "json-feed",
                        // "news-sitemap", "sitemap", "sitemap-index"
  std::string version;  // As the document states it: "0.92", "2.0", "1.1"; or empty.
  std::string title;
  std::string link;  // The site's home page.
  std::string language;
  std::string description;
  std::string author;  // As of an entry.
  std::vector<FeedPerson> authors;
  std::string rights;
  std::optional<ParsedDate> updated;
  std::vector<FeedLink> links;
  std::string charset;
  std::vector<FeedEntry> entries;
  std::vector<std::string> child_sitemaps;  // Of a sitemap index.
  std::string defect;  // What was wrong with the document though it could be read; or empty.
};

struct FeedOptions {
  // Entries beyond this are left out and `defect` says so: a sitemap of 50,000 entries held
  // others up for minutes. The same bound goes for child sitemaps.
  std::size_t entries_max = 5'000;
  std::size_t bytes_max = std::size_t{64} << 20U;  // After gunzip.
};

// Reads a feed or a sitemap of any kind, told apart by its content; gzip is undone. Lenient as
// browsers are: bad XML, undeclared prefixes, HTML entities, wrong charset, bad dates.
// No network, no external entities, no DTD; entities declared in the text are short and do not
// nest.
//
// `url`: where the bytes came from; resolves relative links. Without one, relative links stay out.
// Errors: kInvalid (not a feed: says what it looks like, and which feed an HTML page names);
// kLimit (more than `bytes_max`, noticed while inflating; more than 250,000 nodes in one entry).
// Threads: thread-safe. Blocks for some 20 ms a megabyte.
Result<Feed> ParseFeed(std::string_view bytes, std::string_view content_type, const Url& url,
                       const FeedOptions& options = {});

}  // namespace stratwatch::parsers
