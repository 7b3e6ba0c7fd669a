#include "pipeline/tagging.h"

#include <algorithm>
#include <map>

#include "pipeline/internal/claim_index.h"
#include "pipeline/internal/country_index.h"
#include "pipeline/internal/gazetteer_rules.h"
#include "pipeline/internal/organisation_index.h"
#include "pipeline/internal/people_finder.h"
#include "pipeline/internal/sentence.h"
#include "pipeline/internal/strategy_index.h"
#include "pipeline/internal/topic_index.h"

namespace stratwatch::pipeline {
namespace {

using internal::CountryIndex;
using internal::CountryMention;
using internal::FoldedField;
using internal::MentionKind;
using internal::StrategyMention;

// The lead says whom an article is about: news puts it into the first two or three sentences.
constexpr std::size_t kLeadUnits = 360;
// Mentions of one country beyond this many add nothing.
constexpr int kBodyMentionsMax = 6;

// How much a mention's kind says about whose policy this is.
double WeightOf(MentionKind kind) {
  switch (kind) {
    case MentionKind::kName:
      return 1.0;
    case MentionKind::kDemonym:
      return 0.9;
    case MentionKind::kCapital:
      return 0.9;
    case MentionKind::kActor:
      return 0.9;
    case MentionKind::kHome:
      return 0.8;
    case MentionKind::kPlace:
      return 0.5;
    case MentionKind::kShadow:
      return 0.0;
  }
  return 0.0;
}

struct CountryScore {
  double score = 0.0;
  double title = 0.0;
  double lead = 0.0;
  int body_mentions = 0;
};

std::map<std::uint32_t, CountryScore> ScoreCountries(const std::vector<CountryMention>& mentions) {
  std::map<std::uint32_t, CountryScore> scores;
  for (const CountryMention& mention : mentions) {
    CountryScore& country = scores[mention.country];
    const double weight = WeightOf(mention.kind);
    if (mention.in_title) {
      country.title = std::max(country.title, weight);
    } else {
      if (mention.begin < kLeadUnits) country.lead = std::max(country.lead, weight);
      if (++country.body_mentions <= kBodyMentionsMax) country.score += weight;
    }
  }
  for (auto& [number, country] : scores) country.score += 4.0 * country.title + 2.5 * country.lead;
  return scores;
}

// Below this share of the first country's score, a country is only mentioned.
constexpr double kSubjectShare = 0.55;

// Two states in one article mostly meet, but may compete: a word of cooperation must join this.
constexpr float kSecondSubjectWeight = 0.5F;

// The countries an article is about, most first: the first by score, and those near it that
// stand in the title or the lead.
std::vector<std::uint32_t> RankSubjects(const std::map<std::uint32_t, CountryScore>& scores,
                                        const CountryIndex& countries) {
  std::vector<std::pair<double, std::uint32_t>> ranked;
  for (const auto& [country, each] : scores) {
    if (!countries.IsBody(country)) ranked.emplace_back(each.score, country);
  }
  std::stable_sort(ranked.begin(), ranked.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<std::uint32_t> subjects;
  for (const auto& [score, country] : ranked) {
    const CountryScore& each = scores.at(country);
    const bool prominent = each.title > 0.0 || (each.lead > 0.0 && each.body_mentions >= 2);
    if (subjects.empty() || (prominent && score >= kSubjectShare * ranked.front().first)) {
      subjects.push_back(country);
    }
  }
  return subjects;
}

}  // namespace

class Tagger::Impl {
 public:
  explicit Impl(const Gazetteer& gazetteer)
      : Impl(gazetteer, internal::PhraseIndexBuilder(*gazetteer.Rules().folding)) {}

  // `read`: where claims and quotes go; none are read without it.
  std::vector<Tag> Find(std::string_view title, std::string_view text, std::string_view language,
                        int year, TextFindings* read) const {
    const internal::PhraseIndex& index = phrases_.IndexFor(language);
    const FoldedField title_field = Read(title, index, true);
    const FoldedField body_field = Read(text, index, false);
    Findings found = PlacesAndPlans(title_field, body_field, language);
    for (const FoldedField* field : {&title_field, &body_field}) {
      for (const auto& each : organisations_.Find(*field, Codes(found.subjects))) {
        found.organisations.push_back(each);
      }
    }
    found.topics = topics_.Find(title_field, body_field, TopicClues(found));
    std::vector<Claim> claims;
    if (read != nullptr) claims = Claims(found, title_field, body_field, language, year);
    std::vector<Tag> tags = Tags(found, title_field, body_field);
    const std::size_t known = tags.size();
    std::vector<Quote> quotes = people_.Find(title_field, body_field, language, tags, claims);
    if (read != nullptr) {
      read->quotes = std::move(quotes);
      read->claims = std::move(claims);
    }
    if (tags.size() > known) SortTags(tags);
    return tags;
  }

  std::vector<StrategyCandidate> Candidates(std::string_view title, std::string_view text,
                                            std::string_view language, int year) const {
    const internal::PhraseIndex& index = phrases_.IndexFor(language);
    const FoldedField title_field = Read(title, index, true);
    const FoldedField body_field = Read(text, index, false);
    const Findings found = PlacesAndPlans(title_field, body_field, language);
    std::vector<StrategyCandidate> candidates;
    for (const internal::UnknownPlan& plan : strategies_.FindUnknown(
             title_field, body_field, found.countries, found.subjects, found.strategies, year)) {
      const FoldedField& field = plan.in_title ? title_field : body_field;
      const auto [first, last] = field.folded.Span(plan.begin, plan.end);
      candidates.push_back({countries_.Code(plan.country), plan.year,
                            plan.in_title ? TagField::kTitle : TagField::kBody, first, last,
                            std::string(field.text.substr(first, last - first))});
    }
    return candidates;
  }

 private:
  struct Findings {
    std::vector<CountryMention> countries;
    std::vector<std::uint32_t> subjects;
    std::vector<StrategyMention> strategies;
    std::vector<internal::OrganisationMention> organisations;
    std::vector<internal::TopicMention> topics;
  };

  Impl(const Gazetteer& gazetteer, internal::PhraseIndexBuilder builder)
      : gazetteer_(gazetteer),
        countries_(gazetteer.Rules(), builder),
        strategies_(gazetteer.Rules(), countries_, builder),
        organisations_(gazetteer.Rules(), builder),
        topics_(gazetteer.Rules()),
        claims_(gazetteer.Rules()),
        people_(gazetteer),
        phrases_(Phrases(builder)),
        strategy_topic_(topics_.Number("gov.strategy")),
        cooperation_topic_(topics_.Number("int.cooperation")) {}

  internal::PhraseBook Phrases(internal::PhraseIndexBuilder& builder) const {
    topics_.AddWords(builder);
    claims_.AddWords(builder);
    people_.AddWords(builder);
    return builder.Build();
  }

  Findings PlacesAndPlans(const FoldedField& title, const FoldedField& body,
                          std::string_view language) const {
    Findings found;
    found.countries = countries_.Find(title, body);
    auto scores = ScoreCountries(found.countries);
    std::vector<std::uint32_t> reach = RankSubjects(scores, countries_);
    AddBodies(scores, reach);
    if (reach.empty()) {
      const std::uint32_t home = countries_.HomeOf(language);
      if (home != CountryIndex::kNoCountry) reach.push_back(home);
    }
    found.strategies = strategies_.Find(title, body, found.countries, reach);
    AddOwners(found.strategies, scores);
    found.subjects = RankSubjects(scores, countries_);
    return found;
  }

  FoldedField Read(std::string_view text, const internal::PhraseIndex& index, bool is_title) const {
    FoldedField field{text, gazetteer_.Rules().folding->Fold(text), is_title, {}};
    index.Find(text, field.folded,
               [&](const internal::PhraseMatch& match) { field.matches.Add(match); });
    return field;
  }

  std::vector<std::string> Codes(const std::vector<std::uint32_t>& countries) const {
    std::vector<std::string> codes;
    for (const std::uint32_t country : countries) codes.push_back(countries_.Code(country));
    return codes;
  }

  // What other findings say about topics: who names a plan speaks of planning, and a second
  // subject is somebody the first one deals with.
  std::vector<internal::TopicMention> TopicClues(const Findings& found) const {
    std::vector<internal::TopicMention> clues;
    if (strategy_topic_ != internal::TopicIndex::kNoTopic) {
      for (const StrategyMention& plan : found.strategies) {
        if (gazetteer_.Strategies()[plan.strategy].kind == "ai-law") continue;
        clues.push_back({plan.in_title, plan.begin, plan.end, strategy_topic_, 1.0F});
      }
    }
    if (cooperation_topic_ == internal::TopicIndex::kNoTopic || found.subjects.size() < 2) {
      return clues;
    }
    for (const CountryMention& mention : found.countries) {
      if (mention.country != found.subjects[1]) continue;
      clues.push_back(
          {false, mention.begin, mention.end, cooperation_topic_, kSecondSubjectWeight});
      clues.back().in_title = mention.in_title;
      break;
    }
    return clues;
  }

  internal::ClaimScope ScopeOf(const Findings& found, const FoldedField& title,
                               const FoldedField& body, std::string_view language, int year) const {
    internal::ClaimScope scope;
    scope.language = language;
    scope.year = year;
    scope.countries = Codes(found.subjects);
    scope.plans = internal::StrategyIndex::PlanNouns(body);
    bool plan_in_title = !internal::StrategyIndex::PlanNouns(title).empty();
    for (const StrategyMention& plan : found.strategies) {
      const bool law = gazetteer_.Strategies()[plan.strategy].kind == "ai-law";
      if (plan.in_title) {
        plan_in_title = plan_in_title || !law;
        continue;
      }
      scope.names.emplace_back(plan.begin, plan.end);
      if (!law) scope.plans.emplace_back(plan.begin, plan.end);
    }
    if (plan_in_title) {
      scope.title_years = internal::YearsIn(title.folded, 0, title.folded.units.size());
    }
    std::sort(scope.names.begin(), scope.names.end());
    std::sort(scope.plans.begin(), scope.plans.end());
    return scope;
  }

  std::vector<Claim> Claims(const Findings& found, const FoldedField& title,
                            const FoldedField& body, std::string_view language, int year) const {
    const internal::ClaimScope scope = ScopeOf(found, title, body, language, year);
    std::vector<Claim> claims;
    for (internal::ClaimMention& mention : claims_.Find(body, scope)) {
      const auto [first, last] = body.folded.Span(mention.begin, mention.end);
      Claim claim;
      claim.type = mention.type;
      claim.value = mention.value;
      claim.unit = std::move(mention.unit);
      claim.surface = std::string(body.text.substr(first, last - first));
      claim.begin = first;
      claim.end = last;
      claim.target_year = mention.target_year;
      claim.rule_version = gazetteer_.Version();
      claims.push_back(std::move(claim));
    }
    return claims;
  }

  // A tag before it is cut out of the text: light to sort.
  struct Mark {
    bool in_title = false;
    std::size_t begin = 0;  // Units.
    std::size_t end = 0;
    TagType type = TagType::kCountry;
    const std::string* id = nullptr;
    float confidence = 0.0F;
    bool subject = false;
  };

  static void SortTags(std::vector<Tag>& tags) {
    std::stable_sort(tags.begin(), tags.end(), [](const Tag& a, const Tag& b) {
      if (a.field != b.field) return a.field < b.field;
      return a.begin < b.begin;
    });
  }

  // In order of position, title first.
  std::vector<Tag> Tags(const Findings& found, const FoldedField& title,
                        const FoldedField& body) const {
    std::vector<Mark> marks;
    const auto add = [&](const auto& mention, TagType type, const std::string& id,
                         float confidence) {
      marks.push_back({mention.in_title, mention.begin, mention.end, type, &id, confidence, false});
    };
    const std::vector<std::uint32_t>& subjects = found.subjects;
    for (const CountryMention& each : found.countries) {
      if (countries_.IsBody(each.country)) continue;
      add(each, TagType::kCountry, countries_.Code(each.country), each.confidence);
      marks.back().subject =
          std::find(subjects.begin(), subjects.end(), each.country) != subjects.end();
    }
    for (const StrategyMention& each : found.strategies) {
      add(each, TagType::kStrategy, gazetteer_.Strategies()[each.strategy].id, each.confidence);
    }
    const internal::GazetteerRules& rules = gazetteer_.Rules();
    for (const auto& each : found.organisations) {
      add(each, TagType::kOrganisation, rules.organisations[each.organisation].id, each.confidence);
    }
    for (const auto& each : found.topics) {
      add(each, TagType::kTopic, rules.topics[each.topic].id, each.weight);
    }
    std::stable_sort(marks.begin(), marks.end(), [](const Mark& a, const Mark& b) {
      return a.in_title != b.in_title ? a.in_title : a.begin < b.begin;
    });
    std::vector<Tag> tags;
    tags.reserve(marks.size());
    for (const Mark& mark : marks) tags.push_back(Make(mark.in_title ? title : body, mark));
    return tags;
  }

  Tag Make(const FoldedField& field, const Mark& mark) const {
    const auto [first, last] = field.folded.Span(mark.begin, mark.end);
    Tag tag;
    tag.type = mark.type;
    tag.canonical_id = *mark.id;
    tag.field = field.is_title ? TagField::kTitle : TagField::kBody;
    tag.begin = first;
    tag.end = last;
    tag.surface = std::string(field.text.substr(first, last - first));
    tag.rule_version = gazetteer_.Version();
    tag.confidence = mark.confidence;
    tag.subject = mark.subject;
    return tag;
  }

  // A body such as the EU owns strategies though it is no country.
  void AddBodies(const std::map<std::uint32_t, CountryScore>& scores,
                 std::vector<std::uint32_t>& reach) const {
    for (const auto& [country, each] : scores) {
      if (countries_.IsBody(country)) reach.push_back(country);
    }
  }

  // A strategy speaks for its country: a strategy named in the title or twice counts as much as
  // a country in the lead.
  void AddOwners(const std::vector<StrategyMention>& plans,
                 std::map<std::uint32_t, CountryScore>& scores) const {
    for (const StrategyMention& plan : plans) {
      const std::string& id = gazetteer_.Strategies()[plan.strategy].id;
      const std::uint32_t country = countries_.Number(id.substr(0, id.find(':')));
      const auto found = scores.find(country);
      if (found != scores.end()) found->second.score += plan.confidence;
    }
  }

  const Gazetteer& gazetteer_;
  CountryIndex countries_;
  internal::StrategyIndex strategies_;
  internal::OrganisationIndex organisations_;
  internal::TopicIndex topics_;
  internal::ClaimIndex claims_;
  internal::PeopleFinder people_;
  internal::PhraseBook phrases_;
  std::uint32_t strategy_topic_;
  std::uint32_t cooperation_topic_;
};

Tagger::Tagger(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Tagger::~Tagger() = default;

Result<std::unique_ptr<Tagger>> Tagger::Create(const Gazetteer& gazetteer) {
  if (gazetteer.Rules().countries.empty()) {
    return Fail(ErrorCode::kInvalid, "countries.tsv: no rows; a tagger needs the country rules");
  }
  return std::unique_ptr<Tagger>(new Tagger(std::make_unique<Impl>(gazetteer)));
}

std::vector<Tag> Tagger::Find(std::string_view title, std::string_view text,
                              std::string_view language) const {
  return impl_->Find(title, text, language, 0, nullptr);
}

TextFindings Tagger::Read(std::string_view title, std::string_view text, std::string_view language,
                          int year) const {
  TextFindings findings;
  findings.tags = impl_->Find(title, text, language, year, &findings);
  return findings;
}

std::vector<StrategyCandidate> Tagger::Candidates(std::string_view title, std::string_view text,
                                                  std::string_view language, int year) const {
  return impl_->Candidates(title, text, language, year);
}

}  // namespace stratwatch::pipeline
