#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "crawlers/address_policy.h"
#include "model/error.h"
#include "model/page.h"
#include "model/url.h"

namespace stratwatch::crawlers {

struct FetcherOptions {
  // Sent as User-Agent; its product token is matched against robots.txt (RFC 9309, 2.2.1).
  std::string user_agent = "stratwatchbot/0.1 (+https://example.org/stratwatchbot)";
  std::chrono::milliseconds connect_timeout{10'000};
  std::chrono::milliseconds timeout{20'000};  // Request sent to last byte read, each hop.
  // Slower than this over `slow_window` is a hang: a drip must not hold a slot for the timeout.
  std::uint32_t slow_bytes_per_second = 100;
  std::chrono::seconds slow_window{10};
  // Of the body as it comes, and again while inflating it, so a small body cannot grow without
  // bound. One request holds at most twice this.
  std::size_t body_bytes_max = std::size_t{16} << 20U;
  std::size_t header_bytes_max = std::size_t{256} << 10U;
  int open_requests_max = 256;  // Over all hosts.
  AddressPolicy addresses;
  // host (or host:port) -> address:port, tried instead of DNS (CURLOPT_CONNECT_TO). `addresses`
  // must allow the address like any other.
  std::map<std::string, std::string> connect_to;
  // PEM file with the certificate authorities to trust; empty: the system's.
  std::string ca_file;
};

// A request by one ticket; credentials in the URL are sent to its host (RFC 7617) and kept out of
// `request_header`. Fragments are not sent; redirects are not followed: the caller sees each hop,
// because each target has its own robots.txt, its own politeness clock and its own address to
// check.
struct FetchRequest {
  std::uint64_t ticket = 0;  // Chosen by the caller, given back with the response.
  Url url;
  std::string if_none_match;      // Empty: not sent.
  std::string if_modified_since;  // Empty: not sent.
};

struct FetchResponse {
  std::uint64_t ticket = 0;
  Url url;
  int status = 0;
  std::string body;                            // Content-encoding removed.
  std::map<std::string, std::string> headers;  // Lower-case names; repeated ones joined by ", ".
  std::string request_header;                  // As sent, for the archive.
  std::string raw_header;                      // As received, for the archive.
  // Absolute; empty when not a redirect, or when Location is no http or https URL.
  std::string redirect_to;
  std::string remote_address;
  std::chrono::sys_seconds fetched_at{};  // Given by the caller's clock in Poll.
  std::chrono::milliseconds duration{};

  // The header's value, or empty. `name` in lower case.
  std::string Header(const std::string& name) const;
};

struct FetchCompletion {
  std::uint64_t ticket = 0;
  // Any HTTP status is a response. Errors: kUnavailable (DNS, connect, TLS, timeout, reset,
  // truncated, not HTTP), kLimit (body or header over the bound), kRefused (the address is not
  // allowed), kInvalid (libcurl cannot read the URL). The message names URL and reason.
  Result<FetchResponse> response;
};

// Many requests at once on one curl_multi loop: HTTP/2, compression, connection reuse.
//
// No proxy, cookie, netrc or HSTS file is read, whatever the environment says. SIGPIPE stays
// blocked while it works.
//
// Politeness: none here; the caller asks HostSchedule first.
// Threads: not thread-safe; one thread drives it. Wake may be called from any thread.
class Fetcher {
 public:
  // Errors: kInvalid (a bad connect_to entry, CA file or User-Agent), kUnavailable (libcurl cannot
  // be started).
  static Result<std::unique_ptr<Fetcher>> Create(FetcherOptions options);
  ~Fetcher();

  // Starts a request. Errors: kLimit (open_requests_max reached: Poll first).
  Result<void> Start(FetchRequest request);
  // Blocks at most `wait` for something to finish; returns what finished. Completions never
  // arrive anywhere else.
  std::vector<FetchCompletion> Poll(std::chrono::milliseconds wait, std::chrono::sys_seconds now);
  // Makes a blocked Poll return early.
  void Wake();
  std::size_t OpenRequests() const;

 private:
  class Impl;  // Keeps <curl/curl.h> out of this header.
  explicit Fetcher(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace stratwatch::crawlers
