#pragma once

#include "parsers/feed.h"
#include "parsers/internal/xml_tree.h"

namespace stratwatch::parsers::internal {

// The Feed::format of a root element; empty when it is no feed.
std::string FormatOfRoot(const XmlNode& root);

// An RSS item, RDF item or Atom entry. `language`: what the feed has said so far; reads dates that
// are written in words.
FeedEntry ReadEntry(const XmlNode& item, std::string_view language);

// The feed's own fields: those of <channel>, or of an Atom <feed>.
void ReadChannel(const XmlNode& root, Feed* feed);
std::string LanguageOfChannel(const XmlNode& root);

// A <url> of a sitemap with what a news sitemap says of it; a <sitemap>'s address.
FeedEntry ReadSitemapUrl(const XmlNode& item, bool* news);
std::string ReadChildSitemap(const XmlNode& item);

// Entries without an author have the feed's (RFC 4287, 4.2.1).
void InheritAuthors(const std::vector<FeedPerson>& authors, Feed* feed);

}  // namespace stratwatch::parsers::internal
