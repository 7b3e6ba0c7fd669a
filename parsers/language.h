#pragma once

#include <string>
#include <string_view>

#include "model/error.h"

namespace stratwatch::parsers {

struct LanguageGuess {
  std::string tag = "und";  // BCP 47 primary subtag, with a script where it matters ("zh-Hant").
  float confidence = 0.0F;  // 0 … 1
};

struct LanguageHints {
  std::string markup_language;  // <html lang>, og:locale: a hint only.
  std::string top_level_domain;
};

// Tells the language of UTF-8 text by the text itself (CLD2, full tables).
// Threads: thread-safe.
LanguageGuess DetectLanguage(std::string_view text, const LanguageHints& hints = {});

// CLD2 silently uses small tables when it is linked wrongly: this detects a Yoruba and a Zulu
// sentence, which only the full tables know. Called once at start-up.
// Errors: kInvalid says what was detected instead.
Result<void> VerifyLanguageTables();

}  // namespace stratwatch::parsers
