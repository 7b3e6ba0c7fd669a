#pragma once

#include "app/terminal.h"
#include "parsers/article_extractor.h"

namespace stratwatch::app {

// How a page was read: each value with its evidence, then what was passed over; the bodies that
// were considered; each block with its score and what kept or dropped it.
void PrintExplanation(const Terminal& terminal, const parsers::ExtractedArticle& article,
                      const parsers::ExtractionTrace& trace);

}  // namespace stratwatch::app
