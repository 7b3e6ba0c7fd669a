#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "model/url.h"

namespace stratwatch::pipeline {

struct ListingLink {
  Url url;
  std::string text;  // What the link says, without markup; entities are left as they are.
};

// The links of an HTML listing page that look like articles: on the page's own site, with a path
// that is a slug or has a number or a date in it, and not twice. Deliberately simple: a listing is
// a source of last resort, and what is no article ends as `malformed` or `irrelevant`.
// `html`: any ASCII-compatible charset. At most `links_max`, in the page's order.
std::vector<ListingLink> FindListingLinks(std::string_view html, const Url& page,
                                          std::size_t links_max);

}  // namespace stratwatch::pipeline
