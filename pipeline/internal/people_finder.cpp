#include "pipeline/internal/people_finder.h"

#include <unicode/utf16.h>
#include <unicode/utf8.h>

#include <algorithm>

#include "pipeline/internal/claim_sources.h"
#include "pipeline/internal/organisation_names.h"
#include "pipeline/internal/quote_finder.h"

namespace stratwatch::pipeline::internal {
namespace {

constexpr float kNamedConfidence = 0.8F;
// No organisation's name is longer.
constexpr std::size_t kNameUnitsMax = 120;
// A text with more persons is a list, and who is who in it is compared pair by pair.
constexpr std::size_t kPersonsMax = 200;

std::string ToUtf8(std::u16string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    UChar32 code = 0;
    U16_NEXT(text.data(), i, text.size(), code);
    std::uint8_t bytes[U8_MAX_LENGTH];
    std::size_t length = 0;
    U8_APPEND_UNSAFE(bytes, length, code);
    out.append(reinterpret_cast<const char*>(bytes), length);
  }
  return out;
}

bool Overlaps(const Tag& a, const Tag& b) {
  return a.field == b.field && a.begin < b.end && b.begin < a.end;
}

// The gazetteer knows most of the name, be it as a body of a state that the text is not about.
bool IsInGazetteer(const PeopleText& text, const OrganisationName& name) {
  const auto& matches = text.field().matches.Of(PhraseFamily::kOrganisation);
  const std::size_t from = name.begin > kNameUnitsMax ? name.begin - kNameUnitsMax : 0;
  auto match = std::lower_bound(
      matches.begin(), matches.end(), from,
      [](const PhraseMatch& each, std::size_t where) { return each.begin < where; });
  for (; match != matches.end() && match->begin < name.end; ++match) {
    const std::size_t first = std::max(match->begin, name.begin);
    const std::size_t last = std::min(match->end, name.end);
    if (first < last && 2 * (last - first) >= name.end - name.begin) return true;
  }
  return false;
}

// The organisation that stands in the role, or right beside the person's span.
std::string OrganisationOf(const Tag& person, const std::vector<Tag>& tags) {
  for (const Tag& tag : tags) {  // kPersonsMax times at most.
    if (tag.type == TagType::kOrganisation && Overlaps(tag, person)) return tag.surface;
  }
  return {};
}

// True when the words of `part` stand in `whole` in that order: "Macron", "Nancy Rodas".
bool IsPartOf(std::string_view part, std::string_view whole) {
  std::size_t from = 0;
  while (!part.empty()) {
    const std::size_t end = std::min(part.find(' '), part.size());
    const std::string_view word = part.substr(0, end);
    part.remove_prefix(std::min(end + 1, part.size()));
    if (word.empty()) continue;
    for (;;) {
      const std::size_t at = whole.find(word, from);
      if (at == std::string_view::npos) return false;
      from = at + word.size();
      if ((at == 0 || whole[at - 1] == ' ') && (from == whole.size() || whole[from] == ' ')) break;
    }
  }
  return true;
}

// One person of a text has one name, the fullest, and its id.
void JoinVariants(std::vector<Tag>& persons) {
  for (Tag& person : persons) {
    for (const Tag& other : persons) {
      if (other.name.size() > person.name.size() && IsPartOf(person.name, other.name)) {
        person.name = other.name;
        person.canonical_id = other.canonical_id;
      }
    }
  }
}

}  // namespace

PeopleFinder::PeopleFinder(const Gazetteer& gazetteer)
    : gazetteer_(gazetteer), lexicon_(gazetteer.Rules()) {}

Tag PeopleFinder::Make(const PeopleText& text, std::size_t begin, std::size_t end,
                       TagType type) const {
  const auto [first, last] = text.folded().Span(begin, end);
  Tag tag;
  tag.type = type;
  tag.field = text.field().is_title ? TagField::kTitle : TagField::kBody;
  tag.begin = first;
  tag.end = last;
  tag.surface = std::string(text.field().text.substr(first, last - first));
  tag.rule_version = gazetteer_.Version();
  return tag;
}

void PeopleFinder::AddOrganisations(PeopleText& text, std::vector<Tag>& tags) const {
  for (const OrganisationName& name : FindOrganisationNames(text)) {
    Tag tag = Make(text, name.begin, name.end, TagType::kOrganisation);
    text.MarkOrganisation(name.begin, name.end);
    if (IsInGazetteer(text, name)) continue;
    tag.canonical_id = "name:" + ToUtf8(text.Units(name.begin, name.end));
    tag.confidence = kNamedConfidence;
    tags.push_back(std::move(tag));
  }
}

void PeopleFinder::AddPersons(const PeopleText& text, const FoldedField& title,
                              std::vector<Tag>& tags) const {
  std::vector<Tag> persons;
  for (const PersonMention& person : FindPersons(text)) {
    if (person.name_begin >= person.name_end) continue;
    if (persons.size() == kPersonsMax) break;
    Tag tag = Make(text, person.begin(), person.end(), TagType::kPerson);
    tag.name = std::string(text.Bytes(person.name_begin, person.name_end));
    tag.role = std::string(text.Bytes(person.role_begin, person.role_end));
    tag.canonical_id = identity_.IdOf(tag.name);
    if (tag.canonical_id.empty()) continue;
    tag.confidence = person.confidence;
    tag.organisation = OrganisationOf(tag, tags);
    persons.push_back(std::move(tag));
  }
  JoinVariants(persons);
  for (const Tag& person : persons) {
    const std::size_t at = title.text.find(person.name);
    if (at != std::string_view::npos) {
      Tag tag = person;
      tag.field = TagField::kTitle;
      tag.begin = static_cast<std::uint32_t>(at);
      tag.end = static_cast<std::uint32_t>(at + person.name.size());
      tag.surface = person.name;
      tags.push_back(std::move(tag));
    }
  }
  tags.insert(tags.end(), persons.begin(), persons.end());
}

std::vector<Quote> PeopleFinder::Find(const FoldedField& title, const FoldedField& body,
                                      std::string_view language, std::vector<Tag>& tags,
                                      std::vector<Claim>& claims) const {
  PeopleText text(body, lexicon_, language);
  // What the gazetteer knows is no part of a person's name either.
  for (const PhraseMatch& match : body.matches.Of(PhraseFamily::kOrganisation)) {
    text.MarkOrganisation(match.begin, match.end);
  }
  AddOrganisations(text, tags);
  AddPersons(text, title, tags);
  std::vector<Quote> quotes = FindQuotes(text, tags, identity_);
  for (Quote& quote : quotes) quote.rule_version = gazetteer_.Version();
  AddClaimSources(text, tags, quotes, claims);
  return quotes;
}

}  // namespace stratwatch::pipeline::internal
