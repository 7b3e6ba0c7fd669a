#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

#include "model/error.h"

namespace stratwatch::pipeline {

// The whole of a page, feed or manifest kept in a file, gunzipped if it is gzip, whatever its name.
// Blocks on the disk. Threads: thread-safe.
// Errors: kNotFound, kUnavailable (cannot be read), kInvalid (damaged or cut gzip), kLimit (more
// than `bytes_max` when unpacked; stops there).
Result<std::string> ReadPageFile(const std::filesystem::path& path, std::size_t bytes_max);

}  // namespace stratwatch::pipeline
