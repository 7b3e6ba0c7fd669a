#include "pipeline/relevance.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "pipeline/internal/relevance_evidence.h"

namespace stratwatch::pipeline {
namespace {

using internal::RelevanceEvidence;

// An abbreviation alone is the term when it keeps coming back.
constexpr int kAbbreviationsMin = 3;
constexpr std::size_t kReasonsMax = 8;
// Weights are hundredths; their sum in floating point may fall short of the threshold by this.
constexpr double kRounding = 1e-9;

// What the tags say: plans, and the countries the article is about.
struct TaggedFacts {
  std::set<std::string> strategies;
  std::set<std::string> subjects;
  double sure_strategy = 0.0;  // The highest confidence of a strategy.
  bool subject_in_title = false;
};

TaggedFacts FactsOf(const std::vector<Tag>& tags) {
  TaggedFacts facts;
  for (const Tag& tag : tags) {
    if (tag.type == TagType::kStrategy) {
      facts.strategies.insert(tag.canonical_id);
      facts.sure_strategy = std::max(facts.sure_strategy, static_cast<double>(tag.confidence));
    }
    if (tag.type != TagType::kCountry || !tag.subject) continue;
    facts.subjects.insert(tag.canonical_id);
    facts.subject_in_title = facts.subject_in_title || tag.field == TagField::kTitle;
  }
  return facts;
}

std::string Join(const std::set<std::string>& ids) {
  std::string out;
  for (const auto& id : ids) out += (out.empty() ? "" : ", ") + id;
  return out;
}

// Adds up what speaks for the policy of a state and what speaks against it.
class RelevanceScore {
 public:
  RelevanceScore(const RelevanceEvidence& evidence, const std::vector<Tag>& tags)
      : evidence_(evidence), facts_(FactsOf(tags)), ai_(evidence.AiTerms()) {}

  std::vector<RelevancePart> Parts() {
    if (ai_ == 0) return {{0.0, "no term for artificial intelligence"}};
    if (OnlyAbbreviation()) {
      return {{0.0, "only an abbreviation: " + evidence_.first[internal::kAbbreviated]}};
    }
    AddAi();
    AddState();
    AddWeakerState();
    AddDoubts();
    return std::move(parts_);
  }

 private:
  bool OnlyAbbreviation() const {
    return ai_ == evidence_.count[internal::kAbbreviated] && ai_ < kAbbreviationsMin &&
           facts_.strategies.empty() && !StandsInPolicy();
  }

  // One abbreviation is the term beside those who govern or what only they make. Those that are
  // Roman numbers too ("VI", "MI") need both.
  bool StandsInPolicy() const {
    const bool roman =
        First(internal::kAbbreviated).find_first_not_of("IVXLCDM") == std::string::npos;
    if (roman) return evidence_.near_both > 0;
    return evidence_.near_state > 0 || evidence_.near[internal::kPublic] > 0 || CountryActs();
  }

  // "Luxembourg sets aside 120 million for AI": the title's country does something of a state.
  bool CountryActs() const {
    return evidence_.AiTermsInTitle() > 0 && facts_.subject_in_title && !evidence_.firm_leads &&
           evidence_.near_policy > 0;
  }

  void Add(bool holds, double weight, std::string reason) {
    if (holds) parts_.push_back({weight, std::move(reason)});
  }

  const std::string& First(internal::RelevanceRole role) const { return evidence_.first[role]; }

  const std::string& FirstOfState() const {
    return First(evidence_.count[internal::kMinister] > 0 ? internal::kMinister : internal::kState);
  }

  void AddAi() {
    const std::string& term =
        First(evidence_.count[internal::kAi] > 0         ? internal::kAi
              : evidence_.count[internal::kAiPolicy] > 0 ? internal::kAiPolicy
                                                         : internal::kAbbreviated);
    const bool in_title = evidence_.AiTermsInTitle() > 0;
    Add(in_title, 0.15, "ai term in title: " + term);
    Add(!in_title, 0.05, "ai term in text: " + term);
    Add(ai_ >= 3, 0.1, fmt::format("ai terms: {}", ai_));
    Add(evidence_.count[internal::kAiPolicy] > 0, 0.2,
        "ai policy term: " + First(internal::kAiPolicy));
  }

  void AddState() {
    for (const auto& id : facts_.strategies) {
      const bool first = id == *facts_.strategies.begin();
      Add(true, first ? 0.35 * facts_.sure_strategy : 0.0, "strategy: " + id);
    }
    const bool ai_in_title = evidence_.AiTermsInTitle() > 0;
    Add(evidence_.count[internal::kStatePolicy] > 0, 0.1,
        "policy of a state: " + First(internal::kStatePolicy));
    Add(evidence_.near_state > 0, 0.25, "state near ai: " + FirstOfState());
    Add(evidence_.leading > 0 && ai_in_title, 0.1, "state and ai lead: " + FirstOfState());
    Add(evidence_.near_policy > 0, 0.15, "policy near ai: " + First(internal::kPolicy));
    Add(evidence_.national > 0, 0.15, "national ai: " + First(internal::kNational));
    Add(evidence_.near_both >= 2, 0.15,
        fmt::format("ai beside state and policy: {}", evidence_.near_both));
    Add(evidence_.InTitle() > 0, 0.1, "state or policy in title");
    Add(!facts_.subjects.empty(), 0.05, "subject countries: " + Join(facts_.subjects));
    Add(ai_in_title && facts_.subject_in_title && !evidence_.firm_leads, 0.1,
        "country and ai in title");
  }

  bool StatesAgree() const {
    return evidence_.near[internal::kPact] > 0 && facts_.subjects.size() >= 2;
  }
  bool CountriesRanked() const {
    return evidence_.near[internal::kRanking] > 0 && !facts_.subjects.empty();
  }

  // A state acts though nobody who governs is named near the AI term.
  void AddWeakerState() {
    Add(evidence_.near[internal::kPublic] > 0 && evidence_.near_state == 0, 0.2,
        "of a state, near ai: " + First(internal::kPublic));
    Add(StatesAgree(), 0.2, "states agree: " + First(internal::kPact));
    Add(CountriesRanked(), 0.2, "countries ranked: " + First(internal::kRanking));
  }

  void AddDoubts() {
    const bool stately = evidence_.near_state > 0 || evidence_.near[internal::kPublic] > 0 ||
                         StatesAgree() || CountriesRanked() || CountryActs() ||
                         evidence_.national > 0 || !facts_.strategies.empty() ||
                         evidence_.count[internal::kStatePolicy] > 0;
    const int states = evidence_.count[internal::kState] + evidence_.count[internal::kMinister];
    Add(!stately && states > 0, 0.1, "state in text: " + FirstOfState());
    Add(!stately && states == 0, -0.15, "no word of a state");
    Add(evidence_.prominent == 0 && ai_ == 1, -0.15, "ai in passing");
    const bool private_title = evidence_.title[internal::kFirm] > 0 && evidence_.InTitle() == 0 &&
                               !facts_.subject_in_title;
    const bool private_lead =
        evidence_.firm_leads && evidence_.near_state == 0 && evidence_.near[internal::kPublic] == 0;
    Add(private_lead || private_title, -0.15, "private life leads: " + First(internal::kFirm));
    Add(evidence_.title[internal::kMarket] > 0, -0.3,
        "market in title: " + First(internal::kMarket));
  }

  const RelevanceEvidence& evidence_;
  const TaggedFacts facts_;
  const int ai_;
  std::vector<RelevancePart> parts_;
};

}  // namespace

class RelevanceJudge::Impl {
 public:
  Impl(const Gazetteer& gazetteer, RelevanceOptions options)
      : options_(options), reader_(gazetteer.Rules()) {}

  std::vector<RelevancePart> Explain(std::string_view title, std::string_view text,
                                     std::string_view language,
                                     const std::vector<Tag>& tags) const {
    const internal::RelevanceEvidence evidence = reader_.Read(title, text, language);
    return RelevanceScore(evidence, tags).Parts();
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
    relevance.score = std::clamp(relevance.score, 0.0, 1.0);
    relevance.relevant = relevance.score + kRounding >= options_.threshold;
    return relevance;
  }

  double Threshold() const { return options_.threshold; }

 private:
  RelevanceOptions options_;
  internal::RelevanceReader reader_;
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
