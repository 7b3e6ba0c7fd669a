#include "app/text_lines.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/input_file.h"

namespace stratwatch::app {
namespace {

// Four times the largest message of the log: no article that the service takes is refused here.
constexpr std::size_t kLineBytesMax = std::size_t{16} << 20U;

// Takes `key` into `value`; true when it is absent, null or a string.
bool TakeText(const nlohmann::json& json, const char* key, std::string& value) {
  const auto found = json.find(key);
  if (found == json.end() || found->is_null()) return true;
  if (!found->is_string()) return false;
  value = found->get<std::string>();
  return true;
}

void ParseTextLine(const std::string& bytes, TextLine& line) {
  const auto json = nlohmann::json::parse(bytes, nullptr, false);
  if (!json.is_object()) {
    line.defect = "not a JSON object";
    return;
  }
  const auto id = json.find("id");
  if (id != json.end() && id->is_number_integer()) {
    line.id = id->dump();
  } else if (id == json.end() || !id->is_string()) {
    line.defect = "needs \"id\", a string or a whole number";
    return;
  } else {
    line.id = id->get<std::string>();
  }
  if (!json.contains("text") || !json["text"].is_string()) {
    line.defect = "needs the string \"text\"";
    return;
  }
  line.text = json["text"].get<std::string>();
  if (!TakeText(json, "title", line.title)) line.defect = "\"title\" is not a string";
  if (!TakeText(json, "lang", line.language)) line.defect = "\"lang\" is not a string";
  if (!TakeText(json, "date", line.date)) line.defect = "\"date\" is not a string";
}

}  // namespace

Result<TextLines> TextLines::Open(const std::filesystem::path& file) {
  TextLines lines;
  if (file == "-") {
    lines.stream_ = stdin;
    return lines;
  }
  auto bytes = ReadInput(file);
  if (!bytes) return tl::unexpected(bytes.error());
  lines.bytes_ = *std::move(bytes);
  return lines;
}

bool TextLines::NextFromInput(std::string& line, bool& too_long) {
  bool any = false;
  for (int c = std::getc(stream_); c != EOF; c = std::getc(stream_)) {
    any = true;
    if (c == '\n') break;
    if (line.size() < kLineBytesMax) {
      line += static_cast<char>(c);
    } else {
      too_long = true;
    }
  }
  return any;
}

bool TextLines::NextLine(std::string& line, bool& too_long) {
  line.clear();
  too_long = false;
  if (stream_ != nullptr) return NextFromInput(line, too_long);
  if (at_ >= bytes_.size()) return false;
  const std::size_t end = std::min(bytes_.find('\n', at_), bytes_.size());
  too_long = end - at_ > kLineBytesMax;
  if (!too_long) line = bytes_.substr(at_, end - at_);
  at_ = end + 1;
  return true;
}

std::optional<TextLine> TextLines::Next() {
  std::string bytes;
  bool too_long = false;
  while (NextLine(bytes, too_long)) {
    ++number_;
    if (!too_long && bytes.find_first_not_of(" \t\r") == std::string::npos) continue;
    TextLine line;
    line.number = number_;
    if (too_long) {
      line.defect = "longer than " + std::to_string(kLineBytesMax) + " bytes";
    } else {
      ParseTextLine(bytes, line);
    }
    return line;
  }
  return std::nullopt;
}

}  // namespace stratwatch::app
