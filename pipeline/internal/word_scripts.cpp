#include "pipeline/internal/word_scripts.h"

#include <algorithm>
#include <array>

namespace stratwatch::pipeline::internal {
namespace {

using namespace std::string_view_literals;

template <std::size_t kCount>
bool Contains(const std::array<std::u16string_view, kCount>& list, std::u16string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

template <std::size_t kCount>
bool EndsWithAny(const std::array<std::u16string_view, kCount>& endings, std::u16string_view word) {
  return std::any_of(endings.begin(), endings.end(), [&](std::u16string_view ending) {
    return word.size() > ending.size() + 1 && word.substr(word.size() - ending.size()) == ending;
  });
}

bool StartsWith(std::u16string_view word, std::u16string_view prefix) {
  return word.size() > prefix.size() + 1 && word.substr(0, prefix.size()) == prefix;
}

}  // namespace

ScriptGroup ScriptGroupOf(CharKind kind) {
  switch (kind) {
    case kLatinKind:
    case kCyrillicKind:
    case kGreekKind:
      return ScriptGroup::kCased;
    case kArabicKind:
    case kHebrewKind:
      return ScriptGroup::kAbjad;
    case kEthiopicKind:
      return ScriptGroup::kEthiopic;
    case kHangulKind:
      return ScriptGroup::kHangul;
    case kKatakanaKind:
      return ScriptGroup::kDense;
    default:
      return kind >= kUnspacedScriptKind ? ScriptGroup::kDense : ScriptGroup::kIndic;
  }
}

bool IsSlavic(std::string_view language) {
  static constexpr std::array kSlavic = {"ru"sv, "uk"sv, "be"sv, "bg"sv, "pl"sv,
                                         "cs"sv, "sk"sv, "sr"sv, "hr"sv, "mk"sv};
  const std::string_view primary = language.substr(0, language.find('-'));
  return std::find(kSlavic.begin(), kSlavic.end(), primary) != kSlavic.end();
}

bool IsGermanic(std::string_view language) {
  static constexpr std::array kGermanic = {"en"sv, "de"sv, "nl"sv, "sv"sv, "da"sv, "no"sv, "nb"sv};
  const std::string_view primary = language.substr(0, language.find('-'));
  return std::find(kGermanic.begin(), kGermanic.end(), primary) != kGermanic.end();
}

bool IsConjunction(std::u16string_view word) {
  static constexpr std::array kWords = {u"and"sv, u"et"sv, u"y"sv, u"e"sv,  u"und"sv, u"en"sv,
                                        u"i"sv,   u"и"sv,  u"і"sv, u"й"sv,  u"та"sv,  u"ve"sv,
                                        u"dan"sv, u"na"sv, u"o"sv, u"va"sv, u"ed"sv,  u"oraz"sv};
  return Contains(kWords, word);
}

bool IsArticle(std::u16string_view word) {
  static constexpr std::array kWords = {u"the"sv, u"a"sv,   u"an"sv,  u"le"sv,  u"la"sv,  u"les"sv,
                                        u"el"sv,  u"los"sv, u"las"sv, u"il"sv,  u"lo"sv,  u"gli"sv,
                                        u"o"sv,   u"os"sv,  u"as"sv,  u"het"sv, u"die"sv, u"das"sv,
                                        u"dem"sv, u"den"sv, u"l"sv};
  return Contains(kWords, word);
}

bool IsPlacePreposition(std::u16string_view word) {
  static constexpr std::array kWords = {u"in"sv,   u"en"sv,  u"im"sv, u"em"sv, u"na"sv,
                                        u"no"sv,   u"nel"sv, u"at"sv, u"on"sv, u"to"sv,
                                        u"with"sv, u"в"sv,   u"на"sv, u"у"sv,  u"w"sv};
  return Contains(kWords, word);
}

bool EndsAsAdjective(std::u16string_view word) {
  static constexpr std::array kEndings = {
      u"ый"sv,     u"ий"sv,  u"ой"sv,   u"ая"sv,   u"яя"sv,   u"ое"sv,  u"ее"sv,
      u"ого"sv,    u"его"sv, u"ому"sv,  u"ему"sv,  u"ым"sv,   u"им"sv,  u"ои"sv,
      u"ую"sv,     u"ых"sv,  u"их"sv,   u"ыи"sv,   u"ии"sv,   u"на"sv,  u"не"sv,
      u"ноі"sv,    u"ної"sv, u"ному"sv, u"ська"sv, u"ське"sv, u"ний"sv, u"нии"sv,
      u"skiego"sv, u"ski"sv, u"ska"sv,  u"skie"sv, u"owy"sv,  u"owa"sv, u"owe"sv,
      u"ny"sv,     u"na"sv,  u"ne"sv,   u"nego"sv, u"wego"sv, u"nej"sv};
  return EndsWithAny(kEndings, word);
}

bool EndsAsGenitive(std::u16string_view word) {
  static constexpr std::array kEndings = {
      u"ия"sv,   u"ии"sv,  u"ости"sv, u"ства"sv, u"ов"sv,   u"еи"sv,   u"ам"sv,
      u"ям"sv,   u"ах"sv,  u"ки"sv,   u"ции"sv,  u"ения"sv, u"ання"sv, u"ення"sv,
      u"ості"sv, u"ції"sv, u"ціі"sv,  u"ів"sv,   u"ого"sv,  u"его"sv,  u"ои"sv,
      u"ых"sv,   u"их"sv,  u"ної"sv,  u"ноі"sv,  u"ania"sv, u"enia"sv, u"ości"sv,
      u"osci"sv, u"cji"sv, u"ych"sv,  u"ich"sv,  u"ego"sv,  u"ow"sv};
  return EndsWithAny(kEndings, word);
}

bool HasArticle(std::u16string_view word) {
  static constexpr std::array kArabic = {u"ال"sv, u"وال"sv, u"لل"sv, u"بال"sv, u"ولل"sv};
  static constexpr std::array kHebrew = {u"ה"sv, u"וה"sv, u"ל"sv, u"ול"sv};
  const auto begins = [&](std::u16string_view prefix) { return StartsWith(word, prefix); };
  return std::any_of(kArabic.begin(), kArabic.end(), begins) ||
         std::any_of(kHebrew.begin(), kHebrew.end(), begins);
}

std::u16string_view WithoutParticle(std::u16string_view word) {
  // Longer ones first.
  static constexpr std::array kParticles = {
      u"에서는"sv, u"에게는"sv, u"으로부터"sv, u"에서"sv, u"에게"sv, u"으로"sv, u"부터"sv,
      u"까지"sv,   u"에는"sv,   u"과의"sv,     u"와의"sv, u"이라"sv, u"은"sv,   u"는"sv,
      u"이"sv,     u"가"sv,     u"을"sv,       u"를"sv,   u"의"sv,   u"에"sv,   u"와"sv,
      u"과"sv,     u"도"sv,     u"로"sv,       u"만"sv,   u"측"sv};
  for (const std::u16string_view particle : kParticles) {
    if (word.size() > particle.size() + 1 &&
        word.substr(word.size() - particle.size()) == particle) {
      return word.substr(0, word.size() - particle.size());
    }
  }
  return word;
}

}  // namespace stratwatch::pipeline::internal
