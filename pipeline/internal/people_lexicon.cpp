#include "pipeline/internal/people_lexicon.h"

#include <algorithm>

namespace stratwatch::pipeline::internal {
namespace {

bool IsScanned(PeopleWordKind kind) {
  return kind == PeopleWordKind::kRole || kind == PeopleWordKind::kBody;
}

}  // namespace

void PeopleWords::Add(PeopleWordKind kind, std::string_view form, const MatchFolding& folding) {
  const bool stem = form.back() == '*';
  if (stem) form.remove_suffix(1);
  std::u16string folded = folding.FoldName(form);
  if (folded.empty()) return;
  if (stem) stem_units_max_ = std::max(stem_units_max_, folded.size());
  // Stems of one unit are not looked up; a word of one unit begins with itself alone.
  begins_.set(BeginOf(folded));
  forms_[kind].push_back(folded);
  (stem ? stems_ : words_)[std::move(folded)] |= FlagOf(kind);
}

PeopleFlags PeopleWords::FlagsOf(std::u16string_view word) const {
  if (word.empty() || !begins_.test(BeginOf(word))) return 0;
  PeopleFlags flags = 0;
  if (const auto found = words_.find(word); found != words_.end()) flags |= found->second;
  for (std::size_t size = std::min(word.size(), stem_units_max_); size > 1; --size) {
    const auto found = stems_.find(word.substr(0, size));
    if (found != stems_.end()) flags |= found->second;
  }
  return flags;
}

bool PeopleWords::Has(PeopleWordKind kind, std::u16string_view word) const {
  if (word.empty() || !begins_.test(BeginOf(word))) return false;
  const auto found = words_.find(word);
  return found != words_.end() && (found->second & FlagOf(kind)) != 0;
}

const std::vector<std::u16string>& PeopleWords::Forms(PeopleWordKind kind) const {
  static const std::vector<std::u16string> kNone;
  const auto found = forms_.find(kind);
  return found == forms_.end() ? kNone : found->second;
}

PeopleLexicon::PeopleLexicon(const GazetteerRules& rules) : rules_(rules) {
  for (const PeopleForms& row : rules.people) {
    if (row.language != "*") words_.try_emplace(PrimaryLanguage(row.language));
  }
  for (const PeopleForms& row : rules.people) {
    for (auto& [language, words] : words_) {
      if (row.language != "*" && PrimaryLanguage(row.language) != language) continue;
      if (row.kind == PeopleWordKind::kOrder) {
        words.SetHeadLast();
        continue;
      }
      for (const std::string& form : row.forms) words.Add(row.kind, form, *rules.folding);
    }
  }
}

void PeopleLexicon::AddWords(PhraseIndexBuilder& builder) const {
  builder.Begin(PhraseFamily::kPeople, PhraseReach::kWords);
  for (std::uint32_t i = 0; i < rules_.people.size(); ++i) {
    const PeopleForms& row = rules_.people[i];
    if (!IsScanned(row.kind)) continue;
    PhraseMeaning meaning{i, builder.Language(row.language)};
    meaning.kind = static_cast<std::uint8_t>(row.kind);
    for (const std::string& form : row.forms) {
      if (row.language == "vi") {  // Accents carry the meaning there.
        builder.Add(form, meaning, CaseRule::kExact);
      } else {
        builder.Add(form, meaning);
      }
    }
  }
}

const PeopleWords& PeopleLexicon::Of(std::string_view language) const {
  const auto found = words_.find(PrimaryLanguage(language));
  return found == words_.end() ? none_ : found->second;
}

}  // namespace stratwatch::pipeline::internal
