#include "tests/newsweb/transport.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace stratwatch::newsweb {
namespace {

// A client that does not take bytes for this long is given up.
constexpr std::chrono::milliseconds kWriteWaitMax{30'000};

// One socket with its stop signal.
class Socket {
 public:
  Socket(int socket, int stop) : socket_(socket), stop_(stop) {}
  ~Socket() {
    if (reset_) {
      const linger now{1, 0};
      setsockopt(socket_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    }
    close(socket_);
  }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  // Waits until `events` are there; false on timeout and stop.
  bool Await(short events, std::chrono::milliseconds wait_max) const {
    pollfd waits[] = {{socket_, events, 0}, {stop_, POLLIN, 0}};
    int ready = 0;
    do {
      ready = poll(waits, 2, static_cast<int>(wait_max.count()));
    } while (ready < 0 && errno == EINTR);
    return ready > 0 && waits[1].revents == 0;
  }

  // True when `time` passed; false on stop and when the client hung up.
  bool Pause(std::chrono::milliseconds time) const {
    pollfd waits[] = {{socket_, POLLRDHUP, 0}, {stop_, POLLIN, 0}};
    return poll(waits, 2, static_cast<int>(time.count())) == 0;
  }

  int Handle() const { return socket_; }
  void ResetOnClose() { reset_ = true; }

 private:
  int socket_;
  int stop_;
  bool reset_ = false;
};

class PlainTransport final : public Transport {
 public:
  PlainTransport(int socket, int stop) : socket_(socket, stop) {}

  bool Read(std::string& into, std::chrono::milliseconds wait_max) override {
    std::array<char, 16 * 1024> buffer;
    for (;;) {
      const ssize_t bytes = recv(socket_.Handle(), buffer.data(), buffer.size(), 0);
      if (bytes > 0) {
        into.append(buffer.data(), static_cast<std::size_t>(bytes));
        return true;
      }
      const bool again = bytes < 0 && (errno == EAGAIN || errno == EINTR);
      if (!again || !socket_.Await(POLLIN, wait_max)) return false;
    }
  }

  bool Write(std::string_view bytes) override {
    while (!bytes.empty()) {
      const ssize_t sent = send(socket_.Handle(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent > 0) {
        bytes.remove_prefix(static_cast<std::size_t>(sent));
        continue;
      }
      const bool again = sent < 0 && (errno == EAGAIN || errno == EINTR);
      if (!again || !socket_.Await(POLLOUT, kWriteWaitMax)) return false;
    }
    return true;
  }

  bool Wait(std::chrono::milliseconds time) override { return socket_.Pause(time); }
  void ResetOnClose() override { socket_.ResetOnClose(); }

 private:
  Socket socket_;
};

struct SslFree {
  void operator()(SSL* ssl) const { SSL_free(ssl); }
};

class TlsTransport final : public Transport {
 public:
  TlsTransport(int socket, int stop, SSL_CTX* context)
      : socket_(socket, stop), ssl_(SSL_new(context)) {
    SSL_set_fd(ssl_.get(), socket);
  }
  ~TlsTransport() override { SSL_shutdown(ssl_.get()); }

  bool Accept() {
    for (;;) {
      const int result = SSL_accept(ssl_.get());
      if (result == 1) return true;
      if (!AwaitFor(result, std::chrono::seconds(10))) return false;
    }
  }

  bool Read(std::string& into, std::chrono::milliseconds wait_max) override {
    std::array<char, 16 * 1024> buffer;
    for (;;) {
      const int bytes = SSL_read(ssl_.get(), buffer.data(), static_cast<int>(buffer.size()));
      if (bytes > 0) {
        into.append(buffer.data(), static_cast<std::size_t>(bytes));
        return true;
      }
      if (!AwaitFor(bytes, wait_max)) return false;
    }
  }

  bool Write(std::string_view bytes) override {
    while (!bytes.empty()) {
      const int sent = SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size()));
      if (sent > 0) {
        bytes.remove_prefix(static_cast<std::size_t>(sent));
      } else if (!AwaitFor(sent, kWriteWaitMax)) {
        return false;
      }
    }
    return true;
  }

  bool Wait(std::chrono::milliseconds time) override { return socket_.Pause(time); }
  void ResetOnClose() override { socket_.ResetOnClose(); }

 private:
  bool AwaitFor(int result, std::chrono::milliseconds wait_max) {
    const int reason = SSL_get_error(ssl_.get(), result);
    ERR_clear_error();
    if (reason == SSL_ERROR_WANT_READ) return socket_.Await(POLLIN, wait_max);
    if (reason == SSL_ERROR_WANT_WRITE) return socket_.Await(POLLOUT, wait_max);
    return false;
  }

  Socket socket_;
  std::unique_ptr<SSL, SslFree> ssl_;
};

struct ContextFree {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};

class ServerContext final : public TlsContext {
 public:
  ServerContext() : context_(SSL_CTX_new(TLS_server_method())) {
    SSL_CTX_set_mode(context_.get(), SSL_MODE_ENABLE_PARTIAL_WRITE);
    SSL_CTX_set_mode(context_.get(), SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  }
  void* Handle() const override { return context_.get(); }

  bool Use(const std::string& certificate_pem, const std::string& key_pem) {
    const std::unique_ptr<BIO, decltype(&BIO_free)> certificate_text(
        BIO_new_mem_buf(certificate_pem.data(), static_cast<int>(certificate_pem.size())),
        BIO_free);
    const std::unique_ptr<BIO, decltype(&BIO_free)> key_text(
        BIO_new_mem_buf(key_pem.data(), static_cast<int>(key_pem.size())), BIO_free);
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(
        PEM_read_bio_X509(certificate_text.get(), nullptr, nullptr, nullptr), X509_free);
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
        PEM_read_bio_PrivateKey(key_text.get(), nullptr, nullptr, nullptr), EVP_PKEY_free);
    return certificate != nullptr && key != nullptr &&
           SSL_CTX_use_certificate(context_.get(), certificate.get()) == 1 &&
           SSL_CTX_use_PrivateKey(context_.get(), key.get()) == 1;
  }

 private:
  std::unique_ptr<SSL_CTX, ContextFree> context_;
};

}  // namespace

Result<std::unique_ptr<TlsContext>> TlsContext::Create(const std::string& certificate_pem,
                                                       const std::string& key_pem) {
  auto context = std::make_unique<ServerContext>();
  if (!context->Use(certificate_pem, key_pem)) {
    return Fail(ErrorCode::kInvalid, "the server's certificate and key do not fit OpenSSL");
  }
  return context;
}

std::unique_ptr<Transport> Transport::Open(int socket, int stop, const TlsContext* tls) {
  if (tls == nullptr) return std::make_unique<PlainTransport>(socket, stop);
  auto transport =
      std::make_unique<TlsTransport>(socket, stop, static_cast<SSL_CTX*>(tls->Handle()));
  if (!transport->Accept()) return nullptr;
  return transport;
}

}  // namespace stratwatch::newsweb
