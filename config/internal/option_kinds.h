#pragma once

#include <charconv>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "config/internal/option_table.h"

// One builder for each kind of option. `access` gives the field that the option fills.
namespace stratwatch::config {

// A TOML basic string.
std::string QuoteToml(std::string_view text);
std::string ShowList(const std::vector<std::string>& values);
std::string ShowReal(double value);
// Text of a variable or flag as input of the wanted kind. A text that is no such value stays a
// string, so that `set` can say what is wrong with it.
OptionInput IntegerFromText(std::string_view text);
OptionInput RealFromText(std::string_view text);
OptionInput FlagFromText(std::string_view text);
OptionInput ListFromText(std::string_view text);  // Separated by commas.
OptionInput MapFromText(std::string_view text);   // "a=b,c=d"
OptionInput TextFromText(std::string_view text);
std::string WrongType(std::string_view expected, const OptionInput& found);
std::string OutOfRange(const std::string& allowed, const std::string& found);

template <typename Access>
Option TextOption(std::string key, Access access) {
  return {std::move(key), "text",
          [access](Config& config, const OptionInput& input, const std::filesystem::path&) {
            const auto* text = std::get_if<std::string>(&input);
            if (text == nullptr) return WrongType("text in quotes", input);
            access(config) = *text;
            return std::string();
          },
          [access](const Config& config) {
            return QuoteToml(access(const_cast<Config&>(config)));  // access() only reads here.
          },
          TextFromText};
}

template <typename Access>
Option PathOption(std::string key, Access access) {
  return {std::move(key), "path",
          [access](Config& config, const OptionInput& input, const std::filesystem::path& base) {
            const auto* text = std::get_if<std::string>(&input);
            if (text == nullptr) return WrongType("a path in quotes", input);
            access(config) = text->empty() ? *text : (base / *text).string();
            return std::string();
          },
          [access](const Config& config) {
            return QuoteToml(std::filesystem::path(access(const_cast<Config&>(config))).string());
          },
          TextFromText};
}

template <typename Access>
Option ListOption(std::string key, Access access) {
  return {std::move(key), "list of texts",
          [access](Config& config, const OptionInput& input, const std::filesystem::path&) {
            const auto* list = std::get_if<std::vector<std::string>>(&input);
            if (list == nullptr) return WrongType("a list of texts: [\"…\", \"…\"]", input);
            access(config) = *list;
            return std::string();
          },
          [access](const Config& config) { return ShowList(access(const_cast<Config&>(config))); },
          ListFromText};
}

template <typename Access>
Option PathListOption(std::string key, Access access) {
  return {std::move(key), "list of paths",
          [access](Config& config, const OptionInput& input, const std::filesystem::path& base) {
            const auto* list = std::get_if<std::vector<std::string>>(&input);
            if (list == nullptr) return WrongType("a list of paths: [\"…\", \"…\"]", input);
            access(config).clear();
            for (const std::string& each : *list) access(config).push_back(base / each);
            return std::string();
          },
          [access](const Config& config) {
            std::vector<std::string> texts;
            for (const auto& each : access(const_cast<Config&>(config))) {
              texts.push_back(each.string());
            }
            return ShowList(texts);
          },
          ListFromText};
}

template <typename Access>
Option MapOption(std::string key, Access access) {
  return {std::move(key), "table of text = text",
          [access](Config& config, const OptionInput& input, const std::filesystem::path&) {
            const auto* map = std::get_if<std::map<std::string, std::string>>(&input);
            if (map == nullptr) return WrongType("a table: { \"…\" = \"…\" }", input);
            access(config) = *map;
            return std::string();
          },
          [access](const Config& config) {
            std::string shown = "{";
            for (const auto& [name, value] : access(const_cast<Config&>(config))) {
              shown += (shown.size() > 1 ? ", " : " ") + QuoteToml(name) + " = " + QuoteToml(value);
            }
            return shown + (shown.size() > 1 ? " }" : "}");
          },
          MapFromText};
}

template <typename Access>
Option FlagOption(std::string key, Access access) {
  return {std::move(key), "true or false",
          [access](Config& config, const OptionInput& input, const std::filesystem::path&) {
            const auto* flag = std::get_if<bool>(&input);
            if (flag == nullptr) return WrongType("true or false", input);
            access(config) = *flag;
            return std::string();
          },
          [access](const Config& config) {
            return std::string(access(const_cast<Config&>(config)) ? "true" : "false");
          },
          FlagFromText};
}

// A whole number between `least` and `most`; `scale` turns it into the field's own unit.
template <typename Access>
Option ScaledOption(std::string key, std::int64_t least, std::int64_t most, std::int64_t scale,
                    std::string_view unit, Access access) {
  const std::string allowed =
      std::to_string(least) + " … " + std::to_string(most) + " " + std::string(unit);
  return {std::move(key), allowed,
          [=](Config& config, const OptionInput& input, const std::filesystem::path&) {
            const auto* number = std::get_if<std::int64_t>(&input);
            if (number == nullptr) return WrongType("a whole number", input);
            if (*number < least || *number > most) {
              return OutOfRange(allowed, std::to_string(*number));
            }
            using Field = std::remove_reference_t<decltype(access(config))>;
            access(config) = static_cast<Field>(*number * scale);
            return std::string();
          },
          [=](const Config& config) {
            return std::to_string(static_cast<std::int64_t>(access(const_cast<Config&>(config))) /
                                  scale);
          },
          IntegerFromText};
}

template <typename Access>
Option IntegerOption(std::string key, std::int64_t least, std::int64_t most, std::string_view unit,
                     Access access) {
  return ScaledOption(std::move(key), least, most, 1, unit, access);
}

template <typename Access>
Option BytesOption(std::string key, std::int64_t least, std::int64_t most, Access access) {
  return ScaledOption(std::move(key), least, most, std::int64_t{1} << 20U, "MiB", access);
}

// The field's own std::chrono unit is the option's unit; the key ends in it.
template <typename Access>
Option DurationOption(std::string key, std::int64_t least, std::int64_t most, Access access) {
  using Duration = std::remove_reference_t<decltype(access(std::declval<Config&>()))>;
  const std::string_view unit = std::is_same_v<Duration, std::chrono::milliseconds> ? "milliseconds"
                                : std::is_same_v<Duration, std::chrono::seconds>    ? "seconds"
                                                                                    : "hours";
  const std::string allowed =
      std::to_string(least) + " … " + std::to_string(most) + " " + std::string(unit);
  return {std::move(key), allowed,
          [=](Config& config, const OptionInput& input, const std::filesystem::path&) {
            const auto* number = std::get_if<std::int64_t>(&input);
            if (number == nullptr) return WrongType("a whole number", input);
            if (*number < least || *number > most) {
              return OutOfRange(allowed, std::to_string(*number));
            }
            access(config) = Duration(*number);
            return std::string();
          },
          [=](const Config& config) {
            return std::to_string(access(const_cast<Config&>(config)).count());
          },
          IntegerFromText};
}

template <typename Access>
Option RealOption(std::string key, double least, double most, Access access) {
  const std::string allowed = ShowReal(least) + " … " + ShowReal(most);
  return {std::move(key), allowed,
          [=](Config& config, const OptionInput& input, const std::filesystem::path&) {
            const auto* whole = std::get_if<std::int64_t>(&input);
            const auto* real = std::get_if<double>(&input);
            if (whole == nullptr && real == nullptr) return WrongType("a number", input);
            const double number = real != nullptr ? *real : static_cast<double>(*whole);
            // Written so that NaN is out of range too.
            if (!(number >= least && number <= most)) return OutOfRange(allowed, ShowReal(number));
            access(config) = number;
            return std::string();
          },
          [=](const Config& config) { return ShowReal(access(const_cast<Config&>(config))); },
          RealFromText};
}

template <typename Enum, typename Access>
Option ChoiceOption(std::string key, std::vector<std::pair<std::string, Enum>> choices,
                    Access access) {
  std::string allowed;
  for (const auto& [name, value] : choices) {
    allowed += (allowed.empty() ? "\"" : ", \"") + name + "\"";
  }
  return {std::move(key), allowed,
          [=](Config& config, const OptionInput& input, const std::filesystem::path&) {
            const auto* text = std::get_if<std::string>(&input);
            if (text == nullptr) return WrongType("one of " + allowed, input);
            for (const auto& [name, value] : choices) {
              if (name != *text) continue;
              access(config) = value;
              return std::string();
            }
            return OutOfRange("one of " + allowed, QuoteToml(*text));
          },
          [=](const Config& config) {
            for (const auto& [name, value] : choices) {
              if (value == access(const_cast<Config&>(config))) return QuoteToml(name);
            }
            return std::string("\"\"");
          },
          TextFromText};
}

}  // namespace stratwatch::config
