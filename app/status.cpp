#include "app/status.h"

#include <algorithm>

#include "model/wire/digest.h"
#include "pipeline/kafka_log.h"
#include "store/article_store.h"
#include "store/frontier_table.h"
#include "store/log_table.h"

namespace stratwatch::app {
namespace {

constexpr std::size_t kIdsShown = 5;

// What each task of the embedded log has yet to read, from the store itself.
Result<std::vector<Status::Task>> EmbeddedLag(store::Database& database) {
  const store::LogTable table(database);
  const auto positions = table.Positions();
  if (!positions) return tl::unexpected(positions.error());
  std::vector<Status::Task> tasks;
  for (const auto& position : *positions) {
    // Of the Kafka engine: not about the topics that are here.
    if (position.group.starts_with(pipeline::kKafkaPositionPrefix)) continue;
    const auto extent = table.ExtentOf(position.topic);
    if (!extent) return tl::unexpected(extent.error());
    const std::uint64_t lag =
        extent->end > position.next_offset ? extent->end - position.next_offset : 0;
    const auto known = std::find_if(tasks.begin(), tasks.end(), [&](const Status::Task& each) {
      return each.task == position.group;
    });
    if (known != tasks.end()) {
      known->lag += lag;
    } else {
      tasks.push_back({position.group, lag, false, false, ""});
    }
  }
  return tasks;
}

std::vector<Status::Task> TasksOf(const std::vector<pipeline::TaskHealth>& health) {
  std::vector<Status::Task> tasks;
  for (const auto& each : health) {
    tasks.push_back({each.task, each.lag, true, each.ready, each.reason});
  }
  return tasks;
}

Result<void> CountSources(store::Database& database, const std::vector<Source>& sources,
                          Status& status) {
  status.sources = sources.size();
  const store::FrontierTable frontier(database);
  for (const Source& source : sources) {
    const auto state = frontier.FindSource(source.id);
    if (!state) return tl::unexpected(state.error());
    if (state->has_value() && (*state)->failures_in_a_row > 0) ++status.sources_failing;
  }
  return {};
}

void AddTo(std::map<std::string, std::uint64_t>& sums,
           const std::map<std::string, std::uint64_t>& counts) {
  for (const auto& [name, count] : counts) sums[name] += count;
}

// Adds what one database holds.
Result<void> CountArticles(store::Database& database, Status& status) {
  const store::ArticleStore articles(database);
  const auto sequence = articles.LastSequence();
  if (!sequence) return tl::unexpected(sequence.error());
  status.last_sequence += *sequence;
  const auto outcomes = articles.CountByOutcome();
  if (!outcomes) return tl::unexpected(outcomes.error());
  AddTo(status.outcomes, *outcomes);
  const auto languages = articles.CountByFacet("language");
  if (!languages) return tl::unexpected(languages.error());
  AddTo(status.languages, *languages);
  const auto countries = articles.CountByFacet("country");
  if (!countries) return tl::unexpected(countries.error());
  AddTo(status.countries, *countries);
  return {};
}

}  // namespace

Result<Status> GatherStatus(const config::Config& config, const StatusStores& stores,
                            const std::vector<Source>& sources,
                            const std::vector<pipeline::TaskHealth>& health) {
  Status status;
  status.version = std::string(kVersion);
  status.store_path = config.store.path.string();
  status.log_engine = config.log_engine == config::LogEngine::kKafka ? "kafka" : "embedded";
  store::Database& database = stores.store;
  status.bytes_on_disk = database.ApproximateSize().bytes_on_disk;
  for (const pipeline::IndexShard& shard : stores.articles) {
    if (config::IsSharded(config)) {
      status.bytes_on_disk += shard.database->ApproximateSize().bytes_on_disk;
    }
    if (auto counted = CountArticles(*shard.database, status); !counted) {
      return tl::unexpected(counted.error());
    }
  }
  const auto counts = store::FrontierTable(database).Count();
  if (!counts) return tl::unexpected(counts.error());
  status.discovered = counts->waiting + counts->emitted;
  std::uint64_t settled = 0;
  for (const auto& [name, count] : status.outcomes) settled += count;
  // What was discovered and has no outcome yet waits in the frontier or in the log.
  if (status.discovered > settled) status.outcomes["pending"] = status.discovered - settled;
  if (const auto counted = CountSources(database, sources, status); !counted) {
    return tl::unexpected(counted.error());
  }
  if (!health.empty()) {
    status.tasks = TasksOf(health);
  } else if (config.log_engine == config::LogEngine::kEmbedded) {
    auto tasks = EmbeddedLag(database);
    if (!tasks) return tl::unexpected(tasks.error());
    status.tasks = std::move(*tasks);
  }
  return status;
}

Result<Trace> GatherTrace(const StatusStores& stores, const Url& url) {
  Trace trace{url, wire::ArticleIdOf(url), std::nullopt, std::nullopt};
  auto entry = store::FrontierTable(stores.store).Find(trace.id);
  if (!entry) return tl::unexpected(entry.error());
  trace.frontier = std::move(*entry);
  for (const pipeline::IndexShard& shard : stores.articles) {
    auto article = store::ArticleStore(*shard.database).Find(trace.id);
    if (!article) return tl::unexpected(article.error());
    if (*article) trace.article = std::move(*article);
  }
  if (!trace.frontier && !trace.article) {
    return Fail(ErrorCode::kNotFound, url.Text() + ": never seen (identity " + url.Identity() +
                                          "); no source mentioned it and nothing ingested it");
  }
  return trace;
}

Result<Article> FindArticle(const Articles& articles, std::string_view name) {
  std::vector<std::pair<ArticleId, store::Database*>> found;
  for (const pipeline::IndexShard& shard : articles) {
    const auto ids = store::ArticleStore(*shard.database).FindByPrefix(name, kIdsShown);
    if (!ids) return tl::unexpected(ids.error());
    for (const ArticleId& id : *ids) found.emplace_back(id, shard.database.get());
  }
  if (found.empty()) {
    return Fail(ErrorCode::kNotFound, "no article has the id " + std::string(name));
  }
  if (found.size() > 1) {
    std::string message = "several articles have an id that begins with " + std::string(name) + ":";
    for (const auto& [id, database] : found) message += " " + id.Hex();
    return Fail(ErrorCode::kInvalid, message);
  }
  const auto& [id, database] = found.front();
  auto article = store::ArticleStore(*database).Find(id);
  if (!article) return tl::unexpected(article.error());
  if (!*article) {
    return Fail(ErrorCode::kCorrupt, "article " + id.Hex() + " is listed but not stored");
  }
  return std::move(**article);
}

}  // namespace stratwatch::app
