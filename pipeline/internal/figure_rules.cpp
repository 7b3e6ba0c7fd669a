#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "pipeline/internal/rule_cells.h"
#include "pipeline/internal/rule_files.h"

namespace stratwatch::pipeline::internal {
namespace {

bool IsCurrencyCode(std::string_view code) {
  return code.size() == 3 && std::all_of(code.begin(), code.end(), IsUpper);
}

// The value of a row of figures.tsv: a number, currencies, or a unit's name.
Result<void> ParseFigureValue(const TsvTable& table, const TsvRow& row, FigureForms& figure) {
  using Kind = FigureKind;
  const std::string& value = row.cells[2];
  const bool counts =
      figure.kind == Kind::kNumber || figure.kind == Kind::kScale || figure.kind == Kind::kOrdinal;
  const bool named =
      figure.kind == Kind::kCapacity || figure.kind == Kind::kUnit || figure.kind == Kind::kPer;
  if (figure.kind == Kind::kRank) {
    if (value != "before" && value != "after" && value != "near") {
      return FailAt(table, row, fmt::format("value '{}': expected before, after or near", value));
    }
    figure.units.push_back(value);
    return {};
  }
  if (named) {
    if (value.empty()) return FailAt(table, row, "value: expected the unit's name");
    figure.units.push_back(value);
    return {};
  }
  std::string_view number = value;
  if (figure.kind == Kind::kCurrency) {  // "USD|CAD", "IRR*10"
    const std::size_t star = value.find('*');
    number = star == std::string::npos ? std::string_view() : number.substr(star + 1);
    figure.units = Strings(std::string_view(value).substr(0, star));
    if (figure.units.empty() ||
        !std::all_of(figure.units.begin(), figure.units.end(), IsCurrencyCode)) {
      return FailAt(
          table, row,
          fmt::format("value '{}': expected currency codes (ISO 4217), as in 'USD|CAD'", value));
    }
  }
  if (number.empty() && !counts) return {};
  const auto [end, error] =
      std::from_chars(number.data(), number.data() + number.size(), figure.number);
  if (error != std::errc() || end != number.data() + number.size() || !(figure.number > 0.0)) {
    return FailAt(table, row, fmt::format("value '{}': expected a number above 0", value));
  }
  return {};
}

}  // namespace

Result<void> AddFigure(const TsvTable& table, const TsvRow& row, GazetteerRules& rules) {
  using Kind = FigureKind;
  static constexpr Word<Kind> kKinds[] = {
      {"number", Kind::kNumber},     {"scale", Kind::kScale},       {"percent", Kind::kPercent},
      {"currency", Kind::kCurrency}, {"capacity", Kind::kCapacity}, {"unit", Kind::kUnit},
      {"time", Kind::kTime},         {"ordinal", Kind::kOrdinal},   {"rank", Kind::kRank},
      {"per", Kind::kPer},           {"target", Kind::kTarget},     {"standing", Kind::kStanding},
      {"decade", Kind::kDecade}};
  const auto kind = ParseWord(table, row, row.cells[0], kKinds);
  if (!kind) return tl::unexpected(kind.error());
  if (auto checked = CheckAnyLanguage(table, row, row.cells[1]); !checked) return checked;
  auto forms = ParseForms(table, row, row.cells[3], *rules.folding);
  if (!forms) return tl::unexpected(forms.error());
  FigureForms figure{*kind, row.cells[1], 1.0, {}, std::move(*forms)};
  if (figure.forms.empty()) return FailAt(table, row, "forms: must not be empty");
  const auto valued = ParseFigureValue(table, row, figure);
  if (!valued) return valued;
  rules.figures.push_back(std::move(figure));
  return {};
}

}  // namespace stratwatch::pipeline::internal
