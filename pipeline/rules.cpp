#include "pipeline/rules.h"

#include <utility>

namespace stratwatch::pipeline {

Result<std::shared_ptr<RuleSet>> RuleSet::Load(const std::filesystem::path& folder,
                                               const RelevanceOptions& options) {
  auto rules = std::make_shared<RuleSet>();
  auto gazetteer = Gazetteer::Load(folder);
  if (!gazetteer) return tl::unexpected(gazetteer.error());
  rules->gazetteer = std::move(*gazetteer);
  auto tagger = Tagger::Create(*rules->gazetteer);
  if (!tagger) return tl::unexpected(tagger.error());
  rules->tagger = std::move(*tagger);
  auto relevance = RelevanceJudge::Create(*rules->gazetteer, options);
  if (!relevance) return tl::unexpected(relevance.error());
  rules->relevance = std::move(*relevance);
  return rules;
}

Result<std::unique_ptr<Rules>> Rules::Load(std::filesystem::path folder, RelevanceOptions options,
                                           SiteRulesLoader site_rules) {
  std::unique_ptr<Rules> rules(new Rules(std::move(folder), options, std::move(site_rules)));
  if (auto loaded = rules->Reload(); !loaded) return tl::unexpected(loaded.error());
  return rules;
}

std::shared_ptr<const RuleSet> Rules::Current() const {
  const std::lock_guard lock(mutex_);
  return current_;
}

Result<void> Rules::Reload() {
  const std::lock_guard reloading(reloading_);
  auto fresh = RuleSet::Load(folder_, options_);
  if (!fresh) return tl::unexpected(fresh.error());
  if (site_rules_) {
    auto site_rules = site_rules_();
    if (!site_rules) return tl::unexpected(site_rules.error());
    (*fresh)->site_rules = std::move(*site_rules);
  }
  (*fresh)->generation = ++generation_;
  std::shared_ptr<const RuleSet> replaced = std::move(*fresh);
  const std::lock_guard lock(mutex_);
  current_.swap(replaced);  // The old set is freed outside of the lock, if nobody uses it.
  return {};
}

}  // namespace stratwatch::pipeline
