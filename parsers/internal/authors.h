#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "parsers/internal/json_ld.h"
#include "parsers/internal/page_facts.h"
#include "parsers/internal/text_blocks.h"

namespace stratwatch::parsers::internal {

struct ChosenAuthors {
  std::vector<std::string> names;
  std::string evidence;
};

// Who wrote it. Order of precedence: JSON-LD, then microdata, then <meta> (author, article:author,
// dc.creator, parsely, sailthru, …), then rel=author, then a short block that its class calls a
// byline. The first source that yields a name decides; sources are not mixed.
ChosenAuthors ChooseAuthors(const PageFacts& facts, const JsonLdFacts& json_ld,
                            const PageText& page, std::string_view site_name);

// The names in one written byline: "By Ana Díaz and Bo Li, Reuters" gives Ana Díaz and Bo Li.
// Empty for what is no person's or desk's name (a URL, a date, a sentence).
std::vector<std::string> NamesIn(std::string_view byline);

}  // namespace stratwatch::parsers::internal
