#pragma once

#include "model/error.h"
#include "pipeline/internal/gazetteer_rules.h"
#include "pipeline/internal/tsv_table.h"

// One function a rule file: each adds one row to `rules`, whose folding is there already.
// config/gazetteer/README.md describes the files.
// Errors: kInvalid, "file:line: what is wrong, what is expected".
namespace stratwatch::pipeline::internal {

// plan_rules.cpp
Result<void> AddStrategy(const TsvTable& table, const TsvRow& row, GazetteerRules& rules);
Result<void> AddKeyword(const TsvTable& table, const TsvRow& row, GazetteerRules& rules);
Result<void> AddPlanWords(const TsvTable& table, const TsvRow& row, GazetteerRules& rules);
// place_rules.cpp
Result<void> AddCountry(const TsvTable& table, const TsvRow& row, GazetteerRules& rules);
Result<void> AddHomograph(const TsvTable& table, const TsvRow& row, GazetteerRules& rules);
Result<void> AddInflection(const TsvTable& table, const TsvRow& row, GazetteerRules& rules);
// topic_rules.cpp
Result<void> AddOrganisation(const TsvTable& table, const TsvRow& row, GazetteerRules& rules);
Result<void> AddTopic(const TsvTable& table, const TsvRow& row, GazetteerRules& rules);
// people_rules.cpp
Result<void> AddPeople(const TsvTable& table, const TsvRow& row, GazetteerRules& rules);
// figure_rules.cpp
Result<void> AddFigure(const TsvTable& table, const TsvRow& row, GazetteerRules& rules);

}  // namespace stratwatch::pipeline::internal
