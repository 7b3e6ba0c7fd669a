// Persons in scripts with capitals.
#include <algorithm>

#include "pipeline/internal/person_finder.h"
#include "pipeline/internal/word_scripts.h"

namespace stratwatch::pipeline::internal {
namespace {

using Kind = PeopleWordKind;

constexpr std::size_t kNameWordsMax = 6;
constexpr std::size_t kShortUnitsMax = 4;
// "Minister Delegate to the Head of Government in charge of Digital Transition and …"
constexpr std::size_t kComplementWordsMax = 16;
constexpr std::size_t kModifierWordsMax = 6;
constexpr int kCommasMax = 3;
// Words between the comma after a name and the role: "…, who since May is Morocco's ambassador".
constexpr std::size_t kBetweenWordsMax = 5;

constexpr float kBesideConfidence = 0.95F;
constexpr float kApartConfidence = 0.85F;
constexpr float kSurnameConfidence = 0.6F;

constexpr PeopleFlags kNoName = FlagOf(Kind::kStop) | FlagOf(Kind::kRole) | FlagOf(Kind::kBody) |
                                FlagOf(Kind::kPortfolio) | FlagOf(Kind::kSay) |
                                FlagOf(Kind::kHonorific) | FlagOf(Kind::kAccording) |
                                PeopleText::kCountryFlag | PeopleText::kOrganisationFlag;
constexpr PeopleFlags kOfOffices = FlagOf(Kind::kPortfolio) | FlagOf(Kind::kBody) |
                                   PeopleText::kCountryFlag | PeopleText::kPlaceFlag |
                                   PeopleText::kOrganisationFlag;

bool IsCasedWord(const PeopleText& text, std::size_t word) {
  return word < text.size() && ScriptGroupOf(text.Kind(word)) == ScriptGroup::kCased;
}

bool IsNameWord(const PeopleText& text, std::size_t word) {
  if (!IsCasedWord(text, word) || text.IsAny(word, kNoName) || !text.IsUpper(word)) return false;
  // "PiS", "MoU": a short word with a second capital is an abbreviation.
  const std::size_t length = text.End(word) - text.Begin(word);
  if (length > 1 && length <= kShortUnitsMax && text.HasInnerCapital(word)) return false;
  // "Jean DUPONT", not "AI" or "NASA" alone: a long word in capitals after a name's that is not.
  return !text.IsCapitals(word) ||
         (length > 3 && word > 0 && text.Joined(word) && text.IsUpper(word - 1) &&
          !text.IsCapitals(word - 1) && !text.IsAny(word - 1, kNoName));
}

bool IsParticle(const PeopleText& text, std::size_t word) {
  return word < text.size() && text.words().Has(Kind::kParticle, text.Folded(word));
}

// Words of one name stand together: "J. P. Dupont", "Ben-Gurion", "O'Brien".
bool Together(const PeopleText& text, std::size_t word) {
  const WordGap gap = text.Gap(word);
  return gap == WordGap::kJoin ||
         (gap == WordGap::kInitial && text.End(word - 1) - text.Begin(word - 1) == 1);
}

}  // namespace

WordSpan NameAt(const PeopleText& text, std::size_t word) {
  if (!IsNameWord(text, word)) return {};
  WordSpan name{word, word + 1};
  while (name.size() < kNameWordsMax && name.last < text.size() && Together(text, name.last)) {
    std::size_t next = name.last;
    while (next < name.last + 2 && IsParticle(text, next) && Together(text, next) &&
           !IsNameWord(text, next)) {
      ++next;
    }
    // "Moon Jae-in"
    const bool hyphened = next == name.last && text.IsHyphened(next) && IsCasedWord(text, next);
    if (!hyphened && (!IsNameWord(text, next) || !Together(text, next))) break;
    name.last = next + 1;
  }
  return name;
}

WordSpan NameBefore(const PeopleText& text, std::size_t word) {
  WordSpan name{word, word};
  while (name.size() < kNameWordsMax && name.first > 0) {
    std::size_t before = name.first - 1;
    if (!name.empty() && !Together(text, name.first)) break;
    while (!name.empty() && before > 0 && name.first - before < 3 && IsParticle(text, before) &&
           !IsNameWord(text, before) && Together(text, before)) {
      --before;
    }
    const bool hyphened = before > 0 && text.IsHyphened(before) && IsNameWord(text, before - 1);
    if (!IsNameWord(text, before) && !hyphened) break;
    name.first = before;
  }
  // "senatore della Florida Mike Waltz": what a preposition governs is no part of the name.
  if (name.size() > 2 && name.first > 0 && text.IsPlace(name.first) && text.Joined(name.first) &&
      text.Is(name.first - 1, Kind::kLink)) {
    ++name.first;
  }
  return name;
}

namespace {

class CasedReader {
 public:
  CasedReader(const PeopleText& text, const PeopleHead& role)
      : text_(text), head_(role), role_(role.words) {
    german_ = text.language().substr(0, 2) == "de";
    modifiers_first_ = text.words().head_last() || IsGermanic(text.language());
    slavic_ = IsSlavic(text.language());
  }

  bool Read(PersonMention& person) {
    ModifiersLeft();
    std::size_t at = AfterHonorifics(role_.last);
    WordSpan beside = at > role_.last || BesideRole(at) ? NameAt(text_, at) : WordSpan{};
    if (!beside.empty() && IsHeadline(beside)) return false;
    if (beside.size() >= 2) return Give(beside, role_, kBesideConfidence, person);
    if (Before(person) || Behind(person)) return true;
    if (beside.size() == 1 && MayBeSurname(beside)) {
      return Give(beside, role_, kSurnameConfidence, person);
    }
    return false;
  }

 private:
  bool BesideRole(std::size_t at) const {
    return at < text_.size() && (text_.Joined(at) || text_.Gap(at) == WordGap::kInitial ||
                                 text_.Gap(at) == WordGap::kColon);
  }

  // Where every longer word has a capital, capitals tell nothing.
  bool IsHeadline(WordSpan name) const {
    constexpr std::size_t kWordsBefore = 5;
    constexpr std::size_t kWordsBehind = 7;
    constexpr std::size_t kWordsMin = 8;
    const std::size_t first = name.first > kWordsBefore ? name.first - kWordsBefore : 0;
    std::size_t upper = 0;
    for (std::size_t at = first; at < text_.size() && at < name.last + kWordsBehind; ++at) {
      if (text_.End(at) - text_.Begin(at) < 4) continue;
      if (!text_.IsUpper(at)) return false;
      ++upper;
    }
    return upper >= kWordsMin;
  }

  bool Give(WordSpan name, WordSpan role, float confidence, PersonMention& person) const {
    person.name_begin = text_.Begin(name.first);
    person.name_end = text_.End(name.last - 1);
    person.role_begin = role.first == head_.words.first ? head_.begin : text_.Begin(role.first);
    person.role_end = role.last == head_.words.last ? head_.end : text_.End(role.last - 1);
    person.confidence = confidence;
    return true;
  }

  // "Morocco's | Minister", "Digital Economy | Minister", "State Department | spokesperson".
  void ModifiersLeft() {
    std::size_t first = role_.first;
    while (first > 0 && role_.first - first < kModifierWordsMax) {
      const WordGap gap = text_.Gap(first);
      const std::size_t before = first - 1;
      const bool joined = gap == WordGap::kJoin || gap == WordGap::kInitial;
      if (!joined) break;
      if (text_.Is(before, Kind::kRole)) {
        first = before;
        continue;
      }
      if (!modifiers_first_) break;
      const bool possessive = text_.Folded(before) == u"s" && before > 0;
      if (text_.IsAny(before, kOfOffices)) {
        first = before;
      } else if (possessive && text_.IsAny(before - 1, kOfOffices)) {
        first = before - 1;
      } else if (text_.Is(before, Kind::kLink) && before > 0 && text_.Joined(before) &&
                 text_.Is(before - 1, Kind::kPortfolio) && text_.Is(first, Kind::kPortfolio)) {
        first = before - 1;
      } else {
        break;
      }
    }
    role_.first = first;
  }

  std::size_t AfterHonorifics(std::size_t at) const {
    while (at < text_.size() && text_.Is(at, Kind::kHonorific) && BesideRole(at)) ++at;
    return at;
  }

  // "Jane Doe, [the] Minister for …"; also in brackets or after a dash.
  bool Before(PersonMention& person) {
    std::size_t at = role_.first;
    for (std::size_t steps = 0; at > 0 && steps <= kBetweenWordsMax; ++steps) {
      const WordGap gap = text_.Gap(at);
      if (gap == WordGap::kComma || gap == WordGap::kOpen || gap == WordGap::kDash) {
        const WordSpan name = NameBefore(text_, at);
        if (name.size() < 2) return false;
        while (at < role_.first && !text_.IsAny(at, kOfOffices)) ++at;
        return Give(name, {at, ComplementEnd()}, kBesideConfidence, person);
      }
      if (gap != WordGap::kJoin && gap != WordGap::kInitial) return false;
      const std::size_t before = at - 1;
      const bool passes = text_.IsAny(before, kOfOffices | FlagOf(Kind::kLink)) ||
                          (!text_.IsUpper(before) && !text_.Is(before, Kind::kSay));
      if (!passes) return false;
      at = before;
    }
    return false;
  }

  // How far the words after the role's head belong to it.
  std::size_t ComplementEnd() const {
    std::size_t end = role_.last;
    bool after_link = false;
    for (std::size_t at = role_.last; at < text_.size(); ++at) {
      if (at - role_.last >= kComplementWordsMax) break;
      const WordGap gap = text_.Gap(at);
      const bool list = gap == WordGap::kComma && text_.Is(at, Kind::kPortfolio);
      if (gap != WordGap::kJoin && gap != WordGap::kInitial && !list) break;
      if (text_.Is(at, Kind::kLink) && !text_.IsAny(at, kOfOffices)) {
        if (!after_link && IsArticle(text_.Folded(at))) break;
        after_link = true;
        continue;
      }
      if (!IsComplementWord(at, after_link)) break;
      after_link = false;
      end = at + 1;
    }
    return end;
  }

  bool IsComplementWord(std::size_t at, bool after_link) const {
    if (text_.IsAny(at, kOfOffices | FlagOf(Kind::kRole))) return true;
    if (text_.IsAny(at, FlagOf(Kind::kStop) | FlagOf(Kind::kSay))) return false;
    if (text_.IsUpper(at)) return true;
    return after_link || (slavic_ && EndsAsGenitive(text_.Folded(at)));
  }

  // "the Minister for … Jane Doe", "le ministre de l'Industrie, du Commerce et …, Jean Dupont".
  bool Behind(PersonMention& person) {
    bool after_link = false;
    bool content = false;
    int commas = 0;
    std::size_t end = role_.last;
    for (std::size_t at = role_.last; at < text_.size(); ++at) {
      if (at - role_.last >= kComplementWordsMax) return false;
      const WordGap gap = text_.Gap(at);
      if (gap == WordGap::kComma || gap == WordGap::kDash || gap == WordGap::kOpen) {
        const std::size_t after = AfterHonorifics(at);
        const WordSpan name = NameAt(text_, after);
        if (name.size() >= 2 && Ends(name.last)) {
          return Give(name, {role_.first, end}, kApartConfidence, person);
        }
        if (++commas > kCommasMax || !ListGoesOn(at)) return false;
      } else if (gap != WordGap::kJoin && gap != WordGap::kInitial) {
        return false;
      }
      if (text_.Is(at, Kind::kLink) && !text_.IsAny(at, kOfOffices)) {
        after_link = true;
        continue;
      }
      const std::size_t named = AfterHonorifics(at);
      const WordSpan name = NameAt(text_, named);
      if (name.size() >= 2 && (content || named > at) && !after_link) {
        return Give(name, {role_.first, end}, kApartConfidence, person);
      }
      if (!IsComplementWord(at, after_link) || (text_.Is(at, Kind::kRole) && !after_link)) {
        return false;
      }
      after_link = false;
      content = true;
      end = at + 1;
    }
    return false;
  }

  // After a comma, what the office is of goes on: ", du Commerce", ", Tecnologia e Inovação".
  bool ListGoesOn(std::size_t at) const {
    if (text_.IsAny(at, kOfOffices)) return true;
    for (std::size_t next = at; next < at + 3 && next < text_.size(); ++next) {
      if (text_.IsAny(next, FlagOf(Kind::kPortfolio))) return true;
      if (!text_.Is(next, Kind::kLink)) return text_.Is(at, Kind::kLink) && text_.IsUpper(next);
    }
    return false;
  }

  // A name in apposition ends with a comma, or before a word that is no name's.
  bool Ends(std::size_t at) const {
    return at >= text_.size() || text_.Gap(at) != WordGap::kJoin || !text_.IsUpper(at) ||
           text_.Is(at, Kind::kStop);
  }

  // "President Macron", not "Minister Hopes": heads of state and ministers are known by one name.
  bool MayBeSurname(WordSpan name) const {
    const std::string& value = head_.row->value;
    if (value != "head" && value != "minister") return false;
    if (text_.Gap(name.first) == WordGap::kColon) return false;
    const bool english = text_.language().substr(0, 2) == "en";
    if (english && !text_.IsUpper(head_.words.last - 1)) return false;
    if (text_.End(name.first) - text_.Begin(name.first) < 3) return false;
    // German nouns have capitals too: only what a verb of saying follows is a name for sure.
    const bool said = name.last < text_.size() && text_.Is(name.last, Kind::kSay);
    return !german_ || said || text_.Gap(name.last) != WordGap::kJoin;
  }

  const PeopleText& text_;
  const PeopleHead& head_;
  WordSpan role_;
  bool german_ = false;
  bool slavic_ = false;
  bool modifiers_first_ = false;
};

}  // namespace

bool FindCasedPerson(const PeopleText& text, const PeopleHead& role, PersonMention& person) {
  return CasedReader(text, role).Read(person);
}

}  // namespace stratwatch::pipeline::internal
