#include "config/internal/option_kinds.h"

#include <fmt/format.h>

namespace stratwatch::config {
namespace {

std::vector<std::string> SplitCommas(std::string_view text) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    std::string_view part = text.substr(0, comma);
    while (part.starts_with(' ')) part.remove_prefix(1);
    while (part.ends_with(' ')) part.remove_suffix(1);
    if (!part.empty()) parts.emplace_back(part);
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return parts;
}

}  // namespace

std::string QuoteToml(std::string_view text) {
  std::string quoted = "\"";
  for (const char each : text) {
    if (each == '"' || each == '\\') {
      quoted += '\\';
      quoted += each;
    } else if (static_cast<unsigned char>(each) < 0x20) {
      quoted += fmt::format("\\u{:04x}", static_cast<unsigned>(each));
    } else {
      quoted += each;
    }
  }
  return quoted + "\"";
}

std::string ShowList(const std::vector<std::string>& values) {
  std::string shown = "[";
  for (const std::string& each : values) {
    if (shown.size() > 1) shown += ", ";
    shown += QuoteToml(each);
  }
  return shown + "]";
}

std::string ShowReal(double value) {
  return fmt::format("{}", value);
}

OptionInput IntegerFromText(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::string(text);
  return number;
}

OptionInput RealFromText(std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::string(text);
  return number;
}

OptionInput FlagFromText(std::string_view text) {
  for (const std::string_view yes : {"true", "1", "yes", "on"}) {
    if (text == yes) return true;
  }
  for (const std::string_view no : {"false", "0", "no", "off"}) {
    if (text == no) return false;
  }
  return std::string(text);
}

OptionInput ListFromText(std::string_view text) {
  return SplitCommas(text);
}

OptionInput MapFromText(std::string_view text) {
  std::map<std::string, std::string> map;
  for (const std::string& part : SplitCommas(text)) {
    const std::size_t equals = part.find('=');
    if (equals == std::string::npos) return std::string(text);
    map[part.substr(0, equals)] = part.substr(equals + 1);
  }
  return map;
}

OptionInput TextFromText(std::string_view text) {
  return std::string(text);
}

std::string WrongType(std::string_view expected, const OptionInput& found) {
  struct Describe {
    std::string operator()(const std::string& text) const { return "text " + QuoteToml(text); }
    std::string operator()(std::int64_t number) const { return "number " + std::to_string(number); }
    std::string operator()(double number) const { return "number " + ShowReal(number); }
    std::string operator()(bool flag) const { return flag ? "true" : "false"; }
    std::string operator()(const std::vector<std::string>&) const { return "a list"; }
    std::string operator()(const std::map<std::string, std::string>&) const { return "a table"; }
  };
  return "expected " + std::string(expected) + ", found " + std::visit(Describe{}, found);
}

std::string OutOfRange(const std::string& allowed, const std::string& found) {
  return found + " is not allowed; allowed: " + allowed;
}

}  // namespace stratwatch::config
