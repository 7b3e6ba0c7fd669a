#include "pipeline/internal/people_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "pipeline/internal/rule_files.h"

namespace stratwatch::pipeline::internal {
namespace {

using namespace std::string_view_literals;

constexpr std::array kKinds = {"role"sv,
                               "body"sv,
                               "portfolio"sv,
                               "say"sv,
                               "according"sv,
                               "honorific"sv,
                               "pronoun"sv,
                               "link"sv,
                               "particle"sv,
                               "stop"sv,
                               "given"sv,
                               "surname"sv,
                               "transliteration"sv,
                               "order"sv};
constexpr std::array kRoleValues = {"head"sv,      "minister"sv, "deputy"sv,       "ambassador"sv,
                                    "executive"sv, "official"sv, "spokesperson"sv, "academic"sv};
constexpr std::array kBodyValues = {"ministry"sv, "agency"sv, "university"sv, "bank"sv,
                                    "company"sv};
constexpr std::array kOrderValues = {"head-last"sv};
constexpr std::array kNoValues = {"-"sv};

// A wildcard must not swallow whole vocabularies.
constexpr std::size_t kStemBytesMin = 2;

template <std::size_t kCount>
Result<std::size_t> PlaceOf(const TsvTable& table, const TsvRow& row, std::string_view cell,
                            const std::array<std::string_view, kCount>& words) {
  const auto found = std::find(words.begin(), words.end(), cell);
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  return FailAt(table, row, fmt::format("'{}': expected one of {}", cell, fmt::join(words, ", ")));
}

bool IsLanguage(std::string_view tag) {
  return tag == "*" ||
         (tag.size() >= 2 && tag.size() <= 3 &&
          std::all_of(tag.begin(), tag.end(), [](char c) { return c >= 'a' && c <= 'z'; }));
}

Result<std::size_t> CheckValue(const TsvTable& table, const TsvRow& row, PeopleWordKind kind) {
  switch (kind) {
    case PeopleWordKind::kRole:
      return PlaceOf(table, row, row.cells[2], kRoleValues);
    case PeopleWordKind::kBody:
      return PlaceOf(table, row, row.cells[2], kBodyValues);
    case PeopleWordKind::kOrder:
      return PlaceOf(table, row, row.cells[2], kOrderValues);
    default:
      return PlaceOf(table, row, row.cells[2], kNoValues);
  }
}

}  // namespace

Result<PeopleForms> ReadPeopleForms(const TsvTable& table, const TsvRow& row) {
  const auto kind = PlaceOf(table, row, row.cells[0], kKinds);
  if (!kind) return tl::unexpected(kind.error());
  PeopleForms forms;
  forms.kind = static_cast<PeopleWordKind>(*kind);
  forms.language = row.cells[1];
  if (!IsLanguage(forms.language)) {
    return FailAt(
        table, row,
        fmt::format("language '{}': expected a primary language tag or '*'", forms.language));
  }
  const auto value = CheckValue(table, row, forms.kind);
  if (!value) return tl::unexpected(value.error());
  forms.value = row.cells[2];
  for (const std::string_view form : SplitForms(row.cells[3])) {
    const std::size_t star = form.find('*');
    if (form.empty() ||
        (star != std::string_view::npos && (star + 1 != form.size() || star < kStemBytesMin))) {
      return FailAt(
          table, row,
          fmt::format("'{}': expected a word, or a stem of two letters or more and '*'", form));
    }
    forms.forms.emplace_back(form);
  }
  if (forms.forms.empty()) return FailAt(table, row, "forms: must not be empty");
  return forms;
}

Result<void> AddPeople(const TsvTable& table, const TsvRow& row, GazetteerRules& rules) {
  auto forms = ReadPeopleForms(table, row);
  if (!forms) return tl::unexpected(forms.error());
  rules.people.push_back(std::move(*forms));
  return {};
}

}  // namespace stratwatch::pipeline::internal
