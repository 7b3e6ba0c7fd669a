#pragma once

#include <cstdint>
#include <memory>

#include "app/http/api.h"
#include "config/config.h"
#include "model/error.h"
#include "model/event_sink.h"

namespace stratwatch::app {

// Serves an Api over HTTP/1.1 on one thread of its own. Bounded on every side: connections,
// header and body size, and the time a client may take to send a request or to read an answer.
// Threads: Start and the destructor belong to one thread.
class HttpServer {
 public:
  // Borrows `api` and `events`. Writes the event `http.listening` with the address.
  // Errors: kUnavailable (the address cannot be taken: says which, and which option changes it),
  // kInvalid (no address).
  static Result<std::unique_ptr<HttpServer>> Start(const config::HttpOptions& options,
                                                   const Api& api, EventSink& events);
  // Closes all connections and ends the thread.
  ~HttpServer();
  std::uint16_t Port() const;

 private:
  class Impl;  // Keeps Boost.Beast out of this header.
  explicit HttpServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace stratwatch::app
