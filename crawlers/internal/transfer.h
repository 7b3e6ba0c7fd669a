#pragma once

#include <array>
#include <chrono>
#include <string>
#include <string_view>

#include "crawlers/fetcher.h"
#include "crawlers/internal/curl_handle.h"
#include "crawlers/internal/http_head.h"
#include "model/error.h"

namespace stratwatch::crawlers::internal {

// One request on its way through libcurl, and where its callbacks write. Borrows the fetcher's
// options. Stays where it is: libcurl holds its address until the handle is removed.
class Transfer {
 public:
  Transfer(const FetcherOptions& options, FetchRequest request, CurlEasy easy);
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  // Sets every option of the handle. Errors: kInvalid, kUnavailable (out of memory).
  Result<void> Prepare(CURLSH* share);
  // The outcome, once libcurl is done with it.
  Result<FetchResponse> Finish(CURLcode code, std::chrono::sys_seconds now);

  CURL* Easy() const { return easy_.get(); }
  CurlEasy ReleaseEasy();
  std::uint64_t Ticket() const { return request_.ticket; }
  // "fetch https://example.org/a", for messages; without credentials.
  std::string Name() const;

 private:
  // No exception may pass through libcurl: these catch all and end the transfer.
  static std::size_t OnHeader(char* bytes, std::size_t size, std::size_t count,
                              void* self) noexcept;
  static std::size_t OnBody(char* bytes, std::size_t size, std::size_t count, void* self) noexcept;
  static curl_socket_t OnSocket(void* self, curlsocktype purpose, curl_sockaddr* address) noexcept;

  bool TakeHeader(std::string_view line);
  bool TakeBody(std::string_view bytes);
  void ReserveBody();
  bool SetHeaders();
  bool SetLimits();
  bool SetConnection(CURLSH* share);
  std::string ConnectTo() const;
  Result<void> DecodeBody(const HttpHead& head);
  Error BodyOver() const;
  Error Failure(CURLcode code) const;

  const FetcherOptions& options_;
  FetchRequest request_;
  CurlEasy easy_;
  CurlList header_list_;
  CurlList connect_to_list_;
  std::array<char, CURL_ERROR_SIZE> reason_{};

  std::string request_header_;
  std::string raw_header_;
  std::string body_;
  bool header_ended_ = false;
  bool out_of_memory_ = false;
  bool header_over_ = false;
  bool body_over_ = false;
  bool connect_tried_ = false;
  std::string refused_address_;
};

}  // namespace stratwatch::crawlers::internal
