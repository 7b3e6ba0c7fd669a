#pragma once

#include <string>

#include "tests/newsweb/web.h"

namespace stratwatch::newsweb {

// Pages as UTF-8 HTML; the caller puts them in the outlet's charset.

// By the piece's template: "modern", "portal", "legacy", "app", "blog", "government", or one of
// the walls ("bot-wall", "consent-wall", "paywall").
std::string ArticlePage(const Web& web, const Piece& piece);
std::string HomePage(const Web& web, const Outlet& outlet);
// A page of links with dates, as bodies without a feed have it.
std::string ListingPage(const Web& web, const Outlet& outlet);

// What the page itself says its charset is; empty when it says nothing.
std::string DeclaredCharset(const Outlet& outlet, const Piece& piece);

}  // namespace stratwatch::newsweb
