// What a query over index shards answers, and what the processes that have them tell each other.
#include "app/json.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace stratwatch::app {
namespace {

using Json = nlohmann::ordered_json;

std::string Joined(const std::vector<std::string>& members) {
  std::string text;
  for (const std::string& each : members) text += (text.empty() ? "" : ",") + each;
  return "[" + text + "]";
}

}  // namespace

std::string ShardedJson(const ShardedResult& result) {
  std::vector<std::string> missing;
  for (const int shard : result.missing_shards) missing.push_back(std::to_string(shard));
  return fmt::format(
      R"({{"total":{},"hits":{},"next_cursor":{},"partial":{},"missing_shards":{}}})", result.total,
      Joined(result.hits), result.next_cursor.empty() ? "null" : QuoteJson(result.next_cursor),
      !missing.empty(), Joined(missing));
}

ShardPart PartOf(int shard, const store::PartResult& part) {
  ShardPart read{{shard, {}, part.total, part.more}, {}};
  for (const store::SearchHit& hit : part.hits) {
    read.places.places.push_back(store::PlaceOf(hit));
    read.hits.push_back(HitJson(hit));
  }
  return read;
}

std::string PartJson(const store::PartResult& part) {
  std::vector<std::string> hits;
  for (const store::SearchHit& hit : part.hits) {
    hits.push_back(fmt::format(R"({{"score":{},"time":{},"sequence":{},"hit":{}}})",
                               Json(hit.score).dump(), hit.time, hit.sequence, HitJson(hit)));
  }
  return fmt::format(R"({{"total":{},"more":{},"hits":{}}})", part.total, part.more, Joined(hits));
}

Result<ShardPart> ReadPart(int shard, std::string_view text) {
  ShardPart part;
  part.places.shard = shard;
  try {
    const Json json = Json::parse(text);
    json.at("total").get_to(part.places.total);
    json.at("more").get_to(part.places.more);
    for (const Json& each : json.at("hits")) {
      part.places.places.push_back({static_cast<float>(each.at("score").get<double>()),
                                    each.at("time").get<std::int64_t>(),
                                    each.at("sequence").get<std::uint64_t>()});
      part.hits.push_back(each.at("hit").dump());
    }
  } catch (const Json::exception& error) {
    return Fail(ErrorCode::kInvalid, fmt::format("shard {}: {}", shard, error.what()));
  }
  return part;
}

}  // namespace stratwatch::app
