#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "parsers/feed.h"
#include "parsers/internal/xml_tree.h"

namespace stratwatch::parsers::internal {

// "title" of "title" and "atom:title"; RSS and Atom share most words.
std::string_view WithoutAtomPrefix(std::string_view name);

// The plain text of a text construct: RSS's (HTML, escaped or in CDATA) or Atom's by its type
// ("text", "html", "xhtml") and, in Atom 0.3, its mode.
std::string PlainText(const XmlNode& node, bool paragraphs = false);

// `reference` resolved against `base` ("" when there is none); empty when no http(s) URL comes out.
std::string ResolveLink(std::string_view base, std::string_view reference);

// ParseDate, then ParseWrittenDate in the feed's language.
std::optional<ParsedDate> FeedDate(std::string_view text, std::string_view language);

// "Jane Doe", "jane@example.org (Jane Doe)", "Jane Doe <jane@example.org>", or Atom's elements.
FeedPerson ReadPerson(const XmlNode& node);

FeedLink ReadLink(const XmlNode& node);
// The link that leads to the page: alternate of type HTML, then any alternate; nullptr when none.
const FeedLink* PageLink(const std::vector<FeedLink>& links);

}  // namespace stratwatch::parsers::internal
