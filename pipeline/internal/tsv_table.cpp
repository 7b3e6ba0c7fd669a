#include "pipeline/internal/tsv_table.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unicode/utf8.h>

#include <fstream>
#include <iterator>

namespace stratwatch::pipeline::internal {
namespace {

// Far above the largest rule file (0.5 MB): a wrong path must not fill the memory.
constexpr std::uintmax_t kBytesMax = std::uintmax_t{16} << 20U;

Result<std::string> ReadWhole(const std::filesystem::path& path) {
  std::error_code status;
  const std::uintmax_t size = std::filesystem::file_size(path, status);
  if (status) {
    return Fail(ErrorCode::kNotFound,
                fmt::format("{}: {}; the gazetteer folder must hold this file", path.string(),
                            status.message()));
  }
  if (size > kBytesMax) {
    return Fail(ErrorCode::kLimit,
                fmt::format("{}: {} bytes, at most {} are read", path.string(), size, kBytesMax));
  }
  std::ifstream stream(path, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(stream), {}};
  if (!stream) {
    return Fail(ErrorCode::kNotFound, fmt::format("{}: cannot be read", path.string()));
  }
  return bytes;
}

bool IsUtf8(std::string_view text) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  for (std::size_t at = 0; at < text.size();) {
    UChar32 code = 0;
    U8_NEXT(bytes, at, text.size(), code);
    if (code < 0) return false;
  }
  return true;
}

std::vector<std::string> SplitCells(std::string_view line) {
  std::vector<std::string> cells;
  for (std::size_t at = 0;;) {
    const std::size_t tab = line.find('\t', at);
    cells.emplace_back(line.substr(at, tab - at));
    if (tab == std::string_view::npos) return cells;
    at = tab + 1;
  }
}

// Why a row cannot be used; empty when it can.
std::string Fault(const TsvRow& row, const std::vector<std::string_view>& columns) {
  if (row.cells.size() != columns.size()) {
    return fmt::format("{} cells, expected {}: {}", row.cells.size(), columns.size(),
                       fmt::join(columns, ", "));
  }
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const std::string& cell = row.cells[i];
    if (!IsUtf8(cell)) return fmt::format("{}: not UTF-8", columns[i]);
    if (!cell.empty() && (cell.front() == ' ' || cell.back() == ' ' || cell.back() == '\r')) {
      return fmt::format("{}: '{}' begins or ends with white space", columns[i], cell);
    }
    if (cell.find("||") != std::string::npos || (!cell.empty() && cell.back() == '|')) {
      return fmt::format("{}: an empty form beside '|' in '{}'", columns[i], cell);
    }
  }
  if (row.cells.back().empty()) return fmt::format("{}: must say the source", columns.back());
  return {};
}

}  // namespace

tl::unexpected<Error> FailAt(const TsvTable& table, const TsvRow& row, std::string_view message) {
  return Fail(ErrorCode::kInvalid, fmt::format("{}:{}: {}", table.file, row.line, message));
}

std::vector<std::string_view> SplitForms(std::string_view cell) {
  std::vector<std::string_view> forms;
  while (!cell.empty()) {
    const std::size_t bar = cell.find('|');
    forms.push_back(cell.substr(0, bar));
    if (bar == std::string_view::npos) break;
    cell.remove_prefix(bar + 1);
  }
  return forms;
}

Result<TsvTable> ReadTsv(const std::filesystem::path& path,
                         const std::vector<std::string_view>& columns) {
  auto bytes = ReadWhole(path);
  if (!bytes) return tl::unexpected(bytes.error());
  TsvTable table;
  table.file = path.filename().string();
  table.bytes = std::move(*bytes);
  std::string_view rest = table.bytes;
  bool header_seen = false;
  for (std::size_t line = 1; !rest.empty(); ++line) {
    const std::size_t end = rest.find('\n');
    const std::string_view text = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    if (text.empty() || text.front() == '#') continue;
    TsvRow row{line, SplitCells(text)};
    if (!header_seen) {
      header_seen = true;
      if (!std::equal(row.cells.begin(), row.cells.end(), columns.begin(), columns.end())) {
        return FailAt(table, row,
                      fmt::format("the header must be the columns {}, separated by tabs",
                                  fmt::join(columns, ", ")));
      }
      continue;
    }
    const std::string fault = Fault(row, columns);
    if (!fault.empty()) return FailAt(table, row, fault);
    table.rows.push_back(std::move(row));
  }
  if (!header_seen) {
    return Fail(ErrorCode::kInvalid, fmt::format("{}:1: empty; the first line must name the "
                                                 "columns {}",
                                                 table.file, fmt::join(columns, ", ")));
  }
  return table;
}

}  // namespace stratwatch::pipeline::internal
