#include "crawlers/robots.h"

#include <algorithm>
#include <charconv>

#include "crawlers/internal/ascii.h"
#include "crawlers/internal/robots_syntax.h"

namespace stratwatch::crawlers {
namespace {

// RFC 9309, 2.5 asks for at least this much.
constexpr std::size_t kBodyBytesMax = std::size_t{500} << 10U;
// A longer line is cut: eight times the longest URL browsers once took, as Google's parser does.
constexpr std::size_t kLineBytesMax = 2083 * 8;
constexpr std::size_t kSitemapsMax = 1000;
constexpr std::size_t kShownBytesMax = 200;

// Takes the next line off the front; "\n", "\r" and "\r\n" end one.
std::string_view TakeLine(std::string_view& rest) {
  const std::size_t end = std::min(rest.find_first_of("\r\n"), rest.size());
  const std::string_view line = rest.substr(0, end);
  const bool two = rest.substr(end, 2) == "\r\n";
  rest.remove_prefix(std::min(end + (two ? 2 : 1), rest.size()));
  return line.substr(0, kLineBytesMax);
}

// Which group a User-agent value opens for us.
enum class Group { kOther, kOurs, kGlobal };

Group GroupOf(std::string_view value, std::string_view product_token) {
  if (value.substr(0, 1) == "*" && (value.size() == 1 || value[1] == ' ' || value[1] == '\t')) {
    return Group::kGlobal;
  }
  // "FooBot/1.0" and "FooBot for news" name FooBot.
  std::size_t end = 0;
  while (end < value.size() && internal::IsProductToken(value.substr(end, 1))) ++end;
  if (end == 0) return Group::kOther;
  const bool ours = internal::EqualsIgnoringCase(value.substr(0, end), product_token);
  return ours ? Group::kOurs : Group::kOther;
}

std::optional<std::chrono::milliseconds> ParseDelay(std::string_view value) {
  double delay = 0;
  const auto [end, failure] =
      std::from_chars(value.data(), value.data() + value.size(), delay, std::chars_format::fixed);
  const char* value_end = value.data() + value.size();
  if (end != value_end && *end != ' ') return std::nullopt;  // "10 seconds" is understood.
  // A day bounds the conversion; the caller's own cap is far lower.
  if (failure != std::errc() || !(delay >= 0 && delay <= 86'400)) return std::nullopt;
  return std::chrono::milliseconds(static_cast<std::int64_t>(delay * 1000));
}

}  // namespace

std::string ProductToken(std::string_view user_agent) {
  std::size_t end = 0;
  while (end < user_agent.size() && internal::IsProductToken(user_agent.substr(end, 1))) ++end;
  return std::string(user_agent.substr(0, end));
}

RobotsRules RobotsRules::Parse(std::string_view body, std::string_view product_token) {
  struct GroupRules {
    bool seen = false;
    std::vector<Rule> rules;
    std::optional<std::chrono::milliseconds> crawl_delay;
  };
  GroupRules ours;
  GroupRules global;
  RobotsRules result;
  bool in_ours = false;
  bool in_global = false;
  bool agents_ended = true;  // The next User-agent line begins a new group.

  std::string_view rest = body.substr(0, kBodyBytesMax);
  if (rest.substr(0, 3) == "\xEF\xBB\xBF") rest.remove_prefix(3);
  while (!rest.empty()) {
    const auto [key, value] = internal::CutRobotsLine(TakeLine(rest));
    switch (internal::RobotsKeyOf(key)) {
      case internal::RobotsKey::kUserAgent: {
        if (agents_ended) in_ours = in_global = false;
        agents_ended = false;
        const Group group = GroupOf(value, product_token);
        if (group == Group::kOurs) in_ours = ours.seen = true;
        if (group == Group::kGlobal) in_global = global.seen = true;
        break;
      }
      case internal::RobotsKey::kAllow:
      case internal::RobotsKey::kDisallow: {
        agents_ended = true;
        if (value.empty()) break;  // "Disallow:" says nothing.
        const Rule rule{internal::ComparableOf(value),
                        internal::RobotsKeyOf(key) == internal::RobotsKey::kAllow};
        if (in_ours) ours.rules.push_back(rule);
        if (in_global) global.rules.push_back(rule);
        break;
      }
      case internal::RobotsKey::kCrawlDelay: {
        const auto delay = ParseDelay(value);
        if (in_ours && delay) ours.crawl_delay = delay;
        if (in_global && delay) global.crawl_delay = delay;
        break;
      }
      case internal::RobotsKey::kSitemap:
        if (result.sitemaps_.size() < kSitemapsMax) result.sitemaps_.emplace_back(value);
        break;
      case internal::RobotsKey::kOther:
        break;  // Ends no group (2.2.4).
    }
  }
  GroupRules& chosen = ours.seen ? ours : global;
  result.rules_ = std::move(chosen.rules);
  result.crawl_delay_ = chosen.crawl_delay;
  return result;
}

RobotsRules RobotsRules::FromResponse(int status, std::string_view body,
                                      std::string_view product_token) {
  if (status >= 200 && status < 300) return Parse(body, product_token);
  RobotsRules rules;
  // 3xx: more redirects than the caller follows count as no robots.txt (2.3.1.2).
  if (status >= 300 && status < 500 && status != 429) return rules;
  rules.unreachable_ =
      status == 0 ? "robots.txt: unreachable" : "robots.txt: status " + std::to_string(status);
  return rules;
}

RobotsRules::Verdict RobotsRules::Check(const Url& url) const {
  return CheckTarget(internal::ComparableOf(internal::RobotsTargetOf(url.Text())));
}

RobotsRules::Verdict RobotsRules::CheckTarget(std::string_view target) const {
  if (!unreachable_.empty()) return {false, unreachable_};
  // Never disallowed (2.2.2): otherwise nobody could read the rules.
  if (target == "/robots.txt") return {};
  const Rule* best = nullptr;
  for (const Rule& rule : rules_) {
    const bool longer = best == nullptr || rule.pattern.size() > best->pattern.size() ||
                        (rule.pattern.size() == best->pattern.size() && rule.allow);
    if (longer && internal::RobotsPatternMatches(rule.pattern, target)) best = &rule;
  }
  if (best == nullptr) return {};
  return {best->allow,
          (best->allow ? "Allow: " : "Disallow: ") + best->pattern.substr(0, kShownBytesMax)};
}

}  // namespace stratwatch::crawlers
