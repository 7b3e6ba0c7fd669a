#include "parsers/foreign_passages.h"

#include <algorithm>
#include <array>
#include <optional>

#include "parsers/internal/script_census.h"
#include "parsers/internal/utf8.h"
#include "parsers/language.h"

namespace stratwatch::parsers {
namespace {

using internal::CountScripts;
using internal::Script;
using internal::ScriptCensus;
using internal::Utf8Prefix;

// Of a paragraph, which its beginning tells.
constexpr std::size_t kJudgedBytesMax = 400;
// Where the script differs few letters tell; within a script, a name or a title of some words is
// easily taken for another language.
constexpr std::uint32_t kOtherScriptLettersMin = 12;
constexpr std::uint32_t kSameScriptLettersMin = 100;
constexpr float kSure = 0.9F;
constexpr std::size_t kPassagesMax = 100;

std::string_view Primary(std::string_view tag) {
  return tag.substr(0, tag.find('-'));
}

bool AreSisters(std::string_view left, std::string_view right) {
  constexpr std::array<std::array<std::string_view, 4>, 8> kFamilies = {{
      {"no", "da", "sv", "nn"},
      {"hr", "bs", "sr", "sh"},
      {"id", "ms", "jv", "su"},
      {"cs", "sk"},
      {"pt", "gl"},
      {"bg", "mk"},
      {"xh", "zu", "ss", "nr"},
      {"fa", "prs", "tg"},
  }};
  if (left == right) return true;
  return std::any_of(kFamilies.begin(), kFamilies.end(), [&](const auto& family) {
    const auto has = [&](std::string_view tag) {
      return std::find(family.begin(), family.end(), tag) != family.end();
    };
    return has(left) && has(right);
  });
}

Script MainScript(const ScriptCensus& census) {
  const auto most = std::max_element(census.counts.begin(), census.counts.end());
  return static_cast<Script>(most - census.counts.begin());
}

// The language of a paragraph where it is surely not `main`.
std::optional<LanguageGuess> ForeignLanguage(std::string_view paragraph, std::string_view main,
                                             Script main_script) {
  const std::string_view judged = Utf8Prefix(paragraph, kJudgedBytesMax);
  const ScriptCensus census = CountScripts(judged);
  const Script script = MainScript(census);
  const bool same_script = script == main_script;
  if (census.letters < (same_script ? kSameScriptLettersMin : kOtherScriptLettersMin)) {
    return std::nullopt;
  }
  // Names in another script stand in many paragraphs.
  constexpr double kMostly = 0.7;
  if (census.Share(script) < kMostly) return std::nullopt;
  LanguageGuess guess = DetectLanguage(judged);
  if (guess.tag == "und" || AreSisters(Primary(guess.tag), Primary(main))) return std::nullopt;
  if (guess.confidence < kSure) return std::nullopt;
  return guess;
}

}  // namespace

std::vector<ForeignPassage> ForeignPassagesOf(std::string_view text, std::string_view main) {
  std::vector<ForeignPassage> passages;
  if (main.empty() || main == "und") return passages;
  const Script main_script = MainScript(CountScripts(Utf8Prefix(text, 2'048)));
  bool joins = false;  // The paragraph before was foreign.
  for (std::size_t begin = 0; begin < text.size() && passages.size() < kPassagesMax;) {
    const std::size_t end = std::min(text.find("\n\n", begin), text.size());
    const auto guess = ForeignLanguage(text.substr(begin, end - begin), main, main_script);
    if (guess && joins && passages.back().language == guess->tag) {
      passages.back().end = static_cast<std::uint32_t>(end);
      passages.back().confidence = std::min(passages.back().confidence, guess->confidence);
    } else if (guess) {
      passages.push_back({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end),
                          guess->tag, guess->confidence});
    }
    joins = guess.has_value();
    begin = end + 2;
  }
  return passages;
}

}  // namespace stratwatch::parsers
