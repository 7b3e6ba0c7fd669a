#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pipeline/internal/aho_corasick.h"
#include "pipeline/internal/folded_text.h"

namespace stratwatch::pipeline::internal {

// Whose a phrase is, where several indexes share one pass over the text.
enum class PhraseFamily : std::uint8_t {
  kCountry,
  kStrategy,
  kOrganisation,
  kTopic,
  kFigure,
};
inline constexpr std::size_t kPhraseFamilies = 5;

// The primary language of a BCP 47 tag, one name for sister languages (nb and no, sr and hr).
std::string PrimaryLanguage(std::string_view tag);

// What a phrase stands for. The meaning of `target`, `kind` and `note` is its family's.
struct PhraseMeaning {
  std::uint32_t target = 0;
  std::uint16_t language = 0;  // PhraseIndexBuilder::Language.
  std::uint8_t kind = 0;
  std::uint8_t note = 0;
  PhraseFamily family = PhraseFamily::kCountry;  // Set by the builder.

  auto operator<=>(const PhraseMeaning&) const = default;
};

// How the surface's case must be for a phrase to count.
enum class CaseRule : std::uint8_t {
  kAny,       // The form begins with a small letter, or its script has no case.
  kUpper,     // Begins with a capital ("Turkey", not "turkey").
  kCapitals,  // No small letter: abbreviations ("US", "ＡＩ").
  kExact,     // Byte for byte: names whose accents carry the meaning ("Mỹ").
};

// Which languages' phrases are looked at: the text's own, English, and those of no language; all
// of them when the text's language has no phrases.
struct PhraseLanguages {
  std::uint16_t own = 0;
  std::uint16_t english = 0;
  bool all = false;
};

// An occurrence: units [begin, end) of the folded text.
struct PhraseMatch {
  std::size_t begin = 0;
  std::size_t end = 0;
  PhraseMeaning meaning;
  bool inflected = false;  // Found by its stem: what was written differs from the form.
  bool own = false;        // In the text's language, or in none, or that language is unknown.
};

// The occurrences in one text, by family.
class PhraseMatches {
 public:
  const std::vector<PhraseMatch>& Of(PhraseFamily family) const {
    return matches_[static_cast<std::size_t>(family)];
  }
  void Add(const PhraseMatch& match) {
    matches_[static_cast<std::size_t>(match.meaning.family)].push_back(match);
  }

 private:
  std::array<std::vector<PhraseMatch>, kPhraseFamilies> matches_;
};

// Phrases of many languages, found in one pass. A form is a name ("Papua New Guinea"), a stem
// whose last word may go on ("marocain*"), or several stems ("искусственн* интеллект*"). Matches
// begin and end at word boundaries (token_boundary.h).
//
// Threads: read-only once built; thread-safe. Borrows the MatchFolding it was built with.
class PhraseIndex {
 public:
  // Calls `report(const PhraseMatch&)` for every occurrence of every phrase in `language`, in
  // English and in no language, with overlaps. `text`: what `folded` was folded from.
  template <typename Report>
  void Find(std::string_view text, const FoldedText& folded, std::string_view language,
            Report&& report) const {
    const PhraseLanguages languages = LanguagesFor(language);
    automaton_->Scan(folded.units, [&](const AhoCorasick::Hit& hit) {
      VisitHit(text, folded, languages, hit, report);
    });
  }

  std::size_t Bytes() const;
  std::size_t Forms() const { return groups_.size(); }
  // The number of `tag`'s primary language, or kNoLanguage when no phrase is in it.
  static constexpr std::uint16_t kNoLanguage = 0xFFFF;
  static constexpr std::uint16_t kAnyLanguage = 0;
  std::uint16_t Language(std::string_view tag) const;

 private:
  PhraseLanguages LanguagesFor(std::string_view tag) const;

  friend class PhraseIndexBuilder;

  struct Entry {
    PhraseMeaning meaning;
    std::uint32_t tail = 0;   // In tails_; 0 is the whole phrase.
    std::uint32_t exact = 0;  // In exact_, for CaseRule::kExact.
    CaseRule rule = CaseRule::kAny;
  };
  // What follows the literal that the automaton found.
  struct Tail {
    std::vector<std::u16string> pieces;   // Each after any rest of the word; the last may be empty.
    std::vector<std::u16string> endings;  // One of these must end the word.
  };
  struct Group {
    std::uint32_t first = 0;  // Entries [first, last), ordered by tail.
    std::uint32_t last = 0;
  };

  // Where the phrase ends, or npos.
  std::size_t EndOf(const FoldedText& folded, std::size_t at, const Tail& tail) const;
  bool CaseFits(std::string_view text, const FoldedText& folded, std::size_t begin, std::size_t end,
                const Entry& entry) const;

  template <typename Report>
  void VisitHit(std::string_view text, const FoldedText& folded, const PhraseLanguages& languages,
                const AhoCorasick::Hit& hit, Report& report) const;

  static bool MayStart(const FoldedText& folded, std::size_t at);
  static bool MayEnd(const FoldedText& folded, std::size_t at);
  static bool BeginsUpper(std::string_view text, const FoldedText& folded, std::size_t at);

  std::unique_ptr<AhoCorasick> automaton_;
  std::vector<Group> groups_;  // By pattern of the automaton.
  std::vector<Entry> entries_;
  std::vector<Tail> tails_;
  std::vector<std::string> exact_;
  std::vector<std::string> languages_;
};

// Collects phrases, then builds the index.
class PhraseIndexBuilder {
 public:
  explicit PhraseIndexBuilder(const MatchFolding& folding);

  // Whose the phrases are that are added from here on.
  void Begin(PhraseFamily family) { family_ = family; }
  // The number of `tag`'s language for PhraseMeaning; sister languages that share names and
  // words (nb and no, sr and hr, id and ms) are one.
  std::uint16_t Language(std::string_view tag);
  // Adds a form with its '*'. Without `rule`, the form says how strict its case is: a capital
  // first letter asks for one, and at most four letters, all capitals ("US"), for capitals only.
  // Forms that fold to nothing are ignored.
  void Add(std::string_view form, PhraseMeaning meaning, std::optional<CaseRule> rule = {});
  // A set of word endings for AddStem; 0 for none.
  std::uint32_t Endings(const std::vector<std::string>& endings);
  // Adds a stem that must be followed by one of the endings; nothing when they are 0.
  void AddStem(std::u16string_view folded_stem, std::uint32_t endings, CaseRule rule,
               PhraseMeaning meaning);
  // Adds a whole name given as UTF-16, with its folded form. `exact`: only byte for byte.
  void AddName(std::u16string_view name, std::u16string folded, PhraseMeaning meaning,
               bool exact = false);

  PhraseIndex Build(TableSize size = {});

 private:
  struct Row {
    std::u16string literal;
    PhraseIndex::Entry entry;
  };
  // Adds the row, and a second one for Arabic names with the article: "to the" is written
  // without the article's alef.
  void Push(Row row);
  std::uint32_t TailOf(const std::vector<std::u16string>& pieces);

  const MatchFolding& folding_;
  PhraseFamily family_ = PhraseFamily::kCountry;
  std::vector<Row> rows_;
  std::vector<PhraseIndex::Tail> tails_;
  std::map<std::vector<std::u16string>, std::uint32_t> piece_tails_;
  std::vector<std::string> exact_;
  std::vector<std::string> languages_;
};

template <typename Report>
void PhraseIndex::VisitHit(std::string_view text, const FoldedText& folded,
                           const PhraseLanguages& languages, const AhoCorasick::Hit& hit,
                           Report& report) const {
  if (!MayStart(folded, hit.begin)) return;
  const Group group = groups_[hit.pattern];
  std::uint32_t tail_seen = 0xFFFFFFFF;
  std::size_t end = std::string_view::npos;
  for (std::uint32_t i = group.first; i < group.last; ++i) {
    const Entry& entry = entries_[i];
    const std::uint16_t language = entry.meaning.language;
    const bool own = languages.all || language == languages.own || language == kAnyLanguage;
    if (!own && language != languages.english) continue;
    if (entry.tail != tail_seen) {
      tail_seen = entry.tail;
      end = std::string_view::npos;
      if (entry.tail != 0) {
        end = EndOf(folded, hit.end, tails_[entry.tail]);
      } else if (MayEnd(folded, hit.end)) {
        end = hit.end;
      }
    }
    if (end == std::string_view::npos) continue;
    if (!CaseFits(text, folded, hit.begin, end, entry)) continue;
    report(PhraseMatch{hit.begin, end, entry.meaning, entry.tail != 0, own});
  }
}

}  // namespace stratwatch::pipeline::internal
