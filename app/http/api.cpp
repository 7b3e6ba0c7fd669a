#include "app/http/api.h"

#include <fmt/format.h>

#include <charconv>

#include "app/json.h"
#include "app/status.h"
#include "app/web/files.h"
#include "pipeline/host_health.h"
#include "store/article_store.h"
#include "store/frontier_table.h"
#include "store/host_health_table.h"
#include "store/search.h"

namespace stratwatch::app {
namespace {

// More is asked for page by page.
constexpr std::size_t kHitsMax = 200;

HttpResponse Fault(int status, ErrorCode code, std::string message) {
  HttpResponse response;
  response.status = status;
  response.body = ErrorJson({code, std::move(message)}) + "\n";
  return response;
}

HttpResponse Fault(const Error& error) {
  switch (error.code) {
    case ErrorCode::kInvalid:
      return Fault(400, error.code, error.message);
    case ErrorCode::kNotFound:
      return Fault(404, error.code, error.message);
    case ErrorCode::kUnavailable:
      return Fault(503, error.code, error.message);
    case ErrorCode::kLimit:
    case ErrorCode::kRefused:
    case ErrorCode::kCorrupt:
      break;
  }
  return Fault(500, error.code, error.message);
}

HttpResponse JsonAnswer(std::string json) {
  HttpResponse response;
  response.body = std::move(json) + "\n";
  return response;
}

std::string Parameter(const HttpRequest& request, const std::string& name) {
  const auto found = request.query.find(name);
  return found == request.query.end() ? "" : found->second;
}

int HexValue(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
  return -1;
}

std::string PercentDecoded(std::string_view text, bool plus_is_space) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '%' && i + 2 < text.size();
    const int high = escape ? HexValue(text[i + 1]) : -1;
    const int low = escape ? HexValue(text[i + 2]) : -1;
    if (high >= 0 && low >= 0) {
      decoded += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      decoded += text[i] == '+' && plus_is_space ? ' ' : text[i];
    }
  }
  return decoded;
}

// docs/host-health.md says what they mean.
void SetHostHealth(const store::HostHealth& row, pipeline::Metrics::Labels labels,
                   pipeline::Metrics& metrics) {
  labels["host"] = row.host;
  for (const Outcome outcome : kAllOutcomes) {
    const std::uint64_t count = row.outcomes[static_cast<std::size_t>(outcome)];
    if (count == 0) continue;
    pipeline::Metrics::Labels of_outcome = labels;
    of_outcome["outcome"] = OutcomeName(outcome);
    metrics.Set("stratwatch_host_pages", static_cast<double>(count), of_outcome);
  }
  if (row.host == pipeline::kOtherHosts) return;  // Of many hosts together means say nothing.
  const auto read = static_cast<double>(row.texts + row.empties);
  metrics.Set("stratwatch_host_pages_read", read, labels);
  metrics.Set("stratwatch_host_empty_share", row.empty_share, labels);
  metrics.Set("stratwatch_host_text_ratio", pipeline::LengthRatio(row), labels);
}

}  // namespace

HttpRequest ParseTarget(std::string_view method, std::string_view target) {
  HttpRequest request;
  request.method = method;
  const std::size_t mark = std::min(target.find('?'), target.size());
  request.path = PercentDecoded(target.substr(0, mark), false);
  std::string_view query = target.substr(std::min(mark + 1, target.size()));
  while (!query.empty()) {
    const std::size_t end = std::min(query.find('&'), query.size());
    const std::string_view pair = query.substr(0, end);
    const std::size_t equals = std::min(pair.find('='), pair.size());
    const std::string_view value = pair.substr(std::min(equals + 1, pair.size()));
    request.query[PercentDecoded(pair.substr(0, equals), true)] = PercentDecoded(value, true);
    query.remove_prefix(std::min(end + 1, query.size()));
  }
  return request;
}

HttpResponse Api::Answer(const HttpRequest& request) const {
  try {
    return Route(request);
  } catch (const std::exception& error) {  // Out of memory, or a bug: one request, not the service.
    return Fault(500, ErrorCode::kUnavailable, error.what());
  }
}

HttpResponse Api::Route(const HttpRequest& request) const {
  if (request.method != "GET" && request.method != "HEAD") {
    return Fault(405, ErrorCode::kInvalid, "only GET and HEAD are answered here");
  }
  const std::string& path = request.path;
  if (const web::File* file = web::FindFile(path)) {
    return {200, std::string(file->content_type), std::string(file->content)};
  }
  if (path == "/healthz") return {200, "text/plain; charset=utf-8", "ok\n"};
  if (path == "/readyz") return Ready();
  if (path == "/metrics") return Metrics();
  constexpr std::string_view kArticles = "/api/v1/articles/";
  if (path == "/api/v1/search") return Search(request);
  if (path.starts_with(kArticles)) return Article(std::string_view(path).substr(kArticles.size()));
  if (path.starts_with("/api/v1/shards/")) return Shard(request);
  if (path == "/api/v1/trace") return Trace(request);
  if (path == "/api/v1/status") return Status();
  if (path == "/api/v1/sources") return Sources();
  return Fault(404, ErrorCode::kNotFound, "no such address: " + path);
}

HttpResponse Api::Ready() const {
  std::string reasons;
  for (const auto& task : parts_.service.Health()) {
    if (!task.ready) reasons += fmt::format("{}: {}\n", task.task, task.reason);
  }
  if (reasons.empty()) return {200, "text/plain; charset=utf-8", "ready\n"};
  return {503, "text/plain; charset=utf-8", reasons};
}

HttpResponse Api::Metrics() const {
  // Gauges of a state that someone else keeps are read when they are asked for, so that they never
  // say other than /readyz and the status page do.
  for (const auto& task : parts_.service.Health()) {
    parts_.metrics.Set("stratwatch_task_lag_records", static_cast<double>(task.lag),
                       {{"task", task.task}});
    parts_.metrics.Set("stratwatch_task_ready", task.ready ? 1.0 : 0.0, {{"task", task.task}});
  }
  const auto size = parts_.database.ApproximateSize();
  parts_.metrics.Set("stratwatch_store_bytes", static_cast<double>(size.bytes_on_disk));
  if (parts_.shards != nullptr) {
    const std::size_t answering = parts_.shards->Answering().size();
    const std::size_t taken = std::max(parts_.shards->Taken().size(), answering);
    parts_.metrics.Set("stratwatch_index_shards", static_cast<double>(answering),
                       {{"state", "answering"}});
    parts_.metrics.Set("stratwatch_index_shards", static_cast<double>(taken - answering),
                       {{"state", "catching-up"}});
  }
  std::map<std::string, std::uint64_t> urls;
  for (const pipeline::IndexShard& shard : LocalArticles()) {
    if (const auto outcomes = store::ArticleStore(*shard.database).CountByOutcome()) {
      for (const auto& [outcome, count] : *outcomes) urls[outcome] += count;
    }
    const auto rows = store::HostHealthTable(*shard.database).All();
    if (!rows) continue;
    // A host's articles are in every shard: each has its own row of it.
    pipeline::Metrics::Labels labels;
    if (parts_.shards != nullptr) labels["shard"] = std::to_string(shard.number);
    for (const store::HostHealth& row : *rows) SetHostHealth(row, labels, parts_.metrics);
  }
  for (const auto& [outcome, count] : urls) {
    parts_.metrics.Set("stratwatch_urls", static_cast<double>(count), {{"outcome", outcome}});
  }
  return {200, "text/plain; version=0.0.4; charset=utf-8", parts_.metrics.Serialise()};
}

HttpResponse Api::Search(const HttpRequest& request) const {
  store::SearchRequest search;
  search.query = Parameter(request, "q");
  search.cursor = Parameter(request, "cursor");
  const std::string order = Parameter(request, "order");
  if (order == "newest") {
    search.order = store::SearchOrder::kNewest;
  } else if (!order.empty() && order != "score") {
    return Fault(400, ErrorCode::kInvalid, "order: expected score or newest, found " + order);
  }
  const std::string limit = Parameter(request, "limit");
  if (!limit.empty()) {
    const auto [end, error] =
        std::from_chars(limit.data(), limit.data() + limit.size(), search.hits_max);
    if (error != std::errc() || end != limit.data() + limit.size() || search.hits_max < 1 ||
        search.hits_max > kHitsMax) {
      return Fault(400, ErrorCode::kInvalid, fmt::format("limit: expected 1 … {}", kHitsMax));
    }
  }
  const auto rules = parts_.rules.Current();
  if (parts_.queries != nullptr) {
    const auto sharded = parts_.queries->Find(search);
    return sharded ? JsonAnswer(ShardedJson(*sharded)) : Fault(sharded.error());
  }
  const auto result = store::Search(parts_.database, rules->gazetteer.get()).Find(search);
  return result ? JsonAnswer(SearchJson(*result)) : Fault(result.error());
}

HttpResponse Api::Article(std::string_view id) const {
  if (parts_.queries != nullptr) {
    auto json = parts_.queries->FindArticle(id);
    return json ? JsonAnswer(std::move(*json)) : Fault(json.error());
  }
  const auto article = FindArticle(OneStore(parts_.database), id);
  return article ? JsonAnswer(ArticleJson(*article, ArticleDetail::kWhole))
                 : Fault(article.error());
}

HttpResponse Api::Shard(const HttpRequest& request) const {
  const auto question =
      ParseShardQuestion(request.path, Parameter(request, "q"), Parameter(request, "part"));
  if (!question || parts_.queries == nullptr) {
    return Fault(404, ErrorCode::kNotFound, "no such address: " + request.path);
  }
  auto answer = parts_.queries->AnswerHere(*question);
  if (!answer) return Fault(answer.error());
  HttpResponse response;
  response.body = std::move(*answer);
  return response;
}

bool Api::AsksOthers(const HttpRequest& request) const {
  return parts_.queries != nullptr &&
         (request.path == "/api/v1/search" || request.path.starts_with("/api/v1/articles/"));
}

Articles Api::LocalArticles() const {
  return parts_.shards != nullptr ? parts_.shards->Taken() : OneStore(parts_.database);
}

HttpResponse Api::Trace(const HttpRequest& request) const {
  const auto url = Url::Parse(Parameter(request, "url"));
  if (!url) return Fault(Error{ErrorCode::kInvalid, "url: " + url.error().message});
  const Articles articles = LocalArticles();
  const auto trace = GatherTrace({parts_.database, articles}, *url);
  return trace ? JsonAnswer(TraceJson(*trace)) : Fault(trace.error());
}

HttpResponse Api::Status() const {
  const Articles articles = LocalArticles();
  const auto status = GatherStatus(parts_.config, {parts_.database, articles}, parts_.sources,
                                   parts_.service.Health());
  return status ? JsonAnswer(StatusJson(*status)) : Fault(status.error());
}

HttpResponse Api::Sources() const {
  const store::FrontierTable frontier(parts_.database);
  std::string json = "[";
  for (const Source& source : parts_.sources) {
    const auto state = frontier.FindSource(source.id);
    if (!state) return Fault(state.error());
    if (json.size() > 1) json += ",\n";
    json += SourceJson(source, state->has_value() ? &**state : nullptr);
  }
  return JsonAnswer(json + "]");
}

}  // namespace stratwatch::app
