#include "pipeline/internal/token_boundary.h"

#include <algorithm>
#include <array>

namespace stratwatch::pipeline::internal {
namespace {

using namespace std::string_view_literals;

// A word longer than this is no word: the walk to its end is bounded.
constexpr std::size_t kWordUnitsMax = 64;

// Conjunction, preposition and article, in the orders they occur. "لل" is "ل" + "ال" with the
// alef gone.
constexpr std::array kArabicPrefixes = {
    u"و"sv,   u"ف"sv,   u"ب"sv,    u"ل"sv,    u"ك"sv,   u"ال"sv,  u"وال"sv,
    u"فال"sv, u"بال"sv, u"كال"sv,  u"لل"sv,   u"وب"sv,  u"ول"sv,  u"وك"sv,
    u"فب"sv,  u"فل"sv,  u"وبال"sv, u"وكال"sv, u"ولل"sv, u"فلل"sv, u"فبال"sv};

// And, that, in, to, from, the, as: up to three of them ("ושב").
constexpr std::u16string_view kHebrewPrefixLetters = u"והבלמשכ";
constexpr std::size_t kHebrewPrefixMax = 3;

// Of, in, from, for, by, like, towards, about.
constexpr std::array kEthiopicPrefixes = {u"የ"sv,  u"በ"sv,   u"ከ"sv,  u"ለ"sv,
                                          u"ስለ"sv, u"እንደ"sv, u"ወደ"sv, u"እና"sv};

// Anti-, towards, in (of embassies and troops), pro-, now in; and the scales of numbers, which are
// written together with their currency ("5000억원").
constexpr std::array kHangulPrefixes = {u"대"sv, u"주"sv, u"재"sv, u"반"sv,   u"친"sv, u"전"sv,
                                        u"조"sv, u"억"sv, u"만"sv, u"천만"sv, u"천"sv};

// Particles, and nouns that are added to a name without a space. Not "어": that is the language.
constexpr std::array kHangulSuffixes = {
    u"은"sv,     u"는"sv,       u"이"sv,     u"가"sv,     u"을"sv,     u"를"sv,     u"의"sv,
    u"에"sv,     u"에서"sv,     u"에도"sv,   u"에는"sv,   u"에게"sv,   u"에선"sv,   u"와"sv,
    u"과"sv,     u"도"sv,       u"만"sv,     u"로"sv,     u"으로"sv,   u"부터"sv,   u"까지"sv,
    u"보다"sv,   u"처럼"sv,     u"이나"sv,   u"나"sv,     u"이라"sv,   u"이란"sv,   u"이며"sv,
    u"이고"sv,   u"인"sv,       u"인들"sv,   u"인이"sv,   u"인의"sv,   u"인은"sv,   u"정부"sv,
    u"측"sv,     u"측은"sv,     u"측이"sv,   u"산"sv,     u"계"sv,     u"내"sv,     u"식"sv,
    u"형"sv,     u"판"sv,       u"발"sv,     u"군"sv,     u"행"sv,     u"대사"sv,   u"기업"sv,
    u"이다"sv,   u"에만"sv,     u"과의"sv,   u"와의"sv,   u"과는"sv,   u"와는"sv,   u"에서는"sv,
    u"에서도"sv, u"으로부터"sv, u"로부터"sv, u"으로의"sv, u"이라는"sv, u"뿐"sv,     u"조차"sv,
    u"마저"sv,   u"이든"sv,     u"하고"sv,   u"랑"sv,     u"엔"sv,     u"선"sv,     u"대사관"sv,
    u"정부는"sv, u"정부가"sv,   u"정부의"sv, u"정부와"sv, u"기업이"sv, u"기업의"sv, u"기업은"sv,
    u"기업들"sv, u"국민"sv,     u"당국"sv,   u"당국은"sv, u"에서의"sv, u"에서만"sv, u"까지도"sv,
    u"원"sv,     u"원을"sv,     u"원의"sv,   u"원이"sv,   u"원으로"sv, u"원에"sv,   u"원은"sv,
    u"원과"sv,   u"달러"sv,     u"달러를"sv, u"달러의"sv, u"달러가"sv, u"달러에"sv, u"유로"sv,
    u"위안"sv,   u"여"sv,       u"만원"sv,   u"명"sv,     u"원이다"sv, u"달러다"sv, u"원대"sv};

template <typename List>
bool Contains(const List& list, std::u16string_view part) {
  return std::find(list.begin(), list.end(), part) != list.end();
}

}  // namespace

std::size_t WordEnd(const FoldedText& text, std::size_t at) {
  const std::size_t last = std::min(text.units.size(), at + kWordUnitsMax);
  while (at < last && !IsBoundary(text, at)) ++at;
  return at;
}

std::size_t WordBegin(const FoldedText& text, std::size_t at) {
  const std::size_t first = at > kWordUnitsMax ? at - kWordUnitsMax : 0;
  while (at > first && !IsBoundary(text, at)) --at;
  return at;
}

std::u16string_view PrefixBefore(const FoldedText& text, std::size_t at) {
  const std::size_t begin = WordBegin(text, at);
  return std::u16string_view(text.units).substr(begin, at - begin);
}

bool StartsWordAfterPrefix(const FoldedText& text, std::size_t at) {
  const CharKind kind = text.kinds[at];
  if (!MayJoinPrefixes(kind)) return false;
  const std::u16string_view prefix = PrefixBefore(text, at);
  switch (kind) {
    case kArabicKind:
      return Contains(kArabicPrefixes, prefix);
    case kEthiopicKind:
      return Contains(kEthiopicPrefixes, prefix);
    case kHangulKind:
      return Contains(kHangulPrefixes, prefix);
    default:
      return prefix.size() <= kHebrewPrefixMax &&
             prefix.find_first_not_of(kHebrewPrefixLetters) == std::u16string_view::npos;
  }
}

bool EndsWord(const FoldedText& text, std::size_t at) {
  if (IsBoundary(text, at)) return true;
  if (text.kinds[at] != kHangulKind && text.kinds[at] != kEthiopicKind) return false;
  const std::u16string_view rest =
      std::u16string_view(text.units).substr(at, WordEnd(text, at) - at);
  if (text.kinds[at] == kEthiopicKind) {  // Object, "too", "and", plural.
    return rest == u"ን" || rest == u"ም" || rest == u"ና" || rest == u"ው";
  }
  return Contains(kHangulSuffixes, rest);
}

}  // namespace stratwatch::pipeline::internal
