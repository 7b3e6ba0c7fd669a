#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/url.h"

namespace stratwatch::crawlers {

// The product token of a User-Agent header: "stratwatchbot" of "stratwatchbot/0.1 (+https://…)".
std::string ProductToken(std::string_view user_agent);

// One host's robots.txt for one crawler, per RFC 9309; parsed leniently like the large crawlers
// do (missing colon, BOM, odd line ends), and cut at 500 KiB (2.5).
// Threads: const methods are thread-safe.
class RobotsRules {
 public:
  // `product_token`: matched without case against User-agent lines (2.2.1).
  static RobotsRules Parse(std::string_view body, std::string_view product_token);
  // What a response to /robots.txt means (2.3.1): 2xx its body; 3xx (more redirects than the
  // caller follows) and 4xx: everything is allowed; 5xx, 429 and unreachable (status 0):
  // everything is disallowed.
  static RobotsRules FromResponse(int status, std::string_view body,
                                  std::string_view product_token);

  struct Verdict {
    bool allowed = true;
    // The deciding line in ASCII, cut at some 200 bytes: "Disallow: /private"; or "robots.txt:
    // status 503"; empty when none applied.
    std::string rule;
  };
  // Longest match wins, Allow wins ties (2.2.2); `*` and `$` are understood (2.2.3).
  Verdict Check(const Url& url) const;
  // The same for a path with query that is compared byte by byte.
  Verdict CheckTarget(std::string_view target) const;

  // Not in the RFC; widely used. Capped by the caller.
  std::optional<std::chrono::milliseconds> CrawlDelay() const { return crawl_delay_; }
  // As written, relative or not; of the whole file, at most 1,000.
  const std::vector<std::string>& Sitemaps() const { return sitemaps_; }

 private:
  struct Rule {
    std::string pattern;
    bool allow = false;
  };
  std::vector<Rule> rules_;
  std::vector<std::string> sitemaps_;
  std::optional<std::chrono::milliseconds> crawl_delay_;
  std::string unreachable_;  // Why everything is disallowed; empty: it is not.
};

}  // namespace stratwatch::crawlers
