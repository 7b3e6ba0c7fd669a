#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "parsers/language.h"

namespace stratwatch::parsers::internal {

// The scripts that tell something about a text's language before any statistics.
enum class Script : std::uint8_t {
  kLatin,
  kCyrillic,
  kArabic,
  kDevanagari,
  kHan,
  kKana,
  kHangul,
  kThai,
  kLao,
  kKhmer,
  kMyanmar,
  kHebrew,
  kGreek,
  kEthiopic,
  kArmenian,
  kGeorgian,
  kBengali,
  kGurmukhi,
  kGujarati,
  kOriya,
  kTamil,
  kTelugu,
  kKannada,
  kMalayalam,
  kSinhala,
  kTibetan,
  kOther,
  kCount,
};

struct ScriptCensus {
  std::array<std::uint32_t, static_cast<std::size_t>(Script::kCount)> counts{};
  std::uint32_t letters = 0;

  std::uint32_t Of(Script script) const { return counts[static_cast<std::size_t>(script)]; }
  double Share(Script script) const {
    return letters == 0 ? 0.0 : static_cast<double>(Of(script)) / letters;
  }
};

// Counts the letters of each script. Invalid UTF-8 counts as no letter.
ScriptCensus CountScripts(std::string_view utf8);

// The script of one code point; kCount for what is no letter.
Script ScriptOf(char32_t code_point);

// The language, where the script alone settles it (Thai, Korean, Japanese, Greek, Hebrew, …).
std::optional<LanguageGuess> LanguageOfScript(const ScriptCensus& census);

}  // namespace stratwatch::parsers::internal
