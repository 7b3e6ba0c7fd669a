#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace stratwatch::pipeline::internal {

// A multimap from 32-bit marks to 32-bit numbers of texts, 8 bytes a pair and room for a third
// more. Marks must be hashes: their high bits choose the shard and the place in it.
//
// Linear probing in 256 tables that grow by a quarter, one at a time: growing stalls for a
// millisecond where one table of tens of millions would stall for a second, and takes no second
// copy of all.
// Threads: not thread-safe.
class MarkIndex {
 public:
  using Text = std::uint32_t;

  void Insert(std::uint32_t mark, Text text);
  // Does nothing when the pair is not there.
  void Erase(std::uint32_t mark, Text text);

  // Calls visit(text) for each text under `mark`, until it returns false.
  template <typename Visit>
  void ForEach(std::uint32_t mark, Visit visit) const {
    const std::vector<Pair>& pairs = shards_[mark >> kShardShift].pairs;
    if (pairs.empty()) return;
    for (std::size_t at = Home(mark, pairs.size());; at = at + 1 == pairs.size() ? 0 : at + 1) {
      if (pairs[at].text == kNone) return;
      if (pairs[at].mark == mark && !visit(pairs[at].text)) return;
    }
  }

  // Starts to bring the place of `mark` into the processor's cache.
  void Prefetch(std::uint32_t mark) const {
    const std::vector<Pair>& pairs = shards_[mark >> kShardShift].pairs;
    if (!pairs.empty()) __builtin_prefetch(&pairs[Home(mark, pairs.size())]);
  }

  std::size_t MemoryBytes() const;

 private:
  static constexpr unsigned kShardShift = 24;
  static constexpr Text kNone = UINT32_MAX;
  struct Pair {
    std::uint32_t mark = 0;
    Text text = kNone;
  };
  struct Shard {
    std::vector<Pair> pairs;
    std::size_t used = 0;
  };

  // The low 24 bits, spread over the table; no division (Lemire 2016, "A fast alternative to the
  // modulo reduction").
  static std::size_t Home(std::uint32_t mark, std::size_t size) {
    return static_cast<std::size_t>((std::uint64_t{mark << 8U} * size) >> 32U);
  }
  static void Grow(Shard& shard);
  static void Place(std::vector<Pair>& pairs, Pair pair);

  std::array<Shard, 256> shards_;
};

}  // namespace stratwatch::pipeline::internal
