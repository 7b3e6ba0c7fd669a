#include "store/internal/folding.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

#include <cstring>

namespace stratwatch::store {
namespace {

// They make another kana of one: が is not か.
constexpr UChar32 kVoicingMark = 0x3099;
constexpr UChar32 kSemiVoicingMark = 0x309A;

UScriptCode ScriptOf(UChar32 character) {
  UErrorCode status = U_ZERO_ERROR;
  const UScriptCode script = uscript_getScript(character, &status);
  return U_SUCCESS(status) ? script : USCRIPT_UNKNOWN;
}

bool IsMark(UChar32 character) {
  return (U_GET_GC_MASK(character) & (U_GC_MN_MASK | U_GC_MC_MASK | U_GC_ME_MASK)) != 0;
}

bool IsWordCharacter(UChar32 character) {
  return (U_GET_GC_MASK(character) &
          (U_GC_L_MASK | U_GC_M_MASK | U_GC_ND_MASK | U_GC_NL_MASK | U_GC_NO_MASK)) != 0;
}

// The Katakana middle dot separates words; the length mark and 々 belong to them.
bool IsPairIndexed(UChar32 character, UScriptCode script) {
  if (character == 0x30FB || character == 0xFF65) return false;
  if (character == 0x3005 || character == 0x3007 || character == 0x30FC || character == 0xFF70) {
    return true;
  }
  if (!IsWordCharacter(character)) return false;
  return script == USCRIPT_HAN || script == USCRIPT_HIRAGANA || script == USCRIPT_KATAKANA ||
         script == USCRIPT_HANGUL || script == USCRIPT_BOPOMOFO || script == USCRIPT_YI;
}

// Thai, Lao, Khmer, Burmese and their neighbours: UAX 14 leaves their words to dictionaries.
bool IsUnspacedAlphabet(UChar32 character) {
  return IsWordCharacter(character) &&
         u_getIntPropertyValue(character, UCHAR_LINE_BREAK) == U_LB_COMPLEX_CONTEXT;
}

bool IsInvisible(UChar32 character) {
  if (character == 0x200B) return false;  // Zero-width space: a word boundary in Khmer and Thai.
  if (character == 0x0640) return true;   // Tatweel only stretches a word.
  return u_charType(character) == U_FORMAT_CHAR ||
         u_hasBinaryProperty(character, UCHAR_VARIATION_SELECTOR);
}

CharacterKind KindOf(UChar32 character) {
  if (IsInvisible(character)) return CharacterKind::kInvisible;
  // Apostrophe letters (Hawaiian, Uzbek, Ukrainian) are typed as quotation marks half of the
  // time: both end a word, and a word with one is searched as a phrase of its halves.
  if (character >= 0x02B9 && character <= 0x02BF) return CharacterKind::kSeparator;
  const UScriptCode script = ScriptOf(character);
  if (IsPairIndexed(character, script)) return CharacterKind::kPaired;
  if (IsUnspacedAlphabet(character)) {
    return IsMark(character) ? CharacterKind::kPairedMark : CharacterKind::kPaired;
  }
  if (!IsWordCharacter(character)) return CharacterKind::kSeparator;
  if (script == USCRIPT_HEBREW) return CharacterKind::kHebrew;
  return CharacterKind::kWord;
}

// Ethiopic letters that one language of today writes for one sound; rows of seven or eight orders.
UChar32 JoinEthiopic(UChar32 character) {
  struct Row {
    UChar32 from;
    UChar32 to;
    UChar32 size;
  };
  constexpr Row kRows[] = {
      {0x1210, 0x1200, 7}, {0x1280, 0x1200, 7}, {0x1220, 0x1230, 8},
      {0x12D0, 0x12A0, 7}, {0x1340, 0x1338, 8},
  };
  for (const Row& row : kRows) {
    if (character >= row.from && character < row.from + row.size) {
      character = row.to + (character - row.from);
    }
  }
  if (character == 0x1203) return 0x1200;  // ሃ and ሀ, ኣ and አ: first and fourth order alike.
  if (character == 0x12A3) return 0x12A0;
  return character;
}

UChar32 JoinLetter(UChar32 character) {
  switch (character) {
    case 0x0131:
      return 'i';  // ı
    case 0x00F8:
      return 'o';  // ø
    case 0x0142:
      return 'l';  // ł
    case 0x0111:
      return 'd';  // đ
    case 0x0127:
      return 'h';  // ħ
    case 0x0649:
      return 0x064A;  // ى
    case 0x06CC:
      return 0x064A;  // ی
    case 0x06A9:
      return 0x0643;  // ک
    case 0x0629:
      return 0x0647;  // ة
    case 0x06C1:
      return 0x0647;  // ہ
    case 0x0901:
      return 0x0902;  // candrabindu
    default:
      return JoinEthiopic(character);
  }
}

bool DropsMarks(UScriptCode script) {
  return script == USCRIPT_LATIN || script == USCRIPT_GREEK || script == USCRIPT_CYRILLIC ||
         script == USCRIPT_ARABIC || script == USCRIPT_HEBREW;
}

// `decomposed` is one folded character's canonical decomposition.
void AppendJoined(icu::UnicodeString& out, UChar32 character, UScriptCode script) {
  if (character == 0x093C) return;  // Nukta.
  if (character == 0x00E6) {        // æ
    out.append(u"ae", 2);
    return;
  }
  if (character == 0x0153) {  // œ
    out.append(u"oe", 2);
    return;
  }
  if (IsMark(character) && character != kVoicingMark && character != kSemiVoicingMark) {
    const bool stands_alone = script == USCRIPT_INHERITED;  // Not composed with any letter.
    if (stands_alone || DropsMarks(script) || DropsMarks(ScriptOf(character))) return;
  }
  const int digit =
      u_charType(character) == U_DECIMAL_DIGIT_NUMBER ? u_charDigitValue(character) : -1;
  if (digit >= 0) {
    out.append(static_cast<UChar32>('0' + digit));
  } else if (IsWordCharacter(character)) {
    out.append(JoinLetter(character));
  }
}

icu::UnicodeString Fold(UChar32 character) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* const casefold = icu::Normalizer2::getNFKCCasefoldInstance(status);
  const icu::Normalizer2* const canonical = icu::Normalizer2::getNFDInstance(status);
  icu::UnicodeString out;
  if (U_FAILURE(status)) return out;
  const icu::UnicodeString folded = casefold->normalize(icu::UnicodeString(character), status);
  if (character == 0x0439 || character == 0x0419) return icu::UnicodeString(UChar32{0x0439});  // й
  const icu::UnicodeString decomposed = canonical->normalize(folded, status);
  if (U_FAILURE(status)) return out;
  for (std::int32_t i = 0; i < decomposed.length();) {
    const UChar32 each = decomposed.char32At(i);
    AppendJoined(out, each, ScriptOf(character));
    i += U16_LENGTH(each);
  }
  // Hangul syllables were taken apart; only Latin and its like are to lose their marks.
  return icu::Normalizer2::getNFCInstance(status)->normalize(out, status);
}

FoldedCharacter Describe(UChar32 character) {
  FoldedCharacter folded;
  folded.kind = KindOf(character);
  if (folded.kind == CharacterKind::kSeparator || folded.kind == CharacterKind::kInvisible) {
    return folded;
  }
  const icu::UnicodeString text = Fold(character);
  for (std::int32_t i = 0; i < text.length();) {
    const UChar32 each = text.char32At(i);
    i += U16_LENGTH(each);
    std::int32_t size = folded.size;
    if (size + U8_LENGTH(each) > static_cast<std::int32_t>(folded.bytes.size())) break;
    auto* const bytes = reinterpret_cast<std::uint8_t*>(folded.bytes.data());
    U8_APPEND_UNSAFE(bytes, size, each);
    folded.size = static_cast<std::uint8_t>(size);
  }
  return folded;
}

}  // namespace

Folding::Folding() : pages_(std::make_unique<std::array<std::atomic<const Page*>, kPages>>()) {
  for (auto& page : *pages_) page.store(nullptr, std::memory_order_relaxed);
}

Folding::~Folding() {
  for (auto& page : *pages_) {
    const std::unique_ptr<const Page> owned(page.load(std::memory_order_relaxed));
  }
}

const Folding::Page& Folding::Load(std::size_t page) const {
  auto loaded = std::make_unique<Page>();
  for (std::size_t i = 0; i < kPageSize; ++i) {
    (*loaded)[i] = Describe(static_cast<UChar32>(page * kPageSize + i));
  }
  // Two threads may compute one page; the first one's stays.
  const Page* expected = nullptr;
  if ((*pages_)[page].compare_exchange_strong(expected, loaded.get(), std::memory_order_acq_rel)) {
    return *loaded.release();
  }
  return *expected;
}

const FoldedCharacter& Folding::Of(char32_t character) const {
  static constexpr FoldedCharacter kNoCharacter;
  if (character >= 0x110000) return kNoCharacter;
  const std::size_t number = character / kPageSize;
  const Page* const page = (*pages_)[number].load(std::memory_order_acquire);
  return (page != nullptr ? *page : Load(number))[character % kPageSize];
}

}  // namespace stratwatch::store
