#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "parsers/internal/ascii.h"

namespace stratwatch::parsers::internal {

// Words and stock phrases that are looked for in text, all in one pass over it; ASCII letters
// compare case-blind, the rest as written. A text is scanned once instead of once for each word:
// each place is asked whether the three bytes there begin a word, and next to none do.
//
// Immutable, thread-safe. Views the words it is given, which must be of three bytes or more, in
// lower case.
class WordIndex {
 public:
  explicit WordIndex(std::span<const std::string_view> words);

  // Calls `found(place, word)` wherever a word of the list stands, with its index in the list;
  // where several stand, the first of the list. Ends when `found` returns false.
  template <typename Found>
  void ForEach(std::string_view text, Found found) const {
    if (text.size() < kHeadBytes) return;
    std::uint32_t head = (Byte(text, 0) << 8U) | Byte(text, 1);
    for (std::size_t at = 0; at + kHeadBytes <= text.size(); ++at) {
      head = ((head << 8U) | Byte(text, at + 2)) & 0xFFFFFFU;
      const std::uint16_t key = KeyOf(head);
      if (!heads_[key]) continue;
      const Row* row = RowAt(text.substr(at), key);
      if (row != nullptr && !found(at, row->word)) return;
    }
  }

  // Does any of the words stand in `text`?
  bool StandsIn(std::string_view text) const {
    bool stands = false;
    ForEach(text, [&](std::size_t, std::size_t) {
      stands = true;
      return false;
    });
    return stands;
  }

 private:
  static constexpr std::size_t kHeadBytes = 3;
  struct Row {
    std::uint16_t key = 0;
    std::size_t word = 0;  // Its index in the list.
    std::string_view text;
  };

  static std::uint32_t Byte(std::string_view text, std::size_t at) {
    return static_cast<unsigned char>(AsciiLower(text[at]));
  }
  // Multiplicative hashing (Knuth, 6.4): the upper bits hang on all three bytes.
  static std::uint16_t KeyOf(std::uint32_t head) {
    return static_cast<std::uint16_t>((head * 2654435761U) >> 16U);
  }
  const Row* RowAt(std::string_view text, std::uint16_t key) const;

  std::bitset<0x10000> heads_;
  std::vector<Row> rows_;  // By key, then in the list's order.
};

}  // namespace stratwatch::parsers::internal
