#pragma once

#include <filesystem>
#include <string>

#include "model/error.h"

namespace stratwatch::app {

// The whole of a file, gunzipped if it is gzip, or of standard input when it is "-".
// Errors: as pipeline::ReadPageFile's; kInvalid for a folder too.
Result<std::string> ReadInput(const std::filesystem::path& file,
                              std::size_t bytes_max = std::size_t{256} << 20U);

}  // namespace stratwatch::app
