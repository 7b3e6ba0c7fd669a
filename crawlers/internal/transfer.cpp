#include "crawlers/internal/transfer.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "crawlers/internal/content_coding.h"
#include "crawlers/internal/http_head.h"

namespace stratwatch::crawlers::internal {
namespace {

// Undone by content_coding, not by libcurl: that takes a compressed body which ends early for a
// whole one when the server tells no length.
constexpr const char* kAcceptedEncodings = "gzip, deflate, br, zstd";

std::string HostField(const Url& url) {
  const std::string origin = url.Origin();
  return origin.substr(origin.find("://") + 3);
}

std::string TextOf(const sockaddr& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const void* bytes = nullptr;
  sockaddr_in four{};
  sockaddr_in6 six{};
  if (address.sa_family == AF_INET) {
    std::memcpy(&four, &address, sizeof four);
    bytes = &four.sin_addr;
  } else if (address.sa_family == AF_INET6) {
    std::memcpy(&six, &address, sizeof six);
    bytes = &six.sin6_addr;
  } else {
    return "of family " + std::to_string(address.sa_family);
  }
  inet_ntop(address.sa_family, bytes, text.data(), text.size());
  return text.data();
}

// A value that came from a server's earlier response: a line end in it would be a new header.
bool IsFieldValue(std::string_view value) {
  return !value.empty() && std::none_of(value.begin(), value.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
  });
}

bool Append(CurlList& list, const std::string& line) {
  curl_slist* longer = curl_slist_append(list.get(), line.c_str());
  if (longer == nullptr) return false;
  list.release();  // Now part of `longer`, often its head.
  list.reset(longer);
  return true;
}

bool IsRedirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

}  // namespace

Transfer::Transfer(const FetcherOptions& options, FetchRequest request, CurlEasy easy)
    : options_(options), request_(std::move(request)), easy_(std::move(easy)) {}

std::string Transfer::Name() const {
  return "fetch " + request_.url.Origin() + request_.url.RequestTarget();
}

CurlEasy Transfer::ReleaseEasy() {
  curl_easy_reset(easy_.get());
  return std::move(easy_);
}

Result<void> Transfer::Prepare(CURLSH* share) {
  if (request_.url.Text().empty()) return Fail(ErrorCode::kInvalid, "fetch: no URL given");
  if (!easy_ || !SetHeaders() || !SetLimits() || !SetConnection(share)) {
    return Fail(ErrorCode::kUnavailable, Name() + ": libcurl refused an option: out of memory?");
  }
  return {};
}

bool Transfer::SetHeaders() {
  CURL* easy = easy_.get();
  // In the order libcurl sends them: the archive keeps this text as the request.
  request_header_ = "GET " + request_.url.RequestTarget() +
                    " HTTP/1.1\r\nHost: " + HostField(request_.url) +
                    "\r\nUser-Agent: " + options_.user_agent +
                    "\r\nAccept-Encoding: " + kAcceptedEncodings + "\r\n";
  std::vector<std::string> fields = {
      "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"};
  if (IsFieldValue(request_.if_none_match)) {
    fields.push_back("If-None-Match: " + request_.if_none_match);
  }
  if (IsFieldValue(request_.if_modified_since)) {
    fields.push_back("If-Modified-Since: " + request_.if_modified_since);
  }
  for (const std::string& field : fields) {
    if (!Append(header_list_, field)) return false;
    request_header_ += field + "\r\n";
  }
  request_header_ += "\r\n";
  return curl_easy_setopt(easy, CURLOPT_URL, request_.url.WithoutFragment().c_str()) == CURLE_OK &&
         // Dot segments are resolved by model/url already.
         curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L) == CURLE_OK &&
         curl_easy_setopt(easy, CURLOPT_USERAGENT, options_.user_agent.c_str()) == CURLE_OK &&
         curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, kAcceptedEncodings) == CURLE_OK &&
         curl_easy_setopt(easy, CURLOPT_HTTP_CONTENT_DECODING, 0L) == CURLE_OK &&
         curl_easy_setopt(easy, CURLOPT_HTTPHEADER, header_list_.get()) == CURLE_OK &&
         curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, long{CURL_HTTP_VERSION_2TLS}) == CURLE_OK;
}

bool Transfer::SetLimits() {
  CURL* easy = easy_.get();
  return curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, long{options_.timeout.count()}) == CURLE_OK &&
         curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS,
                          long{options_.connect_timeout.count()}) == CURLE_OK &&
         curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, long{options_.slow_bytes_per_second}) ==
             CURLE_OK &&
         curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, long{options_.slow_window.count()}) ==
             CURLE_OK &&
         // Gives up at the header already when Content-Length says too much.
         curl_easy_setopt(easy, CURLOPT_MAXFILESIZE_LARGE,
                          static_cast<curl_off_t>(options_.body_bytes_max)) == CURLE_OK &&
         curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, reason_.data()) == CURLE_OK &&
         curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &Transfer::OnHeader) == CURLE_OK &&
         curl_easy_setopt(easy, CURLOPT_HEADERDATA, this) == CURLE_OK &&
         curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &Transfer::OnBody) == CURLE_OK &&
         curl_easy_setopt(easy, CURLOPT_WRITEDATA, this) == CURLE_OK;
}

bool Transfer::SetConnection(CURLSH* share) {
  CURL* easy = easy_.get();
  if (const std::string rule = ConnectTo(); !rule.empty()) {
    if (!Append(connect_to_list_, rule)) return false;
    if (curl_easy_setopt(easy, CURLOPT_CONNECT_TO, connect_to_list_.get()) != CURLE_OK) {
      return false;
    }
  }
  if (!options_.ca_file.empty() &&
      curl_easy_setopt(easy, CURLOPT_CAINFO, options_.ca_file.c_str()) != CURLE_OK) {
    return false;
  }
  constexpr long kDnsCacheSeconds = 300;  // Names of thousands of hosts, asked again and again.
  return curl_easy_setopt(easy, CURLOPT_SHARE, share) == CURLE_OK &&
         curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
         // A proxy from the environment would hide the address that OnSocket judges.
         curl_easy_setopt(easy, CURLOPT_PROXY, "") == CURLE_OK &&
         curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK &&
         curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L) == CURLE_OK &&
         curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L) == CURLE_OK &&
         curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L) == CURLE_OK &&
         curl_easy_setopt(easy, CURLOPT_DNS_CACHE_TIMEOUT, kDnsCacheSeconds) == CURLE_OK &&
         curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, &Transfer::OnSocket) == CURLE_OK &&
         curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, this) == CURLE_OK;
}

// libcurl's form of a config entry: "host:port:address:port"; empty without one.
std::string Transfer::ConnectTo() const {
  if (options_.connect_to.empty()) return "";
  const std::string host(request_.url.Host());
  const std::string port = std::to_string(request_.url.Port());
  auto found = options_.connect_to.find(host + ":" + port);
  if (found == options_.connect_to.end()) found = options_.connect_to.find(host);
  if (found == options_.connect_to.end()) return "";
  return host + ":" + port + ":" + found->second;
}

std::size_t Transfer::OnHeader(char* bytes, std::size_t size, std::size_t count,
                               void* self) noexcept {
  auto* transfer = static_cast<Transfer*>(self);
  try {
    return transfer->TakeHeader({bytes, size * count}) ? size * count : 0;
  } catch (...) {
    transfer->out_of_memory_ = true;
    return 0;
  }
}

std::size_t Transfer::OnBody(char* bytes, std::size_t size, std::size_t count,
                             void* self) noexcept {
  auto* transfer = static_cast<Transfer*>(self);
  try {
    return transfer->TakeBody({bytes, size * count}) ? size * count : 0;
  } catch (...) {
    transfer->out_of_memory_ = true;
    return 0;
  }
}

curl_socket_t Transfer::OnSocket(void* self, curlsocktype, curl_sockaddr* address) noexcept {
  auto* transfer = static_cast<Transfer*>(self);
  try {
    if (!transfer->options_.addresses.Allows(address->addr)) {
      transfer->refused_address_ = TextOf(address->addr);
      return CURL_SOCKET_BAD;
    }
  } catch (...) {
    return CURL_SOCKET_BAD;
  }
  transfer->connect_tried_ = true;
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

bool Transfer::TakeHeader(std::string_view line) {
  if (header_ended_ && line.substr(0, 5) == "HTTP/") {
    // An interim response (100, 103) came before; the last one counts.
    raw_header_.clear();
    header_ended_ = false;
  }
  // Trailers after the body say nothing that a reader of news needs.
  if (header_ended_) return true;
  if (raw_header_.size() + line.size() > options_.header_bytes_max) {
    header_over_ = true;
    return false;
  }
  raw_header_ += line;
  header_ended_ = line == "\r\n" || line == "\n";
  return true;
}

// A growing string copies a page some ten times; a server that lies about its length costs no
// more than a mebibyte.
void Transfer::ReserveBody() {
  curl_off_t told = 0;
  curl_easy_getinfo(easy_.get(), CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &told);
  constexpr curl_off_t kReservedMax = curl_off_t{1} << 20;
  if (told > 0) body_.reserve(static_cast<std::size_t>(std::min(told, kReservedMax)));
}

bool Transfer::TakeBody(std::string_view bytes) {
  if (body_.size() + bytes.size() > options_.body_bytes_max) {
    body_over_ = true;
    return false;
  }
  if (body_.empty()) ReserveBody();
  body_ += bytes;
  return true;
}

Error Transfer::BodyOver() const {
  return {ErrorCode::kLimit,
          Name() + ": body over " + std::to_string(options_.body_bytes_max) + " bytes"};
}

// Removes the content-encoding from body_.
Result<void> Transfer::DecodeBody(const HttpHead& head) {
  const auto encoding = head.fields.find("content-encoding");
  if (encoding == head.fields.end() || body_.empty()) return {};
  auto decoded = DecodeContent(encoding->second, body_, options_.body_bytes_max, Uncoded::kDefect);
  if (decoded.over_bound) return tl::unexpected(BodyOver());
  if (!decoded.defect.empty()) {
    return Fail(ErrorCode::kUnavailable,
                Name() + ": content-encoding " + encoding->second + ": " + decoded.defect);
  }
  body_ = std::move(decoded.bytes);
  return {};
}

Error Transfer::Failure(CURLcode code) const {
  const std::string name = Name() + ": ";
  if (header_over_) {
    return {ErrorCode::kLimit,
            name + "header over " + std::to_string(options_.header_bytes_max) + " bytes"};
  }
  if (body_over_ || code == CURLE_FILESIZE_EXCEEDED) return BodyOver();
  if (!refused_address_.empty() && !connect_tried_) {
    return {ErrorCode::kRefused, name + "address " + refused_address_ +
                                     " is private or special; allow it in the configuration if "
                                     "this host is meant"};
  }
  std::string reason = reason_[0] != '\0' ? reason_.data() : curl_easy_strerror(code);
  while (!reason.empty() && (reason.back() == '\n' || reason.back() == '\r')) reason.pop_back();
  reason = ToUtf8(reason);
  if (code == CURLE_URL_MALFORMAT) return {ErrorCode::kInvalid, name + reason};
  // libcurl says so too when one header line passes its own bound (100 KiB).
  if (code == CURLE_OUT_OF_MEMORY && !out_of_memory_ && !header_ended_) {
    return {ErrorCode::kLimit, name + "a header line is too long"};
  }
  return {ErrorCode::kUnavailable, name + reason};
}

Result<FetchResponse> Transfer::Finish(CURLcode code, std::chrono::sys_seconds now) {
  if (code != CURLE_OK) return tl::unexpected(Failure(code));
  auto head = ParseHttpHead(raw_header_);
  if (!head) return Fail(ErrorCode::kUnavailable, Name() + ": the answer is not HTTP");
  if (auto decoded = DecodeBody(*head); !decoded) return tl::unexpected(decoded.error());

  FetchResponse response;
  response.ticket = request_.ticket;
  response.url = request_.url;
  response.status = head->status;
  response.body = std::move(body_);
  response.headers = std::move(head->fields);
  response.request_header = std::move(request_header_);
  response.raw_header = std::move(raw_header_);
  response.fetched_at = now;
  if (IsRedirect(head->status) && !head->location.empty()) {
    if (const auto target = request_.url.Resolve(head->location)) {
      response.redirect_to = target->Text();
    }
  }
  const char* address = nullptr;
  curl_easy_getinfo(easy_.get(), CURLINFO_PRIMARY_IP, &address);
  if (address != nullptr) response.remote_address = address;
  curl_off_t microseconds = 0;
  curl_easy_getinfo(easy_.get(), CURLINFO_TOTAL_TIME_T, &microseconds);
  response.duration = std::chrono::milliseconds(microseconds / 1000);
  return response;
}

}  // namespace stratwatch::crawlers::internal
