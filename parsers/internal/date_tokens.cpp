#include "parsers/internal/date_tokens.h"

#include <array>
#include <optional>
#include <string_view>

namespace stratwatch::parsers::internal {
namespace {

using Kind = DateToken::Kind;

// Years, months and days in Chinese numerals have few digits.
constexpr std::size_t kNumeralLengthMax = 9;

// Endings that agglutinative languages put on a month's name ("märtsil", "марта", "მარტს").
constexpr std::size_t kEndingLettersMax = 3;
constexpr std::size_t kStemLettersMin = 4;

bool IsSpace(char32_t c) {
  return c == U' ' || (c >= 9 && c <= 13) || c == 0x3000 || c == 0x2028;
}

int NumeralValue(char32_t c) {
  constexpr std::u32string_view kDigits = U"〇一二三四五六七八九";
  if (c == U'零' || c == U'○') return 0;
  if (c == U'元') return 1;  // The first year of an era.
  const std::size_t at = kDigits.find(c);
  return at == std::u32string_view::npos ? -1 : static_cast<int>(at);
}

// "二〇二六" is read digit by digit, "十七" and "二十三" by tens.
std::optional<int> ReadNumerals(std::u32string_view text) {
  int value = 0;
  bool tens = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == U'十' || text[i] == U'廿' || text[i] == U'卅') {
      if (tens) return std::nullopt;
      tens = true;
      const int count = text[i] == U'廿' ? 2 : text[i] == U'卅' ? 3 : i == 0 ? 1 : value;
      if (text[i] != U'十' && i != 0) return std::nullopt;
      value = count * 10;
    } else {
      const int digit = NumeralValue(text[i]);
      value = tens ? value + digit : value * 10 + digit;
    }
  }
  return value;
}

bool IsNumeral(char32_t c) {
  return NumeralValue(c) >= 0 || c == U'十' || c == U'廿' || c == U'卅';
}

bool IsDateUnit(char32_t c) {
  return std::u32string_view(U"年月日号號时時点點分").find(c) != std::u32string_view::npos;
}

class Tokenizer {
 public:
  Tokenizer(const DateText& text, const DateNames& names) : text_(text.folded), names_(names) {}

  std::vector<DateToken> Run() {
    std::size_t i = 0;
    while (i < text_.size()) {
      if (IsSpace(text_[i])) {
        ++i;
      } else if (!TakeNumber(&i) && !TakeName(&i) && !TakeNumerals(&i) && !TakeWord(&i)) {
        Push({Kind::kMark, i, i + 1, static_cast<int>(text_[i])});
        ++i;
      }
    }
    JoinMonthNumbers();
    return std::move(tokens_);
  }

 private:
  void Push(const DateToken& token) { tokens_.push_back(token); }

  bool TakeNumber(std::size_t* at) {
    std::size_t end = *at;
    int value = 0;
    while (end < text_.size() && IsAsciiDigit(text_[end])) {
      if (end - *at < 9) value = value * 10 + static_cast<int>(text_[end] - U'0');
      ++end;
    }
    const std::size_t digits = end - *at;
    if (digits == 0) return false;
    if (digits > 9) {
      Push({Kind::kWord, *at, end});
    } else {
      Push({Kind::kNumber, *at, end, value, static_cast<int>(digits)});
    }
    *at = end;
    return true;
  }

  // Where `name` ends when it stands at `begin`; 0 when it does not. Dots and apostrophes in the
  // text are passed over.
  std::size_t MatchEnd(std::size_t begin, const std::u32string& name) const {
    std::size_t at = begin;
    for (std::size_t i = 0; i < name.size(); ++i) {
      if (i > 0) {
        while (at < text_.size() && IsAbbreviationMark(text_[at])) ++at;
        if (at < text_.size() && IsSpace(text_[at]) && IsSpace(name[i])) {
          while (at < text_.size() && IsSpace(text_[at])) ++at;
          continue;
        }
      }
      if (at >= text_.size() || text_[at] != name[i]) return 0;
      ++at;
    }
    return at;
  }

  bool TakeName(std::size_t* at) {
    std::size_t begin = *at;
    // Hebrew writes "in March" as one word.
    const bool prefixed = text_[begin] == U'ב' && begin + 1 < text_.size();
    for (int attempt = 0; attempt < (prefixed ? 2 : 1); ++attempt, ++begin) {
      const auto list = names_.by_first.find(text_[begin]);
      if (list == names_.by_first.end()) continue;
      for (const DateName& name : list->second) {
        std::size_t end = MatchEnd(begin, name.text);
        if (end == 0 || !EndsAWord(name, &end)) continue;
        const Kind kind = name.kind == DateName::Kind::kMonth ? Kind::kMonth
                          : name.kind == DateName::Kind::kEra ? Kind::kEra
                                                              : Kind::kMeridiem;
        Push({kind, begin, end, name.value, 0, name.calendar, name.era_year_max});
        *at = end;
        return true;
      }
    }
    return TakeEraLetter(at);
  }

  // True when the name is a whole word; then `end` may be moved past an ending or a dot.
  bool EndsAWord(const DateName& name, std::size_t* end) const {
    const std::size_t size = text_.size();
    if (*end < size && IsLetterOrMark(text_[*end]) && !IsUnspaced(text_[*end])) {
      std::size_t letters = *end;
      while (letters < size && IsLetterOrMark(text_[letters])) ++letters;
      const bool inflected = name.kind == DateName::Kind::kMonth && names_.language != "und" &&
                             name.text.size() >= kStemLettersMin &&
                             letters - *end <= kEndingLettersMax;
      if (!inflected) return false;
      *end = letters;
    }
    if (*end < size && IsAbbreviationMark(text_[*end])) ++*end;
    return true;
  }

  // Japanese forms shorten the era to a letter: "R8.3.17".
  bool TakeEraLetter(std::size_t* at) {
    if (names_.language != "ja" || *at + 1 >= text_.size() || !IsAsciiDigit(text_[*at + 1])) {
      return false;
    }
    const char32_t letter = text_[*at];
    if (letter != U'r' && letter != U'h' && letter != U's') return false;
    DateToken era{Kind::kEra, *at, *at + 1, letter == U'r' ? 2018 : letter == U'h' ? 1988 : 1925};
    era.era_year_max = letter == U'r' ? 0 : letter == U'h' ? 31 : 64;
    Push(era);
    ++*at;
    return true;
  }

  bool TakeNumerals(std::size_t* at) {
    std::size_t end = *at;
    while (end < text_.size() && IsNumeral(text_[end]) && end - *at < kNumeralLengthMax) ++end;
    if (end == *at || end >= text_.size() || !IsDateUnit(text_[end])) return false;
    const std::size_t length = end - *at;
    const auto value = ReadNumerals(std::u32string_view(text_).substr(*at, length));
    if (!value) return false;
    // Four digits said one by one are a year; anything else has its value's digits.
    const int digits = *value > 999 ? 4 : *value > 99 ? 3 : *value > 9 ? 2 : 1;
    Push({Kind::kNumber, *at, end, *value, digits});
    *at = end;
    return true;
  }

  // A run of letters; one by one in scripts without spaces, where a name may begin anywhere.
  bool TakeWord(std::size_t* at) {
    std::size_t end = *at;
    while (end < text_.size() && IsLetterOrMark(text_[end])) {
      ++end;
      if (IsUnspaced(text_[end - 1])) break;
    }
    if (end == *at) return false;
    Push({Kind::kWord, *at, end});
    *at = end;
    return true;
  }

  std::u32string_view TextOf(const DateToken& token) const {
    return std::u32string_view(text_).substr(token.begin, token.end - token.begin);
  }

  bool IsMonthWord(std::size_t i) const {
    if (i >= tokens_.size() || !tokens_[i].Is(Kind::kWord)) return false;
    const std::u32string_view word = TextOf(tokens_[i]);
    return word == U"月" || word == U"월" || word.substr(0, 3) == U"сар";
  }

  void JoinMonthNumbers() {
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      if (!tokens_[i].Is(Kind::kNumber) || tokens_[i].digits > 2) continue;
      if (IsMonthWord(i + 1)) {
        JoinMonth(i, i, i + 1);
      } else if (i + 3 < tokens_.size() && tokens_[i + 1].IsMark(U'-') && IsMonthWord(i + 3)) {
        JoinMonth(i, i, i + 3);  // Mongolian: "3-р сар".
      } else if (i > 0 && tokens_[i - 1].Is(Kind::kWord) &&
                 (TextOf(tokens_[i - 1]) == U"thang" || TextOf(tokens_[i - 1]) == U"thg")) {
        JoinMonth(i, i - 1, i);
        --i;
      }
    }
  }

  void JoinMonth(std::size_t number, std::size_t first, std::size_t last) {
    DateToken month = tokens_[number];
    month.kind = Kind::kMonth;
    month.begin = tokens_[first].begin;
    month.end = tokens_[last].end;
    tokens_[first] = month;
    tokens_.erase(tokens_.begin() + static_cast<std::ptrdiff_t>(first) + 1,
                  tokens_.begin() + static_cast<std::ptrdiff_t>(last) + 1);
  }

  const std::u32string& text_;
  const DateNames& names_;
  std::vector<DateToken> tokens_;
};

}  // namespace

std::vector<DateToken> TokenizeDate(const DateText& text, const DateNames& names) {
  return Tokenizer(text, names).Run();
}

}  // namespace stratwatch::parsers::internal
