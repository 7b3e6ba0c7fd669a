#pragma once

#include <vector>

#include "model/statement.h"
#include "model/url.h"
#include "parsers/internal/json_ld.h"
#include "parsers/internal/page_facts.h"

namespace stratwatch::parsers::internal {

// What a page states of itself. For each field the sources are asked in this order, and the first
// that holds a usable value decides:
//   canonical    <link rel=canonical>; og:url; JSON-LD (mainEntityOfPage, url)
//   amp          <link rel=amphtml>
//   alternate    <link rel=alternate hreflang>, all of them
//   section      JSON-LD articleSection; <meta> (article:section, parsely-section, section)
//   keyword      JSON-LD keywords; <meta> (article:tag, news_keywords, parsely-tags, keywords, …)
//   image        <meta> og:image; JSON-LD image; <meta> (twitter:image, thumbnail, itemprop=image)
//   free-access  JSON-LD isAccessibleForFree; the same as <meta itemprop>; article:content_tier,
//                whose `locked` is no, `free` yes, and `metered` neither
// Addresses are resolved against <base> and `page` (empty: only absolute ones count); what is no
// http(s) address, no language tag, or longer than a word or two is passed over. Bounds: 100
// alternates, 40 keywords, 5 sections and images.
std::vector<Statement> StatementsOf(const PageFacts& facts, const JsonLdFacts& json_ld,
                                    const Url& page);

}  // namespace stratwatch::parsers::internal
