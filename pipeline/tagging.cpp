#include "pipeline/tagging.h"

#include <algorithm>
#include <map>

#include "pipeline/internal/country_index.h"
#include "pipeline/internal/gazetteer_rules.h"
#include "pipeline/internal/strategy_index.h"

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
      : gazetteer_(gazetteer),
        countries_(gazetteer.Rules()),
        strategies_(gazetteer.Rules(), countries_) {}

  std::vector<Tag> Find(std::string_view title, std::string_view text,
                        std::string_view language) const {
    const internal::MatchFolding& folding = *gazetteer_.Rules().folding;
    const FoldedField title_field{title, folding.Fold(title), true};
    const FoldedField body_field{text, folding.Fold(text), false};
    const auto mentions = countries_.Find(title_field, body_field, language);
    auto scores = ScoreCountries(mentions);
    std::vector<std::uint32_t> reach = RankSubjects(scores, countries_);
    AddBodies(scores, reach);
    if (reach.empty()) {
      const std::uint32_t home = countries_.HomeOf(language);
      if (home != CountryIndex::kNoCountry) reach.push_back(home);
    }
    const auto plans = strategies_.Find(title_field, body_field, language, mentions, reach);
    AddOwners(plans, scores);
    const std::vector<std::uint32_t> subjects = RankSubjects(scores, countries_);

    std::vector<Tag> tags;
    for (const CountryMention& mention : mentions) {
      if (countries_.IsBody(mention.country)) continue;
      Tag tag = Make(mention.in_title ? title_field : body_field, mention.begin, mention.end);
      tag.type = TagType::kCountry;
      tag.canonical_id = countries_.Code(mention.country);
      tag.confidence = mention.confidence;
      tag.subject = std::find(subjects.begin(), subjects.end(), mention.country) != subjects.end();
      tags.push_back(std::move(tag));
    }
    for (const StrategyMention& mention : plans) {
      Tag tag = Make(mention.in_title ? title_field : body_field, mention.begin, mention.end);
      tag.type = TagType::kStrategy;
      tag.canonical_id = gazetteer_.Strategies()[mention.strategy].id;
      tag.confidence = mention.confidence;
      tags.push_back(std::move(tag));
    }
    std::stable_sort(tags.begin(), tags.end(), [](const Tag& a, const Tag& b) {
      if (a.field != b.field) return a.field < b.field;
      return a.begin < b.begin;
    });
    return tags;
  }

 private:
  Tag Make(const FoldedField& field, std::size_t begin, std::size_t end) const {
    const auto [first, last] = field.folded.Span(begin, end);
    Tag tag;
    tag.field = field.is_title ? TagField::kTitle : TagField::kBody;
    tag.begin = first;
    tag.end = last;
    tag.surface = std::string(field.text.substr(first, last - first));
    tag.rule_version = gazetteer_.Version();
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
  return impl_->Find(title, text, language);
}

}  // namespace stratwatch::pipeline
