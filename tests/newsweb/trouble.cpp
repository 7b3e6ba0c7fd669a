#include "tests/newsweb/trouble.h"

#include <algorithm>
#include <cstdlib>

#include "tests/newsweb/text_forms.h"
#include "tests/newsweb/walls.h"

namespace stratwatch::newsweb {
namespace {

using std::chrono::milliseconds;

constexpr const char* kHtml = "text/html; charset=utf-8";

// A number from the query within [low, high]; `fallback` when it is not given.
long Number(const Request& request, std::string_view name, long fallback, long high) {
  const std::string text = request.Parameter(name);
  if (text.empty()) return fallback;
  return std::clamp(std::strtol(text.c_str(), nullptr, 10), 0L, high);
}

// A relevant article that differs from path to path, so that no two are duplicates.
std::string ArticleOf(const Request& request) {
  const std::string name = Escaped(request.path);
  std::string html =
      "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Kenya's national AI "
      "strategy, page " +
      name +
      "</title><meta property=\"article:published_time\" "
      "content=\"2026-03-20T08:00:00Z\"></head><body><article><h1>Kenya's national AI strategy, "
      "page " +
      name + "</h1>";
  for (int i = 1; i <= 4; ++i) {
    html +=
        "<p>Kenya's national artificial intelligence strategy asks every ministry for a plan, "
        "the cabinet said in paragraph " +
        std::to_string(i) + " of the page at " + name +
        ". The government in Nairobi will report on artificial intelligence policy each "
        "quarter, and universities will train the civil servants who need it.</p>";
  }
  return html + "</article></body></html>\n";
}

Response Page(std::string body) {
  return {200, {{"Content-Type", kHtml}}, std::move(body)};
}

}  // namespace

Served Answer(const Request& request, Connection& connection, const Response& response) {
  std::string bytes = HeadText(response, response.body.size(), true);
  if (request.method != "HEAD" && response.status != 304) bytes += response.body;
  const bool sent = connection.Send(bytes);
  return {response.status, response.body.size(), sent};
}

const std::vector<Trouble::Row>& Trouble::Rows() {
  static const std::vector<Row> rows = {
      {"/429", "429 for ?times=N visits with Retry-After ?after=S", &Trouble::Status429},
      {"/503", "503 for ?times=N visits, Retry-After if ?after=S", &Trouble::Status503},
      {"/hang", "takes the request and never answers", &Trouble::Hang},
      {"/hang-body", "stops in the middle of the body", &Trouble::HangInBody},
      {"/drip", "one byte every ?ms=200", &Trouble::Drip},
      {"/truncated", "closes before Content-Length is reached", &Trouble::Truncated},
      {"/short-length", "sends more than Content-Length says", &Trouble::ShortLength},
      {"/broken-chunks", "chunked coding that breaks off", &Trouble::BrokenChunks},
      {"/reset", "a TCP reset in the body", &Trouble::Reset},
      {"/empty", "200 with no body", &Trouble::Empty},
      {"/gzip-bomb", "?mib=64 MiB of zeros in some KiB of gzip", &Trouble::GzipBomb},
      {"/not-gzip", "says gzip, is not", &Trouble::NotGzip},
      {"/huge", "?mib=64 MiB of text", &Trouble::Huge},
      {"/big-head", "?kib=512 KiB of header lines", &Trouble::BigHead},
      {"/redirect-loop", "redirects to itself", &Trouble::RedirectLoop},
      {"/redirect-chain", "?n=10 redirects, then an article", &Trouble::RedirectChain},
      {"/redirect-private", "redirects to http://10.0.0.1/", &Trouble::RedirectPrivate},
      {"/redirect-scheme", "redirects to file:///etc/passwd", &Trouble::RedirectScheme},
      {"/bot-wall", "a bot check that answers 200", &Trouble::BotWallPage},
      {"/consent-wall", "a consent wall that answers 200", &Trouble::ConsentWallPage},
      {"/paywall", "one sentence and a paywall", &Trouble::PaywallPage},
      {"/etag-forever", "new text at each visit under one ETag", &Trouble::EtagForever},
      {"/gone", "410", &Trouble::Gone},
      {"/forbidden", "403", &Trouble::Forbidden},
      {"/deep-nesting", "?n=100000 nested <div>", &Trouble::DeepNesting},
      {"/binary", "random bytes called text/html", &Trouble::Binary},
  };
  return rows;
}

Served Trouble::Serve(const Request& request, Connection& connection) {
  if (request.path == "/robots.txt") return Robots(request, connection);
  if (request.path == "/feed.xml") return Feed(request, connection);
  if (request.path == "/") return Index(request, connection);
  for (const Row& row : Rows()) {
    if (request.path == row.path) return (this->*row.act)(request, connection);
  }
  if (request.path.starts_with("/article"))
    return Answer(request, connection, Page(ArticleOf(request)));
  return Answer(request, connection, {404, {{"Content-Type", kHtml}}, "no such trouble\n"});
}

int Trouble::CountVisit(const std::string& path) {
  const std::lock_guard lock(mutex_);
  return visits_[path]++;
}

Served Trouble::FailFirst(const Request& request, Connection& connection, int status) {
  const long times = Number(request, "times", 1'000'000, 1'000'000);
  if (CountVisit(request.path + "?" + request.query) >= times) {
    return Answer(request, connection, Page(ArticleOf(request)));
  }
  Response response{status, {{"Content-Type", kHtml}}, "<h1>try later</h1>\n"};
  const std::string after = request.Parameter("after");
  if (!after.empty()) response.headers["Retry-After"] = after;
  return Answer(request, connection, response);
}

Served Trouble::Status429(const Request& request, Connection& connection) {
  return FailFirst(request, connection, 429);
}

Served Trouble::Status503(const Request& request, Connection& connection) {
  return FailFirst(request, connection, 503);
}

Served Trouble::Hang(const Request&, Connection& connection) {
  while (connection.Wait(milliseconds(60'000))) {
  }
  return {};
}

Served Trouble::HangInBody(const Request& request, Connection& connection) {
  const std::string body = ArticleOf(request);
  const std::string head = HeadText(Page(""), body.size(), false);
  if (connection.Send(head + body.substr(0, body.size() / 2))) Hang(request, connection);
  return {200, body.size() / 2, false};
}

Served Trouble::Drip(const Request& request, Connection& connection) {
  const milliseconds pause(Number(request, "ms", 200, 10'000));
  const std::string body = ArticleOf(request);
  std::size_t sent = 0;
  if (!connection.Send(HeadText(Page(""), body.size(), false))) return {200, 0, false};
  while (sent < body.size() && connection.Wait(pause) &&
         connection.Send(std::string_view(body).substr(sent, 1))) {
    ++sent;
  }
  return {200, sent, false};
}

Served Trouble::Truncated(const Request& request, Connection& connection) {
  const std::string body = ArticleOf(request);
  connection.Send(HeadText(Page(""), body.size(), false) + body.substr(0, body.size() / 2));
  return {200, body.size() / 2, false};
}

Served Trouble::ShortLength(const Request& request, Connection& connection) {
  const std::string body = ArticleOf(request);
  connection.Send(HeadText(Page(""), body.size() / 2, false) + body);
  return {200, body.size(), false};
}

Served Trouble::BrokenChunks(const Request& request, Connection& connection) {
  const std::string body = ArticleOf(request).substr(0, 0x100);
  connection.Send(
      "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n"
      "Connection: close\r\n\r\n100\r\n" +
      body + "\r\nzz not a size\r\n");
  return {200, body.size(), false};
}

Served Trouble::Reset(const Request& request, Connection& connection) {
  const std::string body = ArticleOf(request);
  connection.Send(HeadText(Page(""), body.size(), false) + body.substr(0, 64));
  connection.ResetOnClose();
  return {200, 64, false};
}

Served Trouble::Empty(const Request& request, Connection& connection) {
  return Answer(request, connection, Page(""));
}

Served Trouble::GzipBomb(const Request& request, Connection& connection) {
  const auto mib = static_cast<std::size_t>(Number(request, "mib", 64, 1'024));
  Response response = Page(Gzipped(std::string(mib << 20U, '\0')));
  response.headers["Content-Encoding"] = "gzip";
  return Answer(request, connection, response);
}

Served Trouble::NotGzip(const Request& request, Connection& connection) {
  Response response = Page(ArticleOf(request));
  response.headers["Content-Encoding"] = "gzip";
  return Answer(request, connection, response);
}

Served Trouble::Huge(const Request& request, Connection& connection) {
  const auto bytes = static_cast<std::size_t>(Number(request, "mib", 64, 4'096)) << 20U;
  const std::string block(std::size_t{1} << 20U, 'a');
  if (!connection.Send(HeadText(Page(""), bytes, false))) return {200, 0, false};
  std::size_t sent = 0;
  while (sent < bytes && connection.Send(block)) sent += block.size();
  return {200, sent, false};
}

Served Trouble::BigHead(const Request& request, Connection& connection) {
  Response response = Page(ArticleOf(request));
  const long lines = Number(request, "kib", 512, 65'536);
  for (long i = 0; i < lines; ++i) {
    response.headers["X-Line-" + std::to_string(i)] = std::string(1'000, 'x');
  }
  return Answer(request, connection, response);
}

Served Trouble::Redirect(const Request& request, Connection& connection,
                         const std::string& fallback) {
  const std::string to = request.Parameter("to");
  return Answer(request, connection, {302, {{"Location", to.empty() ? fallback : to}}, ""});
}

Served Trouble::RedirectLoop(const Request& request, Connection& connection) {
  return Redirect(request, connection, "/redirect-loop");
}

Served Trouble::RedirectChain(const Request& request, Connection& connection) {
  const long left = Number(request, "n", 10, 1'000);
  const std::string next = "/redirect-chain?n=" + std::to_string(left - 1);
  return Redirect(request, connection, left > 0 ? next : "/article-behind-redirects");
}

Served Trouble::RedirectPrivate(const Request& request, Connection& connection) {
  return Redirect(request, connection, "http://10.0.0.1/");
}

Served Trouble::RedirectScheme(const Request& request, Connection& connection) {
  return Redirect(request, connection, "file:///etc/passwd");
}

Served Trouble::BotWallPage(const Request& request, Connection& connection) {
  return Answer(request, connection, Page(BotWall()));
}

Served Trouble::ConsentWallPage(const Request& request, Connection& connection) {
  return Answer(request, connection, Page(ConsentWall("Trouble Times")));
}

Served Trouble::PaywallPage(const Request& request, Connection& connection) {
  return Answer(request, connection, Page(Paywall("Trouble Times", "AI strategy: what now?")));
}

Served Trouble::EtagForever(const Request& request, Connection& connection) {
  const int visit = CountVisit(request.path);
  if (request.Header("if-none-match") == "\"forever\"") {
    return Answer(request, connection, {304, {{"ETag", "\"forever\""}}, ""});
  }
  Response response = Page(ArticleOf(request) + "<!-- " + std::to_string(visit) + " -->");
  response.headers["ETag"] = "\"forever\"";
  return Answer(request, connection, response);
}

Served Trouble::Gone(const Request& request, Connection& connection) {
  return Answer(request, connection, {410, {{"Content-Type", kHtml}}, "<h1>gone</h1>\n"});
}

Served Trouble::Forbidden(const Request& request, Connection& connection) {
  return Answer(request, connection, {403, {{"Content-Type", kHtml}}, "<h1>forbidden</h1>\n"});
}

Served Trouble::DeepNesting(const Request& request, Connection& connection) {
  std::string body = "<!DOCTYPE html><title>deep</title>";
  const long depth = Number(request, "n", 100'000, 1'000'000);
  for (long i = 0; i < depth; ++i) body += "<div>";
  return Answer(request, connection, Page(body + "<p>the bottom</p>"));
}

Served Trouble::Binary(const Request& request, Connection& connection) {
  std::string body(20'000, '\0');
  unsigned state = 12345;  // The same bytes each time.
  for (char& c : body) {
    state = state * 1'103'515'245U + 12'345U;
    c = static_cast<char>(state >> 16U);
  }
  return Answer(request, connection, Page(body));
}

Served Trouble::Feed(const Request& request, Connection& connection) {
  std::string feed = "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Trouble</title>";
  for (const Row& row : Rows()) {
    // Who answers 429 or 503 is left alone for a while as a whole, so they have their own hosts.
    const bool busy = std::string_view(row.path) == "/429" || std::string_view(row.path) == "/503";
    const std::string host =
        (busy ? "busy-" + std::string(row.path + 1) + "." : std::string()) + std::string(kHost);
    feed += "<item><title>AI strategy: " + Escaped(row.explanation) + "</title><link>http://" +
            host + row.path + "</link></item>";
  }
  feed += "<item><title>AI strategy: an ordinary article</title><link>http://" +
          std::string(kHost) + "/article</link></item></channel></rss>";
  return Answer(request, connection, {200, {{"Content-Type", "application/rss+xml"}}, feed});
}

// ?status=503 in the path of a robots.txt cannot be asked for, so the first label of the host
// says it: robots-503.trouble.example.
Served Trouble::Robots(const Request& request, Connection& connection) {
  if (request.host.starts_with("robots-")) {
    const int status = std::atoi(request.host.c_str() + sizeof "robots-" - 1);
    if (status >= 300 && status < 600) return Answer(request, connection, {status, {}, ""});
    if (request.host.starts_with("robots-hang")) return Hang(request, connection);
  }
  const std::string rules = "User-agent: *\nDisallow: /private/\n";
  return Answer(request, connection, {200, {{"Content-Type", "text/plain"}}, rules});
}

Served Trouble::Index(const Request& request, Connection& connection) {
  std::string page = "<!DOCTYPE html><title>Trouble</title><ul>\n";
  for (const Row& row : Rows()) {
    page += "<li><a href=\"" + std::string(row.path) + "\">" + row.path +
            "</a>: " + Escaped(row.explanation) + "</li>\n";
  }
  return Answer(request, connection, Page(page + "</ul>\n"));
}

}  // namespace stratwatch::newsweb
