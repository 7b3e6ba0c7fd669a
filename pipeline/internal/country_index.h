#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "pipeline/internal/gazetteer_rules.h"
#include "pipeline/internal/phrase_book.h"

namespace stratwatch::pipeline::internal {

// How a country was named, most telling first.
enum class MentionKind : std::uint8_t {
  kName,
  kDemonym,
  kCapital,
  kActor,
  kPlace,
  kHome,
  kShadow,
};

struct CountryMention {
  bool in_title = false;
  std::size_t begin = 0;  // Units of the folded title or body.
  std::size_t end = 0;
  std::uint32_t country = 0;  // CountryIndex::Code.
  MentionKind kind = MentionKind::kName;
  float confidence = 1.0F;
};

// A title or a body with its folded form, and the phrases found in it.
struct FoldedField {
  std::string_view text;
  FoldedText folded;
  bool is_title = false;
  PhraseMatches matches;
};

// Every name of every country, and the rules for telling it from other words.
// Threads: thread-safe once built.
class CountryIndex {
 public:
  // Adds its names to `builder`, whose index finds the matches that Find reads.
  CountryIndex(const GazetteerRules& rules, PhraseIndexBuilder& builder);

  // The mentions in both fields, in order, without overlaps. Bodies such as the EU are among
  // them (IsBody).
  std::vector<CountryMention> Find(const FoldedField& title, const FoldedField& body) const;

  const std::string& Code(std::uint32_t country) const { return codes_[country]; }
  bool IsBody(std::uint32_t country) const { return is_body_[country]; }
  // The number of a code, or kNoCountry.
  std::uint32_t Number(std::string_view code) const;
  static constexpr std::uint32_t kNoCountry = 0xFFFFFFFF;
  // The one country whose press writes in `language`, where there is one ("vi", "th", "ja").
  std::uint32_t HomeOf(std::string_view language) const;

 private:
  struct Candidate;
  struct ContextRule {
    HomographPolicy policy = HomographPolicy::kSupport;
    std::vector<std::u16string> words;  // A trailing '*' was kept as a flag in `open`.
    std::vector<bool> open;
  };

  struct FoldedEndings;
  using EndingsByLanguage = std::unordered_map<std::string, FoldedEndings>;

  std::uint32_t Intern(std::string_view code);
  void AddRules(const GazetteerRules& rules, const EndingsByLanguage& endings,
                PhraseIndexBuilder& builder);
  void AddCldrNames(const GazetteerRules& rules, const EndingsByLanguage& endings,
                    PhraseIndexBuilder& builder);
  void AddHomographs(const GazetteerRules& rules);
  // Adds the forms that `endings` make of a name.
  static void AddInflections(const FoldedEndings& endings, std::u16string_view name,
                             const std::u16string& folded, const PhraseMeaning& meaning,
                             PhraseIndexBuilder& builder);
  // The number of the rule for `form` in `language`, or 0.
  std::uint8_t RuleFor(std::string_view language, const std::u16string& folded_form) const;

  static std::vector<Candidate> Candidates(const FoldedField& field);
  static std::vector<Candidate> WithoutOverlaps(std::vector<Candidate> candidates);
  bool HasContext(const FoldedField& field, const Candidate& candidate) const;
  static bool BesideCapitalised(const FoldedField& field, const Candidate& candidate);

  std::vector<std::string> codes_;
  std::unordered_map<std::string, std::uint32_t> numbers_;  // By code.
  std::vector<bool> is_body_;
  std::vector<ContextRule> rules_;  // 0 is none.
  // By folded form: (language, rule).
  std::unordered_map<std::u16string, std::vector<std::pair<std::string, std::uint8_t>>> homographs_;
  std::vector<std::pair<std::string, std::uint32_t>> homes_;
};

}  // namespace stratwatch::pipeline::internal
