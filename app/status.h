#pragma once

#include <vector>

#include "app/json.h"
#include "app/runtime.h"
#include "model/error.h"
#include "pipeline/service.h"

namespace stratwatch::app {

struct StatusStores {
  store::Database& store;  // Of the crawl.
  const Articles& articles;
};

// Gathers what `stratwatch status` and /api/v1/status show. `health` is empty outside the
// service. Walks the frontier: O(URLs). Errors: kCorrupt, kUnavailable.
Result<Status> GatherStatus(const config::Config& config, const StatusStores& stores,
                            const std::vector<Source>& sources,
                            const std::vector<pipeline::TaskHealth>& health);

// Everything known of `url`. Errors: kNotFound when nothing is, kCorrupt, kUnavailable.
Result<Trace> GatherTrace(const StatusStores& stores, const Url& url);

// The article that `name` means: a whole id, or a prefix of at least four digits that only one
// article has. Errors: kInvalid (no hexadecimal, or several have it: lists them), kNotFound.
Result<Article> FindArticle(const Articles& articles, std::string_view name);

}  // namespace stratwatch::app
