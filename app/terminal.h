#pragma once

#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

namespace stratwatch::app {

// Columns that `text` takes on a terminal: wide East Asian characters two, combining marks none.
std::size_t DisplayWidth(std::string_view text);
// `text` cut to at most `columns`, with "…" where something was cut; never inside a character.
std::string Fit(std::string_view text, std::size_t columns);

enum class ColourMode { kAuto, kAlways, kNever };
enum class ProgressMode { kAuto, kBar, kPlain, kNone };

// Data goes to stdout, talk to stderr. Colour, bars and column fitting only where stdout (stderr
// for bars) is a terminal; NO_COLOR is obeyed. Threads: not thread-safe; the main thread's.
class Terminal {
 public:
  Terminal(ColourMode colour, ProgressMode progress);

  bool IsTerminal() const { return is_terminal_; }
  std::size_t Columns() const { return columns_; }  // Of stdout; 100 when it is no terminal.

  // Writes to stdout. When the reader has gone (head, a closed pager) the process exits with 0.
  void Print(std::string_view text) const;
  void PrintLine(std::string_view line) const;
  // Writes one line to stderr: "stratwatch: …".
  void Complain(std::string_view line) const;
  void Note(std::string_view line) const;

  std::string Bold(std::string_view text) const { return Styled("1", text); }
  std::string Dim(std::string_view text) const { return Styled("2", text); }
  std::string Good(std::string_view text) const { return Styled("32", text); }
  std::string Bad(std::string_view text) const { return Styled("31", text); }

  // A header and rows with aligned columns; the last column is cut to the terminal's width.
  void PrintTable(const std::vector<std::string>& header,
                  const std::vector<std::vector<std::string>>& rows) const;

  // Redraws one line on stderr: a bar on a terminal, a line every few seconds elsewhere.
  void ShowProgress(std::string_view what, std::uint64_t done, std::uint64_t total);
  void EndProgress();

 private:
  std::string Styled(std::string_view code, std::string_view text) const;

  bool is_terminal_;
  bool colour_;
  bool bar_;
  bool plain_;
  std::size_t columns_;
  std::int64_t last_progress_ms_ = 0;
  bool bar_open_ = false;
};

}  // namespace stratwatch::app
