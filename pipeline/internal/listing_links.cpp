#include "pipeline/internal/listing_links.h"

#include <algorithm>
#include <unordered_set>

#include "pipeline/internal/tag_scan.h"

namespace stratwatch::pipeline {
namespace {

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
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
      const bool space = IsAsciiSpace(c);
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
    const std::string_view tag = NextStartTag(html, "a", &at);
    if (at == std::string_view::npos) break;
    const std::string_view href = AttributeOf(tag, "href");
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
