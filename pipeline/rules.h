#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <string>

#include "model/error.h"
#include "pipeline/gazetteer.h"
#include "pipeline/relevance.h"
#include "pipeline/tagging.h"

namespace stratwatch::pipeline {

// The gazetteer, and what was built from it: one version of the rules.
// Threads: read-only; thread-safe.
struct RuleSet {
  std::unique_ptr<const Gazetteer> gazetteer;
  std::unique_ptr<const Tagger> tagger;             // Borrows the gazetteer.
  std::unique_ptr<const RelevanceJudge> relevance;  // Borrows the gazetteer.

  // Errors: as Gazetteer::Load, Tagger::Create and RelevanceJudge::Create.
  static Result<std::shared_ptr<const RuleSet>> Load(const std::filesystem::path& folder,
                                                     const RelevanceOptions& options);
};

// The rules in force, which can be replaced while they are used: whoever took a set keeps it to the
// end of its work, and the last to let go frees it. So every article is judged by one version.
// Threads: thread-safe.
class Rules {
 public:
  // Errors: as RuleSet::Load.
  static Result<std::unique_ptr<Rules>> Load(std::filesystem::path folder,
                                             RelevanceOptions options);

  std::shared_ptr<const RuleSet> Current() const;
  // Loads the folder again beside the rules in force, some 100 ms, then replaces them. On an error
  // (as Load) they stay. Calls that come together follow one another.
  Result<void> Reload();

 private:
  Rules(std::filesystem::path folder, RelevanceOptions options)
      : folder_(std::move(folder)), options_(options) {}

  const std::filesystem::path folder_;
  const RelevanceOptions options_;
  std::mutex reloading_;
  mutable std::mutex mutex_;  // Guards current_.
  std::shared_ptr<const RuleSet> current_;
};

}  // namespace stratwatch::pipeline
