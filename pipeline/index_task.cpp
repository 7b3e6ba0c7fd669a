#include "pipeline/index_task.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "pipeline/internal/log_records.h"

namespace stratwatch::pipeline {

IndexTask::IndexTask(store::Database& database, const Clock& clock, Metrics& metrics)
    : database_(&database, [](store::Database*) {}), clock_(clock), metrics_(metrics) {}

IndexTask::IndexTask(const ShardStores& shards, const Clock& clock, Metrics& metrics)
    : shards_(&shards), clock_(clock), metrics_(metrics) {}

IndexTask::Home* IndexTask::HomeOf(int partition) {
  const int key = shards_ != nullptr ? partition : 0;
  const auto database = shards_ != nullptr ? shards_->Find(partition) : database_;
  if (!database) return nullptr;
  const auto known = homes_.find(key);
  if (known != homes_.end()) {
    if (known->second.database.lock() == database) return &known->second;
    homes_.erase(known);
  }
  return &homes_.try_emplace(key, database).first->second;
}

Result<PreparedRecord> IndexTask::Prepare(const PolledRecord& record) const {
  auto prepared = PreparedArticle(record);
  if (prepared) prepared->partition = record.partition;
  if (prepared && prepared->article->outcome == Outcome::kPending) {
    return Fail(ErrorCode::kInvalid,
                prepared->article->url.Text() + ": reached index without an outcome");
  }
  return prepared;
}

std::optional<PreparedRecord> IndexTask::Salvage(const PolledRecord& record,
                                                 const Error& error) const {
  auto salvaged = SalvagedArticle(record, error);
  if (salvaged) salvaged->partition = record.partition;
  return salvaged;
}

Result<void> IndexTask::Conclude(std::vector<PreparedRecord>& records, store::WriteBatch& state,
                                 LogStep&) {
  if (records.empty()) return {};
  Home* const home = HomeOf(records.front().partition);
  if (home == nullptr) {
    return Fail(ErrorCode::kUnavailable,
                fmt::format("shard {} is not ours any more", records.front().partition));
  }
  std::vector<Article> articles;
  articles.reserve(records.size());
  for (auto& record : records) articles.push_back(std::move(*record.article));
  auto added = home->articles.Add(state, articles);
  if (added) {
    const auto now = std::chrono::floor<std::chrono::seconds>(clock_.Now());
    added = home->health.Stage(state, articles, now);
  }
  for (std::size_t i = 0; i < records.size(); ++i) records[i].article = std::move(articles[i]);
  return added;
}

void IndexTask::Committed(const std::vector<PreparedRecord>& records) {
  if (records.empty()) return;
  if (Home* const home = HomeOf(records.front().partition)) home->health.Written();
  const auto now = clock_.Now();
  for (const auto& record : records) {
    const Article& article = *record.article;
    metrics_.Count("stratwatch_articles_total",
                   {{"outcome", std::string(OutcomeName(article.outcome))}});
    if (article.outcome == Outcome::kStored && record.fetched) {
      const std::chrono::duration<double> age = now - *record.fetched;
      metrics_.Observe("stratwatch_searchable_seconds", std::max(0.0, age.count()));
    }
  }
}

}  // namespace stratwatch::pipeline
