#include "pipeline/index_task.h"

#include <algorithm>
#include <utility>

#include "pipeline/internal/log_records.h"

namespace stratwatch::pipeline {

IndexTask::IndexTask(store::Database& database, const Clock& clock, Metrics& metrics)
    : articles_(database), health_(database), clock_(clock), metrics_(metrics) {}

Result<PreparedRecord> IndexTask::Prepare(const PolledRecord& record) const {
  auto prepared = PreparedArticle(record);
  if (prepared && prepared->article->outcome == Outcome::kPending) {
    return Fail(ErrorCode::kInvalid,
                prepared->article->url.Text() + ": reached index without an outcome");
  }
  return prepared;
}

std::optional<PreparedRecord> IndexTask::Salvage(const PolledRecord& record,
                                                 const Error& error) const {
  return SalvagedArticle(record, error);
}

Result<void> IndexTask::Conclude(std::vector<PreparedRecord>& records, store::WriteBatch& state,
                                 LogStep&) {
  std::vector<Article> articles;
  articles.reserve(records.size());
  for (auto& record : records) articles.push_back(std::move(*record.article));
  auto added = articles_.Add(state, articles);
  if (added) {
    const auto now = std::chrono::floor<std::chrono::seconds>(clock_.Now());
    added = health_.Stage(state, articles, now);
  }
  for (std::size_t i = 0; i < records.size(); ++i) records[i].article = std::move(articles[i]);
  return added;
}

void IndexTask::Committed(const std::vector<PreparedRecord>& records) {
  health_.Written();
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
