#include "pipeline/manifest.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "pipeline/page_file.h"

namespace stratwatch::pipeline {
namespace {

// Three million pages' worth of lines.
constexpr std::size_t kManifestBytesMax = std::size_t{512} << 20U;

ManifestLine ParseLine(std::string_view text, std::size_t number) {
  ManifestLine line;
  line.number = number;
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object()) {
    line.defect = "not a JSON object";
    return line;
  }
  const auto file = json.find("file");
  const auto url = json.find("url");
  if (file == json.end() || !file->is_string()) {
    line.defect = "needs the string \"file\"";
  } else if (url != json.end() && !url->is_string() && !url->is_null()) {
    line.defect = "\"url\" is not a string";
  } else {
    line.file = file->get<std::string>();
    if (url != json.end() && url->is_string()) line.url = url->get<std::string>();
  }
  return line;
}

}  // namespace

std::vector<ManifestLine> ParseManifest(std::string_view text) {
  std::vector<ManifestLine> lines;
  std::size_t number = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = text.substr(begin, end - begin);
    begin = end + 1;
    ++number;
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    lines.push_back(ParseLine(line, number));
  }
  return lines;
}

Result<std::vector<ManifestLine>> ReadManifest(const std::filesystem::path& manifest) {
  const auto text = ReadPageFile(manifest, kManifestBytesMax);
  if (!text) return tl::unexpected(text.error());
  return ParseManifest(*text);
}

}  // namespace stratwatch::pipeline
