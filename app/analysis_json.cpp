#include "app/analysis_json.h"

#include <nlohmann/json.hpp>

#include "app/json.h"

namespace stratwatch::app {
namespace {

using Json = nlohmann::ordered_json;

std::string Dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

std::string RelevanceJson(const RelevanceExplanation& explained) {
  Json json = {{"of", explained.name},       {"title", explained.title},
               {"lang", explained.language}, {"threshold", explained.threshold},
               {"relevant", nullptr},        {"relevance", nullptr},
               {"parts", Json::array()},     {"stored", nullptr}};
  if (explained.judged) {
    json["relevant"] = explained.judged->verdict.relevant;
    json["relevance"] = explained.judged->verdict.score;
    for (const pipeline::RelevancePart& part : explained.judged->parts) {
      json["parts"].push_back({{"weight", part.weight}, {"reason", part.reason}});
    }
  }
  if (explained.stored) {
    json["stored"] = {{"outcome", OutcomeName(explained.outcome)},
                      {"relevant", explained.stored->relevant},
                      {"relevance", explained.stored->score},
                      {"reasons", explained.stored->reasons}};
  }
  return Dump(json);
}

std::string RulesDiffJson(const pipeline::RulesDiffRow& row) {
  Json json = {{"type", row.kind},     {"lang", row.language}, {"kept", row.kept},
               {"gained", row.gained}, {"lost", row.lost},     {"examples", Json::array()}};
  for (const pipeline::RulesDiffExample& each : row.examples) {
    json["examples"].push_back({{"change", each.gained ? "gained" : "lost"},
                                {"id", each.id},
                                {"surface", each.surface},
                                {"article", each.article.Hex()}});
  }
  return Dump(json);
}

std::string NewStrategyJson(const pipeline::NewStrategy& plan) {
  Json json = {{"country", plan.country},   {"year", plan.year},
               {"articles", plan.articles}, {"languages", plan.languages},
               {"sources", plan.sources},   {"first", TimeText(plan.first)},
               {"evidence", Json::array()}};
  for (const auto& each : plan.evidence) {
    json["evidence"].push_back({{"article", each.article.Hex()},
                                {"url", each.url},
                                {"lang", each.language},
                                {"surface", each.surface},
                                {"sentence", each.sentence}});
  }
  return Dump(json);
}

std::string StoryJson(const StoryId& story, const std::vector<pipeline::StoryReport>& reports) {
  const auto summary = [](const Article& article) {
    return Json::parse(ArticleJson(article, ArticleDetail::kSummary));
  };
  std::size_t copies = 0;
  Json list = Json::array();
  for (const pipeline::StoryReport& report : reports) {
    Json each = {{"appeared", TimeText(report.time)},
                 {"by", report.by_fetch ? "seen" : "published"},
                 {"original", summary(*report.original)},
                 {"copies", Json::array()}};
    for (const Article* copy : report.copies) each["copies"].push_back(summary(*copy));
    copies += report.copies.size();
    list.push_back(std::move(each));
  }
  return Dump({{"story", story.Hex()},
               {"articles", reports.size() + copies},
               {"copies", copies},
               {"reports", std::move(list)}});
}

}  // namespace stratwatch::app
