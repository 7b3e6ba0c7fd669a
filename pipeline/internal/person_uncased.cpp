// Persons in Arabic, Hebrew, Devanagari and Ethiopic scripts, and in Hangul: words without
// capitals.
#include <algorithm>
#include <array>

#include "pipeline/internal/person_finder.h"
#include "pipeline/internal/word_scripts.h"

namespace stratwatch::pipeline::internal {
namespace {

using namespace std::string_view_literals;
using Kind = PeopleWordKind;

constexpr std::size_t kNameWordsMax = 4;
constexpr std::size_t kComplementWordsMax = 12;
constexpr std::size_t kModifierWordsMax = 6;
constexpr float kGivenConfidence = 0.9F;     // The first word is a known given name.
constexpr float kBetweenConfidence = 0.75F;  // Told by what stands around it.

constexpr PeopleFlags kNoName =
    FlagOf(Kind::kStop) | FlagOf(Kind::kRole) | FlagOf(Kind::kBody) | FlagOf(Kind::kPortfolio) |
    FlagOf(Kind::kSay) | FlagOf(Kind::kHonorific) | FlagOf(Kind::kAccording) | FlagOf(Kind::kLink) |
    FlagOf(Kind::kPronoun) | PeopleText::kCountryFlag | PeopleText::kOrganisationFlag;
constexpr PeopleFlags kOfOffices = FlagOf(Kind::kPortfolio) | FlagOf(Kind::kBody) |
                                   FlagOf(Kind::kLink) | PeopleText::kCountryFlag |
                                   PeopleText::kPlaceFlag | PeopleText::kOrganisationFlag;

bool IsNameWord(const PeopleText& text, std::size_t word) {
  if (word >= text.size() || text.Kind(word) == kDigitKind) return false;
  if (text.End(word) - text.Begin(word) < 2) return false;
  if (ScriptGroupOf(text.Kind(word)) == ScriptGroup::kCased) return false;
  return text.Is(word, Kind::kGiven) || !text.IsAny(word, kNoName);
}

bool Give(const PeopleText& text, const PeopleHead& head, WordSpan name, WordSpan role,
          float confidence, PersonMention& person) {
  person.name_begin = text.Begin(name.first);
  person.name_end = text.End(name.last - 1);
  person.role_begin = role.first == head.words.first ? head.begin : text.Begin(role.first);
  person.role_end = role.last == head.words.last ? head.end : text.End(role.last - 1);
  person.confidence = confidence;
  return true;
}

class AbjadReader {
 public:
  AbjadReader(const PeopleText& text, const PeopleHead& role)
      : text_(text), head_(role), persian_(text.language().substr(0, 2) == "fa") {}

  bool Read(PersonMention& person) const { return Before(person) || Behind(person); }

 private:
  // Names go on with a particle's word or a family's name ("بن يوسف", "السغروشني").
  static bool IsNameParticle(std::u16string_view word) {
    static constexpr std::array kWords = {u"بن"sv,  u"ابن"sv, u"بنت"sv, u"ابو"sv,
                                          u"ابي"sv, u"عبد"sv, u"ال"sv,  u"بو"sv,
                                          u"ولد"sv, u"בן"sv,  u"בר"sv,  u"אבו"sv};
    return std::find(kWords.begin(), kWords.end(), word) != kWords.end();
  }

  bool GoesOn(std::size_t word, std::size_t count) const {
    if (count < 2) return true;
    const std::u16string_view folded = text_.Folded(word);
    return IsNameParticle(folded) || IsNameParticle(text_.Folded(word - 1)) ||
           folded.substr(0, 2) == u"ال";
  }

  WordSpan NameFrom(std::size_t word) const {
    WordSpan name{word, word};
    while (name.size() < kNameWordsMax && IsNameWord(text_, name.last) &&
           (name.empty() || text_.Joined(name.last)) && GoesOn(name.last, name.size())) {
      ++name.last;
    }
    // Two words, and a third when nothing else can follow it.
    const bool hebrew = name.size() == 2 && text_.Kind(name.first) == kHebrewKind;
    if (name.size() == 2 && !hebrew && text_.Joined(name.last) && IsNameWord(text_, name.last) &&
        Closed(name.last + 1) && !text_.Joined(name.last + 1)) {
      ++name.last;
    }
    return name;
  }

  // Punctuation, a verb of saying or a word that no name goes across.
  bool Closed(std::size_t word) const {
    return word >= text_.size() || text_.Gap(word) != WordGap::kJoin ||
           text_.IsAny(word, FlagOf(Kind::kStop) | FlagOf(Kind::kSay) | FlagOf(Kind::kRole));
  }

  bool IsComplementWord(std::size_t word) const {
    if (text_.Is(word, Kind::kStop) && !text_.Is(word, Kind::kLink)) return false;
    if (text_.IsAny(word, kOfOffices)) return true;
    if (text_.IsAny(word, FlagOf(Kind::kSay) | FlagOf(Kind::kRole) | FlagOf(Kind::kGiven))) {
      return text_.Is(word, Kind::kRole);
    }
    return !persian_ && HasArticle(text_.Folded(word));
  }

  std::size_t ComplementEnd() const {
    std::size_t end = head_.words.last;
    while (end < text_.size() && end - head_.words.last < kComplementWordsMax &&
           text_.Joined(end) &&
           (IsComplementWord(end) || (end == head_.words.last && IsNameWord(text_, end)))) {
      ++end;
    }
    while (end > head_.words.last && text_.Is(end - 1, Kind::kLink)) --end;
    return end;
  }

  // "ليلى بن يوسف، مديرة المعهد": the name stands before a comma.
  bool Before(PersonMention& person) const {
    const std::size_t role = head_.words.first;
    if (role < 2 || text_.Gap(role) != WordGap::kComma) return false;
    WordSpan name{role, role};
    while (name.first > 0 && name.size() < kNameWordsMax && IsNameWord(text_, name.first - 1) &&
           (name.empty() || text_.Joined(name.first))) {
      --name.first;
      if (text_.Is(name.first, Kind::kGiven) && name.size() >= 2) break;
    }
    if (name.size() < 2) return false;
    const bool given = text_.Is(name.first, Kind::kGiven);
    const bool bounded = name.first == 0 || !text_.Joined(name.first) ||
                         text_.IsAny(name.first - 1, FlagOf(Kind::kSay) | FlagOf(Kind::kStop) |
                                                         FlagOf(Kind::kHonorific));
    if (!given && (!bounded || name.size() > 3)) return false;
    return Give(text_, head_, name, {role, ComplementEnd()},
                given ? kGivenConfidence : kBetweenConfidence, person);
  }

  bool Accept(WordSpan name, std::size_t role_end, bool after_comma, PersonMention& person) const {
    if (name.size() < 2) return false;
    const bool given = text_.Is(name.first, Kind::kGiven);
    const bool closed = Closed(name.last);
    if (!given && !(closed && (after_comma || name.size() <= 3))) return false;
    // "باحث لغوي": a researcher or member is mostly nobody by name; a given name must say so.
    const std::string& value = head_.row->value;
    const bool arabic = !persian_ && text_.Kind(name.first) == kArabicKind;
    if (!given && arabic && (value == "official" || value == "academic")) return false;
    if (after_comma && !closed) return false;
    return Give(text_, head_, name, {head_.words.first, role_end},
                given ? kGivenConfidence : kBetweenConfidence, person);
  }

  // "وزير … خالد السيوفي", "الوزيرة …، سلمى العلوي،".
  bool Behind(PersonMention& person) const {
    std::size_t at = head_.words.last;
    std::size_t end = at;
    for (; at < text_.size() && at - head_.words.last < kComplementWordsMax; ++at) {
      const WordGap gap = text_.Gap(at);
      const bool initial = gap == WordGap::kInitial || gap == WordGap::kJoin;
      if (!initial && gap != WordGap::kComma) return false;
      if (text_.Is(at, Kind::kHonorific)) continue;
      const bool honoured = at > head_.words.last && text_.Is(at - 1, Kind::kHonorific);
      if (gap == WordGap::kComma) {
        if (Accept(NameFrom(at), end, true, person)) return true;
        if (!text_.Is(at, Kind::kPortfolio)) return false;
      } else if (honoured || text_.Is(at, Kind::kGiven)) {
        return Accept(NameFrom(at), end, false, person);
      }
      if (IsComplementWord(at)) {
        end = text_.Is(at, Kind::kLink) ? end : at + 1;
        continue;
      }
      if (Accept(NameFrom(at), end, false, person)) return true;
      // What the role is of, without article: "رئيس شركة", "מנכ"לית חברת".
      if (at != head_.words.last || !IsNameWord(text_, at)) return false;
      end = at + 1;
    }
    return false;
  }

  const PeopleText& text_;
  const PeopleHead& head_;
  bool persian_;
};

// "केंद्रीय सूचना प्रौद्योगिकी | मंत्री", "የኢኖቬሽንና ቴክኖሎጂ | ሚኒስትር".
std::size_t ModifiersLeft(const PeopleText& text, const PeopleHead& role, bool ethiopic) {
  std::size_t first = role.words.first;
  std::size_t reach = first;
  while (reach > 0 && role.words.first - reach < kModifierWordsMax && text.Joined(reach)) {
    const std::size_t before = reach - 1;
    const bool of = ethiopic && text.Folded(before).front() == u'የ';
    const bool office = text.IsAny(before, kOfOffices) || of;
    if (!office) break;
    reach = before;
    if (!text.Is(before, Kind::kLink)) first = before;
  }
  return first;
}

// Objects and what is "of" something have their endings and prefixes; names of persons have none.
bool IsEthiopicName(std::u16string_view word) {
  return word.size() >= 2 && word.front() != u'የ' && word.back() != u'ን' && word.back() != u'ው' &&
         word.substr(0, 2) != u"እን";  // "as", "so that"
}

bool IsSurname(const PeopleText& text, std::u16string_view word) {
  const PeopleWords& words = text.words();
  return (word.size() == 3 && words.Has(Kind::kSurname, word.substr(0, 1))) ||
         (word.size() == 4 && words.Has(Kind::kSurname, word.substr(0, 2)));
}

// Words that end in what bodies or particles end in are no names: "이사회", "제작사", "주재로".
bool IsHangulName(const PeopleText& text, std::size_t word) {
  if (word >= text.size() || text.Kind(word) != kHangulKind) return false;
  const std::u16string_view name = text.Folded(word);
  static constexpr std::u16string_view kEndings = u"회부처청단사측들로는를을에";
  return IsSurname(text, name) && kEndings.find(name.back()) == std::u16string_view::npos &&
         !text.IsAny(word, FlagOf(Kind::kStop) | FlagOf(Kind::kRole) | FlagOf(Kind::kPortfolio) |
                               PeopleText::kCountryFlag | PeopleText::kOrganisationFlag);
}

}  // namespace

bool FindAbjadPerson(const PeopleText& text, const PeopleHead& role, PersonMention& person) {
  return AbjadReader(text, role).Read(person);
}

bool FindIndicPerson(const PeopleText& text, const PeopleHead& role, PersonMention& person) {
  const bool ethiopic = ScriptGroupOf(text.Kind(role.words.first)) == ScriptGroup::kEthiopic;
  std::size_t at = role.words.last;
  while (at < text.size() && text.Is(at, Kind::kHonorific) &&
         (text.Joined(at) || text.Gap(at) == WordGap::kInitial)) {
    ++at;
  }
  if (at >= text.size() || (!text.Joined(at) && text.Gap(at) != WordGap::kInitial)) return false;
  WordSpan name{at, at};
  const std::size_t longest = ethiopic ? 2 : 3;
  while (name.size() < longest && IsNameWord(text, name.last) &&
         (name.empty() || text.Joined(name.last)) &&
         (!ethiopic || IsEthiopicName(text.Folded(name.last)))) {
    ++name.last;
  }
  if (name.size() < 2) return false;
  // In Hindi a postposition or punctuation follows the name.
  const bool closed = name.last >= text.size() || !text.Joined(name.last) ||
                      text.IsAny(name.last, FlagOf(Kind::kStop) | FlagOf(Kind::kSay));
  if (!ethiopic && !closed) return false;
  const std::size_t first = ModifiersLeft(text, role, ethiopic);
  return Give(text, role, name, {first, role.words.last}, kBetweenConfidence, person);
}

namespace {

// "도널드 트럼프 미국 대통령": a foreign name of one or two words, then the country.
bool FindForeignHangulPerson(const PeopleText& text, const PeopleHead& role,
                             PersonMention& person) {
  const std::size_t country = role.words.first - 1;
  if (role.words.first < 2 || !text.Joined(role.words.first) || !text.IsCountry(country) ||
      !text.Joined(country) || role.row->value != "head") {
    return false;
  }
  const auto is_name = [&](std::size_t word, std::size_t least) {
    const std::u16string_view folded = text.Folded(word);
    return IsNameWord(text, word) && text.Kind(word) == kHangulKind && folded.size() >= least &&
           WithoutParticle(folded) == folded;
  };
  WordSpan name{country - 1, country};
  if (!is_name(name.first, 2)) return false;
  if (name.first > 0 && text.Joined(name.first) && is_name(name.first - 1, 3)) --name.first;
  return Give(text, role, name, {country, role.words.last}, kBetweenConfidence, person);
}

}  // namespace

bool FindHangulPerson(const PeopleText& text, const PeopleHead& role, PersonMention& person) {
  if (FindForeignHangulPerson(text, role, person)) return true;
  // "김도현 과학기술정보통신부 장관은": the name, then what the role is of.
  constexpr std::size_t kBetweenWordsMax = 3;
  std::size_t at = role.words.first;
  for (std::size_t steps = 0; steps <= kBetweenWordsMax && at > 0 && text.Joined(at); ++steps) {
    const std::size_t before = at - 1;
    if (IsHangulName(text, before)) {
      return Give(text, role, {before, before + 1}, {at, role.words.last}, kGivenConfidence,
                  person);
    }
    const std::u16string_view word = text.Folded(before);
    const bool office = text.IsAny(before, kOfOffices) || WithoutParticle(word).size() >= 3;
    if (!office || WithoutParticle(word) != word) break;
    at = before;
  }
  // "장관 김도현"
  const std::size_t behind = role.words.last;
  if (text.Joined(behind) && IsHangulName(text, behind) && role.end == text.End(behind - 1)) {
    return Give(text, role, {behind, behind + 1}, role.words, kBetweenConfidence, person);
  }
  return false;
}

}  // namespace stratwatch::pipeline::internal
