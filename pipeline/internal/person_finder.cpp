#include "pipeline/internal/person_finder.h"

#include <algorithm>

#include "pipeline/internal/word_scripts.h"

namespace stratwatch::pipeline::internal {
namespace {

// So many mentions may share words with the next one.
constexpr std::ptrdiff_t kNearMentions = 4;

bool Find(const PeopleText& text, const PeopleHead& role, PersonMention& person) {
  switch (ScriptGroupOf(text.folded().kinds[role.begin])) {
    case ScriptGroup::kCased:
      return FindCasedPerson(text, role, person);
    case ScriptGroup::kAbjad:
      return FindAbjadPerson(text, role, person);
    case ScriptGroup::kIndic:
    case ScriptGroup::kEthiopic:
      return FindIndicPerson(text, role, person);
    case ScriptGroup::kHangul:
      return FindHangulPerson(text, role, person);
    case ScriptGroup::kDense:
      return FindDensePerson(text, role, person);
  }
  return false;
}

// "Deputy | Prime Minister", "निदेशक | प्रोफेसर": heads that stand together are one role.
std::vector<PeopleHead> JoinedRoles(const PeopleText& text) {
  std::vector<PeopleHead> roles;
  for (const PeopleHead& role : text.Roles()) {
    const bool dense = ScriptGroupOf(text.folded().kinds[role.begin]) == ScriptGroup::kDense;
    const bool joins = !roles.empty() && (dense ? roles.back().end == role.begin
                                                : roles.back().words.last == role.words.first &&
                                                      text.Joined(role.words.first));
    if (!joins) {
      roles.push_back(role);
      continue;
    }
    roles.back().end = role.end;
    roles.back().words.last = role.words.last;
    roles.back().row = role.row;  // The last of them is what the person is.
  }
  return roles;
}

}  // namespace

std::vector<PersonMention> FindPersons(const PeopleText& text) {
  std::vector<PersonMention> persons;
  for (const PeopleHead& role : JoinedRoles(text)) {
    PersonMention person;
    // "former", "acting" alone are no role.
    if (role.row->value == "deputy" || !Find(text, role, person)) continue;
    // Of two roles of one person ("its head, Jane Doe, Commissioner for …") the longer says more.
    // They stand near each other, so only the last mentions are looked at.
    const auto last = persons.end() - std::min<std::ptrdiff_t>(std::ssize(persons), kNearMentions);
    const auto taken = std::find_if(last, persons.end(), [&](const PersonMention& each) {
      return each.name_begin < person.name_end && person.name_begin < each.name_end;
    });
    if (taken == persons.end()) {
      persons.push_back(person);
    } else if (person.role_end - person.role_begin > taken->role_end - taken->role_begin) {
      *taken = person;
    }
  }
  std::sort(persons.begin(), persons.end(),
            [](const PersonMention& a, const PersonMention& b) { return a.begin() < b.begin(); });
  return persons;
}

}  // namespace stratwatch::pipeline::internal
