#include "crawlers/internal/robots_syntax.h"

#include <algorithm>
#include <array>

#include "crawlers/internal/ascii.h"

namespace stratwatch::crawlers::internal {
namespace {

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = AsciiLower(c);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// Characters that the URL Standard escapes in a path; patterns may hold them as they are.
bool NeedsEscape(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte <= 0x20 || byte >= 0x7F || std::string_view("\"<>^`{}").find(c) != std::string::npos;
}

}  // namespace

RobotsLine CutRobotsLine(std::string_view line) {
  line = TrimBlanks(line.substr(0, line.find('#')));
  std::size_t separator = line.find(':');
  if (separator == std::string_view::npos) {
    separator = line.find_first_of(" \t");
    if (separator == std::string_view::npos) return {};
    const std::string_view rest = TrimBlanks(line.substr(separator));
    if (rest.find_first_of(" \t") != std::string_view::npos) return {};
  }
  const std::string_view key = TrimBlanks(line.substr(0, separator));
  if (key.empty()) return {};
  return {key, TrimBlanks(line.substr(separator + 1))};
}

RobotsKey RobotsKeyOf(std::string_view key) {
  struct Known {
    std::string_view name;
    RobotsKey key;
  };
  static constexpr std::array<Known, 15> kKnown = {{
      {"user-agent", RobotsKey::kUserAgent},
      {"useragent", RobotsKey::kUserAgent},
      {"user agent", RobotsKey::kUserAgent},
      {"allow", RobotsKey::kAllow},
      {"disallow", RobotsKey::kDisallow},
      {"dissallow", RobotsKey::kDisallow},
      {"dissalow", RobotsKey::kDisallow},
      {"disalow", RobotsKey::kDisallow},
      {"diasllow", RobotsKey::kDisallow},
      {"disallaw", RobotsKey::kDisallow},
      {"crawl-delay", RobotsKey::kCrawlDelay},
      {"crawldelay", RobotsKey::kCrawlDelay},
      {"crawl delay", RobotsKey::kCrawlDelay},
      {"sitemap", RobotsKey::kSitemap},
      {"site-map", RobotsKey::kSitemap},
  }};
  const std::string lower = AsciiLower(key);
  const auto* found = std::find_if(kKnown.begin(), kKnown.end(),
                                   [&lower](const Known& each) { return each.name == lower; });
  return found == kKnown.end() ? RobotsKey::kOther : found->key;
}

bool IsProductToken(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    const char lower = AsciiLower(c);
    return (lower >= 'a' && lower <= 'z') || c == '-' || c == '_';
  });
}

std::string ComparableOf(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    const bool escape = c == '%' && at + 2 < text.size() && HexValue(text[at + 1]) >= 0 &&
                        HexValue(text[at + 2]) >= 0;
    if (escape) {
      out += '%';
      out += kDigits[static_cast<std::size_t>(HexValue(text[at + 1]))];
      out += kDigits[static_cast<std::size_t>(HexValue(text[at + 2]))];
      at += 2;
    } else if (NeedsEscape(c)) {
      const auto byte = static_cast<unsigned char>(c);
      out += '%';
      out += kDigits[byte >> 4U];
      out += kDigits[byte & 0xFU];
    } else {
      out += c;
    }
  }
  return out;
}

std::string RobotsTargetOf(std::string_view url) {
  std::size_t begin = 0;
  if (url.substr(0, 2) == "//") {
    begin = 2;
  } else if (const std::size_t scheme = url.find("://");
             scheme != std::string_view::npos && scheme < url.find_first_of("/?;#")) {
    begin = scheme + 3;
  }
  url.remove_prefix(begin);
  const std::size_t target = url.find_first_of("/?;#");
  if (target == std::string_view::npos || url[target] == '#') return "/";
  const std::string_view text = url.substr(target, url.find('#', target) - target);
  return text[0] == '/' ? std::string(text) : "/" + std::string(text);
}

bool RobotsPatternMatches(std::string_view pattern, std::string_view target) {
  const bool anchored = !pattern.empty() && pattern.back() == '$';
  if (anchored) pattern.remove_suffix(1);
  std::size_t star = std::min(pattern.find('*'), pattern.size());
  if (target.substr(0, star) != pattern.substr(0, star)) return false;
  target.remove_prefix(star);
  // Behind a star each literal is taken where it comes first: that leaves most for the rest.
  while (star < pattern.size()) {
    pattern.remove_prefix(star + 1);
    star = std::min(pattern.find('*'), pattern.size());
    const std::string_view literal = pattern.substr(0, star);
    if (anchored && star == pattern.size()) {
      return target.size() >= literal.size() &&
             target.substr(target.size() - literal.size()) == literal;
    }
    const std::size_t found = target.find(literal);
    if (found == std::string_view::npos) return false;
    target.remove_prefix(found + literal.size());
  }
  return !anchored || target.empty();
}

}  // namespace stratwatch::crawlers::internal
