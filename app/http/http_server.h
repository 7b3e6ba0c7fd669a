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
// Threads: Listen, Serve and the destructor belong to one thread.
class HttpServer {
 public:
  // Takes the address, so that a service that cannot have it does not start to work first. Borrows
  // `events`. Errors: kUnavailable (the address cannot be taken: says which, and which option
  // changes it), kInvalid (no address).
  static Result<std::unique_ptr<HttpServer>> Listen(const config::HttpOptions& options,
                                                    EventSink& events);
  // Answers from now on, from a thread of its own; who called before then waits. Borrows `api`. To
  // be called once. Writes the event `http.listening` with the address.
  void Serve(const Api& api);
  // Closes all connections and ends the thread.
  ~HttpServer();
  std::uint16_t Port() const;

 private:
  class Impl;  // Keeps Boost.Beast out of this header.
  explicit HttpServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace stratwatch::app
