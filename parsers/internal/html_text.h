#pragma once

#include <string>
#include <string_view>

namespace stratwatch::parsers::internal {

// The character(s) of the entity that begins at `at` ("&amp;", "&nbsp;", "&#8217;", "&#x2019;"), as
// UTF-8; `at` moves behind it. Empty, with `at` unmoved, when there is none. HTML 4's names; the
// numbers 128 to 159 are windows-1252's characters, as the HTML Standard says.
std::string DecodeEntity(std::string_view text, std::size_t* at);

// The text of an HTML fragment: tags, comments, scripts and styles out, entities decoded, white
// space collapsed, trimmed. A '<' that begins no tag is a character. Block elements part words;
// with `paragraphs` they part paragraphs ("\n\n").
std::string TextOfHtml(std::string_view html, bool paragraphs = false);

// White space collapsed to single spaces and trimmed; no-break spaces count as white space.
std::string CollapseSpace(std::string_view text);

}  // namespace stratwatch::parsers::internal
