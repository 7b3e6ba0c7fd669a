#include "pipeline/internal/phrase_index.h"

#include <unicode/uchar.h>
#include <unicode/utf16.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <numeric>

#include "pipeline/internal/token_boundary.h"

namespace stratwatch::pipeline::internal {
namespace {

constexpr std::size_t kNowhere = std::string_view::npos;
// After a stem: longer rests are other words ("национализация" is no "национ*" in any text).
constexpr std::size_t kRestUnitsMax = 14;
// Capitals and digits up to this length are an abbreviation, and matched as written.
constexpr std::size_t kAbbreviationMax = 4;

UChar32 FirstCodePoint(std::string_view utf8) {
  UChar32 code = 0;
  std::size_t at = 0;
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(utf8.data());
  if (!utf8.empty()) U8_NEXT(bytes, at, utf8.size(), code);
  return code;
}

std::string ToUtf8(std::u16string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    UChar32 code = 0;
    U16_NEXT(text.data(), i, text.size(), code);
    std::uint8_t bytes[U8_MAX_LENGTH];
    std::size_t length = 0;
    U8_APPEND_UNSAFE(bytes, length, code);
    out.append(reinterpret_cast<const char*>(bytes), length);
  }
  return out;
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

// "US", "U.S.", "UAE", "G7", "ИИ": more than one capital, no small letter.
bool IsAbbreviation(std::string_view form) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(form.data());
  std::size_t capitals = 0;
  std::size_t letters = 0;
  for (std::size_t at = 0; at < form.size();) {
    UChar32 code = 0;
    U8_NEXT(bytes, at, form.size(), code);
    if (code < 0 || u_islower(code) || code == ' ') return false;
    if (u_isalpha(code)) ++letters;
    if (u_isupper(code)) ++capitals;
  }
  return capitals == letters && capitals >= 2 && capitals <= kAbbreviationMax;
}

CaseRule RuleOf(std::string_view form) {
  if (IsAbbreviation(form)) return CaseRule::kCapitals;
  return u_isupper(FirstCodePoint(form)) ? CaseRule::kUpper : CaseRule::kAny;
}

// Languages whose names of countries and words of policy are practically the same.
std::string_view SisterOf(std::string_view language) {
  if (language == "nb" || language == "nn") return "no";
  if (language == "hr" || language == "bs" || language == "sh") return "sr";
  if (language == "ms") return "id";
  if (language == "tl") return "fil";
  if (language == "iw") return "he";
  if (language == "prs") return "fa";
  return language;
}

std::uint16_t LanguageNumber(const std::vector<std::string>& languages, std::string_view tag) {
  const auto found = std::find(languages.begin(), languages.end(), PrimaryLanguage(tag));
  return found == languages.end() ? PhraseIndex::kNoLanguage
                                  : static_cast<std::uint16_t>(found - languages.begin());
}

}  // namespace

std::string PrimaryLanguage(std::string_view tag) {
  return std::string(SisterOf(tag.substr(0, tag.find_first_of("-_"))));
}

bool PhraseIndex::MayStart(const FoldedText& folded, std::size_t at) {
  return StartsWord(folded, at);
}

bool PhraseIndex::MayEnd(const FoldedText& folded, std::size_t at) {
  return EndsWord(folded, at);
}

bool PhraseIndex::BeginsUpper(std::string_view text, const FoldedText& folded, std::size_t at) {
  return !u_islower(FirstCodePoint(text.substr(folded.begin[at])));
}

std::size_t PhraseIndex::EndOf(const FoldedText& folded, std::size_t at, const Tail& tail) const {
  if (!tail.endings.empty()) {
    const std::size_t end = WordEnd(folded, at);
    const auto rest = std::u16string_view(folded.units).substr(at, end - at);
    const bool known =
        std::find(tail.endings.begin(), tail.endings.end(), rest) != tail.endings.end();
    return known ? end : kNowhere;
  }
  for (const std::u16string& piece : tail.pieces) {
    const std::size_t end = WordEnd(folded, at);
    if (end - at > kRestUnitsMax) return kNowhere;
    // Scripts without spaces have no rest of the word: the next piece follows at once.
    if (std::u16string_view(folded.units).substr(end, piece.size()) != piece) return kNowhere;
    at = end + piece.size();
  }
  return MayEnd(folded, at) ? at : kNowhere;
}

bool PhraseIndex::CaseFits(std::string_view text, const FoldedText& folded, std::size_t begin,
                           std::size_t end, const Entry& entry) const {
  switch (entry.rule) {
    case CaseRule::kAny:
      return true;
    case CaseRule::kUpper:
      return BeginsUpper(text, folded, begin);
    case CaseRule::kCapitals:
    case CaseRule::kExact:
      break;
  }
  const auto [first, last] = folded.Span(begin, end);
  const std::string_view surface = text.substr(first, last - first);
  if (entry.rule == CaseRule::kCapitals) return !HasSmallLetter(surface);
  return surface == exact_[entry.exact];
}

std::uint16_t PhraseIndex::Language(std::string_view tag) const {
  return LanguageNumber(languages_, tag);
}

PhraseLanguages PhraseIndex::LanguagesFor(std::string_view tag) const {
  const std::uint16_t own = Language(tag);
  return {own, Language("en"), own == kNoLanguage};
}

std::size_t PhraseIndex::Bytes() const {
  return automaton_->Bytes() + groups_.size() * sizeof(Group) + entries_.size() * sizeof(Entry);
}

PhraseIndexBuilder::PhraseIndexBuilder(const MatchFolding& folding)
    : folding_(folding), tails_(1), languages_{"*"} {}

std::uint16_t PhraseIndexBuilder::Language(std::string_view tag) {
  const std::uint16_t known = LanguageNumber(languages_, tag);
  if (known != PhraseIndex::kNoLanguage) return known;
  languages_.push_back(PrimaryLanguage(tag));
  return static_cast<std::uint16_t>(languages_.size() - 1);
}

void PhraseIndexBuilder::Push(Row row) {
  row.entry.meaning.family = family_;
  constexpr std::u16string_view kArticle = u"ال";
  if (row.literal.size() > kArticle.size() + 2 &&
      row.literal.compare(0, kArticle.size(), kArticle) == 0) {
    Row to_the = row;
    to_the.literal.replace(0, kArticle.size(), u"لل");
    rows_.push_back(std::move(to_the));
  }
  rows_.push_back(std::move(row));
}

std::uint32_t PhraseIndexBuilder::TailOf(const std::vector<std::u16string>& pieces) {
  const auto next = static_cast<std::uint32_t>(tails_.size());
  const auto [known, added] = piece_tails_.emplace(pieces, next);
  if (added) tails_.push_back({pieces, {}});
  return known->second;
}

std::uint32_t PhraseIndexBuilder::Endings(const std::vector<std::string>& endings) {
  if (endings.empty()) return 0;
  PhraseIndex::Tail tail;
  for (const auto& ending : endings) tail.endings.push_back(folding_.FoldName(ending));
  tails_.push_back(std::move(tail));
  return static_cast<std::uint32_t>(tails_.size() - 1);
}

void PhraseIndexBuilder::Add(std::string_view form, PhraseMeaning meaning,
                             std::optional<CaseRule> rule) {
  std::vector<std::u16string> pieces;
  std::string_view rest = form;
  for (;;) {
    const std::size_t star = rest.find('*');
    const std::string_view part = rest.substr(0, star);
    std::u16string folded = folding_.FoldName(part);
    // FoldName trims: the space after a stem begins the next piece, and one before it ends this.
    if (!pieces.empty() && !part.empty() && (part.front() == ' ' || part.front() == '-')) {
      folded.insert(0, 1, u' ');
    }
    pieces.push_back(std::move(folded));
    if (star == std::string_view::npos) break;
    rest.remove_prefix(star + 1);
  }
  if (pieces[0].empty()) return;
  Row row{pieces[0], {meaning, 0, 0, rule.value_or(RuleOf(form))}};
  pieces.erase(pieces.begin());
  if (!pieces.empty()) row.entry.tail = TailOf(pieces);
  if (row.entry.rule == CaseRule::kExact) {
    if (!pieces.empty()) {
      row.entry.rule = CaseRule::kAny;  // A stem has no one way to be written.
    } else {
      row.entry.exact = static_cast<std::uint32_t>(exact_.size());
      exact_.emplace_back(form);
    }
  }
  Push(std::move(row));
}

void PhraseIndexBuilder::AddStem(std::u16string_view folded_stem, std::uint32_t endings,
                                 CaseRule rule, PhraseMeaning meaning) {
  if (folded_stem.empty() || endings == 0) return;
  rows_.push_back({std::u16string(folded_stem), {meaning, endings, 0, rule}});
  rows_.back().entry.meaning.family = family_;
}

void PhraseIndexBuilder::AddName(std::u16string_view name, std::u16string folded,
                                 PhraseMeaning meaning, bool exact) {
  if (folded.empty() || name.empty()) return;
  Row row{std::move(folded), {meaning, 0, 0, CaseRule::kAny}};
  UChar32 first = 0;
  std::size_t at = 0;
  U16_NEXT(name.data(), at, name.size(), first);
  if (exact) {
    row.entry.rule = CaseRule::kExact;
    row.entry.exact = static_cast<std::uint32_t>(exact_.size());
    exact_.push_back(ToUtf8(name));
  } else if (u_isupper(first)) {
    row.entry.rule = CaseRule::kUpper;
  }
  Push(std::move(row));
}

PhraseIndex PhraseIndexBuilder::Build(TableSize size) {
  std::vector<std::uint32_t> order(rows_.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [this](std::uint32_t a, std::uint32_t b) {
    const int compared = rows_[a].literal.compare(rows_[b].literal);
    if (compared != 0) return compared < 0;
    const auto& left = rows_[a].entry;
    const auto& right = rows_[b].entry;
    if (left.tail != right.tail) return left.tail < right.tail;
    return left.meaning < right.meaning;
  });
  PhraseIndex index;
  std::vector<std::u16string_view> patterns;
  for (const std::uint32_t i : order) {
    const auto entry_number = static_cast<std::uint32_t>(index.entries_.size());
    if (patterns.empty() || patterns.back() != rows_[i].literal) {
      patterns.push_back(rows_[i].literal);
      index.groups_.push_back({entry_number, entry_number});
    } else {
      const auto& before = index.entries_.back();  // The same name in two regional locales.
      const auto& entry = rows_[i].entry;
      if (before.meaning == entry.meaning && before.tail == entry.tail &&
          before.rule == entry.rule && entry.rule != CaseRule::kExact) {
        continue;
      }
    }
    index.entries_.push_back(rows_[i].entry);
    index.groups_.back().last = entry_number + 1;
  }
  index.automaton_ = std::make_unique<AhoCorasick>(patterns, size);
  index.tails_ = std::move(tails_);
  index.exact_ = std::move(exact_);
  index.languages_ = std::move(languages_);
  rows_.clear();
  return index;
}

}  // namespace stratwatch::pipeline::internal
