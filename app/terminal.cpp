#include "app/terminal.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>

namespace stratwatch::app {
namespace {

constexpr std::size_t kColumnsWithoutTerminal = 100;
// Redrawing more often costs more than it shows.
constexpr std::int64_t kBarEveryMs = 100;
constexpr std::int64_t kPlainEveryMs = 5'000;

int WidthOf(UChar32 character) {
  const auto kind = u_charType(character);
  if (kind == U_NON_SPACING_MARK || kind == U_ENCLOSING_MARK || kind == U_FORMAT_CHAR) return 0;
  const int east_asian = u_getIntPropertyValue(character, UCHAR_EAST_ASIAN_WIDTH);
  return east_asian == U_EA_FULLWIDTH || east_asian == U_EA_WIDE ? 2 : 1;
}

// Calls visit(byte offset after the character, its width) until it returns false.
template <typename Visit>
void ForEachCharacter(std::string_view text, Visit visit) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto size = static_cast<std::int32_t>(text.size());
  for (std::int32_t at = 0; at < size;) {
    UChar32 character = 0;
    U8_NEXT(bytes, at, size, character);
    if (!visit(static_cast<std::size_t>(at), character < 0 ? 1 : WidthOf(character))) return;
  }
}

bool HasRightToLeft(std::string_view text) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto size = static_cast<std::int32_t>(text.size());
  for (std::int32_t at = 0; at < size;) {
    UChar32 character = 0;
    U8_NEXT(bytes, at, size, character);
    if (character < 0) continue;
    const auto direction = u_charDirection(character);
    if (direction == U_RIGHT_TO_LEFT || direction == U_RIGHT_TO_LEFT_ARABIC) return true;
  }
  return false;
}

// First strong isolate: keeps a right-to-left title from reordering the row it stands in.
std::string Isolated(std::string_view text) {
  if (!HasRightToLeft(text)) return std::string(text);
  return "\u2068" + std::string(text) + "\u2069";
}

std::size_t ColumnsOf(int descriptor) {
  winsize size{};
  if (ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 20) return size.ws_col;
  return kColumnsWithoutTerminal;
}

std::int64_t SteadyMs() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

}  // namespace

std::size_t DisplayWidth(std::string_view text) {
  std::size_t width = 0;
  ForEachCharacter(text, [&](std::size_t, int each) {
    width += static_cast<std::size_t>(each);
    return true;
  });
  return width;
}

std::string Fit(std::string_view text, std::size_t columns) {
  if (DisplayWidth(text) <= columns) return std::string(text);
  if (columns == 0) return "";
  std::size_t width = 0;
  std::size_t end = 0;
  ForEachCharacter(text, [&](std::size_t after, int each) {
    width += static_cast<std::size_t>(each);
    if (width > columns - 1) return false;
    end = after;
    return true;
  });
  return std::string(text.substr(0, end)) + "…";
}

Terminal::Terminal(ColourMode colour, ProgressMode progress)
    : is_terminal_(isatty(STDOUT_FILENO) == 1), columns_(ColumnsOf(STDOUT_FILENO)) {
  const char* no_colour = std::getenv("NO_COLOR");
  const bool wanted = no_colour == nullptr || *no_colour == '\0';
  colour_ =
      colour == ColourMode::kAlways || (colour == ColourMode::kAuto && is_terminal_ && wanted);
  const bool talk_is_terminal = isatty(STDERR_FILENO) == 1;
  bar_ = progress == ProgressMode::kBar || (progress == ProgressMode::kAuto && talk_is_terminal);
  plain_ =
      progress == ProgressMode::kPlain || (progress == ProgressMode::kAuto && !talk_is_terminal);
}

void Terminal::Print(std::string_view text) const {
  if (std::fwrite(text.data(), 1, text.size(), stdout) == text.size() &&
      (is_terminal_ ? std::fflush(stdout) == 0 : true)) {
    return;
  }
  // The reader has what it wanted (`… | head`); that is no failure of ours.
  if (errno == EPIPE) std::_Exit(0);
  Complain("cannot write to standard output");
  std::_Exit(1);
}

void Terminal::PrintLine(std::string_view line) const {
  Print(line);
  Print("\n");
}

void Terminal::Complain(std::string_view line) const {
  std::fputs(fmt::format("stratwatch: {}\n", line).c_str(), stderr);
}

void Terminal::Note(std::string_view line) const {
  std::fflush(stdout);  // What it is about comes first, also where both go to one file.
  std::fputs(fmt::format("{}\n", line).c_str(), stderr);
}

std::string Terminal::Styled(std::string_view code, std::string_view text) const {
  if (!colour_) return std::string(text);
  return fmt::format("\x1b[{}m{}\x1b[0m", code, text);
}

void Terminal::PrintTable(const std::vector<std::string>& header,
                          const std::vector<std::vector<std::string>>& rows) const {
  std::vector<std::size_t> widths;
  for (const std::string& each : header) widths.push_back(DisplayWidth(each));
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < widths.size() && i < row.size(); ++i) {
      widths[i] = std::max(widths[i], DisplayWidth(row[i]));
    }
  }
  std::size_t before_last = 0;
  for (std::size_t i = 0; i + 1 < widths.size(); ++i) before_last += widths[i] + 2;
  // Piped output is for programs and files: nothing is cut there.
  const std::size_t last_max =
      is_terminal_ && columns_ > before_last + 10 ? columns_ - before_last : SIZE_MAX;
  const auto line_of = [&](const std::vector<std::string>& row) {
    std::string line;
    for (std::size_t i = 0; i < row.size() && i < widths.size(); ++i) {
      const bool last = i + 1 == widths.size();
      const std::string cell = last ? Fit(row[i], last_max) : row[i];
      line += is_terminal_ ? Isolated(cell) : cell;
      if (!last) line.append(widths[i] - DisplayWidth(cell) + 2, ' ');
    }
    return line;
  };
  PrintLine(Bold(line_of(header)));
  for (const auto& row : rows) PrintLine(line_of(row));
}

void Terminal::ShowProgress(std::string_view what, std::uint64_t done, std::uint64_t total) {
  if (!bar_ && !plain_) return;
  const std::int64_t now = SteadyMs();
  const bool complete = total > 0 && done >= total;
  if (!complete && now - last_progress_ms_ < (bar_ ? kBarEveryMs : kPlainEveryMs)) return;
  last_progress_ms_ = now;
  const double share = total == 0 ? 0.0 : static_cast<double>(done) / static_cast<double>(total);
  const int percent = static_cast<int>(100.0 * std::min(share, 1.0));
  if (bar_) {
    constexpr int kCells = 24;
    const int filled = percent * kCells / 100;
    std::string bar;
    for (int i = 0; i < kCells; ++i) bar += i < filled ? "█" : "░";
    const std::string line = fmt::format("{} {:3}%  {}", bar, percent, what);
    std::fputs(fmt::format("\r\x1b[K{}", Fit(line, ColumnsOf(STDERR_FILENO) - 1)).c_str(), stderr);
    bar_open_ = true;
  } else {
    std::fputs(fmt::format("{:3}%  {}\n", percent, what).c_str(), stderr);
  }
}

void Terminal::EndProgress() {
  if (bar_open_) std::fputs("\n", stderr);
  bar_open_ = false;
}

}  // namespace stratwatch::app
