#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/article.h"
#include "pipeline/relevance.h"
#include "pipeline/rules_diff.h"
#include "pipeline/story_lineage.h"
#include "pipeline/strategy_candidates.h"

// What --json prints of commands that look into texts with the rules; one object a line.
namespace stratwatch::app {

// Why a text is relevant or not.
struct RelevanceExplanation {
  std::string name;  // As it was asked for: a line's id, a file, an article's URL.
  std::string title;
  std::string language;
  double threshold = 0.0;
  struct Judged {
    Relevance verdict;
    std::vector<pipeline::RelevancePart> parts;
  };
  std::optional<Judged> judged;     // By the present rules; absent without a text.
  std::optional<Relevance> stored;  // Of a stored article: as it was judged when it was read.
  Outcome outcome = Outcome::kPending;
};
// {"of","title","lang","threshold","relevant","relevance","parts":[{"weight","reason"}],"stored"}
std::string RelevanceJson(const RelevanceExplanation& explained);

// {"type","lang","kept","gained","lost","examples":[{"change":"gained","id","surface","article"}]}
std::string RulesDiffJson(const pipeline::RulesDiffRow& row);

// {"country","year","articles","languages","sources","first","evidence":[{"article","url","lang",
// "surface","sentence"}]}
std::string NewStrategyJson(const pipeline::NewStrategy& plan);

// {"story","articles","copies","reports":[{"appeared","by","original":{…},"copies":[{…}]}]}; the
// articles are summaries as in a search. "by": "published" or "seen".
std::string StoryJson(const StoryId& story, const std::vector<pipeline::StoryReport>& reports);

}  // namespace stratwatch::app
