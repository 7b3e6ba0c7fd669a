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

struct BylineContext {
  std::string_view site_name;   // No person, unless JSON-LD names nobody else.
  std::size_t title_block = 0;  // A printed byline stands near the headline.
};

// Who wrote it. Order of precedence: JSON-LD, then microdata, then <meta> (author, article:author,
// dc.creator, parsely, sailthru, …), then rel=author, then a short block near the headline that its
// class calls a byline or that begins with "By". The first source that yields a name decides;
// sources are not mixed.
ChosenAuthors ChooseAuthors(const PageFacts& facts, const JsonLdFacts& json_ld,
                            const PageText& page, const BylineContext& context);

// The names in one written byline: "By Ana Díaz and Bo Li, Reuters" gives Ana Díaz and Bo Li.
// Empty for what is no person's or desk's name (a URL, a date, a sentence).
std::vector<std::string> NamesIn(std::string_view byline);

}  // namespace stratwatch::parsers::internal
