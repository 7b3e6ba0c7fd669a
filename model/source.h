#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/ids.h"
#include "model/url.h"

namespace stratwatch {

// How a source's bytes are read.
enum class SourceKind {
  kFeed,     // RSS, Atom, RDF or JSON Feed; sniffed, not trusted.
  kSitemap,  // News sitemap or sitemap index, plain or gzip.
  kListing,  // An HTML page whose links are articles.
};

// "feed", "sitemap", "listing".
std::string_view SourceKindName(SourceKind kind);
// Also accepts the register's older words "rss", "atom", "rdf", "json", "news_sitemap", "html".
std::optional<SourceKind> SourceKindFromName(std::string_view name);

// A feed, sitemap or listing that is polled: one row of config/sources/*.tsv.
struct Source {
  SourceId id;
  std::string outlet;    // The publisher's name as shown to analysts.
  std::string country;   // ISO 3166-1 alpha-2 of the publisher; empty for international bodies.
  std::string language;  // BCP 47, what the source says of itself; a hint only.
  SourceKind kind = SourceKind::kFeed;
  Url url;
  std::string category;  // "government", "press", …
};

// One source mentioned one article.
struct Sighting {
  SourceId source;
  std::chrono::sys_seconds seen_at;  // When we read the source.
  std::string title;                 // As the source gave it; may be empty.
  // What the source claims as publication time, uninterpreted beyond parsing.
  std::optional<std::chrono::sys_seconds> claimed_published;
};

}  // namespace stratwatch
