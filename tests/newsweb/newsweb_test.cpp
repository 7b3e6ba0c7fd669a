#include "tests/newsweb/newsweb.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fstream>
#include <set>
#include <sstream>

#include "tests/newsweb/text_forms.h"
#include "tests/support/temporary_folder.h"

namespace stratwatch::newsweb {
namespace {

using ::testing::Contains;
using ::testing::EndsWith;
using ::testing::Ge;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

std::unique_ptr<NewsWeb> StartedWeb() {
  auto web = NewsWeb::Start({.folder = STRATWATCH_NEWSWEB_FOLDER});
  if (!web) throw std::runtime_error(web.error().message);
  return std::move(*web);
}

// Sends one request over a connection of its own; what came until the server closed or `bytes_max`.
std::string Exchange(const NewsWeb& web, const std::string& host, const std::string& target,
                     const std::string& headers = "", std::size_t bytes_max = 1U << 20U) {
  const int client = socket(AF_INET, SOCK_STREAM, 0);
  const timeval wait{2, 0};
  setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(web.Port());
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  std::string received;
  if (connect(client, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) {
    const std::string request = "GET " + target + " HTTP/1.1\r\nHost: " + host +
                                "\r\nConnection: close\r\n" + headers + "\r\n";
    send(client, request.data(), request.size(), MSG_NOSIGNAL);
    char buffer[4096];
    ssize_t bytes = 0;
    while (received.size() < bytes_max && (bytes = recv(client, buffer, sizeof buffer, 0)) > 0) {
      received.append(buffer, static_cast<std::size_t>(bytes));
    }
  }
  close(client);
  return received;
}

std::string BodyOf(const std::string& response) {
  const std::size_t end = response.find("\r\n\r\n");
  return end == std::string::npos ? "" : response.substr(end + 4);
}

const Piece& PieceAt(const NewsWeb& web, std::string_view key) {
  for (const Piece& piece : web.web().pieces) {
    if (piece.Key() == key) return piece;
  }
  throw std::runtime_error("no piece at " + std::string(key));
}

constexpr const char* kSeed = "atlas-dispatch.example/2025/03/18/morocco-us-deepen-ai-cooperation";

TEST(SampleWeb, HasManyOutletsInManyLanguages) {
  const auto web = StartedWeb();
  std::set<std::string> languages;
  for (const Outlet& outlet : web->web().outlets) languages.insert(outlet.language);
  EXPECT_THAT(web->web().outlets, SizeIs(Ge(10U)));
  EXPECT_THAT(languages, SizeIs(Ge(12U)));
}

TEST(SampleWeb, IsMostlyAboutOtherThings) {
  const auto web = StartedWeb();
  std::size_t relevant = 0;
  for (const Piece& piece : web->web().pieces) relevant += piece.expect.relevant ? 1U : 0U;
  EXPECT_GE(relevant, 60U);
  EXPECT_LT(relevant * 2, web->web().pieces.size());
}

TEST(SampleWeb, ServesEveryPieceAtItsPath) {
  const auto web = StartedWeb();
  for (const Piece& piece : web->web().pieces) {
    const std::string response = Exchange(*web, piece.host, PercentEncoded(piece.path));
    const char* status = piece.expect.outcome == "gone" ? "HTTP/1.1 404" : "HTTP/1.1 200";
    EXPECT_THAT(response, StartsWith(status)) << piece.Key();
  }
}

TEST(SampleWeb, ServesWhatEveryOutletOffers) {
  const auto web = StartedWeb();
  for (const Outlet& outlet : web->web().outlets) {
    for (const Offer& offer : outlet.offers) {
      EXPECT_THAT(Exchange(*web, outlet.host, offer.path), StartsWith("HTTP/1.1 200"))
          << outlet.host << offer.path;
    }
  }
}

TEST(SampleWeb, PutsTheWholeSeedArticleOnItsPage) {
  const auto web = StartedWeb();
  const Piece& seed = PieceAt(*web, kSeed);
  const std::string page = Exchange(*web, seed.host, seed.path);
  EXPECT_THAT(Paragraphs(seed.body), SizeIs(6));
  for (const std::string& paragraph : Paragraphs(seed.body)) {
    EXPECT_THAT(page, HasSubstr(Escaped(paragraph)));
  }
}

TEST(SampleWeb, SendsLegacyCharsets) {
  const auto web = StartedWeb();
  const std::string page =
      Exchange(*web, "vostok-vedomosti.example", "/news/2026/03/06/ledohod.html");
  EXPECT_THAT(page, HasSubstr("charset=windows-1251"));
  EXPECT_THAT(page, HasSubstr("\xCB\xE5\xE4\xEE\xF5\xEE\xE4"));  // "Ледоход" in windows-1251.
}

TEST(SampleWeb, AnswersUnknownHostsWith404) {
  const auto web = StartedWeb();
  EXPECT_THAT(Exchange(*web, "nowhere.example", "/"), StartsWith("HTTP/1.1 404"));
}

TEST(SampleWeb, AnswersAConditionalRequestWith304) {
  const auto web = StartedWeb();
  const std::string first = Exchange(*web, "atlas-dispatch.example", "/feed.xml");
  const std::size_t tag = first.find("ETag: ") + 6;
  const std::string etag = first.substr(tag, first.find("\r\n", tag) - tag);
  const std::string second =
      Exchange(*web, "atlas-dispatch.example", "/feed.xml", "If-None-Match: " + etag + "\r\n");
  EXPECT_THAT(second, StartsWith("HTTP/1.1 304"));
  EXPECT_THAT(BodyOf(second), IsEmpty());
}

TEST(SampleWeb, CompressesForWhoTakesIt) {
  const auto web = StartedWeb();
  const std::string response =
      Exchange(*web, "atlas-dispatch.example", "/", "Accept-Encoding: gzip\r\n");
  EXPECT_THAT(response, HasSubstr("Content-Encoding: gzip"));
  EXPECT_THAT(BodyOf(response), StartsWith("\x1F\x8B"));
}

TEST(SampleWeb, PublishesCorrectionsOnDemand) {
  const auto web = StartedWeb();
  const Piece* corrected = nullptr;
  for (const Piece& piece : web->web().pieces) {
    if (!piece.correction.empty()) corrected = &piece;
  }
  ASSERT_NE(corrected, nullptr);
  EXPECT_THAT(Exchange(*web, corrected->host, corrected->path), Not(HasSubstr("Correction:")));
  web->PublishCorrections();
  EXPECT_THAT(Exchange(*web, corrected->host, corrected->path), HasSubstr("Correction:"));
}

TEST(SampleWeb, LogsEveryRequest) {
  const auto web = StartedWeb();
  Exchange(*web, "atlas-dispatch.example", "/robots.txt", "User-Agent: test/1\r\n");
  ASSERT_TRUE(web->AwaitRequests(1, "atlas-dispatch.example", std::chrono::seconds(5)));
  const std::vector<Access> accesses = web->AccessLog();
  ASSERT_THAT(accesses, SizeIs(1));
  EXPECT_EQ(accesses[0].target, "/robots.txt");
  EXPECT_EQ(accesses[0].user_agent, "test/1");
  EXPECT_EQ(accesses[0].status, 200);
}

TEST(SampleWeb, WritesAConfigThatMapsEveryHost) {
  const auto web = StartedWeb();
  const stratwatch::testing::TemporaryFolder folder;
  ASSERT_TRUE(web->WriteConfig(folder / "stratwatch.toml").has_value());
  std::ostringstream text;
  text << std::ifstream(folder / "stratwatch.toml").rdbuf();
  for (const std::string& host : web->Hosts()) {
    EXPECT_THAT(text.str(), HasSubstr("\"" + host +
                                      ":80\" = \"127.0.0.1:" + std::to_string(web->Port()) + "\""));
  }
}

TEST(SampleWeb, NamesTheFileAndLineOfABadRow) {
  const stratwatch::testing::TemporaryFolder folder;
  std::ofstream(folder / "words.jsonl") << "{\"language\":\"en\"}\n";
  std::ofstream(folder / "outlets.jsonl") << "\n{\"host\":\n";
  std::ofstream(folder / "articles.jsonl") << "";
  const auto web = NewsWeb::Start({.folder = folder.Path()});
  ASSERT_FALSE(web.has_value());
  EXPECT_EQ(web.error().code, ErrorCode::kInvalid);
  EXPECT_THAT(web.error().message, HasSubstr("outlets.jsonl:2: "));
}

struct TroubleCase {
  const char* name;
  const char* target;
  const char* head;  // What the response has to hold.
};
void PrintTo(const TroubleCase& each, std::ostream* out) {
  *out << each.target;
}

constexpr TroubleCase kTroubleCases[] = {
    {"TooManyRequests", "/429?after=7", "Retry-After: 7"},
    {"Unavailable", "/503", "HTTP/1.1 503"},
    {"GzipBomb", "/gzip-bomb?mib=1", "Content-Encoding: gzip"},
    {"NotGzip", "/not-gzip", "Content-Encoding: gzip"},
    {"RedirectLoop", "/redirect-loop", "Location: /redirect-loop\r\n"},
    {"RedirectChain", "/redirect-chain?n=2", "Location: /redirect-chain?n=1\r\n"},
    {"RedirectPrivate", "/redirect-private", "Location: http://10.0.0.1/\r\n"},
    {"RedirectScheme", "/redirect-scheme", "Location: file:///"},
    {"BotWall", "/bot-wall", "HTTP/1.1 200"},
    {"ConsentWall", "/consent-wall", "HTTP/1.1 200"},
    {"Paywall", "/paywall", "isAccessibleForFree"},
    {"EtagForever", "/etag-forever", "ETag: \"forever\""},
    {"Gone", "/gone", "HTTP/1.1 410"},
    {"Forbidden", "/forbidden", "HTTP/1.1 403"},
    {"Empty", "/empty", "Content-Length: 0"},
    {"Binary", "/binary", "HTTP/1.1 200"},
    {"BigHead", "/big-head?kib=4", "X-Line-3"},
    {"DeepNesting", "/deep-nesting?n=10", "<div><div>"},
    {"Feed", "/feed.xml", "http://trouble.example/gzip-bomb"},
    {"Index", "/", "/redirect-private"},
};

class TroubleHost : public ::testing::TestWithParam<TroubleCase> {};

TEST_P(TroubleHost, MisbehavesAsAsked) {
  const auto web = StartedWeb();
  EXPECT_THAT(Exchange(*web, "trouble.example", GetParam().target), HasSubstr(GetParam().head));
}

INSTANTIATE_TEST_SUITE_P(Kinds, TroubleHost, ::testing::ValuesIn(kTroubleCases),
                         [](const auto& each) { return std::string(each.param.name); });

TEST(Trouble, RecoversAfterTheAskedForFailures) {
  const auto web = StartedWeb();
  EXPECT_THAT(Exchange(*web, "trouble.example", "/503?times=1"), StartsWith("HTTP/1.1 503"));
  EXPECT_THAT(Exchange(*web, "trouble.example", "/503?times=1"), StartsWith("HTTP/1.1 200"));
}

TEST(Trouble, SendsLessThanContentLengthSays) {
  const auto web = StartedWeb();
  const std::string response = Exchange(*web, "trouble.example", "/truncated");
  const std::size_t length = response.find("Content-Length: ") + 16;
  EXPECT_LT(BodyOf(response).size(), std::stoul(response.substr(length)));
}

TEST(Trouble, SendsMoreThanContentLengthSays) {
  const auto web = StartedWeb();
  const std::string response = Exchange(*web, "trouble.example", "/short-length");
  const std::size_t length = response.find("Content-Length: ") + 16;
  EXPECT_GT(BodyOf(response).size(), std::stoul(response.substr(length)));
}

TEST(Trouble, DripsByteByByte) {
  const auto web = StartedWeb();
  const std::string response = Exchange(*web, "trouble.example", "/drip?ms=1", "", 300);
  EXPECT_THAT(BodyOf(response), StartsWith("<!DOCTYPE html>"));
}

TEST(Trouble, EndsAtOnceWithAClientHanging) {
  auto web = StartedWeb();
  const int client = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(web->Port());
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ASSERT_EQ(connect(client, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  const std::string request = "GET /hang HTTP/1.1\r\nHost: trouble.example\r\n\r\n";
  send(client, request.data(), request.size(), MSG_NOSIGNAL);
  const auto begin = std::chrono::steady_clock::now();
  web.reset();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(2));
  close(client);
}

TEST(Trouble, AnswersRobotsTxtWithTheStatusInItsName) {
  const auto web = StartedWeb();
  EXPECT_THAT(Exchange(*web, "robots-503.trouble.example", "/robots.txt"),
              StartsWith("HTTP/1.1 503"));
}

}  // namespace
}  // namespace stratwatch::newsweb
