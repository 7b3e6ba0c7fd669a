#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace stratwatch::parsers::internal {

// Where a byline was found decides what may be believed of it.
enum class BylineForm : std::uint8_t {
  kPrinted,  // On the page, among other words: a name has no digits.
  kStated,   // In a field that holds nothing else: "Newsroom24" is a name there.
};

// The names in one written byline: "By Ana Díaz and Bo Li, Reuters" gives Ana Díaz and Bo Li.
// Credentials stay with the name they follow ("Ana Díaz, MD"); roles, agencies behind a name,
// addresses and what follows a bar or a dash go. "Díaz, Ana" is turned where stated.
// Empty for what is no person's or desk's name (a URL, a date, a sentence).
std::vector<std::string> NamesIn(std::string_view byline, BylineForm form = BylineForm::kPrinted);

// The byline without the "By", "Von", "Автор:", "記者", … it begins with.
std::string_view WithoutLeadIn(std::string_view byline);
// Such words with nobody behind them: the name stands in the next block.
bool IsLeadIn(std::string_view text);

// Is this written as a person's name: two to four words, none of them in lower case where the
// script has cases, particles apart? For places where nothing else says that a name follows.
bool IsWrittenAsPerson(std::string_view text);

}  // namespace stratwatch::parsers::internal
