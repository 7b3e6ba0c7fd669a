#pragma once

#include <string>

#include "parsers/internal/json_ld.h"
#include "parsers/internal/page_facts.h"
#include "parsers/internal/text_blocks.h"

namespace stratwatch::parsers::internal {

// What the outlet calls itself, to be told from the headline.
struct SiteIdentity {
  std::string_view name;  // og:site_name or the like; may be empty.
  std::string_view host;
};

struct ChosenTitle {
  std::string text;
  std::string evidence;  // "heading", "json-ld:headline", "meta:og:title", "title", …
};

// The article's headline. Order of precedence:
//   1. an h1–h3 that <title> or og:title contains, one that begins it before a longer one:
//      publishers print the headline there and repeat it in <title> beside the outlet's name;
//   2. the JSON-LD headline;
//   3. itemprop=headline;
//   4. any block of the page's text that <title> contains, likewise;
//   5. og:title, <title>, twitter:title, each without the outlet's name;
//   6. the first heading.
// Empty when the page has none of these.
ChosenTitle ChooseTitle(const PageFacts& facts, const JsonLdFacts& json_ld, const PageText& page,
                        const SiteIdentity& site);

// The block that shows the headline, a heading before others; where the page words it otherwise,
// the first <h1>; else 0.
std::size_t TitleBlock(const PageText& page, std::string_view title);

// `title` without the outlet's name or section at its end or beginning ("Headline | Outlet").
std::string WithoutSiteName(std::string_view title, const SiteIdentity& site);

}  // namespace stratwatch::parsers::internal
