#include "pipeline/internal/phrase_index.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>

namespace stratwatch::pipeline::internal {
namespace {

constexpr std::size_t kNowhere = std::string_view::npos;
// After a stem: longer rests are other words ("национализация" is no "национ*" in any text).
constexpr std::size_t kRestUnitsMax = 14;

bool BeginsUpper(std::string_view utf8) {
  UChar32 code = 0;
  std::size_t at = 0;
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(utf8.data());
  if (!utf8.empty()) U8_NEXT(bytes, at, utf8.size(), code);
  return !u_islower(code);
}

bool HasSmallLetter(std::string_view utf8) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(utf8.data());
  for (std::size_t at = 0; at < utf8.size();) {
    UChar32 code = 0;
    U8_NEXT(bytes, at, utf8.size(), code);
    if (code >= 0 && u_islower(code)) return true;
  }
  return false;
}

}  // namespace

PhraseIndex::PhraseIndex(std::vector<Row> rows, const PhraseParts& parts) : parts_(parts) {
  std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
    const int compared = a.literal.compare(b.literal);
    if (compared != 0) return compared < 0;
    if (a.entry.tail != b.entry.tail) return a.entry.tail < b.entry.tail;
    return a.entry.meaning < b.entry.meaning;
  });
  std::vector<std::u16string_view> literals;
  entries_.reserve(rows.size());
  for (const Row& row : rows) {
    const auto number = static_cast<std::uint32_t>(entries_.size());
    const PhraseEntry& entry = row.entry;
    if (literals.empty() || literals.back() != row.literal) {
      literals.push_back(row.literal);
      first_.push_back(number);
    } else {
      const PhraseEntry& before = entries_.back();  // The same name in two regional locales.
      if (before.meaning == entry.meaning && before.tail == entry.tail &&
          before.rule == entry.rule && entry.rule != CaseRule::kExact) {
        continue;
      }
    }
    entries_.push_back(entry);
  }
  first_.push_back(static_cast<std::uint32_t>(entries_.size()));
  literals_ = LiteralTable(literals);
}

std::size_t PhraseIndex::EndOf(const FoldedText& folded, std::size_t at,
                               std::uint32_t number) const {
  if (number == 0) return EndsWord(folded, at) ? at : kNowhere;
  const PhraseTail& tail = parts_.tails[number];
  const std::u16string_view units = folded.units;
  if (!tail.endings.empty()) {
    const std::size_t end = WordEnd(folded, at);
    const bool known =
        std::binary_search(tail.endings.begin(), tail.endings.end(), units.substr(at, end - at));
    return known ? end : kNowhere;
  }
  for (const std::u16string& piece : tail.pieces) {
    const std::size_t end = WordEnd(folded, at);
    if (end - at > kRestUnitsMax) return kNowhere;
    // Scripts without spaces have no rest of the word: the next piece follows at once.
    if (units.substr(end, piece.size()) != piece) return kNowhere;
    at = end + piece.size();
  }
  return EndsWord(folded, at) ? at : kNowhere;
}

bool PhraseIndex::CaseFits(std::string_view text, const FoldedText& folded, std::size_t begin,
                           std::size_t end, const PhraseEntry& entry) const {
  switch (entry.rule) {
    case CaseRule::kAny:
      return true;
    case CaseRule::kUpper:
      return BeginsUpper(text.substr(folded.begin[begin]));
    case CaseRule::kCapitals:
    case CaseRule::kExact:
      break;
  }
  const auto [first, last] = folded.Span(begin, end);
  const std::string_view surface = text.substr(first, last - first);
  if (entry.rule == CaseRule::kCapitals) return !HasSmallLetter(surface);
  return surface == parts_.exact[entry.exact];
}

std::size_t PhraseIndex::Bytes() const {
  return literals_.Bytes() + first_.size() * sizeof(std::uint32_t) +
         entries_.size() * sizeof(PhraseEntry);
}

}  // namespace stratwatch::pipeline::internal
