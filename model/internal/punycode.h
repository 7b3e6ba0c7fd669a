#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace stratwatch::internal {

// RFC 3492. `label` as code points, without "xn--"; nullopt when a number overflows or, decoding,
// when the text is not Punycode.
std::optional<std::string> PunycodeEncode(std::u32string_view label);
std::optional<std::u32string> PunycodeDecode(std::string_view label);

}  // namespace stratwatch::internal
