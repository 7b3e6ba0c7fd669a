#pragma once

#include <string>
#include <string_view>

namespace stratwatch::newsweb {

// Pages that answer 200 instead of an article, with the marks such pages carry.
std::string BotWall();
std::string ConsentWall(std::string_view outlet);
std::string Paywall(std::string_view outlet, std::string_view title);

}  // namespace stratwatch::newsweb
