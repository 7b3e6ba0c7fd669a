#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "store/internal/bitmap.h"
#include "store/internal/index_view.h"
#include "store/internal/query.h"
#include "store/internal/term_list.h"
#include "store/search.h"

namespace stratwatch::store {

// One query's evaluation, a chunk of documents at a time: sets of slots are bitmaps, so that
// every operator costs the same whatever its operands, and postings are decoded once, in order.
// Threads: not thread-safe; one per Search::Find.
class Evaluator {
 public:
  // Documents after `bound` do not exist for it. Ranks by `statistics`, and by this database's own
  // term frequencies where those have none. Borrows `database` and `view` until destruction.
  Evaluator(const Database::Impl& database, const IndexView& view, DocumentNumber bound,
            SearchStatistics statistics);
  ~Evaluator();

  // Reads the lists that `query` names. Errors: kInvalid (also: the statistics are of another
  // query), kCorrupt, kUnavailable.
  Result<void> Load(const QueryNode& query);
  // How many documents of this database each list has, in the order of the query.
  const std::vector<std::uint64_t>& Frequencies() const { return frequencies_; }

  // Chunks [0, Chunks()) may hold matches; those for which MayMatch is false do not.
  std::uint32_t Chunks() const { return ChunkOf(bound_) + 1; }
  bool MayMatch(std::uint32_t chunk) const;

  // The matching slots of `chunk`, whose rows are `rows`.
  Result<Bitmap> Match(std::uint32_t chunk, const DocumentChunk& rows);
  // Adds BM25 scores by slot (kChunkSize of them) for `matches`, after Match of that chunk.
  Result<void> Score(std::uint32_t chunk, const DocumentChunk& rows, const Bitmap& matches,
                     std::vector<float>& scores);

 private:
  struct Node;

  Result<std::unique_ptr<Node>> Build(const QueryNode& query, bool scored);
  static void SortParts(Node& node);
  // Of the list that is loaded next: what all databases have, or this one.
  Result<std::uint64_t> RankedFrequency(const TermList& list);
  Result<void> LoadLists(const QueryNode& query, Node& node);
  bool NodeMayMatch(const Node& node, std::uint32_t chunk) const;
  // The subset of `within` that `node` matches.
  Result<Bitmap> MatchNode(Node& node, std::uint32_t chunk, const Bitmap& within);
  Result<Bitmap> MatchAnd(Node& node, std::uint32_t chunk, const Bitmap& within);
  Result<Bitmap> MatchPhrase(Node& node, std::uint32_t chunk, const Bitmap& within);
  Result<void> ScoreNode(Node& node, std::uint32_t chunk, const Bitmap& matches,
                         std::vector<float>& scores);
  void AddScores(const Postings& postings, double weight, const Bitmap& matches,
                 std::vector<float>& scores) const;
  double InverseFrequency(std::uint64_t documents) const;

  const Database::Impl& database_;
  const IndexView& view_;
  const DocumentNumber bound_;
  const SearchStatistics statistics_;
  std::vector<std::uint64_t> frequencies_;
  std::unique_ptr<Node> root_;
  const DocumentChunk* rows_ = nullptr;  // Of the chunk at hand.
};

}  // namespace stratwatch::store
