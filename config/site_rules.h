#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "model/error.h"
#include "parsers/site_rules.h"

namespace stratwatch::config {

// Reads a file of site rules (docs/site-rules.md): a table a host, keys body, title, date, author
// and remove, each a text or a list of texts with CSS selectors. Adds one line a mistake to
// `mistakes`: "site_rules.toml:12:8: …" with what is allowed and the nearest known key.
parsers::SiteRules LoadSiteRules(const std::filesystem::path& file,
                                 std::vector<std::string>& mistakes);

// The same as one result, for reading the file again while a service runs.
// Errors: kInvalid with all mistakes, one a line; kNotFound.
Result<parsers::SiteRules> ReadSiteRules(const std::filesystem::path& file);

}  // namespace stratwatch::config
