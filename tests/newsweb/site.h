#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "tests/newsweb/http_server.h"
#include "tests/newsweb/web.h"

namespace stratwatch::newsweb {

// Every page of every outlet, rendered when it is first asked for.
// Ownership: borrows the Web, which must outlive it. Threads: thread-safe.
class Site {
 public:
  // `corrected`: pieces that have a correction are served with it.
  Site(const Web& web, bool corrected);

  // The answer to a request: conditional requests get a 304, gzip where the client takes it,
  // unknown paths a 404, `m.` hosts a redirect.
  Response Answer(const Request& request) const;

 private:
  struct Resource {
    int status = 200;
    std::string content_type;
    std::string body;
    std::string last_modified;  // Empty: not sent.
    std::string etag = {};      // Filled in when rendered.
  };
  struct Entry {
    std::function<Resource()> render;
    mutable std::once_flag once;  // Guards rendered.
    mutable Resource rendered;
  };
  void AddPiece(const Web& web, const Piece& piece, bool corrected);
  void AddOutlet(const Web& web, const Outlet& outlet);
  static const Resource& Rendered(const Entry& entry);

  std::map<std::string, Entry, std::less<>> entries_;  // By "host/path".
};

}  // namespace stratwatch::newsweb
