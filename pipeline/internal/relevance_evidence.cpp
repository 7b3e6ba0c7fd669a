#include "pipeline/internal/relevance_evidence.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "pipeline/internal/people_rules.h"

namespace stratwatch::pipeline::internal {
namespace {

// "AI" is the term itself in every language, and so are spelt-out forms ("एआई"). Two capitals of
// another language are a time, a party or a first name as well.
bool IsPlainAbbreviation(const Keyword& keyword) {
  return keyword.form == "AI" || keyword.form.size() > 4;
}

RelevanceRole RoleOf(const Keyword& keyword) {
  const std::string_view concept_id = keyword.concept_id;
  if (concept_id == "ai_abbreviation" && IsPlainAbbreviation(keyword)) return kAi;
  static const std::map<std::string_view, RelevanceRole> roles = {
      {"artificial_intelligence", kAi},
      {"ai_abbreviation", kAbbreviated},
      {"ai_strategy", kAiPolicy},
      {"ai_policy", kAiPolicy},
      {"ai_regulation", kAiPolicy},
      {"ai_law", kAiPolicy},
      {"ai_governance", kAiPolicy},
      {"national_strategy", kStatePolicy},
      {"digital_sovereignty", kStatePolicy},
      {"ministry_of_digital", kStatePolicy},
      {"national", kNational},
      {"state", kState},
      {"policy", kPolicy},
      {"president", kPresident},
      {"firm", kFirm},
      {"market", kMarket},
      {"crime", kCrime},
      {"public", kPublic},
      {"pact", kPact},
      {"ranking", kRanking}};
  const auto found = roles.find(concept_id);
  return found == roles.end() ? kSupport : found->second;
}

// AI and the state must meet in about a sentence to have to do with each other.
constexpr std::size_t kNearUnits = 160;
constexpr std::size_t kNearUnitsDense = 60;  // In scripts without spaces.
// What the title and the first two sentences say is one matter: who acts often stands in the
// second.
constexpr std::size_t kLeadUnits = 280;
constexpr std::size_t kLeadUnitsDense = 100;
// "National" belongs to the AI term only when they stand side by side.
constexpr std::size_t kBesideUnits = 6;
constexpr std::size_t kBesideUnitsDense = 2;

// 部 and 부 are parts of many words.
constexpr std::size_t kOfficeBytesMin = 4;

// Whether the words of a row of people.tsv are of those who govern.
bool SpeaksForState(const PeopleForms& row) {
  if (row.kind == PeopleWordKind::kBody) return row.value == "ministry";
  return row.kind == PeopleWordKind::kRole && (row.value == "minister" || row.value == "head");
}

bool IsPersonOfState(const PeopleForms& row) {
  return row.kind == PeopleWordKind::kRole && row.value != "executive" && row.value != "academic";
}

PhraseBook Phrases(const GazetteerRules& rules) {
  PhraseIndexBuilder builder(*rules.folding);
  for (const Keyword& keyword : rules.keywords) {
    builder.Add(keyword.form, {0, builder.Language(keyword.language), RoleOf(keyword), 0});
  }
  for (const PeopleForms& row : rules.people) {
    for (const RelevanceRole role : {kMinister, kPerson}) {
      if (role == kMinister ? !SpeaksForState(row) : !IsPersonOfState(row)) continue;
      for (const std::string& form : row.forms) {
        if (form.size() < kOfficeBytesMin) continue;
        builder.Add(form, {0, builder.Language(row.language), role, 0});
      }
    }
  }
  return builder.Build();
}

bool IsDense(const FoldedText& folded) {
  std::size_t dense = 0;
  const std::size_t looked_at = std::min<std::size_t>(folded.kinds.size(), 400);
  for (std::size_t i = 0; i < looked_at; ++i) {
    if (folded.kinds[i] >= kUnspacedScriptKind) ++dense;
  }
  return dense * 2 > looked_at;
}

bool IsAi(RelevanceRole role) {
  return role == kAi || role == kAbbreviated || role == kAiPolicy;
}

// What a longer word of private life takes away: "law firm" is no law.
bool SpeaksOfState(RelevanceRole role) {
  return role == kState || role == kMinister || role == kPublic || role == kPolicy;
}

}  // namespace

struct RelevanceReader::Hit {
  std::size_t begin = 0;
  std::size_t end = 0;
  RelevanceRole role = kAi;
};

struct RelevanceReader::Field {
  std::string_view text;
  FoldedText folded;
  bool dense = false;  // In a script without spaces.
  std::vector<Hit> hits;

  std::size_t Near() const { return dense ? kNearUnitsDense : kNearUnits; }
  std::size_t Lead() const { return dense ? kLeadUnitsDense : kLeadUnits; }
  std::size_t Beside() const { return dense ? kBesideUnitsDense : kBesideUnits; }
};

int RelevanceEvidence::InTitle() const {
  return title[kState] + title[kMinister] + title[kPolicy] + title[kStatePolicy] + title[kPublic];
}

RelevanceReader::RelevanceReader(const GazetteerRules& rules)
    : folding_(*rules.folding), phrases_(Phrases(rules)) {}

RelevanceReader::Field RelevanceReader::Search(std::string_view text,
                                               std::string_view language) const {
  Field field{text, folding_.Fold(text), false, {}};
  field.dense = IsDense(field.folded);
  phrases_.IndexFor(language).Find(text, field.folded, [&](const PhraseMatch& match) {
    const auto role = static_cast<RelevanceRole>(match.meaning.kind);
    // English terms of the trade are used untranslated; English common words are not.
    if (!match.own && role > kAiPolicy) return;
    field.hits.push_back({match.begin, match.end, role});
  });
  std::sort(field.hits.begin(), field.hits.end(), [](const Hit& a, const Hit& b) {
    if (a.begin != b.begin) return a.begin < b.begin;
    return a.end != b.end ? a.end > b.end : a.role < b.role;
  });
  // The longest of a role at one place; another role may stand between two of them.
  std::array<std::size_t, kRelevanceRoles> last_begin;
  last_begin.fill(std::string_view::npos);
  std::erase_if(field.hits, [&](const Hit& hit) {
    return std::exchange(last_begin[hit.role], hit.begin) == hit.begin;
  });
  return field;
}

std::vector<RelevanceReader::Hit> RelevanceReader::HitsOf(const Field& field, RelevanceRole role) {
  std::vector<Hit> hits;
  std::copy_if(field.hits.begin(), field.hits.end(), std::back_inserter(hits),
               [role](const Hit& hit) { return hit.role == role; });
  return hits;
}

// Drops the words of the state that are of private life: those inside its words ("conseil
// d'administration", "law firm"), and a president, commission or agency near them. What the lead
// says of private life holds for the title too. True when private life leads.
bool RelevanceReader::DropFirms(Field& title, Field& text) {
  const std::vector<Hit> in_title = HitsOf(title, kFirm);
  const std::vector<Hit> in_text = HitsOf(text, kFirm);
  const bool leads = !in_text.empty() && in_text.front().begin < text.Near();
  DropFirms(title, in_title, leads);
  DropFirms(text, in_text, false);
  DropVictims(title);
  DropVictims(text);
  return leads || !in_title.empty();
}

// Drops the persons of the state near words of fraud: their voices are faked, they do not act.
void RelevanceReader::DropVictims(Field& field) {
  const std::vector<Hit> crimes = HitsOf(field, kCrime);
  if (crimes.empty()) return;
  const std::vector<Hit> persons = HitsOf(field, kPerson);
  std::erase_if(field.hits, [&](const Hit& hit) {
    if (hit.role != kState && hit.role != kMinister) return false;
    const bool person = std::any_of(persons.begin(), persons.end(), [&](const Hit& each) {
      return each.begin <= hit.begin && hit.begin < each.end;
    });
    return person && std::any_of(crimes.begin(), crimes.end(), [&](const Hit& each) {
             return each.begin <= hit.end + field.Near() && hit.begin <= each.end + field.Near();
           });
  });
}

void RelevanceReader::DropFirms(Field& field, const std::vector<Hit>& firms, bool all) {
  if (firms.empty() && !all) return;
  const std::size_t near = field.Near();
  const std::vector<Hit> presidents = HitsOf(field, kPresident);
  std::size_t president = 0;  // The first that does not begin before the hit.
  std::size_t firm = 0;       // The first that may be near it.
  std::erase_if(field.hits, [&](const Hit& hit) {
    if (!SpeaksOfState(hit.role)) return false;
    while (firm < firms.size() && firms[firm].begin + near < hit.begin) ++firm;
    for (std::size_t i = firm; i < firms.size() && firms[i].begin <= hit.begin; ++i) {
      if (hit.end <= firms[i].end) return true;
    }
    if (hit.role != kState && hit.role != kMinister) return false;
    while (president < presidents.size() && presidents[president].begin < hit.begin) ++president;
    const bool any = president < presidents.size() && presidents[president].begin == hit.begin &&
                     hit.end <= presidents[president].end;
    return any && (all || (firm < firms.size() && firms[firm].begin <= hit.end + near));
  });
}

// The AI term `at`: the title and the lead say the same thing twice, so what one of them names is
// near to what the other does.
void RelevanceReader::CountNear(const Field& field, std::size_t at, const Field& other,
                                bool is_title, RelevanceEvidence& evidence) {
  const Hit& hit = field.hits[at];
  std::array<bool, kRelevanceRoles> near = {};
  bool national = false;
  const auto look = [&](const Hit& each) {
    near[each.role] = true;
    national = national || (each.role == kNational && each.end + field.Beside() >= hit.begin &&
                            each.begin <= hit.end + field.Beside());
  };
  for (std::size_t i = at; i-- > 0 && field.hits[i].begin + field.Near() >= hit.begin;) {
    look(field.hits[i]);
  }
  for (std::size_t i = at + 1;
       i < field.hits.size() && field.hits[i].begin <= hit.end + field.Near(); ++i) {
    look(field.hits[i]);
  }
  const bool prominent = is_title || hit.begin < field.Lead();
  if (prominent) {
    const std::size_t lead = is_title ? other.Lead() : other.folded.units.size();
    for (const Hit& each : other.hits) {
      if (each.begin >= lead) break;
      near[each.role] = true;
    }
  }
  const bool state = near[kState] || near[kMinister] || near[kStatePolicy];
  const bool policy = near[kPolicy] || near[kStatePolicy];
  for (std::size_t role = 0; role < kRelevanceRoles; ++role) evidence.near[role] += near[role];
  evidence.near_state += state ? 1 : 0;
  evidence.near_policy += policy ? 1 : 0;
  evidence.near_both += state && policy ? 1 : 0;
  evidence.leading += prominent && state ? 1 : 0;
  evidence.prominent += prominent ? 1 : 0;
  evidence.national += national ? 1 : 0;
}

void RelevanceReader::Count(const Field& field, const Field& other, bool is_title,
                            RelevanceEvidence& evidence) {
  for (std::size_t i = 0; i < field.hits.size(); ++i) {
    const Hit& hit = field.hits[i];
    ++evidence.count[hit.role];
    if (is_title) ++evidence.title[hit.role];
    if (evidence.first[hit.role].empty()) {
      const auto [first, last] = field.folded.Span(hit.begin, hit.end);
      evidence.first[hit.role] = std::string(field.text.substr(first, last - first));
    }
    if (IsAi(hit.role)) CountNear(field, i, other, is_title, evidence);
  }
}

RelevanceEvidence RelevanceReader::Read(std::string_view title, std::string_view text,
                                        std::string_view language) const {
  Field title_field = Search(title, language);
  Field text_field = Search(text, language);
  RelevanceEvidence evidence;
  evidence.firm_leads = DropFirms(title_field, text_field);
  Count(title_field, text_field, true, evidence);
  Count(text_field, title_field, false, evidence);
  return evidence;
}

}  // namespace stratwatch::pipeline::internal
