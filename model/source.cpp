#include "model/source.h"

namespace stratwatch {

std::string_view SourceKindName(SourceKind kind) {
  switch (kind) {
    case SourceKind::kFeed:
      return "feed";
    case SourceKind::kSitemap:
      return "sitemap";
    case SourceKind::kListing:
      return "listing";
  }
  return "feed";
}

std::optional<SourceKind> SourceKindFromName(std::string_view name) {
  for (const std::string_view each : {"feed", "rss", "atom", "rdf", "json"}) {
    if (name == each) return SourceKind::kFeed;
  }
  for (const std::string_view each : {"sitemap", "news_sitemap", "news-sitemap"}) {
    if (name == each) return SourceKind::kSitemap;
  }
  for (const std::string_view each : {"listing", "html"}) {
    if (name == each) return SourceKind::kListing;
  }
  return std::nullopt;
}

}  // namespace stratwatch
