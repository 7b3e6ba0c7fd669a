#include "parsers/internal/date_text.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>

#include "parsers/internal/ascii.h"
#include "parsers/internal/utf8.h"

namespace stratwatch::parsers::internal {
namespace {

UScriptCode ScriptOfPoint(char32_t c) {
  UErrorCode status = U_ZERO_ERROR;
  return uscript_getScript(static_cast<UChar32>(c), &status);
}

bool AccentsAreVariants(UScriptCode script) {
  return script == USCRIPT_LATIN || script == USCRIPT_GREEK || script == USCRIPT_CYRILLIC ||
         script == USCRIPT_HEBREW || script == USCRIPT_ARABIC;
}

// Persian and Urdu keyboards type other code points for yeh and kaf; tatweel only stretches.
char32_t PlainLetter(char32_t c) {
  switch (c) {
    case 0x06CC:
    case 0x0649:
      return 0x064A;
    case 0x06A9:
      return 0x0643;
    case 0x0131:
      return U'i';  // Turkish dotless i, so that KASIM and Kasım are one.
    default:
      return c;
  }
}

bool IsDropped(char32_t c, UScriptCode base) {
  const int8_t type = u_charType(static_cast<UChar32>(c));
  if (type == U_FORMAT_CHAR || c == 0x0640) return true;
  // Nuktas: फ़रवरी and फरवरी, and their Bengali, Gurmukhi and Gujarati kin.
  if (c == 0x093C || c == 0x09BC || c == 0x0A3C || c == 0x0ABC) return true;
  return type == U_NON_SPACING_MARK && AccentsAreVariants(base);
}

icu::UnicodeString Normalized(const icu::UnicodeString& text, bool decompose) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* form = decompose ? icu::Normalizer2::getNFKDInstance(status)
                                           : icu::Normalizer2::getNFCInstance(status);
  icu::UnicodeString normal = form->normalize(text, status);
  return U_SUCCESS(status) ? normal : text;
}

// ASCII has neither compatibility forms nor marks: it is only lowered.
DateText FoldAscii(std::string_view ascii) {
  DateText text;
  text.cased.assign(ascii.begin(), ascii.end());
  text.folded.reserve(ascii.size());
  for (const char c : ascii) text.folded.push_back(static_cast<char32_t>(AsciiLower(c)));
  return text;
}

}  // namespace

DateText FoldDateText(std::string_view utf8) {
  if (SkipAscii(utf8, 0) == utf8.size()) return FoldAscii(utf8);
  const auto decomposed = Normalized(icu::UnicodeString::fromUTF8(icu::StringPiece(
                                         utf8.data(), static_cast<int32_t>(utf8.size()))),
                                     true);
  icu::UnicodeString kept;
  UScriptCode base = USCRIPT_COMMON;
  for (int32_t i = 0; i < decomposed.length(); i = decomposed.moveIndex32(i, 1)) {
    const char32_t c = static_cast<char32_t>(decomposed.char32At(i));
    if (IsDropped(c, base)) continue;
    const UScriptCode script = ScriptOfPoint(c);
    if (script != USCRIPT_INHERITED) base = script;
    const int32_t digit = u_charType(static_cast<UChar32>(c)) == U_DECIMAL_DIGIT_NUMBER
                              ? u_charDigitValue(static_cast<UChar32>(c))
                              : -1;
    kept.append(digit >= 0 ? static_cast<UChar32>(U'0') + digit
                           : static_cast<UChar32>(PlainLetter(c)));
  }
  const auto composed = Normalized(kept, false);
  DateText text;
  for (int32_t i = 0; i < composed.length(); i = composed.moveIndex32(i, 1)) {
    const UChar32 c = composed.char32At(i);
    text.cased += static_cast<char32_t>(c);
    text.folded += static_cast<char32_t>(u_foldCase(c, U_FOLD_CASE_DEFAULT));
  }
  return text;
}

bool IsLetterOrMark(char32_t c) {
  const auto mask = U_GET_GC_MASK(static_cast<UChar32>(c));
  return (mask & (U_GC_L_MASK | U_GC_M_MASK)) != 0;
}

bool IsUnspaced(char32_t c) {
  switch (ScriptOfPoint(c)) {
    case USCRIPT_THAI:
    case USCRIPT_LAO:
    case USCRIPT_KHMER:
    case USCRIPT_MYANMAR:
    case USCRIPT_TIBETAN:
    case USCRIPT_HAN:
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
      return true;
    default:
      return false;
  }
}

bool IsAbbreviationMark(char32_t c) {
  return c == U'.' || c == 0x0970 || c == 0x05F3 || c == 0x05F4 || c == U'\'' ||
         (c >= 0x2018 && c <= 0x2019) || (c >= 0x02BB && c <= 0x02BF);
}

}  // namespace stratwatch::parsers::internal
