#include "tests/support/loopback_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <map>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "tests/support/self_signed_certificate.h"

namespace stratwatch::testing {
namespace {

using std::chrono::milliseconds;

std::string StatusLine(int status) {
  return "HTTP/1.1 " + std::to_string(status) + " Scripted\r\n";
}

std::string Fields(const std::vector<std::string>& fields) {
  std::string text;
  for (const std::string& field : fields) text += field + "\r\n";
  return text;
}

// A file descriptor with an owner.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() { close(number_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int Number() const { return number_; }

 private:
  int number_;
};

struct SslDeleter {
  void operator()(SSL* ssl) const { SSL_free(ssl); }
};

// One accepted connection, with TLS or without. Reads and writes fail once it is shut down.
class Connection {
 public:
  Connection(int socket, SSL_CTX* context) : socket_(socket) {
    if (context == nullptr) return;
    ssl_.reset(SSL_new(context));
    SSL_set_fd(ssl_.get(), socket);
    ready_ = SSL_accept(ssl_.get()) == 1;
  }
  bool Ready() const { return ready_; }
  bool Write(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto written =
          ssl_ ? ssize_t{SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size()))}
               : send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (written <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
  }
  // Appends what has come; false at the end.
  bool Read(std::string& into) {
    char buffer[4096];
    const auto count = ssl_ ? ssize_t{SSL_read(ssl_.get(), buffer, sizeof buffer)}
                            : recv(socket_, buffer, sizeof buffer, 0);
    if (count <= 0) return false;
    into.append(buffer, static_cast<std::size_t>(count));
    return true;
  }
  void Close() {
    if (ssl_) SSL_shutdown(ssl_.get());
  }
  void ResetOnClose() {
    const linger at_once{1, 0};
    setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  }

 private:
  int socket_;
  std::unique_ptr<SSL, SslDeleter> ssl_;
  bool ready_ = true;
};

int ChooseHttp2(SSL*, const unsigned char** out, unsigned char* out_bytes, const unsigned char* in,
                unsigned in_bytes, void*) {
  static constexpr unsigned char kHttp2[] = {2, 'h', '2'};
  unsigned char* chosen = nullptr;
  const int result = SSL_select_next_proto(&chosen, out_bytes, kHttp2, sizeof kHttp2, in, in_bytes);
  *out = chosen;
  return result == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
}

// RFC 9113, 4.1.
std::string Http2Frame(char type, char flags, std::string_view stream, std::string_view payload) {
  std::string frame = {static_cast<char>(payload.size() >> 16U),
                       static_cast<char>(payload.size() >> 8U), static_cast<char>(payload.size()),
                       type, flags};
  frame += stream;
  frame += payload;
  return frame;
}

}  // namespace

Script& Script::Send(std::string bytes) {
  acts_.push_back({Kind::kSend, std::move(bytes)});
  return *this;
}

Script& Script::Pause(milliseconds pause) {
  acts_.push_back({Kind::kPause, "", pause});
  return *this;
}

Script& Script::Drip(std::string_view bytes, milliseconds pause) {
  for (const char byte : bytes) Send(std::string(1, byte)).Pause(pause);
  return *this;
}

Script& Script::Stall() {
  acts_.push_back({Kind::kStall, ""});
  return *this;
}

Script& Script::Reset() {
  acts_.push_back({Kind::kReset, ""});
  return *this;
}

Script& Script::Keep() {
  keeps_ = true;
  return *this;
}

std::string Reply(int status, std::string_view body, const std::vector<std::string>& fields) {
  return StatusLine(status) + Fields(fields) + "Content-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + std::string(body);
}

std::string ChunkedReply(std::string_view body, std::size_t chunk_bytes,
                         const std::vector<std::string>& fields) {
  std::string text = StatusLine(200) + Fields(fields) + "Transfer-Encoding: chunked\r\n\r\n";
  while (!body.empty()) {
    const std::string_view chunk = body.substr(0, chunk_bytes);
    char size[32];
    std::snprintf(size, sizeof size, "%zx\r\n", chunk.size());
    text += size + std::string(chunk) + "\r\n";
    body.remove_prefix(chunk.size());
  }
  return text + "0\r\n\r\n";
}

namespace {

// `bytes`, `times` times over, as one gzip member.
std::string GzipRepeated(std::string_view bytes, std::size_t times) {
  z_stream stream{};
  deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY);
  std::string out;
  std::string chunk(std::size_t{64} << 10U, '\0');
  for (std::size_t i = 0; i < times; ++i) {
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    do {
      stream.next_out = reinterpret_cast<Bytef*>(chunk.data());
      stream.avail_out = static_cast<uInt>(chunk.size());
      deflate(&stream, i + 1 == times ? Z_FINISH : Z_NO_FLUSH);
      out.append(chunk, 0, chunk.size() - stream.avail_out);
    } while (stream.avail_out == 0);
  }
  deflateEnd(&stream);
  return out;
}

}  // namespace

std::string Gzip(std::string_view bytes) { return GzipRepeated(bytes, 1); }

std::string GzipBomb(std::size_t bytes) {
  const std::string mebibyte(std::size_t{1} << 20U, '\0');
  return GzipRepeated(mebibyte, (bytes >> 20U) + 1);
}

class LoopbackServer::Impl {
 public:
  explicit Impl(Transport transport)
      : transport_(transport),
        listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)),
        stop_(eventfd(0, EFD_CLOEXEC)) {
    if (transport != Transport::kPlain) identity_ = MakeServerIdentity();
    if (transport == Transport::kTlsHttp2) {
      SSL_CTX_set_alpn_select_cb(identity_.context.get(), &ChooseHttp2, nullptr);
    }
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (bind(listener_.Number(), generic, length) != 0 || listen(listener_.Number(), 512) != 0 ||
        getsockname(listener_.Number(), generic, &length) != 0) {
      throw std::runtime_error("loopback server: cannot listen on 127.0.0.1");
    }
    port_ = ntohs(address.sin_port);
    acceptor_ = std::thread([this] { Accept(); });
  }

  ~Impl() {
    const std::uint64_t one = 1;
    // Cannot fail: the counter is far from its bound.
    (void)!write(stop_.Number(), &one, sizeof one);
    acceptor_.join();
    {
      const std::lock_guard lock(mutex_);
      for (const int socket : sockets_) shutdown(socket, SHUT_RDWR);
    }
    for (std::thread& thread : threads_) thread.join();
  }

  void On(const std::string& target, Script script) {
    const std::lock_guard lock(mutex_);
    scripts_[target] = std::move(script);
  }

  std::vector<std::string> RequestHeads() const {
    const std::lock_guard lock(mutex_);
    return heads_;
  }

  const Transport transport_;
  ServerIdentity identity_;
  std::uint16_t port_ = 0;
  std::atomic<int> connections_{0};
  std::atomic<int> streams_{0};

 private:
  // True when the server ends meanwhile.
  bool Stopped(milliseconds wait) const {
    pollfd waited{stop_.Number(), POLLIN, 0};
    return poll(&waited, 1, static_cast<int>(wait.count())) > 0;
  }

  void Accept() {
    for (;;) {
      pollfd waited[] = {{stop_.Number(), POLLIN, 0}, {listener_.Number(), POLLIN, 0}};
      if (poll(waited, 2, -1) < 0 || waited[0].revents != 0) return;
      const int socket = accept4(listener_.Number(), nullptr, nullptr, SOCK_CLOEXEC);
      if (socket < 0) continue;
      ++connections_;
      const std::lock_guard lock(mutex_);
      sockets_.push_back(socket);
      threads_.emplace_back([this, socket] { Serve(socket); });
    }
  }

  void Serve(int socket) {
    // OpenSSL writes without MSG_NOSIGNAL.
    sigset_t sigpipe;
    sigemptyset(&sigpipe);
    sigaddset(&sigpipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &sigpipe, nullptr);
    {
      Connection connection(socket, identity_.context.get());
      if (connection.Ready() && transport_ == Transport::kTlsHttp2) ServeHttp2(connection);
      if (connection.Ready() && transport_ != Transport::kTlsHttp2) ServeHttp1(connection);
    }
    const std::lock_guard lock(mutex_);
    std::erase(sockets_, socket);
    close(socket);
  }

  void ServeHttp1(Connection& connection) {
    std::string pending;
    for (;;) {
      std::size_t end = pending.find("\r\n\r\n");
      for (; end == std::string::npos; end = pending.find("\r\n\r\n")) {
        if (!connection.Read(pending)) return;
      }
      const std::string head = pending.substr(0, end + 4);
      pending.erase(0, end + 4);
      const Script script = ScriptFor(head);
      if (!Play(script, connection)) return;
      if (!script.Keeps()) break;
    }
    connection.Close();
  }

  Script ScriptFor(const std::string& head) {
    const std::size_t begin = std::min(head.find(' '), head.size() - 1) + 1;
    const std::string target = head.substr(begin, head.find(' ', begin) - begin);
    const std::lock_guard lock(mutex_);
    heads_.push_back(head);
    const auto found = scripts_.find(target);
    return found != scripts_.end() ? found->second : Script().Send(Reply(404, "no script"));
  }

  // False when nothing more may be sent.
  bool Play(const Script& script, Connection& connection) const {
    for (const Script::Act& act : script.Acts()) {
      switch (act.kind) {
        case Script::Kind::kSend:
          if (!connection.Write(act.bytes)) return false;
          break;
        case Script::Kind::kPause:
          if (Stopped(act.pause)) return false;
          break;
        case Script::Kind::kStall:
          Stopped(milliseconds(-1));
          return false;
        case Script::Kind::kReset:
          connection.ResetOnClose();
          return false;
      }
    }
    return true;
  }

  // Just enough of RFC 9113: a fixed answer to every stream.
  void ServeHttp2(Connection& connection) {
    constexpr char kData = 0;
    constexpr char kHeaders = 1;
    constexpr char kSettings = 4;
    constexpr char kEndStream = 1;
    constexpr char kEndHeaders = 4;
    const std::string no_stream(4, '\0');
    std::string pending;
    while (pending.size() < 24) {  // The client's preface.
      if (!connection.Read(pending)) return;
    }
    pending.erase(0, 24);
    if (!connection.Write(Http2Frame(kSettings, 0, no_stream, ""))) return;
    for (;;) {
      std::size_t length = 0;
      for (;;) {
        const auto byte = [&pending](std::size_t at) {
          return std::size_t{static_cast<unsigned char>(pending[at])};
        };
        if (pending.size() >= 9) length = 9 + (byte(0) << 16U) + (byte(1) << 8U) + byte(2);
        if (length > 0 && pending.size() >= length) break;
        if (!connection.Read(pending)) return;
      }
      const char type = pending[3];
      const char flags = pending[4];
      const std::string stream = pending.substr(5, 4);
      pending.erase(0, length);
      if (type == kSettings && flags == 0)
        connection.Write(Http2Frame(kSettings, 1, no_stream, ""));
      if (type != kHeaders) continue;
      ++streams_;
      // 0x88 is ":status: 200" in HPACK's static table.
      connection.Write(Http2Frame(kHeaders, kEndHeaders, stream, "\x88") +
                       Http2Frame(kData, kEndStream, stream, "over HTTP/2"));
    }
  }

  Descriptor listener_;
  Descriptor stop_;
  std::thread acceptor_;
  mutable std::mutex mutex_;  // Guards what follows.
  std::map<std::string, Script> scripts_;
  std::vector<std::string> heads_;
  std::vector<int> sockets_;
  std::vector<std::thread> threads_;
};

LoopbackServer::LoopbackServer(Transport transport) : impl_(std::make_unique<Impl>(transport)) {}
LoopbackServer::~LoopbackServer() = default;

void LoopbackServer::On(const std::string& target, Script script) {
  impl_->On(target, std::move(script));
}

std::uint16_t LoopbackServer::Port() const {
  return impl_->port_;
}
std::string LoopbackServer::Address() const {
  return "127.0.0.1:" + std::to_string(Port());
}

std::string LoopbackServer::Url(std::string_view target) const {
  const bool plain = impl_->transport_ == Transport::kPlain;
  return (plain ? "http://" : "https://") + Address() + std::string(target);
}

std::string LoopbackServer::CertificatePem() const {
  return impl_->identity_.certificate_pem;
}
std::vector<std::string> LoopbackServer::RequestHeads() const {
  return impl_->RequestHeads();
}
int LoopbackServer::Connections() const {
  return impl_->connections_;
}
int LoopbackServer::Streams() const {
  return impl_->streams_;
}

}  // namespace stratwatch::testing
