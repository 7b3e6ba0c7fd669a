#pragma once

#include <cstdint>
#include <vector>

#include "store/internal/bitmap.h"
#include "store/internal/postings.h"

namespace stratwatch::store {

// Finds where phrases start in the candidates of one chunk, one part of the phrase after another.
// Threads: not thread-safe.
class PhraseStarts {
 public:
  // Only positions below `position_end` count.
  PhraseStarts(const Bitmap& candidates, std::uint32_t position_end);

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
  struct Document {
    std::uint16_t slot = 0;
    std::vector<std::uint32_t> starts;  // That all parts so far fit; ascending.
    std::vector<std::uint32_t> fits;    // That this part fits.
  };

  std::vector<Document> documents_;    // Ascending by slot.
  std::vector<std::uint16_t> places_;  // By slot: index into documents_.
  Bitmap left_;
  const std::uint32_t position_end_;
  std::uint32_t place_ = 0;
  bool first_ = true;
};

}  // namespace stratwatch::store
