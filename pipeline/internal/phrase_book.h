#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/internal/phrase_index.h"

namespace stratwatch::pipeline::internal {

// The primary language of a BCP 47 tag, one name for sister languages (nb and no, sr and hr).
std::string PrimaryLanguage(std::string_view tag);

// In which texts a phrase counts.
enum class PhraseReach : std::uint8_t {
  // Names: in texts of its language, English ones in all texts, and all of them in texts of a
  // language that has no names.
  kNames,
  // Words: in texts of its language only.
  kWords,
};

// The phrases of all languages. The index of a language is made at its first text: some 2 ms and
// 1 MB, where one index of all would take a second of loading, and be too large for a cache.
//
// Threads: thread-safe once built; the first text of a language makes the others wait.
class PhraseBook {
 public:
  PhraseBook(PhraseBook&&) = default;

  // The index for texts in `language` (BCP 47).
  const PhraseIndex& IndexFor(std::string_view language) const;

  std::size_t Bytes() const;  // Without the indexes.

 private:
  friend class PhraseIndexBuilder;

  struct Row {
    std::uint32_t begin = 0;  // In units.
    std::uint16_t length = 0;
    PhraseReach reach = PhraseReach::kNames;
    PhraseEntry entry;
  };
  struct Language {
    std::string name;
    bool has_names = false;
  };
  struct Slot {
    std::once_flag made;
    std::unique_ptr<const PhraseIndex> index;
  };

  PhraseBook() = default;
  PhraseIndex Make(std::uint16_t language) const;

  std::unique_ptr<PhraseParts> parts_ = std::make_unique<PhraseParts>();  // Indexes borrow it.
  std::u16string units_;
  std::vector<Row> rows_;
  std::vector<Language> languages_;  // The first is "*", of no language.
  std::uint16_t english_ = 0;
  std::unique_ptr<Slot[]> slots_;  // By language.
};

// Collects phrases, then makes the book.
class PhraseIndexBuilder {
 public:
  explicit PhraseIndexBuilder(const MatchFolding& folding);

  // Whose the phrases are that are added from here on.
  void Begin(PhraseFamily family, PhraseReach reach = PhraseReach::kNames) {
    family_ = family;
    reach_ = reach;
  }
  // The number of `tag`'s language for PhraseMeaning; sister languages that share names and
  // words (nb and no, sr and hr, id and ms) are one. "*" is 0.
  std::uint16_t Language(std::string_view tag);
  static constexpr std::uint16_t kAnyLanguage = 0;
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
  void AddName(std::u16string_view name, std::u16string_view folded, PhraseMeaning meaning,
               bool exact = false);

  PhraseBook Build();

 private:
  // Adds the row, and a second one for Arabic names with the article: "to the" is written
  // without the article's alef.
  void Push(std::u16string_view literal, PhraseEntry entry);
  void PushRow(std::u16string_view literal, const PhraseEntry& entry);
  std::uint32_t TailOf(const std::vector<std::u16string>& pieces);
  std::uint32_t AddExact(std::string surface);

  const MatchFolding& folding_;
  PhraseFamily family_ = PhraseFamily::kCountry;
  PhraseReach reach_ = PhraseReach::kNames;
  PhraseBook book_;
  std::map<std::vector<std::u16string>, std::uint32_t> piece_tails_;
};

}  // namespace stratwatch::pipeline::internal
