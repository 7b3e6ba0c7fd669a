#pragma once

#include <vector>

#include "model/claim.h"
#include "model/quote.h"
#include "model/tag.h"
#include "pipeline/internal/people_text.h"

namespace stratwatch::pipeline::internal {

// Fills in whose figures the claims are and who states them, as far as the text says so.
//
// Speaker: of the quotation a figure stands in; else the person or body named beside "according
// to" in its sentence. Subject: the country named last before the figure in its sentence, else the
// first behind it.
void AddClaimSources(const PeopleText& text, const std::vector<Tag>& tags,
                     const std::vector<Quote>& quotes, std::vector<Claim>& claims);

}  // namespace stratwatch::pipeline::internal
