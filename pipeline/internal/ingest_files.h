#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "model/error.h"

namespace stratwatch::pipeline {

enum class IngestFileKind { kWarc, kHtml, kManifest };

struct IngestFile {
  std::filesystem::path path;
  IngestFileKind kind = IngestFileKind::kHtml;
  std::uint64_t bytes = 0;  // On disk; of a manifest, with the files it names.
};

// The files that `paths` stand for, folders walked in order of names. What a manifest names is
// not taken a second time on its own. In a folder, files of other kinds are passed over.
// Errors: kNotFound (a path that is not there), kInvalid (a named file of no known kind),
// kUnavailable (cannot be read).
Result<std::vector<IngestFile>> ListIngestFiles(const std::vector<std::filesystem::path>& paths);

// The address that a page gives as its own: <link rel="canonical">, else og:url. As written;
// empty when it gives none.
std::string StatedUrlOf(std::string_view html);

}  // namespace stratwatch::pipeline
