#include "pipeline/internal/organisation_index.h"

#include <algorithm>
#include <map>
#include <set>

namespace stratwatch::pipeline::internal {
namespace {

// A shared name belongs to bodies of several states.
enum FormKind : std::uint8_t { kName, kAbbreviation, kSharedName };

// A name of another language than the text's must be too long to be one of its words.
constexpr std::size_t kForeignUnitsMin = 8;

bool IsInflecting(std::string_view language) {
  return language == "ru" || language == "uk" || language == "pl";
}

// Splits off the last code point.
std::size_t LastBegin(std::string_view word) {
  std::size_t at = word.size() - 1;
  while (at > 0 && (static_cast<unsigned char>(word[at]) & 0xC0U) == 0x80U) --at;
  return at;
}

std::size_t Letters(std::string_view word) {
  return static_cast<std::size_t>(std::count_if(word.begin(), word.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

// "Совет Европы" to "Совет* Европ*": Slavic names change each word's ending with its case.
std::string WithOpenWords(std::string_view name) {
  static constexpr std::string_view kEndings[] = {"а", "е", "и", "й", "о", "у", "ы", "ь", "ю", "я",
                                                  "і", "ї", "a", "e", "i", "o", "u", "y", "ą", "ę"};
  std::string out;
  for (std::size_t begin = 0; begin < name.size();) {
    const std::size_t end = std::min(name.find(' ', begin), name.size());
    std::string_view word = name.substr(begin, end - begin);
    bool open = Letters(word) > 3;
    for (int drop = 0; open && drop < 2 && Letters(word) > 4; ++drop) {
      const std::size_t last = LastBegin(word);
      const auto* const known =
          std::find(std::begin(kEndings), std::end(kEndings), word.substr(last));
      if (known == std::end(kEndings)) break;
      word = word.substr(0, last);
    }
    if (!out.empty()) out += ' ';
    out += word;
    if (open) out += '*';
    begin = end + 1;
  }
  return out;
}

// "UN", "ООН": no small ASCII letter and short; the phrase index asks for capitals.
bool IsShort(std::string_view form) {
  return Letters(form) <= 5 && std::none_of(form.begin(), form.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || c == ' ';
         });
}

// "Ministry of Digital Affairs (Poland)": what stands in brackets tells it from its namesakes.
std::string_view PlainName(std::string_view name) {
  return name.substr(0, name.find(" ("));
}

}  // namespace

OrganisationIndex::OrganisationIndex(const GazetteerRules& rules, PhraseIndexBuilder& builder)
    : rules_(rules) {
  builder.Begin(PhraseFamily::kOrganisation);
  std::map<std::u16string, std::set<std::uint32_t>> owners;
  for (std::uint32_t i = 0; i < rules.organisations.size(); ++i) {
    owners[rules.folding->FoldName(PlainName(rules.organisations[i].name))].insert(i);
    for (const auto& [language, form] : rules.organisations[i].aliases) {
      owners[rules.folding->FoldName(form)].insert(i);
    }
  }
  for (std::uint32_t i = 0; i < rules.organisations.size(); ++i) {
    const Organisation& organisation = rules.organisations[i];
    const auto add = [&](std::string_view language, std::string_view form) {
      PhraseMeaning meaning{i, builder.Language(language)};
      meaning.kind = IsShort(form) ? kAbbreviation : kName;
      if (owners[rules.folding->FoldName(form)].size() > 1) meaning.kind = kSharedName;
      builder.Add(form, meaning);
      if (!IsInflecting(language) || meaning.kind == kAbbreviation) return;
      builder.Add(WithOpenWords(form), meaning);
    };
    add("*", PlainName(organisation.name));  // English, and itself in a text of any language.
    for (const auto& [language, form] : organisation.aliases) add(language, form);
  }
}

std::vector<OrganisationMention> OrganisationIndex::Find(
    const FoldedField& field, const std::vector<std::string>& countries) const {
  struct Candidate {
    OrganisationMention mention;
    std::size_t rank = 0;  // Of its country among the article's.
  };
  std::vector<Candidate> candidates;
  for (const PhraseMatch& match : field.matches.Of(PhraseFamily::kOrganisation)) {
    const bool is_short = match.meaning.kind == kAbbreviation;
    if (!match.own && (is_short || match.end - match.begin < kForeignUnitsMin)) continue;
    const std::string& country = rules_.organisations[match.meaning.target].country;
    const auto found = std::find(countries.begin(), countries.end(), country);
    Candidate candidate;
    candidate.mention = {field.is_title, match.begin, match.end, match.meaning.target,
                         is_short ? 0.8F : 0.95F};
    candidate.rank = static_cast<std::size_t>(found - countries.begin());
    if (match.meaning.kind == kSharedName && found == countries.end()) continue;
    candidates.push_back(candidate);
  }
  std::stable_sort(candidates.begin(), candidates.end(), [](const auto& a, const auto& b) {
    if (a.mention.begin != b.mention.begin) return a.mention.begin < b.mention.begin;
    if (a.mention.end != b.mention.end) return a.mention.end > b.mention.end;
    return a.rank < b.rank;
  });
  std::vector<OrganisationMention> mentions;
  std::size_t free_from = 0;
  for (const Candidate& each : candidates) {
    if (each.mention.begin < free_from) continue;
    free_from = each.mention.end;
    mentions.push_back(each.mention);
  }
  return mentions;
}

}  // namespace stratwatch::pipeline::internal
