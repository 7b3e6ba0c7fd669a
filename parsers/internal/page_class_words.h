#pragma once

#include <string_view>

namespace stratwatch::parsers::internal {

// The words in which walls and error pages speak, in the languages of the mission. ASCII letters
// compare case-blind, others as written: words of other alphabets stand twice, also with a capital.
bool SaysBotWall(std::string_view text);
bool SaysConsentWall(std::string_view text);
bool SaysPaywall(std::string_view text);
bool SaysErrorPage(std::string_view text);

}  // namespace stratwatch::parsers::internal
