#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "model/ids.h"
#include "pipeline/fingerprint.h"
#include "store/fingerprint_table.h"

namespace stratwatch::pipeline {

// How a text stands to an earlier one that it shares most of its words with.
enum class CopyRelation {
  kSame,      // Edited a little, in both directions nearly all is shared.
  kExcerpt,   // Nearly all of the new text is in the earlier one.
  kContains,  // Nearly all of the earlier text is in the new one: an update, a round-up.
  kRewrite,   // Much is shared, neither holds the other.
};
// "same", "excerpt", "contains", "rewrite".
std::string_view CopyRelationName(CopyRelation relation);

struct NearCopy {
  ArticleId original;
  CopyRelation relation = CopyRelation::kSame;
  float of_new = 0.0F;       // Share of the new text that is in the earlier one, 0 … 1.
  float of_original = 0.0F;  // Share of the earlier text that is in the new one.
};

struct NearCopiesOptions {
  // A text is forgotten when neither it nor a copy of it was sighted for so long.
  std::uint32_t window_hours = 30 * 24;
  // The oldest sightings go first beyond this. At most 400 bytes each (docs/benchmarks.md).
  std::size_t articles_max = 1'000'000;
};

// The texts of the window, to be asked for the one that a new text copies. All in memory; what
// must survive is in the FingerprintRecords that it gives and takes.
//
// An inverted index from marks to texts; a text is found under its own marks only where its
// original does not have them, so that sixty-four copies of an agency's text take no more room
// than one, and never hide it. Marks that kTextsPerMark unrelated texts share say nothing about a
// copy (a paper's boilerplate) and take no further text.
//
// What was changed since the last Keep can be taken back: a step whose commit failed is done
// again and must find what it found the first time.
// Threads: not thread-safe.
class NearCopies {
 public:
  explicit NearCopies(NearCopiesOptions options);
  ~NearCopies();

  // What a store holds, before anything else is called; originals may come after their copies.
  void Load(const ArticleId& id, const store::FingerprintRecord& record);
  void FinishLoading();

  // The text of the window that `text` copies: the one with which it shares most; nullopt when
  // there is none. `id` is its own: an earlier version of it is no original.
  std::optional<NearCopy> Find(const ArticleId& id, const Fingerprint& text,
                               std::uint32_t hour) const;

  // Takes the text in. Nothing to remember when all that it has is its original's: nullopt then.
  // `copy`: what Find said. `before`: the record of its earlier version, which this one replaces.
  std::optional<store::FingerprintRecord> Add(const ArticleId& id, const Fingerprint& text,
                                              const std::optional<NearCopy>& copy,
                                              std::uint32_t hour,
                                              const store::FingerprintRecord* before = nullptr);

  // A sighting of it or of a copy of it. The hour to be written to its record; nullopt when that
  // can wait: times are kept to a sixteenth of the window.
  std::optional<std::uint32_t> Sight(const ArticleId& original, std::uint32_t hour);

  // The texts that left the window, or have no room in it, at most `texts_max` at a time; each
  // call looks a little further, so call it with each step. Forget those with their records.
  std::vector<ArticleId> Expired(std::uint32_t hour, std::size_t texts_max);
  void Forget(const ArticleId& id, const store::FingerprintRecord& record);

  void Keep();
  void TakeBack();

  std::size_t Texts() const;
  std::size_t MemoryBytes() const;

 private:
  class Impl;  // Keeps the index out of this header.
  std::unique_ptr<Impl> impl_;
};

}  // namespace stratwatch::pipeline
