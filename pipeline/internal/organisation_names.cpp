#include "pipeline/internal/organisation_names.h"

#include <algorithm>
#include <array>
#include <optional>

#include "pipeline/internal/word_scripts.h"

namespace stratwatch::pipeline::internal {
namespace {

using namespace std::string_view_literals;
using Kind = PeopleWordKind;

// A name has at most so many words on either side of its body word.
constexpr std::size_t kWordsLeftMax = 5;
constexpr std::size_t kWordsRightMax = 10;
// From a conjunction to the body word of the next name: "… and the Royal Society".
constexpr std::size_t kNextBodyWords = 4;
// Direct neighbours in capitals without any link: "Institut Max Planck".
constexpr int kBareCapitalsMax = 3;
// Genitive chains of Arabic: "هيئة تنمية صناعة التكنولوجيا".
constexpr std::size_t kChainWordsMax = 6;
constexpr int kIndefiniteWordsMax = 3;
// In Korean a ministry's one-syllable ending needs a name of its own before it.
constexpr std::size_t kHangulMinistryUnitsMin = 5;

constexpr PeopleFlags kBreaks =
    FlagOf(Kind::kStop) | FlagOf(Kind::kSay) | FlagOf(Kind::kRole) | FlagOf(Kind::kAccording);
constexpr PeopleFlags kOfOffices =
    FlagOf(Kind::kPortfolio) | PeopleText::kCountryFlag | PeopleText::kPlaceFlag;

// "of …", not "which …".
bool IsEthiopicOf(std::u16string_view word) {
  return word.front() == u'የ' && word.substr(0, 2) != u"የሚ";
}

class NameFinder {
 public:
  NameFinder(const PeopleText& text, const PeopleHead& head) : text_(text), head_(head) {
    words_ = head.words;
  }

  std::optional<WordSpan> Find() {
    switch (ScriptGroupOf(text_.Kind(head_.words.first))) {
      case ScriptGroup::kCased:
        return Cased();
      case ScriptGroup::kAbjad:
        return Abjad();
      case ScriptGroup::kIndic:
        return HeadLast(false);
      case ScriptGroup::kEthiopic:
        return HeadLast(true);
      default:
        return std::nullopt;
    }
  }

 private:
  bool IsMinistry() const { return head_.row->value == "ministry"; }
  bool IsUniversity() const { return head_.row->value == "university"; }

  std::optional<WordSpan> Cased() {
    const bool upper = text_.IsUpper(head_.words.first);
    const bool slavic = IsSlavic(text_.language());
    if (!upper && !slavic && !IsMinistry()) return std::nullopt;
    if (text_.words().head_last() || IsGermanic(text_.language())) {
      CapitalsLeft();
    } else if (slavic) {
      AdjectivesLeft();
    }
    const bool left = words_.first < head_.words.first;
    const bool named = text_.IsUpper(words_.first);
    if (!named && !IsMinistry()) return std::nullopt;
    if (!text_.words().head_last()) Right(slavic);
    if (head_.row->value == "company" && !left && words_.last == head_.words.last) {
      return std::nullopt;
    }
    if (words_.size() == head_.words.size()) return std::nullopt;
    return words_;
  }

  // "State | Department", "Sanayi ve Teknoloji | Bakanlığı".
  void CapitalsLeft() {
    std::size_t first = words_.first;
    while (first > 0 && words_.last - first < kWordsLeftMax + head_.words.size() &&
           text_.Joined(first)) {
      const std::size_t before = first - 1;
      if (text_.IsAny(before, kBreaks) && !text_.Is(before, Kind::kPortfolio)) break;
      if (text_.Is(before, Kind::kLink) && before > 0 && text_.Joined(before) &&
          text_.Is(before - 1, Kind::kPortfolio) && text_.Is(first, Kind::kPortfolio) &&
          text_.IsUpper(before - 1)) {
        first = before - 1;
        continue;
      }
      if (!text_.IsUpper(before)) break;
      first = before;
    }
    words_.first = first;
  }

  // "Национальный исследовательский | университет": the first word has the capital.
  void AdjectivesLeft() {
    for (std::size_t at = words_.first; at > 0 && text_.Joined(at); --at) {
      const std::size_t before = at - 1;
      if (words_.first - before > kWordsLeftMax || text_.IsAny(before, kBreaks)) return;
      const bool adjective = EndsAsAdjective(text_.Folded(before));
      if (!adjective) return;
      if (text_.IsUpper(before)) {
        words_.first = before;
        return;
      }
    }
  }

  bool BodyFollows(std::size_t from) const {
    for (std::size_t at = from; at < from + kNextBodyWords && at < text_.size(); ++at) {
      if (at > from && !text_.Joined(at)) return false;
      if (text_.Is(at, Kind::kBody)) return true;
    }
    return false;
  }

  // "Ministry | of Communications", "Agence | nationale de la recherche".
  void Right(bool slavic) {
    bool after_link = false;
    int bare = 0;
    const bool german = text_.language().substr(0, 2) == "de";
    const bool vietnamese = text_.language().substr(0, 2) == "vi";
    std::size_t at = words_.last;
    for (; at < text_.size() && at < head_.words.last + kWordsRightMax; ++at) {
      const bool list = IsMinistry() && text_.Gap(at) == WordGap::kComma &&
                        text_.Is(at, Kind::kPortfolio) && text_.IsUpper(at);
      if (!text_.Joined(at) && !list) return;
      const bool office = text_.IsAny(at, kOfOffices);
      if (text_.Is(at, Kind::kLink) && !office) {
        if (IsConjunction(text_.Folded(at)) && BodyFollows(at + 1)) return;
        // Only "of" and its like begin the name: not "the Commission in …", "la Comisión la …".
        const std::u16string_view link = text_.Folded(at);
        const bool begins = !IsConjunction(link) && !IsPlacePreposition(link);
        if (words_.last == head_.words.last && !after_link && !begins) return;
        // "… et le département": the article begins another name.
        const bool behind_and = after_link && IsConjunction(text_.Folded(at - 1));
        if ((!after_link || behind_and) && IsArticle(link)) return;
        after_link = true;
        continue;
      }
      if (text_.IsAny(at, FlagOf(Kind::kSay) | FlagOf(Kind::kRole))) return;
      if (text_.Is(at, Kind::kBody) && !after_link) return;
      const bool upper = text_.IsUpper(at);
      bool part = office && (upper || slavic || after_link || !IsGermanic(text_.language()));
      if (!part && text_.Is(at, Kind::kStop)) return;
      if (!part && upper) {
        // "Bộ Tài chính Trần Văn An", "Ministry of Finance Jane Doe": a person's name may follow.
        const bool named = words_.last > head_.words.last;
        part = after_link || (named && !IsMinistry() && !vietnamese) ||
               (!named && !german && ++bare <= kBareCapitalsMax);
      }
      if (!part && !IsGermanic(text_.language())) {
        part = after_link || (slavic && EndsAsGenitive(text_.Folded(at)));
      }
      if (!part) return;
      // "Ministry of Finance and Jane Doe": a conjunction joins what offices are of.
      if (after_link && !office && IsConjunction(text_.Folded(at - 1)) && !slavic) return;
      words_.last = at + 1;
      after_link = false;
    }
  }

  std::optional<WordSpan> Abjad() {
    // "شركة تجارة إلكترونية" is some company: without capitals its name is not told from that.
    if (head_.row->value == "company") return std::nullopt;
    const bool persian = text_.language().substr(0, 2) == "fa";
    const bool hebrew = text_.Kind(head_.words.first) == kHebrewKind;
    bool definite = false;
    bool settled = false;
    int indefinite = 0;
    for (std::size_t at = words_.last; text_.Joined(at); ++at) {
      if (at - head_.words.last >= kChainWordsMax) break;
      if (text_.IsAny(at, kBreaks) || text_.Is(at, Kind::kBody)) break;
      if (text_.Is(at, Kind::kGiven) && !(IsUniversity() && at == head_.words.last)) break;
      const bool office = text_.IsAny(at, kOfOffices);
      if (text_.Is(at, Kind::kLink)) {
        if (!persian || !text_.Is(at + 1, Kind::kPortfolio)) break;
        continue;
      }
      const bool has_article = !persian && HasArticle(text_.Folded(at));
      if (has_article || office) {
        // One definite noun that no list knows; the next belongs to the sentence.
        const bool dative = text_.Folded(at).substr(0, 2) == u"لل";
        if (definite && !office && !hebrew && !dative) break;
        definite = definite || (has_article && !office);
        settled = true;
      } else if (persian ? indefinite >= 1 : (settled || indefinite >= kIndefiniteWordsMax)) {
        break;
      } else if (hebrew && indefinite >= 1) {
        break;
      } else {
        ++indefinite;
      }
      words_.last = at + 1;
    }
    if (words_.last == head_.words.last) return std::nullopt;
    const bool enough = settled || IsUniversity() || persian || hebrew;
    return enough ? std::optional(words_) : std::nullopt;
  }

  // Hindi and Amharic: what the body is of stands before it.
  std::optional<WordSpan> HeadLast(bool ethiopic) {
    bool unknown = false;
    while (words_.first > 0 && text_.Joined(words_.first) && !unknown &&
           head_.words.first - words_.first < kWordsLeftMax) {
      const std::size_t before = words_.first - 1;
      const bool office =
          text_.IsAny(before, kOfOffices) || (ethiopic && IsEthiopicOf(text_.Folded(before)));
      if (text_.Is(before, Kind::kLink) && words_.first < head_.words.first && before > 0 &&
          text_.Is(before - 1, Kind::kPortfolio)) {
        words_.first = before - 1;
        continue;
      }
      if (!office && text_.IsAny(before, kBreaks | FlagOf(Kind::kLink))) break;
      if (!office) {
        if (words_.first < head_.words.first) break;
        unknown = true;
      }
      words_.first = before;
    }
    if (words_.first == head_.words.first) return std::nullopt;
    // "भारतीय प्रौद्योगिकी संस्थान मद्रास"
    if (!unknown && text_.Joined(words_.last) && text_.IsAny(words_.last, PeopleText::kPlaceFlag)) {
      ++words_.last;
    }
    return words_;
  }

  const PeopleText& text_;
  const PeopleHead& head_;
  WordSpan words_;
};

// "과학기술정보통신부가": the body's word ends the name's one word, before a particle.
void FindHangulNames(const PeopleText& text, std::vector<OrganisationName>& names) {
  for (std::size_t word = 0; word < text.size(); ++word) {
    if (text.Kind(word) != kHangulKind) continue;
    const std::u16string_view whole = text.Folded(word);
    const std::u16string_view stem = WithoutParticle(whole);
    for (const std::u16string_view name : {stem, whole}) {
      bool found = false;
      for (const std::u16string& body : text.words().Forms(Kind::kBody)) {
        const std::size_t least = body.size() == 1 ? kHangulMinistryUnitsMin : body.size() + 2;
        found = name.size() >= least && name.substr(name.size() - body.size()) == body;
        if (found) break;
      }
      if (!found) continue;
      names.push_back({text.Begin(word), text.Begin(word) + name.size()});
      break;
    }
  }
}

}  // namespace

std::vector<OrganisationName> FindOrganisationNames(const PeopleText& text) {
  std::vector<OrganisationName> names;
  if (text.language().substr(0, 2) == "ko") FindHangulNames(text, names);
  for (const PeopleHead& head : text.Bodies()) {
    if (text.HasRole(head.begin, head.end)) continue;  // "presidente del Consiglio"
    const auto words = NameFinder(text, head).Find();
    if (!words) continue;
    // A particle or a prefix that is written together with the body's word is no part of it.
    const bool begins = words->first == head.words.first;
    const bool ends = words->last == head.words.last;
    names.push_back({begins ? head.begin : text.Begin(words->first),
                     ends ? head.end : text.End(words->last - 1)});
  }
  for (const OrganisationName& name : FindDenseOrganisationNames(text)) names.push_back(name);
  std::sort(names.begin(), names.end(), [](const OrganisationName& a, const OrganisationName& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end > b.end;
  });
  std::size_t free_from = 0;
  std::size_t kept = 0;
  for (const OrganisationName& name : names) {
    if (name.begin < free_from) continue;
    free_from = name.end;
    names[kept++] = name;
  }
  names.resize(kept);
  return names;
}

}  // namespace stratwatch::pipeline::internal
