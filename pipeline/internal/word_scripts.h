#pragma once

#include <cstdint>
#include <string_view>

#include "pipeline/internal/folded_text.h"

namespace stratwatch::pipeline::internal {

// How names are told from other words.
enum class ScriptGroup : std::uint8_t {
  kCased,     // By their capitals.
  kAbjad,     // Arabic, Hebrew: by articles, given names and what stands around them.
  kIndic,     // Devanagari and its kin: by the postposition behind them.
  kEthiopic,  // Two words behind a title.
  kHangul,    // By surnames of one syllable.
  kDense,     // Han, kana, Thai: no spaces.
};
ScriptGroup ScriptGroupOf(CharKind kind);

// By BCP 47 language.
bool IsSlavic(std::string_view language);
bool IsGermanic(std::string_view language);  // Also English: "State Department", not "du".

// Of folded words.
bool IsConjunction(std::u16string_view word);       // "and"
bool IsArticle(std::u16string_view word);           // "the", not "of the"
bool IsPlacePreposition(std::u16string_view word);  // "in"
bool EndsAsAdjective(std::u16string_view word);     // Slavic: "национальный"
bool EndsAsGenitive(std::u16string_view word);      // Slavic: "безопасности"
bool HasArticle(std::u16string_view word);  // Arabic and Hebrew: "الرقمي", "החדשנות"
std::u16string_view WithoutParticle(std::u16string_view word);  // Korean: "장관은" → "장관"

}  // namespace stratwatch::pipeline::internal
