#pragma once

#include <string>

#include "tests/newsweb/web.h"

namespace stratwatch::newsweb {

// The parts of a news page that are not the article: what an extractor has to see through.
// Everything is UTF-8 HTML in the outlet's language.

std::string StyleBlock();
std::string ScriptBlock(const Outlet& outlet);
std::string CookieBar(const Words& words);
std::string Menu(const Outlet& outlet, const Words& words);
std::string AdSlot(const Words& words, int number);
std::string ShareBar(const Words& words);
std::string NewsletterBox(const Words& words);
// Titles of the outlet's other pieces, as links.
std::string RelatedLinks(const Web& web, const Piece& piece, const std::string& list_class);
std::string CommentSection(const Words& words);
std::string Footer(const Outlet& outlet, const Words& words);

// "dir" and "lang" of the <html> element.
std::string HtmlAttributes(const Outlet& outlet);
std::string PieceUrl(const Piece& piece);  // "http://host/path", percent-encoded.

}  // namespace stratwatch::newsweb
