#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "store/internal/bitmap.h"
#include "store/internal/database_impl.h"
#include "store/internal/index_view.h"
#include "store/internal/postings.h"
#include "store/internal/query.h"

namespace stratwatch::store {

// The postings of one pattern: one term, or every term that begins alike. The runs are read at
// once, they are small; they are decoded chunk by chunk.
// Threads: not thread-safe; one query's.
class TermList {
 public:
  // A prefix may name half of the vocabulary; past this the query must be more precise.
  static constexpr std::size_t kRunBytesMax = std::size_t{64} << 20U;

  // Counts documents up to `bound` only, so that a list read later counts the same.
  // Errors: kInvalid (the prefix matches too much, at `column`), kCorrupt, kUnavailable.
  static Result<TermList> Load(const Database::Impl& database, const IndexView& view,
                               const TermPattern& pattern, std::size_t column,
                               DocumentNumber bound);

  std::uint64_t Documents() const { return documents_; }  // Of several terms: at least this many.
  bool In(std::uint32_t chunk) const { return Find(chunk) != nullptr; }

  // The chunk's postings, of several terms one after another. Valid until the next chunk's.
  // Errors: kCorrupt.
  Result<const Postings*> Decode(std::uint32_t chunk);
  // Adds the chunk's slots to `slots`.
  Result<void> AddTo(std::uint32_t chunk, Bitmap& slots);

  // Calls visit(slot, positions) for the chunk's documents in `within`; of several terms, more
  // than once a slot. Positions ascend. Errors: kCorrupt, kUnavailable.
  template <typename Visit>
  Result<void> ForEachPosition(const Database::Impl& database, const IndexView& view,
                               std::uint32_t chunk, const Bitmap& within, Visit visit) const;

 private:
  // Places in bytes_: a short prefix has a hundred thousand runs, too many for strings of their
  // own.
  struct Run {
    std::size_t begin = 0;
    std::uint32_t key_size = 0;  // The key in postings and positions, and after it
    std::uint32_t size = 0;      // the run.
  };
  struct Chunk {
    std::uint32_t number = 0;
    std::vector<Run> runs;
  };

  std::string_view KeyOf(const Run& run) const {
    return std::string_view(bytes_).substr(run.begin, run.key_size);
  }
  std::string_view BytesOf(const Run& run) const {
    return std::string_view(bytes_).substr(run.begin + run.key_size, run.size);
  }

  // The positions that stand apart from the run; empty when all stand in it.
  Result<std::string> ReadApart(const Database::Impl& database, const IndexView& view,
                                const Run& run,
                                const std::vector<PostingPositions>& postings) const;
  Result<void> Read(Scan& scan, std::size_t bytes_max, std::size_t column);
  Result<void> CountUpTo(DocumentNumber bound);
  Chunk& ChunkFor(std::uint32_t number);
  const Chunk* Find(std::uint32_t chunk) const;

  std::string bytes_;
  std::vector<Chunk> chunks_;  // Ascending.
  std::uint64_t documents_ = 0;
  std::optional<std::uint32_t> decoded_chunk_;
  Postings decoded_;
};

tl::unexpected<Error> DamagedRun(std::string_view key);

template <typename Visit>
Result<void> TermList::ForEachPosition(const Database::Impl& database, const IndexView& view,
                                       std::uint32_t chunk, const Bitmap& within,
                                       Visit visit) const {
  const Chunk* const found = Find(chunk);
  if (found == nullptr) return {};
  std::vector<PostingPositions> postings;
  std::vector<std::uint32_t> positions;
  for (const Run& run : found->runs) {
    postings.clear();
    if (!DecodePositions(BytesOf(run), postings)) return DamagedRun(KeyOf(run));
    const auto apart = ReadApart(database, view, run, postings);
    if (!apart) return tl::unexpected(apart.error());
    PositionsReader reader(*apart);
    for (PostingPositions& posting : postings) {
      if (posting.apart && !reader.Next(posting.encoded)) return DamagedRun(KeyOf(run));
      if (!within.Has(posting.slot)) continue;
      if (!DecodePositionList(posting.encoded, positions)) return DamagedRun(KeyOf(run));
      visit(posting.slot, positions);
    }
  }
  return {};
}

}  // namespace stratwatch::store
