#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "model/ids.h"
#include "store/internal/bitmap.h"
#include "store/internal/database_impl.h"
#include "store/key_layout.h"

namespace stratwatch::store {

// What ranking, dates and dead documents need of each document, without reading its article.
struct DocumentRow {
  DocumentNumber document = 0;
  std::uint32_t length = 0;  // Weighted tokens, at least 1; 0: dead, or never searchable.
  std::int32_t day = 0;      // Days since 1970 in the publisher's calendar; kNoDay: no date.
  std::int64_t time = 0;     // Seconds since 1970, for sorting.
};
inline constexpr std::int32_t kNoDay = std::numeric_limits<std::int32_t>::min();

// slot:2 length:4 day:4 time:8; a later row of a slot replaces the one before it.
void AppendRow(std::string& rows, const DocumentRow& row);

// The rows of one chunk by slot.
struct DocumentChunk {
  std::vector<std::uint32_t> lengths;
  std::vector<std::int32_t> days;
  std::vector<std::int64_t> times;
  Bitmap live;  // Those with a length.

  DocumentChunk();
  void Set(std::uint32_t slot, const DocumentRow& row);
  // False when the bytes are not rows.
  bool Read(std::string_view rows);
};

// What the calls of ArticleStore::Add have put into one batch.
struct PendingArticles {
  struct Stored {
    std::uint64_t sequence = 0;
    std::string value;  // As in table articles.
  };
  std::unordered_map<ArticleId, Stored> stored;
  std::uint64_t last_sequence = 0;
  std::vector<DocumentRow> rows;
};

// The index as it was at one moment: a snapshot and the document rows that belong to it.
// Threads: thread-safe.
class IndexView {
 public:
  IndexView(const Database::Impl& database, std::unique_ptr<Snapshot> snapshot);
  const Snapshot* At() const { return snapshot_.get(); }
  // Loaded when first asked for. Never null. Errors: kCorrupt, kUnavailable.
  Result<std::shared_ptr<const DocumentChunk>> Chunk(std::uint32_t chunk) const;
  // The last sequence given; documents are numbered up to it.
  Result<std::uint64_t> LastDocument() const;

 private:
  friend class IndexViews;
  const Database::Impl& database_;
  std::unique_ptr<Snapshot> snapshot_;
  mutable std::mutex mutex_;
  // By chunk number, null until loaded; guarded by mutex_.
  mutable std::vector<std::shared_ptr<DocumentChunk>> chunks_;
};

// Hands out the latest view and follows the writer. Readers keep their view while the writer
// publishes the next one: neither waits for the other.
// Threads: thread-safe.
class IndexViews {
 public:
  explicit IndexViews(const Database::Impl& database) : database_(database) {}
  std::shared_ptr<const IndexView> Current();
  // After the write that `articles` was part of.
  void Publish(const PendingArticles& articles);

 private:
  const Database::Impl& database_;
  std::mutex mutex_;
  std::shared_ptr<IndexView> current_;  // Null until a reader came; guarded by mutex_.
};

}  // namespace stratwatch::store
