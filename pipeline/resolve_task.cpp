#include "pipeline/resolve_task.h"

#include <unordered_map>
#include <utility>

#include "pipeline/internal/log_records.h"

namespace stratwatch::pipeline {
namespace {

// The identities as they will be once the step is written: the table under what the step adds.
class StepIdentities {
 public:
  StepIdentities(store::IdentityTable& table, store::WriteBatch& state)
      : table_(table), state_(state) {}

  Result<std::optional<ContentHash>> HashOf(const ArticleId& id) const {
    const auto found = hashes_.find(id);
    if (found != hashes_.end()) return found->second;
    return table_.HashOf(id);
  }

  Result<std::optional<ArticleId>> FirstWith(const ContentHash& hash) const {
    const auto found = firsts_.find(std::string(hash.View()));
    if (found != firsts_.end()) return found->second;
    return table_.FirstWith(hash);
  }

  void PutHash(const ArticleId& id, const ContentHash& hash) {
    hashes_[id] = hash;
    table_.PutHash(state_, id, hash);
  }

  void PutFirst(const ContentHash& hash, const ArticleId& id) {
    firsts_[std::string(hash.View())] = id;
    table_.PutFirst(state_, hash, id);
  }

 private:
  store::IdentityTable& table_;
  store::WriteBatch& state_;
  std::unordered_map<ArticleId, std::optional<ContentHash>> hashes_;
  std::unordered_map<std::string, std::optional<ArticleId>> firsts_;
};

// A page without an article. Irrelevant ones are articles.
bool IsFailure(Outcome outcome) {
  return outcome != Outcome::kPending && outcome != Outcome::kIrrelevant;
}

Result<void> ResolveText(Article& article, StepIdentities& identities) {
  const auto known = identities.HashOf(article.id);
  if (!known) return tl::unexpected(known.error());
  article.resolution.repeat = known->has_value();

  const auto first = identities.FirstWith(article.content_hash);
  if (!first) return tl::unexpected(first.error());
  if (first->has_value() && **first != article.id) {
    article.outcome = Outcome::kDuplicate;
    article.resolution.duplicate_of = **first;
    article.resolution.relation = "same-text";
  } else {
    article.outcome = Outcome::kStored;
    if (!first->has_value()) identities.PutFirst(article.content_hash, article.id);
  }
  if (*known != article.content_hash) identities.PutHash(article.id, article.content_hash);
  return {};
}

}  // namespace

ResolveTask::ResolveTask(store::Database& database, Metrics& metrics)
    : identities_(database), metrics_(metrics) {}

Result<PreparedRecord> ResolveTask::Prepare(const PolledRecord& record) const {
  return PreparedArticle(record);
}

std::optional<PreparedRecord> ResolveTask::Salvage(const PolledRecord& record,
                                                   const Error& error) const {
  return SalvagedArticle(record, error);
}

Result<void> ResolveTask::Conclude(std::vector<PreparedRecord>& records, store::WriteBatch& state,
                                   LogStep& step) {
  StepIdentities identities(identities_, state);
  kept_ = 0;
  for (auto& record : records) {
    Article& article = *record.article;
    article.resolution = {};
    if (article.outcome == Outcome::kPending) {
      if (auto resolved = ResolveText(article, identities); !resolved) return resolved;
    } else if (IsFailure(article.outcome)) {
      // A later failure takes nothing away from an article that was read earlier.
      const auto known = identities.HashOf(article.id);
      if (!known) return tl::unexpected(known.error());
      if (known->has_value()) {
        ++kept_;
        continue;
      }
    }
    step.outputs.push_back(
        {Topic::kResolved, ArticleRecord(Topic::kResolved, article, record.fetched)});
  }
  return {};
}

void ResolveTask::Committed(const std::vector<PreparedRecord>&) {
  if (kept_ > 0) metrics_.Count("stratwatch_resolve_kept_total", {}, static_cast<double>(kept_));
}

}  // namespace stratwatch::pipeline
