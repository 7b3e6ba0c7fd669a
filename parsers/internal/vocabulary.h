#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace stratwatch::parsers::internal {

// The words of a text as sorted, distinct hashes: runs of letters of at least four bytes, ASCII
// case-blind, cut at eight bytes as a crude stem; in Han, kana and Thai each pair of characters.
// Two blocks on one subject share words; a teaser for another story does not.
std::vector<std::uint32_t> WordsOf(std::string_view utf8);

// What share of `words` stands in `others`; both sorted.
double ShareIn(const std::vector<std::uint32_t>& words, const std::vector<std::uint32_t>& others);

}  // namespace stratwatch::parsers::internal
