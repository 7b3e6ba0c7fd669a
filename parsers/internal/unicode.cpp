#include "parsers/internal/unicode.h"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/ucnv.h>
#include <unicode/unorm2.h>

#include <array>
#include <memory>
#include <vector>

#include "parsers/internal/ascii.h"
#include "parsers/internal/utf8.h"

namespace stratwatch::parsers::internal {

namespace {

// What the quick check (UAX 15, section 9) asks of a code point of the basic plane: its canonical
// combining class, or that it may not stand in NFC text, or not behind every other.
class NfcTable {
 public:
  static constexpr std::uint8_t kUnsure = 255;  // No combining class is as high.

  NfcTable() : of_(0x10000) {
    for (char32_t c = 0; c < of_.size(); ++c) of_[c] = Ask(c);
  }

  std::uint8_t Of(char32_t c) const { return c < of_.size() ? of_[c] : Ask(c); }

 private:
  static std::uint8_t Ask(char32_t c) {
    const auto point = static_cast<UChar32>(c);
    const bool yes = u_getIntPropertyValue(point, UCHAR_NFC_QUICK_CHECK) == UNORM_YES;
    return yes ? u_getCombiningClass(point) : kUnsure;
  }

  std::vector<std::uint8_t> of_;
};

// Is the text surely NFC? Pages nearly always are, and most of their bytes are ASCII markup: this
// costs a fraction of what ICU's own check does.
bool IsSurelyNfc(std::string_view utf8) {
  static const NfcTable kTable;
  std::uint8_t last_class = 0;
  for (std::size_t at = 0; at < utf8.size();) {
    const std::size_t ascii_end = SkipAscii(utf8, at);
    if (ascii_end > at) last_class = 0;
    at = ascii_end;
    if (at == utf8.size()) break;
    const std::uint8_t own_class = kTable.Of(NextCodePoint(utf8, at));
    if (own_class == NfcTable::kUnsure) return false;
    if (own_class != 0 && own_class < last_class) return false;
    last_class = own_class;
  }
  return true;
}

// ASCII is NFKC already, folds to its small letters, and has no letters or digits but these.
std::string FoldAscii(std::string_view ascii) {
  std::string kept;
  kept.reserve(ascii.size());
  for (const char c : ascii) {
    if (IsAsciiAlnum(c)) kept.push_back(AsciiLower(c));
  }
  return kept;
}

}  // namespace

std::string ToNfc(std::string text) {
  if (IsSurelyNfc(text)) return text;
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* nfc = icu::Normalizer2::getNFCInstance(status);
  if (U_FAILURE(status) || nfc->isNormalizedUTF8(text, status)) return text;
  std::string normal;
  normal.reserve(text.size());
  icu::StringByteSink<std::string> sink(&normal);
  nfc->normalizeUTF8(0, text, sink, nullptr, status);
  return U_FAILURE(status) ? text : normal;
}

std::string FoldForComparison(std::string_view utf8) {
  if (SkipAscii(utf8, 0) == utf8.size()) return FoldAscii(utf8);
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* fold = icu::Normalizer2::getNFKCCasefoldInstance(status);
  std::string folded;
  if (U_FAILURE(status)) return folded;
  icu::StringByteSink<std::string> sink(&folded);
  fold->normalizeUTF8(0, icu::StringPiece(utf8.data(), static_cast<std::int32_t>(utf8.size())),
                      sink, nullptr, status);
  std::string kept;
  kept.reserve(folded.size());
  for (std::size_t at = 0; at < folded.size();) {
    const std::size_t before = at;
    const auto code_point = static_cast<UChar32>(NextCodePoint(folded, at));
    if ((U_GET_GC_MASK(code_point) & (U_GC_L_MASK | U_GC_M_MASK | U_GC_N_MASK)) != 0) {
      kept.append(folded, before, at - before);
    }
  }
  return kept;
}

std::string ConvertToUtf8(std::string_view bytes, std::string_view converter,
                          std::size_t& replaced) {
  UErrorCode status = U_ZERO_ERROR;
  const std::string name(converter);
  const std::unique_ptr<UConverter, decltype(&ucnv_close)> handle(ucnv_open(name.c_str(), &status),
                                                                  &ucnv_close);
  if (U_FAILURE(status)) return {};
  std::string utf8;
  utf8.reserve(bytes.size() * 2);
  std::array<char16_t, 4096> units{};
  const char* from = bytes.data();
  const char* const end = bytes.data() + bytes.size();
  char16_t lead = 0;
  do {
    status = U_ZERO_ERROR;
    char16_t* to = units.data();
    ucnv_toUnicode(handle.get(), &to, units.data() + units.size(), &from, end, nullptr,
                   /*flush=*/1, &status);
    for (const char16_t* unit = units.data(); unit != to; ++unit) {
      if (*unit >= 0xD800 && *unit < 0xDC00) {
        lead = *unit;
        continue;
      }
      char32_t code_point = *unit;
      if (code_point >= 0xDC00 && code_point < 0xE000 && lead != 0) {
        code_point =
            0x10000 + ((static_cast<char32_t>(lead) - 0xD800) << 10U) + (code_point - 0xDC00);
      }
      lead = 0;
      if (code_point == 0xFFFD) ++replaced;
      AppendUtf8(utf8, code_point);
    }
  } while (status == U_BUFFER_OVERFLOW_ERROR);
  return utf8;
}

}  // namespace stratwatch::parsers::internal
