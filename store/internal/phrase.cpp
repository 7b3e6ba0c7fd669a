#include "store/internal/phrase.h"

#include <algorithm>
#include <iterator>

namespace stratwatch::store {

PhraseStarts::PhraseStarts(const Bitmap& candidates, std::uint32_t position_end)
    : places_(kChunkSize, 0), left_(candidates), position_end_(position_end) {
  candidates.ForEach([&](std::uint32_t slot) {
    places_[slot] = static_cast<std::uint16_t>(documents_.size());
    Document document;
    document.slot = static_cast<std::uint16_t>(slot);
    documents_.push_back(std::move(document));
  });
}

void PhraseStarts::BeginPart(std::uint32_t place) {
  place_ = place;
}

void PhraseStarts::Add(std::uint16_t slot, const std::vector<std::uint32_t>& positions) {
  Document& document = documents_[places_[slot]];
  for (const std::uint32_t position : positions) {
    if (position >= place_ && position < position_end_) document.fits.push_back(position - place_);
  }
}

void PhraseStarts::EndPart() {
  Bitmap left;
  for (Document& document : documents_) {
    std::vector<std::uint32_t>& fits = document.fits;
    // Several terms may fit one part; each came in order, their union did not.
    std::sort(fits.begin(), fits.end());
    fits.erase(std::unique(fits.begin(), fits.end()), fits.end());
    if (first_) {
      document.starts = fits;
    } else {
      std::vector<std::uint32_t> both;
      std::set_intersection(document.starts.begin(), document.starts.end(), fits.begin(),
                            fits.end(), std::back_inserter(both));
      document.starts = std::move(both);
    }
    fits.clear();
    if (!document.starts.empty()) left.Set(document.slot);
  }
  first_ = false;
  left_ = left;
}

Postings PhraseStarts::Found() const {
  Postings found;
  for (const Document& document : documents_) {
    if (document.starts.empty()) continue;
    found.slots.push_back(document.slot);
    found.weights.push_back(static_cast<std::uint32_t>(document.starts.size()));
  }
  return found;
}

}  // namespace stratwatch::store
