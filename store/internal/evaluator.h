#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "store/internal/bitmap.h"
#include "store/internal/index_view.h"
#include "store/internal/query.h"
#include "store/internal/term_list.h"

namespace stratwatch::store {

// What ranking needs of the whole index. Kept in a cursor, so that later pages rank alike.
struct IndexStatistics {
  DocumentNumber bound = 0;     // Documents after it do not exist for this query.
  std::uint64_t documents = 0;  // Searchable ones.
  std::uint64_t tokens = 0;     // Their lengths together.
};

// One query's evaluation, a chunk of documents at a time: sets of slots are bitmaps, so that
// every operator costs the same whatever its operands, and postings are decoded once, in order.
// Threads: not thread-safe; one per Search::Find.
class Evaluator {
 public:
  // Borrows all until destruction.
  Evaluator(const Database::Impl& database, const IndexView& view, IndexStatistics statistics);
  ~Evaluator();

  // Reads the lists that `query` names. Errors: kInvalid, kCorrupt, kUnavailable.
  Result<void> Load(const QueryNode& query);

  // Chunks [0, Chunks()) may hold matches; those for which MayMatch is false do not.
  std::uint32_t Chunks() const { return ChunkOf(statistics_.bound) + 1; }
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
  const IndexStatistics statistics_;
  std::unique_ptr<Node> root_;
  const DocumentChunk* rows_ = nullptr;  // Of the chunk at hand.
};

}  // namespace stratwatch::store
