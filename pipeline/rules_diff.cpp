#include "pipeline/rules_diff.h"

#include <fmt/format.h>

namespace stratwatch::pipeline {
namespace {

// What one rule set finds: by kind and id, the surface that shows it first.
using Findings = std::map<std::pair<std::string, std::string>, std::string>;

int YearOf(const Article& article) {
  if (!article.published) return 0;
  const auto day = std::chrono::floor<std::chrono::days>(
      article.published->utc + std::chrono::minutes(article.published->offset_minutes));
  return static_cast<int>(std::chrono::year_month_day(day).year());
}

Findings Find(const RuleSet& rules, const Article& article) {
  const TextFindings read =
      rules.tagger->Read(article.title, article.text, article.language, YearOf(article));
  Findings findings;
  for (const Tag& tag : read.tags) {
    findings.emplace(std::pair(std::string(TagTypeName(tag.type)), tag.canonical_id), tag.surface);
  }
  for (const Claim& claim : read.claims) {
    std::string id =
        fmt::format("{} {:.10g} {}", ClaimTypeName(claim.type), claim.value, claim.unit);
    if (claim.target_year != 0) id += fmt::format(" by {}", claim.target_year);
    findings.emplace(std::pair(std::string("claim"), std::move(id)), claim.surface);
  }
  for (const Quote& quote : read.quotes) {
    findings.emplace(std::pair(std::string("quote"), quote.speaker + ": " + quote.surface),
                     quote.surface);
  }
  const Relevance relevance =
      rules.relevance->Judge(article.title, article.text, article.language, read.tags);
  if (relevance.relevant) {
    findings.emplace(std::pair(std::string("relevant"), std::string()), article.title);
  }
  return findings;
}

}  // namespace

void RulesDiff::Add(const Article& article) {
  if (article.text.empty()) return;
  ++texts_;
  const Findings before = Find(before_, article);
  const Findings after = Find(after_, article);
  bool changed = false;
  const auto row = [&](const std::string& kind) -> RulesDiffRow& {
    RulesDiffRow& found = rows_[{kind, article.language}];
    found.kind = kind;
    found.language = article.language;
    return found;
  };
  const auto differs = [&](const auto& finding, bool gained) {
    RulesDiffRow& its = row(finding.first.first);
    ++(gained ? its.gained : its.lost);
    changed = true;
    if (its.examples.size() < examples_max_) {
      its.examples.push_back({gained, finding.first.second, finding.second, article.id});
    }
  };
  for (const auto& finding : before) {
    if (after.contains(finding.first)) {
      ++row(finding.first.first).kept;
    } else {
      differs(finding, false);
    }
  }
  for (const auto& finding : after) {
    if (!before.contains(finding.first)) differs(finding, true);
  }
  if (changed) ++changed_;
}

std::vector<RulesDiffRow> RulesDiff::Rows() const {
  std::vector<RulesDiffRow> rows;
  rows.reserve(rows_.size());
  for (const auto& [key, row] : rows_) rows.push_back(row);
  return rows;
}

}  // namespace stratwatch::pipeline
