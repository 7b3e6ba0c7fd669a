#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "pipeline/internal/country_index.h"
#include "pipeline/internal/gazetteer_rules.h"
#include "pipeline/internal/phrase_book.h"

namespace stratwatch::pipeline::internal {

// A word of figures.tsv in a text.
struct FigureWord {
  std::size_t begin = 0;  // Units of the folded text.
  std::size_t end = 0;
  FigureKind kind = FigureKind::kNumber;
  const FigureForms* row = nullptr;
};

// The words of one text that numbers are made of or that stand beside them.
class FigureWords {
 public:
  explicit FigureWords(std::vector<FigureWord> words);

  // In order of position; the longest of those that begin together comes first.
  const std::vector<FigureWord>& All() const { return by_begin_; }
  // Those that begin in units [begin, end).
  std::span<const FigureWord> Between(std::size_t begin, std::size_t end) const;
  // The longest word that begins at `at`, of any kind or of one; null when there is none.
  const FigureWord* At(std::size_t at) const;
  const FigureWord* At(std::size_t at, FigureKind kind) const;
  // The longest word of a kind that ends at `at`.
  const FigureWord* Before(std::size_t at, FigureKind kind) const;

 private:
  std::vector<FigureWord>::const_iterator FirstFrom(std::size_t at) const;

  std::vector<FigureWord> by_begin_;
  std::vector<FigureWord> by_end_;
};

// Numerals, scales, currencies, units and the words that tell ranks and times, in all languages.
// Threads: thread-safe once built. Borrows `rules` for its life.
class FigureLexicon {
 public:
  explicit FigureLexicon(const GazetteerRules& rules) : rules_(rules) {}
  // Adds the words of each language, and those of all ("$"), to `builder`, whose indexes find the
  // matches that Words reads.
  void AddWords(PhraseIndexBuilder& builder) const;

  FigureWords Words(const FoldedField& field) const;

 private:
  const GazetteerRules& rules_;
};

}  // namespace stratwatch::pipeline::internal
