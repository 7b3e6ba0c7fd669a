#include "store/internal/analyzer.h"

#include <unicode/utf8.h>

#include <array>
#include <string>
#include <vector>

namespace stratwatch::store {
namespace {

constexpr char32_t kZeroWidthSpace = 0x200B;

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
        case CharacterKind::kPaired:
        case CharacterKind::kPairedMark:
          at = Pairs(at);
          break;
      }
    }
  }

 private:
  // One character of a run of pairs, with its marks: what is in `term_` from `folded_begin` on.
  struct Unit {
    std::size_t folded_begin;
    std::size_t begin;  // Bytes of the text.
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

  std::size_t Pairs(std::size_t begin) {
    const std::size_t after = ReadRun(begin);
    const std::string_view folded = term_;
    const bool query = purpose_ == Analyzer::Purpose::kQuery;
    for (std::size_t i = 0; i < run_.size(); ++i) {
      const bool last = i + 1 == run_.size();
      const Unit& second = last ? run_[i] : run_[i + 1];
      const std::size_t end = i + 2 < run_.size() ? run_[i + 2].folded_begin : folded.size();
      const std::string_view term = folded.substr(run_[i].folded_begin, end - run_[i].folded_begin);
      if (!last || !query || run_.size() == 1) {
        Emit(Cut(term), run_[i].begin, second.end, last && query);
      }
      ++position_;
    }
    return after;
  }

  // Fills `run_` and `term_` with the characters of pairs from `begin` on; returns where they end.
  std::size_t ReadRun(std::size_t begin) {
    run_.clear();
    term_.clear();
    std::size_t at = begin;
    while (at < text_.size()) {
      std::size_t next = at;
      const char32_t character = Next(next);
      const FoldedCharacter& folded = folding_.Of(character);
      if (folded.kind == CharacterKind::kPaired || run_.empty()) {
        run_.push_back({term_.size(), at, next});
        term_.append(folded.View());
      } else if (folded.kind == CharacterKind::kPairedMark) {
        run_.back().end = next;
        term_.append(folded.View());
      } else if (folded.kind != CharacterKind::kInvisible &&
                 !(character == kZeroWidthSpace && StartsPairs(next))) {
        break;
      }
      at = next;
    }
    return at;
  }

  // Some Thai, Khmer and Burmese is written with zero-width spaces between words, most is not.
  bool StartsPairs(std::size_t at) const {
    return at < text_.size() && KindAt(at) == CharacterKind::kPaired;
  }

  const Folding& folding_;
  const std::string_view text_;
  const Analyzer::Purpose purpose_;
  const std::function<bool(const Token&)>& visit_;
  std::uint32_t position_ = 0;
  bool stopped_ = false;
  std::string term_;
  std::vector<Unit> run_;
};

}  // namespace

void Analyzer::Analyze(std::string_view text, Purpose purpose,
                       const std::function<bool(const Token&)>& visit) const {
  Walk(folding_, text, purpose, visit).Run();
}

}  // namespace stratwatch::store
