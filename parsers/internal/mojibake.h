#pragma once

#include <string>
#include <string_view>

namespace stratwatch::parsers::internal {

// Undoes text that was UTF-8, was read as windows-1252 and was written as UTF-8 again ("Ã©",
// "â€™"), when nearly all of its non-ASCII runs show it. Returns how many runs were repaired;
// `utf8` is left alone when it is 0.
std::size_t RepairDoubleEncoding(std::string& utf8);

}  // namespace stratwatch::parsers::internal
