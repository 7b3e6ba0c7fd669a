#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/error.h"
#include "pipeline/internal/tsv_table.h"

namespace stratwatch::pipeline::internal {

// What a word of people.tsv says about the words beside it.
enum class PeopleWordKind : std::uint8_t {
  kRole,             // "minister", "spokesperson": a person is near.
  kBody,             // "ministry", "university": a name of an organisation is around it.
  kPortfolio,        // "digital", "economy": of offices and bodies, never of persons' names.
  kSay,              // "said", "told"
  kAccording,        // "according to"
  kHonorific,        // "Dr", "Sayın": before a name; in Japanese, Korean and Chinese after it.
  kPronoun,          // "she": speaks for the last person named.
  kLink,             // "of", "for": joins the parts of a role or of a body's name.
  kParticle,         // "van", "el": inside persons' names.
  kStop,             // Words that no name goes across.
  kGiven,            // Given names, where a script has no capitals.
  kSurname,          // Surnames, where they come first and are few.
  kTransliteration,  // Characters that foreign names are written with.
  kOrder,            // Value head-last: roles and bodies stand behind what they are of.
};

struct PeopleForms {
  PeopleWordKind kind = PeopleWordKind::kRole;
  std::string language;  // "*" for all.
  std::string value;     // Of a role or body its kind; "-" elsewhere.
  std::vector<std::string> forms;
};

// Errors: kInvalid, with what is allowed.
Result<PeopleForms> ReadPeopleForms(const TsvTable& table, const TsvRow& row);

}  // namespace stratwatch::pipeline::internal
