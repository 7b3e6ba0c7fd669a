#include "pipeline/internal/rule_cells.h"

#include <unicode/uloc.h>

#include <algorithm>
#include <cstring>

namespace stratwatch::pipeline::internal {
namespace {

bool IsLower(char c) {
  return c >= 'a' && c <= 'z';
}

// Why a form can match nothing; empty when it can.
std::string FaultOf(std::string_view form, const MatchFolding& folding) {
  const std::size_t star = form.find('*');
  if (folding.FoldName(form.substr(0, star)).empty()) {
    return fmt::format("'{}': nothing to match{}; expected letters, digits or signs", form,
                       star == std::string_view::npos ? "" : " before '*'");
  }
  if (form.find("**") != std::string_view::npos) {
    return fmt::format("'{}': two '*' side by side; expected one", form);
  }
  return {};
}

}  // namespace

bool IsUpper(char c) {
  return c >= 'A' && c <= 'Z';
}

bool IsCountryCode(std::string_view code) {
  if (code == "XK" || code == "EU") return true;
  const char* const* known = uloc_getISOCountries();
  while (*known != nullptr && code != *known) ++known;
  return *known != nullptr;
}

bool IsBodyCode(std::string_view code) {
  return code.size() > 3 && code.substr(0, 3) == "XX-" &&
         std::all_of(code.begin() + 3, code.end(),
                     [](char c) { return IsUpper(c) || (c >= '0' && c <= '9'); });
}

bool IsLanguage(std::string_view tag) {
  const std::size_t dash = tag.find('-');
  const std::string_view primary = tag.substr(0, dash);
  return primary.size() >= 2 && primary.size() <= 3 &&
         std::all_of(primary.begin(), primary.end(), IsLower);
}

Result<void> CheckCountry(const TsvTable& table, const TsvRow& row, std::string_view code) {
  if (IsCountryCode(code) || IsBodyCode(code)) return {};
  return FailAt(table, row,
                fmt::format("country '{}': expected two capitals (ISO 3166-1), EU, XK, "
                            "or XX- and a body's name",
                            code));
}

Result<void> CheckLanguage(const TsvTable& table, const TsvRow& row, std::string_view tag) {
  if (IsLanguage(tag)) return {};
  return FailAt(table, row, fmt::format("language '{}': expected a BCP 47 tag", tag));
}

Result<void> CheckAnyLanguage(const TsvTable& table, const TsvRow& row, std::string_view tag) {
  if (tag == "*" || IsLanguage(tag)) return {};
  return FailAt(table, row, fmt::format("language '{}': expected a BCP 47 tag or '*'", tag));
}

Result<std::vector<std::string>> ParseForms(const TsvTable& table, const TsvRow& row,
                                            std::string_view cell, const MatchFolding& folding) {
  std::vector<std::string> forms;
  for (const std::string_view form : SplitForms(cell)) {
    const std::string fault = FaultOf(form, folding);
    if (!fault.empty()) return FailAt(table, row, fault);
    forms.emplace_back(form);
  }
  return forms;
}

Result<LanguageForms> ParsePairs(const TsvTable& table, const TsvRow& row, std::string_view cell,
                                 const MatchFolding& folding) {
  LanguageForms pairs;
  for (const std::string_view form : SplitForms(cell)) {
    const std::size_t colon = form.find(':');
    if (colon == std::string_view::npos || !IsLanguage(form.substr(0, colon)) ||
        colon + 1 == form.size()) {
      return FailAt(
          table, row,
          fmt::format("'{}': expected language:form, as in 'fr:Maroc Digital 2030'", form));
    }
    const std::string fault = FaultOf(form.substr(colon + 1), folding);
    if (!fault.empty()) return FailAt(table, row, fault);
    pairs.emplace_back(form.substr(0, colon), form.substr(colon + 1));
  }
  return pairs;
}

std::vector<std::string> Strings(std::string_view cell) {
  const auto forms = SplitForms(cell);
  return {forms.begin(), forms.end()};
}

}  // namespace stratwatch::pipeline::internal
