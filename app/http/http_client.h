#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "model/error.h"

namespace stratwatch::app {

struct HttpGet {
  std::string address;  // "host:port"; an IPv6 address in brackets.
  std::string target;   // "/api/v1/…", encoded.
};
struct HttpAnswer {
  int status = 0;
  std::string body;  // At most 64 MiB.
};

// Asks other processes of ours, all at once, over plain HTTP. Not for the web: nothing is checked
// here that crawlers/ checks.
// One answer for each request, in their order; blocks until the last is there or `wait` passed.
// Errors of one: kUnavailable (no connection, no answer in time).
std::vector<Result<HttpAnswer>> GetAll(const std::vector<HttpGet>& requests,
                                       std::chrono::milliseconds wait);

// Percent-encoded for the value of a query parameter.
std::string QueryEncoded(std::string_view text);

}  // namespace stratwatch::app
