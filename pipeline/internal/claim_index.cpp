#include "pipeline/internal/claim_index.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <optional>

#include "pipeline/internal/claim_reader.h"
#include "pipeline/internal/sentence.h"

namespace stratwatch::pipeline::internal {
namespace {

using namespace std::string_view_literals;

// A target is at most so far ahead ("2045", "2050").
constexpr int kTargetYearsMax = 60;
constexpr int kThaiCalendar = 543;
constexpr int kIranianCalendar = 621;
constexpr double kMillion = 1e6;
// From a sum to the same in another currency: " (about US$".
constexpr std::size_t kBracketUnitsMax = 16;
// A sum is given in at most so many currencies.
constexpr int kEqualSumsMax = 4;

struct Year {
  std::size_t begin = 0;
  std::size_t end = 0;
  int year = 0;
};

// A number with what was read of it.
struct Figure {
  Quantity quantity;
  std::optional<ClaimMention> claim;
};

std::optional<int> YearOf(const Quantity& quantity, std::string_view language) {
  if (!quantity.plain || quantity.value > 9999.0) return std::nullopt;
  const int value = static_cast<int>(quantity.value);
  if (value >= 1990 && value <= 2100) return value;
  if (value >= 2550 && value <= 2650) return value - kThaiCalendar;
  if (language.substr(0, 2) == "fa" && value >= 1390 && value <= 1450) {
    return value + kIranianCalendar;
  }
  return std::nullopt;
}

// "from 38,000 to 1,00,000 processors", "61 vs. 15".
bool IsRange(const FoldedText& folded, std::size_t end, std::size_t begin) {
  static constexpr std::array kWords = {u" to "sv,  u" a "sv,    u" bis "sv,  u" до "sv, u" на "sv,
                                        u" auf "sv, u" vs. "sv,  u" vs "sv,   u" al "sv, u" و"sv,
                                        u" إلى "sv, u" and "sv,  u"から"sv,   u"至"sv,   u"升至"sv,
                                        u" ad "sv,  u" naar "sv, u" para "sv, u" से "sv};
  if (begin < end || begin - end > 8) return false;
  const auto gap = std::u16string_view(folded.units).substr(end, begin - end);
  return std::find(kWords.begin(), kWords.end(), gap) != kWords.end();
}

// Whether nothing that could be counted follows: punctuation, or the end.
bool StandsAlone(const FoldedText& folded, std::size_t end) {
  if (end >= folded.units.size()) return true;
  const char16_t unit = folded.units[end];
  return unit == u'.' || unit == u',' || unit == u')' || unit == u';' || unit == u'\n' ||
         unit == u'。' || unit == u'،' || unit == u'।';
}

ClaimMention Inherit(const ClaimMention& from, const Quantity& quantity) {
  ClaimMention claim = from;
  claim.begin = quantity.begin;
  claim.end = quantity.end;
  claim.value = quantity.value;
  claim.target_year = 0;
  return claim;
}

// Numbers that leave their unit to a neighbour.
void InheritUnits(const FoldedText& folded, const ClaimReader& reader, std::vector<Figure>& figures,
                  std::string_view language) {
  for (std::size_t i = figures.size(); i-- > 0;) {
    Figure& figure = figures[i];
    if (figure.claim || i + 1 == figures.size() || !figures[i + 1].claim) continue;
    const Quantity& quantity = figure.quantity;
    const bool year = YearOf(quantity, language).has_value();
    if (!quantity.in_digits || year || reader.IsTime(quantity)) continue;
    if (IsRange(folded, quantity.end, figures[i + 1].claim->begin)) {
      figure.claim = Inherit(*figures[i + 1].claim, quantity);
    }
  }
  const ClaimMention* money = nullptr;
  for (std::size_t i = 0; i < figures.size(); ++i) {
    Figure& figure = figures[i];
    if (figure.claim && figure.claim->type == ClaimType::kMoney) money = &*figure.claim;
    if (figure.claim || YearOf(figure.quantity, language)) continue;
    const Quantity& quantity = figure.quantity;
    if (reader.IsTime(quantity)) continue;
    const Figure* before = i > 0 && figures[i - 1].claim ? &figures[i - 1] : nullptr;
    const bool near = before != nullptr && before->claim->end <= quantity.begin &&
                      (SameSentence(folded, before->claim->end, quantity.begin) ||
                       IsRange(folded, before->claim->end, quantity.begin));
    if (quantity.scaled && quantity.value >= kMillion) {
      if (near && before->quantity.scaled) {
        figure.claim = Inherit(*before->claim, quantity);
      } else if (money != nullptr) {
        figure.claim = Inherit(*money, quantity);
      }
    } else if (near && quantity.in_digits && StandsAlone(folded, quantity.end) &&
               (before->claim->type == ClaimType::kCount ||
                IsRange(folded, before->claim->end, quantity.begin))) {
      figure.claim = Inherit(*before->claim, quantity);
    }
  }
}

// The years of a text that may be targets: after the article's own, or said to be one.
std::vector<Year> TargetYears(const FigureWords& words, const ClaimScope& scope,
                              const std::vector<Figure>& figures) {
  std::vector<Year> years;
  auto name = scope.names.begin();  // The first that does not end before the figure.
  for (const Figure& figure : figures) {
    const Quantity& quantity = figure.quantity;
    const auto year = figure.claim ? std::nullopt : YearOf(quantity, scope.language);
    if (!year) continue;
    while (name != scope.names.end() && name->second <= quantity.begin) ++name;
    if (name != scope.names.end() && name->first <= quantity.begin) continue;
    bool target = scope.year != 0 && *year > scope.year && *year <= scope.year + kTargetYearsMax;
    if (scope.year == 0) {
      const std::size_t from = quantity.begin > 2 ? quantity.begin - 2 : 0;
      for (std::size_t at = from; at <= quantity.begin && !target; ++at) {
        target = words.Before(at, FigureKind::kTarget) != nullptr;
      }
      for (std::size_t at = quantity.end; at <= quantity.end + 4 && !target; ++at) {
        target = words.At(at, FigureKind::kTarget) != nullptr;
      }
    }
    if (target) years.push_back({quantity.begin, quantity.end, *year});
  }
  return years;
}

bool BeginsBefore(const ClaimMention& a, const ClaimMention& b) {
  return a.begin < b.begin;
}

// The first claim that begins at `at` or behind it.
std::vector<ClaimMention>::iterator FirstFrom(std::vector<ClaimMention>& claims, std::size_t at) {
  return std::lower_bound(
      claims.begin(), claims.end(), at,
      [](const ClaimMention& claim, std::size_t where) { return claim.begin < where; });
}

void Give(const Year& year, ClaimMention& claim) {
  if (claim.target_year == 0) claim.target_year = year.year;
}

// A year belongs to the last figure before it in its sentence ("23 billion by 2028"), and when
// that sum repeats one in another currency ("3500億円（約23億ドル）"), to both.
void GiveBefore(const FoldedText& folded, const Year& year, std::vector<ClaimMention>& claims) {
  auto after = FirstFrom(claims, year.end);
  if (after == claims.begin() || !SameSentence(folded, (after - 1)->end, year.begin)) return;
  --after;
  for (int sums = 0; sums < kEqualSumsMax; ++sums, --after) {
    Give(year, *after);
    if (after == claims.begin() || after->type != ClaimType::kMoney ||
        (after - 1)->type != ClaimType::kMoney ||
        after->begin - (after - 1)->end > kBracketUnitsMax) {
      return;
    }
  }
}

// … and to the figures that follow in the sentence, up to the next year ("by 2030, 500,000 young
// people and …"), where no year stands behind them.
void GiveAfter(const FoldedText& folded, const Year& year, std::size_t next_year,
               std::vector<ClaimMention>& claims) {
  for (auto claim = FirstFrom(claims, year.end); claim != claims.end(); ++claim) {
    if (claim->begin >= next_year || !SameSentence(folded, year.end, claim->begin)) return;
    Give(year, *claim);
  }
}

// The end of a period that begins when the article appears ("the plan for 2026-2030"): what such
// a plan states is to be reached by then. 0 when the text has none.
Year HorizonOf(const ClaimScope& scope, const std::vector<Figure>& figures) {
  if (scope.year == 0) return {};
  for (std::size_t i = 1; i < figures.size(); ++i) {
    const Quantity& from = figures[i - 1].quantity;
    const Quantity& to = figures[i].quantity;
    const auto first = YearOf(from, scope.language);
    const auto last = YearOf(to, scope.language);
    if (!first || !last || to.begin != from.end + 1 || *first != scope.year) continue;
    if (*last > *first && *last <= *first + kTargetYearsMax) return {to.begin, to.end, *last};
  }
  return {};
}

void AddOrdinals(const ClaimReader& reader, const FigureWords& words,
                 std::vector<ClaimMention>& claims) {
  std::vector<ClaimMention> ranks;
  std::size_t next = 0;  // The first claim that does not end before the word.
  for (const FigureWord& word : words.All()) {
    if (word.kind != FigureKind::kOrdinal) continue;
    while (next < claims.size() && claims[next].end <= word.begin) ++next;
    if (next < claims.size() && claims[next].begin < word.end) continue;
    if (!ranks.empty() && word.begin < ranks.back().end) continue;
    auto claim = reader.ReadOrdinal(word);
    if (claim) ranks.push_back(std::move(*claim));
  }
  const auto numbers = static_cast<std::ptrdiff_t>(claims.size());
  std::move(ranks.begin(), ranks.end(), std::back_inserter(claims));
  std::inplace_merge(claims.begin(), claims.begin() + numbers, claims.end(), BeginsBefore);
}

}  // namespace

std::vector<ClaimMention> ClaimIndex::Find(const FoldedField& body, const ClaimScope& scope) const {
  const FigureWords words = lexicon_.Words(body);
  const ClaimReader reader(body, words, scope);
  std::vector<Figure> figures;
  std::size_t free_from = 0;
  for (const Quantity& quantity : ReadQuantities(body, words, scope.language)) {
    if (quantity.begin < free_from) continue;
    figures.push_back({quantity, reader.Read(quantity)});
    if (figures.back().claim) free_from = figures.back().claim->end;
  }
  InheritUnits(body.folded, reader, figures, scope.language);
  const std::vector<Year> years = TargetYears(words, scope, figures);
  std::vector<ClaimMention> claims;
  for (Figure& figure : figures) {
    if (figure.claim) claims.push_back(std::move(*figure.claim));
  }
  // A word before its number may reach back over another claim.
  std::stable_sort(claims.begin(), claims.end(), BeginsBefore);
  AddOrdinals(reader, words, claims);
  for (const Year& year : years) GiveBefore(body.folded, year, claims);
  for (std::size_t i = 0; i < years.size(); ++i) {
    const std::size_t next = i + 1 < years.size() ? years[i + 1].begin : std::string::npos;
    GiveAfter(body.folded, years[i], next, claims);
  }
  const Year horizon = HorizonOf(scope, figures);
  for (ClaimMention& claim : claims) {
    if (horizon.year == 0 || claim.begin < horizon.end || claim.target_year != 0) continue;
    if (claim.type != ClaimType::kCapacity) claim.target_year = horizon.year;
  }
  return claims;
}

}  // namespace stratwatch::pipeline::internal
