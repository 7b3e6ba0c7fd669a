#include "parsers/internal/mojibake.h"

#include <cstdint>
#include <optional>

#include "parsers/internal/utf8.h"
#include "parsers/internal/windows_1252.h"

namespace stratwatch::parsers::internal {
namespace {

std::optional<char> Windows1252Byte(char32_t code_point) {
  if (code_point >= 0xA0 && code_point <= 0xFF) return static_cast<char>(code_point);
  for (std::size_t i = 0; i < kWindows1252High.size(); ++i) {
    if (kWindows1252High[i] == code_point) return static_cast<char>(0x80 + i);
  }
  return std::nullopt;
}

bool IsAllMultiByte(std::string_view bytes) {
  std::size_t at = 0;
  while (at < bytes.size()) {
    const std::size_t before = at;
    NextCodePoint(bytes, at);
    if (at - before < 2) return false;
  }
  return !bytes.empty();
}

// A run of non-ASCII characters starting at `at`, as windows-1252 bytes if it can be so written.
struct Run {
  std::size_t end = 0;
  std::optional<std::string> bytes;
};

Run ReadRun(std::string_view utf8, std::size_t at) {
  Run run;
  run.bytes.emplace();
  while (at < utf8.size() && static_cast<unsigned char>(utf8[at]) >= 0x80) {
    const auto byte = Windows1252Byte(NextCodePoint(utf8, at));
    if (!byte) {
      run.bytes.reset();
    } else if (run.bytes) {
      run.bytes->push_back(*byte);
    }
  }
  if (run.bytes && !IsAllMultiByte(*run.bytes)) run.bytes.reset();
  run.end = at;
  return run;
}

// One character that was encoded twice, beginning at `begin`.
struct Twice {
  std::size_t begin = 0;
  std::size_t end = 0;
  char32_t code_point = 0;
  std::size_t length = 0;   // Its bytes in UTF-8: as many characters stand in its place.
  bool high_range = false;  // Its second byte is one of 0x80 … 0x9F, punctuation in windows-1252.
};

std::optional<Twice> TwiceAt(std::string_view utf8, std::size_t at) {
  Twice twice{at, at};
  std::string bytes;
  for (std::size_t needed = 1; bytes.size() < needed;) {
    if (twice.end >= utf8.size()) return std::nullopt;
    const auto byte = Windows1252Byte(NextCodePoint(utf8, twice.end));
    if (!byte) return std::nullopt;
    const auto value = static_cast<unsigned char>(*byte);
    if (bytes.empty()) needed = value >= 0xF0 ? 4 : value >= 0xE0 ? 3 : value >= 0xC2 ? 2 : 99;
    if (needed == 99) return std::nullopt;
    if (bytes.size() == 1) twice.high_range = value < 0xA0;
    bytes.push_back(*byte);
  }
  std::size_t read = 0;
  twice.code_point = NextCodePoint(bytes, read);
  if (read != bytes.size()) return std::nullopt;
  twice.length = read;
  return twice;
}

constexpr bool IsUpper(char c) {
  return c >= 'A' && c <= 'Z';
}
constexpr bool IsLower(char c) {
  return c >= 'a' && c <= 'z';
}

// Quotation marks and brackets, or nothing, on this side: what stands here may be quoted.
bool IsQuoting(std::string_view side, bool left) {
  if (side.empty()) return true;
  for (const std::string_view mark :
       {"\"", "'", "(", ")", "[", "]", "`", "“", "”", "‘", "’", "«", "»", "„", "「", "」"}) {
    if (left ? side.ends_with(mark) : side.starts_with(mark)) return true;
  }
  return false;
}

// Would no sound text have these characters here?
bool IsSurelyTwice(std::string_view utf8, const Twice& twice) {
  const std::string_view left = utf8.substr(0, twice.begin);
  const std::string_view right = utf8.substr(twice.end);
  const char before = left.empty() ? '\0' : left.back();
  const char after = right.empty() ? '\0' : right.front();
  if (twice.length == 3) {
    // General Punctuation, the euro and the trade mark: "â€" and "â‚" are no text.
    const char32_t c = twice.code_point;
    const bool mark = (c >= 0x2010 && c <= 0x203A) || c == 0x20AC || c == 0x2122;
    return mark && !(IsQuoting(left, true) && IsQuoting(right, false));
  }
  if (twice.length != 2 || (IsUpper(before) && !IsLower(after))) return false;
  if (twice.code_point < 0xC0) return !twice.high_range;
  if (twice.code_point > 0x17F) return false;
  if (twice.high_range) return IsLower(after) && !IsLower(before);
  return IsLower(before) || IsLower(after);
}

// Letters of other scripts than Latin that follow one another from `first` on.
std::size_t OtherLettersFrom(std::string_view utf8, const Twice& first, std::size_t* end) {
  std::size_t count = 0;
  std::optional<Twice> next = first;
  while (next && next->code_point >= 0x370 &&
         (next->code_point < 0x2000 || next->length != 3 || next->code_point >= 0x3040)) {
    ++count;
    *end = next->end;
    next = TwiceAt(utf8, next->end);
  }
  return count;
}

// Fewer runs than this may be an article that quotes mojibake.
constexpr std::size_t kRunsMin = 5;

}  // namespace

std::size_t RepairDoubleEncoding(std::string& utf8) {
  // Every doubly encoded sequence begins with U+00C2 … U+00F4, in UTF-8 C3 8x-Bx or C2; the
  // commonest are "Ã", "Â" and "â". A text without them is most texts, and is left at once.
  if (utf8.find("\xC3\x83") == std::string::npos &&
      utf8.find("\xC3\xA2\xE2") == std::string::npos &&
      utf8.find("\xC3\x90") == std::string::npos && utf8.find("\xC3\x98") == std::string::npos) {
    return 0;
  }
  std::string repaired;
  repaired.reserve(utf8.size());
  std::size_t broken = 0;
  std::size_t runs = 0;
  for (std::size_t at = 0; at < utf8.size();) {
    if (static_cast<unsigned char>(utf8[at]) < 0x80) {
      repaired.push_back(utf8[at++]);
      continue;
    }
    const Run run = ReadRun(utf8, at);
    ++runs;
    if (run.bytes) {
      ++broken;
      repaired.append(*run.bytes);
    } else {
      repaired.append(utf8, at, run.end - at);
    }
    at = run.end;
  }
  if (broken < kRunsMin || broken * 10 < runs * 9) return 0;
  utf8 = std::move(repaired);
  return broken;
}

std::size_t RepairStrayDoubleEncoding(std::string& utf8) {
  constexpr std::size_t kOtherLettersMin = 3;
  std::string repaired;
  std::size_t copied = 0;
  std::size_t count = 0;
  // All of them begin with U+00C2 … U+00F4, in UTF-8 C3 82 … C3 B4.
  for (std::size_t at = utf8.find('\xC3'); at != std::string::npos; at = utf8.find('\xC3', at)) {
    const auto twice = TwiceAt(utf8, at);
    std::size_t end = twice ? twice->end : at;
    const bool surely = twice && IsSurelyTwice(utf8, *twice);
    if (!surely && (!twice || OtherLettersFrom(utf8, *twice, &end) < kOtherLettersMin)) {
      ++at;
      continue;
    }
    repaired.append(utf8, copied, at - copied);
    while (at < end) {
      const auto each = TwiceAt(utf8, at);
      AppendUtf8(repaired, each->code_point);
      at = each->end;
      ++count;
    }
    copied = at;
  }
  if (count == 0) return 0;
  repaired.append(utf8, copied);
  utf8 = std::move(repaired);
  return count;
}

}  // namespace stratwatch::parsers::internal
