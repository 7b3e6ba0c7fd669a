#include "store/search.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "store/internal/analyzer.h"
#include "store/internal/article_record.h"
#include "store/internal/codec.h"
#include "store/internal/cursor.h"
#include "store/internal/database_impl.h"
#include "store/internal/evaluator.h"
#include "store/internal/index_view.h"
#include "store/internal/query.h"
#include "store/internal/snippet.h"
#include "store/key_layout.h"

namespace stratwatch::store {
namespace {

constexpr std::size_t kSnippetBytes = 200;

struct Candidate {
  float score = 0.0F;
  std::int64_t time = 0;
  DocumentNumber document = 0;
};

// True when `left` is shown before `right`. No two documents are equal.
struct ShownBefore {
  SearchOrder order;
  bool operator()(const Candidate& left, const Candidate& right) const {
    if (order == SearchOrder::kScore && left.score != right.score) return left.score > right.score;
    if (order == SearchOrder::kNewest && left.time != right.time) return left.time > right.time;
    return left.document > right.document;
  }
};

// The first so many candidates in order, after the cursor's.
class Page {
 public:
  Page(std::size_t size, SearchOrder order, std::optional<Candidate> after)
      : size_(size), before_{order}, after_(after) {}

  void Offer(const Candidate& candidate) {
    if (after_ && !before_(*after_, candidate)) return;
    if (heap_.size() == size_) {
      if (size_ == 0 || !before_(candidate, heap_.front())) return;
      std::pop_heap(heap_.begin(), heap_.end(), before_);
      heap_.back() = candidate;
    } else {
      heap_.push_back(candidate);
    }
    std::push_heap(heap_.begin(), heap_.end(), before_);  // The last in order is on top.
  }

  std::vector<Candidate> Take() {
    std::sort_heap(heap_.begin(), heap_.end(), before_);
    return std::move(heap_);
  }

 private:
  const std::size_t size_;
  const ShownBefore before_;
  const std::optional<Candidate> after_;
  std::vector<Candidate> heap_;
};

Result<std::uint64_t> ReadIndexCounter(const Database::Impl& database, const IndexView& view,
                                       std::string_view name) {
  const auto stored = database.Get(Table::kCounters, IndexCounterKey(name), view.At());
  if (!stored) return tl::unexpected(stored.error());
  if (!*stored) return 0;
  Reader reader(**stored);
  const std::int64_t count = reader.Signed();
  if (!reader.Ok() || count < 0) {
    return Fail(ErrorCode::kCorrupt, fmt::format("table counters: index {} is damaged", name));
  }
  return static_cast<std::uint64_t>(count);
}

Result<IndexStatistics> ReadStatistics(const Database::Impl& database, const IndexView& view) {
  const auto bound = view.LastDocument();
  if (!bound) return tl::unexpected(bound.error());
  const auto documents = ReadIndexCounter(database, view, "documents");
  if (!documents) return tl::unexpected(documents.error());
  const auto tokens = ReadIndexCounter(database, view, "tokens");
  if (!tokens) return tl::unexpected(tokens.error());
  return IndexStatistics{*bound, *documents, *tokens};
}

// One call of Find.
class Finding {
 public:
  Finding(const Database::Impl& database, const SearchRequest& request)
      : database_(database), request_(request), view_(database.index->Current()) {}

  Result<SearchResult> Run(const StrategyNames* names) {
    auto query = ParseQuery(request_.query, *database_.analyzer, names);
    if (!query) return tl::unexpected(query.error());
    std::optional<Candidate> after;
    if (!request_.cursor.empty()) {
      const auto cursor = DecodeCursor(request_);
      if (!cursor) return tl::unexpected(cursor.error());
      statistics_ = cursor->statistics;
      after = Candidate{cursor->score, cursor->time, cursor->document};
    } else {
      const auto statistics = ReadStatistics(database_, *view_);
      if (!statistics) return tl::unexpected(statistics.error());
      statistics_ = *statistics;
    }
    // One more than asked for tells whether there is a next page.
    Page page(request_.hits_max + 1, request_.order, after);
    if (auto collected = Collect(*query, page); !collected) {
      return tl::unexpected(collected.error());
    }
    return Show(*query, page.Take());
  }

 private:
  Result<void> Collect(const QueryNode& query, Page& page) {
    Evaluator evaluator(database_, *view_, statistics_);
    if (auto loaded = evaluator.Load(query); !loaded) return loaded;
    std::vector<float> scores(kChunkSize);
    for (std::uint32_t chunk = 0; chunk < evaluator.Chunks(); ++chunk) {
      if (!evaluator.MayMatch(chunk)) continue;
      const auto rows = view_->Chunk(chunk);
      if (!rows) return tl::unexpected(rows.error());
      const auto matches = evaluator.Match(chunk, **rows);
      if (!matches) return tl::unexpected(matches.error());
      if (matches->Empty()) continue;
      result_.total += matches->Count();
      if (request_.order == SearchOrder::kScore) {
        std::fill(scores.begin(), scores.end(), 0.0F);
        auto scored = evaluator.Score(chunk, **rows, *matches, scores);
        if (!scored) return scored;
      }
      const DocumentNumber base = DocumentNumber{chunk} << kChunkBits;
      matches->ForEach([&](std::uint32_t slot) {
        page.Offer({scores[slot], (*rows)->times[slot], base + slot});
      });
    }
    return {};
  }

  Result<SearchResult> Show(const QueryNode& query, std::vector<Candidate> candidates) {
    const bool more = candidates.size() > request_.hits_max;
    if (more) candidates.resize(request_.hits_max);
    for (const Candidate& candidate : candidates) {
      auto value = database_.Get(Table::kArticles, Key64(candidate.document), view_->At());
      if (!value) return tl::unexpected(value.error());
      if (!*value) {
        return Fail(ErrorCode::kCorrupt,
                    fmt::format("document {} is in the index, but table articles lacks it",
                                candidate.document));
      }
      auto stored = DecodeStored(candidate.document, **value);
      if (!stored) return tl::unexpected(stored.error());
      SearchHit hit;
      hit.id = stored->article.id;
      hit.sequence = candidate.document;
      hit.score = static_cast<double>(candidate.score);
      hit.article = std::move(stored->article);
      hit.snippet = MakeSnippet(hit.article.text, query, *database_.analyzer, kSnippetBytes);
      result_.hits.push_back(std::move(hit));
    }
    if (more && !candidates.empty()) {
      const Candidate& last = candidates.back();
      result_.next_cursor = EncodeCursor({request_.order, QueryDigest(request_.query), statistics_,
                                          last.score, last.time, last.document});
    }
    return std::move(result_);
  }

  const Database::Impl& database_;
  const SearchRequest& request_;
  const std::shared_ptr<const IndexView> view_;
  IndexStatistics statistics_;
  SearchResult result_;
};

}  // namespace

Search::Search(Database& database, const StrategyNames* names)
    : database_(database), names_(names) {}

Result<SearchResult> Search::Find(const SearchRequest& request) const {
  if (request.hits_max > kHitsMax) {
    return Fail(ErrorCode::kInvalid,
                fmt::format("search: {} hits at once; at most {} are expected, the cursor gives "
                            "the next ones",
                            request.hits_max, kHitsMax));
  }
  return Finding(database_.impl(), request).Run(names_);
}

}  // namespace stratwatch::store
