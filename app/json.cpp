#include "app/json.h"

#include <fmt/chrono.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace stratwatch::app {
namespace {

using Json = nlohmann::ordered_json;

std::string Dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json OptionalText(const std::string& text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

Json DateJson(const std::optional<PublishedDate>& date) {
  if (!date) return nullptr;
  return {{"date", date->Text()}, {"evidence", date->evidence}, {"confidence", date->confidence}};
}

Json TagJson(const Tag& tag) {
  Json json = {{"type", TagTypeName(tag.type)},
               {"id", tag.canonical_id},
               {"surface", tag.surface},
               {"field", tag.field == TagField::kTitle ? "title" : "text"},
               {"begin", tag.begin},
               {"end", tag.end},
               {"subject", tag.subject},
               {"confidence", tag.confidence},
               {"rule_version", tag.rule_version}};
  if (tag.type == TagType::kPerson) {
    json["name"] = tag.name;
    json["role"] = OptionalText(tag.role);
    json["organisation"] = OptionalText(tag.organisation);
  }
  return json;
}

// Each person once, where the text first names them with the most of their role.
Json PeopleJson(const std::vector<Tag>& tags) {
  std::vector<const Tag*> people;
  for (const Tag& tag : tags) {
    if (tag.type != TagType::kPerson || tag.field == TagField::kTitle) continue;
    const auto known = std::find_if(people.begin(), people.end(), [&](const Tag* each) {
      return each->canonical_id == tag.canonical_id;
    });
    if (known == people.end()) {
      people.push_back(&tag);
    } else if (tag.role.size() > (*known)->role.size()) {
      *known = &tag;
    }
  }
  Json list = Json::array();
  for (const Tag* tag : people) {
    list.push_back({{"id", tag->canonical_id},
                    {"name", tag->name},
                    {"role", OptionalText(tag->role)},
                    {"organisation", OptionalText(tag->organisation)},
                    {"surface", tag->surface},
                    {"start", tag->begin},
                    {"end", tag->end},
                    {"confidence", tag->confidence}});
  }
  return list;
}

Json QuotesJson(const std::vector<Quote>& quotes) {
  Json list = Json::array();
  for (const Quote& quote : quotes) {
    list.push_back({{"surface", quote.surface},
                    {"start", quote.begin},
                    {"end", quote.end},
                    {"speaker", OptionalText(quote.speaker)},
                    {"speaker_id", OptionalText(quote.speaker_id)},
                    {"confidence", quote.confidence},
                    {"rule_version", quote.rule_version}});
  }
  return list;
}

Json ClaimsJson(const std::vector<Claim>& claims) {
  Json list = Json::array();
  for (const Claim& claim : claims) {
    list.push_back(
        {{"type", ClaimTypeName(claim.type)},
         {"surface", claim.surface},
         {"start", claim.begin},
         {"end", claim.end},
         {"value", claim.value},
         {"unit", claim.unit},
         {"target_year", claim.target_year == 0 ? Json(nullptr) : Json(claim.target_year)},
         {"speaker", OptionalText(claim.speaker)},
         {"subject", OptionalText(claim.subject)},
         {"rule_version", claim.rule_version}});
  }
  return list;
}

// The ids of one type, each once, in order of first mention; of subjects only when asked.
std::vector<std::string> TagIds(const Article& article, TagType type, bool subjects_only = false) {
  std::vector<std::string> ids;
  for (const Tag& tag : article.tags) {
    if (tag.type != type || (subjects_only && !tag.subject)) continue;
    if (std::find(ids.begin(), ids.end(), tag.canonical_id) == ids.end()) {
      ids.push_back(tag.canonical_id);
    }
  }
  return ids;
}

Json SightingsJson(const std::vector<Sighting>& sightings) {
  Json list = Json::array();
  for (const Sighting& each : sightings) {
    list.push_back({{"source", each.source.value},
                    {"seen_at", TimeText(each.seen_at)},
                    {"title", each.title}});
  }
  return list;
}

Json ExchangeJson(const FetchExchange& exchange) {
  return {{"requested", exchange.requested.Text()},
          {"final_url", exchange.final_url.Text()},
          {"redirects", exchange.redirects},
          {"status", exchange.status},
          {"fetched_at", TimeText(exchange.fetched_at)},
          {"duration_ms", exchange.duration.count()},
          {"remote_address", OptionalText(exchange.remote_address)},
          {"content_type", OptionalText(exchange.content_type)},
          {"robots_rule", OptionalText(exchange.robots_rule)},
          {"robots_tag", OptionalText(exchange.robots_tag)},
          {"failure", OptionalText(exchange.failure)}};
}

Json ArchiveJson(const std::optional<ArchiveLocation>& archive) {
  if (!archive) return nullptr;
  return {{"file", archive->file}, {"offset", archive->offset}, {"length", archive->length}};
}

Json StoryPartsJson(const std::vector<StoryPart>& parts) {
  Json list = Json::array();
  for (const StoryPart& part : parts) {
    list.push_back(
        {{"name", part.name}, {"score", part.score}, {"evidence", OptionalText(part.evidence)}});
  }
  return list;
}

void AddResolution(const Resolution& resolution, const NameOfId& name, Json& json) {
  json["duplicate_of"] =
      resolution.duplicate_of ? Json(name(*resolution.duplicate_of)) : Json(nullptr);
  json["relation"] = OptionalText(resolution.relation);
  json["of_this"] = resolution.of_this;
  json["of_original"] = resolution.of_original;
  json["story"] = resolution.story ? Json(name(*resolution.story)) : Json(nullptr);
  json["story_score"] = resolution.story_score;
  json["story_parts"] = StoryPartsJson(resolution.story_parts);
}

void AddFindings(const Article& article, Json& json) {
  json["relevance"] = {{"relevant", article.relevance.relevant},
                       {"score", article.relevance.score},
                       {"reasons", article.relevance.reasons}};
  json["tags"] = Json::array();
  for (const Tag& tag : article.tags) json["tags"].push_back(TagJson(tag));
  json["claims"] = ClaimsJson(article.claims);
  json["quotes"] = QuotesJson(article.quotes);
  AddResolution(
      article.resolution, [](const Digest128& id) { return id.Hex(); }, json);
}

Json StatementsJson(const std::vector<Statement>& statements) {
  Json list = Json::array();
  for (const Statement& each : statements) {
    Json json = {{"field", StatementFieldName(each.field)}, {"value", each.value}};
    if (!each.language.empty()) json["language"] = each.language;
    json["evidence"] = each.evidence;
    list.push_back(std::move(json));
  }
  return list;
}

Json ExtractionJson(const Extraction& extraction) {
  return {{"method", extraction.method},
          {"charset", extraction.charset},
          {"charset_evidence", extraction.charset_evidence},
          {"title_evidence", OptionalText(extraction.title_evidence)},
          {"authors_evidence", OptionalText(extraction.authors_evidence)},
          {"page_bytes", extraction.page_bytes},
          {"text_bytes", extraction.text_bytes}};
}

Json RegionJson(const LanguageRegion& region) {
  if (region.code.empty()) return nullptr;
  return {{"code", region.code}, {"evidence", region.evidence}, {"confidence", region.confidence}};
}

Json PassagesJson(const std::vector<ForeignPassage>& passages) {
  Json list = Json::array();
  for (const ForeignPassage& each : passages) {
    list.push_back({{"start", each.begin},
                    {"end", each.end},
                    {"language", each.language},
                    {"confidence", each.confidence}});
  }
  return list;
}

Json ArticleObject(const Article& article, ArticleDetail detail) {
  Json json = {{"id", article.id.Hex()},
               {"sequence", article.sequence},
               {"url", article.url.Text()},
               {"outcome", OutcomeName(article.outcome)},
               {"outcome_reason", OptionalText(article.outcome_reason)},
               {"title", article.title},
               {"authors", article.authors},
               {"published", DateJson(article.published)},
               {"seen_at", TimeText(article.exchange.fetched_at)},
               {"language", article.language},
               {"source", article.source.value},
               {"publisher_country", OptionalText(article.publisher_country)},
               {"site_name", OptionalText(article.site_name)}};
  AddFindings(article, json);
  if (detail == ArticleDetail::kSummary) return json;
  json["canonical_url"] = OptionalText(article.canonical_url);
  json["statements"] = StatementsJson(article.statements);
  json["language_confidence"] = article.language_confidence;
  json["region"] = RegionJson(article.region);
  json["foreign_passages"] = PassagesJson(article.foreign_passages);
  json["content_hash"] = article.content_hash.Hex();
  json["extraction"] = ExtractionJson(article.extraction);
  json["sightings"] = SightingsJson(article.sightings);
  json["exchange"] = ExchangeJson(article.exchange);
  json["archive"] = ArchiveJson(article.archive);
  json["text"] = article.text;
  return json;
}

Json HitObject(const store::SearchHit& hit) {
  Json json = ArticleObject(hit.article, ArticleDetail::kSummary);
  json["score"] = hit.score;
  json["snippet"] = hit.snippet;
  return json;
}

Json DateText(const std::optional<parsers::ParsedDate>& date) {
  if (!date) return nullptr;
  return PublishedDate{date->utc, date->offset_minutes, date->precision, "", 1.0F}.Text();
}

Json FrontierJson(const store::FrontierEntry& entry) {
  return {{"state", entry.state == store::FrontierState::kWaiting ? "waiting" : "emitted"},
          {"source", entry.source.value},
          {"discovered_at", TimeText(entry.discovered_at)},
          {"due_at", TimeText(entry.due_at)},
          {"attempts", entry.attempts},
          {"last_failure", OptionalText(entry.last_failure)},
          {"sightings", SightingsJson(entry.sightings)}};
}

Json ExtractedMembers(const parsers::ExtractedArticle& article, const Url& url) {
  return {{"url", url.Text()},
          {"title", article.title},
          {"authors", article.authors},
          {"published", DateJson(article.published)},
          {"language", article.language},
          {"language_confidence", article.language_confidence},
          {"region", RegionJson(article.region)},
          {"foreign_passages", PassagesJson(article.foreign_passages)},
          {"site_name", OptionalText(article.site_name)},
          {"canonical_url", OptionalText(article.canonical_url)},
          {"statements", StatementsJson(article.statements)},
          {"extraction", ExtractionJson(article.extraction)},
          {"text", article.text}};
}

}  // namespace

std::string QuoteJson(std::string_view text) {
  return Dump(Json(std::string(text)));
}

std::string TimeText(std::chrono::sys_seconds time) {
  if (time.time_since_epoch().count() == 0) return "";
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(time.time_since_epoch().count()));
}

std::string ArticleJson(const Article& article, ArticleDetail detail) {
  return Dump(ArticleObject(article, detail));
}

std::string HitJson(const store::SearchHit& hit) {
  return Dump(HitObject(hit));
}

std::string SearchJson(const store::SearchResult& result) {
  Json hits = Json::array();
  for (const store::SearchHit& hit : result.hits) hits.push_back(HitObject(hit));
  return Dump({{"total", result.total},
               {"hits", std::move(hits)},
               {"next_cursor", OptionalText(result.next_cursor)}});
}

std::string ExtractedJson(const parsers::ExtractedArticle& article, const Url& url) {
  return Dump(ExtractedMembers(article, url));
}

std::string ExplanationJson(const parsers::ExtractedArticle& article, const Url& url,
                            const parsers::ExtractionTrace& trace) {
  Json json = ExtractedMembers(article, url);
  json["class"] = parsers::PageClassName(article.page_class);
  json["values"] = Json::array();
  for (const parsers::TracedValue& value : trace.values) {
    json["values"].push_back({{"field", value.field},
                              {"value", value.value},
                              {"evidence", value.evidence},
                              {"chosen", value.chosen}});
  }
  json["rules"] = Json::array();
  for (const parsers::TracedRule& rule : trace.rules) {
    json["rules"].push_back({{"host", rule.host},
                             {"field", rule.field},
                             {"selector", rule.selector},
                             {"effect", rule.effect},
                             {"elements", rule.elements},
                             {"text", rule.text}});
  }
  json["candidates"] = Json::array();
  for (const parsers::TracedCandidate& candidate : trace.candidates) {
    json["candidates"].push_back(
        {{"method", candidate.method}, {"letters", candidate.units}, {"chosen", candidate.chosen}});
  }
  json["blocks"] = Json::array();
  for (const parsers::TracedBlock& block : trace.blocks) {
    json["blocks"].push_back({{"verdict", block.verdict},
                              {"score", block.score},
                              {"linked", block.link_density},
                              {"tag", block.tag},
                              {"named", block.hints},
                              {"text", block.text}});
  }
  return Dump(json);
}

std::string PredictionJson(std::string_view file, const parsers::ExtractedArticle& article) {
  return Dump({{"file", file},
               {"title", article.title},
               {"authors", article.authors},
               {"published", article.published ? Json(article.published->Text()) : Json(nullptr)},
               {"language", article.language},
               {"text", article.text}});
}

std::string TaggedJson(std::string_view id, const Article& article) {
  Json json = {{"id", id},
               {"lang", article.language},
               {"relevant", article.relevance.relevant},
               {"relevance", article.relevance.score},
               {"reasons", article.relevance.reasons},
               {"countries", TagIds(article, TagType::kCountry)},
               {"subject_countries", TagIds(article, TagType::kCountry, true)},
               {"strategies", TagIds(article, TagType::kStrategy)},
               {"organisations", TagIds(article, TagType::kOrganisation)},
               {"people", PeopleJson(article.tags)},
               {"topics", TagIds(article, TagType::kTopic)},
               {"claims", ClaimsJson(article.claims)},
               {"quotes", QuotesJson(article.quotes)},
               {"tags", Json::array()}};
  for (const Tag& tag : article.tags) json["tags"].push_back(TagJson(tag));
  return Dump(json);
}

std::string ResolvedJson(std::string_view id, const Resolution& resolution, const NameOfId& name) {
  Json json = {{"id", id}};
  AddResolution(resolution, name, json);
  return Dump(json);
}

std::string FeedJson(const parsers::Feed& feed) {
  Json entries = Json::array();
  for (const parsers::FeedEntry& entry : feed.entries) {
    entries.push_back({{"title", entry.title},
                       {"link", entry.link},
                       {"guid", entry.guid},
                       {"summary", entry.summary},
                       {"author", OptionalText(entry.author)},
                       {"published", DateText(entry.published)},
                       {"updated", DateText(entry.updated)},
                       {"categories", entry.categories}});
  }
  return Dump({{"format", feed.format},
               {"title", feed.title},
               {"link", OptionalText(feed.link)},
               {"language", OptionalText(feed.language)},
               {"charset", OptionalText(feed.charset)},
               {"defect", OptionalText(feed.defect)},
               {"child_sitemaps", feed.child_sitemaps},
               {"entries", std::move(entries)}});
}

std::string DeadLetterJson(const pipeline::StoredDeadLetter& stored) {
  const wire::DeadLetter& letter = stored.letter;
  return Dump({{"id", fmt::format("{}:{}", stored.partition, stored.offset)},
               {"topic", letter.topic},
               {"partition", letter.partition},
               {"offset", letter.offset},
               {"task", letter.task},
               {"error_code", ErrorCodeName(letter.error.code)},
               {"error", letter.error.message},
               {"failed_at", TimeText(letter.failed_at)},
               {"attempt", letter.attempt},
               {"url", OptionalText(letter.url)},
               {"value_bytes", letter.value.size()},
               {"replayed", stored.replayed}});
}

std::string OptionJson(const config::OptionValue& option) {
  return Dump({{"key", option.key},
               {"variable", option.variable},
               {"value", option.value},
               {"default", option.fallback},
               {"allowed", option.allowed}});
}

std::string SourceJson(const Source& source, const store::SourceState* state) {
  Json json = {{"id", source.id.value},
               {"outlet", source.outlet},
               {"country", OptionalText(source.country)},
               {"language", OptionalText(source.language)},
               {"kind", SourceKindName(source.kind)},
               {"category", OptionalText(source.category)},
               {"url", source.url.Text()}};
  if (state != nullptr) {
    json["last_polled"] = OptionalText(TimeText(state->last_polled));
    json["next_poll"] = OptionalText(TimeText(state->next_poll));
    json["last_status"] = state->last_status;
    json["failures_in_a_row"] = state->failures_in_a_row;
    json["last_failure"] = OptionalText(state->last_failure);
    json["polls"] = state->polls;
    json["entries_seen"] = state->entries_seen;
    json["entries_new"] = state->entries_new;
  }
  return Dump(json);
}

std::string TraceJson(const Trace& trace) {
  return Dump({{"url", trace.url.Text()},
               {"identity", trace.url.Identity()},
               {"id", trace.id.Hex()},
               {"outcome", OutcomeName(trace.article ? trace.article->outcome : Outcome::kPending)},
               {"frontier", trace.frontier ? FrontierJson(*trace.frontier) : Json(nullptr)},
               {"article", trace.article ? ArticleObject(*trace.article, ArticleDetail::kWhole)
                                         : Json(nullptr)}});
}

std::string StatusJson(const Status& status) {
  Json tasks = Json::array();
  for (const Status::Task& task : status.tasks) {
    Json json = {{"task", task.task}, {"lag", task.lag}};
    if (task.known_ready) {
      json["ready"] = task.ready;
      json["reason"] = OptionalText(task.reason);
    }
    tasks.push_back(std::move(json));
  }
  return Dump({{"version", status.version},
               {"store", status.store_path},
               {"log", status.log_engine},
               {"bytes_on_disk", status.bytes_on_disk},
               {"last_sequence", status.last_sequence},
               {"discovered", status.discovered},
               {"outcomes", status.outcomes},
               {"languages", status.languages},
               {"countries", status.countries},
               {"sources", status.sources},
               {"sources_failing", status.sources_failing},
               {"tasks", std::move(tasks)}});
}

std::string ErrorJson(const Error& error) {
  return Dump({{"error", {{"code", ErrorCodeName(error.code)}, {"message", error.message}}}});
}

}  // namespace stratwatch::app
