#pragma once

#include <string_view>
#include <vector>

#include "model/language_use.h"

namespace stratwatch::parsers {

// The paragraphs of `text` ("\n\n" between them) that are surely in another language than `main`
// (BCP 47), neighbours of one language joined. Short paragraphs are none: names and titles. Sister
// languages (Norwegian and Danish, Croatian and Serbian, …) are not told apart in a paragraph.
// Offsets are bytes. Nothing where `main` is "und". Thread-safe.
std::vector<ForeignPassage> ForeignPassagesOf(std::string_view text, std::string_view main);

}  // namespace stratwatch::parsers
