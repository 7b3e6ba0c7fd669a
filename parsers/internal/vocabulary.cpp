#include "parsers/internal/vocabulary.h"

#include <algorithm>

#include "parsers/internal/ascii.h"

namespace stratwatch::parsers::internal {
namespace {

constexpr std::size_t kWordBytesMin = 4;
// Latin endings fall off; a Cyrillic or Arabic letter has two bytes.
constexpr std::size_t kStemBytes = 6;
constexpr std::size_t kWideStemBytes = 12;

constexpr std::uint32_t kSeed = 2166136261U;
constexpr std::uint32_t kPrime = 16777619U;

bool IsSpaceless(unsigned char lead) {
  return lead >= 0xE3 && lead <= 0xE9;  // Han and kana.
}

}  // namespace

std::vector<std::uint32_t> WordsOf(std::string_view utf8) {
  std::vector<std::uint32_t> words;
  std::uint32_t hash = kSeed;
  std::size_t length = 0;
  bool wide = false;
  const auto finish = [&] {
    if (length >= kWordBytesMin) words.push_back(hash);
    hash = kSeed;
    length = 0;
    wide = false;
  };
  for (std::size_t at = 0; at < utf8.size(); ++at) {
    const auto byte = static_cast<unsigned char>(utf8[at]);
    if (IsSpaceless(byte) && at + 5 < utf8.size()) {
      finish();
      std::uint32_t pair = kSeed;
      for (std::size_t i = at; i < at + 6; ++i) {
        pair = (pair ^ static_cast<unsigned char>(utf8[i])) * kPrime;
      }
      words.push_back(pair);
      at += 2;
      continue;
    }
    // General punctuation (E2 80 …) ends a word.
    if (byte == 0xE2 || byte == 0xC2 || (byte < 0x80 && !IsAsciiAlnum(utf8[at]))) {
      finish();
      continue;
    }
    wide = wide || byte >= 0x80;
    if (length < (wide ? kWideStemBytes : kStemBytes)) {
      hash = (hash ^ static_cast<unsigned char>(AsciiLower(utf8[at]))) * kPrime;
    }
    ++length;
  }
  finish();
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
  return words;
}

double ShareIn(const std::vector<std::uint32_t>& words, const std::vector<std::uint32_t>& others) {
  if (words.empty()) return 0;
  std::size_t shared = 0;
  auto from = others.begin();
  for (const std::uint32_t word : words) {
    from = std::lower_bound(from, others.end(), word);
    if (from == others.end()) break;
    shared += *from == word ? 1 : 0;
  }
  return static_cast<double>(shared) / static_cast<double>(words.size());
}

}  // namespace stratwatch::parsers::internal
