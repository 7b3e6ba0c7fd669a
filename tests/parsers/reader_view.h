#pragma once

#include <string>

#include "parsers/internal/html_document.h"

namespace stratwatch::parsers::testing {

// What matters of a tree: each run of visible text with the block elements that it stands in, one
// line a run ("html/body/div/p: text"), and before these the <title>. White space is collapsed.
// Left out is what the slimming scan leaves out: scripts, styles, forms' controls, embedded content
// and character formatting.
std::string ReaderView(const internal::HtmlDocument& document);

}  // namespace stratwatch::parsers::testing
