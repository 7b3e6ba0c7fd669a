#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/url.h"

namespace stratwatch::crawlers {

// One host's robots.txt for one crawler, per RFC 9309; parsed leniently like the large crawlers
// do (missing colon, BOM, odd line ends), and cut at 500 KiB (2.5).
// Threads: const methods are thread-safe.
class RobotsRules {
 public:
  // `product_token`: matched without case against User-agent lines (2.2.1).
  static RobotsRules Parse(std::string_view body, std::string_view product_token);
  // What a response to /robots.txt means (2.3.1): 2xx its body; 4xx everything is allowed; 5xx,
  // 429 and unreachable (status 0): everything is disallowed.
  static RobotsRules FromResponse(int status, std::string_view body,
                                  std::string_view product_token);

  struct Verdict {
    bool allowed = true;
    std::string rule;  // The deciding line, "Disallow: /private"; empty when none applied.
  };
  // Longest match wins, Allow wins ties (2.2.2); `*` and `$` are understood (2.2.3).
  Verdict Check(const Url& url) const;

  // Not in the RFC; widely used. Capped by the caller.
  std::optional<std::chrono::milliseconds> CrawlDelay() const { return crawl_delay_; }
  const std::vector<std::string>& Sitemaps() const { return sitemaps_; }

 private:
  struct Rule {
    std::string pattern;
    std::string line;
    bool allow = false;
  };
  std::vector<Rule> rules_;
  std::vector<std::string> sitemaps_;
  std::optional<std::chrono::milliseconds> crawl_delay_;
};

}  // namespace stratwatch::crawlers
