#include <cstdint>
#include <string_view>

#include "crawlers/robots.h"
#include "tests/fuzz/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using stratwatch::crawlers::RobotsRules;
  using stratwatch::fuzz::Check;
  static const auto url = stratwatch::Url::Parse("https://news.example.org/a/b.html?c=d");
  const std::string_view body(reinterpret_cast<const char*>(bytes), size);
  const RobotsRules rules = RobotsRules::Parse(body, "stratwatchbot");
  const auto verdict = rules.Check(*url);
  Check(verdict.rule.size() < 400, "a rule is quoted in part");
  Check(verdict.allowed || !verdict.rule.empty(), "what is denied has a rule");
  Check(rules.CheckTarget("/robots.txt").allowed, "robots.txt itself is allowed");
  Check(rules.CheckTarget(body.substr(0, 200)).rule.size() < 400, "any target has an answer");
  Check(rules.Sitemaps().size() <= 1000, "sitemaps are bounded");
  Check(RobotsRules::FromResponse(404, body, "stratwatchbot").Check(*url).allowed, "404 allows");
  Check(!RobotsRules::FromResponse(503, body, "stratwatchbot").Check(*url).allowed, "503 denies");
  return 0;
}
