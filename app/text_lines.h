#pragma once

#include <cstdio>
#include <filesystem>
#include <optional>
#include <string>

#include "model/error.h"

namespace stratwatch::app {

// One text given on a line: {"id", "date"?, "lang"?, "title"?, "text"}; other keys are ignored.
struct TextLine {
  std::size_t number = 0;  // From 1.
  std::string id;          // A JSON string or number, as text.
  std::string date;        // As written; empty when the line gives none.
  std::string language;    // BCP 47 as written; empty when the line gives none.
  std::string title;
  std::string text;
  std::string defect;  // Why the line cannot be used; empty when it can.
};

// Reads a JSONL file (gzip too), or standard input ("-") as its lines arrive.
// Threads: not thread-safe.
class TextLines {
 public:
  // Errors: as ReadInput's.
  static Result<TextLines> Open(const std::filesystem::path& file);

  // The next line that is not blank; nothing at the end. A line may have 16 MiB; of a longer one
  // only the defect is told. Blocks while standard input has no whole line.
  std::optional<TextLine> Next();

 private:
  bool NextLine(std::string& line, bool& too_long);
  bool NextFromInput(std::string& line, bool& too_long);

  std::FILE* stream_ = nullptr;  // Standard input, borrowed; else the bytes were read already.
  std::string bytes_;
  std::size_t at_ = 0;
  std::size_t number_ = 0;
};

}  // namespace stratwatch::app
