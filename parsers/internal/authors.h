#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "parsers/internal/html_document.h"
#include "parsers/internal/json_ld.h"
#include "parsers/internal/page_facts.h"
#include "parsers/internal/text_blocks.h"

namespace stratwatch::parsers::internal {

struct ChosenAuthors {
  std::vector<std::string> names;
  std::string evidence;
};

struct BylineContext {
  std::string_view site_name;   // No person; signs only where nobody else does.
  std::string_view host;        // Its labels name the outlet too.
  std::size_t title_block = 0;  // A printed byline stands near the headline.
};

// Who wrote it. Order of precedence:
//   1. persons of JSON-LD; 2. <meta> (author, article:author, dc.creator, parsely, sailthru, …);
//   3. microdata; 4. rel=author;
//   5. near the headline: a link to an author's page or behind "By", an element whose class names
//      an author, a block that is a byline by its class or its first word, "Name | date";
//   6. a reporter named in the first paragraphs ("（记者 …）", "… 기자 =");
//   7. organisations of JSON-LD;
//   8. the same marks as in 5 anywhere on the page, where they agree on a few names;
//   9. the outlet itself, when the metadata says that it signs.
// The first source that yields a name decides; sources are not mixed. The outlet's own name is
// passed over in all but the last.
ChosenAuthors ChooseAuthors(const HtmlDocument& document, const PageFacts& facts,
                            const JsonLdFacts& json_ld, const PageText& page,
                            const BylineContext& context);

}  // namespace stratwatch::parsers::internal
