#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "model/error.h"
#include "store/search.h"

namespace stratwatch::pipeline {

// A row of the register of national AI strategies (config/gazetteer/strategies.tsv).
struct Strategy {
  std::string id;       // "MA:2024"
  std::string country;  // ISO 3166-1 alpha-2, or empty for an international body.
  std::string name;     // In English.
  std::vector<std::pair<std::string, std::string>> names;  // (BCP 47, name), native ones too.
  std::vector<std::string> aliases;
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

// All rule data for tagging and relevance, read from a folder of TSV files. Read-only once
// loaded, shared by threads.
class Gazetteer : public store::StrategyNames {
 public:
  // Errors: kNotFound, kInvalid ("strategies.tsv:12: …", with what is expected).
  static Result<std::unique_ptr<Gazetteer>> Load(const std::filesystem::path& folder);
  ~Gazetteer() override;

  const std::vector<Strategy>& Strategies() const;
  const Strategy* FindStrategy(std::string_view id) const;
  const std::vector<Keyword>& Keywords() const;
  std::vector<std::string> IdsOf(std::string_view name) const override;
  // Digest of all files: the rule version that tags carry, 12 hexadecimal digits.
  const std::string& Version() const;

 private:
  struct Impl;
  explicit Gazetteer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace stratwatch::pipeline
