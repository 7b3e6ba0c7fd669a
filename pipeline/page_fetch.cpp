#include "pipeline/page_fetch.h"

#include <fmt/format.h>

#include <utility>

namespace stratwatch::pipeline {
namespace {

constexpr int kRedirectsMax = 5;
constexpr std::chrono::milliseconds kPollWait{200};

Result<crawlers::FetchResponse> Ask(crawlers::Fetcher& fetcher, const Url& url,
                                    const Clock& clock) {
  crawlers::FetchRequest request;
  request.url = url;
  if (auto started = fetcher.Start(std::move(request)); !started) {
    return tl::unexpected(started.error());
  }
  while (true) {
    const auto now = std::chrono::floor<std::chrono::seconds>(clock.Now());
    auto completions = fetcher.Poll(kPollWait, now);
    if (!completions.empty()) return std::move(completions.front().response);
  }
}

}  // namespace

Result<FetchedPage> FetchPage(const Url& url, const crawlers::FetcherOptions& options,
                              const Clock& clock) {
  const auto fetcher = crawlers::Fetcher::Create(options);
  if (!fetcher) return tl::unexpected(fetcher.error());
  Url next = url;
  for (int hop = 0; hop <= kRedirectsMax; ++hop) {
    auto response = Ask(**fetcher, next, clock);
    if (!response) return tl::unexpected(response.error());
    if (!response->redirect_to.empty()) {
      auto target = Url::Parse(response->redirect_to);
      if (!target) return tl::unexpected(target.error());
      next = *std::move(target);
      continue;
    }
    if (response->status != 200) {
      return Fail(ErrorCode::kUnavailable,
                  fmt::format("{}: HTTP {}", next.Text(), response->status));
    }
    return FetchedPage{std::move(next), response->Header("content-type"), std::move(response->body),
                       response->fetched_at};
  }
  return Fail(ErrorCode::kUnavailable,
              fmt::format("{}: more than {} redirects", url.Text(), kRedirectsMax));
}

}  // namespace stratwatch::pipeline
