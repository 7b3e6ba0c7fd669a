#pragma once

#include <optional>

#include "pipeline/internal/claim_index.h"

namespace stratwatch::pipeline::internal {

// Tells what one number of a text is by the words beside it.
// Threads: not thread-safe; borrows its arguments.
class ClaimReader {
 public:
  ClaimReader(const FoldedField& body, const FigureWords& words, const ClaimScope& scope)
      : body_(body), words_(words), scope_(scope) {}

  // Nothing when it is a date, a duration, an ordinal, or just a number.
  std::optional<ClaimMention> Read(const Quantity& quantity) const;
  // The rank that an ordinal in words states, if it states one ("fourth in the index").
  std::optional<ClaimMention> ReadOrdinal(const FigureWord& word) const;
  // Whether a time's word stands beside it, so that it is no bare number either.
  bool IsTime(const Quantity& quantity) const;

 private:
  std::optional<ClaimMention> ReadPercent(const Quantity& quantity) const;
  std::optional<ClaimMention> ReadMoney(const Quantity& quantity) const;
  std::optional<ClaimMention> ReadCapacity(const Quantity& quantity) const;
  std::optional<ClaimMention> ReadRank(const Quantity& quantity) const;
  std::optional<ClaimMention> ReadCount(const Quantity& quantity) const;

  // Where the next word begins: after a space, "of", or nothing.
  std::size_t AfterGap(std::size_t end) const;
  const FigureWord* Following(std::size_t end, FigureKind kind) const;
  const FigureWord* Preceding(std::size_t begin, FigureKind kind) const;
  std::string UnitOfMoney(const FigureWord& currency, double& value) const;
  bool HasOrdinalEnding(std::size_t end, std::size_t& ending) const;
  bool StandsBeforeNoNoun(std::size_t end) const;
  bool SpeaksOfRanks(const Quantity& quantity) const;

  const FoldedField& body_;
  const FigureWords& words_;
  const ClaimScope& scope_;
};

}  // namespace stratwatch::pipeline::internal
