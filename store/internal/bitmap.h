#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

#include "store/key_layout.h"

namespace stratwatch::store {

// A set of slots of one chunk: 8 KiB, so that boolean operators are a thousand word operations.
class Bitmap {
 public:
  void Set(std::uint32_t slot) { words_[slot >> 6U] |= std::uint64_t{1} << (slot & 63U); }
  void Clear(std::uint32_t slot) { words_[slot >> 6U] &= ~(std::uint64_t{1} << (slot & 63U)); }
  // Drops the slots after `last`.
  void CutAfter(std::uint32_t last) {
    const std::size_t word = last >> 6U;
    if ((last & 63U) != 63U) words_[word] &= (std::uint64_t{2} << (last & 63U)) - 1;
    std::fill(words_.begin() + static_cast<std::ptrdiff_t>(word) + 1, words_.end(), 0);
  }
  bool Has(std::uint32_t slot) const { return ((words_[slot >> 6U] >> (slot & 63U)) & 1U) != 0; }

  void And(const Bitmap& other) {
    for (std::size_t i = 0; i < words_.size(); ++i) words_[i] &= other.words_[i];
  }
  void Or(const Bitmap& other) {
    for (std::size_t i = 0; i < words_.size(); ++i) words_[i] |= other.words_[i];
  }
  void AndNot(const Bitmap& other) {
    for (std::size_t i = 0; i < words_.size(); ++i) words_[i] &= ~other.words_[i];
  }

  bool Empty() const {
    return std::all_of(words_.begin(), words_.end(), [](std::uint64_t word) { return word == 0; });
  }
  std::uint64_t Count() const {
    std::uint64_t count = 0;
    for (const std::uint64_t word : words_)
      count += static_cast<std::uint64_t>(std::popcount(word));
    return count;
  }

  template <typename Visit>
  void ForEach(Visit visit) const {
    for (std::uint32_t i = 0; i < words_.size(); ++i) {
      for (std::uint64_t word = words_[i]; word != 0; word &= word - 1) {
        visit((i << 6U) + static_cast<std::uint32_t>(std::countr_zero(word)));
      }
    }
  }

 private:
  std::array<std::uint64_t, kChunkSize / 64> words_{};
};

}  // namespace stratwatch::store
