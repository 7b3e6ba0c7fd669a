#pragma once

#include <optional>

#include "model/statement.h"
#include "model/url.h"
#include "parsers/internal/html_document.h"

namespace stratwatch::parsers::internal {

// Of an article that goes on at another address, the next page's: a link that says rel=next, or
// whose text is the number, to the address of this page but for the number in it
// ("?page=2", "/story/2", "story_2.html", "/story/page/3" from "/story/page/2"). So the next post
// of a blog and the pages of its comments are none. nullopt where there is none, or `page` is
// empty.
std::optional<Statement> NextPageOf(const HtmlDocument& document, const Url& page);

}  // namespace stratwatch::parsers::internal
