#include "bench/extract/manifest.h"

#include <simdjson.h>
#include <zlib.h>

#include <fstream>
#include <utility>

namespace stratwatch::bench {

std::string ReadMaybeGzip(const std::filesystem::path& path) {
  std::string bytes;
  gzFile file = gzopen(path.c_str(), "rb");  // Reads plain files as they are.
  if (file == nullptr) return bytes;
  std::vector<char> chunk(1 << 16);
  int got = 0;
  while ((got = gzread(file, chunk.data(), static_cast<unsigned>(chunk.size()))) > 0) {
    bytes.append(chunk.data(), static_cast<std::size_t>(got));
  }
  gzclose(file);
  return bytes;
}

std::vector<ManifestPage> LoadManifest(const std::filesystem::path& manifest) {
  std::vector<ManifestPage> pages;
  std::ifstream lines(manifest);
  simdjson::dom::parser parser;
  std::string line;
  while (std::getline(lines, line)) {
    simdjson::dom::element entry;
    std::string_view file;
    std::string_view url;
    std::string_view text;
    if (parser.parse(line).get(entry) != simdjson::SUCCESS) continue;
    if (entry["file"].get(file) != simdjson::SUCCESS) continue;
    ManifestPage page;
    page.file = file;
    if (entry["url"].get(url) == simdjson::SUCCESS) {
      if (auto parsed = Url::Parse(url)) page.url = *std::move(parsed);
    }
    if (entry["text"].get(text) == simdjson::SUCCESS) page.gold_text = text;
    page.bytes = ReadMaybeGzip(manifest.parent_path() / page.file);
    pages.push_back(std::move(page));
  }
  return pages;
}

}  // namespace stratwatch::bench
