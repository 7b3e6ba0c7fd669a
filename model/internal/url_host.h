#pragma once

#include <string>
#include <string_view>

#include "model/error.h"

namespace stratwatch::internal {

// The host parser of the WHATWG URL Standard (3.5) for http and https: a domain in ASCII lower
// case ("xn--…" for other scripts), an IPv4 address in dotted decimal however it was written
// ("0x7f.1" gives "127.0.0.1"), or a compressed IPv6 address in brackets.
// Errors: kInvalid with the reason alone.
Result<std::string> ParseHost(std::string_view text);

}  // namespace stratwatch::internal
