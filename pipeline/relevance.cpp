#include "pipeline/relevance.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "pipeline/internal/gazetteer_rules.h"
#include "pipeline/internal/people_rules.h"
#include "pipeline/internal/phrase_book.h"

namespace stratwatch::pipeline {
namespace {

using internal::FoldedText;
using internal::PhraseBook;
using internal::PhraseMatch;

// What the concepts of keywords.tsv say together.
enum Role : std::uint8_t {
  kAi,           // artificial_intelligence
  kAbbreviated,  // ai_abbreviation: "IA", "KI", "ИИ": other things too, see kAbbreviationsMin.
  kAiPolicy,     // ai_strategy, ai_policy, ai_regulation, ai_law, ai_governance
  kStatePolicy,  // national_strategy, digital_sovereignty, ministry_of_digital
  kState,        // state: government, ministry, parliament
  kPolicy,       // policy: strategy, law, budget
  kNational,     // national: "national", "state-backed"
  kMinister,     // people.tsv: ministers, ministries, heads of government
  kPresident,    // president: of a state or of anything else
  kFirm,         // firm: company, shareholders, sales
  kSupport,      // roadmap, action_plan, compute_infrastructure
  kRoles,
};

// "AI" is the term itself in every language, and so are spelt-out forms ("एआई"). Two capitals of
// another language are a time, a party or a first name as well.
bool IsPlainAbbreviation(const Keyword& keyword) {
  return keyword.form == "AI" || keyword.form.size() > 4;
}

Role RoleOf(const Keyword& keyword) {
  const std::string_view concept_id = keyword.concept_id;
  if (concept_id == "ai_abbreviation" && IsPlainAbbreviation(keyword)) return kAi;
  static const std::map<std::string_view, Role> roles = {{"artificial_intelligence", kAi},
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
                                                         {"firm", kFirm}};
  const auto found = roles.find(concept_id);
  return found == roles.end() ? kSupport : found->second;
}

// AI and the state must meet in about a sentence to have to do with each other.
constexpr std::size_t kNearUnits = 160;
constexpr std::size_t kNearUnitsDense = 60;  // In scripts without spaces.
// "National" belongs to the AI term only when they stand side by side.
constexpr std::size_t kBesideUnits = 6;
constexpr std::size_t kBesideUnitsDense = 2;
// An abbreviation alone is the term when it keeps coming back.
constexpr int kAbbreviationsMin = 3;
constexpr std::size_t kReasonsMax = 8;

// 部 and 부 are parts of many words.
constexpr std::size_t kOfficeBytesMin = 4;

// Whether the words of a row of people.tsv are of those who govern.
bool SpeaksForState(const internal::PeopleForms& row) {
  if (row.kind == internal::PeopleWordKind::kBody) return row.value == "ministry";
  return row.kind == internal::PeopleWordKind::kRole &&
         (row.value == "minister" || row.value == "head");
}

// Weights are hundredths; their sum in floating point may fall short of the threshold by this.
constexpr double kRounding = 1e-9;

struct Hit {
  std::size_t begin = 0;
  std::size_t end = 0;
  Role role = kAi;
};

struct Field {
  std::string_view text;
  FoldedText folded;
  bool dense = false;  // In a script without spaces.
  std::vector<Hit> hits;
};

struct Evidence {
  int count[kRoles] = {};
  int title[kRoles] = {};
  std::string first[kRoles];
  int near_state = 0;   // AI terms with a word of the state near.
  int near_policy = 0;  // With a word of policy near.
  int near_both = 0;
  int leading = 0;   // In the title or the lead, with a word of the state near.
  int national = 0;  // With "national" beside it: "national AI platform".
};

bool IsDense(const FoldedText& folded) {
  std::size_t dense = 0;
  const std::size_t looked_at = std::min<std::size_t>(folded.kinds.size(), 400);
  for (std::size_t i = 0; i < looked_at; ++i) {
    if (folded.kinds[i] >= internal::kUnspacedScriptKind) ++dense;
  }
  return dense * 2 > looked_at;
}

}  // namespace

class RelevanceJudge::Impl {
 public:
  Impl(const Gazetteer& gazetteer, RelevanceOptions options)
      : gazetteer_(gazetteer), options_(options), phrases_(Phrases(gazetteer)) {}

  std::vector<RelevancePart> Explain(std::string_view title, std::string_view text,
                                     std::string_view language,
                                     const std::vector<Tag>& tags) const {
    Field fields[] = {Search(title, language), Search(text, language)};
    DropFirms(fields[0], fields[1]);
    Evidence evidence;
    Count(fields[0], fields[1], evidence);
    return Score(evidence, tags);
  }

  Relevance Judge(std::string_view title, std::string_view text, std::string_view language,
                  const std::vector<Tag>& tags) const {
    Relevance relevance;
    for (RelevancePart& part : Explain(title, text, language, tags)) {
      relevance.score += part.weight;
      if (relevance.reasons.size() < kReasonsMax) {
        relevance.reasons.push_back(std::move(part.reason));
      }
    }
    relevance.score = std::min(1.0, relevance.score);
    relevance.relevant = relevance.score + kRounding >= options_.threshold;
    return relevance;
  }

  double Threshold() const { return options_.threshold; }

 private:
  static PhraseBook Phrases(const Gazetteer& gazetteer) {
    internal::PhraseIndexBuilder builder(*gazetteer.Rules().folding);
    for (const Keyword& keyword : gazetteer.Keywords()) {
      builder.Add(keyword.form, {0, builder.Language(keyword.language),
                                 static_cast<std::uint8_t>(RoleOf(keyword)), 0});
    }
    for (const internal::PeopleForms& row : gazetteer.Rules().people) {
      if (!SpeaksForState(row)) continue;
      for (const std::string& form : row.forms) {
        if (form.size() < kOfficeBytesMin) continue;
        builder.Add(form, {0, builder.Language(row.language), kMinister, 0});
      }
    }
    return builder.Build();
  }

  Field Search(std::string_view text, std::string_view language) const {
    Field field{text, gazetteer_.Rules().folding->Fold(text), false, {}};
    field.dense = IsDense(field.folded);
    phrases_.IndexFor(language).Find(text, field.folded, [&](const PhraseMatch& match) {
      const auto role = static_cast<Role>(match.meaning.kind);
      // English terms of the trade are used untranslated; English common words are not.
      if (!match.own && role > kAiPolicy) return;
      field.hits.push_back({match.begin, match.end, role});
    });
    std::sort(field.hits.begin(), field.hits.end(), [](const Hit& a, const Hit& b) {
      return a.begin != b.begin ? a.begin < b.begin : a.end > b.end;
    });
    const auto same = [](const Hit& a, const Hit& b) {
      return a.begin == b.begin && a.role == b.role;
    };
    field.hits.erase(std::unique(field.hits.begin(), field.hits.end(), same), field.hits.end());
    return field;
  }

  // Drops the words of the state that are of business: those inside its words ("conseil
  // d'administration"), and a president, commission or agency near them. What the lead says of
  // business holds for the title too.
  static void DropFirms(Field& title, Field& text) {
    const std::vector<Hit> in_title = HitsOf(title, kFirm);
    const std::vector<Hit> in_text = HitsOf(text, kFirm);
    const bool leads = !in_text.empty() && in_text.front().begin < NearUnits(text);
    DropFirms(title, in_title, leads);
    DropFirms(text, in_text, false);
  }

  static std::vector<Hit> HitsOf(const Field& field, Role role) {
    std::vector<Hit> hits;
    std::copy_if(field.hits.begin(), field.hits.end(), std::back_inserter(hits),
                 [role](const Hit& hit) { return hit.role == role; });
    return hits;
  }

  static void DropFirms(Field& field, const std::vector<Hit>& firms, bool all) {
    if (firms.empty() && !all) return;
    const std::size_t near = NearUnits(field);
    const std::vector<Hit> presidents = HitsOf(field, kPresident);
    std::size_t president = 0;  // The first that does not begin before the hit.
    std::size_t firm = 0;       // The first that may be near it.
    std::erase_if(field.hits, [&](const Hit& hit) {
      if (hit.role != kState && hit.role != kMinister) return false;
      while (firm < firms.size() && firms[firm].begin + near < hit.begin) ++firm;
      for (std::size_t i = firm; i < firms.size() && firms[i].begin <= hit.begin; ++i) {
        if (hit.end <= firms[i].end) return true;
      }
      while (president < presidents.size() && presidents[president].begin < hit.begin) ++president;
      const bool any = president < presidents.size() && presidents[president].begin == hit.begin &&
                       hit.end <= presidents[president].end;
      return any && (all || (firm < firms.size() && firms[firm].begin <= hit.end + near));
    });
  }

  // What stands near one AI term.
  struct Company {
    bool state = false;
    bool policy = false;
    bool national = false;  // Right beside it.

    void Take(Role role) {
      state = state || role == kState || role == kMinister || role == kStatePolicy;
      policy = policy || role == kPolicy || role == kStatePolicy;
    }
  };

  static Company Around(const Field& field, std::size_t i) {
    const Hit& hit = field.hits[i];
    const std::size_t near = NearUnits(field);
    const std::size_t beside = field.dense ? kBesideUnitsDense : kBesideUnits;
    Company company;
    const auto look = [&](const Hit& other) {
      company.Take(other.role);
      company.national =
          company.national || (other.role == kNational && other.end + beside >= hit.begin &&
                               other.begin <= hit.end + beside);
    };
    for (std::size_t j = i; j-- > 0 && field.hits[j].begin + near >= hit.begin;) {
      look(field.hits[j]);
    }
    for (std::size_t j = i + 1; j < field.hits.size() && field.hits[j].begin <= hit.end + near;
         ++j) {
      look(field.hits[j]);
    }
    return company;
  }

  static std::size_t NearUnits(const Field& field) {
    return field.dense ? kNearUnitsDense : kNearUnits;
  }

  // The title and the first sentence of the text say the same thing twice: what one of them names
  // is near to what the other does.
  static void Count(const Field& title, const Field& text, Evidence& evidence) {
    for (const Field* field : {&title, &text}) {
      const Field& other = field == &title ? text : title;
      for (std::size_t i = 0; i < field->hits.size(); ++i) {
        const Hit& hit = field->hits[i];
        ++evidence.count[hit.role];
        if (field == &title) ++evidence.title[hit.role];
        if (evidence.first[hit.role].empty()) {
          const auto [first, last] = field->folded.Span(hit.begin, hit.end);
          evidence.first[hit.role] = std::string(field->text.substr(first, last - first));
        }
        if (hit.role != kAi && hit.role != kAbbreviated && hit.role != kAiPolicy) continue;
        Company company = Around(*field, i);
        if (field == &title || hit.begin < NearUnits(text)) {
          const std::size_t lead = field == &title ? NearUnits(text) : other.folded.units.size();
          for (const Hit& each : other.hits) {
            if (each.begin >= lead) break;
            company.Take(each.role);
          }
          evidence.leading += company.state ? 1 : 0;
        }
        evidence.near_state += company.state ? 1 : 0;
        evidence.near_policy += company.policy ? 1 : 0;
        evidence.near_both += company.state && company.policy ? 1 : 0;
        evidence.national += company.national ? 1 : 0;
      }
    }
  }

  std::vector<RelevancePart> Score(const Evidence& evidence, const std::vector<Tag>& tags) const {
    std::vector<RelevancePart> parts;
    std::set<std::string> strategies;
    std::set<std::string> subjects;
    double sure_strategy = 0.0;
    for (const Tag& tag : tags) {
      if (tag.type == TagType::kStrategy) {
        strategies.insert(tag.canonical_id);
        sure_strategy = std::max(sure_strategy, static_cast<double>(tag.confidence));
      }
      if (tag.type == TagType::kCountry && tag.subject) subjects.insert(tag.canonical_id);
    }
    const int ai = evidence.count[kAi] + evidence.count[kAbbreviated] + evidence.count[kAiPolicy];
    const int ai_title =
        evidence.title[kAi] + evidence.title[kAbbreviated] + evidence.title[kAiPolicy];
    if (ai == 0) return {{0.0, "no term for artificial intelligence"}};
    if (ai == evidence.count[kAbbreviated] && ai < kAbbreviationsMin && strategies.empty()) {
      return {{0.0, "only an abbreviation: " + evidence.first[kAbbreviated]}};
    }
    const auto add = [&](bool holds, double weight, std::string reason) {
      if (holds) parts.push_back({weight, std::move(reason)});
    };
    const std::string& term = evidence.first[evidence.count[kAi] > 0         ? kAi
                                             : evidence.count[kAiPolicy] > 0 ? kAiPolicy
                                                                             : kAbbreviated];
    const std::string& state = evidence.first[evidence.count[kMinister] > 0 ? kMinister : kState];
    add(ai_title > 0, 0.15, "ai term in title: " + term);
    add(ai_title == 0 && ai > 0, 0.05, "ai term in text: " + term);
    add(ai >= 3, 0.1, fmt::format("ai terms: {}", ai));
    add(evidence.count[kAiPolicy] > 0, 0.2, "ai policy term: " + evidence.first[kAiPolicy]);
    for (const auto& id : strategies) {
      add(true, id == *strategies.begin() ? 0.35 * sure_strategy : 0.0, "strategy: " + id);
    }
    add(evidence.count[kStatePolicy] > 0, 0.1,
        "policy of a state: " + evidence.first[kStatePolicy]);
    add(evidence.near_state > 0, 0.25, "state near ai: " + state);
    add(evidence.leading > 0 && ai_title > 0, 0.1, "state and ai lead: " + state);
    add(evidence.near_policy > 0, 0.15, "policy near ai: " + evidence.first[kPolicy]);
    add(evidence.national > 0, 0.15, "national ai: " + evidence.first[kNational]);
    add(evidence.near_both >= 2, 0.15,
        fmt::format("ai beside state and policy: {}", evidence.near_both));
    add(evidence.title[kState] + evidence.title[kMinister] + evidence.title[kPolicy] +
                evidence.title[kStatePolicy] >
            0,
        0.1, "state or policy in title");
    add(!subjects.empty(), 0.05, "subject countries: " + Join(subjects));
    return parts;
  }

  static std::string Join(const std::set<std::string>& ids) {
    std::string out;
    for (const auto& id : ids) out += (out.empty() ? "" : ", ") + id;
    return out;
  }

  const Gazetteer& gazetteer_;
  RelevanceOptions options_;
  PhraseBook phrases_;
};

RelevanceJudge::RelevanceJudge(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
RelevanceJudge::~RelevanceJudge() = default;

Result<std::unique_ptr<RelevanceJudge>> RelevanceJudge::Create(const Gazetteer& gazetteer,
                                                               RelevanceOptions options) {
  if (options.threshold < 0.0 || options.threshold > 1.0) {
    return Fail(ErrorCode::kInvalid,
                fmt::format("relevance threshold {}: expected 0 … 1", options.threshold));
  }
  if (gazetteer.Keywords().empty()) {
    return Fail(ErrorCode::kInvalid, "keywords.tsv: no rows; nothing could be relevant");
  }
  return std::unique_ptr<RelevanceJudge>(
      new RelevanceJudge(std::make_unique<Impl>(gazetteer, options)));
}

std::vector<RelevancePart> RelevanceJudge::Explain(std::string_view title, std::string_view text,
                                                   std::string_view language,
                                                   const std::vector<Tag>& tags) const {
  return impl_->Explain(title, text, language, tags);
}

double RelevanceJudge::Threshold() const {
  return impl_->Threshold();
}

Relevance RelevanceJudge::Judge(std::string_view title, std::string_view text,
                                std::string_view language, const std::vector<Tag>& tags) const {
  return impl_->Judge(title, text, language, tags);
}

}  // namespace stratwatch::pipeline
