#include "app/http/http_server.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/app/served_store.h"

namespace stratwatch::app {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

// A client that sends bytes as they are and reads until the server closes or `seconds` passed.
class RawClient {
 public:
  explicit RawClient(std::uint16_t port, int seconds = 10)
      : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    const timeval patience{seconds, 0};
    setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
    connected_ = ::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  }
  ~RawClient() { ::close(socket_); }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  std::string Exchange(const std::string& bytes) {
    if (!connected_) return "not connected";
    ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    std::string answer;
    char chunk[4096];
    while (true) {
      const ssize_t got = ::recv(socket_, chunk, sizeof chunk, 0);
      if (got < 0 && errno != ECONNRESET) return answer + "[still open]";
      if (got <= 0) return answer;
      answer.append(chunk, static_cast<std::size_t>(got));
    }
  }

 private:
  int socket_;
  bool connected_ = false;
};

class HttpServerTest : public ::testing::Test {
 protected:
  HttpServerTest() {
    options_.port = 0;
    options_.request_timeout = std::chrono::milliseconds(300);
    server_ = std::move(*HttpServer::Listen(options_, events_));
    server_->Serve(store_.api());
  }
  std::string Exchange(const std::string& bytes) {
    return RawClient(server_->Port()).Exchange(bytes);
  }

  ServedStore store_;
  NullEventSink events_;
  config::HttpOptions options_;
  std::unique_ptr<HttpServer> server_;
};

TEST_F(HttpServerTest, Answers) {
  EXPECT_THAT(Exchange("GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"),
              StartsWith("HTTP/1.1 200 OK"));
}

TEST_F(HttpServerTest, ForbidsForeignScripts) {
  EXPECT_THAT(Exchange("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"),
              HasSubstr("Content-Security-Policy: default-src 'none'; script-src 'self'"));
}

TEST_F(HttpServerTest, AnswersTwiceOnOneConnection) {
  const std::string answer = Exchange(
      "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
      "GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(answer, HasSubstr("ok\n"));
  EXPECT_THAT(answer, HasSubstr("ready\n"));
}

TEST_F(HttpServerTest, SendsNoBodyForHead) {
  const std::string answer =
      Exchange("HEAD /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(answer, HasSubstr("Content-Length: 3"));
  EXPECT_THAT(answer, Not(HasSubstr("\r\n\r\nok")));
}

TEST_F(HttpServerTest, DropsAClientThatSendsNothing) {
  EXPECT_THAT(Exchange("GET /healthz HT"), Not(HasSubstr("[still open]")));
}

TEST_F(HttpServerTest, DropsAHeaderWithoutEnd) {
  EXPECT_THAT(Exchange("GET /" + std::string(1 << 20, 'a')), Not(HasSubstr("[still open]")));
}

TEST_F(HttpServerTest, DropsWhatIsNoHttp) {
  EXPECT_THAT(Exchange(std::string("\x16\x03\x01\x00garbage\r\n\r\n", 15)),
              Not(HasSubstr("[still open]")));
}

TEST_F(HttpServerTest, StillAnswersAfterABadClient) {
  Exchange("nonsense\r\n\r\n");
  EXPECT_THAT(Exchange("GET /healthz HTTP/1.0\r\n\r\n"), HasSubstr("ok\n"));
}

TEST_F(HttpServerTest, SaysWhichAddressIsTaken) {
  config::HttpOptions taken = options_;
  taken.port = server_->Port();
  const auto second = HttpServer::Listen(taken, events_);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::kUnavailable);
  EXPECT_THAT(second.error().message, HasSubstr(std::to_string(taken.port)));
  EXPECT_THAT(second.error().message, HasSubstr("http.port"));
}

TEST_F(HttpServerTest, SaysWhenAnAddressIsNone) {
  config::HttpOptions wrong = options_;
  wrong.address = "localhost:80";
  const auto second = HttpServer::Listen(wrong, events_);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::kInvalid);
}

}  // namespace
}  // namespace stratwatch::app
