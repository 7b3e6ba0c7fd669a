#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "model/error.h"
#include "model/source.h"

namespace stratwatch::config {

// Reads source registers: tab-separated, one header line that names the columns; needed are id,
// kind and url, known are outlet, country, language and category; others are kept for people
// (config/sources/README.md). An id may stand once over all files. `only`: the ids to keep;
// empty keeps all.
// Errors: kNotFound (file), kInvalid: one line a mistake, "register.tsv:12: …".
Result<std::vector<Source>> LoadSources(const std::vector<std::filesystem::path>& files,
                                        const std::vector<std::string>& only);

}  // namespace stratwatch::config
