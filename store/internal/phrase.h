#pragma once

#include <cstdint>
#include <vector>

#include "store/internal/bitmap.h"
#include "store/internal/postings.h"

namespace stratwatch::store {

// Finds where phrases start in the candidates of one chunk, one part of the phrase after another,
// in any order of the parts.
// Threads: not thread-safe.
class PhraseStarts {
 public:
  // Only positions below `position_end` count.
  PhraseStarts(const Bitmap& candidates, std::uint32_t position_end)
      : left_(candidates), position_end_(position_end) {}

  // The part's place in the phrase; each Add gives one document's positions of a term that fits
  // it. EndPart drops the starts that no term fitted.
  void BeginPart(std::uint32_t place);
  void Add(std::uint16_t slot, const std::vector<std::uint32_t>& positions);
  void EndPart();

  bool Empty() const { return left_.Empty(); }
  const Bitmap& Left() const { return left_; }
  // The slots left, with the number of starts as weight.
  Postings Found() const;

 private:
  // A slot (upper 32 bits) and a position where a phrase may start in it. One sorted list for all
  // documents: a phrase of common words has a hundred thousand of them.
  using Start = std::uint64_t;
  static std::uint16_t SlotOfStart(Start start) { return static_cast<std::uint16_t>(start >> 32U); }

  std::vector<Start> starts_;  // That all parts so far fit; ascending.
  std::vector<Start> fits_;    // That this part fits.
  Bitmap left_;
  const std::uint32_t position_end_;
  std::uint32_t place_ = 0;
  bool first_ = true;
};

}  // namespace stratwatch::store
