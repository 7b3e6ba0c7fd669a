#pragma once

#include <string>
#include <string_view>

namespace stratwatch::parsers::internal {

// Undoes text that was UTF-8, was read as windows-1252 and was written as UTF-8 again ("Ã©",
// "â€™"), when nearly all of its non-ASCII runs show it. Returns how many runs were repaired;
// `utf8` is left alone when it is 0.
std::size_t RepairDoubleEncoding(std::string& utf8);

// Undoes the same in single places of a text that is sound elsewhere, as editors leave it that
// paste from several sources: "the countryâ€™s plan", "MÃ©xico", "20Â°C", or three letters or more
// of another script on end. Only what no sound text has there: "MANHÃ»" in capitals stays, and so
// does "â€™" between quotation marks or brackets, which is quoted. Returns how many characters were
// repaired. For pages, and for the fields of an article, whose entities may hide it in a page.
std::size_t RepairStrayDoubleEncoding(std::string& utf8);

}  // namespace stratwatch::parsers::internal
