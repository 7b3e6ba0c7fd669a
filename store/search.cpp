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

Result<SearchStatistics> ReadStatistics(const Database::Impl& database, const IndexView& view) {
  const auto bound = view.LastDocument();
  if (!bound) return tl::unexpected(bound.error());
  const auto documents = ReadIndexCounter(database, view, "documents");
  if (!documents) return tl::unexpected(documents.error());
  const auto tokens = ReadIndexCounter(database, view, "tokens");
  if (!tokens) return tl::unexpected(tokens.error());
  return SearchStatistics{*bound, *documents, *tokens, {}};
}

Result<void> CheckHitsMax(std::size_t hits_max) {
  if (hits_max <= kHitsMax) return {};
  return Fail(ErrorCode::kInvalid,
              fmt::format("search: {} hits at once; at most {} are expected, the cursor gives the "
                          "next ones",
                          hits_max, kHitsMax));
}

// One page of one database.
class Finding {
 public:
  Finding(const Database::Impl& database, std::shared_ptr<const IndexView> view,
          const PartRequest& request)
      : database_(database), view_(std::move(view)), request_(request) {}

  Result<PartResult> Run(const QueryNode& query) {
    std::optional<Candidate> after;
    if (request_.after) {
      after = Candidate{request_.after->score, request_.after->time, request_.after->sequence};
    }
    // One more than asked for tells whether there is a next page.
    Page page(request_.hits_max + 1, request_.order, after);
    if (auto collected = Collect(query, page); !collected) {
      return tl::unexpected(collected.error());
    }
    return Show(query, page.Take());
  }

 private:
  Result<void> Collect(const QueryNode& query, Page& page) {
    Evaluator evaluator(database_, *view_, request_.bound, request_.statistics);
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

  Result<PartResult> Show(const QueryNode& query, std::vector<Candidate> candidates) {
    result_.more = candidates.size() > request_.hits_max;
    if (result_.more) candidates.resize(request_.hits_max);
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
      hit.time = candidate.time;
      hit.article = std::move(stored->article);
      hit.snippet = MakeSnippet(hit.article.text, query, *database_.analyzer, kSnippetBytes);
      result_.hits.push_back(std::move(hit));
    }
    return std::move(result_);
  }

  const Database::Impl& database_;
  const std::shared_ptr<const IndexView> view_;
  const PartRequest& request_;
  PartResult result_;
};

}  // namespace

Search::Search(Database& database, const StrategyNames* names)
    : database_(database), names_(names) {}

Result<SearchResult> Search::Find(const SearchRequest& request) const {
  if (auto few = CheckHitsMax(request.hits_max); !few) return tl::unexpected(few.error());
  const Database::Impl& database = database_.impl();
  const auto query = ParseQuery(request.query, *database.analyzer, names_);
  if (!query) return tl::unexpected(query.error());
  const auto view = database.index->Current();
  PartRequest part;
  part.order = request.order;
  part.hits_max = request.hits_max;
  if (!request.cursor.empty()) {
    const auto cursor = DecodeCursor(request);
    if (!cursor) return tl::unexpected(cursor.error());
    part.statistics = cursor->statistics;
    part.after = HitPlace{cursor->score, cursor->time, cursor->document};
  } else {
    auto statistics = ReadStatistics(database, *view);
    if (!statistics) return tl::unexpected(statistics.error());
    part.statistics = std::move(*statistics);
  }
  part.bound = part.statistics.bound;
  auto found = Finding(database, view, part).Run(*query);
  if (!found) return tl::unexpected(found.error());
  SearchResult result{std::move(found->hits), found->total, ""};
  if (found->more && !result.hits.empty()) {
    const SearchHit& last = result.hits.back();
    result.next_cursor = EncodeCursor({request.order, QueryDigest(request.query), part.statistics,
                                       static_cast<float>(last.score), last.time, last.sequence});
  }
  return result;
}

Result<SearchStatistics> Search::Statistics(std::string_view text) const {
  const Database::Impl& database = database_.impl();
  const auto query = ParseQuery(text, *database.analyzer, names_);
  if (!query) return tl::unexpected(query.error());
  const auto view = database.index->Current();
  auto statistics = ReadStatistics(database, *view);
  if (!statistics) return statistics;
  Evaluator evaluator(database, *view, statistics->bound, *statistics);
  if (auto loaded = evaluator.Load(*query); !loaded) return tl::unexpected(loaded.error());
  statistics->frequencies = evaluator.Frequencies();
  return statistics;
}

Result<PartResult> Search::FindPart(const PartRequest& request) const {
  if (auto few = CheckHitsMax(request.hits_max); !few) return tl::unexpected(few.error());
  const Database::Impl& database = database_.impl();
  const auto query = ParseQuery(request.query, *database.analyzer, names_);
  if (!query) return tl::unexpected(query.error());
  return Finding(database, database.index->Current(), request).Run(*query);
}

}  // namespace stratwatch::store
