#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "parsers/internal/html_document.h"

namespace stratwatch::parsers::testing {

// One test of html5lib-tests' tree-construction/*.dat (format: its README.md).
struct TreeTest {
  std::string file;
  std::string data;      // What is parsed.
  std::string document;  // The tree that is expected, one node a line.
};

// Where STRATWATCH_SHARED has the suite; nothing when it is unset or has none.
std::optional<std::filesystem::path> TreeTestFolder();

// The tests of whole documents in `folder`, in order; those of fragments are left out.
std::vector<TreeTest> ReadTreeTests(const std::filesystem::path& folder);

// Gumbo's tree of `document` as the suite writes trees, with comments and DOCTYPE.
std::string TreeAsText(const internal::HtmlDocument& document);

}  // namespace stratwatch::parsers::testing
