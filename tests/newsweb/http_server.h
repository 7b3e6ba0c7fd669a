#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "model/error.h"

namespace stratwatch::newsweb {

struct Request {
  std::string method;
  std::string host;                                         // Lower case, without port.
  std::string path;                                         // Percent-decoded.
  std::string query;                                        // As sent, without '?'.
  std::map<std::string, std::string, std::less<>> headers;  // Lower-case names.
  bool over_tls = false;

  std::string_view Header(std::string_view name) const;
  // The value of `name` in the query; empty when absent.
  std::string Parameter(std::string_view name) const;
};

struct Response {
  int status = 200;
  std::map<std::string, std::string> headers;
  std::string body;
};

// One client's connection. Every wait ends when the server stops.
class Connection {
 public:
  virtual ~Connection() = default;
  // False when the client is gone or the server stops.
  virtual bool Send(std::string_view bytes) = 0;
  // Waits; false when the server stops.
  virtual bool Wait(std::chrono::milliseconds time) = 0;
  // The next close sends a TCP reset instead of a clean end.
  virtual void ResetOnClose() = 0;
};

// "HTTP/1.1 200 OK …" with Content-Length and an empty line at the end; the body is not in it.
std::string HeadText(const Response& response, std::size_t content_length, bool keep_alive);

// What the server does with a request: answers on the connection and says whether it stays open.
using Handler = std::function<bool(const Request&, Connection&)>;

// Certificate and key in PEM; empty members: plain HTTP.
struct TlsIdentity {
  std::string certificate_pem;
  std::string key_pem;
};

// HTTP/1.1 on 127.0.0.1, one thread a connection, at most 256 connections at once: plenty for
// tests, and what a stalled client can hold is bounded.
//
// Threads: Start and the destructor on one thread; the handler is called on many.
class HttpServer {
 public:
  // `port` 0 takes a free one. Errors: kUnavailable (cannot listen), kInvalid (bad certificate).
  static Result<std::unique_ptr<HttpServer>> Start(std::uint16_t port, Handler handler,
                                                   TlsIdentity identity = {});
  // Closes every connection, whatever it is doing.
  ~HttpServer();
  std::uint16_t Port() const;

 private:
  class Impl;
  explicit HttpServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace stratwatch::newsweb
