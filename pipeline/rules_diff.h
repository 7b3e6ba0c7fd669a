#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "model/article.h"
#include "pipeline/rules.h"

namespace stratwatch::pipeline {

// One thing that only one of two rule sets finds in an article.
struct RulesDiffExample {
  bool gained = false;  // By the new rules; else lost with them.
  std::string id;  // Canonical id; of a claim "money 5e+09 USD by 2030"; of relevance the score.
  std::string surface;  // As written; of relevance the title.
  ArticleId article;
};

// What two rule sets find of one kind, in the articles of one language.
struct RulesDiffRow {
  std::string kind;  // A tag's type ("country"), "claim", "quote", or "relevant".
  std::string language;
  // Distinct ids of each article, so that a name that is found twice counts once.
  std::uint64_t kept = 0;
  std::uint64_t gained = 0;
  std::uint64_t lost = 0;
  std::vector<RulesDiffExample> examples;  // The first ones met.
};

// Tags articles with two versions of the rules and counts what is gained and lost.
// Threads: not thread-safe.
class RulesDiff {
 public:
  // Borrows both. `examples_max`: of each row.
  RulesDiff(const RuleSet& before, const RuleSet& after, std::size_t examples_max)
      : before_(before), after_(after), examples_max_(examples_max) {}

  // An article without a text is passed over: there is nothing to tag again.
  void Add(const Article& article);

  std::uint64_t Texts() const { return texts_; }
  std::uint64_t Changed() const { return changed_; }  // Articles that are not tagged alike.
  // By kind, then by language; rows without a difference are there too.
  std::vector<RulesDiffRow> Rows() const;

 private:
  const RuleSet& before_;
  const RuleSet& after_;
  std::size_t examples_max_;
  std::uint64_t texts_ = 0;
  std::uint64_t changed_ = 0;
  std::map<std::pair<std::string, std::string>, RulesDiffRow> rows_;  // By kind and language.
};

}  // namespace stratwatch::pipeline
