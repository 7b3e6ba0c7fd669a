#include "pipeline/internal/country_index.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <cstring>

#include "pipeline/internal/country_names.h"
#include "pipeline/internal/token_boundary.h"

namespace stratwatch::pipeline::internal {
namespace {

// A stem shorter than this has too many other words behind it.
constexpr std::size_t kStemUnitsMin = 4;
// In scripts that write consonants or syllables, three letters are as much.
constexpr std::size_t kStemUnitsMinWithoutVowels = 3;
// How far a word of the context may stand from a homograph: about a sentence.
constexpr std::size_t kContextUnits = 90;
// A foreign name in a text counts from here on: "Oman" is a German "Roman" away.
constexpr std::size_t kForeignUnitsMin = 5;

MentionKind KindOf(CountryFormKind kind) {
  switch (kind) {
    case CountryFormKind::kName:
      return MentionKind::kName;
    case CountryFormKind::kDemonym:
      return MentionKind::kDemonym;
    case CountryFormKind::kCapital:
      return MentionKind::kCapital;
    case CountryFormKind::kPlace:
      return MentionKind::kPlace;
    case CountryFormKind::kActor:
      return MentionKind::kActor;
    case CountryFormKind::kHome:
      return MentionKind::kHome;
    case CountryFormKind::kShadow:
      return MentionKind::kShadow;
  }
  return MentionKind::kShadow;
}

// How sure a kind of mention is by itself.
float ConfidenceOf(MentionKind kind) {
  switch (kind) {
    case MentionKind::kName:
      return 0.98F;
    case MentionKind::kDemonym:
      return 0.95F;
    case MentionKind::kCapital:
      return 0.9F;
    case MentionKind::kActor:
      return 0.9F;
    case MentionKind::kPlace:
      return 0.85F;
    case MentionKind::kHome:
      return 0.7F;
    case MentionKind::kShadow:
      return 0.0F;
  }
  return 0.0F;
}

bool StartsUpper(std::string_view text, std::size_t at) {
  UChar32 code = 0;
  std::size_t next = at;
  U8_NEXT(reinterpret_cast<const std::uint8_t*>(text.data()), next, text.size(), code);
  return code >= 0 && u_isupper(code);
}

std::string PrimaryOf(std::string_view locale) {
  return std::string(locale.substr(0, locale.find_first_of("-_")));
}

// Vietnamese names of one syllable are told from other words by their accents only.
bool AccentsMatter(std::string_view language) {
  return language == "vi";
}

// Short transliterations of cities are other words in scripts without capitals: Maseru is "they
// handed over" in Hebrew, Riga stands in "这里加强".
std::size_t CityUnitsMin(std::u16string_view name) {
  UChar32 first = 0;
  std::size_t at = 0;
  U16_NEXT(name.data(), at, name.size(), first);
  if (u_isupper(first)) return 4;
  return first >= 0x4E00 && first < 0xA000 ? 3 : 5;
}

std::u16string ToUtf16(std::string_view utf8) {
  std::u16string out;
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(utf8.data());
  for (std::size_t at = 0; at < utf8.size();) {
    UChar32 code = 0;
    U8_NEXT(bytes, at, utf8.size(), code);
    if (code < 0) continue;
    if (code > 0xFFFF) {
      out.push_back(static_cast<char16_t>(U16_LEAD(code)));
      out.push_back(static_cast<char16_t>(U16_TRAIL(code)));
    } else {
      out.push_back(static_cast<char16_t>(code));
    }
  }
  return out;
}

}  // namespace

struct CountryIndex::Candidate {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::uint32_t country = 0;
  MentionKind kind = MentionKind::kShadow;
  std::uint8_t rule = 0;  // Of rules_; 0 is none.
  bool foreign = false;   // By a name of another language than the text's.
  float confidence = 0.0F;
};

// An Inflection made ready for a hundred thousand names.
struct CountryIndex::FoldedEndings {
  std::vector<std::u16string> strip;
  std::uint32_t endings = 0;  // PhraseIndexBuilder::Endings.
  std::uint32_t adjective_endings = 0;
  std::size_t stem_units_min = kStemUnitsMin;
  bool arabic = false;
};

CountryIndex::CountryIndex(const GazetteerRules& rules, PhraseIndexBuilder& builder) : rules_(1) {
  builder.Begin(PhraseFamily::kCountry);
  AddHomographs(rules);
  EndingsByLanguage endings;
  for (const Inflection& inflection : rules.inflections) {
    FoldedEndings& folded = endings[inflection.language];
    for (const std::string& last : inflection.strip) {
      folded.strip.push_back(rules.folding->FoldName(last));
    }
    folded.endings = builder.Endings(inflection.endings);
    folded.adjective_endings = builder.Endings(inflection.adjective_endings);
    folded.arabic = inflection.language == "ar";
    if (folded.arabic || inflection.language == "he" || inflection.language == "am") {
      folded.stem_units_min = kStemUnitsMinWithoutVowels;
    }
  }
  AddRules(rules, endings, builder);
  AddCldrNames(rules, endings, builder);
}

void CountryIndex::AddHomographs(const GazetteerRules& rules) {
  for (const Homograph& homograph : rules.homographs) {
    ContextRule rule{homograph.policy, {}, {}};
    for (const std::string& word : homograph.context) {
      const bool open = word.back() == '*';
      rule.words.push_back(
          rules.folding->FoldName(std::string_view(word).substr(0, word.size() - (open ? 1 : 0))));
      rule.open.push_back(open);
    }
    // Forms of one row share their context: one rule for all of them keeps the number small.
    const auto same = std::find_if(rules_.begin() + 1, rules_.end(), [&](const ContextRule& each) {
      return each.policy == rule.policy && each.words == rule.words && each.open == rule.open;
    });
    const auto number = static_cast<std::uint8_t>(same - rules_.begin());
    if (same == rules_.end()) rules_.push_back(std::move(rule));
    std::string_view form = homograph.form;
    if (form.back() == '*') form.remove_suffix(1);
    homographs_[rules.folding->FoldName(form)].emplace_back(homograph.language, number);
  }
}

std::uint32_t CountryIndex::Intern(std::string_view code) {
  const std::uint32_t known = Number(code);
  if (known != kNoCountry) return known;
  codes_.emplace_back(code);
  numbers_.emplace(code, static_cast<std::uint32_t>(codes_.size() - 1));
  is_body_.push_back(code.size() != 2 || code == "EU");
  return static_cast<std::uint32_t>(codes_.size() - 1);
}

std::uint32_t CountryIndex::Number(std::string_view code) const {
  const auto found = numbers_.find(std::string(code));
  return found == numbers_.end() ? kNoCountry : found->second;
}

std::uint32_t CountryIndex::HomeOf(std::string_view language) const {
  const std::string primary = PrimaryOf(language);
  for (const auto& [home_language, country] : homes_) {
    if (home_language == primary) return country;
  }
  return kNoCountry;
}

std::uint8_t CountryIndex::RuleFor(std::string_view language,
                                   const std::u16string& folded_form) const {
  const auto found = homographs_.find(folded_form);
  if (found == homographs_.end()) return 0;
  std::uint8_t any = 0;
  for (const auto& [rule_language, rule] : found->second) {
    if (rule_language == language) return rule;
    if (rule_language == "*") any = rule;
  }
  return any;
}

void CountryIndex::AddRules(const GazetteerRules& rules, const EndingsByLanguage& endings,
                            PhraseIndexBuilder& builder) {
  const MatchFolding& folding = *rules.folding;
  for (const CountryForms& row : rules.countries) {
    const MentionKind kind = KindOf(row.kind);
    PhraseMeaning meaning;
    meaning.target = Intern(row.country);
    meaning.language = builder.Language(row.language);
    meaning.kind = static_cast<std::uint8_t>(kind);
    if (kind == MentionKind::kHome) homes_.emplace_back(row.language, meaning.target);
    const auto language_endings = endings.find(row.language);
    for (const std::string& form : row.forms) {
      std::string_view literal = form;
      if (literal.back() == '*') literal.remove_suffix(1);
      const std::u16string folded = folding.FoldName(literal);
      meaning.note = RuleFor(row.language, folded);
      if (AccentsMatter(row.language)) {
        builder.Add(form, meaning, CaseRule::kExact);
      } else {
        builder.Add(form, meaning);
      }
      // Forms without '*' take their language's endings.
      if (kind == MentionKind::kShadow || literal.size() != form.size()) continue;
      if (language_endings == endings.end()) continue;
      AddInflections(language_endings->second, ToUtf16(form), folded, meaning, builder);
    }
  }
}

void CountryIndex::AddInflections(const FoldedEndings& endings, std::u16string_view name,
                                  const std::u16string& folded, const PhraseMeaning& meaning,
                                  PhraseIndexBuilder& builder) {
  std::u16string_view stem = folded;
  // Adjectives take the article or not: StartsWord allows it before the stem.
  if (endings.arabic && stem.substr(0, 2) == u"ال") stem.remove_prefix(2);
  for (const std::u16string& last : endings.strip) {
    if (stem.size() > last.size() && stem.substr(stem.size() - last.size()) == last) {
      stem.remove_suffix(last.size());
      break;
    }
  }
  if (stem.size() < endings.stem_units_min) return;
  const bool upper = u_isupper(static_cast<UChar32>(name[0])) != 0;
  builder.AddStem(stem, endings.endings, upper ? CaseRule::kUpper : CaseRule::kAny, meaning);
  if (static_cast<MentionKind>(meaning.kind) != MentionKind::kName) return;
  PhraseMeaning adjective = meaning;
  adjective.kind = static_cast<std::uint8_t>(MentionKind::kDemonym);
  builder.AddStem(stem, endings.adjective_endings, CaseRule::kAny, adjective);
}

void CountryIndex::AddCldrNames(const GazetteerRules& rules, const EndingsByLanguage& endings,
                                PhraseIndexBuilder& builder) {
  const MatchFolding& folding = *rules.folding;
  std::string locale;
  std::string primary;
  std::uint16_t language = 0;
  const FoldedEndings* language_endings = nullptr;
  VisitCldrNames([&](const CldrName& each) {
    if (each.locale != locale) {
      locale = each.locale;
      primary = PrimaryOf(locale);
      language = builder.Language(primary);
      const auto found = endings.find(primary);
      language_endings = found == endings.end() ? nullptr : &found->second;
    }
    if (each.name.size() < (each.city ? CityUnitsMin(each.name) : 2)) return;
    const std::u16string folded = folding.FoldName(each.name);
    PhraseMeaning meaning;
    meaning.target = Intern(each.country);
    meaning.language = language;
    meaning.kind = static_cast<std::uint8_t>(each.city ? MentionKind::kPlace : MentionKind::kName);
    meaning.note = RuleFor(primary, folded);
    if (language_endings != nullptr) {
      AddInflections(*language_endings, each.name, folded, meaning, builder);
    }
    builder.AddName(each.name, folded, meaning, AccentsMatter(primary));
  });
}

std::vector<CountryIndex::Candidate> CountryIndex::Candidates(const FoldedField& field) {
  std::vector<Candidate> candidates;
  for (const PhraseMatch& match : field.matches.Of(PhraseFamily::kCountry)) {
    const PhraseMeaning& meaning = match.meaning;
    const auto kind = static_cast<MentionKind>(meaning.kind);
    if (!match.own) {
      // English names stand in texts of every language; their adjectives do not.
      if (kind != MentionKind::kName && kind != MentionKind::kShadow) continue;
      if (match.inflected || match.end - match.begin < kForeignUnitsMin) continue;
    }
    Candidate candidate;
    candidate.begin = match.begin;
    candidate.end = match.end;
    candidate.country = meaning.target;
    candidate.kind = kind;
    candidate.rule = meaning.note;
    candidate.foreign = !match.own;
    candidate.confidence = ConfidenceOf(kind) - (candidate.foreign ? 0.2F : 0.0F);
    candidates.push_back(candidate);
  }
  return candidates;
}

// Leftmost, then longest, then the text's own language, then the more telling kind.
std::vector<CountryIndex::Candidate> CountryIndex::WithoutOverlaps(
    std::vector<Candidate> candidates) {
  std::stable_sort(candidates.begin(), candidates.end(), [](const auto& a, const auto& b) {
    if (a.begin != b.begin) return a.begin < b.begin;
    if (a.end != b.end) return a.end > b.end;
    if (a.foreign != b.foreign) return b.foreign;
    return a.kind < b.kind;
  });
  std::vector<Candidate> kept;
  std::size_t free_from = 0;
  for (const Candidate& each : candidates) {
    if (each.begin < free_from) continue;
    free_from = each.end;
    kept.push_back(each);
  }
  return kept;
}

bool CountryIndex::HasContext(const FoldedField& field, const Candidate& candidate) const {
  const ContextRule& rule = rules_[candidate.rule];
  const FoldedText& folded = field.folded;
  const std::size_t first = candidate.begin > kContextUnits ? candidate.begin - kContextUnits : 0;
  const std::size_t last = std::min(folded.units.size(), candidate.end + kContextUnits);
  const std::u16string_view window = std::u16string_view(folded.units).substr(first, last - first);
  for (std::size_t i = 0; i < rule.words.size(); ++i) {
    const std::u16string& word = rule.words[i];
    for (std::size_t at = window.find(word); at != std::u16string_view::npos;
         at = window.find(word, at + 1)) {
      const std::size_t begin = first + at;
      const std::size_t end = begin + word.size();
      if (begin < candidate.end && candidate.begin < end) continue;
      if (StartsWord(folded, begin) && (rule.open[i] || EndsWord(folded, end))) return true;
    }
  }
  return false;
}

// "Michael Jordan", "Jordan Peterson": another capitalised word on either side, with one space.
bool CountryIndex::BesideCapitalised(const FoldedField& field, const Candidate& candidate) {
  const FoldedText& folded = field.folded;
  if (candidate.end + 1 < folded.units.size() && folded.units[candidate.end] == u' ' &&
      StartsUpper(field.text, folded.begin[candidate.end + 1])) {
    return true;
  }
  if (candidate.begin < 2 || folded.units[candidate.begin - 1] != u' ') return false;
  const std::size_t word = WordBegin(folded, candidate.begin - 1);
  if (word >= candidate.begin - 1 || !StartsUpper(field.text, folded.begin[word])) return false;
  // A capital after the end of a sentence says nothing ("In Jordan").
  if (word < 2) return false;
  const char16_t before = folded.units[word - 2];
  return folded.units[word - 1] == u' ' && before != u'.' && before != u'!' && before != u'?' &&
         before != u':';
}

std::vector<CountryMention> CountryIndex::Find(const FoldedField& title,
                                               const FoldedField& body) const {
  struct Found {
    const FoldedField* field;
    Candidate candidate;
  };
  std::vector<Found> found;
  std::vector<bool> supported(codes_.size(), false);
  for (const FoldedField* field : {&title, &body}) {
    for (const Candidate& each : WithoutOverlaps(Candidates(*field))) {
      if (each.kind == MentionKind::kShadow) continue;
      found.push_back({field, each});
      if (each.rule == 0 && each.kind != MentionKind::kHome) supported[each.country] = true;
    }
  }
  std::vector<CountryMention> mentions;
  for (const auto& [field, candidate] : found) {
    float confidence = candidate.confidence;
    if (candidate.rule != 0) {
      const HomographPolicy policy = rules_[candidate.rule].policy;
      if (policy == HomographPolicy::kNever) continue;
      const bool context = HasContext(*field, candidate);
      const bool supported_here = context || supported[candidate.country];
      if (policy == HomographPolicy::kBeside) {
        if (!supported_here && BesideCapitalised(*field, candidate)) continue;
      } else if (!supported_here) {
        continue;
      }
      if (policy == HomographPolicy::kPerson && !context && BesideCapitalised(*field, candidate)) {
        continue;
      }
      confidence -= 0.1F;
    }
    mentions.push_back({field->is_title, candidate.begin, candidate.end, candidate.country,
                        candidate.kind, confidence});
  }
  return mentions;
}

}  // namespace stratwatch::pipeline::internal
