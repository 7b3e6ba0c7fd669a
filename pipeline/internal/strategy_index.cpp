#include "pipeline/internal/strategy_index.h"

#include <algorithm>
#include <set>

#include "pipeline/internal/token_boundary.h"

namespace stratwatch::pipeline::internal {
namespace {

// Between an AI term and the plan's noun after it ("AI and digital development strategy"), and
// the other way round ("Strategy on Research, Development and Application of Artificial …").
constexpr std::size_t kTermToNounMax = 22;
constexpr std::size_t kNounToTermMax = 58;
// In scripts without spaces a word is two units, and so is a gap.
constexpr std::size_t kDenseTermToNounMax = 8;
constexpr std::size_t kDenseNounToTermMax = 14;
// A country this near names the owner: "Kazakhstan's AI concept", "stratégie IA du Maroc".
constexpr std::size_t kOwnerUnits = 40;
// Years this near belong to the plan: "… for the years 2024 to 2029".
constexpr std::size_t kYearUnits = 48;
// "National" this near makes it the state's.
constexpr std::size_t kNationalUnits = 40;
// A country further off than this does not own the plan, even in the same sentence.
constexpr std::size_t kReachUnits = 160;
// Names and terms are shorter than this.
constexpr std::size_t kPhraseUnitsMax = 64;
constexpr int kThaiCalendar = 543;
// A name of this many words is a name in small letters too.
constexpr std::size_t kSureWords = 4;
// Of two plans that fit alike news means the newer: eight years outweigh a fitting noun.
constexpr double kNewerByYear = 0.07;
constexpr int kFirstYear = 2010;
constexpr float kOwnNameConfidence = 0.97F;

bool IsSentenceEnd(const FoldedText& folded, std::size_t at) {
  const char16_t unit = folded.units[at];
  if (unit == u'\n' || unit == u'。' || unit == u'!' || unit == u'?' || unit == u';' ||
      unit == u'؟' || unit == u'।' || unit == u'።') {
    return true;
  }
  // A full stop before a space and not after an initial ("U.S. strategy").
  return unit == u'.' && at + 1 < folded.units.size() && folded.units[at + 1] == u' ' && at > 2 &&
         folded.units[at - 2] != u'.' && folded.units[at - 2] != u' ';
}

bool SameSentence(const FoldedText& folded, std::size_t from, std::size_t to) {
  for (std::size_t at = from; at < to; ++at) {
    if (IsSentenceEnd(folded, at)) return false;
  }
  return true;
}

bool IsDense(const FoldedText& folded, std::size_t at) {
  return folded.kinds[at] >= kUnspacedScriptKind || folded.kinds[at] == kKatakanaKind;
}

// The first of `list`, which is ordered by begin, that may end at most `units` before `at`.
template <typename List>
auto FirstNear(const List& list, std::size_t at, std::size_t units) {
  const std::size_t from = at > units + kPhraseUnitsMax ? at - units - kPhraseUnitsMax : 0;
  return std::lower_bound(list.begin(), list.end(), from,
                          [](const auto& each, std::size_t wanted) { return each.begin < wanted; });
}

// The years written in units [from, to): four digits from 1990 to 2099, or of the Thai calendar;
// "2024-2029" and "2025/26" give their ends.
std::vector<int> YearsIn(const FoldedText& folded, std::size_t from, std::size_t to) {
  std::vector<int> years;
  for (std::size_t at = from; at + 4 <= to; ++at) {
    if (folded.kinds[at] != kDigitKind || (at > 0 && folded.kinds[at - 1] == kDigitKind)) continue;
    int value = 0;
    std::size_t digits = 0;
    while (at + digits < folded.units.size() && folded.kinds[at + digits] == kDigitKind &&
           digits < 5) {
      value = value * 10 + (folded.units[at + digits] - u'0');
      ++digits;
    }
    if (digits != 4) continue;
    if (value >= 2550 && value <= 2650) value -= kThaiCalendar;
    if (value >= 1990 && value <= 2099) years.push_back(value);
  }
  return years;
}

bool HasAny(const std::vector<int>& years, const std::vector<int>& wanted) {
  return std::any_of(wanted.begin(), wanted.end(), [&years](int year) {
    return std::find(years.begin(), years.end(), year) != years.end();
  });
}

// What the kinds of the register are called by; -1 for those that only their name tells.
int PlanKindOf(std::string_view kind) {
  if (kind == "ai-strategy") return static_cast<int>(PlanKind::kStrategy);
  if (kind == "ai-plan") return static_cast<int>(PlanKind::kPlan);
  if (kind == "ai-policy") return static_cast<int>(PlanKind::kPolicy);
  if (kind == "ai-law") return static_cast<int>(PlanKind::kLaw);
  return -1;
}

std::string WithoutBrackets(std::string_view name) {
  std::string out;
  int depth = 0;
  for (const char c : name) {
    if (c == '(') ++depth;
    if (depth == 0) out.push_back(c);
    if (c == ')' && depth > 0) --depth;
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  const std::size_t twice = out.find("  ");
  if (twice != std::string::npos) out.erase(twice, 1);
  return out;
}

// "… 2024-2028" and "… 2030" without the years; empty when nothing is cut.
std::string WithoutYears(std::string_view name) {
  std::size_t end = name.size();
  const auto is_tail = [](char c) {
    return (c >= '0' && c <= '9') || c == ' ' || c == '-' || c == '.' || c == ',';
  };
  while (end > 0) {
    if (is_tail(name[end - 1])) {
      --end;
    } else if (end >= 3 && name.substr(end - 3, 3) == "–") {
      end -= 3;
    } else {
      break;
    }
  }
  return end == name.size() ? std::string() : std::string(name.substr(0, end));
}

std::size_t WordCount(std::string_view name) {
  return 1 + static_cast<std::size_t>(std::count(name.begin(), name.end(), ' '));
}

struct Abbreviation {
  std::string_view term;
  std::string_view abbreviation;
};

// Names are written with the term or its abbreviation.
constexpr Abbreviation kAbbreviations[] = {
    {"Artificial Intelligence", "AI"},
    {"artificial intelligence", "AI"},
    {"Intelligence Artificielle", "IA"},
    {"intelligence artificielle", "IA"},
    {"Inteligencia Artificial", "IA"},
    {"inteligencia artificial", "IA"},
    {"Inteligência Artificial", "IA"},
    {"intelligenza artificiale", "IA"},
    {"Intelligenza Artificiale", "IA"},
    {"Künstliche Intelligenz", "KI"},
    {"Künstlicher Intelligenz", "KI"},
    {"искусственного интеллекта", "ИИ"},
    {"штучного інтелекту", "ШІ"},
    {"人工智能", "AI"},
    {"人工知能", "AI"},
    {"인공지능", "AI"},
    {"sztucznej inteligencji", "AI"},
    {"Kecerdasan Artifisial", "AI"},
    {"Trí tuệ nhân tạo", "AI"},
    {"trí tuệ nhân tạo", "AI"},
};

}  // namespace

// What one field is searched with.
struct StrategyIndex::Scope {
  const FoldedField& field;
  std::vector<CountryMention> countries;  // Of this field.
  const std::vector<std::uint32_t>& subjects;
};

StrategyIndex::StrategyIndex(const GazetteerRules& rules, const CountryIndex& countries)
    : rules_(rules), countries_(countries) {
  PhraseIndexBuilder builder(*rules.folding);
  for (std::uint32_t i = 0; i < rules.strategies.size(); ++i) {
    AddStrategy(i, rules.strategies[i], builder);
  }
  for (const Keyword& keyword : rules.keywords) {
    HitKind kind = kAiTerm;
    if (keyword.concept_id == "national_strategy" || keyword.concept_id == "national") {
      kind = kNational;
    } else if (keyword.concept_id != "artificial_intelligence" &&
               keyword.concept_id != "ai_abbreviation") {
      continue;
    }
    builder.Add(keyword.form, {0, builder.Language(keyword.language), kind, 0});
  }
  for (const PlanWords& words : rules.plan_words) {
    for (const std::string& form : words.forms) {
      builder.Add(form, {static_cast<std::uint32_t>(words.kind), builder.Language(words.language),
                         kPlanNoun, 0});
    }
  }
  phrases_ = builder.Build();
  LearnNouns();
}

// A plan that calls itself a programme, a concept or a law is called that; others are not.
void StrategyIndex::LearnNouns() {
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    const Strategy& strategy = rules_.strategies[i];
    std::vector<std::pair<std::string, std::string>> names = strategy.names;
    names.emplace_back("en", strategy.name);
    for (const auto& alias : strategy.aliases) names.emplace_back("en", alias);
    for (const auto& [language, name] : names) {
      phrases_.Find(name, rules_.folding->Fold(name), language, [&](const PhraseMatch& match) {
        if (match.own && match.meaning.kind == kPlanNoun) {
          entries_[i].noun_kinds |= 1U << match.meaning.target;
        }
      });
    }
  }
}

void StrategyIndex::AddStrategy(std::uint32_t number, const Strategy& strategy,
                                PhraseIndexBuilder& builder) {
  Entry entry;
  entry.country = countries_.Number(strategy.id.substr(0, strategy.id.find(':')));
  entry.start_year = strategy.year;
  entry.superseded = strategy.status == "superseded" || strategy.status == "draft";
  entry.plan_kind = PlanKindOf(strategy.kind);
  std::vector<std::pair<std::string, std::string>> names = {{"en", strategy.name}};
  names.insert(names.end(), strategy.names.begin(), strategy.names.end());
  for (const auto& alias : strategy.aliases) names.emplace_back("*", alias);
  // A plan's name is itself in a text of any language.
  for (const auto& [language, name] : names) {
    const FoldedText folded = rules_.folding->Fold(name);
    for (const int year : YearsIn(folded, 0, folded.units.size())) {
      if (std::find(entry.years.begin(), entry.years.end(), year) == entry.years.end()) {
        entry.years.push_back(year);
      }
    }
    const auto& shared = strategy.shared_names;
    const bool is_shared = std::find(shared.begin(), shared.end(), name) != shared.end();
    AddName(name, {number, PhraseIndex::kAnyLanguage, is_shared ? kSharedName : kOwnName, 0},
            builder);
  }
  entries_.push_back(std::move(entry));
}

void StrategyIndex::AddName(std::string_view name, PhraseMeaning meaning,
                            PhraseIndexBuilder& builder) {
  std::set<std::string> forms = {std::string(name), WithoutBrackets(name)};
  for (const std::string& form : std::set<std::string>(forms)) {
    const std::string shorter = WithoutYears(form);
    // "France 2030" without its year is a country.
    if (WordCount(shorter) >= 4) forms.insert(shorter);
  }
  for (const std::string& form : std::set<std::string>(forms)) {
    for (const Abbreviation& each : kAbbreviations) {
      const std::size_t at = form.find(each.term);
      if (at == std::string::npos) continue;
      std::string shorter = form;
      shorter.replace(at, each.term.size(), each.abbreviation);
      if (shorter.size() > each.abbreviation.size() + 4) forms.insert(std::move(shorter));
    }
  }
  for (const std::string& form : forms) {
    if (WordCount(form) >= kSureWords) {
      builder.Add(form, meaning, CaseRule::kAny);
    } else {
      builder.Add(form, meaning);
    }
  }
}

std::vector<StrategyIndex::Hit> StrategyIndex::Hits(const FoldedField& field,
                                                    std::string_view language) const {
  std::vector<Hit> hits;
  phrases_.Find(field.text, field.folded, language, [&](const PhraseMatch& match) {
    const auto kind = static_cast<HitKind>(match.meaning.kind);
    // Words are words of one language; "AI" and a plan's English name stand in any text.
    if (!match.own && (kind == kPlanNoun || kind == kNational)) return;
    hits.push_back({match.begin, match.end, kind, match.meaning.target});
  });
  std::sort(hits.begin(), hits.end(), [](const Hit& a, const Hit& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end > b.end;
  });
  return hits;
}

// Joins the noun with the nearest AI term of its sentence.
void StrategyIndex::JoinAiTerm(const FoldedText& folded, const std::vector<Hit>& terms,
                               Phrase& phrase) {
  const std::size_t begin = phrase.begin;
  const std::size_t end = phrase.end;
  const bool dense = IsDense(folded, begin);
  const std::size_t before_max = dense ? kDenseTermToNounMax : kTermToNounMax;
  const std::size_t after_max = dense ? kDenseNounToTermMax : kNounToTermMax;
  std::size_t nearest = std::string::npos;
  for (auto term = FirstNear(terms, begin, before_max);
       term != terms.end() && term->begin <= end + after_max; ++term) {
    std::size_t gap = 0;
    if (term->end <= begin) {
      gap = begin - term->end;
      if (gap > before_max || !SameSentence(folded, term->end, begin)) continue;
    } else if (term->begin >= end) {
      gap = term->begin - end;
      if (!SameSentence(folded, end, term->begin)) continue;
    }
    if (gap >= nearest) continue;
    nearest = gap;
    phrase.begin = std::min(begin, term->begin);
    phrase.end = std::max(end, term->end);
    phrase.has_ai_term = true;
  }
}

std::vector<StrategyIndex::Phrase> StrategyIndex::Phrases(const FoldedField& field,
                                                          const std::vector<Hit>& hits) {
  const FoldedText& folded = field.folded;
  std::vector<Hit> terms;
  std::vector<Hit> nationals;
  for (const Hit& hit : hits) {
    if (hit.kind == kAiTerm) terms.push_back(hit);
    if (hit.kind == kNational) nationals.push_back(hit);
  }
  std::vector<Phrase> phrases;
  for (const Hit& noun : hits) {
    if (noun.kind != kPlanNoun) continue;
    Phrase phrase{noun.begin, noun.end, static_cast<PlanKind>(noun.target), false, false};
    JoinAiTerm(folded, terms, phrase);
    for (auto national = FirstNear(nationals, phrase.begin, kNationalUnits);
         national != nationals.end() && national->begin <= phrase.end + kNationalUnits;
         ++national) {
      const std::size_t from = std::min(national->end, phrase.begin);
      const std::size_t to = std::max(national->begin, phrase.end);
      if (SameSentence(folded, from, to)) phrase.national = true;
    }
    phrases.push_back(phrase);
  }
  return phrases;
}

std::vector<std::pair<std::uint32_t, std::size_t>> StrategyIndex::Reach(const Scope& scope,
                                                                        std::size_t begin,
                                                                        std::size_t end) {
  std::vector<std::pair<std::uint32_t, std::size_t>> reach;
  const FoldedText& folded = scope.field.folded;
  const auto& mentions = scope.countries;
  for (auto mention = FirstNear(mentions, begin, kReachUnits);
       mention != mentions.end() && mention->begin <= end + kReachUnits; ++mention) {
    std::size_t distance = 0;
    if (mention->end <= begin) {
      distance = begin - mention->end;
      if (!SameSentence(folded, mention->end, begin)) continue;
    } else if (mention->begin >= end) {
      distance = mention->begin - end;
      if (!SameSentence(folded, end, mention->begin)) continue;
    }
    reach.emplace_back(mention->country, distance);
  }
  std::stable_sort(reach.begin(), reach.end(),
                   [](const auto& a, const auto& b) { return a.second < b.second; });
  return reach;
}

std::uint32_t StrategyIndex::Resolve(std::uint32_t country, const Phrase& phrase,
                                     const std::vector<int>& years, bool& by_year) const {
  std::uint32_t best = kNone;
  double best_score = 0.0;
  for (std::uint32_t i = 0; i < entries_.size(); ++i) {
    const Entry& entry = entries_[i];
    if (entry.country != country || entry.plan_kind < 0) continue;
    const auto kind = static_cast<PlanKind>(entry.plan_kind);
    const bool its_noun = (entry.noun_kinds & (1U << static_cast<unsigned>(phrase.kind))) != 0;
    if ((kind == PlanKind::kLaw) != (phrase.kind == PlanKind::kLaw)) continue;
    const bool loose = phrase.kind == PlanKind::kProgramme || phrase.kind == PlanKind::kInitiative;
    if (loose && !its_noun) continue;
    double score = 1.0 + (kind == phrase.kind ? 0.5 : 0.0) + (its_noun ? 0.5 : 0.0);
    if (entry.superseded) score -= 0.6;
    score += kNewerByYear * (entry.start_year - kFirstYear);
    const bool year_fits = HasAny(entry.years, years);
    if (year_fits) score += 2.0;
    if (score > best_score) {
      best_score = score;
      best = i;
      by_year = year_fits;
    }
  }
  return best;
}

// "National AI Strategy" of a country with two: the years decide, then the newer one.
std::uint32_t StrategyIndex::AmongNamesakes(const Scope& scope, const std::vector<Hit>& hits,
                                            const Hit& hit, std::uint32_t country,
                                            bool& by_year) const {
  const std::size_t to = std::min(scope.field.folded.units.size(), hit.end + kYearUnits);
  const std::vector<int> years = YearsIn(scope.field.folded, hit.begin, to);
  std::uint32_t best = kNone;
  double best_score = -1.0;
  for (const Hit& same : hits) {
    if (same.begin != hit.begin || same.end != hit.end || same.kind != kSharedName) continue;
    const Entry& entry = entries_[same.target];
    if (entry.country != country) continue;
    const bool fits = HasAny(entry.years, years);
    const double score = (fits ? 2.0 : 0.0) + (entry.superseded ? 0.0 : 0.6) +
                         kNewerByYear * (entry.start_year - kFirstYear);
    if (score > best_score) {
      best_score = score;
      best = same.target;
      by_year = fits;
    }
  }
  return best;
}

void StrategyIndex::FindOwnNames(const Scope& scope, const std::vector<Hit>& hits,
                                 std::vector<StrategyMention>& mentions) const {
  std::size_t free_from = 0;
  for (const Hit& hit : hits) {
    if (hit.kind != kOwnName && hit.kind != kSharedName) continue;
    if (hit.begin < free_from) continue;
    float confidence = kOwnNameConfidence;
    std::uint32_t strategy = hit.target;
    if (hit.kind == kSharedName) {
      // Of all that bear the name, the one whose country is in reach.
      const auto reach = Reach(scope, hit.begin, hit.end);
      std::size_t nearest = std::string::npos;
      strategy = kNone;
      for (const Hit& same : hits) {
        if (same.begin != hit.begin || same.end != hit.end || same.kind != kSharedName) continue;
        const std::uint32_t country = entries_[same.target].country;
        std::size_t distance = std::string::npos;
        for (const auto& [near, units] : reach) {
          if (near == country) distance = std::min(distance, units);
        }
        const auto subject = std::find(scope.subjects.begin(), scope.subjects.end(), country);
        if (subject != scope.subjects.end()) {
          distance =
              std::min(distance, 1000 + static_cast<std::size_t>(subject - scope.subjects.begin()));
        }
        if (distance < nearest) {
          nearest = distance;
          strategy = same.target;
        }
      }
      if (strategy == kNone) continue;
      bool by_year = false;
      strategy = AmongNamesakes(scope, hits, hit, entries_[strategy].country, by_year);
      confidence = by_year ? 0.9F : 0.8F;
    }
    free_from = hit.end;
    mentions.push_back({scope.field.is_title, hit.begin, hit.end, strategy, confidence});
  }
}

void StrategyIndex::FindPhrases(const Scope& scope, const std::vector<Phrase>& phrases,
                                std::vector<StrategyMention>& mentions) const {
  const FoldedText& folded = scope.field.folded;
  for (const Phrase& phrase : phrases) {
    const auto overlaps = [&](const StrategyMention& known) {
      return known.in_title == scope.field.is_title && known.begin < phrase.end &&
             phrase.begin < known.end;
    };
    if (std::any_of(mentions.begin(), mentions.end(), overlaps)) continue;
    std::size_t from = phrase.begin > kYearUnits ? phrase.begin - kYearUnits : 0;
    std::size_t to = std::min(folded.units.size(), phrase.end + kYearUnits);
    while (from < phrase.begin && !SameSentence(folded, from, phrase.begin)) ++from;
    while (to > phrase.end && !SameSentence(folded, phrase.end, to)) --to;
    const std::vector<int> years = YearsIn(folded, from, to);
    auto reach = Reach(scope, phrase.begin, phrase.end);
    const bool owned = !reach.empty() && reach.front().second <= kOwnerUnits;
    for (std::size_t i = 0; i < scope.subjects.size(); ++i) {
      reach.emplace_back(scope.subjects[i], 1000 + i);
    }
    std::uint32_t found = kNone;
    bool by_year = false;
    for (const auto& [country, distance] : reach) {
      bool year_fits = false;
      const std::uint32_t strategy = Resolve(country, phrase, years, year_fits);
      if (strategy == kNone) continue;
      if (found == kNone || (year_fits && !by_year)) {
        found = strategy;
        by_year = year_fits;
      }
      if (by_year) break;
    }
    if (found == kNone) continue;
    if (!phrase.has_ai_term && !(by_year && phrase.national)) continue;
    if (!phrase.national && !owned && !by_year) continue;
    // A plan that was named before is what "the strategy" of its country goes on to mean.
    for (const StrategyMention& known : mentions) {
      if (known.confidence >= kOwnNameConfidence &&
          entries_[known.strategy].country == entries_[found].country) {
        found = known.strategy;
        break;
      }
    }
    const float confidence = by_year ? 0.8F : (owned ? 0.7F : 0.6F);
    mentions.push_back({scope.field.is_title, phrase.begin, phrase.end, found, confidence});
  }
}

std::vector<StrategyMention> StrategyIndex::Find(const FoldedField& title, const FoldedField& body,
                                                 std::string_view language,
                                                 const std::vector<CountryMention>& countries,
                                                 const std::vector<std::uint32_t>& subjects) const {
  std::vector<StrategyMention> mentions;
  std::vector<std::pair<Scope, std::vector<Hit>>> searched;
  for (const FoldedField* field : {&title, &body}) {
    Scope scope{*field, {}, subjects};
    for (const CountryMention& mention : countries) {
      if (mention.in_title == field->is_title) scope.countries.push_back(mention);
    }
    searched.emplace_back(std::move(scope), Hits(*field, language));
  }
  // Names first: they settle what is meant in passing.
  for (const auto& [scope, hits] : searched) FindOwnNames(scope, hits, mentions);
  for (const auto& [scope, hits] : searched) {
    FindPhrases(scope, Phrases(scope.field, hits), mentions);
  }
  return mentions;
}

}  // namespace stratwatch::pipeline::internal
