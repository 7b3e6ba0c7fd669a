#pragma once

#include <string>
#include <string_view>

namespace stratwatch::parsers::internal {

// Makes JSON of what publishers write into <script type="application/ld+json">: undoes HTML
// escaping and CDATA or comment wrappers, drops trailing and doubled commas and what follows the
// last bracket, escapes raw control characters, and removes escapes JSON does not know.
// Text that is JSON already comes back as it was.
std::string RepairJson(std::string_view written);

}  // namespace stratwatch::parsers::internal
