#pragma once

#include <map>
#include <mutex>
#include <string>

#include "tests/newsweb/http_server.h"

namespace stratwatch::newsweb {

// What was sent, for the access log.
struct Served {
  int status = 0;  // 0: no status line was sent.
  std::size_t bytes = 0;
  bool keep_open = false;
};

// Sends a whole response; a HEAD request gets the head alone.
Served Answer(const Request& request, Connection& connection, const Response& response);

// The host that misbehaves on request: trouble.example. Each path is one misbehaviour; `/` lists
// them with what they do, `/feed.xml` links to all of them.
//
// Threads: thread-safe.
class Trouble {
 public:
  static constexpr std::string_view kHost = "trouble.example";

  Served Serve(const Request& request, Connection& connection);

 private:
  using Act = Served (Trouble::*)(const Request&, Connection&);
  struct Row {
    const char* path;
    const char* explanation;
    Act act;
  };
  static const std::vector<Row>& Rows();

  // How often this path was asked for before, counting up.
  int CountVisit(const std::string& path);

  Served Status429(const Request& request, Connection& connection);
  Served Status503(const Request& request, Connection& connection);
  Served Hang(const Request& request, Connection& connection);
  Served HangInBody(const Request& request, Connection& connection);
  Served Drip(const Request& request, Connection& connection);
  Served Truncated(const Request& request, Connection& connection);
  Served ShortLength(const Request& request, Connection& connection);
  Served BrokenChunks(const Request& request, Connection& connection);
  Served Reset(const Request& request, Connection& connection);
  Served Empty(const Request& request, Connection& connection);
  Served GzipBomb(const Request& request, Connection& connection);
  Served NotGzip(const Request& request, Connection& connection);
  Served Huge(const Request& request, Connection& connection);
  Served BigHead(const Request& request, Connection& connection);
  Served RedirectLoop(const Request& request, Connection& connection);
  Served RedirectChain(const Request& request, Connection& connection);
  Served RedirectPrivate(const Request& request, Connection& connection);
  Served RedirectScheme(const Request& request, Connection& connection);
  Served BotWallPage(const Request& request, Connection& connection);
  Served ConsentWallPage(const Request& request, Connection& connection);
  Served PaywallPage(const Request& request, Connection& connection);
  Served EtagForever(const Request& request, Connection& connection);
  Served Gone(const Request& request, Connection& connection);
  Served Forbidden(const Request& request, Connection& connection);
  Served DeepNesting(const Request& request, Connection& connection);
  Served Binary(const Request& request, Connection& connection);
  Served Feed(const Request& request, Connection& connection);
  Served Robots(const Request& request, Connection& connection);
  Served Index(const Request& request, Connection& connection);
  // Redirects to the query's `to`, or to `fallback`.
  Served Redirect(const Request& request, Connection& connection, const std::string& fallback);
  // A status for the first `times` visits (default: always), an article afterwards.
  Served FailFirst(const Request& request, Connection& connection, int status);

  std::mutex mutex_;  // Guards visits_.
  std::map<std::string, int> visits_;
};

}  // namespace stratwatch::newsweb
