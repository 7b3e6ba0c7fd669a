#pragma once

#include <string>
#include <vector>

#include "model/quote.h"
#include "model/tag.h"
#include "pipeline/internal/people_text.h"
#include "pipeline/internal/person_identity.h"

namespace stratwatch::pipeline::internal {

// The direct speech of a text with its speakers. What stands in quotation marks is somebody's words
// when a verb of saying, or a colon after a person, ties it to its sentence; names in quotation
// marks and words held at a distance are not ("the so-called “reform”").
//
// The speaker is the person tag nearest to that verb; a person named before, by their surname; for
// "the minister" or "she", or where the verb stands alone, the person named last, with lower
// confidence.
std::vector<Quote> FindQuotes(const PeopleText& text, const std::vector<Tag>& tags,
                              const PersonIdentity& identity);

}  // namespace stratwatch::pipeline::internal
