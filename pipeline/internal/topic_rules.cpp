#include <fmt/format.h>

#include <charconv>

#include "pipeline/internal/rule_cells.h"
#include "pipeline/internal/rule_files.h"

namespace stratwatch::pipeline::internal {
namespace {

// A stem's weight is carried in one byte, in hundredths; more than twice "settles it" says nothing.
constexpr float kTopicWeightMax = 2.0F;

// "industry^0.5" to the form and its weight.
Result<TopicStem> ParseStem(const TsvTable& table, const TsvRow& row, std::string_view language,
                            std::string_view text) {
  TopicStem stem;
  stem.language = language;
  const std::size_t caret = text.find('^');
  stem.form = text.substr(0, caret);
  if (caret == std::string_view::npos) return stem;
  const std::string_view number = text.substr(caret + 1);
  const auto [end, error] =
      std::from_chars(number.data(), number.data() + number.size(), stem.weight);
  if (error != std::errc() || end != number.data() + number.size() || stem.form.empty() ||
      !(stem.weight > 0.0F && stem.weight <= kTopicWeightMax)) {
    return FailAt(table, row,
                  fmt::format("'{}': expected a stem, '^' and a weight above 0 and at most {}",
                              text, kTopicWeightMax));
  }
  return stem;
}

}  // namespace

Result<void> AddOrganisation(const TsvTable& table, const TsvRow& row, GazetteerRules& rules) {
  auto aliases = ParsePairs(table, row, row.cells[4], *rules.folding);
  if (!aliases) return tl::unexpected(aliases.error());
  if (row.cells[0].empty() || row.cells[3].empty()) {
    return FailAt(table, row, "id and name must not be empty");
  }
  if (!row.cells[2].empty()) {
    if (auto checked = CheckCountry(table, row, row.cells[2]); !checked) return checked;
  }
  rules.organisations.push_back(
      {row.cells[0], row.cells[1], row.cells[2], row.cells[3], std::move(*aliases)});
  return {};
}

Result<void> AddTopic(const TsvTable& table, const TsvRow& row, GazetteerRules& rules) {
  auto stems = ParsePairs(table, row, row.cells[3], *rules.folding);
  if (!stems) return tl::unexpected(stems.error());
  if (row.cells[0].empty()) return FailAt(table, row, "id: must not be empty");
  TopicStems topic{row.cells[0], row.cells[1], row.cells[2], {}};
  for (const auto& [language, text] : *stems) {
    auto stem = ParseStem(table, row, language, text);
    if (!stem) return tl::unexpected(stem.error());
    topic.stems.push_back(std::move(*stem));
  }
  rules.topics.push_back(std::move(topic));
  return {};
}

}  // namespace stratwatch::pipeline::internal
