#include "tests/newsweb/http_server.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <list>
#include <optional>
#include <thread>

#include "tests/newsweb/text_forms.h"
#include "tests/newsweb/transport.h"

namespace stratwatch::newsweb {
namespace {

constexpr std::size_t kConnectionsMax = 256;
constexpr std::size_t kRequestBytesMax = 64 * 1024;
// An idle kept-alive connection is closed after this, as servers do.
constexpr std::chrono::seconds kIdleMax{30};

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

std::string_view Stripped(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

// nullopt when the head is no HTTP request.
std::optional<Request> ParseHead(std::string_view head) {
  const std::size_t line_end = head.find("\r\n");
  const std::string_view line = head.substr(0, line_end);
  const std::size_t first = line.find(' ');
  const std::size_t second = line.rfind(' ');
  if (first == std::string_view::npos || second <= first) return std::nullopt;
  Request request;
  request.method = line.substr(0, first);
  std::string_view target = line.substr(first + 1, second - first - 1);
  const std::size_t question = target.find('?');
  if (question != std::string_view::npos) {
    request.query = target.substr(question + 1);
    target = target.substr(0, question);
  }
  request.path = PercentDecoded(target);
  std::string_view rest = head.substr(std::min(line_end + 2, head.size()));
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find("\r\n"), rest.size());
    const std::string_view header = rest.substr(0, end);
    const std::size_t colon = header.find(':');
    if (colon != std::string_view::npos) {
      request.headers[Lower(header.substr(0, colon))] = Stripped(header.substr(colon + 1));
    }
    rest.remove_prefix(std::min(end + 2, rest.size()));
  }
  const std::string_view host = request.Header("host");
  request.host = Lower(host.substr(0, host.find(':')));
  return request;
}

class SocketConnection final : public Connection {
 public:
  explicit SocketConnection(Transport& transport) : transport_(transport) {}
  bool Send(std::string_view bytes) override { return transport_.Write(bytes); }
  bool Wait(std::chrono::milliseconds time) override { return transport_.Wait(time); }
  void ResetOnClose() override { transport_.ResetOnClose(); }

 private:
  Transport& transport_;
};

const char* ReasonOf(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 301:
      return "Moved Permanently";
    case 302:
      return "Found";
    case 304:
      return "Not Modified";
    case 404:
      return "Not Found";
    case 410:
      return "Gone";
    case 429:
      return "Too Many Requests";
    case 503:
      return "Service Unavailable";
    default:
      return "Status";
  }
}

}  // namespace

std::string_view Request::Header(std::string_view name) const {
  const auto found = headers.find(name);
  return found == headers.end() ? std::string_view() : std::string_view(found->second);
}

std::string Request::Parameter(std::string_view name) const {
  std::string_view rest = query;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('&'), rest.size());
    const std::string_view pair = rest.substr(0, end);
    const std::size_t equals = std::min(pair.find('='), pair.size());
    if (pair.substr(0, equals) == name) {
      return PercentDecoded(pair.substr(std::min(equals + 1, pair.size())));
    }
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return {};
}

std::string HeadText(const Response& response, std::size_t content_length, bool keep_alive) {
  std::string head =
      "HTTP/1.1 " + std::to_string(response.status) + " " + ReasonOf(response.status) + "\r\n";
  for (const auto& [name, value] : response.headers) head += name + ": " + value + "\r\n";
  if (response.status != 304) head += "Content-Length: " + std::to_string(content_length) + "\r\n";
  return head + (keep_alive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n");
}

class HttpServer::Impl {
 public:
  Impl(Handler handler, std::unique_ptr<TlsContext> tls)
      : handler_(std::move(handler)), tls_(std::move(tls)), stop_(eventfd(0, EFD_CLOEXEC)) {}

  ~Impl() {
    const std::uint64_t one = 1;
    // An eventfd takes eight bytes at once; it never fills in this use.
    [[maybe_unused]] const ssize_t written = write(stop_, &one, sizeof one);
    if (acceptor_.joinable()) acceptor_.join();
    workers_.clear();  // Joins each.
    if (listener_ >= 0) close(listener_);
    close(stop_);
  }

  Result<void> Listen(std::uint16_t port) {
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    const int on = 1;
    setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (bind(listener_, generic, size) != 0 || listen(listener_, 128) != 0 ||
        getsockname(listener_, generic, &size) != 0) {
      return Fail(ErrorCode::kUnavailable, "cannot listen on 127.0.0.1:" + std::to_string(port) +
                                               ": " + std::strerror(errno));
    }
    port_ = ntohs(address.sin_port);
    acceptor_ = std::jthread([this] { Accept(); });
    return {};
  }

  std::uint16_t Port() const { return port_; }

 private:
  struct Worker {
    std::atomic<bool> done{false};
    std::jthread thread;
  };

  void Accept() {
    for (;;) {
      pollfd waits[] = {{listener_, POLLIN, 0}, {stop_, POLLIN, 0}};
      workers_.remove_if([](const Worker& worker) { return worker.done.load(); });
      const bool full = workers_.size() >= kConnectionsMax;
      // A full house looks again soon for a worker that has ended.
      const int ready = full ? poll(&waits[1], 1, 10) : poll(waits, 2, 1000);
      if (ready < 0 && errno != EINTR) return;
      if (waits[1].revents != 0) return;
      if (full || waits[0].revents == 0) continue;
      const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
      if (client < 0) continue;
      const int on = 1;
      setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      Worker& worker = workers_.emplace_back();
      worker.thread = std::jthread([this, client, &worker] {
        Serve(client);
        worker.done = true;
      });
    }
  }

  void Serve(int client) {
    const std::unique_ptr<Transport> transport = Transport::Open(client, stop_, tls_.get());
    if (transport == nullptr) return;
    SocketConnection connection(*transport);
    std::string received;
    for (;;) {
      std::size_t end = 0;
      while ((end = received.find("\r\n\r\n")) == std::string::npos) {
        if (received.size() > kRequestBytesMax || !transport->Read(received, kIdleMax)) return;
      }
      std::optional<Request> request = ParseHead(std::string_view(received).substr(0, end));
      received.erase(0, end + 4);
      if (!request) return;
      request->over_tls = tls_ != nullptr;
      const bool wants_close = Lower(request->Header("connection")) == "close";
      if (!handler_(*request, connection) || wants_close) return;
    }
  }

  Handler handler_;
  std::unique_ptr<TlsContext> tls_;
  int stop_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::list<Worker> workers_;  // The acceptor's own; joined by the destructor behind it.
  std::jthread acceptor_;
};

HttpServer::HttpServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
HttpServer::~HttpServer() = default;
std::uint16_t HttpServer::Port() const {
  return impl_->Port();
}

Result<std::unique_ptr<HttpServer>> HttpServer::Start(std::uint16_t port, Handler handler,
                                                      TlsIdentity identity) {
  std::unique_ptr<TlsContext> tls;
  if (!identity.certificate_pem.empty()) {
    auto context = TlsContext::Create(identity.certificate_pem, identity.key_pem);
    if (!context) return tl::unexpected(context.error());
    tls = std::move(*context);
  }
  auto impl = std::make_unique<Impl>(std::move(handler), std::move(tls));
  const auto listening = impl->Listen(port);
  if (!listening) return tl::unexpected(listening.error());
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(impl)));
}

}  // namespace stratwatch::newsweb
