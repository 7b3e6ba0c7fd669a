#include "pipeline/internal/claim_years.h"

#include <algorithm>
#include <array>
#include <limits>
#include <string_view>

#include "pipeline/internal/sentence.h"

namespace stratwatch::pipeline::internal {
namespace {

using namespace std::string_view_literals;

// A target is at most so far ahead ("2045", "2050").
constexpr int kTargetYearsMax = 60;
// From a sum to the same in another currency: " (about US$".
constexpr std::size_t kBracketUnitsMax = 16;
constexpr int kEqualSumsMax = 4;
// From a rank to the one it is to become: "from 90th to 50th".
constexpr std::size_t kRankRangeUnitsMax = 16;
// From a clause's begin to its year: "d'ici à la fin de 2030".
constexpr std::size_t kClauseOpeningUnits = 22;
constexpr int kClauseOpeningWords = 4;
// A plan's horizon is spoken of beside its name, and what it wants in the next sentences.
constexpr std::size_t kPlanReachUnits = 90;
constexpr std::size_t kPlanUnitsMax = 200;  // No plan's name is longer.
constexpr int kHorizonSentences = 2;

bool PutsVerbLast(std::string_view language) {
  static constexpr std::array kLanguages = {"zh"sv, "ja"sv, "ko"sv, "hi"sv, "tr"sv};
  const std::string_view primary = language.substr(0, language.find('-'));
  return std::find(kLanguages.begin(), kLanguages.end(), primary) != kLanguages.end();
}

std::vector<ClaimMention>::iterator FirstFrom(std::vector<ClaimMention>& claims, std::size_t at) {
  return std::lower_bound(
      claims.begin(), claims.end(), at,
      [](const ClaimMention& claim, std::size_t where) { return claim.begin < where; });
}

class YearGiver {
 public:
  YearGiver(const FoldedText& folded, const ClaimScope& scope, std::vector<ClaimMention>& claims)
      : folded_(folded), scope_(scope), claims_(claims) {}

  bool IsTarget(const StatedYear& year) const {
    if (scope_.year == 0) return year.until;
    return year.year > scope_.year && year.year <= scope_.year + kTargetYearsMax;
  }

  void GiveNear(const StatedYear& year, std::size_t next_year) {
    const auto behind = FirstFrom(claims_, year.end);
    const bool follows = behind != claims_.end() && behind->begin < next_year &&
                         SameSentence(folded_, year.end, behind->begin);
    if (follows && (PutsVerbLast(scope_.language) || OpensClause(year.begin))) {
      GiveBehind(year, next_year);
      return;
    }
    // A list may go on behind the year: "train 500 teachers by 2030, with a budget of $2 million".
    GiveBefore(year);
    GiveBehind(year, next_year);
  }

  void GiveHorizon(const StatedYear& year, std::size_t next_year) {
    std::size_t at = year.end;
    int sentences = 0;
    for (auto claim = FirstFrom(claims_, year.end);
         claim != claims_.end() && claim->begin < next_year; ++claim) {
      while (sentences <= kHorizonSentences && !SameSentence(folded_, at, claim->begin)) {
        at = NextSentence(at);
        ++sentences;
      }
      if (sentences > kHorizonSentences) return;
      if (claim->type != ClaimType::kCapacity) Give(year, claim);
    }
  }

  bool IsOfPlan(const StatedYear& year) const {
    const std::size_t reach = kPlanReachUnits + kPlanUnitsMax;
    const std::pair<std::size_t, std::size_t> from{year.begin > reach ? year.begin - reach : 0, 0};
    const std::pair<std::size_t, std::size_t> to{year.end + kPlanReachUnits, 0};
    const auto first_plan = std::lower_bound(scope_.plans.begin(), scope_.plans.end(), from);
    const auto last_plan = std::lower_bound(first_plan, scope_.plans.end(), to);
    return std::any_of(first_plan, last_plan, [&](const auto& plan) {
      if (plan.first <= year.begin && year.end <= plan.second) return year.until;
      const std::size_t first = std::min(plan.second, year.end);
      const std::size_t last = std::max(plan.first, year.begin);
      return last >= first && last - first <= kPlanReachUnits &&
             SameSentence(folded_, first, last) &&
             FirstFrom(claims_, first) == FirstFrom(claims_, last);
    });
  }

  // The plan's own period: "the plan for 2026-2030".
  void GivePeriod(const StatedYear& to) {
    for (auto claim = FirstFrom(claims_, to.end); claim != claims_.end(); ++claim) {
      if (claim->type != ClaimType::kCapacity) Give(to, claim);
    }
  }

 private:
  void Give(const StatedYear& year, std::vector<ClaimMention>::iterator claim) {
    // "from 90th to 50th place by 2030": only the second is to be reached.
    const auto next = claim + 1;
    const bool from = claim->type == ClaimType::kRank && next != claims_.end() &&
                      next->type == ClaimType::kRank && next->begin >= claim->end &&
                      next->begin - claim->end <= kRankRangeUnitsMax &&
                      SameSentence(folded_, claim->end, next->begin);
    if (!from && claim->target_year == 0) claim->target_year = year.year;
  }

  // The last figure before the year in its sentence, and when that sum repeats one in another
  // currency ("3500億円（約23億ドル）"), both.
  void GiveBefore(const StatedYear& year) {
    auto after = FirstFrom(claims_, year.end);
    if (after == claims_.begin() || !SameSentence(folded_, (after - 1)->end, year.begin)) {
      return;
    }
    --after;
    for (int sums = 0; sums < kEqualSumsMax; ++sums, --after) {
      Give(year, after);
      if (after == claims_.begin() || after->type != ClaimType::kMoney ||
          (after - 1)->type != ClaimType::kMoney ||
          after->begin - (after - 1)->end > kBracketUnitsMax) {
        break;
      }
    }
  }

  void GiveBehind(const StatedYear& year, std::size_t next_year) {
    for (auto claim = FirstFrom(claims_, year.end);
         claim != claims_.end() && claim->begin < next_year; ++claim) {
      if (!SameSentence(folded_, year.end, claim->begin)) break;
      Give(year, claim);
    }
  }

  // Only a few words ("by", "until the end of") stand between the clause's begin and the year.
  bool OpensClause(std::size_t at) const {
    int words = 0;
    for (std::size_t back = 1; back <= kClauseOpeningUnits; ++back) {
      if (back > at) return true;
      const char16_t unit = folded_.units[at - back];
      if (unit == u',' || unit == u'،' || unit == u':' || unit == u'(' || unit == u'、' ||
          unit == u'，' || !SameSentence(folded_, at - back, at - back + 1)) {
        return true;
      }
      if (unit == u' ' && ++words > kClauseOpeningWords) return false;
      if (folded_.kinds[at - back] == kDigitKind) return false;
    }
    return false;
  }

  std::size_t NextSentence(std::size_t at) const {
    while (at < folded_.units.size() && SameSentence(folded_, at, at + 1)) ++at;
    // The space, or the line feed of a paragraph, behind a full stop ends the same sentence.
    while (at < folded_.units.size() && folded_.kinds[at] == kOtherKind) ++at;
    return at;
  }

  const FoldedText& folded_;
  const ClaimScope& scope_;
  std::vector<ClaimMention>& claims_;
};

// The end of a period that begins when the article appears.
const StatedYear* PeriodEnd(const ClaimScope& scope, const std::vector<StatedYear>& years) {
  if (scope.year == 0) return nullptr;
  for (std::size_t i = 1; i < years.size(); ++i) {
    const StatedYear& from = years[i - 1];
    const StatedYear& to = years[i];
    if (to.begin == from.end + 1 && from.year == scope.year && to.year > from.year &&
        to.year <= from.year + kTargetYearsMax) {
      return &to;
    }
  }
  return nullptr;
}

}  // namespace

void GiveTargetYears(const FoldedText& folded, const ClaimScope& scope,
                     const std::vector<StatedYear>& years, std::vector<ClaimMention>& claims) {
  if (claims.empty() || years.empty()) return;
  YearGiver giver(folded, scope, claims);
  std::vector<const StatedYear*> targets;
  for (const StatedYear& year : years) {
    if (giver.IsTarget(year) && (!year.in_name || year.until)) targets.push_back(&year);
  }
  const auto next_of = [&](std::size_t i) {
    return i + 1 < targets.size() ? targets[i + 1]->begin : std::numeric_limits<std::size_t>::max();
  };
  std::vector<std::size_t> horizons;
  for (std::size_t i = 0; i < targets.size(); ++i) {
    const StatedYear& year = *targets[i];
    if (!year.in_name) giver.GiveNear(year, next_of(i));
    if (giver.IsOfPlan(year)) horizons.push_back(i);
  }
  for (const std::size_t i : horizons) giver.GiveHorizon(*targets[i], next_of(i));
  if (const StatedYear* period = PeriodEnd(scope, years)) giver.GivePeriod(*period);
}

}  // namespace stratwatch::pipeline::internal
