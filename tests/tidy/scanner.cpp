// The part of tests/tidy that reads C++: blanking of comments and literals, and the brace scanner
// that finds function bodies.
#include <algorithm>
#include <cctype>
#include <string>

#include "tests/tidy/checks.h"

namespace stratwatch::tidy {
namespace {

bool IsWordByte(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

// Blanks [begin, end) but for line ends.
void Blank(std::string& text, std::size_t begin, std::size_t end) {
  for (std::size_t i = begin; i < std::min(end, text.size()); ++i) {
    if (text[i] != '\n') text[i] = ' ';
  }
}

// The end of the literal whose quote is at `begin`: behind the closing quote, or the line's end.
std::size_t LiteralEnd(std::string_view text, std::size_t begin) {
  const char quote = text[begin];
  std::size_t at = begin + 1;
  while (at < text.size() && text[at] != quote && text[at] != '\n') {
    at += text[at] == '\\' ? 2 : 1;
  }
  return std::min(at + 1, text.size());
}

// The end of R"x(…)x" whose quote is at `quote`.
std::size_t RawLiteralEnd(std::string_view text, std::size_t quote) {
  const std::size_t open = text.find('(', quote);
  if (open == std::string_view::npos) return text.size();
  const std::string close = ")" + std::string(text.substr(quote + 1, open - quote - 1)) + "\"";
  const std::size_t at = text.find(close, open);
  return at == std::string_view::npos ? text.size() : at + close.size();
}

enum class Scope { kTransparent, kFunction, kOther };

bool HasWord(std::string_view text, std::string_view word) {
  for (std::size_t at = text.find(word); at != std::string_view::npos;
       at = text.find(word, at + 1)) {
    const bool begins = at == 0 || !IsWordByte(text[at - 1]);
    const std::size_t end = at + word.size();
    if (begins && (end == text.size() || !IsWordByte(text[end]))) return true;
  }
  return false;
}

// What the brace behind `before` opens; `before` begins behind the last ';', '{' or '}'.
Scope ScopeOf(std::string_view before) {
  if (HasWord(before, "namespace") || HasWord(before, "extern")) return Scope::kTransparent;
  const bool has_parameters = before.find(')') != std::string_view::npos;
  for (const std::string_view word : {"class", "struct", "union", "enum"}) {
    if (HasWord(before, word) && !has_parameters) return Scope::kTransparent;
  }
  const std::size_t last = before.find_last_not_of(" \n\t");
  if (last == std::string_view::npos) return Scope::kOther;
  if (before[last] == '=' || before[last] == ',') return Scope::kOther;
  return has_parameters ? Scope::kFunction : Scope::kOther;
}

std::string_view Trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\n");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\n") - begin + 1);
}

// A short name for a finding: what stands before the parameters.
std::string NameOf(std::string_view before) {
  const std::size_t parameters = before.find('(');
  std::string_view head = Trimmed(before.substr(0, parameters));
  const std::size_t space = head.find_last_of(" \n\t*&");
  if (space != std::string_view::npos) head = head.substr(space + 1);
  // A test's name is its two arguments.
  if (head.starts_with("TEST") || head.starts_with("BENCHMARK")) {
    return std::string(Trimmed(before.substr(before.find(head))));
  }
  return std::string(head);
}

// The brace of "A() : b_{1}" initialises a member; the body is still to come.
bool IsMemberInitialiser(std::string_view before) {
  const std::string_view head = Trimmed(before);
  const std::size_t parameters_end = head.find(')');
  if (head.empty() || parameters_end == std::string_view::npos || !IsWordByte(head.back())) {
    return false;
  }
  const std::string_view behind = Trimmed(head.substr(parameters_end + 1));
  return behind.starts_with(":") || behind.starts_with("noexcept :");
}

// Behind the brace that closes the one at `open`.
std::size_t BracesEnd(std::string_view code, std::size_t open) {
  int depth = 0;
  for (std::size_t at = open; at < code.size(); ++at) {
    if (code[at] == '{') ++depth;
    if (code[at] == '}' && --depth == 0) return at + 1;
  }
  return code.size();
}

}  // namespace

std::string BlankCommentsAndLiterals(std::string_view text) {
  std::string blanked(text);
  std::size_t at = 0;
  while (at < text.size()) {
    const char c = text[at];
    const std::string_view rest = text.substr(at);
    std::size_t end = at + 1;
    if (rest.starts_with("//")) {
      end = std::min(text.find('\n', at), text.size());
      Blank(blanked, at, end);
    } else if (rest.starts_with("/*")) {
      const std::size_t close = text.find("*/", at + 2);
      end = close == std::string_view::npos ? text.size() : close + 2;
      Blank(blanked, at, end);
    } else if (c == '"' && at > 0 && text[at - 1] == 'R') {
      end = RawLiteralEnd(text, at);
      Blank(blanked, at, end);
    } else if (c == '"' || (c == '\'' && (at == 0 || !IsWordByte(text[at - 1])))) {
      end = LiteralEnd(text, at);  // A quote inside a number (10'000) is no literal.
      Blank(blanked, at + 1, end - 1);
    }
    at = end;
  }
  return blanked;
}

std::vector<Finding> CheckFunctionLength(const SourceFile& file) {
  std::vector<Finding> findings;
  if (!IsCpp(file.path)) return findings;
  const std::string code = BlankCommentsAndLiterals(file.text);
  struct Open {
    Scope scope;
    std::size_t line;
    std::string name;
  };
  std::vector<Open> open;
  std::size_t line = 1;
  std::size_t statement = 0;  // Where the text before the next brace begins.
  int parentheses = 0;        // A ';' or brace inside (…) ends nothing.
  for (std::size_t at = 0; at < code.size(); ++at) {
    const char c = code[at];
    if (c == '\n') ++line;
    if (c == '#' && (at == 0 || code[at - 1] == '\n')) {  // A directive is no statement.
      while (at + 1 < code.size() && code[at + 1] != '\n') ++at;
      statement = at + 1;
    }
    // Inside a function nothing but its end matters.
    const bool inside = !open.empty() && open.back().scope != Scope::kTransparent;
    if (c == '(') ++parentheses;
    if (c == ')') --parentheses;
    if (c == '{') {
      const std::string_view before = std::string_view(code).substr(statement, at - statement);
      if (!inside && IsMemberInitialiser(before)) {
        const std::size_t end = BracesEnd(code, at);
        line += static_cast<std::size_t>(std::count(&code[at], &code[end - 1], '\n'));
        at = end - 1;
        continue;
      }
      if (inside) {
        open.push_back({Scope::kOther, line, {}});
      } else {
        open.push_back({ScopeOf(before), line, NameOf(before)});
      }
    } else if (c == '}' && !open.empty()) {
      const Open closed = open.back();
      open.pop_back();
      const std::size_t length = line - closed.line + 1;
      if (closed.scope == Scope::kFunction && length > kFunctionLinesMax) {
        findings.push_back({file.path, closed.line,
                            "function " + closed.name + " has " + std::to_string(length) +
                                " lines; at most " + std::to_string(kFunctionLinesMax) +
                                ": give its parts names of their own"});
      }
    }
    if (c == '{' || c == '}' || (c == ';' && parentheses == 0)) statement = at + 1;
  }
  return findings;
}

}  // namespace stratwatch::tidy
