#include "pipeline/resolve_task.h"

#include <utility>

#include "pipeline/internal/log_records.h"

namespace stratwatch::pipeline {
namespace {

// A page without an article. Irrelevant ones are articles.
bool IsFailure(Outcome outcome) {
  return outcome != Outcome::kPending && outcome != Outcome::kIrrelevant;
}

}  // namespace

Result<std::unique_ptr<ResolveTask>> ResolveTask::Open(store::Database& database,
                                                       ResolveOptions options, Metrics& metrics) {
  auto resolver = Resolver::Open(database, options);
  if (!resolver) return tl::unexpected(resolver.error());
  return std::unique_ptr<ResolveTask>(new ResolveTask(std::move(*resolver), metrics));
}

ResolveTask::ResolveTask(std::unique_ptr<Resolver> resolver, Metrics& metrics)
    : resolver_(std::move(resolver)), metrics_(metrics) {}

Result<PreparedRecord> ResolveTask::Prepare(const PolledRecord& record) const {
  return PreparedArticle(record);
}

std::optional<PreparedRecord> ResolveTask::Salvage(const PolledRecord& record,
                                                   const Error& error) const {
  return SalvagedArticle(record, error);
}

Result<void> ResolveTask::Conclude(std::vector<PreparedRecord>& records, store::WriteBatch& state,
                                   LogStep& step) {
  if (auto begun = resolver_->Begin(state); !begun) return begun;
  kept_ = 0;
  for (auto& record : records) {
    Article& article = *record.article;
    if (article.outcome != Outcome::kPending) article.resolution = {};
    if (article.outcome == Outcome::kPending) {
      if (auto resolved = resolver_->Resolve(article, state); !resolved) return resolved;
    } else if (IsFailure(article.outcome)) {
      // A later failure takes nothing away from an article that was read earlier.
      const auto known = resolver_->Knows(article.id);
      if (!known) return tl::unexpected(known.error());
      if (*known) {
        ++kept_;
        continue;
      }
    }
    step.outputs.push_back(
        {Topic::kResolved, ArticleRecord(Topic::kResolved, article, record.fetched)});
  }
  return {};
}

void ResolveTask::Committed(const std::vector<PreparedRecord>& records) {
  resolver_->Committed();
  if (kept_ > 0) metrics_.Count("stratwatch_resolve_kept_total", {}, static_cast<double>(kept_));
  for (const PreparedRecord& record : records) {
    const std::string& relation = record.article->resolution.relation;
    if (!relation.empty()) {
      metrics_.Count("stratwatch_resolve_copies_total", {{"relation", relation}});
    }
  }
  const Resolver::Size held = resolver_->Held();
  metrics_.Set("stratwatch_resolve_window_texts", static_cast<double>(held.texts));
  metrics_.Set("stratwatch_resolve_window_bytes", static_cast<double>(held.copies_bytes));
  metrics_.Set("stratwatch_resolve_open_stories", static_cast<double>(held.stories));
}

}  // namespace stratwatch::pipeline
