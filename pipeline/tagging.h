#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "model/article.h"
#include "model/error.h"
#include "model/tag.h"
#include "pipeline/gazetteer.h"

namespace stratwatch::pipeline {

// Finds countries (CLDR territory names of every locale, through ICU) and strategies (every name
// and alias of the register) in a title and a text: one pass of an Aho-Corasick automaton over
// folded text, hits kept only at token boundaries of their script, spans mapped back to the
// original bytes.
// Threads: Tag is thread-safe; built once, shared.
class Tagger {
 public:
  // Borrows `gazetteer` for its life. Errors: kInvalid.
  static Result<std::unique_ptr<Tagger>> Create(const Gazetteer& gazetteer);
  ~Tagger();

  // In order of position, title first; every mention, not one a country. Countries that the
  // article is about have `subject` set.
  std::vector<Tag> Find(std::string_view title, std::string_view text,
                        std::string_view language) const;

 private:
  class Impl;
  explicit Tagger(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace stratwatch::pipeline
