#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "app/commands/commands.h"
#include "app/json.h"
#include "pipeline/host_health.h"

namespace stratwatch::app {
namespace {

using pipeline::HostVerdict;
using pipeline::VerdictOf;

std::uint64_t PagesOf(const store::HostHealth& row) {
  std::uint64_t pages = 0;
  for (const std::uint64_t count : row.outcomes) pages += count;
  return pages;
}

// "stored 12, malformed 3": what there is, in the order of the outcomes.
std::string OutcomesText(const store::HostHealth& row) {
  std::string text;
  for (const Outcome outcome : kAllOutcomes) {
    const std::uint64_t count = row.outcomes[static_cast<std::size_t>(outcome)];
    if (count == 0) continue;
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", OutcomeName(outcome), count);
  }
  return text;
}

double BytesOf(double log_length, const store::HostHealth& row) {
  return row.texts == 0 ? 0.0 : std::round(std::exp(log_length));
}

std::string HealthJson(const store::HostHealth& row) {
  std::string outcomes;
  for (const Outcome outcome : kAllOutcomes) {
    const std::uint64_t count = row.outcomes[static_cast<std::size_t>(outcome)];
    if (count == 0) continue;
    outcomes += fmt::format("{}{}:{}", outcomes.empty() ? "" : ",",
                            QuoteJson(std::string(OutcomeName(outcome))), count);
  }
  return fmt::format(R"({{"host":{},"verdict":"{}","texts":{},"empties":{},"empty_share":{:.3f},)"
                     R"("text_bytes":{:.0f},"text_bytes_baseline":{:.0f},"text_ratio":{:.3f},)"
                     R"("last_seen":{},"outcomes":{{{}}}}})",
                     QuoteJson(row.host), pipeline::HostVerdictName(VerdictOf(row)), row.texts,
                     row.empties, row.empty_share, BytesOf(row.log_length, row),
                     BytesOf(row.log_length_baseline, row), pipeline::LengthRatio(row),
                     QuoteJson(TimeText(row.last_seen)), outcomes);
}

std::vector<std::string> RowOf(const Terminal& terminal, const store::HostHealth& row) {
  const HostVerdict verdict = VerdictOf(row);
  const std::string name(pipeline::HostVerdictName(verdict));
  const bool unwell = verdict == HostVerdict::kEmpty || verdict == HostVerdict::kShorter;
  return {row.host,
          unwell ? terminal.Bad(name) : name,
          fmt::format("{:.0f} %", 100 * row.empty_share),
          fmt::format("{:.0f}", BytesOf(row.log_length, row)),
          fmt::format("{:.2f}", pipeline::LengthRatio(row)),
          OutcomesText(row)};
}

// The unwell first, then those with most pages.
void Order(std::vector<store::HostHealth>& rows) {
  std::sort(rows.begin(), rows.end(), [](const auto& left, const auto& right) {
    const auto rank = [](const store::HostHealth& row) {
      const HostVerdict verdict = VerdictOf(row);
      const bool unwell = verdict == HostVerdict::kEmpty || verdict == HostVerdict::kShorter;
      return std::tuple(unwell ? 0 : 1, ~PagesOf(row), std::string_view(row.host));
    };
    return rank(left) < rank(right);
  });
}

}  // namespace

ExitCode ShowHostHealth(CommandContext& context) {
  const auto config = LoadConfig(context);
  if (!config) return Report(context, config.error());
  const auto database = OpenOneStore(*config, store::Access::kReadOnly);
  if (!database) return Report(context, database.error());
  auto rows = store::HostHealthTable(**database).All();
  if (!rows) return Report(context, rows.error());
  Order(*rows);
  std::vector<std::vector<std::string>> table;
  for (const store::HostHealth& row : *rows) {
    if (context.json) {
      context.terminal.PrintLine(HealthJson(row));
    } else {
      table.push_back(RowOf(context.terminal, row));
    }
  }
  if (!context.json) {
    context.terminal.PrintTable(
        {"host", "verdict", "empty", "text bytes", "to baseline", "outcomes"}, table);
  }
  return ExitCode::kOk;
}

}  // namespace stratwatch::app
