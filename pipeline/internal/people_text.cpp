#include "pipeline/internal/people_text.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>

#include "pipeline/internal/word_scripts.h"

namespace stratwatch::pipeline::internal {
namespace {

// "Dr.", "Sra.": so long may a shortened title be.
constexpr std::size_t kShortUnitsMax = 4;

// Reads the next code point of `text`, or 0 at its end.
UChar32 Next(std::string_view text, std::size_t& at) {
  if (at >= text.size()) return 0;
  UChar32 code = 0;
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  U8_NEXT(bytes, at, text.size(), code);
  return code;
}

bool IsJoining(UChar32 code) {
  return code == ' ' || code == 0xA0 || code == 0x202F || code == '-' || code == 0x2010 ||
         code == 0x2011 || code == '\'' || code == 0x2019 || code == 0x02BC || code == 0x05BE ||
         code == 0x05F3 || code == 0x30FB || code == 0xB7 || (code >= 0x200B && code <= 0x200F);
}

bool IsComma(UChar32 code) {
  return code == ',' || code == 0x060C || code == 0xFF0C || code == 0x3001 || code == 0x1363;
}

// A run of one character class is a word; scripts without spaces make one run together.
bool SameWord(CharKind a, CharKind b) {
  if (a == kOtherKind || b == kOtherKind) return false;
  const bool dense_a = a >= kUnspacedScriptKind || a == kKatakanaKind;
  const bool dense_b = b >= kUnspacedScriptKind || b == kKatakanaKind;
  return a == b || (dense_a && dense_b);
}

}  // namespace

PeopleText::PeopleText(const FoldedField& field, const PeopleLexicon& lexicon,
                       std::string_view language)
    : field_(field), lexicon_words_(lexicon.Of(language)), language_(language) {
  Cut();
  MarkCountries();
  CollectHeads(lexicon);
}

void PeopleText::Cut() {
  const std::vector<CharKind>& kinds = folded().kinds;
  words_.reserve(kinds.size() / 6);
  for (std::size_t at = 0; at < kinds.size();) {
    if (kinds[at] == kOtherKind) {
      ++at;
      continue;
    }
    const std::size_t begin = at++;
    while (at < kinds.size() && SameWord(kinds[at - 1], kinds[at])) ++at;
    words_.push_back({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(at), 0});
  }
}

void PeopleText::MarkCountries() {
  for (const PhraseMatch& match : field_.matches.Of(PhraseFamily::kCountry)) {
    const auto kind = static_cast<MentionKind>(match.meaning.kind);
    // Cities are given names too ("Santiago"), and shadows are anything.
    if (kind == MentionKind::kName || kind == MentionKind::kDemonym) {
      Mark(match.begin, match.end, kCountryFlag);
    } else if (kind == MentionKind::kCapital || kind == MentionKind::kPlace) {
      Mark(match.begin, match.end, kPlaceFlag);
    }
  }
}

void PeopleText::CollectHeads(const PeopleLexicon& lexicon) {
  for (const PhraseMatch& match : field_.matches.Of(PhraseFamily::kPeople)) {
    if (!match.own) continue;
    PeopleHead head{match.begin, match.end, {}, &lexicon.Row(match.meaning.target)};
    head.words.first = WordAt(match.begin);
    std::size_t last = match.end - 1;  // "Prof. Dr." ends with no letter.
    while (last > match.begin && folded().kinds[last] == kOtherKind) --last;
    head.words.last = WordAt(last) + 1;
    if (head.words.first >= words_.size()) continue;
    (head.row->kind == PeopleWordKind::kRole ? roles_ : bodies_).push_back(head);
  }
  for (auto* heads : {&roles_, &bodies_}) {
    std::sort(heads->begin(), heads->end(), [](const PeopleHead& a, const PeopleHead& b) {
      return a.begin != b.begin ? a.begin < b.begin : a.end > b.end;
    });
    // The longest of those that overlap.
    std::size_t free_from = 0;
    std::size_t kept = 0;
    for (const PeopleHead& head : *heads) {
      if (head.begin < free_from) continue;
      free_from = head.end;
      (*heads)[kept++] = head;
    }
    heads->resize(kept);
    for (const PeopleHead& head : *heads) Mark(head.begin, head.end, FlagOf(head.row->kind));
  }
}

void PeopleText::Mark(std::size_t begin, std::size_t end, PeopleFlags flag) {
  for (std::size_t word = WordAt(begin); word < words_.size() && words_[word].begin < end; ++word) {
    words_[word].flags |= flag;
  }
}

void PeopleText::MarkOrganisation(std::size_t begin, std::size_t end) {
  organisations_.emplace(end, begin);
  // In a script without spaces a word holds more than the organisation.
  if (ScriptGroupOf(folded().kinds[begin]) != ScriptGroup::kDense) {
    Mark(begin, end, kOrganisationFlag);
  }
}

std::size_t PeopleText::OrganisationBefore(std::size_t at) const {
  const auto found = organisations_.find(at);
  return found == organisations_.end() ? at : found->second;
}

namespace {

// The first of the heads, which do not overlap, that ends behind `at`.
auto FirstBehind(const std::vector<PeopleHead>& heads, std::size_t at) {
  return std::upper_bound(
      heads.begin(), heads.end(), at,
      [](std::size_t where, const PeopleHead& head) { return where < head.end; });
}

}  // namespace

bool PeopleText::HasRole(std::size_t begin, std::size_t end) const {
  const auto found = FirstBehind(roles_, begin);
  return found != roles_.end() && found->begin < end;
}

std::size_t PeopleText::HeadBefore(std::size_t at) const {
  std::size_t length = 0;
  for (const auto* heads : {&bodies_, &roles_}) {
    const auto found = at == 0 ? heads->end() : FirstBehind(*heads, at - 1);
    if (found != heads->end() && found->end == at) {
      length = std::max(length, found->end - found->begin);
    }
  }
  return length;
}

std::size_t PeopleText::WordAt(std::size_t at) const {
  const auto found =
      std::upper_bound(words_.begin(), words_.end(), at,
                       [](std::size_t where, const Word& word) { return where < word.end; });
  return static_cast<std::size_t>(found - words_.begin());
}

PeopleFlags PeopleText::FlagsOf(std::size_t word) const {
  if (word >= words_.size()) return 0;
  const Word& each = words_[word];
  if ((each.flags & kKnownFlag) == 0) {
    // Roles and bodies were found by the scan, which knows their case and their neighbours.
    PeopleFlags flags = lexicon_words_.FlagsOf(Folded(word));
    // "and" is a prefix in Arabic and Hebrew: "وتكنولوجيا".
    const char16_t first = Folded(word).front();
    if (flags == 0 && (first == u'و' || first == u'ו') && Folded(word).size() > 3) {
      flags = lexicon_words_.FlagsOf(Folded(word).substr(1)) & FlagOf(PeopleWordKind::kPortfolio);
    }
    each.flags |=
        kKnownFlag | (flags & ~(FlagOf(PeopleWordKind::kRole) | FlagOf(PeopleWordKind::kBody)));
  }
  return each.flags;
}

std::u16string_view PeopleText::Folded(std::size_t word) const {
  return Units(words_[word].begin, words_[word].end);
}

std::u16string_view PeopleText::Units(std::size_t begin, std::size_t end) const {
  return std::u16string_view(folded().units).substr(begin, end - begin);
}

std::string_view PeopleText::Bytes(std::size_t begin, std::size_t end) const {
  if (begin >= end) return {};
  const auto [first, last] = folded().Span(begin, end);
  return field_.text.substr(first, last - first);
}

WordGap PeopleText::Gap(std::size_t word) const {
  if (word == 0 || word >= words_.size()) return WordGap::kEnd;
  const Word& before = words_[word - 1];
  const std::size_t from = folded().Span(before.begin, before.end).second;
  const std::size_t to = folded().begin[words_[word].begin];
  if (from >= to) return WordGap::kJoin;
  const std::string_view gap = field_.text.substr(from, to - from);
  std::size_t at = 0;
  const UChar32 first = Next(gap, at);
  if (at == gap.size() && IsJoining(first)) return WordGap::kJoin;
  const std::size_t length = before.end - before.begin;
  if (first == '.') {
    const bool one_letter = length == 1;
    if (at == gap.size()) return one_letter ? WordGap::kJoin : WordGap::kEnd;
    const bool space = gap.substr(at) == " " || gap.substr(at) == "\u00A0" || gap.substr(at) == "-";
    const bool title =
        length <= kShortUnitsMax && (one_letter || Is(word - 1, PeopleWordKind::kHonorific) ||
                                     Is(word - 1, PeopleWordKind::kRole));
    return space && title ? WordGap::kInitial : WordGap::kEnd;
  }
  if (IsComma(first)) {
    const UChar32 second = Next(gap, at);
    return at == gap.size() && (second == 0 || IsJoining(second)) ? WordGap::kComma : WordGap::kEnd;
  }
  // " (", " – ", " - "
  UChar32 sign = first;
  if (IsJoining(first)) sign = Next(gap, at);
  if (sign == '(' || sign == 0xFF08) return at == gap.size() ? WordGap::kOpen : WordGap::kEnd;
  if (sign == ':' || sign == 0xFF1A) return WordGap::kColon;
  const bool dash = sign == 0x2013 || sign == 0x2014 || sign == '-';
  if (dash && at < gap.size() && IsJoining(Next(gap, at)) && at == gap.size()) {
    return WordGap::kDash;
  }
  return WordGap::kEnd;
}

bool PeopleText::IsUpper(std::size_t word) const {
  std::size_t at = 0;
  return u_isupper(Next(Bytes(words_[word].begin, words_[word].begin + 1), at)) != 0;
}

bool PeopleText::HasInnerCapital(std::size_t word) const {
  const std::string_view bytes = Bytes(words_[word].begin, words_[word].end);
  std::size_t at = 0;
  Next(bytes, at);
  while (at < bytes.size()) {
    if (u_isupper(Next(bytes, at)) != 0) return true;
  }
  return false;
}

bool PeopleText::IsHyphened(std::size_t word) const {
  if (word == 0 || word >= words_.size()) return false;
  const std::size_t from = folded().Span(words_[word - 1].begin, words_[word - 1].end).second;
  const std::size_t to = folded().begin[words_[word].begin];
  return from < to && field_.text.substr(from, to - from) == "-";
}

bool PeopleText::IsCapitals(std::size_t word) const {
  const std::string_view bytes = Bytes(words_[word].begin, words_[word].end);
  if (words_[word].end - words_[word].begin < 2) return false;
  for (std::size_t at = 0; at < bytes.size();) {
    if (u_islower(Next(bytes, at)) != 0) return false;
  }
  return true;
}

}  // namespace stratwatch::pipeline::internal
