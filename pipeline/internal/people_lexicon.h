#pragma once

#include <bitset>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "pipeline/internal/gazetteer_rules.h"
#include "pipeline/internal/phrase_book.h"

namespace stratwatch::pipeline::internal {

// A set of PeopleWordKind.
using PeopleFlags = std::uint32_t;
constexpr PeopleFlags FlagOf(PeopleWordKind kind) {
  return PeopleFlags{1} << static_cast<unsigned>(kind);
}

// The words of people.tsv of one language that are looked up beside a role, a body or a quote.
class PeopleWords {
 public:
  void Add(PeopleWordKind kind, std::string_view form, const MatchFolding& folding);
  void SetHeadLast() { head_last_ = true; }

  // What the folded word is, as a whole word or by a stem.
  PeopleFlags FlagsOf(std::u16string_view word) const;
  // True when the folded word, exactly as it is, is of that kind.
  bool Has(PeopleWordKind kind, std::u16string_view word) const;
  // The forms of a kind, folded: for scripts without spaces, where a word is a part of a run.
  const std::vector<std::u16string>& Forms(PeopleWordKind kind) const;
  bool head_last() const { return head_last_; }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::u16string_view text) const {
      return std::hash<std::u16string_view>{}(text);
    }
  };
  using FlagsByWord = std::unordered_map<std::u16string, PeopleFlags, Hash, std::equal_to<>>;

  // Most words of a text are none of these, and two units tell so without hashing the word.
  static constexpr std::size_t kBegins = 4096;
  static std::size_t BeginOf(std::u16string_view word) {
    return (word[0] * std::size_t{31} + (word.size() > 1 ? word[1] : 0U) * std::size_t{2477}) %
           kBegins;
  }

  std::bitset<kBegins> begins_;  // Of the words and stems.
  FlagsByWord words_;
  FlagsByWord stems_;
  std::map<PeopleWordKind, std::vector<std::u16string>> forms_;
  std::size_t stem_units_max_ = 0;
  bool head_last_ = false;
};

// All of people.tsv. Roles and bodies are found in the one pass over a text; the other words are
// looked up only beside them.
// Threads: thread-safe once built. Borrows `rules` for its life.
class PeopleLexicon {
 public:
  explicit PeopleLexicon(const GazetteerRules& rules);
  // Adds the roles and bodies of all languages to `builder`.
  void AddWords(PhraseIndexBuilder& builder) const;

  // The words of a text's language and those of all languages.
  const PeopleWords& Of(std::string_view language) const;
  // The row that a match of PhraseFamily::kPeople is of.
  const PeopleForms& Row(std::uint32_t target) const { return rules_.people[target]; }

 private:
  const GazetteerRules& rules_;
  std::map<std::string, PeopleWords, std::less<>> words_;
  PeopleWords none_;
};

}  // namespace stratwatch::pipeline::internal
