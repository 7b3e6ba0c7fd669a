#include "app/http/http_server.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>

#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>

namespace stratwatch::app {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;

// A query of 8 KiB in a script of three bytes a letter, percent-encoded, and the statistics of its
// words.
constexpr std::size_t kHeaderBytesMax = std::size_t{64} << 10U;
// Queries that wait for other processes at once.
constexpr std::size_t kWaitingMax = 4;
constexpr std::size_t kBodyBytesMax = std::size_t{64} << 10U;

using Response = http::response<http::string_body>;

Response MakeResponse(const http::request<http::string_body>& request, HttpResponse answer) {
  Response response(static_cast<http::status>(answer.status), request.version());
  response.set(http::field::content_type, answer.content_type);
  response.set(http::field::cache_control, "no-store");
  response.set("X-Content-Type-Options", "nosniff");
  // Page text is shown, never run: only our own script and style, no frames, no forms elsewhere.
  response.set("Content-Security-Policy",
               "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
               "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'");
  response.set("Referrer-Policy", "no-referrer");
  response.keep_alive(request.keep_alive());
  if (request.method() == http::verb::head) {
    response.content_length(answer.body.size());
  } else {
    response.body() = std::move(answer.body);
    response.prepare_payload();
  }
  return response;
}

// One client. Keeps itself alive through the callbacks that hold it, and ends when none is left.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(tcp::socket socket, const Api& api, asio::thread_pool& waiting,
             std::chrono::milliseconds timeout, std::shared_ptr<int> open_count)
      : stream_(std::move(socket)),
        api_(api),
        waiting_(waiting),
        timeout_(timeout),
        open_(std::move(open_count)) {
    ++*open_;
  }
  ~Connection() { --*open_; }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void Read() {
    parser_.emplace();
    parser_->header_limit(kHeaderBytesMax);
    parser_->body_limit(kBodyBytesMax);
    stream_.expires_after(timeout_);
    http::async_read(stream_, buffer_, *parser_,
                     [self = shared_from_this()](beast::error_code error, std::size_t) {
                       if (!error) self->Answer();
                     });
  }

 private:
  void Answer() {
    const auto& request = parser_->get();
    const auto target = request.target();
    const auto method = request.method_string();
    const auto parsed = ParseTarget({method.data(), method.size()}, {target.data(), target.size()});
    if (!api_.AsksOthers(parsed)) return Write(api_.Answer(parsed));
    // Not on this thread, which answers the others' questions meanwhile.
    stream_.expires_never();
    asio::post(waiting_, [self = shared_from_this(), parsed]() mutable {
      auto answer = self->api_.Answer(parsed);
      // Gone from here with the post: a connection ends on the thread that counts them.
      const auto executor = self->stream_.get_executor();
      asio::post(executor, [self = std::move(self), answer = std::move(answer)]() mutable {
        self->Write(std::move(answer));
      });
    });
  }

  void Write(HttpResponse answer) {
    const auto& request = parser_->get();
    response_.emplace(MakeResponse(request, std::move(answer)));
    stream_.expires_after(timeout_);
    const auto written = [self = shared_from_this()](beast::error_code error, std::size_t) {
      if (error) return;
      if (self->response_->keep_alive()) return self->Read();
      beast::error_code ignored;  // The client may have closed first.
      self->stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
    };
    if (request.method() == http::verb::head) {
      // A HEAD answer names a length and sends no body.
      head_serializer_.emplace(*response_);
      http::async_write_header(stream_, *head_serializer_, written);
    } else {
      http::async_write(stream_, *response_, written);
    }
  }

  beast::tcp_stream stream_;
  const Api& api_;
  asio::thread_pool& waiting_;
  std::chrono::milliseconds timeout_;
  std::shared_ptr<int> open_;  // All connections and the acceptor count on one thread.
  beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::string_body>> parser_;
  std::optional<Response> response_;
  std::optional<http::response_serializer<http::string_body>> head_serializer_;
};

}  // namespace

class HttpServer::Impl {
 public:
  Impl(const config::HttpOptions& options, EventSink& events)
      : options_(options), events_(events) {}

  ~Impl() {
    waiting_.join();
    context_.stop();
    if (thread_.joinable()) thread_.join();
  }

  Result<void> Listen() {
    beast::error_code error;
    const auto address = asio::ip::make_address(options_.address, error);
    if (error) {
      return Fail(ErrorCode::kInvalid, "http.address: '" + options_.address +
                                           "' is no IP address such as 127.0.0.1 or ::1");
    }
    const tcp::endpoint endpoint(address, options_.port);
    acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (error) {
      return Fail(ErrorCode::kUnavailable,
                  "cannot listen on " + options_.address + ":" + std::to_string(options_.port) +
                      ": " + error.message() + " (http.port or http.enabled changes that)");
    }
    port_ = acceptor_.local_endpoint().port();
    return {};
  }

  void Serve(const Api& api) {
    api_ = &api;
    events_.Write(Severity::kInfo, "http.listening",
                  {{"url", "http://" + options_.address + ":" + std::to_string(port_) + "/"}});
    Accept();
    thread_ = std::thread([this] {
      try {
        context_.run();
      } catch (const std::exception& error) {
        events_.Write(Severity::kError, "http.failed", {{"error", error.what()}});
      }
    });
  }

  std::uint16_t Port() const { return port_; }

 private:
  void Accept() {
    acceptor_.async_accept([this](beast::error_code error, tcp::socket socket) {
      if (error == asio::error::operation_aborted) return;
      // Over the bound the client is let go at once; the next accept goes on.
      if (!error && *open_ < options_.connections_max) {
        std::make_shared<Connection>(std::move(socket), *api_, waiting_, options_.request_timeout,
                                     open_)
            ->Read();
      }
      Accept();
    });
  }

  config::HttpOptions options_;
  const Api* api_ = nullptr;  // Set before the thread is started.
  EventSink& events_;
  std::shared_ptr<int> open_ = std::make_shared<int>(0);
  asio::io_context context_{1};
  tcp::acceptor acceptor_{context_};
  asio::thread_pool waiting_{kWaitingMax};  // Threads for what asks other processes.
  std::uint16_t port_ = 0;
  std::thread thread_;
};

HttpServer::HttpServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
HttpServer::~HttpServer() = default;

Result<std::unique_ptr<HttpServer>> HttpServer::Listen(const config::HttpOptions& options,
                                                       EventSink& events) {
  auto impl = std::make_unique<Impl>(options, events);
  if (const auto listening = impl->Listen(); !listening) {
    return tl::unexpected(listening.error());
  }
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(impl)));
}

void HttpServer::Serve(const Api& api) {
  impl_->Serve(api);
}

std::uint16_t HttpServer::Port() const {
  return impl_->Port();
}

}  // namespace stratwatch::app
