#include "tests/newsweb/feeds.h"

#include <functional>

#include "tests/newsweb/furniture.h"
#include "tests/newsweb/pages.h"
#include "tests/newsweb/text_forms.h"

namespace stratwatch::newsweb {
namespace {

std::string Summary(const Piece& piece) {
  const std::vector<std::string> paragraphs = Paragraphs(piece.body);
  return paragraphs.empty() ? piece.title : paragraphs.front();
}

// What the feed links to: publishers add their campaign parameters.
std::string FeedLink(const Piece& piece) {
  return PieceUrl(piece) + "?utm_source=rss&utm_medium=feed";
}

// RFC 822 dates name the zone in figures more often than not.
std::string FeedDate(const Piece& piece) {
  std::string date = HttpDate(piece.published);
  return date.replace(date.size() - 3, 3, "+0000");
}

std::string XmlHead(const Outlet& outlet) {
  return "<?xml version=\"1.0\" encoding=\"" + outlet.charset + "\"?>\n";
}

std::string Rss(const Web& web, const Outlet& outlet) {
  std::string feed = XmlHead(outlet) +
                     "<rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">"
                     "<channel>\n<title>" +
                     Escaped(outlet.name) + "</title><link>http://" + outlet.host +
                     "/</link><language>" + outlet.language + "</language>\n";
  for (const Piece* piece : web.PiecesOf(outlet.host)) {
    feed += "<item><title>" + Escaped(piece->title) + "</title><link>" + Escaped(FeedLink(*piece)) +
            "</link><guid isPermaLink=\"false\">" + Escaped(piece->Key()) + "</guid><pubDate>" +
            FeedDate(*piece) + "</pubDate><dc:creator>" + Escaped(piece->author) +
            "</dc:creator><description><![CDATA[<p>" + Escaped(Summary(*piece)) +
            "</p>]]></description></item>\n";
  }
  return feed + "</channel></rss>\n";
}

std::string Atom(const Web& web, const Outlet& outlet) {
  std::string feed = XmlHead(outlet) + "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"" +
                     outlet.language + "\">\n<title>" + Escaped(outlet.name) +
                     "</title><id>http://" + outlet.host + "/</id><updated>2026-04-10T00:00:00Z" +
                     "</updated>\n";
  for (const Piece* piece : web.PiecesOf(outlet.host)) {
    feed += "<entry><title type=\"html\">" + Escaped(Escaped(piece->title)) +
            "</title><link rel=\"alternate\" href=\"" + PieceUrl(*piece) +
            "\"/><id>tag:" + Escaped(piece->Key()) + "</id><published>" +
            IsoInstant(piece->published) + "</published><updated>" + IsoInstant(piece->published) +
            "</updated><author><name>" + Escaped(piece->author) + "</name></author><summary>" +
            Escaped(Summary(*piece)) + "</summary></entry>\n";
  }
  return feed + "</feed>\n";
}

std::string Rdf(const Web& web, const Outlet& outlet) {
  std::string feed =
      XmlHead(outlet) +
      "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" "
      "xmlns=\"http://purl.org/rss/1.0/\" "
      "xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n<channel rdf:about=\"http://" +
      outlet.host + "/\"><title>" + Escaped(outlet.name) + "</title><link>http://" + outlet.host +
      "/</link></channel>\n";
  for (const Piece* piece : web.PiecesOf(outlet.host)) {
    const std::string link = Escaped(PieceUrl(*piece));
    feed += "<item rdf:about=\"" + link + "\"><title>" + Escaped(piece->title) + "</title><link>" +
            link + "</link><dc:date>" + IsoInstant(piece->published) + "</dc:date><description>" +
            Escaped(Summary(*piece)) + "</description></item>\n";
  }
  return feed + "</rdf:RDF>\n";
}

std::string JsonFeed(const Web& web, const Outlet& outlet) {
  std::string feed =
      "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":" + JsonQuoted(outlet.name) +
      ",\"items\":[";
  bool first = true;
  for (const Piece* piece : web.PiecesOf(outlet.host)) {
    if (!first) feed += ",";
    first = false;
    feed += "\n{\"id\":" + JsonQuoted(piece->Key()) + ",\"url\":" + JsonQuoted(FeedLink(*piece)) +
            ",\"title\":" + JsonQuoted(piece->title) +
            ",\"summary\":" + JsonQuoted(Summary(*piece)) +
            ",\"date_published\":" + JsonQuoted(IsoInstant(piece->published)) + "}";
  }
  return feed + "]}\n";
}

std::string SitemapIndex(const Outlet& outlet) {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<sitemapindex "
         "xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"><sitemap><loc>http://" +
         outlet.host + "/news-sitemap-1.xml</loc></sitemap></sitemapindex>\n";
}

std::string SitemapText(const Web& web, const Outlet& outlet) {
  std::string map =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset "
      "xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" "
      "xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\">\n";
  for (const Piece* piece : web.PiecesOf(outlet.host)) {
    map += "<url><loc>" + Escaped(PieceUrl(*piece)) +
           "</loc><news:news><news:publication><news:name>" + Escaped(outlet.name) +
           "</news:name><news:language>" + outlet.language +
           "</news:language></news:publication><news:publication_date>" +
           IsoInstant(piece->published) + "</news:publication_date><news:title>" +
           Escaped(piece->title) + "</news:title></news:news></url>\n";
  }
  return map + "</urlset>\n";
}

}  // namespace

Document NewsSitemap(const Web& web, const Outlet& outlet) {
  return {"application/xml", SitemapText(web, outlet)};
}

Document OfferedDocument(const Web& web, const Outlet& outlet, const Offer& offer) {
  if (offer.kind == "rss") {
    // Some servers call every XML text/html or text/xml; one of ours does too.
    const std::string type = outlet.page_template == "legacy" ? "text/html" : "application/rss+xml";
    return {type, InCharset(Rss(web, outlet), outlet.charset)};
  }
  if (offer.kind == "atom") {
    return {"application/atom+xml", InCharset(Atom(web, outlet), outlet.charset)};
  }
  if (offer.kind == "rdf") return {"text/xml", InCharset(Rdf(web, outlet), outlet.charset)};
  if (offer.kind == "json") return {"application/feed+json", JsonFeed(web, outlet)};
  if (offer.kind == "listing") {
    return {"text/html; charset=" + outlet.charset,
            InCharset(ListingPage(web, outlet), outlet.charset)};
  }
  if (offer.path.find("index") != std::string::npos) {
    return {"application/xml", SitemapIndex(outlet)};
  }
  const std::string map = SitemapText(web, outlet);
  if (offer.path.ends_with(".gz")) return {"application/gzip", Gzipped(map)};
  return {"application/xml", map};
}

}  // namespace stratwatch::newsweb
