#include "pipeline/internal/listing_links.h"

#include <algorithm>
#include <unordered_set>

namespace stratwatch::pipeline {
namespace {

bool IsSpace(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}
char LowerAscii(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
bool IsDigit(char c) {
  return c >= '0' && c <= '9';
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

// The value of `href` in the inside of a start tag; empty when it has none.
std::string_view HrefOf(std::string_view tag) {
  for (std::size_t at = FindNoCase(tag, "href", 0); at != std::string_view::npos;
       at = FindNoCase(tag, "href", at + 4)) {
    if (at == 0 || !IsSpace(tag[at - 1])) continue;  // data-href and the like.
    std::size_t i = at + 4;
    while (i < tag.size() && IsSpace(tag[i])) ++i;
    if (i >= tag.size() || tag[i] != '=') continue;
    ++i;
    while (i < tag.size() && IsSpace(tag[i])) ++i;
    if (i >= tag.size()) return {};
    if (tag[i] == '"' || tag[i] == '\'') {
      const std::size_t end = tag.find(tag[i], i + 1);
      return tag.substr(i + 1, (end == std::string_view::npos ? tag.size() : end) - i - 1);
    }
    std::size_t end = i;
    while (end < tag.size() && !IsSpace(tag[end])) ++end;
    return tag.substr(i, end - i);
  }
  return {};
}

// "&amp;" is the one entity that URLs in attributes really have.
std::string UnescapeAmpersands(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    plain += text[i];
    if (text.substr(i, 5) == "&amp;") i += 4;
  }
  return plain;
}

std::string WithoutMarkup(std::string_view html) {
  std::string text;
  bool in_tag = false;
  for (const char c : html) {
    if (c == '<') {
      in_tag = true;
    } else if (c == '>') {
      in_tag = false;
    } else if (!in_tag) {
      const bool space = IsSpace(c);
      if (space && (text.empty() || text.back() == ' ')) continue;
      text += space ? ' ' : c;
    }
  }
  while (!text.empty() && text.back() == ' ') text.pop_back();
  return text;
}

// A number of four digits and more, a slug of three words and more, or an escaped (non-Latin) one.
bool LooksLikeArticle(const Url& url) {
  const std::string_view path = url.Path();
  const std::size_t last_slash = path.find_last_not_of('/');
  if (last_slash == std::string_view::npos) return false;
  std::size_t digits = 0;
  for (const char c : std::string(path) + "?" + std::string(url.Query())) {
    digits = IsDigit(c) ? digits + 1 : 0;
    if (digits >= 4) return true;
  }
  const std::size_t begin = path.rfind('/', last_slash) + 1;
  const std::string_view slug = path.substr(begin, last_slash + 1 - begin);
  return std::count(slug.begin(), slug.end(), '-') >= 3 ||
         std::count(slug.begin(), slug.end(), '_') >= 3 ||
         std::count(slug.begin(), slug.end(), '%') >= 8;
}

}  // namespace

std::vector<ListingLink> FindListingLinks(std::string_view html, const Url& page,
                                          std::size_t links_max) {
  std::vector<ListingLink> links;
  std::unordered_set<std::string> known{page.Identity()};
  std::size_t at = 0;
  while (links.size() < links_max) {
    at = html.find('<', at);
    if (at == std::string_view::npos || at + 2 >= html.size()) break;
    if (LowerAscii(html[at + 1]) != 'a' || !IsSpace(html[at + 2])) {
      ++at;
      continue;
    }
    const std::size_t end = html.find('>', at);
    if (end == std::string_view::npos) break;
    const std::string_view href = HrefOf(html.substr(at + 2, end - at - 2));
    at = end + 1;
    const auto url = page.Resolve(UnescapeAmpersands(href));
    if (href.empty() || !url || url->Host() != page.Host() || !LooksLikeArticle(*url)) continue;
    if (!known.insert(url->Identity()).second) continue;
    // A link's text is short; without its end tag we take none.
    const std::size_t close =
        FindNoCase(html.substr(0, std::min(html.size(), at + 2'000)), "</a", at);
    const std::string_view inside =
        close == std::string_view::npos ? std::string_view() : html.substr(at, close - at);
    links.push_back({*url, WithoutMarkup(inside)});
  }
  return links;
}

}  // namespace stratwatch::pipeline
