#pragma once

#include <string_view>

namespace stratwatch::parsers::internal {

// One encoding of the WHATWG Encoding Standard
// (https://encoding.spec.whatwg.org/#names-and-labels).
struct Charset {
  std::string_view name;       // The standard's name, lower case.
  std::string_view converter;  // ICU's name of the converter nearest to the standard's tables.
};

// The encoding a label stands for; nullptr for a label the standard does not know.
const Charset* CharsetOfLabel(std::string_view label);

}  // namespace stratwatch::parsers::internal
