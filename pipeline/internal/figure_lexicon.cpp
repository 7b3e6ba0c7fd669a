#include "pipeline/internal/figure_lexicon.h"

#include <algorithm>

namespace stratwatch::pipeline::internal {
namespace {

// Longest first; then the language's own word before the one of all languages ("¥").
bool Longer(const FigureWord& a, const FigureWord& b) {
  if (a.end - a.begin != b.end - b.begin) return a.end - a.begin > b.end - b.begin;
  const bool a_own = a.row->language != "*";
  const bool b_own = b.row->language != "*";
  return a_own != b_own ? a_own : a.kind < b.kind;
}

}  // namespace

FigureWords::FigureWords(std::vector<FigureWord> words)
    : by_begin_(std::move(words)), by_end_(by_begin_) {
  std::sort(by_begin_.begin(), by_begin_.end(), [](const FigureWord& a, const FigureWord& b) {
    return a.begin != b.begin ? a.begin < b.begin : Longer(a, b);
  });
  std::sort(by_end_.begin(), by_end_.end(), [](const FigureWord& a, const FigureWord& b) {
    return a.end != b.end ? a.end < b.end : Longer(a, b);
  });
}

std::vector<FigureWord>::const_iterator FigureWords::FirstFrom(std::size_t at) const {
  return std::lower_bound(
      by_begin_.begin(), by_begin_.end(), at,
      [](const FigureWord& word, std::size_t where) { return word.begin < where; });
}

std::span<const FigureWord> FigureWords::Between(std::size_t begin, std::size_t end) const {
  return {FirstFrom(begin), FirstFrom(end)};
}

const FigureWord* FigureWords::At(std::size_t at) const {
  const auto found = FirstFrom(at);
  return found != by_begin_.end() && found->begin == at ? &*found : nullptr;
}

const FigureWord* FigureWords::At(std::size_t at, FigureKind kind) const {
  auto found = FirstFrom(at);
  for (; found != by_begin_.end() && found->begin == at; ++found) {
    if (found->kind == kind) return &*found;
  }
  return nullptr;
}

const FigureWord* FigureWords::Before(std::size_t at, FigureKind kind) const {
  auto found =
      std::lower_bound(by_end_.begin(), by_end_.end(), at,
                       [](const FigureWord& word, std::size_t where) { return word.end < where; });
  for (; found != by_end_.end() && found->end == at; ++found) {
    if (found->kind == kind) return &*found;
  }
  return nullptr;
}

void FigureLexicon::AddWords(PhraseIndexBuilder& builder) const {
  builder.Begin(PhraseFamily::kFigure, PhraseReach::kWords);
  for (std::uint32_t i = 0; i < rules_.figures.size(); ++i) {
    const FigureForms& row = rules_.figures[i];
    const PhraseMeaning meaning{i, builder.Language(row.language)};
    for (const std::string& form : row.forms) {
      if (row.language == "vi") {  // Accents carry the meaning there: "ngàn", "ngân".
        builder.Add(form, meaning, CaseRule::kExact);
      } else {
        builder.Add(form, meaning);
      }
    }
  }
}

FigureWords FigureLexicon::Words(const FoldedField& field) const {
  std::vector<FigureWord> words;
  for (const PhraseMatch& match : field.matches.Of(PhraseFamily::kFigure)) {
    if (!match.own) continue;  // Numerals are words of one language.
    const FigureForms& row = rules_.figures[match.meaning.target];
    words.push_back({match.begin, match.end, row.kind, &row});
  }
  return FigureWords(std::move(words));
}

}  // namespace stratwatch::pipeline::internal
