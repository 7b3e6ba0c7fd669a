#include "parsers/internal/unicode.h"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/ucnv.h>

#include <algorithm>
#include <array>
#include <memory>

#include "parsers/internal/utf8.h"

namespace stratwatch::parsers::internal {

std::string ToNfc(std::string text) {
  // UAX 15: every code point below U+0300 is inert under NFC; their lead bytes are below 0xCC.
  const bool inert = std::all_of(text.begin(), text.end(),
                                 [](char c) { return static_cast<unsigned char>(c) < 0xCC; });
  if (inert) return text;
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
