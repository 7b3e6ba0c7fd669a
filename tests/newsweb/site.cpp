#include "tests/newsweb/site.h"

#include "tests/newsweb/feeds.h"
#include "tests/newsweb/pages.h"
#include "tests/newsweb/text_forms.h"

namespace stratwatch::newsweb {
namespace {

// Compressing less than this is not worth a header line.
constexpr std::size_t kGzipBytesMin = 1'024;

std::string ContentTypeOf(const Outlet& outlet, const Piece& piece) {
  const bool told = piece.declare == "both" || piece.declare == "http";
  return told ? "text/html; charset=" + outlet.charset : "text/html";
}

std::string EtagOf(const std::string& body) {
  return "\"" + std::to_string(std::hash<std::string>{}(body)) + "\"";
}

}  // namespace

Site::Site(const Web& web, bool corrected) {
  for (const Outlet& outlet : web.outlets) AddOutlet(web, outlet);
  for (const Piece& piece : web.pieces) AddPiece(web, piece, corrected);
}

const Site::Resource& Site::Rendered(const Entry& entry) {
  std::call_once(entry.once, [&] {
    entry.rendered = entry.render();
    entry.rendered.etag = EtagOf(entry.rendered.body);
  });
  return entry.rendered;
}

void Site::AddPiece(const Web& web, const Piece& piece, bool corrected) {
  if (piece.page_template == "gone") {
    entries_[piece.Key()].render = [] {
      return Resource{404, "text/html", "<!DOCTYPE html><title>404</title><h1>404</h1>", {}};
    };
    return;
  }
  entries_[piece.Key()].render = [&web, &piece, corrected] {
    const Outlet& outlet = web.OutletOf(piece);
    Piece printed = piece;
    if (corrected && !piece.correction.empty()) printed.body += "\n\n" + piece.correction;
    return Resource{200, ContentTypeOf(outlet, piece),
                    InCharset(ArticlePage(web, printed), outlet.charset),
                    HttpDate(piece.published)};
  };
}

void Site::AddOutlet(const Web& web, const Outlet& outlet) {
  entries_[outlet.host + "/"].render = [&web, &outlet] {
    return Resource{200,
                    "text/html; charset=" + outlet.charset,
                    InCharset(HomePage(web, outlet), outlet.charset),
                    {}};
  };
  if (!outlet.robots.empty()) {
    entries_[outlet.host + "/robots.txt"].render = [&outlet] {
      return Resource{200, "text/plain", outlet.robots, {}};
    };
  }
  for (const Offer& offer : outlet.offers) {
    entries_[outlet.host + offer.path].render = [&web, &outlet, &offer] {
      Document document = OfferedDocument(web, outlet, offer);
      return Resource{200, document.content_type, document.body, {}};
    };
    if (offer.path.find("index") != std::string::npos && offer.kind == "sitemap") {
      entries_[outlet.host + "/news-sitemap-1.xml"].render = [&web, &outlet] {
        const Document map = NewsSitemap(web, outlet);
        return Resource{200, map.content_type, map.body, {}};
      };
    }
  }
}

Response Site::Answer(const Request& request) const {
  if (request.host.starts_with("m.")) {
    return {
        301, {{"Location", "http://" + request.host.substr(2) + PercentEncoded(request.path)}}, ""};
  }
  const auto found = entries_.find(request.host + request.path);
  if (found == entries_.end()) {
    return {404, {{"Content-Type", "text/html"}}, "<!DOCTYPE html><title>404</title><h1>404</h1>"};
  }
  const Resource& resource = Rendered(found->second);
  Response response{resource.status,
                    {{"Content-Type", resource.content_type},
                     {"ETag", resource.etag},
                     {"Cache-Control", "max-age=60"}},
                    resource.body};
  if (!resource.last_modified.empty()) response.headers["Last-Modified"] = resource.last_modified;
  const std::string_view known = request.Header("if-none-match");
  const bool unchanged = !known.empty()
                             ? known == resource.etag
                             : !resource.last_modified.empty() &&
                                   request.Header("if-modified-since") == resource.last_modified;
  if (unchanged) {
    response.status = 304;
    response.body.clear();
    return response;
  }
  const bool takes_gzip = request.Header("accept-encoding").find("gzip") != std::string_view::npos;
  if (takes_gzip && response.body.size() >= kGzipBytesMin &&
      resource.content_type != "application/gzip") {
    response.body = Gzipped(response.body);
    response.headers["Content-Encoding"] = "gzip";
    response.headers["Vary"] = "Accept-Encoding";
  }
  return response;
}

}  // namespace stratwatch::newsweb
