#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include "crawlers/fetcher.h"

// What the fetcher's tests share.
namespace stratwatch::crawlers {

inline const std::chrono::sys_seconds kNow{std::chrono::seconds(1'772'000'000)};

inline FetcherOptions LoopbackAllowed() {
  FetcherOptions options;
  options.addresses = *AddressPolicy::Create({"127.0.0.0/8"});
  options.timeout = std::chrono::seconds(10);
  return options;
}

inline std::unique_ptr<Fetcher> MakeFetcher(FetcherOptions options) {
  auto fetcher = Fetcher::Create(std::move(options));
  EXPECT_TRUE(fetcher.has_value()) << fetcher.error().message;
  return std::move(*fetcher);
}

inline FetchRequest Request(const std::string& url, std::uint64_t ticket = 1) {
  return {ticket, *Url::Parse(url), "", ""};
}

// Polls until something finishes, at most 20 s.
inline Result<FetchResponse> Await(Fetcher& fetcher, const FetchRequest& request) {
  const auto started = fetcher.Start(request);
  if (!started) return tl::unexpected(started.error());
  auto completions = fetcher.Poll(std::chrono::seconds(20), kNow);
  if (completions.size() != 1) return Fail(ErrorCode::kCorrupt, "no single completion");
  return std::move(completions[0].response);
}

inline Result<FetchResponse> Fetch(const std::string& url,
                                   FetcherOptions options = LoopbackAllowed()) {
  const auto fetcher = MakeFetcher(std::move(options));
  return Await(*fetcher, Request(url));
}

// What a failure looks like to the caller.
inline void ExpectFailure(const Result<FetchResponse>& response, ErrorCode code,
                          const char* reason) {
  ASSERT_FALSE(response.has_value()) << "status " << response->status;
  EXPECT_EQ(ErrorCodeName(response.error().code), ErrorCodeName(code));
  EXPECT_THAT(response.error().message, ::testing::HasSubstr(reason));
  EXPECT_THAT(response.error().message, ::testing::HasSubstr("fetch http"));
}

}  // namespace stratwatch::crawlers
