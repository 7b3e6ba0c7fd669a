#include "store/internal/query_lexer.h"

#include <fmt/format.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

namespace stratwatch::store {
namespace {

using Kind = QueryToken::Kind;

bool IsAsciiLetter(char each) {
  return (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z');
}

class Lexer {
 public:
  explicit Lexer(std::string_view query) : query_(query) {}

  Result<std::vector<QueryToken>> Run() {
    for (;;) {
      SkipSpace();
      QueryToken token;
      token.column = column_;
      if (AtEnd()) {
        tokens_.push_back(std::move(token));
        return std::move(tokens_);
      }
      if (auto lexed = Lex(token); !lexed) return tl::unexpected(lexed.error());
      tokens_.push_back(std::move(token));
    }
  }

 private:
  bool AtEnd() const { return at_ >= query_.size(); }

  // The character at `at_`; broken bytes count as one character each.
  char32_t Peek(std::size_t* next = nullptr) const {
    const auto* const bytes = reinterpret_cast<const std::uint8_t*>(query_.data());
    auto index = static_cast<std::int64_t>(at_);
    UChar32 character = 0;
    U8_NEXT(bytes, index, static_cast<std::int64_t>(query_.size()), character);
    if (next != nullptr) *next = static_cast<std::size_t>(index);
    return character < 0 ? 0xFFFD : static_cast<char32_t>(character);
  }

  void Step() {
    std::size_t next = at_;
    Peek(&next);
    at_ = next;
    ++column_;
  }

  bool IsSpace() const {
    return !AtEnd() && (u_isUWhiteSpace(static_cast<UChar32>(Peek())) || query_[at_] == '\0');
  }
  // Editors and phones turn straight quotation marks into curly ones.
  bool IsQuote() const {
    if (AtEnd()) return false;
    const char32_t character = Peek();
    return character == U'"' || (character >= 0x201C && character <= 0x201F);
  }

  void SkipSpace() {
    while (IsSpace()) Step();
  }

  Result<void> Lex(QueryToken& token) {
    if (IsQuote()) return Phrase(token);
    switch (query_[at_]) {
      case '(':
        token.kind = Kind::kOpen;
        Step();
        return {};
      case ')':
        token.kind = Kind::kClose;
        Step();
        return {};
      case '-':
        Step();
        // A dash between words is punctuation.
        token.kind = AtEnd() || IsSpace() ? Kind::kWord : Kind::kMinus;
        return {};
      default:
        return Word(token);
    }
  }

  Result<void> Phrase(QueryToken& token) {
    const std::size_t opened = column_;
    Step();
    token.kind = Kind::kPhrase;
    while (!AtEnd() && !IsQuote()) {
      const std::size_t begin = at_;
      Step();
      token.text.append(query_.substr(begin, at_ - begin));
    }
    if (AtEnd()) return QueryError(opened, "this quotation mark is not closed", "a closing \"");
    Step();
    return {};
  }

  Result<void> Word(QueryToken& token) {
    token.kind = Kind::kWord;
    while (!AtEnd() && !IsSpace() && query_[at_] != '(' && query_[at_] != ')') {
      if (query_[at_] == ':' && token.field.empty() && IsFieldName(token.text)) {
        Step();
        token.field = token.text;
        for (char& each : token.field) each = static_cast<char>(each | 0x20);
        token.text.clear();
        if (IsQuote()) return Phrase(token);
        continue;
      }
      const std::size_t begin = at_;
      Step();
      token.text.append(query_.substr(begin, at_ - begin));
    }
    if (token.field.empty() && Operator(token)) return {};
    if (token.text.size() > 1 && token.text.back() == '*') {
      token.prefix = true;
      token.text.pop_back();
    }
    return {};
  }

  static bool IsFieldName(std::string_view text) {
    if (text.empty()) return false;
    for (const char each : text) {
      if (!IsAsciiLetter(each)) return false;
    }
    return true;
  }

  static bool Operator(QueryToken& token) {
    if (token.text == "AND") token.kind = Kind::kAnd;
    if (token.text == "OR") token.kind = Kind::kOr;
    if (token.text == "NOT") token.kind = Kind::kNot;
    return token.kind != Kind::kWord;
  }

  const std::string_view query_;
  std::size_t at_ = 0;
  std::size_t column_ = 1;
  std::vector<QueryToken> tokens_;
};

}  // namespace

tl::unexpected<Error> QueryError(std::size_t column, std::string_view what,
                                 std::string_view expected) {
  return Fail(ErrorCode::kInvalid,
              fmt::format("query, column {}: {}; expected {}", column, what, expected));
}

Result<std::vector<QueryToken>> LexQuery(std::string_view query) {
  return Lexer(query).Run();
}

}  // namespace stratwatch::store
