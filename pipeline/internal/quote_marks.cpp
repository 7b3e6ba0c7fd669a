#include "pipeline/internal/quote_marks.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <array>
#include <string>

namespace stratwatch::pipeline::internal {
namespace {

constexpr std::size_t kQuoteBytesMax = 2000;

// The marks that may close what `mark` opens; empty when it opens nothing.
std::u32string_view ClosersOf(char32_t mark) {
  switch (mark) {
    case U'"':
    case U'＂':
      return U"\"＂";
    case U'“':
      return U"”“";  // Some write “ on both sides.
    case U'„':
      return U"“”\"";
    case U'”':
      return U"”";  // Swedish and Finnish
    case U'«':
      return U"»";
    case U'»':
      return U"«»";
    case U'「':
      return U"」";
    case U'『':
      return U"』";
    default:
      return {};
  }
}

bool IsMark(char32_t code) {
  return code == U'"' || code == U'＂' || (code >= U'“' && code <= U'„') || code == U'«' ||
         code == U'»' || (code >= U'「' && code <= U'』');
}

struct Mark {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  char32_t code = 0;
  bool letter_before = false;
  bool hebrew_before = false;
  bool letter_behind = false;
  bool space_before = false;
};

bool IsWordChar(std::string_view text, std::size_t at) {
  if (at >= text.size()) return false;
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  UChar32 code = 0;
  U8_NEXT(bytes, at, text.size(), code);
  return code > 0 && (u_isalnum(code) != 0 || (U_GET_GC_MASK(code) & U_GC_M_MASK) != 0);
}

UChar32 CharBefore(std::string_view text, std::size_t at) {
  if (at == 0) return 0;
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  UChar32 code = 0;
  auto where = static_cast<int32_t>(at);  // Bodies are bounded far below.
  U8_PREV(bytes, 0, where, code);
  return code;
}

bool IsWordChar(UChar32 code) {
  return code > 0 && (u_isalnum(code) != 0 || (U_GET_GC_MASK(code) & U_GC_M_MASK) != 0);
}

bool IsHebrew(UChar32 code) {
  return code >= 0x05D0 && code <= 0x05EA;
}

// Only these bytes begin a mark: a look at each byte of the text must be cheap.
bool MayBegin(char byte) {
  const auto value = static_cast<unsigned char>(byte);
  return value == '"' || value == 0xC2 || value == 0xE2 || value == 0xE3 || value == 0xEF;
}

std::vector<Mark> Marks(std::string_view text) {
  std::vector<Mark> marks;
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  for (std::size_t at = 0; at < text.size();) {
    if (!MayBegin(text[at])) {
      ++at;
      continue;
    }
    const std::size_t begin = at;
    UChar32 code = 0;
    U8_NEXT(bytes, at, text.size(), code);
    if (code < 0 || !IsMark(static_cast<char32_t>(code))) continue;
    const UChar32 before = CharBefore(text, begin);
    marks.push_back({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(at),
                     static_cast<char32_t>(code), IsWordChar(before), IsHebrew(before),
                     IsWordChar(text, at), before == 0 || u_isUWhiteSpace(before) != 0});
  }
  return marks;
}

bool IsStraight(char32_t code) {
  return code == U'"' || code == U'＂' || code == U'”';
}

bool Opens(const Mark& mark) {
  if (ClosersOf(mark.code).empty()) return false;
  if (mark.code == U'»') return !mark.letter_before && mark.letter_behind;
  return !IsStraight(mark.code) || !mark.letter_before;
}

}  // namespace

std::vector<QuotedBytes> FindQuotedBytes(std::string_view text) {
  std::vector<QuotedBytes> quotes;
  const std::vector<Mark> marks = Marks(text);
  for (std::size_t i = 0; i < marks.size(); ++i) {
    if (!Opens(marks[i])) continue;
    const std::u32string_view closers = ClosersOf(marks[i].code);
    int inner = 0;  // The same pair inside: 「…「…」…」
    for (std::size_t j = i + 1; j < marks.size(); ++j) {
      const Mark& mark = marks[j];
      if (mark.begin - marks[i].end > kQuoteBytesMax) break;
      if (IsStraight(mark.code) && mark.hebrew_before && mark.letter_behind) continue;
      if (IsStraight(mark.code) && mark.space_before && mark.letter_behind)
        break;  // Opens another.
      const bool closes = closers.find(mark.code) != std::u32string_view::npos;
      if (!closes || (mark.code == U'“' && marks[i].code == U'“' && mark.letter_behind)) {
        if (mark.code == marks[i].code && !IsStraight(mark.code)) ++inner;
        continue;
      }
      if (inner-- > 0) continue;
      const std::string_view inside = text.substr(marks[i].end, mark.begin - marks[i].end);
      if (!inside.empty() && inside.find("\n\n") == std::string_view::npos) {
        quotes.push_back({marks[i].end, mark.begin});
        i = j;
      }
      break;
    }
  }
  return quotes;
}

}  // namespace stratwatch::pipeline::internal
