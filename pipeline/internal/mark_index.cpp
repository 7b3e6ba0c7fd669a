#include "pipeline/internal/mark_index.h"

#include <utility>

namespace stratwatch::pipeline::internal {
namespace {

constexpr std::size_t kFirstSize = 16;
// At this load a look-up that fails meets some twenty pairs, three cache lines; beyond, many.
constexpr std::size_t kLoadNumerator = 17;
constexpr std::size_t kLoadDenominator = 20;

}  // namespace

void MarkIndex::Place(std::vector<Pair>& pairs, Pair pair) {
  std::size_t at = Home(pair.mark, pairs.size());
  while (pairs[at].text != kNone) at = at + 1 == pairs.size() ? 0 : at + 1;
  pairs[at] = pair;
}

void MarkIndex::Grow(Shard& shard) {
  std::vector<Pair> grown(shard.pairs.empty() ? kFirstSize
                                              : shard.pairs.size() + shard.pairs.size() / 4);
  for (const Pair& pair : shard.pairs) {
    if (pair.text != kNone) Place(grown, pair);
  }
  shard.pairs = std::move(grown);
}

void MarkIndex::Insert(std::uint32_t mark, Text text) {
  Shard& shard = shards_[mark >> kShardShift];
  if ((shard.used + 1) * kLoadDenominator > shard.pairs.size() * kLoadNumerator) Grow(shard);
  Place(shard.pairs, {mark, text});
  ++shard.used;
}

void MarkIndex::Erase(std::uint32_t mark, Text text) {
  Shard& shard = shards_[mark >> kShardShift];
  std::vector<Pair>& pairs = shard.pairs;
  if (pairs.empty()) return;
  const auto next = [&](std::size_t at) { return at + 1 == pairs.size() ? 0 : at + 1; };
  std::size_t hole = Home(mark, pairs.size());
  while (pairs[hole].mark != mark || pairs[hole].text != text) {
    if (pairs[hole].text == kNone) return;
    hole = next(hole);
  }
  --shard.used;
  // Closes the hole with what would not be found behind it (Knuth, volume 3, 6.4, algorithm R).
  for (std::size_t at = next(hole); pairs[at].text != kNone; at = next(at)) {
    const std::size_t home = Home(pairs[at].mark, pairs.size());
    const bool stays = hole <= at ? (hole < home && home <= at) : (hole < home || home <= at);
    if (stays) continue;
    pairs[hole] = pairs[at];
    hole = at;
  }
  pairs[hole] = Pair();
}

std::size_t MarkIndex::MemoryBytes() const {
  std::size_t bytes = sizeof *this;
  for (const Shard& shard : shards_) bytes += shard.pairs.capacity() * sizeof(Pair);
  return bytes;
}

}  // namespace stratwatch::pipeline::internal
