#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "model/error.h"

namespace stratwatch::pipeline::internal {

// One row of a rule file: its cells, and the line it stands on for messages.
struct TsvRow {
  std::size_t line = 0;
  std::vector<std::string> cells;
};

// A rule file: UTF-8, one header line, cells separated by single tabs, no quoting. Lines that are
// empty or begin with '#' are skipped.
struct TsvTable {
  std::string file;   // Its name without the folder, for messages.
  std::string bytes;  // As read; the rule version is computed from them.
  std::vector<TsvRow> rows;
};

// Reads `path`, whose header must be exactly `columns` and whose last column, the provenance,
// must be filled in each row.
// Errors: kNotFound (no such file), kInvalid ("countries.tsv:12: …": what is wrong and what is
// expected), kLimit (larger than 16 MiB).
Result<TsvTable> ReadTsv(const std::filesystem::path& path,
                         const std::vector<std::string_view>& columns);

// The parts of `cell` between '|'; none for an empty cell.
std::vector<std::string_view> SplitForms(std::string_view cell);

// kInvalid, "file:line: message".
tl::unexpected<Error> FailAt(const TsvTable& table, const TsvRow& row, std::string_view message);

}  // namespace stratwatch::pipeline::internal
