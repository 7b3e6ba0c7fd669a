#pragma once

#include <string_view>
#include <vector>

#include "model/claim.h"
#include "model/quote.h"
#include "model/tag.h"
#include "pipeline/gazetteer.h"
#include "pipeline/internal/people_lexicon.h"
#include "pipeline/internal/person_finder.h"
#include "pipeline/internal/person_identity.h"

namespace stratwatch::pipeline::internal {

// Tags the persons of a text, with their roles, and the organisations that are named by their kind
// ("Communications Authority of Kenya") and are in no gazetteer.
// Threads: thread-safe once built. Borrows `gazetteer` for its life.
class PeopleFinder {
 public:
  explicit PeopleFinder(const Gazetteer& gazetteer);
  // Adds its words to `builder`, whose index finds the matches that Find reads.
  void AddWords(PhraseIndexBuilder& builder) const { lexicon_.AddWords(builder); }

  // Adds to `tags`, which has the organisations of the gazetteer. Persons and names are read in the
  // body: headlines capitalise any word. A person named in the title as in the body is tagged there
  // too. Returns the direct speech of the body with its speakers, and fills in the sources of
  // `claims`.
  std::vector<Quote> Find(const FoldedField& title, const FoldedField& body,
                          std::string_view language, std::vector<Tag>& tags,
                          std::vector<Claim>& claims) const;

 private:
  void AddOrganisations(PeopleText& text, std::vector<Tag>& tags) const;
  void AddPersons(const PeopleText& text, const FoldedField& title, std::vector<Tag>& tags) const;
  Tag Make(const PeopleText& text, std::size_t begin, std::size_t end, TagType type) const;

  const Gazetteer& gazetteer_;
  PeopleLexicon lexicon_;
  PersonIdentity identity_;
};

}  // namespace stratwatch::pipeline::internal
