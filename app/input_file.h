#pragma once

#include <filesystem>
#include <string>

#include "model/error.h"
#include "model/url.h"

namespace stratwatch::app {

// The whole of a file, gunzipped if it is gzip, or of standard input when it is "-".
// Errors: as pipeline::ReadPageFile's; kInvalid for a folder too.
Result<std::string> ReadInput(const std::filesystem::path& file,
                              std::size_t bytes_max = std::size_t{256} << 20U);

// Does the command line mean a file by this? "-" is standard input; what cannot be looked at is no
// file of ours.
bool IsInputFile(const std::string& name);

// Where a page from a file came from; a page given without a URL still has links to resolve.
// Errors: Url::Parse's.
Result<Url> UrlOfInput(const std::string& written);

}  // namespace stratwatch::app
