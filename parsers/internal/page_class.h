#pragma once

#include <string_view>

#include "parsers/article_extractor.h"
#include "parsers/internal/body.h"
#include "parsers/internal/json_ld.h"
#include "parsers/internal/page_facts.h"

namespace stratwatch::parsers::internal {

// What a page turned out to be. A long body is an article whatever its furniture says; a short one
// is judged by its title and what the page says in the words walls use, by what its markup says it
// is, and by the folders of its address (`url_path`, or empty). Precision comes first: what may be
// an article is one.
PageClass ClassifyPage(const PageFacts& facts, const JsonLdFacts& json_ld, const PageText& page,
                       const Body& body, std::string_view url_path);

}  // namespace stratwatch::parsers::internal
