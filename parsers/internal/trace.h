#pragma once

#include <string_view>
#include <vector>

#include "parsers/extraction_trace.h"
#include "parsers/internal/body.h"
#include "parsers/internal/json_ld.h"
#include "parsers/internal/page_facts.h"
#include "parsers/internal/text_blocks.h"

namespace stratwatch::parsers::internal {

// The blocks of a page with their scores and verdicts, and the bodies that were considered.
void TraceBody(const PageText& page, const Body& body, ExtractionTrace& trace);

// What the page states of a field besides what was chosen: titles, authors and dates as written.
void TraceStated(const PageFacts& facts, const JsonLdFacts& json_ld, std::string_view url_path,
                 ExtractionTrace& trace);

}  // namespace stratwatch::parsers::internal
