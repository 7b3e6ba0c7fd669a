#pragma once

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace stratwatch::fuzz {

// A promise that must hold for every input; a broken one stops the program, as fuzzers expect.
inline void Check(bool holds, std::string_view promise) {
  if (holds) return;
  std::fprintf(stderr, "broken promise: %.*s\n", static_cast<int>(promise.size()), promise.data());
  std::abort();
}

// Valid UTF-8 (RFC 3629): no stray, overlong or surrogate sequences.
inline bool IsUtf8(std::string_view text) {
  std::size_t i = 0;
  while (i < text.size()) {
    const auto byte = [&](std::size_t at) {
      return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U;
    };
    const unsigned lead = byte(i);
    const std::size_t length = lead < 0x80                   ? 1
                               : lead >= 0xC2 && lead < 0xE0 ? 2
                               : lead >= 0xE0 && lead < 0xF0 ? 3
                               : lead >= 0xF0 && lead < 0xF5 ? 4
                                                             : 0;
    if (length == 0) return false;
    for (std::size_t at = i + 1; at < i + length; ++at) {
      if ((byte(at) & 0xC0U) != 0x80U) return false;
    }
    const unsigned second = byte(i + 1);
    if (lead == 0xE0 && second < 0xA0) return false;
    if (lead == 0xED && second > 0x9F) return false;
    if (lead == 0xF0 && second < 0x90) return false;
    if (lead == 0xF4 && second > 0x8F) return false;
    i += length;
  }
  return true;
}

}  // namespace stratwatch::fuzz
