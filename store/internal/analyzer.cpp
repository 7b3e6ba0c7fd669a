#include "store/internal/analyzer.h"

#include <unicode/brkiter.h>
#include <unicode/locid.h>
#include <unicode/utext.h>
#include <unicode/utf8.h>

#include <array>
#include <memory>
#include <string>
#include <vector>

namespace stratwatch::store {
namespace {

// Word iterators cost a millisecond to make and are not thread-safe: one per thread. The locale
// does not matter to the dictionaries.
icu::BreakIterator* WordIterator() {
  thread_local const std::unique_ptr<icu::BreakIterator> iterator = [] {
    UErrorCode status = U_ZERO_ERROR;
    std::unique_ptr<icu::BreakIterator> made(
        icu::BreakIterator::createWordInstance(icu::Locale::getRoot(), status));
    return U_SUCCESS(status) ? std::move(made) : nullptr;
  }();
  return iterator.get();
}

bool IsQuote(char32_t character) {
  return character == U'"' || character == U'\'' || character == 0x05F3 || character == 0x05F4 ||
         character == 0x2019 || character == 0x201D;
}

// The definite article and the prepositions written onto it: strategy and the strategy, to the
// strategy are one word to who searches. What is left must have three letters to be a word.
constexpr std::array<std::string_view, 6> kArabicArticles = {"وال", "بال", "كال",
                                                             "فال", "لل",  "ال"};

std::string_view WithoutArabicArticle(std::string_view term) {
  // Arabic letters are two bytes that begin with D8 … DB.
  if (term.size() < 10 || (static_cast<unsigned char>(term[0]) & 0xFCU) != 0xD8) return term;
  for (const std::string_view article : kArabicArticles) {
    if (term.starts_with(article) && term.size() - article.size() >= 6) {
      return term.substr(article.size());
    }
  }
  return term;
}

std::string_view Cut(std::string_view term) {
  if (term.size() <= Analyzer::kTermBytesMax) return term;
  std::size_t size = Analyzer::kTermBytesMax;
  while (size > 0 && (static_cast<unsigned char>(term[size]) & 0xC0U) == 0x80U) --size;
  return term.substr(0, size);
}

// One walk over one text.
class Walk {
 public:
  Walk(const Folding& folding, std::string_view text, Analyzer::Purpose purpose,
       const std::function<bool(const Token&)>& visit)
      : folding_(folding), text_(text.substr(0, UINT32_MAX)), purpose_(purpose), visit_(visit) {}

  void Run() {
    std::size_t at = 0;
    while (at < text_.size() && !stopped_) {
      std::size_t next = at;
      switch (KindAt(next)) {
        case CharacterKind::kSeparator:
        case CharacterKind::kInvisible:
          at = next;
          break;
        case CharacterKind::kWord:
        case CharacterKind::kHebrew:
          at = Word(at);
          break;
        case CharacterKind::kIdeograph:
          at = Ideographs(at);
          break;
        case CharacterKind::kDictionary:
          at = Dictionary(at);
          break;
      }
    }
  }

 private:
  struct Ideograph {
    std::string_view folded;
    std::size_t begin;
    std::size_t end;
  };

  char32_t Next(std::size_t& at) const {
    const auto first = static_cast<unsigned char>(text_[at]);
    if (first < 0x80) {
      ++at;
      return first;
    }
    const auto* const bytes = reinterpret_cast<const std::uint8_t*>(text_.data());
    auto index = static_cast<std::int64_t>(at);
    UChar32 character = 0;
    U8_NEXT(bytes, index, static_cast<std::int64_t>(text_.size()), character);
    at = static_cast<std::size_t>(index);
    return character < 0 ? U'\0' : static_cast<char32_t>(character);
  }

  CharacterKind KindAt(std::size_t& at) const { return folding_.Of(Next(at)).kind; }

  void Emit(std::string_view term, std::size_t begin, std::size_t end, bool begins_pairs = false) {
    if (term.empty() || stopped_) return;
    Token token;
    token.term = term;
    token.position = position_;
    token.begin = static_cast<std::uint32_t>(begin);
    token.end = static_cast<std::uint32_t>(end);
    token.begins_pairs = begins_pairs;
    stopped_ = !visit_(token);
  }

  std::size_t Word(std::size_t begin) {
    if (const std::size_t end = Acronym(begin); end > begin) return end;
    term_.clear();
    std::size_t at = begin;
    std::size_t end = begin;
    auto before = CharacterKind::kSeparator;
    while (at < text_.size()) {
      std::size_t next = at;
      const char32_t character = Next(next);
      const FoldedCharacter& folded = folding_.Of(character);
      const bool of_word =
          folded.kind == CharacterKind::kWord || folded.kind == CharacterKind::kHebrew;
      if (of_word) {
        term_.append(folded.View());
        before = folded.kind;
        end = next;
      } else if (folded.kind != CharacterKind::kInvisible &&
                 !(before == CharacterKind::kHebrew && IsQuote(character) && StartsHebrew(next))) {
        break;
      }
      at = next;
    }
    EmitWord(begin, end);
    return at;
  }

  void EmitWord(std::size_t begin, std::size_t end) {
    const std::string_view term = Cut(WithoutArabicArticle(term_));
    if (term.empty()) return;
    Emit(term, begin, end);
    ++position_;
  }

  bool StartsHebrew(std::size_t at) const {
    return at < text_.size() && KindAt(at) == CharacterKind::kHebrew;
  }

  // U.S., A.I., e.g.: letters with a dot after each become one word, as if written without.
  // Returns `begin` when none starts there.
  std::size_t Acronym(std::size_t begin) {
    // Most words fail here: a dot right after the first letter is rare.
    std::size_t at = begin;
    KindAt(at);
    if (at + 1 >= text_.size() || text_[at] != '.') return begin;
    term_.clear();
    std::size_t letters = 0;
    std::size_t end = begin;
    at = begin;
    while (at < text_.size()) {
      std::size_t next = at;
      const FoldedCharacter& folded = folding_.Of(Next(next));
      if (folded.kind != CharacterKind::kWord || IsDigit(folded)) break;
      const bool dot = next < text_.size() && text_[next] == '.';
      if (!dot && (next < text_.size() && IsWordAt(next))) return begin;  // "e.Mail"
      term_.append(folded.View());
      ++letters;
      end = next;
      at = next + (dot ? 1 : 0);
      if (!dot) break;
    }
    if (letters < 2) return begin;
    EmitWord(begin, end);
    return at;
  }

  static bool IsDigit(const FoldedCharacter& folded) {
    return folded.size == 1 && folded.bytes[0] >= '0' && folded.bytes[0] <= '9';
  }

  bool IsWordAt(std::size_t at) const { return KindAt(at) == CharacterKind::kWord; }

  std::size_t Ideographs(std::size_t begin) {
    run_.clear();
    std::size_t at = begin;
    while (at < text_.size()) {
      std::size_t next = at;
      const FoldedCharacter& folded = folding_.Of(Next(next));
      if (folded.kind == CharacterKind::kIdeograph) {
        run_.push_back({folded.View(), at, next});
      } else if (folded.kind != CharacterKind::kInvisible) {
        break;
      }
      at = next;
    }
    const bool query = purpose_ == Analyzer::Purpose::kQuery;
    for (std::size_t i = 0; i + 1 < run_.size(); ++i) {
      term_.assign(run_[i].folded);
      term_.append(run_[i + 1].folded);
      Emit(term_, run_[i].begin, run_[i + 1].end);
      ++position_;
    }
    const Ideograph& last = run_.back();
    if (!query || run_.size() == 1) Emit(last.folded, last.begin, last.end, query);
    ++position_;
    return at;
  }

  std::size_t Dictionary(std::size_t begin) {
    std::size_t end = begin;
    while (end < text_.size()) {
      std::size_t next = end;
      const CharacterKind kind = KindAt(next);
      if (kind != CharacterKind::kDictionary && kind != CharacterKind::kInvisible) break;
      end = next;
    }
    const std::string_view run = text_.substr(begin, end - begin);
    UErrorCode status = U_ZERO_ERROR;
    UText* const view =
        utext_openUTF8(nullptr, run.data(), static_cast<std::int64_t>(run.size()), &status);
    icu::BreakIterator* const words = WordIterator();
    if (words == nullptr || U_FAILURE(status)) {
      utext_close(view);
      Segment(begin, end);  // Without its dictionary the run is one word.
      return end;
    }
    words->setText(view, status);
    std::int32_t from = words->first();
    for (std::int32_t to = words->next(); to != icu::BreakIterator::DONE; to = words->next()) {
      Segment(begin + static_cast<std::size_t>(from), begin + static_cast<std::size_t>(to));
      from = to;
    }
    utext_close(view);
    return end;
  }

  void Segment(std::size_t begin, std::size_t end) {
    term_.clear();
    for (std::size_t at = begin; at < end;) term_.append(folding_.Of(Next(at)).View());
    EmitWord(begin, end);
  }

  const Folding& folding_;
  const std::string_view text_;
  const Analyzer::Purpose purpose_;
  const std::function<bool(const Token&)>& visit_;
  std::uint32_t position_ = 0;
  bool stopped_ = false;
  std::string term_;
  std::vector<Ideograph> run_;
};

}  // namespace

void Analyzer::Analyze(std::string_view text, Purpose purpose,
                       const std::function<bool(const Token&)>& visit) const {
  Walk(folding_, text, purpose, visit).Run();
}

}  // namespace stratwatch::store
