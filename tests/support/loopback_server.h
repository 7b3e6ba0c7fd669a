#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace stratwatch::testing {

// What a server does with one request, act by act; then it closes the connection, unless it is
// told to keep it.
class Script {
 public:
  enum class Kind { kSend, kPause, kStall, kReset };
  struct Act {
    Kind kind;
    std::string bytes;
    std::chrono::milliseconds pause{0};
  };

  Script& Send(std::string bytes);
  Script& Pause(std::chrono::milliseconds pause);
  // Byte by byte, with a pause behind each.
  Script& Drip(std::string_view bytes, std::chrono::milliseconds pause);
  // Neither sends nor closes until the server ends.
  Script& Stall();
  // Closes with RST instead of FIN.
  Script& Reset();
  // Reads the next request from the same connection afterwards.
  Script& Keep();

  const std::vector<Act>& Acts() const { return acts_; }
  bool Keeps() const { return keeps_; }

 private:
  std::vector<Act> acts_;
  bool keeps_ = false;
};

// A whole response with Content-Length; `fields` as "Name: value".
std::string Reply(int status, std::string_view body, const std::vector<std::string>& fields = {});
// The same with Transfer-Encoding: chunked.
std::string ChunkedReply(std::string_view body, std::size_t chunk_bytes,
                         const std::vector<std::string>& fields = {});
std::string Gzip(std::string_view bytes);
// A gzip body that inflates to more than `bytes` zeros, some two hundredths of it in size.
std::string GzipBomb(std::size_t bytes);

// An HTTP server on 127.0.0.1 and a free port that plays scripts, for clients that must survive
// bad servers. One thread a connection; ends all of them in its destructor. Thread-safe.
class LoopbackServer {
 public:
  enum class Transport {
    kPlain,
    kTls,       // With a self-signed certificate for localhost and 127.0.0.1.
    kTlsHttp2,  // Answers every stream with "over HTTP/2"; scripts are not used.
  };
  explicit LoopbackServer(Transport transport = Transport::kPlain);
  ~LoopbackServer();
  LoopbackServer(const LoopbackServer&) = delete;
  LoopbackServer& operator=(const LoopbackServer&) = delete;

  // Answers requests for `target` ("/a?b") by `script`; others get 404.
  void On(const std::string& target, Script script);
  std::uint16_t Port() const;
  // "127.0.0.1:PORT"
  std::string Address() const;
  // With the scheme of the transport.
  std::string Url(std::string_view target) const;
  // Of the self-signed certificate, for a client's CA file.
  std::string CertificatePem() const;
  // The head of each request so far, with its empty line.
  std::vector<std::string> RequestHeads() const;
  int Connections() const;
  int Streams() const;  // Of HTTP/2.

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace stratwatch::testing
