#include "pipeline/internal/page_verdict.h"

#include <initializer_list>

namespace stratwatch::pipeline {
namespace {

PageVerdict Ends(Outcome outcome, std::string reason) {
  return {PageVerdict::Action::kEnd, outcome, std::move(reason)};
}

PageVerdict Retries(std::string reason) {
  return {PageVerdict::Action::kRetry, Outcome::kUnreachable, std::move(reason)};
}

}  // namespace

PageVerdict JudgeResponse(const crawlers::FetchResponse& response) {
  const int status = response.status;
  const std::string reason = "HTTP " + std::to_string(status);
  switch (status) {
    case 401:
    case 403:
      return Ends(Outcome::kBlockedBot, reason);
    case 402:
      return Ends(Outcome::kBlockedPaywall, reason);
    case 404:
    case 410:
      return Ends(Outcome::kGone, reason);
    case 451:  // RFC 7725: denied for legal reasons.
      return Ends(Outcome::kDisallowed, reason);
    case 408:
    case 425:
    case 429:
      return Retries(reason);
    default:
      break;
  }
  if (status >= 200 && status < 300) {
    if (response.body.empty()) return Ends(Outcome::kMalformed, reason + " without a body");
    return {};
  }
  // We asked without a condition, so 304 is a server's mistake that may pass.
  if (status == 304 || status >= 500 || status < 200) return Retries(reason);
  if (status < 400) return Ends(Outcome::kGone, reason + ": the redirect names no address");
  // The request itself displeases: asking the same again would too.
  return Ends(Outcome::kUnreachable, reason);
}

PageVerdict JudgeFailure(const Error& error) {
  // A body over the bound stays over it, and an address that is not allowed stays so.
  if (error.code == ErrorCode::kUnavailable) return Retries(error.message);
  return Ends(Outcome::kUnreachable, error.message);
}

std::string RobotsTagOf(const crawlers::FetchResponse& response) {
  std::string joined;
  for (const char* name : {"x-robots-tag", "tdm-reservation", "tdm-policy"}) {
    const std::string value = response.Header(name);
    if (value.empty()) continue;
    if (!joined.empty()) joined += ", ";
    joined += name;
    joined += ": ";
    joined += value;
  }
  return joined;
}

}  // namespace stratwatch::pipeline
