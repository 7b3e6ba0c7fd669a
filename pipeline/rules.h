#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "model/error.h"
#include "parsers/site_rules.h"
#include "pipeline/gazetteer.h"
#include "pipeline/relevance.h"
#include "pipeline/tagging.h"

namespace stratwatch::pipeline {

// Reads the rules of single hosts from where they are kept.
using SiteRulesLoader = std::function<Result<parsers::SiteRules>()>;

// The gazetteer, what was built from it, and the site rules: one version of the rules.
// Threads: read-only; thread-safe.
struct RuleSet {
  std::unique_ptr<const Gazetteer> gazetteer;
  std::unique_ptr<const Tagger> tagger;             // Borrows the gazetteer.
  std::unique_ptr<const RelevanceJudge> relevance;  // Borrows the gazetteer.
  std::optional<parsers::SiteRules> site_rules;     // Without: the extractor's own options hold.
  std::uint64_t generation = 0;                     // Counts the sets of a Rules.

  // Errors: as Gazetteer::Load, Tagger::Create and RelevanceJudge::Create.
  static Result<std::shared_ptr<RuleSet>> Load(const std::filesystem::path& folder,
                                               const RelevanceOptions& options);
};

// The rules in force, which can be replaced while they are used: whoever took a set keeps it to the
// end of its work, and the last to let go frees it. So every article is judged by one version.
// Threads: thread-safe.
class Rules {
 public:
  // Errors: as RuleSet::Load and `site_rules`.
  static Result<std::unique_ptr<Rules>> Load(std::filesystem::path folder, RelevanceOptions options,
                                             SiteRulesLoader site_rules = nullptr);

  std::shared_ptr<const RuleSet> Current() const;
  // Loads all again beside the rules in force, some 100 ms, then replaces them. On an error (as
  // Load) they stay. Calls that come together follow one another.
  Result<void> Reload();

 private:
  Rules(std::filesystem::path folder, RelevanceOptions options, SiteRulesLoader site_rules)
      : folder_(std::move(folder)), options_(options), site_rules_(std::move(site_rules)) {}

  const std::filesystem::path folder_;
  const RelevanceOptions options_;
  const SiteRulesLoader site_rules_;
  std::mutex reloading_;  // Guards generation_.
  std::uint64_t generation_ = 0;
  mutable std::mutex mutex_;  // Guards current_.
  std::shared_ptr<const RuleSet> current_;
};

}  // namespace stratwatch::pipeline
