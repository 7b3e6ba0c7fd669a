#include "pipeline/internal/strategy_index.h"

#include <algorithm>
#include <map>

#include "pipeline/internal/sentence.h"
#include "pipeline/internal/strategy_names.h"

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
// A post this near before the phrase has it in its name ("Director of Global AI Strategy").
constexpr std::size_t kOfficeUnits = 14;
// Years this near belong to the plan: "… for the years 2024 to 2029".
constexpr std::size_t kYearUnits = 48;
// Nearer still it is as good as a part of the name: "AI Strategy 2031", "strategy … until 2031".
constexpr std::size_t kNameYearUnits = 16;
// "National" this near makes it the state's.
constexpr std::size_t kNationalUnits = 40;
// A country further off than this does not own the plan, even in the same sentence.
constexpr std::size_t kReachUnits = 160;
// Names and terms are shorter than this.
constexpr std::size_t kPhraseUnitsMax = 64;
// Of two plans that fit alike news means the newer: eight years outweigh a fitting noun.
constexpr double kNewerByYear = 0.07;
constexpr int kFirstYear = 2010;
constexpr float kOwnNameConfidence = 0.97F;

// The first of `list`, which is ordered by begin, that may end at most `units` before `at`.
template <typename List>
auto FirstNear(const List& list, std::size_t at, std::size_t units) {
  const std::size_t from = at > units + kPhraseUnitsMax ? at - units - kPhraseUnitsMax : 0;
  return std::lower_bound(list.begin(), list.end(), from,
                          [](const auto& each, std::size_t wanted) { return each.begin < wanted; });
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

}  // namespace

// What one field is searched with.
struct StrategyIndex::Scope {
  const FoldedField& field;
  std::vector<CountryMention> countries;  // Of this field.
  const std::vector<std::uint32_t>& subjects;
};

StrategyIndex::StrategyIndex(const GazetteerRules& rules, const CountryIndex& countries,
                             PhraseIndexBuilder& builder)
    : rules_(rules), countries_(countries) {
  builder.Begin(PhraseFamily::kStrategy);
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
  AddPlanWords(builder);
  LearnNouns();
}

void StrategyIndex::AddPlanWords(PhraseIndexBuilder& builder) const {
  for (const PlanWords& words : rules_.plan_words) {
    const HitKind kind = words.kind == PlanKind::kOffice ? kOffice : kPlanNoun;
    for (const std::string& form : words.forms) {
      builder.Add(form, {static_cast<std::uint32_t>(words.kind), builder.Language(words.language),
                         kind, 0});
    }
  }
}

// What each plan calls itself: one that is named a programme, a concept or a law is called that;
// others are not. Read with a book of these words alone, which is quickly made.
void StrategyIndex::LearnNouns() {
  PhraseIndexBuilder builder(*rules_.folding);
  builder.Begin(PhraseFamily::kStrategy);
  AddPlanWords(builder);
  const PhraseBook nouns = builder.Build();
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    const Strategy& strategy = rules_.strategies[i];
    std::vector<std::pair<std::string, std::string>> names = strategy.names;
    names.emplace_back("en", strategy.name);
    for (const auto& alias : strategy.aliases) names.emplace_back("en", alias);
    for (const auto& [language, name] : names) {
      const PhraseIndex& index = nouns.IndexFor(language);
      index.Find(name, rules_.folding->Fold(name), [&](const PhraseMatch& match) {
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
    const PhraseMeaning meaning{number, PhraseIndexBuilder::kAnyLanguage,
                                is_shared ? kSharedName : kOwnName, 0};
    for (const std::string& form : NameVariants(name)) {
      if (IsNameInSmallLetters(form)) {
        builder.Add(form, meaning, CaseRule::kAny);
      } else {
        builder.Add(form, meaning);
      }
    }
  }
  entries_.push_back(std::move(entry));
}

std::vector<StrategyIndex::Hit> StrategyIndex::Hits(const FoldedField& field) {
  std::vector<Hit> hits;
  for (const PhraseMatch& match : field.matches.Of(PhraseFamily::kStrategy)) {
    const auto kind = static_cast<HitKind>(match.meaning.kind);
    // Words are words of one language; "AI" and a plan's English name stand in any text.
    if (!match.own && kind > kAiTerm) continue;
    hits.push_back({match.begin, match.end, kind, match.meaning.target});
  }
  std::sort(hits.begin(), hits.end(), [](const Hit& a, const Hit& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end > b.end;
  });
  return hits;
}

std::vector<std::pair<std::size_t, std::size_t>> StrategyIndex::PlanNouns(
    const FoldedField& field) {
  std::vector<std::pair<std::size_t, std::size_t>> nouns;
  for (const PhraseMatch& match : field.matches.Of(PhraseFamily::kStrategy)) {
    if (!match.own || match.meaning.kind != kPlanNoun) continue;
    if (static_cast<PlanKind>(match.meaning.target) == PlanKind::kLaw) continue;
    nouns.emplace_back(match.begin, match.end);
  }
  return nouns;
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
  std::vector<Hit> offices;
  for (const Hit& hit : hits) {
    if (hit.kind == kAiTerm) terms.push_back(hit);
    if (hit.kind == kNational) nationals.push_back(hit);
    if (hit.kind == kOffice) offices.push_back(hit);
  }
  std::vector<Phrase> phrases;
  for (const Hit& noun : hits) {
    if (noun.kind != kPlanNoun) continue;
    Phrase phrase{noun.begin, noun.end, static_cast<PlanKind>(noun.target)};
    JoinAiTerm(folded, terms, phrase);
    for (auto national = FirstNear(nationals, phrase.begin, kNationalUnits);
         national != nationals.end() && national->begin <= phrase.end + kNationalUnits;
         ++national) {
      const std::size_t from = std::min(national->end, phrase.begin);
      const std::size_t to = std::max(national->begin, phrase.end);
      if (!SameSentence(folded, from, to)) continue;
      phrase.national = true;
      if (national->end + 1 >= noun.begin && national->begin <= noun.end + 1) {
        phrase.national_beside = true;
      }
    }
    const std::size_t office_units = IsDense(folded, phrase.begin) ? 0 : kOfficeUnits;
    for (auto office = FirstNear(offices, phrase.begin, office_units);
         office != offices.end() && office->begin <= phrase.end + 1; ++office) {
      if (office->begin >= phrase.end ||
          (office->end <= phrase.begin && phrase.begin - office->end <= office_units))
        phrase.office = true;
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

std::vector<StrategyIndex::Hit> StrategyIndex::Namesakes(const std::vector<Hit>& hits,
                                                         const Hit& hit) {
  std::vector<Hit> namesakes;
  for (auto same = FirstNear(hits, hit.begin, 0); same != hits.end() && same->begin <= hit.begin;
       ++same) {
    if (same->begin == hit.begin && same->end == hit.end && same->kind == kSharedName) {
      namesakes.push_back(*same);
    }
  }
  return namesakes;
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
  for (const Hit& same : Namesakes(hits, hit)) {
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
      for (const Hit& same : Namesakes(hits, hit)) {
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
                                bool about_ai, std::vector<StrategyMention>& mentions) const {
  const FoldedText& folded = scope.field.folded;
  std::vector<bool> taken(folded.units.size(), false);  // Units of the mentions known.
  const auto take = [&taken](std::size_t begin, std::size_t end) {
    std::fill(taken.begin() + static_cast<std::ptrdiff_t>(begin),
              taken.begin() + static_cast<std::ptrdiff_t>(end), true);
  };
  std::map<std::uint32_t, std::uint32_t> named;  // By country, its first plan by its own name.
  for (const StrategyMention& known : mentions) {
    if (known.in_title == scope.field.is_title) take(known.begin, known.end);
    if (known.confidence < kOwnNameConfidence) continue;
    named.emplace(entries_[known.strategy].country, known.strategy);
  }
  for (const Phrase& phrase : phrases) {
    if (phrase.office) continue;
    const auto begin = taken.begin() + static_cast<std::ptrdiff_t>(phrase.begin);
    const auto end = taken.begin() + static_cast<std::ptrdiff_t>(phrase.end);
    if (std::find(begin, end, true) != end) continue;
    const std::vector<int> years = YearsIn(folded, BackInSentence(folded, phrase.begin, kYearUnits),
                                           AheadInSentence(folded, phrase.end, kYearUnits));
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
    if (!phrase.has_ai_term && !(by_year && phrase.national_beside && about_ai)) continue;
    if (!phrase.national && !owned && !by_year) continue;
    // A plan that was named before is what "the strategy" of its country goes on to mean.
    const auto plan = named.find(entries_[found].country);
    if (plan != named.end()) found = plan->second;
    const float confidence = by_year ? 0.8F : (owned ? 0.7F : 0.6F);
    mentions.push_back({scope.field.is_title, phrase.begin, phrase.end, found, confidence});
    take(phrase.begin, phrase.end);
  }
}

bool StrategyIndex::HasPlanOf(std::uint32_t country, int year) const {
  return std::any_of(entries_.begin(), entries_.end(), [&](const Entry& entry) {
    return entry.country == country && HasAny(entry.years, {year});
  });
}

void StrategyIndex::FindUnknown(const Scope& scope, const Phrase& phrase, int year,
                                std::vector<UnknownPlan>& unknown) const {
  if (!phrase.has_ai_term || phrase.office || phrase.kind == PlanKind::kLaw) return;
  const FoldedText& folded = scope.field.folded;
  const std::size_t from = BackInSentence(folded, phrase.begin, kNameYearUnits);
  const std::size_t to = AheadInSentence(folded, phrase.end, kNameYearUnits);
  const std::vector<int> years = YearsIn(folded, from, to);
  const int horizon = years.empty() ? 0 : *std::max_element(years.begin(), years.end());
  if (horizon <= year) return;
  const auto reach = Reach(scope, phrase.begin, phrase.end);
  const bool owned = !reach.empty() && reach.front().second <= kOwnerUnits;
  if (!owned && (scope.subjects.empty() || !phrase.national)) return;
  const std::uint32_t country = owned ? reach.front().first : scope.subjects.front();
  if (HasPlanOf(country, horizon)) return;
  UnknownPlan plan{scope.field.is_title, phrase.begin, phrase.end, country, horizon};
  // The span goes as far as the year's digits, on either side of the words.
  for (std::size_t at = from; at < to; ++at) {
    if (folded.kinds[at] != kDigitKind) continue;
    plan.begin = std::min(plan.begin, at);
    plan.end = std::max(plan.end, at + 1);
  }
  // Two words for a plan in one name ("KI-Strategie") are two phrases of it.
  const bool again = !unknown.empty() && unknown.back().in_title == plan.in_title &&
                     unknown.back().country == country && unknown.back().year == horizon &&
                     plan.begin < unknown.back().end;
  if (!again) unknown.push_back(plan);
}

std::vector<UnknownPlan> StrategyIndex::FindUnknown(const FoldedField& title,
                                                    const FoldedField& body,
                                                    const std::vector<CountryMention>& countries,
                                                    const std::vector<std::uint32_t>& subjects,
                                                    const std::vector<StrategyMention>& mentions,
                                                    int year) const {
  std::vector<UnknownPlan> unknown;
  for (const FoldedField* field : {&title, &body}) {
    Scope scope{*field, {}, subjects};
    for (const CountryMention& mention : countries) {
      if (mention.in_title == field->is_title) scope.countries.push_back(mention);
    }
    for (const Phrase& phrase : Phrases(*field, Hits(*field))) {
      // A plan's own name is no other plan's, whatever year stands beside it.
      const bool named = std::any_of(mentions.begin(), mentions.end(), [&](const auto& known) {
        return known.in_title == field->is_title && known.confidence >= kOwnNameConfidence &&
               known.begin < phrase.end && phrase.begin < known.end;
      });
      if (!named) FindUnknown(scope, phrase, year, unknown);
    }
  }
  return unknown;
}

std::vector<StrategyMention> StrategyIndex::Find(const FoldedField& title, const FoldedField& body,
                                                 const std::vector<CountryMention>& countries,
                                                 const std::vector<std::uint32_t>& subjects) const {
  std::vector<StrategyMention> mentions;
  std::vector<std::pair<Scope, std::vector<Hit>>> searched;
  for (const FoldedField* field : {&title, &body}) {
    Scope scope{*field, {}, subjects};
    for (const CountryMention& mention : countries) {
      if (mention.in_title == field->is_title) scope.countries.push_back(mention);
    }
    searched.emplace_back(std::move(scope), Hits(*field));
  }
  // Names first: they settle what is meant in passing.
  for (const auto& [scope, hits] : searched) FindOwnNames(scope, hits, mentions);
  // "The national strategy to 2030" is one for AI in a text that speaks of AI.
  bool about_ai = false;
  for (const auto& [scope, hits] : searched) {
    about_ai = about_ai || std::any_of(hits.begin(), hits.end(),
                                       [](const Hit& hit) { return hit.kind == kAiTerm; });
  }
  for (const auto& [scope, hits] : searched) {
    FindPhrases(scope, Phrases(scope.field, hits), about_ai, mentions);
  }
  return mentions;
}

}  // namespace stratwatch::pipeline::internal
