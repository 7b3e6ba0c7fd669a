#include "app/http/http_client.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>

#include <fmt/format.h>

#include <memory>
#include <optional>
#include <utility>

namespace stratwatch::app {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;

constexpr std::size_t kBodyBytesMax = std::size_t{64} << 20U;

// One request. Lives as long as its callbacks hold it.
class Exchange : public std::enable_shared_from_this<Exchange> {
 public:
  Exchange(asio::io_context& context, const HttpGet& get, Result<HttpAnswer>& answer)
      : resolver_(context), stream_(context), get_(get), answer_(answer) {}

  void Start() {
    const std::size_t colon = get_.address.rfind(':');
    std::string host = get_.address.substr(0, colon);
    const std::string port = colon == std::string::npos ? "" : get_.address.substr(colon + 1);
    if (host.size() > 2 && host.front() == '[') host = host.substr(1, host.size() - 2);
    request_.method(http::verb::get);
    request_.target(get_.target);
    request_.version(11);
    request_.set(http::field::host, get_.address);
    request_.set(http::field::connection, "close");
    parser_.body_limit(kBodyBytesMax);
    resolver_.async_resolve(
        host, port, [self = shared_from_this()](beast::error_code error, const auto& found) {
          if (error) return self->Fails(error);
          self->stream_.async_connect(found,
                                      [self](beast::error_code failed, const tcp::endpoint&) {
                                        if (failed) return self->Fails(failed);
                                        self->Send();
                                      });
        });
  }

 private:
  void Send() {
    http::async_write(stream_, request_,
                      [self = shared_from_this()](beast::error_code error, std::size_t) {
                        if (error) return self->Fails(error);
                        self->Receive();
                      });
  }
  void Receive() {
    http::async_read(stream_, buffer_, parser_,
                     [self = shared_from_this()](beast::error_code error, std::size_t) {
                       if (error) return self->Fails(error);
                       auto& response = self->parser_.get();
                       self->answer_ = HttpAnswer{static_cast<int>(response.result_int()),
                                                  std::move(response.body())};
                     });
  }
  void Fails(beast::error_code error) {
    answer_ = Fail(ErrorCode::kUnavailable, get_.address + ": " + error.message());
  }

  tcp::resolver resolver_;
  beast::tcp_stream stream_;
  const HttpGet& get_;
  Result<HttpAnswer>& answer_;
  http::request<http::empty_body> request_;
  beast::flat_buffer buffer_;
  http::response_parser<http::string_body> parser_;
};

}  // namespace

std::vector<Result<HttpAnswer>> GetAll(const std::vector<HttpGet>& requests,
                                       std::chrono::milliseconds wait) {
  std::vector<Result<HttpAnswer>> answers;
  for (const HttpGet& request : requests) {
    answers.push_back(Fail(ErrorCode::kUnavailable,
                           fmt::format("{}: no answer in {} ms", request.address, wait.count())));
  }
  // Goes first, and with it whatever still waits for an answer.
  asio::io_context context{1};
  for (std::size_t i = 0; i < requests.size(); ++i) {
    std::make_shared<Exchange>(context, requests[i], answers[i])->Start();
  }
  context.run_for(wait);
  return answers;
}

std::string QueryEncoded(std::string_view text) {
  std::string encoded;
  for (const char each : text) {
    const bool plain = (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z') ||
                       (each >= '0' && each <= '9') || each == '-' || each == '_' || each == '.';
    if (plain) {
      encoded += each;
    } else {
      encoded += fmt::format("%{:02X}", static_cast<unsigned char>(each));
    }
  }
  return encoded;
}

}  // namespace stratwatch::app
