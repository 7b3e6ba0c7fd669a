#include "pipeline/internal/text_folding.h"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <cassert>
#include <cstdint>

namespace stratwatch::pipeline {
namespace {

// ICU's data is linked in, so the instance is always there.
const icu::Normalizer2& CaseFold() {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* instance = icu::Normalizer2::getNFKCCasefoldInstance(status);
  assert(U_SUCCESS(status));
  return *instance;
}

}  // namespace

std::string FoldForHash(std::string_view text) {
  std::string folded;
  folded.reserve(text.size());
  icu::StringByteSink<std::string> sink(&folded);
  UErrorCode status = U_ZERO_ERROR;
  CaseFold().normalizeUTF8(0, icu::StringPiece(text.data(), static_cast<int32_t>(text.size())),
                           sink, nullptr, status);
  assert(U_SUCCESS(status));  // Only a lack of memory fails, and that throws elsewhere first.

  // Collapsed in place: the result is never longer.
  std::size_t out = 0;
  bool space_due = false;
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(folded.data());
  const auto length = static_cast<int32_t>(folded.size());
  for (int32_t i = 0; i < length;) {
    const int32_t begin = i;
    UChar32 character = 0;
    U8_NEXT(bytes, i, length, character);
    if (character >= 0 && u_isUWhiteSpace(character)) {
      space_due = out > 0;
      continue;
    }
    if (space_due) {
      folded[out++] = ' ';
      space_due = false;
    }
    for (int32_t byte = begin; byte < i; ++byte) folded[out++] = folded[byte];
  }
  folded.resize(out);
  return folded;
}

}  // namespace stratwatch::pipeline
