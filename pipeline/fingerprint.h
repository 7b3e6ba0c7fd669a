#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace stratwatch::pipeline {

// What is kept of a text to recognise its near copies: a sample of its 5-grams, of words, or of
// characters in scripts that are written without spaces.
//
// A 5-gram is sampled by its own hash (its low `level` bits are zero), so that two texts sample
// the same ones, and the sample of the coarser of two levels is part of the finer one's. That is
// what makes containment computable in both directions where MinHash gives only resemblance
// (A. Broder, "On the resemblance and containment of documents", 1997).
struct Fingerprint {
  std::vector<std::uint64_t> marks;  // Hashes of the sampled 5-grams, ascending, each once.
  int level = 0;                     // One 5-gram in 2^level is sampled.
};

// Texts of fewer words have no fingerprint: a byline or a heading is no copy of another.
inline constexpr std::size_t kGramTokens = 5;
// A text keeps at least 24 marks where it has as many 5-grams: with 16, how well copies are told
// hangs on the hash (F1 .9945 to .9996 with three of them; with 24, .9980 to .9988; with 28 it is
// no better). Of a longer text one in 64; of the longest at most 128 (some 8,000 words).
inline constexpr std::size_t kMarksWanted = 24;
inline constexpr int kLevelUsual = 6;
inline constexpr std::size_t kMarksMax = 128;

// The highest level at which `mark` is sampled.
inline int LevelOfMark(std::uint64_t mark) {
  return mark == 0 ? 63 : __builtin_ctzll(mark);
}

// Takes fingerprints. Case, accents, width, punctuation, white space and the other things that
// tagging folds away (internal/folded_text.h) make no difference.
// Threads: thread-safe once built.
class Fingerprinter {
 public:
  Fingerprinter();
  ~Fingerprinter();

  // `text` is UTF-8; what is not well-formed matches nothing. Linear in its length.
  Fingerprint Of(std::string_view text) const;

 private:
  class Impl;  // Keeps the folding tables out of this header.
  std::unique_ptr<const Impl> impl_;
};

}  // namespace stratwatch::pipeline
