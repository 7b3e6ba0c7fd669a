#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace stratwatch::tidy {

// One tracked file. `path` is relative to the root, with forward slashes.
struct SourceFile {
  std::string path;
  std::string text;
};

// One broken rule. `line` counts from 1; 0 means the file as a whole.
struct Finding {
  std::string path;
  std::size_t line = 0;
  std::string message;
};

// Lengths allowed; the style guide's figures.
inline constexpr std::size_t kFileLinesMax = 600;
inline constexpr std::size_t kFunctionLinesMax = 70;
inline constexpr std::size_t kLineColumnsMax = 100;

// Each check looks at one file and knows by its path whether the rule applies to it.
//
// Includes point down only: app -> config -> pipeline -> { crawlers | parsers | store } -> model;
// `<layer>/internal/` belongs to its layer; model/wire serves store and what is above it.
std::vector<Finding> CheckIncludeDirection(const SourceFile& file);
// A layer's public header shows the standard library, tl::expected and our own headers.
std::vector<Finding> CheckPublicHeader(const SourceFile& file);
// x.cpp names x.h before any other header, which proves that x.h compiles alone. `has_header`:
// there is a header of that name beside it.
std::vector<Finding> CheckOwnHeaderFirst(const SourceFile& file, bool has_header);
std::vector<Finding> CheckFileLength(const SourceFile& file);
std::vector<Finding> CheckFunctionLength(const SourceFile& file);
std::vector<Finding> CheckLineLength(const SourceFile& file);
// "TODO(#12): …" is fine; one without an issue's number is not.
std::vector<Finding> CheckUnfinished(const SourceFile& file);
// Paths that exist on one machine only.
std::vector<Finding> CheckMachinePaths(const SourceFile& file);

// C++ with comments and the contents of literals blanked out, byte for byte and line for line.
std::string BlankCommentsAndLiterals(std::string_view text);

// The path of what `line` includes, with its brackets or quotes ("<vector>", "\"model/url.h\"");
// empty when the line is no #include.
std::string IncludeOf(std::string_view line);

bool IsCpp(std::string_view path);     // .h, .cpp
bool IsScript(std::string_view path);  // .sh, .py, and programs without a suffix in ops/ and .ci/
std::vector<std::string_view> Lines(std::string_view text);

}  // namespace stratwatch::tidy
