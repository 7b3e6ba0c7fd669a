#include "bench/extract/labels.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "parsers/internal/utf8.h"

namespace stratwatch::bench {
namespace {

constexpr std::size_t kGram = 4;
constexpr std::size_t kNear = 40;  // Tokens around the expected place of a short block.

bool IsWordCharacter(char32_t c) {
  return c == '_' || (U_GET_GC_MASK(static_cast<UChar32>(c)) &
                      (U_GC_L_MASK | U_GC_MN_MASK | U_GC_MC_MASK | U_GC_N_MASK)) != 0;
}

bool StandsAlone(char32_t c) {
  return (c >= 0x0E00 && c <= 0x0EFF) || (c >= 0x1000 && c <= 0x109F) ||
         (c >= 0x1780 && c <= 0x17FF) || (c >= 0x3040 && c <= 0x30FF) ||
         (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x4E00 && c <= 0x9FFF) ||
         (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x2FFFF);
}

std::uint64_t HashOf(const std::vector<std::uint64_t>& tokens, std::size_t at, std::size_t length) {
  std::uint64_t hash = 0x9E3779B97F4A7C15ULL + length;
  for (std::size_t i = at; i < at + length; ++i) {
    hash = (hash ^ tokens[i]) * 0xFF51AFD7ED558CCDULL;
    hash ^= hash >> 32U;
  }
  return hash;
}

std::unordered_map<std::uint64_t, int> Shingles(const std::vector<std::uint64_t>& tokens) {
  std::unordered_map<std::uint64_t, int> counts;
  if (tokens.empty()) return counts;
  const std::size_t length = std::min(kGram, tokens.size());
  for (std::size_t i = 0; i + length <= tokens.size(); ++i) ++counts[HashOf(tokens, i, length)];
  return counts;
}

// Where `block` stands whole in `gold`, nearest to `expected`; gold.size() when nowhere near.
std::size_t FindNear(const std::vector<std::uint64_t>& block,
                     const std::vector<std::uint64_t>& gold, std::size_t expected) {
  const std::size_t first = expected > kNear ? expected - kNear : 0;
  const std::size_t last = std::min(gold.size(), expected + kNear + block.size());
  for (std::size_t at = first; at + block.size() <= last; ++at) {
    if (std::equal(block.begin(), block.end(), gold.begin() + static_cast<std::ptrdiff_t>(at))) {
      return at;
    }
  }
  return gold.size();
}

}  // namespace

std::vector<std::uint64_t> TokensOf(std::string_view utf8) {
  std::vector<std::uint64_t> tokens;
  std::uint64_t hash = 0;
  bool open = false;
  const auto finish = [&] {
    if (open) tokens.push_back(hash);
    open = false;
    hash = 0;
  };
  for (std::size_t at = 0; at < utf8.size();) {
    const char32_t c = parsers::internal::NextCodePoint(utf8, at);
    if (StandsAlone(c)) {
      finish();
      tokens.push_back(c);
    } else if (IsWordCharacter(c)) {
      open = true;
      hash = (hash ^ c) * 0x100000001B3ULL + 0xCBF29CE484222325ULL;
    } else {
      finish();
    }
  }
  finish();
  return tokens;
}

std::vector<float> LabelBlocks(const std::vector<std::vector<std::uint64_t>>& blocks,
                               const std::vector<std::uint64_t>& gold) {
  std::unordered_map<std::uint64_t, std::size_t> where;  // 4-gram to its last place.
  for (std::size_t i = 0; i + kGram <= gold.size(); ++i) where[HashOf(gold, i, kGram)] = i;
  std::vector<float> labels(blocks.size(), 0.0F);
  std::vector<std::size_t> ends(blocks.size(), gold.size());  // Gold place behind a long block.
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    const std::vector<std::uint64_t>& block = blocks[b];
    if (block.size() < kGram) continue;
    std::vector<bool> covered(block.size(), false);
    for (std::size_t i = 0; i + kGram <= block.size(); ++i) {
      const auto found = where.find(HashOf(block, i, kGram));
      if (found == where.end()) continue;
      std::fill_n(covered.begin() + static_cast<std::ptrdiff_t>(i), kGram, true);
      ends[b] = found->second + kGram;
    }
    const auto count = std::count(covered.begin(), covered.end(), true);
    labels[b] = static_cast<float>(count) / static_cast<float>(block.size());
  }
  std::size_t expected = 0;
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    if (ends[b] != gold.size()) expected = ends[b];
    if (blocks[b].empty() || blocks[b].size() >= kGram) continue;
    const std::size_t at = FindNear(blocks[b], gold, expected);
    if (at == gold.size()) continue;
    labels[b] = 1.0F;
    expected = at + blocks[b].size();
  }
  return labels;
}

Overlap ShingleOverlap(const std::vector<std::uint64_t>& gold,
                       const std::vector<std::uint64_t>& said) {
  const auto a = Shingles(gold);
  const auto b = Shingles(said);
  double both = 0;
  double total_a = 0;
  double total_b = 0;
  for (const auto& [hash, count] : a) {
    total_a += count;
    const auto found = b.find(hash);
    if (found != b.end()) both += std::min(count, found->second);
  }
  for (const auto& [hash, count] : b) total_b += count;
  return {total_b > 0 ? both / total_b : 0, total_a > 0 ? both / total_a : 0};
}

}  // namespace stratwatch::bench
