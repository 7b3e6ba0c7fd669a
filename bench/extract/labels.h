#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace stratwatch::bench {

// Tokens as the scorer sees them: runs of letters, marks, digits; each character of a script
// without spaces by itself. A token is its hash.
std::vector<std::uint64_t> TokensOf(std::string_view utf8);

// What share of each block's tokens stands in the gold text: whole 4-grams for long blocks; a short
// block must stand whole, near where its neighbours do.
std::vector<float> LabelBlocks(const std::vector<std::vector<std::uint64_t>>& blocks,
                               const std::vector<std::uint64_t>& gold);

struct Overlap {
  double precision = 0;
  double recall = 0;
};

// Of 4-gram shingles counted with multiplicity.
Overlap ShingleOverlap(const std::vector<std::uint64_t>& gold,
                       const std::vector<std::uint64_t>& said);

}  // namespace stratwatch::bench
