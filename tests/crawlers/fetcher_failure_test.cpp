#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <fstream>

#include "tests/crawlers/fetcher_fixture.h"
#include "tests/support/loopback_server.h"
#include "tests/support/temporary_folder.h"

namespace stratwatch::crawlers {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::Gzip;
using testing::GzipBomb;
using testing::LoopbackServer;
using testing::Reply;
using testing::Script;
using testing::TemporaryFolder;
using Transport = LoopbackServer::Transport;

// What goes wrong on the way.

TEST(FetcherFailure, RefusesALoopbackAddress) {
  LoopbackServer server;
  ExpectFailure(Fetch(server.Url("/"), FetcherOptions{}), ErrorCode::kRefused, "127.0.0.1");
  EXPECT_EQ(server.Connections(), 0);
}

TEST(FetcherFailure, RefusesANameThatResolvesToLoopback) {
  LoopbackServer server;
  const std::string url = "http://localhost:" + std::to_string(server.Port()) + "/";
  ExpectFailure(Fetch(url, FetcherOptions{}), ErrorCode::kRefused, "private or special");
  EXPECT_EQ(server.Connections(), 0);
}

TEST(FetcherFailure, RefusesEveryWayToWriteALoopbackAddress) {
  LoopbackServer server;
  for (const char* host : {"2130706433", "0177.1", "0x7f.0.0.1", "[::1]", "[::ffff:127.0.0.1]",
                           "[::ffff:7f00:1]", "0"}) {
    const std::string url = std::string("http://") + host + ":" + std::to_string(server.Port());
    ExpectFailure(Fetch(url, FetcherOptions{}), ErrorCode::kRefused, "private or special");
  }
  EXPECT_EQ(server.Connections(), 0);
}

TEST(FetcherFailure, RefusesAMappedAddressThatIsNotAllowed) {
  LoopbackServer server;
  FetcherOptions options;
  options.connect_to["news.example"] = server.Address();
  ExpectFailure(Fetch("http://news.example/", options), ErrorCode::kRefused, "127.0.0.1");
}

TEST(FetcherFailure, IgnoresAProxyInTheEnvironment) {
  LoopbackServer server;
  setenv("http_proxy", ("http://" + server.Address()).c_str(), 1);
  setenv("all_proxy", ("http://" + server.Address()).c_str(), 1);
  ExpectFailure(Fetch("http://10.1.2.3/"), ErrorCode::kRefused, "10.1.2.3");
  unsetenv("http_proxy");
  unsetenv("all_proxy");
  EXPECT_EQ(server.Connections(), 0);
}

TEST(FetcherFailure, ConnectionRefusedMayWorkLater) {
  std::string url;
  {
    LoopbackServer server;
    url = server.Url("/");
  }
  ExpectFailure(Fetch(url), ErrorCode::kUnavailable, "connect");
}

// A label over 63 bytes cannot exist, so no name server is asked.
TEST(FetcherFailure, NameThatDoesNotExistMayWorkLater) {
  const std::string host = std::string(70, 'x') + ".invalid";
  ExpectFailure(Fetch("http://" + host + "/"), ErrorCode::kUnavailable, host.c_str());
}

TEST(FetcherFailure, StalledServerTimesOut) {
  LoopbackServer server;
  server.On("/", Script().Stall());
  FetcherOptions options = LoopbackAllowed();
  options.timeout = milliseconds(200);
  ExpectFailure(Fetch(server.Url("/"), options), ErrorCode::kUnavailable, "timed out");
}

TEST(FetcherFailure, StallInsideTheBodyTimesOut) {
  LoopbackServer server;
  server.On("/", Script().Send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf").Stall());
  FetcherOptions options = LoopbackAllowed();
  options.timeout = milliseconds(200);
  ExpectFailure(Fetch(server.Url("/"), options), ErrorCode::kUnavailable, "timed out");
}

TEST(FetcherFailure, DripIsCutBeforeTheTimeout) {
  LoopbackServer server;
  server.On(
      "/",
      Script().Send("HTTP/1.1 200 OK\r\n\r\n").Drip(std::string(1'000, 'x'), milliseconds(50)));
  FetcherOptions options = LoopbackAllowed();
  options.timeout = seconds(40);
  options.slow_window = seconds(1);
  const auto begin = std::chrono::steady_clock::now();
  ExpectFailure(Fetch(server.Url("/"), options), ErrorCode::kUnavailable, "too slow");
  EXPECT_LT(std::chrono::steady_clock::now() - begin, seconds(8));
}

TEST(FetcherFailure, ShortBodyIsNotTakenForThePage) {
  LoopbackServer server;
  server.On("/", Script().Send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort"));
  ExpectFailure(Fetch(server.Url("/")), ErrorCode::kUnavailable, "transfer closed");
}

TEST(FetcherFailure, ChunkThatEndsEarlyIsNotTakenForThePage) {
  LoopbackServer server;
  server.On("/", Script().Send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"));
  ExpectFailure(Fetch(server.Url("/")), ErrorCode::kUnavailable, "transfer closed");
}

TEST(FetcherFailure, LastChunkMissingIsNotTakenForThePage) {
  LoopbackServer server;
  server.On("/", Script().Send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n"));
  ExpectFailure(Fetch(server.Url("/")), ErrorCode::kUnavailable, "transfer closed");
}

TEST(FetcherFailure, BrokenChunkSizeMayWorkLater) {
  LoopbackServer server;
  server.On("/", Script().Send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nab"));
  ExpectFailure(Fetch(server.Url("/")), ErrorCode::kUnavailable, "chunk");
}

TEST(FetcherFailure, BodyLongerThanItsLengthIsCutAsBrowsersDo) {
  LoopbackServer server;
  server.On("/", Script().Send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnews and more"));
  const auto response = Fetch(server.Url("/"));
  ASSERT_TRUE(response.has_value()) << response.error().message;
  EXPECT_EQ(response->body, "news");
}

TEST(FetcherFailure, ResetMayWorkLater) {
  LoopbackServer server;
  server.On("/", Script().Send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nha").Reset());
  ExpectFailure(Fetch(server.Url("/")), ErrorCode::kUnavailable, "reset");
}

TEST(FetcherFailure, EmptyAnswerMayWorkLater) {
  LoopbackServer server;
  server.On("/", Script());
  ExpectFailure(Fetch(server.Url("/")), ErrorCode::kUnavailable, "Empty reply");
}

TEST(FetcherFailure, AnswerThatIsNotHttpMayWorkLater) {
  LoopbackServer server;
  server.On("/", Script().Send("SSH-2.0-OpenSSH_9.2\r\n"));
  ExpectFailure(Fetch(server.Url("/")), ErrorCode::kUnavailable, "HTTP/0.9");
}

TEST(FetcherFailure, BodyOverTheBoundIsALimit) {
  LoopbackServer server;
  server.On("/", Script().Send("HTTP/1.1 200 OK\r\n\r\n" + std::string(5'000, 'x')));
  FetcherOptions options = LoopbackAllowed();
  options.body_bytes_max = 4'999;
  ExpectFailure(Fetch(server.Url("/"), options), ErrorCode::kLimit, "body over 4999 bytes");
  options.body_bytes_max = 5'000;
  EXPECT_TRUE(Fetch(server.Url("/"), options).has_value());
}

TEST(FetcherFailure, LengthOverTheBoundIsALimitBeforeAnyBodyCame) {
  LoopbackServer server;
  server.On("/", Script().Send("HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n").Stall());
  ExpectFailure(Fetch(server.Url("/")), ErrorCode::kLimit, "body over");
}

TEST(FetcherFailure, GzipBombIsCutQuickly) {
  LoopbackServer server;
  const std::string bomb = GzipBomb(std::size_t{128} << 20U);
  server.On("/", Script().Send(Reply(200, bomb, {"Content-Encoding: gzip"})));
  const auto begin = std::chrono::steady_clock::now();
  ExpectFailure(Fetch(server.Url("/")), ErrorCode::kLimit, "body over 16777216 bytes");
  EXPECT_LT(std::chrono::steady_clock::now() - begin, seconds(2));
}

// Neither a length nor a last chunk tells that something is missing: only the coding does.
TEST(FetcherFailure, CompressedBodyThatEndsEarlyIsNotTakenForThePage) {
  const std::string body = Gzip(std::string(50'000, 'x') + "end of page");
  for (const std::size_t size :
       {std::size_t{1}, std::size_t{12}, body.size() / 2, body.size() - 1}) {
    LoopbackServer server;
    server.On("/", Script().Send("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" +
                                 body.substr(0, size)));
    ExpectFailure(Fetch(server.Url("/")), ErrorCode::kUnavailable, "truncated");
  }
}

TEST(FetcherFailure, BrokenGzipMayWorkLater) {
  LoopbackServer server;
  server.On("/", Script().Send(Reply(200, "not gzip at all", {"Content-Encoding: gzip"})));
  ExpectFailure(Fetch(server.Url("/")), ErrorCode::kUnavailable, "content-encoding gzip");
}

TEST(FetcherFailure, HeaderOverTheBoundIsALimit) {
  LoopbackServer server;
  Script script;
  script.Send("HTTP/1.1 200 OK\r\n");
  for (int i = 0; i < 100; ++i) script.Send("X-Filler: " + std::string(5'000, 'x') + "\r\n");
  server.On("/", script.Send("\r\n"));
  ExpectFailure(Fetch(server.Url("/")), ErrorCode::kLimit, "header over 262144 bytes");
}

TEST(FetcherFailure, EndlessHeaderLineIsALimit) {
  LoopbackServer server;
  server.On("/", Script().Send("HTTP/1.1 200 OK\r\nX-Filler: " + std::string(300'000, 'x')));
  ExpectFailure(Fetch(server.Url("/")), ErrorCode::kLimit, "header");
}

TEST(FetcherFailure, OneBadHostDoesNotHoldTheOthers) {
  LoopbackServer server;
  server.On("/stalled", Script().Stall());
  server.On("/good", Script().Send(Reply(200, "x")));
  const auto fetcher = MakeFetcher(LoopbackAllowed());
  ASSERT_TRUE(fetcher->Start(Request(server.Url("/stalled"), 1)).has_value());
  ASSERT_TRUE(fetcher->Start(Request(server.Url("/good"), 2)).has_value());
  const auto completions = fetcher->Poll(seconds(20), kNow);
  ASSERT_EQ(completions.size(), 1U);
  EXPECT_EQ(completions[0].ticket, 2U);
}

// TLS and HTTP/2.

class FetcherTls : public ::testing::Test {
 protected:
  // Options that trust the server's own certificate.
  FetcherOptions Trusting(const LoopbackServer& server) {
    const std::string file = folder_ / "ca.pem";
    std::ofstream(file) << server.CertificatePem();
    FetcherOptions options = LoopbackAllowed();
    options.ca_file = file;
    return options;
  }
  TemporaryFolder folder_;
};

TEST_F(FetcherTls, FetchesWhenTheCertificateIsTrusted) {
  LoopbackServer server(Transport::kTls);
  server.On("/", Script().Send(Reply(200, "secret news")));
  const auto response = Fetch(server.Url("/"), Trusting(server));
  ASSERT_TRUE(response.has_value()) << response.error().message;
  EXPECT_EQ(response->body, "secret news");
}

TEST_F(FetcherTls, SelfSignedCertificateMayWorkLaterAndSaysWhy) {
  LoopbackServer server(Transport::kTls);
  ExpectFailure(Fetch(server.Url("/")), ErrorCode::kUnavailable, "certificate");
  EXPECT_TRUE(server.RequestHeads().empty());
}

TEST_F(FetcherTls, CertificateOfAnotherNameMayWorkLaterAndSaysWhy) {
  LoopbackServer server(Transport::kTls);
  FetcherOptions options = Trusting(server);
  options.connect_to["news.example"] = server.Address();
  ExpectFailure(Fetch("https://news.example/", options), ErrorCode::kUnavailable, "news.example");
}

TEST_F(FetcherTls, PlainServerBehindHttpsMayWorkLater) {
  LoopbackServer server;
  FetcherOptions options = LoopbackAllowed();
  options.connect_timeout = milliseconds(200);
  ExpectFailure(Fetch("https://" + server.Address() + "/", options), ErrorCode::kUnavailable,
                "SSL");
}

TEST_F(FetcherTls, SharesOneHttp2Connection) {
  LoopbackServer server(Transport::kTlsHttp2);
  const auto fetcher = MakeFetcher(Trusting(server));
  const auto first = Await(*fetcher, Request(server.Url("/")));
  ASSERT_TRUE(first.has_value()) << first.error().message;
  EXPECT_EQ(first->body, "over HTTP/2");
  EXPECT_EQ(first->raw_header.substr(0, 10), "HTTP/2 200");
  for (std::uint64_t i = 0; i < 3; ++i) {
    ASSERT_TRUE(fetcher->Start(Request(server.Url("/"), i)).has_value());
  }
  while (fetcher->OpenRequests() > 0) {
    for (const auto& each : fetcher->Poll(seconds(20), kNow)) {
      EXPECT_TRUE(each.response.has_value());
    }
  }
  EXPECT_EQ(server.Connections(), 1);
  EXPECT_EQ(server.Streams(), 4);
}

TEST_F(FetcherTls, ClosedConnectionRaisesNoSigpipe) {
  // The default action would end this process.
  struct sigaction before {};
  sigaction(SIGPIPE, nullptr, &before);
  std::signal(SIGPIPE, SIG_DFL);
  LoopbackServer server(Transport::kTls);
  server.On("/", Script().Send(Reply(200, "x")).Reset());
  const auto fetcher = MakeFetcher(Trusting(server));
  for (int i = 0; i < 5; ++i) {
    const auto response = Await(*fetcher, Request(server.Url("/")));
    EXPECT_TRUE(response.has_value() || response.error().code == ErrorCode::kUnavailable);
  }
  sigaction(SIGPIPE, &before, nullptr);
}

}  // namespace
}  // namespace stratwatch::crawlers
