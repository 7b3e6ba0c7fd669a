#include "crawlers/fetcher.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

#include "tests/crawlers/fetcher_fixture.h"
#include "tests/support/loopback_server.h"

namespace stratwatch::crawlers {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ChunkedReply;
using testing::Gzip;
using ::testing::HasSubstr;
using testing::LoopbackServer;
using testing::Reply;
using testing::Script;

TEST(Fetcher, GivesTheWholeExchange) {
  LoopbackServer server;
  server.On("/a?b", Script().Send(Reply(200, "news", {"X-One: 1", "x-one: 2"})));
  const auto response = Fetch(server.Url("/a?b#c"));
  ASSERT_TRUE(response.has_value()) << response.error().message;
  EXPECT_EQ(response->ticket, 1U);
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(response->body, "news");
  EXPECT_EQ(response->Header("x-one"), "1, 2");
  EXPECT_EQ(response->Header("absent"), "");
  EXPECT_EQ(response->raw_header,
            "HTTP/1.1 200 Scripted\r\nX-One: 1\r\nx-one: 2\r\nContent-Length: 4\r\n\r\n");
  EXPECT_EQ(response->remote_address, "127.0.0.1");
  EXPECT_EQ(response->fetched_at, kNow);
  EXPECT_EQ(response->redirect_to, "");
}

TEST(Fetcher, ArchivesTheRequestAsItWasSent) {
  LoopbackServer server;
  server.On("/", Script().Send(Reply(200, "")));
  const auto fetcher = MakeFetcher(LoopbackAllowed());
  FetchRequest request = Request(server.Url("/"));
  request.if_none_match = "\"tag\"";
  request.if_modified_since = "Sun, 06 Nov 1994 08:49:37 GMT";
  const auto response = Await(*fetcher, request);
  ASSERT_TRUE(response.has_value());
  ASSERT_EQ(server.RequestHeads().size(), 1U);
  EXPECT_EQ(response->request_header, server.RequestHeads()[0]);
  EXPECT_THAT(response->request_header, HasSubstr("If-None-Match: \"tag\"\r\n"));
  EXPECT_THAT(response->request_header, HasSubstr("User-Agent: stratwatchbot/0.1"));
}

TEST(Fetcher, KeepsAStoredTagFromAddingHeaders) {
  LoopbackServer server;
  server.On("/", Script().Send(Reply(200, "")));
  const auto fetcher = MakeFetcher(LoopbackAllowed());
  FetchRequest request = Request(server.Url("/"));
  request.if_none_match = "a\r\nX-Evil: 1";
  ASSERT_TRUE(Await(*fetcher, request).has_value());
  EXPECT_THAT(server.RequestHeads()[0], ::testing::Not(HasSubstr("X-Evil")));
}

TEST(Fetcher, SendsCredentialsButArchivesNone) {
  LoopbackServer server;
  server.On("/", Script().Send(Reply(200, "")));
  const auto response = Fetch("http://user:secret@" + server.Address() + "/");
  ASSERT_TRUE(response.has_value());
  EXPECT_THAT(server.RequestHeads()[0], HasSubstr("Authorization: Basic"));
  EXPECT_THAT(response->request_header, ::testing::Not(HasSubstr("Authorization")));
}

class FetcherStatus : public ::testing::TestWithParam<int> {};

TEST_P(FetcherStatus, IsAResponseNotAnError) {
  LoopbackServer server;
  server.On("/", Script().Send(Reply(GetParam(), "", {"Retry-After: 7"})));
  const auto response = Fetch(server.Url("/"));
  ASSERT_TRUE(response.has_value()) << response.error().message;
  EXPECT_EQ(response->status, GetParam());
  EXPECT_EQ(response->Header("retry-after"), "7");
}

INSTANTIATE_TEST_SUITE_P(Statuses, FetcherStatus,
                         ::testing::Values(204, 304, 401, 403, 404, 410, 429, 451, 500, 503));

struct RedirectCase {
  const char* name;
  int status;
  std::string_view location;
  std::string_view target;  // "*": the server's own origin stands before.
};
void PrintTo(const RedirectCase& each, std::ostream* out) {
  *out << each.location;
}

constexpr RedirectCase kRedirectCases[] = {
    {"Absolute", 301, "https://example.org/b", "https://example.org/b"},
    {"Relative", 302, "b?c", "*/b?c"},
    {"SchemeRelative", 307, "//example.org/b", "http://example.org/b"},
    {"ToAPrivateAddress", 308, "http://169.254.169.254/", "http://169.254.169.254/"},
    {"ToAFile", 302, "file:///etc/passwd", ""},
    {"ToAScript", 302, "javascript:alert(1)", ""},
    {"RawArabic", 301, "/ذكاء", "*/%D8%B0%D9%83%D8%A7%D8%A1"},
    {"RawWindows1251", 301, "/\xE8\xE8", "*/%E8%E8"},
    {"LocationOf200", 200, "/b", ""},
    {"LocationOf201", 201, "/b", ""},
};

class FetcherRedirect : public ::testing::TestWithParam<RedirectCase> {};

TEST_P(FetcherRedirect, IsReportedNotFollowed) {
  LoopbackServer server;
  server.On("/a", Script().Send(Reply(GetParam().status, "",
                                      {"Location: " + std::string(GetParam().location)})));
  const auto response = Fetch(server.Url("/a"));
  ASSERT_TRUE(response.has_value()) << response.error().message;
  std::string target(GetParam().target);
  if (target.substr(0, 1) == "*") target = server.Url(target.substr(1));
  EXPECT_EQ(response->status, GetParam().status);
  EXPECT_EQ(response->redirect_to, target);
  EXPECT_EQ(server.RequestHeads().size(), 1U);
}

INSTANTIATE_TEST_SUITE_P(Locations, FetcherRedirect, ::testing::ValuesIn(kRedirectCases),
                         [](const auto& each) { return each.param.name; });

TEST(Fetcher, InflatesGzip) {
  LoopbackServer server;
  server.On("/", Script().Send(Reply(200, Gzip("نص عربي"), {"Content-Encoding: gzip"})));
  const auto response = Fetch(server.Url("/"));
  ASSERT_TRUE(response.has_value()) << response.error().message;
  EXPECT_EQ(response->body, "نص عربي");
}

TEST(Fetcher, InflatesBrotli) {
  LoopbackServer server;
  // "news" by BrotliEncoderCompress.
  server.On("/", Script().Send(Reply(200, "\x8B\x01\x80news\x03", {"Content-Encoding: br"})));
  const auto response = Fetch(server.Url("/"));
  ASSERT_TRUE(response.has_value()) << response.error().message;
  EXPECT_EQ(response->body, "news");
}

TEST(Fetcher, TakesABodyUnderACodingThatIsNone) {
  LoopbackServer server;
  server.On("/", Script().Send(Reply(200, "news", {"Content-Encoding: UTF-8"})));
  const auto response = Fetch(server.Url("/"));
  ASSERT_TRUE(response.has_value()) << response.error().message;
  EXPECT_EQ(response->body, "news");
}

TEST(Fetcher, NotModifiedHasNoBodyToInflate) {
  LoopbackServer server;
  server.On("/", Script().Send("HTTP/1.1 304 Not Modified\r\nContent-Encoding: gzip\r\n\r\n"));
  const auto response = Fetch(server.Url("/"));
  ASSERT_TRUE(response.has_value()) << response.error().message;
  EXPECT_EQ(response->body, "");
}

TEST(Fetcher, JoinsChunks) {
  LoopbackServer server;
  server.On("/", Script().Send(ChunkedReply("政府人工智能战略", 5)));
  const auto response = Fetch(server.Url("/"));
  ASSERT_TRUE(response.has_value()) << response.error().message;
  EXPECT_EQ(response->body, "政府人工智能战略");
}

TEST(Fetcher, TakesTheFinalOfSeveralResponses) {
  LoopbackServer server;
  server.On("/",
            Script().Send("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + Reply(200, "final")));
  const auto response = Fetch(server.Url("/"));
  ASSERT_TRUE(response.has_value()) << response.error().message;
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(response->Header("link"), "");
}

TEST(Fetcher, HeaderInLatin1BecomesUtf8) {
  LoopbackServer server;
  server.On("/", Script().Send(Reply(200, "", {"X-Title: caf\xE9"})));
  const auto response = Fetch(server.Url("/"));
  ASSERT_TRUE(response.has_value());
  EXPECT_EQ(response->Header("x-title"), "café");
}

TEST(Fetcher, ReusesConnections) {
  LoopbackServer server;
  server.On("/", Script().Send(Reply(200, "x")).Keep());
  const auto fetcher = MakeFetcher(LoopbackAllowed());
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(Await(*fetcher, Request(server.Url("/"))).has_value());
  EXPECT_EQ(server.Connections(), 1);
}

TEST(Fetcher, ReachesMappedHostsWithoutDns) {
  LoopbackServer server;
  server.On("/", Script().Send(Reply(200, "mapped")));
  FetcherOptions options = LoopbackAllowed();
  options.connect_to["News.Example"] = server.Address();
  const auto response = Fetch("http://news.example/", options);
  ASSERT_TRUE(response.has_value()) << response.error().message;
  EXPECT_EQ(response->body, "mapped");
  EXPECT_THAT(server.RequestHeads()[0], HasSubstr("Host: news.example\r\n"));
}

TEST(Fetcher, MapsOnePortOfAHost) {
  LoopbackServer server;
  server.On("/", Script().Send(Reply(200, "mapped")));
  FetcherOptions options = LoopbackAllowed();
  options.connect_to["news.example:8080"] = server.Address();
  EXPECT_TRUE(Fetch("http://news.example:8080/", options).has_value());
}

TEST(Fetcher, RunsManyRequestsAtOnce) {
  LoopbackServer server;
  server.On("/", Script().Pause(milliseconds(100)).Send(Reply(200, "x")));
  const auto fetcher = MakeFetcher(LoopbackAllowed());
  constexpr std::uint64_t kRequests = 100;
  for (std::uint64_t i = 0; i < kRequests; ++i) {
    ASSERT_TRUE(fetcher->Start(Request(server.Url("/"), i)).has_value());
  }
  std::vector<std::uint64_t> tickets;
  while (fetcher->OpenRequests() > 0) {
    for (const auto& each : fetcher->Poll(seconds(20), kNow)) {
      EXPECT_TRUE(each.response.has_value());
      tickets.push_back(each.ticket);
    }
  }
  std::sort(tickets.begin(), tickets.end());
  EXPECT_EQ(std::unique(tickets.begin(), tickets.end()), tickets.end());
  EXPECT_EQ(tickets.size(), kRequests);
}

TEST(Fetcher, RefusesMoreThanItsBoundOfOpenRequests) {
  LoopbackServer server;
  server.On("/", Script().Stall());
  FetcherOptions options = LoopbackAllowed();
  options.open_requests_max = 2;
  const auto fetcher = MakeFetcher(options);
  EXPECT_TRUE(fetcher->Start(Request(server.Url("/"))).has_value());
  EXPECT_TRUE(fetcher->Start(Request(server.Url("/"))).has_value());
  const auto third = fetcher->Start(Request(server.Url("/")));
  ASSERT_FALSE(third.has_value());
  EXPECT_EQ(third.error().code, ErrorCode::kLimit);
}

TEST(Fetcher, RefusesARequestWithoutUrl) {
  const auto started = MakeFetcher(LoopbackAllowed())->Start({});
  ASSERT_FALSE(started.has_value());
  EXPECT_EQ(started.error().code, ErrorCode::kInvalid);
}

TEST(Fetcher, PollWaitsNoLongerThanTold) {
  const auto fetcher = MakeFetcher(LoopbackAllowed());
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_TRUE(fetcher->Poll(milliseconds(50), kNow).empty());
  EXPECT_GE(std::chrono::steady_clock::now() - begin, milliseconds(45));
}

TEST(Fetcher, WakeEndsAPoll) {
  const auto fetcher = MakeFetcher(LoopbackAllowed());
  const std::jthread waker([&fetcher] { fetcher->Wake(); });
  EXPECT_TRUE(fetcher->Poll(std::chrono::hours(1), kNow).empty());
}

TEST(Fetcher, EndsWithRequestsStillOpen) {
  LoopbackServer server;
  server.On("/", Script().Stall());
  const auto fetcher = MakeFetcher(LoopbackAllowed());
  ASSERT_TRUE(fetcher->Start(Request(server.Url("/"))).has_value());
  EXPECT_TRUE(fetcher->Poll(milliseconds(50), kNow).empty());
}

// Options.

struct ConnectToCase {
  const char* name;
  const char* target;
  bool good;
};

TEST(FetcherCreate, ChecksConnectTo) {
  constexpr ConnectToCase kCases[] = {
      {"Address", "127.0.0.1:8080", true},
      {"Ipv6", "[::1]:8080", true},
      {"NoPort", "127.0.0.1", false},
      {"PortZero", "127.0.0.1:0", false},
      {"PortTooLarge", "127.0.0.1:70000", false},
      {"PortNotANumber", "127.0.0.1:http", false},
      {"Ipv6WithoutBrackets", "::1:80", false},
      {"NoAddress", ":80", false},
      {"Empty", "", false},
  };
  for (const auto& each : kCases) {
    FetcherOptions options;
    options.connect_to["news.example"] = each.target;
    const auto fetcher = Fetcher::Create(options);
    EXPECT_EQ(fetcher.has_value(), each.good) << each.name;
    const std::string message = fetcher ? "news.example" : fetcher.error().message;
    EXPECT_THAT(message, HasSubstr("news.example"));
  }
}

TEST(FetcherCreate, NamesACaFileThatIsMissing) {
  FetcherOptions options;
  options.ca_file = "/nonexistent/ca.pem";
  const auto fetcher = Fetcher::Create(options);
  ASSERT_FALSE(fetcher.has_value());
  EXPECT_EQ(fetcher.error().code, ErrorCode::kInvalid);
  EXPECT_THAT(fetcher.error().message, HasSubstr("/nonexistent/ca.pem"));
}

TEST(FetcherCreate, RefusesAUserAgentWithALineEnd) {
  FetcherOptions options;
  options.user_agent = "bot\r\nX-Evil: 1";
  EXPECT_FALSE(Fetcher::Create(options).has_value());
}

}  // namespace
}  // namespace stratwatch::crawlers
