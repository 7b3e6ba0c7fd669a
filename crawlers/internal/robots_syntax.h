#pragma once

#include <string>
#include <string_view>

namespace stratwatch::crawlers::internal {

// One line of robots.txt, cut at its separator; both empty for a line that says nothing.
struct RobotsLine {
  std::string_view key;
  std::string_view value;
};
// `line` without its line end. Tolerates a missing colon when there are exactly two words.
RobotsLine CutRobotsLine(std::string_view line);

enum class RobotsKey { kOther, kUserAgent, kAllow, kDisallow, kCrawlDelay, kSitemap };
// Without case; knows the common misspellings ("dissallow", "useragent").
RobotsKey RobotsKeyOf(std::string_view key);

// RFC 9309, 2.2.1: letters, '-' and '_', at least one.
bool IsProductToken(std::string_view text);

// A pattern or a target as it is compared: escapes in capitals, bytes outside ASCII and characters
// that a URL cannot hold escaped (2.2.2).
std::string ComparableOf(std::string_view text);

// Path and query of `url`, "/" for none. Takes anything: "example.org/a" gives "/a".
std::string RobotsTargetOf(std::string_view url);

// 2.2.3: `*` is any run of bytes, `$` at the end is the target's end.
bool RobotsPatternMatches(std::string_view pattern, std::string_view target);

}  // namespace stratwatch::crawlers::internal
