#pragma once

#include <cstddef>
#include <vector>

#include "pipeline/internal/people_text.h"

namespace stratwatch::pipeline::internal {

// A body named in a text that no gazetteer has to know: "Communications Authority of Kenya".
struct OrganisationName {
  std::size_t begin = 0;  // Units of the folded text.
  std::size_t end = 0;
};

// The names around the body words of a text ("ministry", "université", 委员会), in order and
// without overlaps. A body word without a name beside it ("the ministry") is none.
std::vector<OrganisationName> FindOrganisationNames(const PeopleText& text);

// The same, for scripts without spaces (organisation_names_dense.cpp).
std::vector<OrganisationName> FindDenseOrganisationNames(const PeopleText& text);

}  // namespace stratwatch::pipeline::internal
