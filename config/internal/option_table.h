#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "config/config.h"

namespace stratwatch::config {

// A value as the file, a variable or a flag gives it, before it means anything.
using OptionInput = std::variant<std::string, std::int64_t, double, bool, std::vector<std::string>,
                                 std::map<std::string, std::string>>;

// One option: its key, how to set it from a checked input, and how to show it. The table of all
// options is the single place that knows a key; file, variables, flags and `config show` use it.
struct Option {
  std::string key;
  std::string allowed;  // For people: type, range, unit.
  // Returns why the input is wrong, or an empty string. `base`: folder for relative paths.
  std::function<std::string(Config&, const OptionInput&, const std::filesystem::path& base)> set;
  std::function<std::string(const Config&)> show;  // As TOML text.
  // From a variable or flag: the text becomes the input that `set` expects.
  std::function<OptionInput(std::string_view)> from_text;
};

const std::vector<Option>& OptionTable();
const Option* FindOption(std::string_view key);
// "STRATWATCH_CRAWL_DELAY_MS" for "crawl.delay_ms".
std::string VariableOf(std::string_view key);
// The known key that needs the fewest edits to be `key`; empty when none is near.
std::string NearestKey(std::string_view key, const std::vector<std::string>& known);

}  // namespace stratwatch::config
