#pragma once

#include <filesystem>
#include <string>

#include "model/error.h"

namespace stratwatch::app {

// The whole of a file, or of standard input when it is "-"; a name that ends in .gz is inflated.
// Errors: kNotFound, kUnavailable (cannot read), kInvalid (not gzip), kLimit (more than
// `bytes_max` after inflating).
Result<std::string> ReadInput(const std::filesystem::path& file,
                              std::size_t bytes_max = std::size_t{256} << 20U);

}  // namespace stratwatch::app
