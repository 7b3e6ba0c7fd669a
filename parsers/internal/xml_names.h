#pragma once

#include <string>
#include <string_view>

namespace stratwatch::parsers::internal {

// The usual prefix for a namespace: "" for all kinds of RSS and for none, "atom" for all kinds of
// Atom, "dc", "content", … An undeclared or unknown namespace keeps the document's own prefix, so
// that a forgotten xmlns:dc does no harm.
std::string_view UsualPrefix(std::string_view uri, std::string_view prefix);

// "dc:date" of "dc" and "date"; lower case.
std::string QualifiedName(std::string_view prefix, std::string_view local);

// True for Atom 0.3 and its forerunners, false for Atom 1.0.
bool IsOldAtom(std::string_view uri);

}  // namespace stratwatch::parsers::internal
