#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "model/url.h"

namespace stratwatch::bench {

struct ManifestPage {
  std::string file;  // As the manifest names it.
  Url url;           // Empty when the line has none.
  std::string bytes;
  std::string gold_text;  // The line's "text"; empty in a plain manifest.
};

// The bytes of a file, gunzipped when it is gzip; empty when it cannot be read.
std::string ReadMaybeGzip(const std::filesystem::path& path);

// Every page of a JSONL manifest ({file,url} a line, paths relative to it), with its bytes.
std::vector<ManifestPage> LoadManifest(const std::filesystem::path& manifest);

}  // namespace stratwatch::bench
