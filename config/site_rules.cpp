#include "config/site_rules.h"

#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include <map>
#include <string_view>
#include <utility>

#include "config/internal/option_table.h"

namespace stratwatch::config {
namespace {

// Nobody writes so many by hand; a larger file is another one.
constexpr std::size_t kHostsMax = 10'000;

// Collects every mistake, so that one run shows them all.
class RulesReader {
 public:
  RulesReader(const std::filesystem::path& file, std::vector<std::string>& mistakes)
      : file_(file.string()), mistakes_(mistakes) {}

  parsers::SiteRules Read(const toml::table& root) {
    if (root.size() > kHostsMax) {
      mistakes_.push_back(file_ + ": more than " + std::to_string(kHostsMax) + " hosts");
      return {};
    }
    for (const auto& [key, node] : root) ReadHost(key, node);
    return std::move(rules_);
  }

 private:
  void ReadHost(const toml::key& key, const toml::node& node) {
    const std::string host(key.str());
    const toml::table* table = node.as_table();
    if (table == nullptr) {
      return Mistake(key.source(), "'" + host + "': expected a host's table: [\"news.example\"]");
    }
    const auto name = parsers::SiteRules::HostOf(host);
    if (!name) return Mistake(key.source(), name.error().message);
    const auto [first, fresh] = seen_.emplace(*name, key.source().begin.line);
    if (!fresh) {
      return Mistake(key.source(), "'" + host + "' has its rules already in line " +
                                       std::to_string(first->second));
    }
    if (table->empty()) Mistake(key.source(), "'" + host + "' has no rules");
    for (const auto& [field, value] : *table) ReadRule(host, field, value);
  }

  void ReadRule(const std::string& host, const toml::key& key, const toml::node& value) {
    const std::string name(key.str());
    if (value.is_table()) {
      // [news.example] without quotes is a table `example` in a table `news`.
      return Mistake(key.source(),
                     "a host with dots stands in quotes: [\"" + host + "." + name + "\"]");
    }
    std::vector<std::string> known;
    for (const parsers::RuleField field : parsers::kRuleFields) {
      known.emplace_back(parsers::RuleFieldName(field));
      if (known.back() == name) return ReadSelectors(host, field, value);
    }
    const std::string nearest = NearestKey(name, known);
    Mistake(key.source(), "unknown key " + name + "; allowed: body, title, date, author, remove" +
                              (nearest.empty() ? "" : "; did you mean " + nearest + "?"));
  }

  void ReadSelectors(const std::string& host, parsers::RuleField field, const toml::node& value) {
    if (value.is_string()) return AddRule(host, field, value);
    const toml::array* list = value.as_array();
    const bool texts = list != nullptr && !list->empty() && list->is_homogeneous<std::string>();
    if (!texts) {
      return Mistake(value.source(), std::string(parsers::RuleFieldName(field)) +
                                         ": expected a CSS selector in quotes, or a list of them");
    }
    for (const toml::node& each : *list) AddRule(host, field, each);
  }

  void AddRule(const std::string& host, parsers::RuleField field, const toml::node& text) {
    const auto added = rules_.Add(host, field, text.as_string()->get());
    if (added) return;
    Mistake(text.source(),
            std::string(parsers::RuleFieldName(field)) + ": selector: " + added.error().message);
  }

  void Mistake(const toml::source_region& where, const std::string& what) {
    mistakes_.push_back(file_ + ":" + std::to_string(where.begin.line) + ":" +
                        std::to_string(where.begin.column) + ": " + what);
  }

  std::string file_;
  std::vector<std::string>& mistakes_;
  parsers::SiteRules rules_;
  std::map<std::string, toml::source_index> seen_;  // Hosts and the lines of their tables.
};

}  // namespace

parsers::SiteRules LoadSiteRules(const std::filesystem::path& file,
                                 std::vector<std::string>& mistakes) {
  const toml::parse_result parsed = toml::parse_file(file.string());
  if (parsed) return RulesReader(file, mistakes).Read(parsed.table());
  const auto& where = parsed.error().source().begin;
  mistakes.push_back(file.string() + ":" + std::to_string(where.line) + ":" +
                     std::to_string(where.column) + ": " +
                     std::string(parsed.error().description()));
  return {};
}

Result<parsers::SiteRules> ReadSiteRules(const std::filesystem::path& file) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error)) {
    return Fail(ErrorCode::kNotFound, file.string() + ": no such file (normalise.site_rules)");
  }
  std::vector<std::string> mistakes;
  parsers::SiteRules rules = LoadSiteRules(file, mistakes);
  if (mistakes.empty()) return rules;
  std::string message;
  for (const std::string& mistake : mistakes) message += (message.empty() ? "" : "\n") + mistake;
  return Fail(ErrorCode::kInvalid, message);
}

}  // namespace stratwatch::config
