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

}  // namespace stratwatch::parsers::internal
