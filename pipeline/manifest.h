#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "model/error.h"

namespace stratwatch::pipeline {

// One line of a manifest: {"file": …, "url": …}; other keys are ignored.
struct ManifestLine {
  std::size_t number = 0;  // From 1.
  std::string file;        // As written.
  std::string url;         // As written; empty when the line gives none, or null.
  std::string defect;      // Why the line cannot be used; empty when it can.

  // Paths are relative to the folder of the manifest.
  std::filesystem::path PathBeside(const std::filesystem::path& manifest) const {
    return manifest.parent_path() / file;
  }
};

// The lines of a JSONL manifest; empty ones are left out. Threads: a pure function.
std::vector<ManifestLine> ParseManifest(std::string_view text);

// Errors: as ReadPageFile's.
Result<std::vector<ManifestLine>> ReadManifest(const std::filesystem::path& manifest);

}  // namespace stratwatch::pipeline
