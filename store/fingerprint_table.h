#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "model/error.h"
#include "model/ids.h"
#include "store/database.h"

namespace stratwatch::store {

// What `resolve` remembers of one distinct text, to recognise its near copies
// (pipeline/near_copies.h).
struct FingerprintRecord {
  std::uint32_t number = 0;           // In the order in which texts came.
  std::uint32_t seen_hour = 0;        // Hours since 1970 of the last sighting of it or of a copy.
  std::optional<ArticleId> original;  // When this is itself a copy, with text of its own.
  int level = 0;                      // pipeline/fingerprint.h
  // How many marks the text has at its own level and the three coarser ones.
  std::array<std::uint8_t, 4> counts{};
  // The upper halves of those marks under which the text is to be found.
  std::vector<std::uint32_t> marks;

  bool operator==(const FingerprintRecord&) const = default;
};

// Fingerprints of the texts in the window: the `resolve` task's own state.
// Threads: thread-safe; writes go through the caller's batch.
class FingerprintTable {
 public:
  explicit FingerprintTable(Database& database);
  // Errors here and below: kCorrupt (a record is damaged: names it), kUnavailable.
  Result<std::optional<FingerprintRecord>> Find(const ArticleId& id) const;
  void Put(WriteBatch& batch, const ArticleId& id, const FingerprintRecord& record);
  void Delete(WriteBatch& batch, const ArticleId& id);
  // Every record, in no order that means anything.
  Result<void> ForEach(const std::function<void(const ArticleId&, FingerprintRecord)>& visit) const;

 private:
  Database& database_;
};

}  // namespace stratwatch::store
