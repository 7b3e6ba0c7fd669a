#include "pipeline/internal/claim_years.h"

#include <algorithm>
#include <array>
#include <limits>
#include <string_view>

#include "pipeline/internal/sentence.h"

namespace stratwatch::pipeline::internal {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kNoEnd = std::numeric_limits<std::size_t>::max();
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
constexpr std::size_t kHorizonUnitsMax = 1500;
// A word that says how a figure stands is in its clause, at most so far off.
constexpr std::size_t kStandingUnits = 40;
constexpr std::size_t kStandingUnitsDense = 14;
// What opens a sentence is said of its figures this far.
constexpr std::size_t kOpeningReach = 120;
// Words between a sum and the same in another currency: ", or roughly ".
constexpr int kEqualSumWordsMax = 2;

bool IsClauseMark(char16_t unit) {
  return unit == u',' || unit == u'،' || unit == u':' || unit == u'(' || unit == u'、' ||
         unit == u'，';
}

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
  YearGiver(const FoldedText& folded, const FigureWords& words, const ClaimScope& scope,
            std::vector<ClaimMention>& claims)
      : folded_(folded), words_(words), scope_(scope), claims_(claims) {}

  bool IsTarget(const StatedYear& year) const {
    if (scope_.year == 0) return year.until;
    return year.year > scope_.year && year.year <= scope_.year + kTargetYearsMax;
  }

  void GiveNear(const StatedYear& year, const StatedYear* next) {
    const std::size_t next_year = next != nullptr ? next->begin : kNoEnd;
    const auto behind = FirstFrom(claims_, year.end);
    const bool follows = behind != claims_.end() && behind->begin < next_year &&
                         SameSentence(folded_, year.end, behind->begin);
    if (follows && (PutsVerbLast(scope_.language) || OpensClause(year.begin))) {
      GiveBehind(year, next_year, true, next != nullptr && Closes(*next));
      return;
    }
    // A list may go on behind the year: "train 500 teachers by 2030, with a budget of $2 million".
    const bool given = GiveBefore(year);
    GiveBehind(year, next_year, !given, next != nullptr && Closes(*next));
  }

  void GiveHorizon(const StatedYear& year) {
    std::size_t at = year.end;
    int sentences = 0;
    for (auto claim = FirstFrom(claims_, year.end);
         claim != claims_.end() && claim->begin - year.end <= kHorizonUnitsMax; ++claim) {
      while (sentences <= kHorizonSentences && !SameSentence(folded_, at, claim->begin)) {
        at = NextSentence(at);
        ++sentences;
      }
      if (sentences > kHorizonSentences) return;
      if (IsGoal(*claim)) Give(year, claim);
    }
  }

  // Gives the horizon of the plan that the whole text is about to the figures from unit `from` on.
  void GiveToAll(int year, std::size_t from) {
    for (auto claim = FirstFrom(claims_, from); claim != claims_.end(); ++claim) {
      if (IsGoal(*claim)) Give(year, claim);
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

 private:
  void Give(const StatedYear& year, std::vector<ClaimMention>::iterator claim) {
    Give(year.year, claim);
  }

  void Give(int year, std::vector<ClaimMention>::iterator claim) {
    // "from 90th to 50th place by 2030": only the second is to be reached.
    const auto next = claim + 1;
    const bool from = claim->type == ClaimType::kRank && next != claims_.end() &&
                      next->type == ClaimType::kRank && next->begin >= claim->end &&
                      next->begin - claim->end <= kRankRangeUnitsMax &&
                      SameSentence(folded_, claim->end, next->begin);
    if (!from && claim->target_year == 0) claim->target_year = year;
  }

  // Whether the second sum says the first again in another currency: "3500億円（約23億ドル）",
  // "10 billion lira, roughly $220 million".
  bool IsSameSum(const ClaimMention& first, const ClaimMention& second) const {
    if (first.type != ClaimType::kMoney || second.type != ClaimType::kMoney ||
        first.unit == second.unit || second.begin < first.end ||
        second.begin - first.end > kBracketUnitsMax) {
      return false;
    }
    const auto gap = folded_.units.begin() + static_cast<std::ptrdiff_t>(first.end);
    return std::count(gap, gap + static_cast<std::ptrdiff_t>(second.begin - first.end), u' ') <=
           kEqualSumWordsMax + 1;
  }

  // The last figure before the year in its sentence, and the sums that it says again. False when
  // there is none.
  bool GiveBefore(const StatedYear& year) {
    auto after = FirstFrom(claims_, year.end);
    if (after == claims_.begin() || !SameSentence(folded_, (after - 1)->end, year.begin)) {
      return false;
    }
    --after;
    for (int sums = 0; sums < kEqualSumsMax; ++sums, --after) {
      Give(year, after);
      if (after == claims_.begin() || !IsSameSum(*(after - 1), *after)) break;
    }
    return true;
  }

  // `leave_last`: the last figure before the next year is that year's. `opens`: the year is said of
  // what follows, even if that is so each year ("by 2030 it trains 500 a year").
  void GiveBehind(const StatedYear& year, std::size_t next_year, bool opens, bool leave_last) {
    const auto first = FirstFrom(claims_, year.end);
    for (auto claim = first; claim != claims_.end() && claim->begin < next_year; ++claim) {
      if (!SameSentence(folded_, year.end, claim->begin)) break;
      const bool last = claim + 1 == claims_.end() || (claim + 1)->begin >= next_year;
      if (leave_last && last && claim != first) break;
      const bool said = opens && claim == first && InClause(year.end + 1, claim->begin);
      if (!said && Stands(*claim)) break;
      if (!opens && IsPrice(*claim)) break;
      Give(year, claim);
    }
  }

  // Whether the year belongs to the figure before it: "…, rising to 90 percent by 2030".
  bool Closes(const StatedYear& year) const {
    return year.until && !PutsVerbLast(scope_.language) && !OpensClause(year.begin);
  }

  // What a plan wants to reach: not how many measures it has, what a site can do, or what is.
  bool IsGoal(const ClaimMention& claim) const {
    return claim.type != ClaimType::kCapacity && claim.unit != "actions" && !IsPrice(claim) &&
           !Stands(claim);
  }

  // "a $250 million data centre": what one thing costs.
  bool IsPrice(const ClaimMention& claim) const {
    return claim.type == ClaimType::kMoney && scope_.language.substr(0, 2) == "en" &&
           claim.begin >= 3 &&
           std::u16string_view(folded_.units).substr(claim.begin - 3, 3) == u" a ";
  }

  bool Stands(const ClaimMention& claim) const {
    const bool dense = IsDense(folded_, claim.end > 0 ? claim.end - 1 : 0);
    const std::size_t near = dense ? kStandingUnitsDense : kStandingUnits;
    const std::size_t from = claim.begin > kOpeningReach ? claim.begin - kOpeningReach : 0;
    for (const FigureWord& word : words_.Between(from, claim.end + near)) {
      if (word.kind != FigureKind::kStanding) continue;
      // 5年間 is a span of time, 年間 alone is "each year".
      if (word.begin > 0 && folded_.kinds[word.begin - 1] == kDigitKind) continue;
      if (word.begin >= claim.end) {
        if (InClause(claim.end, word.begin)) return true;
      } else if (word.end <= claim.begin) {
        if (claim.begin - word.end <= near && InClause(word.end, claim.begin)) return true;
        if (OpensSentence(word.begin) && SameSentence(folded_, word.end, claim.begin)) return true;
      }
    }
    return false;
  }

  // "In the first two years, …": what opens a sentence is said of all of it.
  bool OpensSentence(std::size_t at) const {
    const std::size_t from = BackInSentence(folded_, at, kClauseOpeningUnits);
    return (from == 0 || at - from < kClauseOpeningUnits) && InClause(from, at);
  }

  bool InClause(std::size_t from, std::size_t to) const {
    if (from >= to) return true;
    for (std::size_t at = from; at < to; ++at) {
      if (IsClauseMark(folded_.units[at])) return false;
    }
    return SameSentence(folded_, from, to);
  }

  // Only a few words ("by", "until the end of") stand between the clause's begin and the year.
  bool OpensClause(std::size_t at) const {
    int words = 0;
    for (std::size_t back = 1; back <= kClauseOpeningUnits; ++back) {
      if (back > at) return true;
      const char16_t unit = folded_.units[at - back];
      if (IsClauseMark(unit) || !SameSentence(folded_, at - back, at - back + 1)) return true;
      if (unit == u' ' && ++words > kClauseOpeningWords) return false;
      if (folded_.kinds[at - back] == kDigitKind) return false;
    }
    return false;
  }

  std::size_t NextSentence(std::size_t at) const {
    at = AheadInSentence(folded_, at, kHorizonUnitsMax);
    // The space, or the line feed of a paragraph, behind a full stop ends the same sentence.
    while (at < folded_.units.size() && folded_.kinds[at] == kOtherKind) ++at;
    return at;
  }

  const FoldedText& folded_;
  const FigureWords& words_;
  const ClaimScope& scope_;
  std::vector<ClaimMention>& claims_;
};

// What joins the two years of a period: "2026-2030", "from 2026 to 2030", 2026年から2030年まで.
bool JoinsPeriod(std::u16string_view gap) {
  static constexpr std::array kJoints = {
      u" - "sv,   u" – "sv,      u" to "sv,     u" a "sv,    u" al "sv,     u" à "sv,   u" bis "sv,
      u" tot "sv, u" do "sv,     u" до "sv,     u" по "sv,   u" إلى "sv,    u" تا "sv,  u" עד "sv,
      u" से "sv,   u" hingga "sv, u" sampai "sv, u" hadi "sv, u" đến "sv,    u" እስከ "sv, u"年至"sv,
      u"年到"sv,  u"年から"sv,   u"년부터 "sv,  u"년~"sv,    u" through "sv};
  // Whatever single mark stands between two years is a dash of some kind.
  return gap.size() == 1 || std::find(kJoints.begin(), kJoints.end(), gap) != kJoints.end();
}

// The end of a period that begins when the article appears.
const StatedYear* PeriodEnd(const FoldedText& folded, const ClaimScope& scope,
                            const std::vector<StatedYear>& years) {
  if (scope.year == 0) return nullptr;
  for (std::size_t i = 1; i < years.size(); ++i) {
    const StatedYear& from = years[i - 1];
    const StatedYear& to = years[i];
    if (from.year == scope.year && to.year > from.year && to.year <= from.year + kTargetYearsMax &&
        to.begin > from.end &&
        JoinsPeriod(std::u16string_view(folded.units).substr(from.end, to.begin - from.end))) {
      return &to;
    }
  }
  return nullptr;
}

// The one year ahead in a title that speaks of a plan, or 0.
int TitleHorizon(const YearGiver& giver, const ClaimScope& scope) {
  int horizon = 0;
  for (const int year : scope.title_years) {
    StatedYear stated;
    stated.year = year;
    stated.until = true;
    if (!giver.IsTarget(stated)) continue;
    if (horizon != 0 && horizon != year) return 0;
    horizon = year;
  }
  return horizon;
}

// Where several years ahead are spoken of, the figures of other sentences may be of any of them.
bool HaveOneYear(const std::vector<const StatedYear*>& targets, int title_year) {
  const int year = title_year != 0 || targets.empty() ? title_year : targets.front()->year;
  return std::all_of(targets.begin(), targets.end(),
                     [year](const StatedYear* each) { return each->year == year; });
}

}  // namespace

void GiveTargetYears(const FoldedText& folded, const FigureWords& words, const ClaimScope& scope,
                     const std::vector<StatedYear>& years, std::vector<ClaimMention>& claims) {
  if (claims.empty()) return;
  YearGiver giver(folded, words, scope, claims);
  std::vector<const StatedYear*> targets;
  for (const StatedYear& year : years) {
    if (giver.IsTarget(year) && (!year.in_name || year.until)) targets.push_back(&year);
  }
  for (std::size_t i = 0; i < targets.size(); ++i) {
    const StatedYear* next = i + 1 < targets.size() ? targets[i + 1] : nullptr;
    if (!targets[i]->in_name) giver.GiveNear(*targets[i], next);
  }
  const int title_year = TitleHorizon(giver, scope);
  if (!HaveOneYear(targets, title_year)) return;
  for (const StatedYear* year : targets) {
    if (giver.IsOfPlan(*year)) giver.GiveHorizon(*year);
  }
  if (const StatedYear* period = PeriodEnd(folded, scope, years))
    giver.GiveToAll(period->year, period->end);
  if (title_year != 0) giver.GiveToAll(title_year, 0);
}

}  // namespace stratwatch::pipeline::internal
