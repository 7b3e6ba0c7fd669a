#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/internal/folded_text.h"
#include "pipeline/internal/literal_table.h"
#include "pipeline/internal/token_boundary.h"

namespace stratwatch::pipeline::internal {

// Whose a phrase is, where several indexes share one pass over the text.
enum class PhraseFamily : std::uint8_t {
  kCountry,
  kStrategy,
  kOrganisation,
  kTopic,
  kFigure,
  kPeople,
};
inline constexpr std::size_t kPhraseFamilies = 6;

// What a phrase stands for. The meaning of `target`, `kind` and `note` is its family's.
struct PhraseMeaning {
  std::uint32_t target = 0;
  std::uint16_t language = 0;  // PhraseIndexBuilder::Language; 0 is none.
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
    auto& matches = matches_[static_cast<std::size_t>(match.meaning.family)];
    if (matches.empty()) matches.reserve(kFirstRoom);
    matches.push_back(match);
  }

 private:
  static constexpr std::size_t kFirstRoom = 32;  // Enough for most texts of a page.

  std::array<std::vector<PhraseMatch>, kPhraseFamilies> matches_;
};

// What follows the literal that the table found.
struct PhraseTail {
  std::vector<std::u16string> pieces;   // Each after any rest of the word; the last may be empty.
  std::vector<std::u16string> endings;  // Sorted; one of these must end the word.
};

// What the indexes of all languages share.
struct PhraseParts {
  std::vector<PhraseTail> tails;   // The first is none: a whole phrase.
  std::vector<std::string> exact;  // The surfaces of CaseRule::kExact.
};

// A literal that begins a phrase, and what the phrase is.
struct PhraseEntry {
  PhraseMeaning meaning;
  std::uint32_t tail = 0;   // In PhraseParts::tails; 0 is the whole phrase.
  std::uint32_t exact = 0;  // In PhraseParts::exact, for CaseRule::kExact.
  CaseRule rule = CaseRule::kAny;
  bool own = false;  // PhraseMatch::own, in texts of the index's language.
};

// The phrases that count in texts of one language, found in one pass. A form is a name ("Papua New
// Guinea"), a stem whose last word may go on ("marocain*"), or several stems ("искусственн*
// интеллект*"). Matches begin and end at word boundaries (token_boundary.h), so only the places
// where a word may begin are looked at.
//
// Threads: read-only; thread-safe. Borrows its PhraseParts.
class PhraseIndex {
 public:
  struct Row {
    std::u16string_view literal;
    PhraseEntry entry;
  };
  PhraseIndex(std::vector<Row> rows, const PhraseParts& parts);

  // Calls `report(const PhraseMatch&)` for every occurrence of every phrase, in order of begin,
  // with overlaps. `text`: what `folded` was folded from.
  template <typename Report>
  void Find(std::string_view text, const FoldedText& folded, Report&& report) const {
    const std::u16string_view units = folded.units;
    std::array<Candidate, kCandidates> candidates;
    std::size_t count = 0;
    CharKind before = kOtherKind;
    for (std::size_t at = 0; at < units.size(); ++at) {
      const CharKind kind = folded.kinds[at];
      const bool begins = kind != before || kind == kOtherKind || kind >= kUnspacedScriptKind;
      before = kind;
      if (!begins && !MayJoinPrefixes(kind)) continue;
      if (units[at] == u' ' || !literals_.MayBegin(units, at)) continue;
      candidates[count++] = {literals_.Start(units, at), begins};
      if (count < candidates.size()) continue;
      VisitCandidates(text, folded, {candidates.data(), count}, report);
      count = 0;
    }
    VisitCandidates(text, folded, {candidates.data(), count}, report);
  }

  std::size_t Bytes() const;

 private:
  // Where the phrase ends, or npos.
  std::size_t EndOf(const FoldedText& folded, std::size_t at, std::uint32_t tail) const;
  bool CaseFits(std::string_view text, const FoldedText& folded, std::size_t begin, std::size_t end,
                const PhraseEntry& entry) const;

  // A place where a literal may begin.
  struct Candidate {
    LiteralTable::Place place;
    bool begins = false;  // A word begins there; else only if what stands before is a prefix.
  };
  // So many are looked up together: LiteralTable::Place.
  static constexpr std::size_t kCandidates = 32;

  template <typename Report>
  void VisitCandidates(std::string_view text, const FoldedText& folded,
                       std::span<Candidate> candidates, Report& report) const {
    const std::u16string_view units = folded.units;
    std::size_t kept = 0;
    for (Candidate& each : candidates) {
      if (literals_.Narrow(units, each.place)) candidates[kept++] = each;
    }
    for (const Candidate& each : candidates.first(kept)) {
      const std::size_t at = each.place.At();
      literals_.Visit(units, each.place, [&](std::size_t end, std::uint32_t literal) {
        if (each.begins || StartsWord(folded, at)) {
          VisitLiteral(text, folded, at, end, literal, report);
        }
      });
    }
  }

  template <typename Report>
  void VisitLiteral(std::string_view text, const FoldedText& folded, std::size_t begin,
                    std::size_t end, std::uint32_t literal, Report& report) const {
    std::uint32_t tail_seen = 0xFFFFFFFF;
    std::size_t phrase_end = std::string_view::npos;
    for (std::uint32_t i = first_[literal]; i < first_[literal + 1]; ++i) {
      const PhraseEntry& entry = entries_[i];
      if (entry.tail != tail_seen) {
        tail_seen = entry.tail;
        phrase_end = EndOf(folded, end, entry.tail);
      }
      if (phrase_end == std::string_view::npos) continue;
      if (!CaseFits(text, folded, begin, phrase_end, entry)) continue;
      report(PhraseMatch{begin, phrase_end, entry.meaning, entry.tail != 0, entry.own});
    }
  }

  const PhraseParts& parts_;
  LiteralTable literals_;
  std::vector<std::uint32_t> first_;  // By literal, its first entry; one more than literals.
  std::vector<PhraseEntry> entries_;  // Those of a literal ordered by tail.
};

}  // namespace stratwatch::pipeline::internal
