#include "model/internal/url_host.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "model/internal/percent_encoding.h"
#include "model/internal/punycode.h"

namespace stratwatch::internal {
namespace {

std::vector<std::string_view> SplitLabels(std::string_view host) {
  std::vector<std::string_view> labels;
  std::size_t begin = 0;
  for (std::size_t at = 0; at <= host.size(); ++at) {
    if (at < host.size() && host[at] != '.') continue;
    labels.push_back(host.substr(begin, at - begin));
    begin = at + 1;
  }
  return labels;
}

// 3.5, the IPv4 number parser. Saturates: every value over 2^32 is refused by the caller alike.
std::optional<std::uint64_t> ParseIpv4Number(std::string_view text) {
  if (text.empty()) return std::nullopt;
  unsigned base = 10;
  if (text.size() >= 2 && text[0] == '0' && AsciiLower(text[1]) == 'x') {
    base = 16;
    text.remove_prefix(2);
  } else if (text.size() >= 2 && text[0] == '0') {
    base = 8;
    text.remove_prefix(1);
  }
  std::uint64_t value = 0;
  for (const char c : text) {
    const int digit = HexValue(c);
    if (digit < 0 || digit >= static_cast<int>(base)) return std::nullopt;
    value = std::min(value * base + static_cast<unsigned>(digit), std::uint64_t{1} << 40U);
  }
  return value;
}

// 3.5, "ends in a number": such a host is an IPv4 address or nothing.
bool EndsInNumber(std::string_view host) {
  auto labels = SplitLabels(host);
  if (labels.back().empty()) {
    if (labels.size() == 1) return false;
    labels.pop_back();
  }
  const std::string_view last = labels.back();
  if (!last.empty() && last.find_first_not_of("0123456789") == std::string_view::npos) return true;
  return ParseIpv4Number(last).has_value();
}

Result<std::string> ParseIpv4(std::string_view host) {
  auto labels = SplitLabels(host);
  if (labels.back().empty() && labels.size() > 1) labels.pop_back();
  if (labels.size() > 4) return Fail(ErrorCode::kInvalid, "IPv4 address of more than four parts");
  std::uint64_t address = 0;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const auto number = ParseIpv4Number(labels[i]);
    if (!number) return Fail(ErrorCode::kInvalid, "part of an IPv4 address is not a number");
    const bool last = i + 1 == labels.size();
    const std::uint64_t bound = last ? std::uint64_t{1} << (8 * (5 - labels.size())) : 256;
    if (*number >= bound) return Fail(ErrorCode::kInvalid, "part of an IPv4 address is too large");
    address += last ? *number : *number << (8 * (3 - i));
  }
  std::string out;
  for (int shift = 24; shift >= 0; shift -= 8) {
    if (!out.empty()) out += '.';
    out += std::to_string((address >> static_cast<unsigned>(shift)) & 0xFFU);
  }
  return out;
}

using Ipv6Pieces = std::array<std::uint16_t, 8>;

// The dotted tail of "::ffff:1.2.3.4"; fills two pieces.
bool ParseIpv6Tail(std::string_view text, Ipv6Pieces& pieces, std::size_t piece) {
  const auto parts = SplitLabels(text);
  if (parts.size() != 4 || piece > 6) return false;
  for (std::size_t i = 0; i < 4; ++i) {
    const std::string_view part = parts[i];
    if (part.empty() || part.size() > 3 || (part.size() > 1 && part[0] == '0')) return false;
    unsigned value = 0;
    for (const char c : part) {
      if (c < '0' || c > '9') return false;
      value = value * 10 + static_cast<unsigned>(c - '0');
    }
    if (value > 255) return false;
    std::uint16_t& into = pieces[piece + i / 2];
    into = static_cast<std::uint16_t>(into * 256 + value);
  }
  return true;
}

// 3.5, the IPv6 parser.
std::optional<Ipv6Pieces> ParseIpv6(std::string_view text) {
  Ipv6Pieces pieces{};
  std::size_t piece = 0;
  std::optional<std::size_t> compress;
  std::size_t at = 0;
  if (text.substr(0, 2) == "::") {
    at = 2;
    compress = 0;
  } else if (text.substr(0, 1) == ":") {
    return std::nullopt;
  }
  while (at < text.size()) {
    if (piece == 8) return std::nullopt;
    if (text[at] == ':') {
      if (compress) return std::nullopt;
      ++at;
      compress = ++piece;
      continue;
    }
    const std::size_t begin = at;
    unsigned value = 0;
    while (at < text.size() && at - begin < 4 && HexValue(text[at]) >= 0) {
      value = value * 16 + static_cast<unsigned>(HexValue(text[at++]));
    }
    if (at < text.size() && text[at] == '.') {
      if (!ParseIpv6Tail(text.substr(begin), pieces, piece)) return std::nullopt;
      piece += 2;
      break;
    }
    if (at == begin) return std::nullopt;
    pieces[piece++] = static_cast<std::uint16_t>(value);
    if (at == text.size()) break;
    if (text[at] != ':' || ++at == text.size()) return std::nullopt;
  }
  if (!compress) return piece == 8 ? std::optional(pieces) : std::nullopt;
  std::rotate(pieces.begin() + *compress, pieces.begin() + piece, pieces.end());
  return pieces;
}

// 3.6: the first longest run of two or more zero pieces becomes "::".
std::string SerializeIpv6(const Ipv6Pieces& pieces) {
  std::size_t run_begin = 8;
  std::size_t run_length = 1;
  for (std::size_t i = 0; i < 8; ++i) {
    std::size_t end = i;
    while (end < 8 && pieces[end] == 0) ++end;
    if (end - i > run_length) {
      run_begin = i;
      run_length = end - i;
    }
    if (end > i) i = end - 1;
  }
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out = "[";
  for (std::size_t i = 0; i < 8; ++i) {
    if (i == run_begin) {
      out += i == 0 ? "::" : ":";
      i += run_length - 1;
      continue;
    }
    bool leading = true;
    for (int shift = 12; shift >= 0; shift -= 4) {
      const unsigned digit = (pieces[i] >> static_cast<unsigned>(shift)) & 0xFU;
      if (leading && digit == 0 && shift > 0) continue;
      leading = false;
      out += kDigits[digit];
    }
    if (i < 7) out += ':';
  }
  return out + "]";
}

// nullopt when `text` is not UTF-8.
std::optional<std::u32string> DecodeUtf8(std::string_view text) {
  std::u32string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto lead = static_cast<unsigned char>(text[at]);
    const std::size_t length = lead < 0x80   ? 1
                               : lead < 0xC2 ? 0
                               : lead < 0xE0 ? 2
                               : lead < 0xF0 ? 3
                               : lead < 0xF5 ? 4
                                             : 0;
    if (length == 0 || at + length > text.size()) return std::nullopt;
    char32_t point = length == 1 ? lead : lead & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
      const auto byte = static_cast<unsigned char>(text[at + i]);
      if ((byte & 0xC0U) != 0x80) return std::nullopt;
      point = (point << 6U) | (byte & 0x3FU);
    }
    const bool overlong = (length == 3 && point < 0x800) || (length == 4 && point < 0x10000);
    if (overlong || (point >= 0xD800 && point <= 0xDFFF) || point > 0x10FFFF) return std::nullopt;
    out += point;
    at += length;
  }
  return out;
}

// A small part of the UTS 46 mapping: full-width forms and ideographic stops, which Chinese,
// Japanese and Korean pages do write in links, and the simple lower case of the Latin, Greek,
// Cyrillic and Armenian capitals. nullopt: the character is dropped.
std::optional<char32_t> MapHostCharacter(char32_t c) {
  if (c == 0x3000) return U' ';  // Forbidden, then.
  if (c == 0x3002 || c == 0xFF0E || c == 0xFF61) return U'.';
  if (c >= 0xFF01 && c <= 0xFF5E) c = c - 0xFF01 + 0x21;
  if (c == 0xAD || c == 0x200B || c == 0x2060 || c == 0xFEFF) return std::nullopt;
  if (c >= 0xFE00 && c <= 0xFE0F) return std::nullopt;  // Variation selectors.
  if (c >= U'A' && c <= U'Z') return c + 0x20;
  if (c >= 0xC0 && c <= 0xDE && c != 0xD7) return c + 0x20;
  const bool even_is_capital = (c >= 0x100 && c <= 0x137 && c != 0x130) ||
                               (c >= 0x14A && c <= 0x177) || (c >= 0x460 && c <= 0x481) ||
                               (c >= 0x48A && c <= 0x4BF) || (c >= 0x4D0 && c <= 0x52F) ||
                               (c >= 0x1E00 && c <= 0x1E95) || (c >= 0x1EA0 && c <= 0x1EFF);
  if (even_is_capital) return c | 1U;
  if ((c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E)) return c + (c & 1U);
  if (c >= 0x391 && c <= 0x3A9 && c != 0x3A2) return c + 0x20;
  if (c >= 0x410 && c <= 0x42F) return c + 0x20;
  if (c >= 0x400 && c <= 0x40F) return c + 0x50;
  if (c >= 0x531 && c <= 0x556) return c + 0x30;
  return c;
}

// UTS 46 disallows far more; these are what broken decoders leave in links.
bool IsDisallowed(char32_t c) {
  const bool control = c >= 0x80 && c <= 0x9F;
  const bool noncharacter = (c >= 0xFDD0 && c <= 0xFDEF) || (c & 0xFFFEU) == 0xFFFE;
  return control || noncharacter || c == 0xFFFD;
}

// An "xn--" label must be the Punycode of something that needs it (UTS 46, 4, step 4).
bool ValidAceLabel(std::string_view label) {
  const std::string_view encoded = label.substr(4);
  if (encoded.empty()) return true;
  const auto decoded = PunycodeDecode(encoded);
  if (!decoded || std::any_of(decoded->begin(), decoded->end(), IsDisallowed)) return false;
  return std::any_of(decoded->begin(), decoded->end(), [](char32_t c) { return c >= 0x80; });
}

// The standard's "domain to ASCII", with the departure url.h names.
Result<std::string> DomainToAscii(std::string_view domain) {
  const auto points = DecodeUtf8(domain);
  if (!points) return Fail(ErrorCode::kInvalid, "host is not UTF-8");
  std::u32string mapped;
  for (const char32_t c : *points) {
    if (IsDisallowed(c)) return Fail(ErrorCode::kInvalid, "host has a forbidden character");
    if (const auto to = MapHostCharacter(c)) mapped += *to;
  }
  std::string out;
  for (std::size_t begin = 0; begin <= mapped.size();) {
    const std::size_t end = std::min(mapped.find(U'.', begin), mapped.size());
    const std::u32string_view label = std::u32string_view(mapped).substr(begin, end - begin);
    const bool ascii = std::all_of(label.begin(), label.end(), [](char32_t c) { return c < 0x80; });
    if (begin > 0) out += '.';
    if (ascii) {
      const std::size_t label_begin = out.size();
      for (const char32_t c : label) out += static_cast<char>(c);
      const std::string_view written = std::string_view(out).substr(label_begin);
      if (written.substr(0, 4) == "xn--" && !ValidAceLabel(written)) {
        return Fail(ErrorCode::kInvalid, "host has a broken xn-- label");
      }
    } else {
      const auto encoded = PunycodeEncode(label);
      if (!encoded) return Fail(ErrorCode::kInvalid, "host label too long for Punycode");
      out += "xn--" + *encoded;
    }
    begin = end + 1;
  }
  return out;
}

}  // namespace

Result<std::string> ParseHost(std::string_view text) {
  // A DNS name has at most 253 bytes; the rest is room for percent-encoding. Punycode is quadratic.
  constexpr std::size_t kHostBytesMax = 1024;
  if (text.size() > kHostBytesMax) return Fail(ErrorCode::kInvalid, "host over 1,024 bytes");
  if (text.substr(0, 1) == "[") {
    if (text.back() != ']') return Fail(ErrorCode::kInvalid, "'[' of an IPv6 host is not closed");
    const auto pieces = ParseIpv6(text.substr(1, text.size() - 2));
    if (!pieces) return Fail(ErrorCode::kInvalid, "not an IPv6 address");
    return SerializeIpv6(*pieces);
  }
  std::string domain = PercentDecode(text);
  auto ascii = DomainToAscii(domain);
  if (!ascii) return ascii;
  if (ascii->empty()) return Fail(ErrorCode::kInvalid, "no host");
  // Punycode may be the longer; a serialised URL must parse again.
  if (ascii->size() > kHostBytesMax) {
    return Fail(ErrorCode::kInvalid, "host over 1,024 bytes in Punycode");
  }
  // The forbidden domain code points.
  constexpr std::string_view kForbidden = "#/:<>?@[\\]^|%\x7F";
  for (const char c : *ascii) {
    if (static_cast<unsigned char>(c) <= 0x20 || kForbidden.find(c) != std::string_view::npos) {
      return Fail(ErrorCode::kInvalid, "host has a forbidden character");
    }
  }
  if (EndsInNumber(*ascii)) return ParseIpv4(*ascii);
  return ascii;
}

}  // namespace stratwatch::internal
