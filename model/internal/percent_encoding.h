#pragma once

#include <string>
#include <string_view>

namespace stratwatch::internal {

// The percent-encode sets of the WHATWG URL Standard (1.3) that http URLs need. Every set holds
// the C0 controls, DEL and all bytes from 0x80 up.
enum class EncodeSet { kFragment, kSpecialQuery, kPath, kUserinfo };

// The value of a hexadecimal digit; -1 for any other byte.
constexpr int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// ASCII only, on purpose: hosts, schemes and parameter names are compared that way.
constexpr char AsciiLower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
std::string AsciiLower(std::string_view text);

// Appends "%XX".
void AppendPercent(unsigned char byte, std::string& out);
// Appends `text`, encoding the bytes in `set`. Bytes are taken as they are, so that a link written
// in an old charset still names the resource its server knows.
void AppendEncoded(std::string_view text, EncodeSet set, std::string& out);
// Every valid "%XX" as its byte; others are left alone.
std::string PercentDecode(std::string_view text);

}  // namespace stratwatch::internal
