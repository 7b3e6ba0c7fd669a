#include "pipeline/internal/dense_words.h"

#include <algorithm>
#include <string_view>

#include "pipeline/internal/word_scripts.h"

namespace stratwatch::pipeline::internal {
namespace {

// The longest word of offices in people.tsv: ดิจิทัล… aside, 経済安全保障.
constexpr std::size_t kOfficeUnitsMax = 8;
// The longest name of a country in Han or kana: アラブ首長国連邦, 圣文森特和格林纳丁斯.
constexpr std::size_t kCountryUnitsMax = 16;

}  // namespace

std::size_t DenseOfficeBefore(const PeopleText& text, std::size_t at) {
  for (std::size_t size = std::min(at, kOfficeUnitsMax); size > 0; --size) {
    if (text.words().Has(PeopleWordKind::kPortfolio, text.Units(at - size, at))) return size;
  }
  std::size_t longest = 0;
  const auto& countries = text.field().matches.Of(PhraseFamily::kCountry);
  const std::size_t from = at > kCountryUnitsMax ? at - kCountryUnitsMax : 0;
  auto match = std::lower_bound(
      countries.begin(), countries.end(), from,
      [](const PhraseMatch& each, std::size_t where) { return each.begin < where; });
  for (; match != countries.end() && match->begin < at; ++match) {
    if (match->end == at) longest = std::max(longest, match->end - match->begin);
  }
  return longest;
}

bool IsDenseBreak(const PeopleText& text, std::size_t at) {
  static constexpr std::u16string_view kBreaks =
      u"的在由从对了与和及向于被把将让给是为以并、はがをにのとでもへや";
  const char16_t unit = text.folded().units[at];
  return ScriptGroupOf(text.folded().kinds[at]) != ScriptGroup::kDense ||
         kBreaks.find(unit) != std::u16string_view::npos;
}

std::size_t DenseRunBefore(const PeopleText& text, std::size_t at, std::size_t limit) {
  std::size_t length = 0;
  const auto is_name = [&](std::size_t unit) {
    const bool hiragana = text.folded().units[unit] >= 0x3040 && text.folded().units[unit] < 0x30A0;
    return !hiragana && !IsDenseBreak(text, unit);
  };
  while (length < limit && length < at && is_name(at - length - 1)) ++length;
  return length;
}

std::size_t DenseFormLength(const PeopleText& text, PeopleWordKind kind, std::size_t at) {
  const std::u16string_view rest = std::u16string_view(text.folded().units).substr(at);
  std::size_t longest = 0;
  for (const std::u16string& form : text.words().Forms(kind)) {
    if (form.size() > longest && rest.substr(0, form.size()) == form) longest = form.size();
  }
  return longest;
}

bool IsDenseFormAt(const PeopleText& text, PeopleWordKind kind, std::size_t at) {
  return DenseFormLength(text, kind, at) > 0;
}

}  // namespace stratwatch::pipeline::internal
