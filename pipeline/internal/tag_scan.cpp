#include "pipeline/internal/tag_scan.h"

#include <algorithm>

namespace stratwatch::pipeline {

bool IsAsciiSpace(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

char LowerAscii(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::size_t FindNoCase(std::string_view text, std::string_view lower, std::size_t from) {
  for (std::size_t i = from; i + lower.size() <= text.size(); ++i) {
    if (std::equal(lower.begin(), lower.end(), text.begin() + static_cast<std::ptrdiff_t>(i),
                   [](char want, char have) { return want == LowerAscii(have); })) {
      return i;
    }
  }
  return std::string_view::npos;
}

std::string_view NextStartTag(std::string_view html, std::string_view name, std::size_t* at) {
  while (*at < html.size()) {
    const std::size_t open = html.find('<', *at);
    if (open == std::string_view::npos) break;
    const std::size_t after = open + 1 + name.size();
    if (after >= html.size()) break;
    if (FindNoCase(html.substr(open + 1, name.size()), name) != 0 || !IsAsciiSpace(html[after])) {
      *at = open + 1;
      continue;
    }
    const std::size_t close = html.find('>', after);
    if (close == std::string_view::npos) break;
    *at = close + 1;
    return html.substr(after, close - after);
  }
  *at = std::string_view::npos;
  return {};
}

std::string_view AttributeOf(std::string_view tag, std::string_view name) {
  for (std::size_t at = FindNoCase(tag, name); at != std::string_view::npos;
       at = FindNoCase(tag, name, at + name.size())) {
    if (at > 0 && !IsAsciiSpace(tag[at - 1])) continue;  // data-href and the like.
    std::size_t i = at + name.size();
    while (i < tag.size() && IsAsciiSpace(tag[i])) ++i;
    if (i >= tag.size() || tag[i] != '=') continue;
    ++i;
    while (i < tag.size() && IsAsciiSpace(tag[i])) ++i;
    if (i >= tag.size()) return {};
    if (tag[i] == '"' || tag[i] == '\'') {
      const std::size_t end = tag.find(tag[i], i + 1);
      return tag.substr(i + 1, (end == std::string_view::npos ? tag.size() : end) - i - 1);
    }
    std::size_t end = i;
    while (end < tag.size() && !IsAsciiSpace(tag[end])) ++end;
    return tag.substr(i, end - i);
  }
  return {};
}

std::string UnescapeAmpersands(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    plain += text[i];
    if (text.substr(i, 5) == "&amp;") i += 4;
  }
  return plain;
}

}  // namespace stratwatch::pipeline
