#pragma once

#include <string>

namespace stratwatch::parsers {

// How one page was read, for showing it. Filled only when asked for, so that the reading of
// millions of pages pays nothing for it.
struct ExtractionTrace {
  std::string title_evidence;    // "heading", "json-ld:headline", "meta:og:title", …
  std::string authors_evidence;  // "json-ld:author", "byline:link", …; empty when there are none.
};

}  // namespace stratwatch::parsers
