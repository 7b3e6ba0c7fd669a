#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/error.h"
#include "store/search.h"

namespace stratwatch::pipeline {

namespace internal {
struct GazetteerRules;
}

// A row of the register of national AI strategies (config/gazetteer/strategies.tsv).
struct Strategy {
  std::string id;       // "MA:2024"
  std::string country;  // ISO 3166-1 alpha-2, or empty for an international body.
  std::string name;     // In English.
  std::vector<std::pair<std::string, std::string>> names;  // (BCP 47, name), native ones too.
  std::vector<std::string> aliases;
  // Names that other countries' plans have too ("National AI Strategy"): they count only with
  // this country in reach. Also part of `names` and `aliases`.
  std::vector<std::string> shared_names;
  int year = 0;
  std::string status;
  std::string kind;
  std::string provenance;  // Where this row comes from.
};

// A phrase that may make a text relevant (config/gazetteer/keywords.tsv).
struct Keyword {
  std::string concept_id;  // "artificial_intelligence", "national_strategy", …
  std::string language;
  std::string form;  // A trailing '*' matches any ending of the word.
};

// All rule data for tagging and relevance, read from a folder of TSV files
// (config/gazetteer/README.md describes them).
// Threads: read-only once loaded; thread-safe. Loading blocks for some 50 ms.
class Gazetteer : public store::StrategyNames {
 public:
  // Errors: kNotFound, kLimit, kInvalid ("strategies.tsv:12: …", with what is expected).
  static Result<std::unique_ptr<Gazetteer>> Load(const std::filesystem::path& folder);
  ~Gazetteer() override;

  const std::vector<Strategy>& Strategies() const;
  const Strategy* FindStrategy(std::string_view id) const;
  const std::vector<Keyword>& Keywords() const;
  // The ids of all strategies with this name or alias, in any language, compared folded (case,
  // accents, quotes, dashes, digits). Also takes an id ("MA:2024"). Empty when there is none.
  std::vector<std::string> IdsOf(std::string_view name) const override;
  // Digest of all files: the rule version that tags carry, 12 hexadecimal digits.
  const std::string& Version() const;

  // Everything in the files, for the taggers of this layer.
  const internal::GazetteerRules& Rules() const;

 private:
  struct Impl;
  explicit Gazetteer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace stratwatch::pipeline
