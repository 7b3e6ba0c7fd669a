#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>

namespace stratwatch::testing {

struct SslContextDeleter {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
using SslContext = std::unique_ptr<SSL_CTX, SslContextDeleter>;

struct ServerIdentity {
  SslContext context;
  std::string certificate_pem;
};

// A TLS server context with a certificate made now: self-signed, P-256, valid for an hour, for
// localhost and 127.0.0.1. Throws std::runtime_error.
ServerIdentity MakeServerIdentity();

}  // namespace stratwatch::testing
