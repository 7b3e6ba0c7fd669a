#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/internal/country_index.h"
#include "pipeline/internal/gazetteer_rules.h"
#include "pipeline/internal/phrase_book.h"

namespace stratwatch::pipeline::internal {

struct OrganisationMention {
  bool in_title = false;
  std::size_t begin = 0;  // Units of the folded title or body.
  std::size_t end = 0;
  std::uint32_t organisation = 0;  // Its place in GazetteerRules::organisations.
  float confidence = 1.0F;
};

// Finds organisations by their names, in the text's language, in English, or in none.
// Threads: thread-safe once built. Borrows `rules` for its life.
class OrganisationIndex {
 public:
  // Adds its names to `builder`, whose index finds the matches that Find reads.
  OrganisationIndex(const GazetteerRules& rules, PhraseIndexBuilder& builder);

  // The mentions of one field, in order, without overlaps. `countries`: those that the article
  // is about; a name that bodies of several states share ("AI Safety Institute") is the one of
  // the first of them, and nobody's when none of these states is among them.
  std::vector<OrganisationMention> Find(const FoldedField& field,
                                        const std::vector<std::string>& countries) const;

 private:
  const GazetteerRules& rules_;
};

}  // namespace stratwatch::pipeline::internal
