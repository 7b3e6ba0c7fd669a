#include "store/internal/phrase.h"

#include <algorithm>
#include <iterator>

namespace stratwatch::store {

void PhraseStarts::BeginPart(std::uint32_t place) {
  place_ = place;
  fits_.clear();
}

void PhraseStarts::Add(std::uint16_t slot, const std::vector<std::uint32_t>& positions) {
  for (const std::uint32_t position : positions) {
    if (position >= place_ && position < position_end_) {
      fits_.push_back((Start{slot} << 32U) | (position - place_));
    }
  }
}

void PhraseStarts::EndPart() {
  // Several terms may fit one part; each came in order, their union did not.
  if (!std::is_sorted(fits_.begin(), fits_.end())) {
    std::sort(fits_.begin(), fits_.end());
    fits_.erase(std::unique(fits_.begin(), fits_.end()), fits_.end());
  }
  if (first_) {
    starts_.swap(fits_);
  } else {
    std::vector<Start> both;
    std::set_intersection(starts_.begin(), starts_.end(), fits_.begin(), fits_.end(),
                          std::back_inserter(both));
    starts_ = std::move(both);
  }
  first_ = false;
  left_ = Bitmap();
  for (const Start start : starts_) left_.Set(SlotOfStart(start));
}

Postings PhraseStarts::Found() const {
  Postings found;
  for (const Start start : starts_) {
    const std::uint16_t slot = SlotOfStart(start);
    if (found.slots.empty() || found.slots.back() != slot) {
      found.slots.push_back(slot);
      found.weights.push_back(0);
    }
    ++found.weights.back();
  }
  return found;
}

}  // namespace stratwatch::store
