#pragma once

#include <algorithm>
#include <string>
#include <string_view>

// Markup's own syntax (tag names, labels, keywords) is ASCII and folds as ASCII; text is ICU's.
namespace stratwatch::parsers::internal {

constexpr bool IsAsciiSpace(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}
constexpr bool IsAsciiDigit(char c) {
  return c >= '0' && c <= '9';
}
constexpr char AsciiLower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
constexpr bool IsAsciiAlpha(char c) {
  const char lower = AsciiLower(c);
  return lower >= 'a' && lower <= 'z';
}
constexpr bool IsAsciiAlnum(char c) {
  return IsAsciiAlpha(c) || IsAsciiDigit(c);
}

inline std::string AsciiLower(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) { return AsciiLower(c); });
  return lower;
}

constexpr std::string_view TrimAscii(std::string_view text) {
  while (!text.empty() && IsAsciiSpace(text.front())) text.remove_prefix(1);
  while (!text.empty() && IsAsciiSpace(text.back())) text.remove_suffix(1);
  return text;
}

constexpr bool EqualsIgnoringCase(std::string_view left, std::string_view right) {
  return left.size() == right.size() &&
         std::equal(left.begin(), left.end(), right.begin(),
                    [](char a, char b) { return AsciiLower(a) == AsciiLower(b); });
}

constexpr bool StartsWithIgnoringCase(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() && EqualsIgnoringCase(text.substr(0, prefix.size()), prefix);
}

// Where `needle` (lower case) first stands in `text` at or after `from`; npos when nowhere.
inline std::size_t FindIgnoringCase(std::string_view text, std::string_view needle,
                                    std::size_t from = 0) {
  if (needle.empty()) return from <= text.size() ? from : std::string_view::npos;
  const char first = needle[0];
  for (std::size_t at = from; at + needle.size() <= text.size(); ++at) {
    if (AsciiLower(text[at]) != first) continue;
    std::size_t matched = 1;
    while (matched < needle.size() && AsciiLower(text[at + matched]) == needle[matched]) ++matched;
    if (matched == needle.size()) return at;
  }
  return std::string_view::npos;
}

// Is `word` one of the words of `list`, which white space separates (`class`, `rel`, `itemprop`)?
constexpr bool HasWord(std::string_view list, std::string_view word, bool ignores_case = true) {
  while (!list.empty()) {
    std::size_t end = 0;
    while (end < list.size() && !IsAsciiSpace(list[end])) ++end;
    const std::string_view each = list.substr(0, end);
    if (end > 0 && (ignores_case ? EqualsIgnoringCase(each, word) : each == word)) return true;
    list.remove_prefix(end < list.size() ? end + 1 : end);
  }
  return false;
}

}  // namespace stratwatch::parsers::internal
