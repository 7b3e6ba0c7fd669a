#include "store/article_store.h"

#include <fmt/format.h>

#include <algorithm>

#include "model/wire/messages.h"
#include "store/internal/article_record.h"
#include "store/internal/codec.h"
#include "store/internal/counters.h"
#include "store/internal/database_impl.h"
#include "store/internal/index_view.h"
#include "store/internal/index_writer.h"
#include "store/key_layout.h"

namespace stratwatch::store {
namespace {

Result<std::uint64_t> ReadSequence(const Database& database, const Snapshot* at) {
  auto stored = database.impl().Get(Table::kMeta, kSequenceKey, at);
  if (!stored) return tl::unexpected(stored.error());
  if (!*stored) return 0;
  const auto sequence = ReadKey64(**stored);
  if (!sequence) return Fail(ErrorCode::kCorrupt, "table default: the last sequence is damaged");
  return *sequence;
}

// The stored bytes of one article, and where they are.
Result<std::optional<PendingArticles::Stored>> ReadStored(const Database& database,
                                                          const ArticleId& id, const Snapshot* at) {
  auto sequence_bytes = database.impl().Get(Table::kArticleIds, id.View(), at);
  if (!sequence_bytes) return tl::unexpected(sequence_bytes.error());
  if (!*sequence_bytes) return std::optional<PendingArticles::Stored>();
  const auto sequence = ReadKey64(**sequence_bytes);
  if (!sequence) {
    return Fail(ErrorCode::kCorrupt,
                fmt::format("table article-ids: the sequence of {} is damaged", id.Hex()));
  }
  auto value = database.impl().Get(Table::kArticles, **sequence_bytes, at);
  if (!value) return tl::unexpected(value.error());
  if (!*value) {
    return Fail(ErrorCode::kCorrupt, fmt::format("article {} has sequence {}, where table articles "
                                                 "holds nothing",
                                                 id.Hex(), *sequence));
  }
  return std::optional(PendingArticles::Stored{*sequence, std::move(**value)});
}

// One call of Add: what it reads, derives and adds to the batch.
class Addition {
 public:
  Addition(Database& database, WriteBatch& batch)
      : database_(database), batch_(batch), writer_(*database.impl().analyzer, database, batch) {}

  Result<void> Begin() {
    if (!batch_.impl().articles) {
      const auto last = ReadSequence(database_, nullptr);
      if (!last) return tl::unexpected(last.error());
      batch_.impl().articles = std::make_unique<PendingArticles>();
      batch_.impl().articles->last_sequence = *last;
    }
    pending_ = batch_.impl().articles.get();
    first_row_ = pending_->rows.size();
    return {};
  }

  Result<void> Add(Article& article) {
    auto stored = Before(article.id);
    if (!stored) return tl::unexpected(stored.error());
    if (*stored) {
      auto before = DecodeStored((*stored)->sequence, (*stored)->value);
      if (!before) return tl::unexpected(before.error());
      MergeSightings(before->article, article);
      if (SameIndex(before->article, article)) {
        article.sequence = (*stored)->sequence;
        std::string value = EncodeStored(article, before->length);
        if (value != (*stored)->value) Put(article, std::move(value));
        return {};
      }
      Retire((*stored)->sequence, *before);
    }
    article.sequence = ++pending_->last_sequence;
    std::uint32_t length = 0;
    if (IsSearchable(article.outcome)) {
      length = writer_.Add(article);
      pending_->rows.push_back(RowOf(article, length));
    }
    Count(article, length, 1, counters_);
    Put(article, EncodeStored(article, length));
    return {};
  }

  void Finish() {
    WriteBatch::Impl& writes = batch_.impl();
    writer_.Finish();
    std::map<std::uint32_t, std::string> rows;  // By chunk.
    for (std::size_t i = first_row_; i < pending_->rows.size(); ++i) {
      AppendRow(rows[ChunkOf(pending_->rows[i].document)], pending_->rows[i]);
    }
    for (const auto& [chunk, bytes] : rows) {
      writes.Merge(database_, Table::kDocuments, Key32(chunk), bytes);
    }
    MergeCounters(batch_, database_, counters_);
    writes.Put(database_, Table::kMeta, kSequenceKey, Key64(pending_->last_sequence));
  }

 private:
  Result<std::optional<PendingArticles::Stored>> Before(const ArticleId& id) const {
    const auto found = pending_->stored.find(id);
    if (found != pending_->stored.end()) return std::optional(found->second);
    return ReadStored(database_, id, nullptr);
  }

  void Put(const Article& article, std::string value) {
    const std::string sequence = Key64(article.sequence);
    batch_.impl().Put(database_, Table::kArticleIds, article.id.View(), sequence);
    batch_.impl().Put(database_, Table::kArticles, sequence, value);
    pending_->stored[article.id] = {article.sequence, std::move(value)};
  }

  // The old record goes, its counts are taken back, and its postings point to a dead document.
  void Retire(std::uint64_t sequence, const StoredArticle& before) {
    batch_.impl().Delete(database_, Table::kArticles, Key64(sequence));
    Count(before.article, before.length, -1, counters_);
    if (!IsSearchable(before.article.outcome)) return;
    DocumentRow dead;
    dead.document = sequence;
    dead.day = kNoDay;
    pending_->rows.push_back(dead);
  }

  Database& database_;
  WriteBatch& batch_;
  IndexWriter writer_;
  PendingArticles* pending_ = nullptr;
  std::size_t first_row_ = 0;
  Counters counters_;
};

}  // namespace

ArticleStore::ArticleStore(Database& database) : database_(database) {}
ArticleStore::~ArticleStore() = default;

Result<void> ArticleStore::Add(WriteBatch& batch, std::vector<Article>& articles) {
  if (articles.empty()) return {};
  Addition addition(database_, batch);
  auto result = addition.Begin();
  for (std::size_t i = 0; result && i < articles.size(); ++i) {
    result = addition.Add(articles[i]);
    if (!result) result = Fail("store article " + articles[i].id.Hex(), result.error());
  }
  if (!result) {
    // Half of an addition must not be written.
    batch.impl().failure = result.error();
    return result;
  }
  addition.Finish();
  return {};
}

Result<std::optional<Article>> ArticleStore::Find(const ArticleId& id) const {
  const auto snapshot = database_.impl().TakeSnapshot();
  const auto stored = ReadStored(database_, id, snapshot.get());
  if (!stored) return tl::unexpected(stored.error());
  if (!*stored) return std::optional<Article>();
  auto decoded = DecodeStored((*stored)->sequence, (*stored)->value);
  if (!decoded) return tl::unexpected(decoded.error());
  return std::optional(std::move(decoded->article));
}

Result<std::vector<ArticleId>> ArticleStore::FindByPrefix(std::string_view prefix,
                                                          std::size_t ids_max) const {
  const std::string digits = FoldFilterValue(prefix);
  const bool hexadecimal = std::all_of(digits.begin(), digits.end(), [](char each) {
    return (each >= '0' && each <= '9') || (each >= 'a' && each <= 'f');
  });
  if (!hexadecimal || digits.size() < 4 || digits.size() > 32) {
    return Fail(ErrorCode::kInvalid,
                fmt::format("'{}' is no beginning of an article id: 4 to 32 hexadecimal digits are "
                            "expected",
                            prefix.substr(0, 64)));
  }
  std::string padded = digits;
  padded.resize(32, '0');
  std::vector<ArticleId> ids;
  Scan scan = database_.impl().NewScan(Table::kArticleIds,
                                       std::string(Digest128::FromHex(padded)->View()), "");
  for (scan.ToFirst(); scan.Valid() && ids.size() < ids_max; scan.Next()) {
    const auto id = Digest128::FromBytes(scan.Key());
    if (!id) return Fail(ErrorCode::kCorrupt, "table article-ids: a key is damaged");
    if (!id->Hex().starts_with(digits)) break;
    ids.push_back(ArticleId{*id});
  }
  if (auto finished = scan.Finish(); !finished) return tl::unexpected(finished.error());
  return ids;
}

Result<void> ArticleStore::ForEach(std::uint64_t after,
                                   const std::function<bool(const Article&)>& visit) const {
  Scan scan = database_.impl().NewScan(Table::kArticles, Key64(after + 1), "");
  for (scan.ToFirst(); scan.Valid(); scan.Next()) {
    const auto sequence = ReadKey64(scan.Key());
    if (!sequence) return Fail(ErrorCode::kCorrupt, "table articles: a key is damaged");
    const auto stored = DecodeStored(*sequence, scan.Value());
    if (!stored) return tl::unexpected(stored.error());
    if (!visit(stored->article)) return {};
  }
  return scan.Finish();
}

namespace {

Result<std::map<std::string, std::uint64_t>> CountsUnder(const Database& database,
                                                         std::string_view prefix) {
  const auto stored = ReadCounters(database, prefix);
  if (!stored) return tl::unexpected(stored.error());
  std::map<std::string, std::uint64_t> counts;
  for (const auto& [name, count] : *stored) {
    if (count > 0) counts[name] = static_cast<std::uint64_t>(count);
  }
  return counts;
}

}  // namespace

Result<std::map<std::string, std::uint64_t>> ArticleStore::CountByOutcome() const {
  return CountsUnder(database_, OutcomeCounterKey(""));
}

Result<std::map<std::string, std::uint64_t>> ArticleStore::CountByFacet(
    std::string_view facet) const {
  return CountsUnder(database_, FacetCounterPrefix(facet));
}

Result<std::uint64_t> ArticleStore::LastSequence() const {
  return ReadSequence(database_, nullptr);
}

}  // namespace stratwatch::store
