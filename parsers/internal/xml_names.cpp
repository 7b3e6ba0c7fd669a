#include "parsers/internal/xml_names.h"

#include <algorithm>
#include <array>

#include "parsers/internal/ascii.h"

namespace stratwatch::parsers::internal {
namespace {

struct Namespace {
  std::string_view uri;  // Lower case, without a final slash or '#'.
  std::string_view prefix;
};

// The specifications' own URIs, and those of drafts and copies that feeds still name.
constexpr Namespace kNamespaces[] = {
    {"http://www.w3.org/2005/atom", "atom"},
    {"http://purl.org/atom/ns", "atom"},
    {"http://example.com/newformat", "atom"},
    {"http://example.com/necho", "atom"},
    {"http://purl.org/echo", "atom"},
    {"uri/of/echo/namespace", "atom"},
    {"http://purl.org/pie", "atom"},
    {"http://backend.userland.com/rss", ""},
    {"http://backend.userland.com/rss2", ""},
    {"http://blogs.law.harvard.edu/tech/rss", ""},
    {"http://cyber.law.harvard.edu/rss", ""},
    {"http://purl.org/rss/1.0", ""},
    {"http://purl.org/net/rss1.1", ""},
    {"http://my.netscape.com/rdf/simple/0.9", ""},
    {"http://channel.netscape.com/rdf/simple/0.9", ""},
    {"http://my.netscape.com/publish/formats/rss-0.91.dtd", ""},
    {"http://www.w3.org/1999/02/22-rdf-syntax-ns", "rdf"},
    {"http://purl.org/dc/elements/1.1", "dc"},
    {"http://purl.org/dc/elements/1.0", "dc"},
    {"http://purl.org/dc/terms", "dcterms"},
    {"http://purl.org/rss/1.0/modules/content", "content"},
    {"http://purl.org/rss/1.0/modules/syndication", "sy"},
    {"http://www.itunes.com/dtds/podcast-1.0.dtd", "itunes"},
    {"http://search.yahoo.com/mrss", "media"},
    {"http://www.rssboard.org/media-rss", "media"},
    {"http://rssnamespace.org/feedburner/ext/1.0", "feedburner"},
    {"http://www.pheedo.com/namespace/pheedo", "pheedo"},
    {"http://www.sitemaps.org/schemas/sitemap/0.9", "sm"},
    {"https://www.sitemaps.org/schemas/sitemap/0.9", "sm"},
    {"http://www.google.com/schemas/sitemap/0.84", "sm"},
    {"http://www.google.com/schemas/sitemap-news/0.9", "news"},
    {"https://www.google.com/schemas/sitemap-news/0.9", "news"},
    {"http://www.w3.org/1999/xhtml", "xhtml"},
    {"http://web.resource.org/cc", "cc"},
    {"http://creativecommons.org/ns", "cc"},
    {"http://backend.userland.com/creativecommonsrssmodule", "cc"},
    {"http://wellformedweb.org/commentapi", "wfw"},
    {"http://www.w3.org/xml/1998/namespace", "xml"},
};

}  // namespace

std::string_view UsualPrefix(std::string_view uri, std::string_view prefix) {
  if (uri.empty()) return prefix;
  std::string lower = AsciiLower(TrimAscii(uri));
  while (!lower.empty() && (lower.back() == '/' || lower.back() == '#')) lower.pop_back();
  for (const Namespace& known : kNamespaces) {
    if (known.uri == lower) return known.prefix;
  }
  return prefix;
}

std::string QualifiedName(std::string_view prefix, std::string_view local) {
  std::string name;
  if (!prefix.empty()) {
    name += prefix;
    name += ':';
  }
  name += local;
  return AsciiLower(name);
}

bool IsOldAtom(std::string_view uri) {
  return UsualPrefix(uri, "") == "atom" && AsciiLower(uri).find("2005/atom") == std::string::npos;
}

}  // namespace stratwatch::parsers::internal
