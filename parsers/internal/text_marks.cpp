#include "parsers/internal/text_marks.h"

#include <algorithm>

#include "parsers/internal/ascii.h"
#include "parsers/internal/utf8.h"

namespace stratwatch::parsers::internal {
namespace {

enum class Mark : std::uint8_t { kNone, kComma, kEnd, kBar, kQuote, kCopyright, kColon, kBullet };

Mark MarkOf(char32_t c) {
  switch (c) {
    case ',':
    case ';':
    case 0x060C:  // Arabic comma
    case 0x061B:  // Arabic semicolon
    case 0x3001:  // Ideographic comma
    case 0xFF0C:
    case 0xFF1B:
    case 0x1363:  // Ethiopic comma
    case 0x055D:  // Armenian comma
      return Mark::kComma;
    case '.':
    case '!':
    case '?':
    case 0x2026:  // …
    case 0x3002:  // 。
    case 0xFF01:
    case 0xFF1F:
    case 0xFF0E:
    case 0x061F:  // Arabic question mark
    case 0x06D4:  // Urdu full stop
    case 0x0964:  // Danda
    case 0x0965:
    case 0x1362:  // Ethiopic full stop
    case 0x0589:  // Armenian full stop
    case 0x17D4:  // Khmer full stop
    case 0x104B:  // Myanmar full stop
      return Mark::kEnd;
    case '|':
    case 0x203A:  // ›
    case 0x00B7:  // ·
    case 0xFF5C:
      return Mark::kBar;
    case '"':
    case 0x201C:
    case 0x201D:
    case 0x201E:
    case 0x00AB:
    case 0x00BB:
    case 0x300C:
    case 0x300D:
    case 0x2019:
      return Mark::kQuote;
    case 0x00A9:
      return Mark::kCopyright;
    case ':':
    case 0xFF1A:
      return Mark::kColon;
    case '-':
    case '*':
    case 0x2013:
    case 0x2022:
    case 0x25AA:
    case 0x25A0:
    case 0x25BA:
    case 0x25CF:
    case 0x30FB:
      return Mark::kBullet;
    default:
      return Mark::kNone;
  }
}

// Thai, Lao, Khmer and Myanmar: no blanks between words, none or few marks between sentences.
bool IsUnpunctuated(char32_t c) {
  return (c >= 0x0E00 && c <= 0x0EFF) || (c >= 0x1000 && c <= 0x109F) ||
         (c >= 0x1780 && c <= 0x17FF);
}

// In those scripts a blank ends a clause, and a text of this many letters is a sentence.
constexpr std::uint32_t kSentenceLetters = 60;
constexpr std::uint32_t kWordLetters = 5;

void ReadBlanksAsMarks(std::uint32_t letters, TextMarks& marks) {
  const std::uint32_t blanks = marks.words - 1;
  marks.commas += blanks;
  marks.words = std::max(marks.words, letters / kWordLetters);
  if (letters < kSentenceLetters) return;
  marks.sentence_ends += 1 + blanks / 2;
  marks.ends_sentence = true;
}

}  // namespace

TextMarks MarksOf(std::string_view utf8) {
  TextMarks marks;
  if (utf8.empty()) return marks;
  marks.words = 1;
  marks.starts_lower = utf8[0] >= 'a' && utf8[0] <= 'z';
  Mark last = Mark::kNone;
  std::uint32_t unpunctuated = 0;
  std::uint32_t characters = 0;
  for (std::size_t at = 0; at < utf8.size();) {
    const std::size_t before = at;
    const char32_t c = NextCodePoint(utf8, at);
    ++characters;
    unpunctuated += IsUnpunctuated(c) ? 1 : 0;
    if (c < 0x80) {
      const char ascii = static_cast<char>(c);
      if (ascii == ' ') {
        ++marks.words;
        continue;
      }
      if (ascii == ')') continue;
      if (IsAsciiDigit(ascii)) ++marks.digits;
      if (ascii >= 'A' && ascii <= 'Z') ++marks.capitals;
      if (ascii == '@') ++marks.at_signs;
      if (IsAsciiAlnum(ascii)) {
        last = Mark::kNone;
        continue;
      }
    }
    const Mark mark = MarkOf(c);
    switch (mark) {
      case Mark::kComma:
        ++marks.commas;
        break;
      case Mark::kEnd:
        ++marks.sentence_ends;
        break;
      case Mark::kBar:
        ++marks.bars;
        break;
      case Mark::kQuote:
        ++marks.quotes;
        break;
      case Mark::kCopyright:
        marks.copyright = true;
        break;
      case Mark::kBullet:
        marks.starts_bullet = marks.starts_bullet || before == 0;
        break;
      default:
        break;
    }
    if (mark != Mark::kQuote) last = mark;
  }
  marks.ends_sentence = last == Mark::kEnd;
  marks.colon_at_end = last == Mark::kColon;
  if (unpunctuated * 2 > characters) ReadBlanksAsMarks(unpunctuated, marks);
  marks.copyright = marks.copyright || FindIgnoringCase(utf8, "(c)") != std::string_view::npos;
  return marks;
}

}  // namespace stratwatch::parsers::internal
