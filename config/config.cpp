#include "config/config.h"

#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include <algorithm>

#include "config/internal/option_table.h"
#include "config/site_rules.h"

namespace stratwatch::config {
namespace {

std::vector<std::string> KnownKeys() {
  std::vector<std::string> keys;
  for (const Option& option : OptionTable()) keys.push_back(option.key);
  return keys;
}

std::string DidYouMean(std::string_view key, const std::vector<std::string>& known) {
  const std::string nearest = NearestKey(key, known);
  return nearest.empty() ? "; `stratwatch config show` lists all options"
                         : "; did you mean " + nearest + "?";
}

// nullopt: the node is of a kind that no option takes (a date, a mixed list).
std::optional<OptionInput> InputOf(const toml::node& node) {
  if (const auto* text = node.as_string()) return OptionInput(text->get());
  if (const auto* number = node.as_integer()) return OptionInput(number->get());
  if (const auto* real = node.as_floating_point()) return OptionInput(real->get());
  if (const auto* flag = node.as_boolean()) return OptionInput(flag->get());
  if (const auto* array = node.as_array()) {
    std::vector<std::string> list;
    for (const toml::node& each : *array) {
      const auto* text = each.as_string();
      if (text == nullptr) return std::nullopt;
      list.push_back(text->get());
    }
    return OptionInput(std::move(list));
  }
  if (const auto* table = node.as_table()) {
    std::map<std::string, std::string> map;
    for (const auto& [key, value] : *table) {
      const auto* text = value.as_string();
      if (text == nullptr) return std::nullopt;
      map[std::string(key.str())] = text->get();
    }
    return OptionInput(std::move(map));
  }
  return std::nullopt;
}

// Applies a TOML document and collects every mistake, so that one run shows them all.
class FileReader {
 public:
  FileReader(const std::filesystem::path& file, Config& config) : file_(file), config_(config) {}

  std::vector<std::string> Apply(const toml::table& root) {
    Walk(root, "");
    return std::move(mistakes_);
  }

 private:
  void Walk(const toml::table& table, const std::string& prefix) {
    for (const auto& [key, node] : table) {
      const std::string path =
          prefix.empty() ? std::string(key.str()) : prefix + "." + std::string(key.str());
      if (const Option* option = FindOption(path)) {
        Set(*option, node);
      } else if (node.is_table() && IsSection(path)) {
        Walk(*node.as_table(), path);
      } else {
        Mistake(key.source(), "unknown option " + path + DidYouMean(path, KnownKeys()));
      }
    }
  }

  static bool IsSection(const std::string& path) {
    return std::any_of(OptionTable().begin(), OptionTable().end(),
                       [&](const Option& option) { return option.key.starts_with(path + "."); });
  }

  void Set(const Option& option, const toml::node& node) {
    const auto input = InputOf(node);
    const std::string wrong =
        input ? option.set(config_, *input, file_.parent_path()) : "expected " + option.allowed;
    if (!wrong.empty()) Mistake(node.source(), option.key + ": " + wrong);
  }

  void Mistake(const toml::source_region& where, const std::string& what) {
    mistakes_.push_back(file_.string() + ":" + std::to_string(where.begin.line) + ":" +
                        std::to_string(where.begin.column) + ": " + what);
  }

  const std::filesystem::path& file_;
  Config& config_;
  std::vector<std::string> mistakes_;
};

Result<std::vector<std::string>> ApplyFile(const std::filesystem::path& file, Config& config) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error)) {
    return Fail(ErrorCode::kNotFound,
                file.string() + ": no such configuration file (--config names one)");
  }
  const toml::parse_result parsed = toml::parse_file(file.string());
  if (!parsed) {
    const auto& where = parsed.error().source().begin;
    return std::vector<std::string>{file.string() + ":" + std::to_string(where.line) + ":" +
                                    std::to_string(where.column) + ": " +
                                    std::string(parsed.error().description())};
  }
  return FileReader(file, config).Apply(parsed.table());
}

void ApplyEnvironment(const LoadRequest& request, Config& config,
                      std::vector<std::string>& mistakes) {
  constexpr std::string_view kPrefix = "STRATWATCH_";
  std::vector<std::string> variables;
  std::vector<std::string> bare;  // Without the prefix, which all have and nobody mistypes.
  for (const Option& option : OptionTable()) {
    variables.push_back(VariableOf(option.key));
    bare.push_back(variables.back().substr(kPrefix.size()));
  }
  for (const auto& [name, value] : request.environment) {
    if (!name.starts_with(kPrefix)) continue;
    const auto found = std::find(variables.begin(), variables.end(), name);
    if (found == variables.end()) {
      // Not an error: tests and wrappers use the prefix too. A near miss is worth a word.
      const std::string nearest = NearestKey(name.substr(kPrefix.size()), bare);
      if (!nearest.empty()) {
        config.warnings.push_back(name + " is no option; did you mean " + std::string(kPrefix) +
                                  nearest + "?");
      }
      continue;
    }
    const Option& option = OptionTable()[static_cast<std::size_t>(found - variables.begin())];
    const std::string wrong = option.set(config, option.from_text(value), {});
    if (!wrong.empty()) mistakes.push_back(name + " (" + option.key + "): " + wrong);
  }
}

void ApplyAssignments(const LoadRequest& request, Config& config,
                      std::vector<std::string>& mistakes) {
  for (const std::string& assignment : request.assignments) {
    const std::size_t equals = assignment.find('=');
    const std::string key = assignment.substr(0, equals);
    const Option* option = FindOption(key);
    if (equals == std::string::npos) {
      mistakes.push_back("--set " + assignment + ": expected KEY=VALUE");
    } else if (option == nullptr) {
      mistakes.push_back("--set: unknown option " + key + DidYouMean(key, KnownKeys()));
    } else {
      const std::string wrong =
          option->set(config, option->from_text(assignment.substr(equals + 1)), {});
      if (!wrong.empty()) mistakes.push_back("--set " + key + ": " + wrong);
    }
  }
}

Config Defaults(const LoadRequest& request) {
  Config config;
  config.store.path = request.data_folder / "store";
  config.service.crawl.archive.folder = request.data_folder / "archive";
  config.source_files = {request.share_folder / "sources" / "register.tsv"};
  config.gazetteer_folder = request.share_folder / "gazetteer";
  config.site_rules_file = request.share_folder / "site_rules.toml";
  return config;
}

void ApplySiteRules(const LoadRequest& request, Config& config,
                    std::vector<std::string>& mistakes) {
  const std::filesystem::path& file = config.site_rules_file;
  if (file.empty()) return;
  std::error_code error;
  if (std::filesystem::is_regular_file(file, error)) {
    config.service.normalise.extractor.rules = LoadSiteRules(file, mistakes);
  } else if (file != Defaults(request).site_rules_file) {
    mistakes.push_back("normalise.site_rules: " + file.string() + ": no such file");
  }
}

// What no single option can say.
void CheckTogether(const Config& config, std::vector<std::string>& mistakes) {
  const auto& crawl = config.service.crawl;
  if (crawl.poll_interval_min > crawl.poll_interval_max) {
    mistakes.push_back("crawl.poll_interval_min_s is larger than crawl.poll_interval_max_s");
  }
  if (config.log_engine == LogEngine::kKafka && config.kafka.brokers.empty()) {
    mistakes.push_back("log.engine is \"kafka\", but kafka.brokers names none (\"host:port,…\")");
  }
  const bool everywhere = config.http.address == "0.0.0.0" || config.http.address == "::";
  if (IsSharded(config) && config.http.enabled && everywhere && config.http.advertise.empty()) {
    mistakes.push_back(
        "http.address is every address of this machine: with kafka.index_shards, "
        "http.advertise says which of them the other processes reach");
  }
}

}  // namespace

bool IsSharded(const Config& config) {
  return config.log_engine == LogEngine::kKafka && config.kafka.index_shards > 1 &&
         !pipeline::IsShardFolder(config.store.path);
}

Result<Config> Load(const LoadRequest& request) {
  Config config = Defaults(request);
  std::vector<std::string> mistakes;
  if (!request.file.empty()) {
    auto found = ApplyFile(request.file, config);
    if (!found) return tl::unexpected(found.error());
    mistakes = std::move(*found);
    config.file = request.file;
  }
  ApplyEnvironment(request, config, mistakes);
  ApplyAssignments(request, config, mistakes);
  ApplySiteRules(request, config, mistakes);
  CheckTogether(config, mistakes);
  const auto policy = crawlers::AddressPolicy::Create(config.allow_private);
  if (policy) {
    config.service.crawl.fetcher.addresses = *policy;
  } else {
    mistakes.push_back("crawl.allow_private: " + policy.error().message);
  }
  if (mistakes.empty()) return config;
  std::string message;
  for (const std::string& mistake : mistakes) message += (message.empty() ? "" : "\n") + mistake;
  return Fail(ErrorCode::kInvalid, message);
}

std::vector<OptionValue> Options(const Config& config, const LoadRequest& request) {
  const Config defaults = Defaults(request);
  std::vector<OptionValue> values;
  for (const Option& option : OptionTable()) {
    values.push_back({option.key, VariableOf(option.key), option.show(config),
                      option.show(defaults), option.allowed});
  }
  return values;
}

}  // namespace stratwatch::config
