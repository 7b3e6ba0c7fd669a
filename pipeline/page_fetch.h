#pragma once

#include <chrono>
#include <string>

#include "crawlers/fetcher.h"
#include "model/clock.h"
#include "model/error.h"
#include "model/url.h"

namespace stratwatch::pipeline {

// A page as one look at its address found it.
struct FetchedPage {
  Url url;  // After redirects.
  std::string content_type;
  std::string body;
  std::chrono::sys_seconds fetched_at{};
};

// Fetches one page now, following up to five redirects; nothing is stored. robots.txt is not asked:
// this is the operator looking at an address that the operator names, as with a browser. Which
// addresses may be asked is the fetcher's to say, at each hop.
//
// Blocks until the answer is there or timed out. Errors: the fetcher's (kUnavailable, kLimit,
// kRefused, kInvalid); kUnavailable for an HTTP status other than 200 and for too many redirects.
Result<FetchedPage> FetchPage(const Url& url, const crawlers::FetcherOptions& options,
                              const Clock& clock);

}  // namespace stratwatch::pipeline
