#include "pipeline/internal/claim_index.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <optional>

#include "pipeline/internal/claim_reader.h"
#include "pipeline/internal/claim_years.h"
#include "pipeline/internal/sentence.h"

namespace stratwatch::pipeline::internal {
namespace {

using namespace std::string_view_literals;

constexpr int kThaiCalendar = 543;
constexpr int kIranianCalendar = 621;
constexpr double kMillion = 1e6;

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

// A year in two digits, as texts write the ones behind a full year: "2026-28", 2027年に…、30年に….
std::optional<int> ShortYearOf(const FoldedField& body, const Quantity& quantity,
                               std::string_view language, const StatedYear* before) {
  if (before == nullptr || !quantity.plain || quantity.end - quantity.begin != 2) {
    return std::nullopt;
  }
  const int year = before->year / 100 * 100 + static_cast<int>(quantity.value);
  if (year <= before->year) return std::nullopt;
  const auto rest = std::u16string_view(body.folded.units).substr(quantity.end);
  if (quantity.begin == before->end + 1) {
    // Dashes are folded to spaces, so the mark is looked at as it was written.
    const auto written = [&](std::size_t at) {
      return at < body.folded.units.size() ? body.text[body.folded.begin[at]] : ' ';
    };
    const bool joins = written(before->end) != ' ' && body.folded.units[before->end] != u',';
    const char next = written(quantity.end);
    const bool day = next == '-' || next == '/' || next == '.';  // 2026-11-30
    const bool ends = rest.size() < 2 || rest[0] != u'.' || rest[1] == u' ';
    return joins && (!day || (next == '.' && ends)) ? std::optional(year) : std::nullopt;
  }
  // Behind the year's word these tell a point in time; others, a span (30年間, 30年以内).
  static constexpr std::array kPoints = {u"年に"sv,   u"年まで"sv,    u"年末"sv,
                                         u"年度"sv,   u"年には"sv,    u"年、"sv,
                                         u"년까지"sv, u"년 말까지"sv, u"년 말"sv};
  const std::string_view primary = language.substr(0, language.find('-'));
  if (primary != "ja" && primary != "ko") return std::nullopt;
  const bool point = std::any_of(kPoints.begin(), kPoints.end(),
                                 [&](std::u16string_view each) { return rest.starts_with(each); });
  return point ? std::optional(year) : std::nullopt;
}

// The years of a text, and whether a word makes them targets.
std::vector<StatedYear> YearsOf(const FoldedField& body, const FigureWords& words,
                                const ClaimScope& scope, const std::vector<Figure>& figures) {
  std::vector<StatedYear> years;
  auto name = scope.names.begin();  // The first that does not end before the figure.
  for (const Figure& figure : figures) {
    const Quantity& quantity = figure.quantity;
    auto year = figure.claim ? std::nullopt : YearOf(quantity, scope.language);
    if (!year && !figure.claim) {
      year = ShortYearOf(body, quantity, scope.language, years.empty() ? nullptr : &years.back());
    }
    if (!year) continue;
    StatedYear stated{quantity.begin, quantity.end, *year, false, false};
    while (name != scope.names.end() && name->second <= quantity.begin) ++name;
    stated.in_name = name != scope.names.end() && name->first <= quantity.begin;
    const std::size_t from = quantity.begin > 2 ? quantity.begin - 2 : 0;
    for (std::size_t at = from; at <= quantity.begin && !stated.until; ++at) {
      stated.until = words.Before(at, FigureKind::kTarget) != nullptr;
    }
    for (std::size_t at = quantity.end; at <= quantity.end + 4 && !stated.until; ++at) {
      stated.until = words.At(at, FigureKind::kTarget) != nullptr;
    }
    years.push_back(stated);
  }
  if (scope.year == 0) return years;
  for (const FigureWord& word : words.All()) {
    if (word.kind != FigureKind::kDecade) continue;
    const int end = (scope.year / 10 + 1) * 10;
    years.push_back({word.begin, word.end, end, false, true});
  }
  std::stable_sort(years.begin(), years.end(),
                   [](const StatedYear& a, const StatedYear& b) { return a.begin < b.begin; });
  return years;
}

bool BeginsBefore(const ClaimMention& a, const ClaimMention& b) {
  return a.begin < b.begin;
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
  const std::vector<StatedYear> years = YearsOf(body, words, scope, figures);
  std::vector<ClaimMention> claims;
  for (Figure& figure : figures) {
    if (figure.claim) claims.push_back(std::move(*figure.claim));
  }
  // A word before its number may reach back over another claim.
  std::stable_sort(claims.begin(), claims.end(), BeginsBefore);
  AddOrdinals(reader, words, claims);
  GiveTargetYears(body.folded, words, scope, years, claims);
  return claims;
}

}  // namespace stratwatch::pipeline::internal
