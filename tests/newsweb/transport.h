#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "model/error.h"

namespace stratwatch::newsweb {

// A server's TLS settings. Threads: thread-safe once created.
class TlsContext {
 public:
  static Result<std::unique_ptr<TlsContext>> Create(const std::string& certificate_pem,
                                                    const std::string& key_pem);
  virtual ~TlsContext() = default;
  // The SSL_CTX*; void keeps OpenSSL out of this header.
  virtual void* Handle() const = 0;
};

// Bytes to and from one accepted socket, plain or TLS. Every wait also ends when `stop` becomes
// readable. Threads: not thread-safe.
class Transport {
 public:
  // Takes over `socket` (non-blocking). With `tls` does the handshake; nullptr when that fails.
  static std::unique_ptr<Transport> Open(int socket, int stop, const TlsContext* tls);
  virtual ~Transport() = default;
  // Appends what came; false at the end, after `wait_max` of silence, and on stop.
  virtual bool Read(std::string& into, std::chrono::milliseconds wait_max) = 0;
  virtual bool Write(std::string_view bytes) = 0;
  // Waits for time to pass or the client to leave. False on stop or when the client is gone.
  virtual bool Wait(std::chrono::milliseconds time) = 0;
  virtual void ResetOnClose() = 0;
};

}  // namespace stratwatch::newsweb
