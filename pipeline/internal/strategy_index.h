#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pipeline/internal/country_index.h"
#include "pipeline/internal/gazetteer_rules.h"
#include "pipeline/internal/phrase_book.h"

namespace stratwatch::pipeline::internal {

struct StrategyMention {
  bool in_title = false;
  std::size_t begin = 0;  // Units of the folded title or body.
  std::size_t end = 0;
  std::uint32_t strategy = 0;  // Its place in GazetteerRules::strategies.
  float confidence = 1.0F;
};

// What is called a plan for AI, of a state and with a year ahead that no plan of the register has:
// "Kenya's AI Strategy 2031".
struct UnknownPlan {
  bool in_title = false;
  std::size_t begin = 0;  // Units; the year is in them.
  std::size_t end = 0;
  std::uint32_t country = 0;
  int year = 0;
};

// Finds strategies by their own names ("Digital Morocco 2030"), and by what they are called in
// passing ("the national AI strategy to 2030"): a plan's noun near an AI term, settled by the
// country and the years in reach.
// Threads: thread-safe once built. Borrows `rules` and `countries` for its life.
class StrategyIndex {
 public:
  // Adds its names to `builder`, whose index finds the matches that Find reads.
  StrategyIndex(const GazetteerRules& rules, const CountryIndex& countries,
                PhraseIndexBuilder& builder);

  // `subjects`: the countries that the article is about, most first.
  std::vector<StrategyMention> Find(const FoldedField& title, const FoldedField& body,
                                    const std::vector<CountryMention>& countries,
                                    const std::vector<std::uint32_t>& subjects) const;

  // Plans that reach beyond `year`. `mentions`: as Find gave them for the same article.
  std::vector<UnknownPlan> FindUnknown(const FoldedField& title, const FoldedField& body,
                                       const std::vector<CountryMention>& countries,
                                       const std::vector<std::uint32_t>& subjects,
                                       const std::vector<StrategyMention>& mentions,
                                       int year) const;

  // Units [first, second) of each word for a plan in a field's own language, laws left out.
  static std::vector<std::pair<std::size_t, std::size_t>> PlanNouns(const FoldedField& field);

 private:
  enum HitKind : std::uint8_t { kOwnName, kSharedName, kAiTerm, kPlanNoun, kNational, kOffice };
  struct Hit {
    std::size_t begin = 0;
    std::size_t end = 0;
    HitKind kind = kOwnName;
    std::uint32_t target = 0;  // A strategy, or a PlanKind.
  };
  // A plan's noun with its AI term: "national AI strategy".
  struct Phrase {
    std::size_t begin = 0;
    std::size_t end = 0;
    PlanKind kind = PlanKind::kStrategy;
    bool has_ai_term = false;
    bool national = false;         // With "national" in its sentence …
    bool national_beside = false;  // … or right beside the noun.
    bool office = false;           // Part of the name of a post or a body.
  };
  struct Entry {
    std::uint32_t country = 0;
    std::vector<int> years;  // That its names speak of, the whole range of "2024-2029".
    int start_year = 0;
    bool superseded = false;
    int plan_kind = -1;       // PlanKind that its kind stands for; -1: found by its own name only.
    unsigned noun_kinds = 0;  // Bit (1 << PlanKind) for each noun in its names.
  };
  struct Scope;

  void AddPlanWords(PhraseIndexBuilder& builder) const;
  void LearnNouns();
  void AddStrategy(std::uint32_t number, const Strategy& strategy, PhraseIndexBuilder& builder);
  static std::vector<Hit> Hits(const FoldedField& field);
  static void JoinAiTerm(const FoldedText& folded, const std::vector<Hit>& terms, Phrase& phrase);
  static std::vector<Phrase> Phrases(const FoldedField& field, const std::vector<Hit>& hits);
  // The plans that share the name that `hit` is, of those in `hits`.
  static std::vector<Hit> Namesakes(const std::vector<Hit>& hits, const Hit& hit);
  std::uint32_t AmongNamesakes(const Scope& scope, const std::vector<Hit>& hits, const Hit& hit,
                               std::uint32_t country, bool& by_year) const;
  void FindOwnNames(const Scope& scope, const std::vector<Hit>& hits,
                    std::vector<StrategyMention>& mentions) const;
  void FindPhrases(const Scope& scope, const std::vector<Phrase>& phrases, bool about_ai,
                   std::vector<StrategyMention>& mentions) const;
  // Who a phrase may speak of, nearest first, with how far the country stands from it.
  static std::vector<std::pair<std::uint32_t, std::size_t>> Reach(const Scope& scope,
                                                                  std::size_t begin,
                                                                  std::size_t end);
  void FindUnknown(const Scope& scope, const Phrase& phrase, int year,
                   std::vector<UnknownPlan>& unknown) const;
  bool HasPlanOf(std::uint32_t country, int year) const;
  // The best strategy of `country` for the phrase, or kNone.
  std::uint32_t Resolve(std::uint32_t country, const Phrase& phrase, const std::vector<int>& years,
                        bool& by_year) const;

  static constexpr std::uint32_t kNone = 0xFFFFFFFF;

  const GazetteerRules& rules_;
  const CountryIndex& countries_;
  std::vector<Entry> entries_;
};

}  // namespace stratwatch::pipeline::internal
