#pragma once

#include <string>

#include "parsers/internal/json_ld.h"
#include "parsers/internal/page_facts.h"

namespace stratwatch::parsers::internal {

struct ChosenTitle {
  std::string text;
  std::string evidence;  // "heading", "json-ld:headline", "meta:og:title", "title", …
};

// The article's headline. Order of precedence:
//   1. the longest h1–h3 that <title> (or og:title) contains: publishers print the headline there,
//      and repeat it in <title> beside the outlet's name;
//   2. the JSON-LD headline;
//   3. itemprop=headline, or the only h1;
//   4. og:title, twitter:title, then <title>, each without the outlet's name.
// Empty when the page has none of these.
ChosenTitle ChooseTitle(const PageFacts& facts, const JsonLdFacts& json_ld,
                        std::string_view site_name);

// `title` without the outlet's name at its end or beginning ("Headline | Outlet").
std::string WithoutSiteName(std::string_view title, std::string_view site_name);

}  // namespace stratwatch::parsers::internal
