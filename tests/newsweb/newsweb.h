#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "model/error.h"
#include "tests/newsweb/web.h"

namespace stratwatch::newsweb {

struct NewsWebOptions {
  std::filesystem::path folder;           // Of outlets.jsonl, articles.jsonl and words.jsonl.
  std::filesystem::path access_log = {};  // Also written there, a line a request; empty: not.
  std::uint16_t port = 0;                 // 0: any free one.
};

// One answered (or deliberately not answered) request.
struct Access {
  std::string method;
  std::string host;
  std::string target;  // Path and query as sent, percent-decoded.
  std::string user_agent;
  int status = 0;  // 0: the server sent no status line.
  std::size_t bytes = 0;
  bool over_tls = false;
};

// The sample web: many publishers on one loopback port, told apart by the Host header, and
// trouble.example, which misbehaves on request (tests/newsweb/README.md lists how).
//
// Ownership: stops and closes everything in the destructor.
// Threads: thread-safe once started.
class NewsWeb {
 public:
  // Listens on 127.0.0.1: plain HTTP on one port, TLS on a second (signed by AuthorityPem), and
  // TLS with a certificate nobody should accept on a third.
  // Errors: kNotFound, kInvalid (the folder), kUnavailable (cannot listen).
  static Result<std::unique_ptr<NewsWeb>> Start(NewsWebOptions options);
  ~NewsWeb();

  std::uint16_t Port() const;
  std::uint16_t TlsPort() const;
  std::uint16_t BadTlsPort() const;
  const std::string& AuthorityPem() const;
  const Web& web() const;
  // Every host it plays, trouble.example and its relatives included.
  std::vector<std::string> Hosts() const;

  // What was asked for so far, in order of completion; the last 100,000 are kept.
  std::vector<Access> AccessLog() const;
  // Blocks until `count` requests to `host` (any, when empty) were logged; false after `wait`.
  bool AwaitRequests(std::size_t count, std::string_view host, std::chrono::milliseconds wait);

  // From now on the pieces that have a correction are served with it, under a new ETag.
  void PublishCorrections();

  // Writes a stratwatch.toml to `file`, and beside it sources.tsv and authority.pem, with which
  // Stratwatch reads this web: `crawl.connect_to` maps its hosts, the store and archive lie
  // beside the file. With `with_trouble` trouble.example's feed is a source as well.
  // Errors: kUnavailable (cannot write).
  Result<void> WriteConfig(const std::filesystem::path& file, bool with_trouble = false) const;

 private:
  class Impl;
  explicit NewsWeb(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace stratwatch::newsweb
