#include "pipeline/fingerprint.h"

#include <xxhash.h>

#include <algorithm>
#include <array>

#include "pipeline/internal/folded_text.h"

namespace stratwatch::pipeline {
namespace {

using internal::FoldedText;
using internal::kOtherKind;
using internal::kUnspacedScriptKind;

// The end of the token that begins at `at`: a word, a number, or one character of a script
// without spaces.
std::size_t TokenEnd(const FoldedText& text, std::size_t at) {
  const auto kind = text.kinds[at];
  if (kind >= kUnspacedScriptKind) return at + 1;
  std::size_t end = at + 1;
  while (end < text.units.size() && text.kinds[end] == kind) ++end;
  return end;
}

std::vector<std::uint64_t> GramsOf(const FoldedText& text) {
  std::vector<std::uint64_t> grams;
  std::array<std::uint64_t, kGramTokens> tokens{};  // The last ones, oldest first.
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.units.size();) {
    if (text.kinds[at] == kOtherKind) {
      ++at;
      continue;
    }
    const std::size_t end = TokenEnd(text, at);
    std::move(tokens.begin() + 1, tokens.end(), tokens.begin());
    tokens.back() = XXH3_64bits(text.units.data() + at, (end - at) * sizeof(char16_t));
    if (++count >= kGramTokens) grams.push_back(XXH3_64bits(tokens.data(), sizeof tokens));
    at = end;
  }
  return grams;
}

int LevelFor(std::size_t grams) {
  int level = 0;
  while (level < kLevelUsual && (grams >> static_cast<unsigned>(level + 1)) >= kMarksWanted) {
    ++level;
  }
  while ((grams >> static_cast<unsigned>(level)) > kMarksMax) ++level;
  return level;
}

}  // namespace

class Fingerprinter::Impl {
 public:
  const internal::MatchFolding& folding = internal::MatchFolding::Shared();
};

Fingerprinter::Fingerprinter() : impl_(std::make_unique<const Impl>()) {}
Fingerprinter::~Fingerprinter() = default;

Fingerprint Fingerprinter::Of(std::string_view text) const {
  Fingerprint fingerprint;
  fingerprint.marks = GramsOf(impl_->folding.Fold(text));
  auto& marks = fingerprint.marks;
  fingerprint.level = LevelFor(marks.size());
  marks.erase(std::remove_if(marks.begin(), marks.end(),
                             [&](auto mark) { return LevelOfMark(mark) < fingerprint.level; }),
              marks.end());
  std::sort(marks.begin(), marks.end());
  marks.erase(std::unique(marks.begin(), marks.end()), marks.end());
  // Chance may sample more than its share.
  if (marks.size() > 2 * kMarksMax) marks.resize(2 * kMarksMax);
  marks.shrink_to_fit();
  return fingerprint;
}

}  // namespace stratwatch::pipeline
