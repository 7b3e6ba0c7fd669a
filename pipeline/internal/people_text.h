#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "pipeline/internal/country_index.h"
#include "pipeline/internal/people_lexicon.h"

namespace stratwatch::pipeline::internal {

// What stands between a word and the one before it.
enum class WordGap : std::uint8_t {
  kJoin,     // A space, a hyphen or an apostrophe: the words belong together.
  kInitial,  // The full stop of an initial or of "Dr.".
  kComma,
  kOpen,  // An opening bracket.
  kDash,
  kColon,
  kEnd,  // Anything else: the sentence, a quotation or the text begins or ends here.
};

// Words [first, last) of a text.
struct WordSpan {
  std::size_t first = 0;
  std::size_t last = 0;
  std::size_t size() const { return last - first; }
  bool empty() const { return last <= first; }
};

// A role's or body's head word in a text.
struct PeopleHead {
  std::size_t begin = 0;  // Units of the folded text.
  std::size_t end = 0;
  WordSpan words;
  const PeopleForms* row = nullptr;
};

// A title or body cut into words, with what people.tsv and the country names say of each: the
// ground on which persons, organisations and quotes are read. Scripts without spaces have one word
// for a run of letters; their readers work on units.
// Threads: not thread-safe (looks words up when they are asked for). Borrows its arguments.
class PeopleText {
 public:
  PeopleText(const FoldedField& field, const PeopleLexicon& lexicon, std::string_view language);

  std::size_t size() const { return words_.size(); }
  std::size_t Begin(std::size_t word) const { return words_[word].begin; }
  std::size_t End(std::size_t word) const { return words_[word].end; }
  std::u16string_view Folded(std::size_t word) const;
  std::u16string_view Units(std::size_t begin, std::size_t end) const;
  // The bytes of units [begin, end).
  std::string_view Bytes(std::size_t begin, std::size_t end) const;
  WordGap Gap(std::size_t word) const;  // Before the word.
  bool Joined(std::size_t word) const {
    return word < words_.size() && Gap(word) == WordGap::kJoin;
  }
  bool Is(std::size_t word, PeopleWordKind kind) const {
    return (FlagsOf(word) & FlagOf(kind)) != 0;
  }
  bool IsAny(std::size_t word, PeopleFlags flags) const { return (FlagsOf(word) & flags) != 0; }
  bool IsCountry(std::size_t word) const { return IsAny(word, kCountryFlag); }
  bool IsPlace(std::size_t word) const { return IsAny(word, kCountryFlag | kPlaceFlag); }
  bool IsUpper(std::size_t word) const;          // Begins with a capital.
  bool IsCapitals(std::size_t word) const;       // Two letters or more, all of them capitals.
  bool HasInnerCapital(std::size_t word) const;  // Behind its first letter.
  bool IsHyphened(std::size_t word) const;       // A hyphen alone stands before it.
  CharKind Kind(std::size_t word) const { return folded().kinds[words_[word].begin]; }

  // The word that holds unit `at`, or the first after it; size() when there is none.
  std::size_t WordAt(std::size_t at) const;
  // Marks the words of a found organisation, so that they are no person's name.
  void MarkOrganisation(std::size_t begin, std::size_t end);
  bool IsOrganisation(std::size_t word) const { return IsAny(word, kOrganisationFlag); }
  // Where the organisation begins that ends at unit `at`; `at` when none does.
  std::size_t OrganisationBefore(std::size_t at) const;

  const std::vector<PeopleHead>& Roles() const { return roles_; }
  const std::vector<PeopleHead>& Bodies() const { return bodies_; }
  // Whether a role's head stands anywhere in units [begin, end).
  bool HasRole(std::size_t begin, std::size_t end) const;
  // Units of the role's or body's head that ends at `at`; 0 for none.
  std::size_t HeadBefore(std::size_t at) const;
  const PeopleWords& words() const { return lexicon_words_; }
  const FoldedField& field() const { return field_; }
  const FoldedText& folded() const { return field_.folded; }
  std::string_view language() const { return language_; }

  static constexpr PeopleFlags kCountryFlag = PeopleFlags{1} << 28;
  static constexpr PeopleFlags kPlaceFlag = PeopleFlags{1} << 27;  // A city: may be a given name.
  static constexpr PeopleFlags kOrganisationFlag = PeopleFlags{1} << 29;

 private:
  static constexpr PeopleFlags kKnownFlag = PeopleFlags{1} << 31;  // The lexicon was asked.
  struct Word {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    mutable PeopleFlags flags = 0;
  };

  void Cut();
  void MarkCountries();
  void CollectHeads(const PeopleLexicon& lexicon);
  void Mark(std::size_t begin, std::size_t end, PeopleFlags flag);
  PeopleFlags FlagsOf(std::size_t word) const;

  const FoldedField& field_;
  const PeopleWords& lexicon_words_;
  std::string_view language_;
  std::vector<Word> words_;
  std::vector<PeopleHead> roles_;
  std::vector<PeopleHead> bodies_;
  std::unordered_map<std::size_t, std::size_t> organisations_;  // By end, where they begin.
};

}  // namespace stratwatch::pipeline::internal
