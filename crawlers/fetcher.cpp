#include "crawlers/fetcher.h"

#include <algorithm>
#include <atomic>
#include <charconv>
#include <fstream>
#include <sstream>
#include <unordered_map>
#include <utility>

#include "crawlers/internal/ascii.h"
#include "crawlers/internal/curl_handle.h"
#include "crawlers/internal/http_head.h"
#include "crawlers/internal/sigpipe.h"
#include "crawlers/internal/transfer.h"

namespace stratwatch::crawlers {
namespace {

using internal::Transfer;
using std::chrono::milliseconds;

Result<void> CheckConnectTo(const std::string& host, const std::string& target) {
  const std::size_t colon = target.rfind(':');
  unsigned port = 0;
  const char* end = target.data() + target.size();
  const bool good = colon != std::string::npos && colon > 0 &&
                    std::from_chars(target.data() + colon + 1, end, port).ptr == end && port > 0 &&
                    port <= 0xFFFF;
  const bool one_host = std::count(target.begin(), target.end(), ':') == 1 ||
                        (target[0] == '[' && colon > 0 && target[colon - 1] == ']');
  if (host.empty() || !good || !one_host) {
    return Fail(ErrorCode::kInvalid, "connect_to '" + host + "' = '" + target +
                                         "': expected a host and address:port, such as "
                                         "127.0.0.1:8080 or [::1]:8080");
  }
  return {};
}

Result<void> CheckCaFile(const std::string& file) {
  if (file.empty()) return {};
  std::ifstream stream(file);
  std::stringstream text;
  text << stream.rdbuf();
  if (!stream || text.str().find("-----BEGIN CERTIFICATE-----") == std::string::npos) {
    return Fail(ErrorCode::kInvalid, "CA file " + file +
                                         ": cannot be read or holds no PEM "
                                         "certificate");
  }
  return {};
}

Result<void> CheckUserAgent(const std::string& user_agent) {
  const bool good =
      !user_agent.empty() && std::all_of(user_agent.begin(), user_agent.end(),
                                         [](char c) { return c >= 0x20 && c <= 0x7E; });
  if (good) return {};
  return Fail(ErrorCode::kInvalid, "User-Agent: must be printable ASCII and not empty");
}

}  // namespace

class Fetcher::Impl {
 public:
  explicit Impl(FetcherOptions options) : options_(std::move(options)) {}
  ~Impl() {
    const internal::SigpipeBlock block;  // Closing TLS writes.
    for (auto& [easy, transfer] : open_) curl_multi_remove_handle(multi_.get(), easy);
    open_.clear();
    free_.clear();
    multi_.reset();
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  Result<void> Begin() {
    if (!global_.Started()) return Fail(ErrorCode::kUnavailable, "libcurl cannot be started");
    multi_.reset(curl_multi_init());
    share_.reset(curl_share_init());
    if (!multi_ || !share_) return Fail(ErrorCode::kUnavailable, "libcurl: out of memory");
    // Single thread, so no lock functions. TLS sessions are resumed over all handles.
    curl_share_setopt(share_.get(), CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION);
    curl_multi_setopt(multi_.get(), CURLMOPT_PIPELINING, CURLPIPE_MULTIPLEX);
    curl_multi_setopt(multi_.get(), CURLMOPT_MAXCONNECTS, long{options_.open_requests_max});
    return {};
  }

  Result<void> Start(FetchRequest request) {
    if (open_.size() >= static_cast<std::size_t>(std::max(options_.open_requests_max, 1))) {
      return Fail(ErrorCode::kLimit, "fetch: " + std::to_string(open_.size()) +
                                         " requests are open already; poll first");
    }
    const internal::SigpipeBlock block;
    auto transfer = std::make_unique<Transfer>(options_, std::move(request), TakeEasy());
    if (auto ready = transfer->Prepare(share_.get()); !ready) return ready;
    CURL* easy = transfer->Easy();
    if (const CURLMcode code = curl_multi_add_handle(multi_.get(), easy); code != CURLM_OK) {
      return Fail(ErrorCode::kUnavailable,
                  std::string("fetch: libcurl: ") + curl_multi_strerror(code));
    }
    open_.emplace(easy, std::move(transfer));
    return {};
  }

  std::vector<FetchCompletion> Poll(milliseconds wait, std::chrono::sys_seconds now) {
    const internal::SigpipeBlock block;
    const auto deadline = std::chrono::steady_clock::now() + wait;
    for (;;) {
      int running = 0;
      const CURLMcode performed = curl_multi_perform(multi_.get(), &running);
      auto completions = Collect(now);
      // A broken multi handle would make every Poll spin: its transfers end here.
      if (performed != CURLM_OK) AbandonAll(performed, completions);
      if (!completions.empty() || woken_.exchange(false)) return completions;
      const auto rest =
          std::chrono::ceil<milliseconds>(deadline - std::chrono::steady_clock::now());
      if (rest.count() <= 0) return {};
      constexpr milliseconds kWaitMax{3'600'000};
      curl_multi_poll(multi_.get(), nullptr, 0, static_cast<int>(std::min(rest, kWaitMax).count()),
                      nullptr);
    }
  }

  void Wake() {
    woken_ = true;
    curl_multi_wakeup(multi_.get());
  }

  std::size_t OpenRequests() const { return open_.size(); }

 private:
  internal::CurlEasy TakeEasy() {
    if (free_.empty()) return internal::CurlEasy(curl_easy_init());
    internal::CurlEasy easy = std::move(free_.back());
    free_.pop_back();
    return easy;
  }

  std::vector<FetchCompletion> Collect(std::chrono::sys_seconds now) {
    std::vector<FetchCompletion> completions;
    int queued = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &queued)) {
      if (message->msg != CURLMSG_DONE) continue;
      // The message dies with the handle's removal.
      const CURLcode code = message->data.result;
      CURL* easy = message->easy_handle;
      const auto found = open_.find(easy);
      curl_multi_remove_handle(multi_.get(), easy);
      if (found == open_.end()) continue;
      completions.push_back({found->second->Ticket(), found->second->Finish(code, now)});
      free_.push_back(found->second->ReleaseEasy());
      open_.erase(found);
    }
    return completions;
  }

  void AbandonAll(CURLMcode code, std::vector<FetchCompletion>& completions) {
    for (auto& [easy, transfer] : open_) {
      curl_multi_remove_handle(multi_.get(), easy);
      completions.push_back(
          {transfer->Ticket(), Fail(ErrorCode::kUnavailable,
                                    transfer->Name() + ": libcurl: " + curl_multi_strerror(code))});
    }
    open_.clear();
  }

  const FetcherOptions options_;
  internal::CurlGlobal global_;
  internal::CurlShare share_;  // Outlives the handles that use it.
  internal::CurlMulti multi_;
  std::vector<internal::CurlEasy> free_;
  std::unordered_map<CURL*, std::unique_ptr<Transfer>> open_;
  std::atomic<bool> woken_{false};
};

std::string FetchResponse::Header(const std::string& name) const {
  const auto found = headers.find(name);
  return found == headers.end() ? "" : found->second;
}

Result<std::unique_ptr<Fetcher>> Fetcher::Create(FetcherOptions options) {
  std::map<std::string, std::string> connect_to;
  for (const auto& [host, target] : options.connect_to) {
    if (auto good = CheckConnectTo(host, target); !good) return tl::unexpected(good.error());
    connect_to[internal::AsciiLower(host)] = target;
  }
  options.connect_to = std::move(connect_to);
  if (auto good = CheckCaFile(options.ca_file); !good) return tl::unexpected(good.error());
  if (auto good = CheckUserAgent(options.user_agent); !good) return tl::unexpected(good.error());
  auto impl = std::make_unique<Impl>(std::move(options));
  if (auto begun = impl->Begin(); !begun) return tl::unexpected(begun.error());
  return std::unique_ptr<Fetcher>(new Fetcher(std::move(impl)));
}

Fetcher::Fetcher(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Fetcher::~Fetcher() = default;

Result<void> Fetcher::Start(FetchRequest request) {
  return impl_->Start(std::move(request));
}

std::vector<FetchCompletion> Fetcher::Poll(milliseconds wait, std::chrono::sys_seconds now) {
  return impl_->Poll(wait, now);
}

void Fetcher::Wake() {
  impl_->Wake();
}
std::size_t Fetcher::OpenRequests() const {
  return impl_->OpenRequests();
}

}  // namespace stratwatch::crawlers
