#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace stratwatch::parsers::internal {

// The same as NextCodePoint where the byte at `at` is not ASCII.
char32_t NextWideCodePoint(std::string_view utf8, std::size_t& at);

// The code point at `at`, which moves past it. An invalid byte gives U+FFFD and moves one byte.
// `at` must be inside `utf8`.
inline char32_t NextCodePoint(std::string_view utf8, std::size_t& at) {
  const auto lead = static_cast<unsigned char>(utf8[at]);
  if (lead >= 0x80) return NextWideCodePoint(utf8, at);
  ++at;
  return lead;
}

// Where the first byte at or behind `at` stands that is not ASCII; the end when there is none.
std::size_t SkipAscii(std::string_view utf8, std::size_t at);

void AppendUtf8(std::string& out, char32_t code_point);

// How many code points; invalid bytes count one each.
std::size_t CountCodePoints(std::string_view utf8);

// The longest prefix of at most `bytes_max` bytes that cuts no sequence.
std::string_view Utf8Prefix(std::string_view utf8, std::size_t bytes_max);

}  // namespace stratwatch::parsers::internal
