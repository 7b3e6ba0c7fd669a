#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/internal/folded_text.h"
#include "pipeline/internal/gazetteer_rules.h"
#include "pipeline/internal/phrase_book.h"

namespace stratwatch::pipeline::internal {

// What the concepts of keywords.tsv say together. Those up to kAiPolicy are terms of the trade,
// which are used untranslated; the others count in their own language only.
enum RelevanceRole : std::uint8_t {
  kAi,           // artificial_intelligence
  kAbbreviated,  // ai_abbreviation: "IA", "KI", "ИИ": other things too
  kAiPolicy,     // ai_strategy, ai_policy, ai_regulation, ai_law, ai_governance
  kStatePolicy,  // national_strategy, digital_sovereignty, ministry_of_digital
  kState,        // state: government, ministry, parliament
  kPolicy,       // policy: strategy, law, budget
  kNational,     // national: "national", "state-backed"
  kMinister,     // people.tsv: ministers, ministries, heads of government
  kPerson,       // people.tsv: persons of the state, from ministers to officials
  kPresident,    // president: of a state or of anything else
  kFirm,         // firm: company, shareholders; club, film, shop, town hall
  kMarket,       // market: shares, the stock exchange
  kCrime,        // crime: fraud and those who commit it
  kPublic,       // public: what only a state has: laws, schools, an army
  kPact,         // pact: to sign, an agreement, a summit
  kRanking,      // ranking: an index of countries
  kSupport,      // roadmap, action_plan, compute_infrastructure
  kRelevanceRoles,
};

// What the words of one article say, and what stands near its AI terms.
struct RelevanceEvidence {
  int count[kRelevanceRoles] = {};
  int title[kRelevanceRoles] = {};
  int near[kRelevanceRoles] = {};      // AI terms with such a word near.
  std::string first[kRelevanceRoles];  // As it is written.

  int near_state = 0;   // AI terms with any word of those who govern near.
  int near_policy = 0;  // With a word of what they make near.
  int near_both = 0;
  int leading = 0;          // In the title or the lead, with a word of those who govern near.
  int prominent = 0;        // In the title or the lead.
  int national = 0;         // With "national" beside it: "national AI platform".
  bool firm_leads = false;  // A word of private life stands in the title or the lead.

  int AiTerms() const { return count[kAi] + count[kAbbreviated] + count[kAiPolicy]; }
  int AiTermsInTitle() const { return title[kAi] + title[kAbbreviated] + title[kAiPolicy]; }
  int InTitle() const;  // Words of those who govern, and of what they make or have.
};

// Finds the words of relevance in title and text, and what stands near what.
// Threads: thread-safe; built once, shared.
class RelevanceReader {
 public:
  explicit RelevanceReader(const GazetteerRules& rules);

  RelevanceEvidence Read(std::string_view title, std::string_view text,
                         std::string_view language) const;

 private:
  struct Hit;
  struct Field;

  Field Search(std::string_view text, std::string_view language) const;
  static bool DropFirms(Field& title, Field& text);
  static void DropFirms(Field& field, const std::vector<Hit>& firms, bool all);
  static void DropVictims(Field& field);
  static std::vector<Hit> HitsOf(const Field& field, RelevanceRole role);
  static void Count(const Field& field, const Field& other, bool is_title,
                    RelevanceEvidence& evidence);
  static void CountNear(const Field& field, std::size_t at, const Field& other, bool is_title,
                        RelevanceEvidence& evidence);

  const MatchFolding& folding_;
  PhraseBook phrases_;
};

}  // namespace stratwatch::pipeline::internal
