#pragma once

#include <string>

#include "crawlers/fetcher.h"
#include "model/error.h"
#include "model/outcome.h"

namespace stratwatch::pipeline {

// What a page's answer means for its URL.
struct PageVerdict {
  enum class Action {
    kRead,   // There is a body to be read.
    kEnd,    // `outcome` is final.
    kRetry,  // Ask again later; final (unreachable) once the attempts are used up.
  };
  Action action = Action::kRead;
  Outcome outcome = Outcome::kPending;
  std::string reason;
};

// Of a response that is no redirect to follow.
PageVerdict JudgeResponse(const crawlers::FetchResponse& response);
// Of a request without a response.
PageVerdict JudgeFailure(const Error& error);

// X-Robots-Tag and the TDM Reservation Protocol's headers, as "name: value" joined by ", ".
// https://www.w3.org/community/reports/tdmrep/CG-FINAL-tdmrep-20240510/
std::string RobotsTagOf(const crawlers::FetchResponse& response);

}  // namespace stratwatch::pipeline
