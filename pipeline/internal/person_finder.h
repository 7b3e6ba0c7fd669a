#pragma once

#include <cstddef>
#include <vector>

#include "pipeline/internal/people_text.h"

namespace stratwatch::pipeline::internal {

// A person with the role that a text states.
struct PersonMention {
  // Units of the folded text; a role of no length is one that is not stated.
  std::size_t name_begin = 0;
  std::size_t name_end = 0;
  std::size_t role_begin = 0;
  std::size_t role_end = 0;
  float confidence = 0.0F;

  std::size_t begin() const {
    return role_end > role_begin && role_begin < name_begin ? role_begin : name_begin;
  }
  std::size_t end() const { return role_end > name_end ? role_end : name_end; }
};

// The persons whose role stands beside their name, in order: "Digital Minister Jane Doe",
// "Jane Doe, Minister for …", "le ministre de …, Jean Dupont", "وزير … فلان", "…部部长某某",
// "某某大臣". A role without a name beside it ("the minister said") is none.
std::vector<PersonMention> FindPersons(const PeopleText& text);

// Where a name is that begins or ends at a word; empty when none is. Cased scripts only.
WordSpan NameAt(const PeopleText& text, std::size_t word);
WordSpan NameBefore(const PeopleText& text, std::size_t word);

// By group of scripts (word_scripts.h), one mention for a role's head word at most.
bool FindCasedPerson(const PeopleText& text, const PeopleHead& role, PersonMention& person);
bool FindAbjadPerson(const PeopleText& text, const PeopleHead& role, PersonMention& person);
bool FindIndicPerson(const PeopleText& text, const PeopleHead& role, PersonMention& person);
bool FindHangulPerson(const PeopleText& text, const PeopleHead& role, PersonMention& person);
bool FindDensePerson(const PeopleText& text, const PeopleHead& role, PersonMention& person);

}  // namespace stratwatch::pipeline::internal
