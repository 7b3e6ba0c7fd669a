#include "parsers/internal/utf8.h"

#include <cstdint>
#include <cstring>

namespace stratwatch::parsers::internal {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

unsigned ByteAt(std::string_view utf8, std::size_t at) {
  return static_cast<unsigned char>(utf8[at]);
}

bool IsTrail(std::string_view utf8, std::size_t at) {
  return at < utf8.size() && (ByteAt(utf8, at) & 0xC0U) == 0x80U;
}

}  // namespace

char32_t NextWideCodePoint(std::string_view utf8, std::size_t& at) {
  const unsigned lead = ByteAt(utf8, at);
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4) {
    ++at;
    return kReplacement;
  }
  char32_t code_point = lead & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if (!IsTrail(utf8, at + i)) {
      ++at;
      return kReplacement;
    }
    code_point = (code_point << 6U) | (ByteAt(utf8, at + i) & 0x3FU);
  }
  constexpr char32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
  if (code_point < kLeast[length] || code_point > 0x10FFFF || surrogate) {
    ++at;
    return kReplacement;
  }
  at += length;
  return code_point;
}

std::size_t SkipAscii(std::string_view utf8, std::size_t at) {
  std::uint64_t word = 0;
  for (; at + sizeof(word) <= utf8.size(); at += sizeof(word)) {
    std::memcpy(&word, utf8.data() + at, sizeof(word));
    if ((word & 0x8080808080808080ULL) != 0) break;
  }
  while (at < utf8.size() && ByteAt(utf8, at) < 0x80) ++at;
  return at;
}

void AppendUtf8(std::string& out, char32_t code_point) {
  const auto put = [&out](char32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (code_point > 0x10FFFF || (code_point >= 0xD800 && code_point <= 0xDFFF)) {
    code_point = kReplacement;
  }
  if (code_point < 0x80) {
    put(code_point);
  } else if (code_point < 0x800) {
    put(0xC0U | (code_point >> 6U));
    put(0x80U | (code_point & 0x3FU));
  } else if (code_point < 0x10000) {
    put(0xE0U | (code_point >> 12U));
    put(0x80U | ((code_point >> 6U) & 0x3FU));
    put(0x80U | (code_point & 0x3FU));
  } else {
    put(0xF0U | (code_point >> 18U));
    put(0x80U | ((code_point >> 12U) & 0x3FU));
    put(0x80U | ((code_point >> 6U) & 0x3FU));
    put(0x80U | (code_point & 0x3FU));
  }
}

std::size_t CountCodePoints(std::string_view utf8) {
  std::size_t count = 0;
  std::size_t at = 0;
  while (at < utf8.size()) {
    NextCodePoint(utf8, at);
    ++count;
  }
  return count;
}

std::string_view Utf8Prefix(std::string_view utf8, std::size_t bytes_max) {
  if (utf8.size() <= bytes_max) return utf8;
  std::size_t end = bytes_max;
  while (end > 0 && IsTrail(utf8, end)) --end;
  return utf8.substr(0, end);
}

}  // namespace stratwatch::parsers::internal
