#include "pipeline/internal/phrase_book.h"

#include <unicode/uchar.h>
#include <unicode/utf16.h>
#include <unicode/utf8.h>

#include <algorithm>

namespace stratwatch::pipeline::internal {
namespace {

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

}  // namespace

std::string PrimaryLanguage(std::string_view tag) {
  return std::string(SisterOf(tag.substr(0, tag.find_first_of("-_"))));
}

const PhraseIndex& PhraseBook::IndexFor(std::string_view tag) const {
  const std::string name = PrimaryLanguage(tag);
  const auto known = std::find_if(languages_.begin(), languages_.end(),
                                  [&](const Language& each) { return each.name == name; });
  const auto language =
      static_cast<std::uint16_t>(known == languages_.end() ? 0 : known - languages_.begin());
  Slot& slot = slots_[language];
  std::call_once(slot.made,
                 [&] { slot.index = std::make_unique<const PhraseIndex>(Make(language)); });
  return *slot.index;
}

PhraseIndex PhraseBook::Make(std::uint16_t language) const {
  const bool all_names = !languages_[language].has_names;
  std::vector<PhraseIndex::Row> rows;
  for (const Row& row : rows_) {
    const std::uint16_t its = row.entry.meaning.language;
    bool own = its == language || its == PhraseIndexBuilder::kAnyLanguage;
    if (row.reach == PhraseReach::kNames) {
      own = own || all_names;
      if (!own && its != english_) continue;
    } else if (!own) {
      continue;
    }
    rows.push_back({std::u16string_view(units_).substr(row.begin, row.length), row.entry});
    rows.back().entry.own = own;
  }
  return {std::move(rows), *parts_};
}

std::size_t PhraseBook::Bytes() const {
  return units_.size() * sizeof(char16_t) + rows_.size() * sizeof(Row);
}

PhraseIndexBuilder::PhraseIndexBuilder(const MatchFolding& folding) : folding_(folding) {
  book_.parts_->tails.resize(1);
  book_.languages_.push_back({"*", false});
  book_.english_ = Language("en");
}

std::uint16_t PhraseIndexBuilder::Language(std::string_view tag) {
  std::string name = PrimaryLanguage(tag);
  auto& languages = book_.languages_;
  const auto known = std::find_if(languages.begin(), languages.end(),
                                  [&](const auto& each) { return each.name == name; });
  if (known != languages.end()) return static_cast<std::uint16_t>(known - languages.begin());
  languages.push_back({std::move(name), false});
  return static_cast<std::uint16_t>(languages.size() - 1);
}

void PhraseIndexBuilder::PushRow(std::u16string_view literal, const PhraseEntry& entry) {
  PhraseBook::Row row;
  row.begin = static_cast<std::uint32_t>(book_.units_.size());
  row.length = static_cast<std::uint16_t>(literal.size());
  row.reach = reach_;
  row.entry = entry;
  row.entry.meaning.family = family_;
  if (reach_ == PhraseReach::kNames && entry.meaning.language != kAnyLanguage) {
    book_.languages_[entry.meaning.language].has_names = true;
  }
  book_.units_ += literal;
  book_.rows_.push_back(row);
}

void PhraseIndexBuilder::Push(std::u16string_view literal, PhraseEntry entry) {
  constexpr std::u16string_view kArticle = u"ال";
  if (literal.size() > kArticle.size() + 2 && literal.substr(0, kArticle.size()) == kArticle) {
    std::u16string to_the = u"لل";
    to_the += literal.substr(kArticle.size());
    PushRow(to_the, entry);
  }
  PushRow(literal, entry);
}

std::uint32_t PhraseIndexBuilder::TailOf(const std::vector<std::u16string>& pieces) {
  auto& tails = book_.parts_->tails;
  const auto next = static_cast<std::uint32_t>(tails.size());
  const auto [known, added] = piece_tails_.emplace(pieces, next);
  if (added) tails.push_back({pieces, {}});
  return known->second;
}

std::uint32_t PhraseIndexBuilder::Endings(const std::vector<std::string>& endings) {
  if (endings.empty()) return 0;
  PhraseTail tail;
  for (const auto& ending : endings) tail.endings.push_back(folding_.FoldName(ending));
  std::sort(tail.endings.begin(), tail.endings.end());
  book_.parts_->tails.push_back(std::move(tail));
  return static_cast<std::uint32_t>(book_.parts_->tails.size() - 1);
}

std::uint32_t PhraseIndexBuilder::AddExact(std::string surface) {
  book_.parts_->exact.push_back(std::move(surface));
  return static_cast<std::uint32_t>(book_.parts_->exact.size() - 1);
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
  PhraseEntry entry{meaning, 0, 0, rule.value_or(RuleOf(form))};
  const std::u16string literal = std::move(pieces[0]);
  pieces.erase(pieces.begin());
  if (!pieces.empty()) entry.tail = TailOf(pieces);
  if (entry.rule == CaseRule::kExact) {
    if (!pieces.empty()) {
      entry.rule = CaseRule::kAny;  // A stem has no one way to be written.
    } else {
      entry.exact = AddExact(std::string(form));
    }
  }
  Push(literal, entry);
}

void PhraseIndexBuilder::AddStem(std::u16string_view folded_stem, std::uint32_t endings,
                                 CaseRule rule, PhraseMeaning meaning) {
  if (folded_stem.empty() || endings == 0) return;
  PushRow(folded_stem, {meaning, endings, 0, rule});
}

void PhraseIndexBuilder::AddName(std::u16string_view name, std::u16string_view folded,
                                 PhraseMeaning meaning, bool exact) {
  if (folded.empty() || name.empty()) return;
  PhraseEntry entry{meaning, 0, 0, CaseRule::kAny};
  UChar32 first = 0;
  std::size_t at = 0;
  U16_NEXT(name.data(), at, name.size(), first);
  if (exact) {
    entry.rule = CaseRule::kExact;
    entry.exact = AddExact(ToUtf8(name));
  } else if (u_isupper(first)) {
    entry.rule = CaseRule::kUpper;
  }
  Push(folded, entry);
}

PhraseBook PhraseIndexBuilder::Build() {
  book_.slots_ = std::make_unique<PhraseBook::Slot[]>(book_.languages_.size());
  return std::move(book_);
}

}  // namespace stratwatch::pipeline::internal
