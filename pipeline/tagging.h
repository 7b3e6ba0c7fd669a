#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "model/article.h"
#include "model/claim.h"
#include "model/error.h"
#include "model/quote.h"
#include "model/tag.h"
#include "pipeline/gazetteer.h"

namespace stratwatch::pipeline {

// What a text calls a plan of a state for AI, with a year ahead that no plan of that state in the
// register has: perhaps a new one.
struct StrategyCandidate {
  std::string country;  // ISO 3166-1 alpha-2, or a body's code ("EU").
  int year = 0;         // The plan's horizon.
  TagField field = TagField::kBody;
  std::uint32_t begin = 0;  // Byte offsets into the title or text.
  std::uint32_t end = 0;
  std::string surface;
};

// Finds what a title and a text speak of: countries (CLDR's names of countries and large cities
// in every locale, through ICU, and the demonyms, capitals and short names of countries.tsv),
// strategies (the names of the register, and what they are called in passing), organisations and
// topics. One pass over folded text, from word to word; hits count only at token boundaries of
// their script, the longest of overlapping ones; spans are mapped back to the original bytes. Words
// that are also other things (Turkey, Jordan, "مالي") count with support from the context only.
// Figures (Claim) are read in the same pass: money, shares, ranks, counts and capacities with unit
// and target year.
//
// Threads: Find is thread-safe; built once, shared. Building takes some 50 ms and 10 MB, the first
// text of each language some 2 ms and 0.5 MB more.
struct TextFindings {
  std::vector<Tag> tags;
  std::vector<Claim> claims;  // Of the text, in order of position; the title repeats them.
  std::vector<Quote> quotes;  // Of the text, in order of position.
};

class Tagger {
 public:
  // Borrows `gazetteer` for its life. Errors: kInvalid (no country rules).
  static Result<std::unique_ptr<Tagger>> Create(const Gazetteer& gazetteer);
  ~Tagger();

  // In order of position, title first; every mention, not one a country; of a topic four at most.
  // Countries that the article is about have `subject` set. A country inside a strategy's name is
  // tagged as well. `language`: BCP 47 of the text; names of that language and English count, names
  // of every language when it is "und" or unknown. Any bytes are taken: what is not UTF-8 matches
  // nothing.
  std::vector<Tag> Find(std::string_view title, std::string_view text,
                        std::string_view language) const;
  // The same tags, and the figures. `year`: when the article appeared, so that a later year in a
  // figure's sentence is its target; with 0, words must say so ("by 2030").
  TextFindings Read(std::string_view title, std::string_view text, std::string_view language,
                    int year) const;
  // Plans that the register may lack. `year`: as for Read; nearer horizons are passed over.
  std::vector<StrategyCandidate> Candidates(std::string_view title, std::string_view text,
                                            std::string_view language, int year) const;

 private:
  class Impl;
  explicit Tagger(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace stratwatch::pipeline
