#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "crawlers/fetcher.h"
#include "model/clock.h"
#include "model/error.h"
#include "model/source.h"

namespace stratwatch::pipeline {

// What one source answered when it was asked once.
struct SourceCheck {
  Source source;
  int status = 0;      // HTTP status; 0 when no response came.
  std::string format;  // As ParseFeed says; "listing" for an HTML page.
  std::size_t entries = 0;
  std::optional<std::chrono::sys_seconds> newest;  // Of the entries' dates.
  std::string problem;  // Why it cannot be used as it stands; empty when it can.
};

// Fetches each source once and reads it, many hosts at a time but one request a host, without
// storing anything; `report` is called on this thread as answers arrive. Redirects are followed
// and named, for the register should hold the last address. robots.txt is not asked: this is the
// operator looking at single addresses that the register names.
// Blocks until all have answered or timed out. Errors: kInvalid (fetcher options).
Result<void> CheckSources(const std::vector<Source>& sources,
                          const crawlers::FetcherOptions& fetcher, const Clock& clock,
                          const std::function<void(const SourceCheck&)>& report);

}  // namespace stratwatch::pipeline
