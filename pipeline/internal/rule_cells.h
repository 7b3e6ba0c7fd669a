#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/error.h"
#include "pipeline/internal/folded_text.h"
#include "pipeline/internal/tsv_table.h"

// What the cells of rule files hold, and what is wrong with them: each error is
// "file:line: what stands there: what is expected".
namespace stratwatch::pipeline::internal {

bool IsUpper(char c);

// ISO 3166-1 alpha-2, and XK and EU.
bool IsCountryCode(std::string_view code);
// "XX-ASEAN": a body that is no country.
bool IsBodyCode(std::string_view code);
// The shape of a BCP 47 tag as the files use it: "pt", "zh-Hant", "sr-Latn".
bool IsLanguage(std::string_view tag);

Result<void> CheckCountry(const TsvTable& table, const TsvRow& row, std::string_view code);
Result<void> CheckLanguage(const TsvTable& table, const TsvRow& row, std::string_view tag);
// Also takes "*", for all languages.
Result<void> CheckAnyLanguage(const TsvTable& table, const TsvRow& row, std::string_view tag);

// The forms of a cell, none empty. Each can match something: it has letters, digits or signs that
// folding leaves, before its first '*' too, and no '*' after another.
Result<std::vector<std::string>> ParseForms(const TsvTable& table, const TsvRow& row,
                                            std::string_view cell, const MatchFolding& folding);
// "fr:Maroc Digital 2030|ar:…" to (language, form).
using LanguageForms = std::vector<std::pair<std::string, std::string>>;
Result<LanguageForms> ParsePairs(const TsvTable& table, const TsvRow& row, std::string_view cell,
                                 const MatchFolding& folding);
// The parts of a cell as they are.
std::vector<std::string> Strings(std::string_view cell);

template <typename Enum>
struct Word {
  std::string_view word;
  Enum value;
};

template <typename Enum, std::size_t kCount>
Result<Enum> ParseWord(const TsvTable& table, const TsvRow& row, std::string_view cell,
                       const Word<Enum> (&words)[kCount]) {
  std::string allowed;
  for (const auto& each : words) {
    if (each.word == cell) return each.value;
    allowed += fmt::format("{}{}", allowed.empty() ? "" : ", ", each.word);
  }
  return FailAt(table, row, fmt::format("'{}': expected one of {}", cell, allowed));
}

}  // namespace stratwatch::pipeline::internal
