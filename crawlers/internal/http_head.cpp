#include "crawlers/internal/http_head.h"

#include <algorithm>

#include "crawlers/internal/ascii.h"

namespace stratwatch::crawlers::internal {
namespace {

std::size_t SequenceLength(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead < 0xC2) return 0;
  if (lead < 0xE0) return 2;
  if (lead < 0xF0) return 3;
  return lead < 0xF5 ? 4 : 0;
}

bool IsUtf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto lead = static_cast<unsigned char>(text[at]);
    const std::size_t length = SequenceLength(lead);
    if (length == 0 || at + length > text.size()) return false;
    for (std::size_t i = 1; i < length; ++i) {
      if ((static_cast<unsigned char>(text[at + i]) & 0xC0U) != 0x80) return false;
    }
    if (length > 2) {
      const auto second = static_cast<unsigned char>(text[at + 1]);
      // Overlong forms, surrogates, and what lies beyond U+10FFFF.
      if ((lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F) ||
          (lead == 0xF0 && second < 0x90) || (lead == 0xF4 && second > 0x8F)) {
        return false;
      }
    }
    at += length;
  }
  return true;
}

std::optional<int> ParseStatusLine(std::string_view line) {
  if (line.substr(0, 5) != "HTTP/") return std::nullopt;
  const std::size_t blank = line.find(' ');
  if (blank == std::string_view::npos) return std::nullopt;
  const std::string_view rest = TrimBlanks(line.substr(blank));
  int status = 0;
  for (const char c : rest.substr(0, 3)) {
    if (c < '0' || c > '9') return std::nullopt;
    status = status * 10 + (c - '0');
  }
  return status;
}

}  // namespace

std::string ToUtf8(std::string_view text) {
  if (IsUtf8(text)) return std::string(text);
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      out += c;
    } else {
      out += static_cast<char>(0xC0U | (byte >> 6U));
      out += static_cast<char>(0x80U | (byte & 0x3FU));
    }
  }
  return out;
}

std::string_view TakeHeaderLine(std::string_view& rest) {
  const std::size_t end = std::min(rest.find('\n'), rest.size());
  std::string_view line = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

std::optional<HttpHead> ParseHttpHead(std::string_view text) {
  const auto status = ParseStatusLine(TakeHeaderLine(text));
  if (!status) return std::nullopt;
  HttpHead head;
  head.status = *status;
  std::string* last = nullptr;
  while (!text.empty()) {
    const std::string_view line = TakeHeaderLine(text);
    if (line.empty()) break;
    if ((line[0] == ' ' || line[0] == '\t') && last != nullptr) {
      *last += " " + ToUtf8(TrimBlanks(line));
      continue;
    }
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || colon == 0) continue;
    const std::string name = ToUtf8(AsciiLower(TrimBlanks(line.substr(0, colon))));
    const std::string_view value = TrimBlanks(line.substr(colon + 1));
    if (name == "location" && head.location.empty()) head.location = value;
    const auto [field, added] = head.fields.try_emplace(name, ToUtf8(value));
    if (!added) field->second += ", " + ToUtf8(value);
    last = &field->second;
  }
  return head;
}

}  // namespace stratwatch::crawlers::internal
