#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace stratwatch::parsers::internal {

// The code point at `at`, which moves past it. An invalid byte gives U+FFFD and moves one byte.
// `at` must be inside `utf8`.
char32_t NextCodePoint(std::string_view utf8, std::size_t& at);

void AppendUtf8(std::string& out, char32_t code_point);

// How many code points; invalid bytes count one each.
std::size_t CountCodePoints(std::string_view utf8);

// The longest prefix of at most `bytes_max` bytes that cuts no sequence.
std::string_view Utf8Prefix(std::string_view utf8, std::size_t bytes_max);

}  // namespace stratwatch::parsers::internal
