#include "app/commands/explanation_view.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string>
#include <vector>

namespace stratwatch::app {
namespace {

// A block is known by its beginning; the whole text is in the JSON.
constexpr std::size_t kBlockColumns = 100;
constexpr std::size_t kValueColumns = 72;

void PrintValues(const Terminal& terminal, const parsers::ExtractionTrace& trace, bool chosen) {
  std::vector<std::vector<std::string>> rows;
  for (const parsers::TracedValue& value : trace.values) {
    if (value.chosen != chosen) continue;
    rows.push_back({value.field, Fit(value.value, kValueColumns), value.evidence});
  }
  if (rows.empty()) return;
  terminal.PrintTable({chosen ? "VALUE" : "PASSED OVER", "", "EVIDENCE"}, rows);
  terminal.PrintLine("");
}

void PrintRules(const Terminal& terminal, const parsers::ExtractionTrace& trace) {
  if (trace.rules.empty()) return;
  std::vector<std::vector<std::string>> rows;
  for (const parsers::TracedRule& rule : trace.rules) {
    rows.push_back({std::string(rule.field), rule.host, rule.selector, std::string(rule.effect),
                    fmt::format("{}", rule.elements), Fit(rule.text, kValueColumns)});
  }
  terminal.PrintTable({"RULE", "HOST", "SELECTOR", "EFFECT", "ELEMENTS", "TEXT"}, rows);
  terminal.PrintLine("");
}

void PrintCandidates(const Terminal& terminal, const parsers::ExtractionTrace& trace) {
  std::vector<std::vector<std::string>> rows;
  for (const parsers::TracedCandidate& candidate : trace.candidates) {
    rows.push_back({std::string(candidate.method), fmt::format("{}", candidate.units),
                    candidate.chosen ? "chosen" : ""});
  }
  terminal.PrintTable({"BODY BY", "LETTERS", ""}, rows);
  terminal.PrintLine("");
}

void PrintBlocks(const Terminal& terminal, const parsers::ExtractionTrace& trace) {
  std::vector<std::vector<std::string>> rows;
  for (const parsers::TracedBlock& block : trace.blocks) {
    rows.push_back({std::string(block.verdict), fmt::format("{:.2f}", block.score),
                    fmt::format("{:.2f}", block.link_density), block.tag,
                    fmt::format("{}", fmt::join(block.hints, " ")),
                    Fit(block.text, kBlockColumns)});
  }
  terminal.PrintTable({"VERDICT", "SCORE", "LINKED", "TAG", "NAMED", "TEXT"}, rows);
}

}  // namespace

void PrintExplanation(const Terminal& terminal, const parsers::ExtractedArticle& article,
                      const parsers::ExtractionTrace& trace) {
  terminal.PrintLine(fmt::format("page class: {}; charset: {} by {}",
                                 parsers::PageClassName(article.page_class),
                                 article.extraction.charset, article.extraction.charset_evidence));
  terminal.PrintLine("");
  PrintValues(terminal, trace, /*chosen=*/true);
  PrintValues(terminal, trace, /*chosen=*/false);
  PrintRules(terminal, trace);
  PrintCandidates(terminal, trace);
  PrintBlocks(terminal, trace);
}

}  // namespace stratwatch::app
