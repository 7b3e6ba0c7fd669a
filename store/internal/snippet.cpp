#include "store/internal/snippet.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <set>
#include <vector>

namespace stratwatch::store {
namespace {

// What a text word must be to count as a match.
struct Wanted {
  std::set<std::string, std::less<>> terms;
  std::vector<std::string> prefixes;

  bool Fits(std::string_view term) const {
    return terms.contains(term) ||
           std::any_of(prefixes.begin(), prefixes.end(),
                       [&](const std::string& prefix) { return term.starts_with(prefix); });
  }
};

void Collect(const QueryNode& node, Wanted& wanted) {
  if (node.kind == QueryNode::Kind::kNot) return;
  // A phrase is shown where it begins; its first word may stand elsewhere before, which is close
  // enough for a snippet.
  std::vector<TermPattern> patterns;
  if (node.kind == QueryNode::Kind::kTerm) patterns.push_back(node.term);
  if (node.kind == QueryNode::Kind::kPhrase) patterns.push_back(node.parts.front().pattern);
  for (const TermPattern& pattern : patterns) {
    if (pattern.field != TermField::kText) continue;
    if (pattern.prefix) {
      wanted.prefixes.push_back(pattern.text);
    } else {
      wanted.terms.insert(pattern.text);
    }
  }
  for (const QueryNode& child : node.children) Collect(child, wanted);
}

bool IsContinuation(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

bool IsSpace(char byte) {
  return byte == ' ' || byte == '\n' || byte == '\t' || byte == '\r';
}

// Looks for a space in the next (or previous) 40 bytes, else cuts between characters: Chinese and
// Thai have no spaces.
constexpr std::size_t kSlack = 40;

std::size_t CutForward(std::string_view text, std::size_t at) {
  for (std::size_t i = at; i < std::min(text.size(), at + kSlack); ++i) {
    if (IsSpace(text[i])) return i + 1;
  }
  while (at < text.size() && IsContinuation(text[at])) ++at;
  return at;
}

std::size_t CutBackward(std::string_view text, std::size_t at) {
  for (std::size_t i = at; i > 0 && i + kSlack > at; --i) {
    if (IsSpace(text[i - 1])) return i - 1;
  }
  while (at > 0 && at < text.size() && IsContinuation(text[at])) --at;
  return at;
}

std::string OneLine(std::string_view text) {
  std::string line;
  for (const char each : text) {
    const bool space = IsSpace(each);
    if (space && (line.empty() || line.back() == ' ')) continue;
    line.push_back(space ? ' ' : each);
  }
  while (!line.empty() && line.back() == ' ') line.pop_back();
  return line;
}

}  // namespace

std::string MakeSnippet(std::string_view text, const QueryNode& query, const Analyzer& analyzer,
                        std::size_t bytes_max) {
  Wanted wanted;
  Collect(query, wanted);
  std::optional<Token> match;
  if (!wanted.terms.empty() || !wanted.prefixes.empty()) {
    analyzer.Analyze(text, Analyzer::Purpose::kIndex, [&](const Token& token) {
      if (wanted.Fits(token.term)) match = token;
      return !match.has_value();
    });
  }
  std::size_t begin = 0;
  // A quarter of the room goes before the match.
  const std::size_t before = bytes_max / 4;
  if (match && match->begin > before) begin = CutForward(text, match->begin - before);
  if (match) begin = std::min<std::size_t>(begin, match->begin);
  std::size_t end = std::min(text.size(), begin + bytes_max);
  if (end < text.size()) end = CutBackward(text, end);
  if (match) end = std::max<std::size_t>(end, match->end);
  std::string snippet = OneLine(text.substr(begin, end - begin));
  if (begin > 0) snippet.insert(0, "…");
  if (end < text.size()) snippet.append("…");
  return snippet;
}

}  // namespace stratwatch::store
