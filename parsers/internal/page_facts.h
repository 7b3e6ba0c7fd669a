#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "parsers/internal/html_document.h"

namespace stratwatch::parsers::internal {

struct MetaValue {
  std::string key;  // property, name or itemprop, lower case: "og:title", "dc.date.issued"
  std::string value;
};

struct Heading {
  NodeId node = kNoNode;
  int level = 0;
  std::string text;
  bool named_title = false;  // itemprop=headline, or a class that says title.
  bool in_chrome = false;    // Below <nav>, <aside> or <footer>.
};

// A machine- or hand-written moment in the markup.
struct TimeMark {
  NodeId node = kNoNode;
  std::string value;  // datetime, content or title attribute; else empty.
  std::string text;
  bool published = false;  // itemprop=datePublished, pubdate, class "published".
  bool modified = false;
};

struct AuthorMark {
  NodeId node = kNoNode;
  std::string text;
  std::string_view evidence;  // "microdata:author", "rel:author"
};

enum class LinkRelation : std::uint8_t { kAlternate, kAmp };

// A <link> to another form of the page.
struct LinkMark {
  LinkRelation relation = LinkRelation::kAlternate;
  std::string address;   // As written.
  std::string language;  // hreflang, as written.
};

// A name's letters alone, in lower case: templates write "publish-date", "publish_date" and
// "publishDate".
std::string LettersOf(std::string_view key);

// What one pass over the tree finds about the page besides its text; values as written, entities
// decoded, white space collapsed.
struct PageFacts {
  std::string title;  // <title>
  std::vector<MetaValue> metas;
  std::vector<Heading> headings;  // h1 to h3, in document order.
  std::vector<TimeMark> times;
  std::vector<AuthorMark> authors;
  std::vector<LinkMark> links;
  std::string canonical;      // As written.
  std::string html_language;  // <html lang>
  std::string base;           // <base href>
  bool refreshes = false;     // <meta http-equiv=refresh>

  // The first non-empty value of a key (lower case); empty when there is none.
  std::string_view Meta(std::string_view key) const;
};

PageFacts CollectFacts(const HtmlDocument& document);

}  // namespace stratwatch::parsers::internal
