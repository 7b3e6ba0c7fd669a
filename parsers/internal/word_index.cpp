#include "parsers/internal/word_index.h"

#include <algorithm>
#include <cassert>

namespace stratwatch::parsers::internal {

WordIndex::WordIndex(std::span<const std::string_view> words) {
  rows_.reserve(words.size());
  for (std::size_t word = 0; word < words.size(); ++word) {
    const std::string_view text = words[word];
    assert(text.size() >= kHeadBytes && AsciiLower(text) == text);
    const std::uint32_t head = (Byte(text, 0) << 16U) | (Byte(text, 1) << 8U) | Byte(text, 2);
    heads_[KeyOf(head)] = true;
    rows_.push_back({KeyOf(head), word, text});
  }
  std::stable_sort(rows_.begin(), rows_.end(),
                   [](const Row& a, const Row& b) { return a.key < b.key; });
}

const WordIndex::Row* WordIndex::RowAt(std::string_view text, std::uint16_t key) const {
  auto row =
      std::lower_bound(rows_.begin(), rows_.end(), key,
                       [](const Row& each, std::uint16_t wanted) { return each.key < wanted; });
  for (; row != rows_.end() && row->key == key; ++row) {
    if (StartsWithIgnoringCase(text, row->text)) return &*row;
  }
  return nullptr;
}

}  // namespace stratwatch::parsers::internal
