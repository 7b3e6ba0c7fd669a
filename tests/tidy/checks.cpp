#include "tests/tidy/checks.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <optional>
#include <set>

namespace stratwatch::tidy {
namespace {

// What each layer may include. model/wire is apart: only store and what is above it use it.
const std::map<std::string, std::set<std::string>, std::less<>>& AllowedBelow() {
  static const std::map<std::string, std::set<std::string>, std::less<>> allowed = {
      {"model", {"model"}},
      {"model/wire", {"model", "model/wire"}},
      {"crawlers", {"crawlers", "model"}},
      {"parsers", {"parsers", "model"}},
      {"store", {"store", "model", "model/wire"}},
      {"pipeline", {"pipeline", "crawlers", "parsers", "store", "model", "model/wire"}},
      {"config", {"config", "pipeline", "crawlers", "parsers", "store", "model", "model/wire"}},
      {"app", {"app", "config", "pipeline", "crawlers", "parsers", "store", "model", "model/wire"}},
  };
  return allowed;
}

// "model/wire" for what is in it, else the first folder of the path; empty without a folder.
std::string LayerOf(std::string_view path) {
  if (path.starts_with("model/wire/")) return "model/wire";
  const std::size_t slash = path.find('/');
  return slash == std::string_view::npos ? std::string() : std::string(path.substr(0, slash));
}

bool IsLayer(std::string_view layer) {
  return AllowedBelow().contains(layer);
}

bool IsHeader(std::string_view path) {
  return path.ends_with(".h");
}
bool IsInternal(std::string_view path) {
  return path.find("/internal/") != std::string_view::npos;
}

// Sources that people read and change; data and prose have lines as long as they like.
bool IsSource(std::string_view path) {
  return IsCpp(path) || IsScript(path) || path.ends_with(".proto") ||
         path.ends_with("CMakeLists.txt") || path.ends_with(".cmake");
}

struct CodePointRange {
  char32_t first;
  char32_t last;
};

// Marks that stand above, below or inside the letter before them, in the scripts we write in.
constexpr CodePointRange kCombining[] = {
    {0x0300, 0x036F}, {0x0591, 0x05C7}, {0x0610, 0x061A}, {0x064B, 0x065F},
    {0x0900, 0x0903}, {0x093A, 0x093C}, {0x093E, 0x094F}, {0x0E31, 0x0E31},
    {0x0E34, 0x0E3A}, {0x0E47, 0x0E4E}, {0x0EB1, 0x0EB1}, {0x0EB4, 0x0EBC},
    {0x0EC8, 0x0ECD}, {0x102B, 0x103E}, {0x17B4, 0x17D3}, {0x200B, 0x200F},
};

bool IsCombining(char32_t c) {
  return std::any_of(
      std::begin(kCombining), std::end(kCombining),
      [c](const CodePointRange& range) { return range.first <= c && c <= range.last; });
}

// Letters as an editor shows them; a wide one counts once.
std::size_t Columns(std::string_view line) {
  std::size_t columns = 0;
  for (std::size_t at = 0; at < line.size();) {
    const auto lead = static_cast<unsigned char>(line[at]);
    const std::size_t bytes = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    char32_t c = bytes == 1 ? lead : lead & (0x7FU >> bytes);
    for (std::size_t i = 1; i < bytes && at + i < line.size(); ++i) {
      c = c << 6U | (static_cast<unsigned char>(line[at + i]) & 0x3FU);
    }
    columns += IsCombining(c) ? 0 : 1;
    at += bytes;
  }
  return columns;
}

std::string Quoted(std::string_view include) {
  return std::string(include.substr(1, include.size() - 2));
}

bool IsStandardHeader(std::string_view include) {
  // The standard library's headers have neither a folder nor a suffix.
  return include.starts_with("<") && include.find('/') == std::string_view::npos &&
         include.find('.') == std::string_view::npos;
}

// Why `from`, a file of `layer`, may not include `to`; nullopt when it may.
std::optional<std::string> Objection(const SourceFile& from, const std::string& to) {
  const std::string layer = LayerOf(from.path);
  const std::string target = LayerOf(to);
  const bool is_test = layer == "tests" || layer == "bench";
  if (!IsLayer(target)) {
    if (IsLayer(layer) && (target == "tests" || target == "bench"))
      return "no layer includes tests";
    return std::nullopt;
  }
  const std::string base = target == "model/wire" ? "model" : target;
  if (IsInternal(to)) {
    const std::string own_tests = "tests/" + base + "/";
    // Fuzzing and measuring look inside too.
    if (layer == target || layer == "bench" || from.path.starts_with(own_tests) ||
        from.path.starts_with("tests/fuzz/")) {
      return std::nullopt;
    }
    return "internal/ headers are for their own layer";
  }
  if (is_test || !IsLayer(layer)) return std::nullopt;
  if (AllowedBelow().find(layer)->second.contains(target)) return std::nullopt;
  return layer + " may not include " + target +
         " (app > config > pipeline > crawlers, parsers, store > model)";
}

}  // namespace

bool IsCpp(std::string_view path) {
  return path.ends_with(".h") || path.ends_with(".cpp");
}

bool IsScript(std::string_view path) {
  if (path.ends_with(".sh") || path.ends_with(".py")) return true;
  const std::string_view name = path.substr(path.rfind('/') + 1);
  const bool in_scripts = path.starts_with("ops/") || path.starts_with(".ci/") ||
                          path.starts_with("tests/e2e/") || path.starts_with("bench/");
  return in_scripts && name.find('.') == std::string_view::npos;
}

std::vector<std::string_view> Lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::string IncludeOf(std::string_view line) {
  if (!line.starts_with("#")) return {};
  line.remove_prefix(1);
  line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
  if (!line.starts_with("include")) return {};
  const std::size_t open = line.find_first_of("<\"");
  if (open == std::string_view::npos) return {};
  const std::size_t close = line.find_first_of(">\"", open + 1);
  if (close == std::string_view::npos) return {};
  return std::string(line.substr(open, close - open + 1));
}

std::vector<Finding> CheckIncludeDirection(const SourceFile& file) {
  std::vector<Finding> findings;
  if (!IsCpp(file.path)) return findings;
  std::size_t number = 0;
  for (const std::string_view line : Lines(file.text)) {
    ++number;
    const std::string include = IncludeOf(line);
    if (include.empty() || include.front() != '"') continue;
    const std::string to = Quoted(include);
    if (to.find('/') == std::string::npos) {
      findings.push_back({file.path, number, "include " + include + " is not named from the root"});
    } else if (const auto objection = Objection(file, to)) {
      findings.push_back({file.path, number, "include " + include + ": " + *objection});
    }
  }
  return findings;
}

std::vector<Finding> CheckPublicHeader(const SourceFile& file) {
  std::vector<Finding> findings;
  const std::string layer = LayerOf(file.path);
  // app/ is the top: nothing includes its headers from outside.
  if (!IsHeader(file.path) || IsInternal(file.path) || !IsLayer(layer) || layer == "app") {
    return findings;
  }
  std::size_t number = 0;
  for (const std::string_view line : Lines(file.text)) {
    ++number;
    const std::string include = IncludeOf(line);
    if (include.empty() || IsStandardHeader(include) || include == "<tl/expected.hpp>") continue;
    const bool own = include.front() == '"' && IsLayer(LayerOf(Quoted(include))) &&
                     !include.ends_with(".pb.h\"") && !IsInternal(include);
    if (own) continue;
    findings.push_back({file.path, number,
                        "a public header includes " + include +
                            "; hide it behind a private Impl or in internal/"});
  }
  return findings;
}

std::vector<Finding> CheckOwnHeaderFirst(const SourceFile& file, bool has_header) {
  if (!has_header || !file.path.ends_with(".cpp")) return {};
  const std::string own = file.path.substr(0, file.path.size() - 4) + ".h";
  std::size_t number = 0;
  for (const std::string_view line : Lines(file.text)) {
    ++number;
    const std::string include = IncludeOf(line);
    if (include.empty()) continue;
    if (Quoted(include) == own) return {};
    return {{file.path, number, "the first include must be \"" + own + "\", its own header"}};
  }
  return {};
}

std::vector<Finding> CheckFileLength(const SourceFile& file) {
  if (!IsSource(file.path)) return {};
  const std::size_t lines = Lines(file.text).size();
  if (lines <= kFileLinesMax) return {};
  return {{file.path, 0,
           "has " + std::to_string(lines) + " lines; at most " + std::to_string(kFileLinesMax)}};
}

std::vector<Finding> CheckLineLength(const SourceFile& file) {
  std::vector<Finding> findings;
  if (!IsSource(file.path)) return findings;
  std::size_t number = 0;
  for (const std::string_view line : Lines(file.text)) {
    ++number;
    const std::size_t columns = Columns(line);
    if (columns <= kLineColumnsMax) continue;
    findings.push_back(
        {file.path, number,
         std::to_string(columns) + " columns; at most " + std::to_string(kLineColumnsMax)});
  }
  return findings;
}

std::vector<Finding> CheckUnfinished(const SourceFile& file) {
  std::vector<Finding> findings;
  if (!IsSource(file.path)) return findings;
  // Put together here, so that this file does not find itself.
  const std::array<std::string, 3> words = {std::string("TO") + "DO", std::string("FIX") + "ME",
                                            std::string("XX") + "X:"};
  std::size_t number = 0;
  for (const std::string_view line : Lines(file.text)) {
    ++number;
    for (const std::string& word : words) {
      const std::size_t at = line.find(word);
      if (at == std::string_view::npos) continue;
      const std::string_view rest = line.substr(at + word.size());
      const bool numbered = rest.starts_with("(#") && rest.size() > 2 &&
                            std::isdigit(static_cast<unsigned char>(rest[2])) != 0;
      if (!numbered) findings.push_back({file.path, number, word + " without an issue's number"});
    }
  }
  return findings;
}

std::vector<Finding> CheckMachinePaths(const SourceFile& file) {
  std::vector<Finding> findings;
  const std::array<std::string, 4> paths = {std::string("/wo") + "rk/", std::string("/ho") + "me/",
                                            std::string("/Us") + "ers/",
                                            std::string("/tmp/bu") + "ild"};
  std::size_t number = 0;
  for (const std::string_view line : Lines(file.text)) {
    ++number;
    for (const std::string& path : paths) {
      const std::size_t at = line.find(path);
      if (at == std::string_view::npos) continue;
      // The middle of a longer path or URL is no machine path.
      const char before = at == 0 ? ' ' : line[at - 1];
      if (std::isalnum(static_cast<unsigned char>(before)) != 0 || before == '.' || before == '}') {
        continue;
      }
      findings.push_back({file.path, number, "names " + path + "…, a path of one machine"});
    }
  }
  return findings;
}

}  // namespace stratwatch::tidy
