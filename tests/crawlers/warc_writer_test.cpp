#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <regex>

#include "crawlers/warc.h"
#include "tests/crawlers/warc_fixture.h"
#include "tests/support/temporary_folder.h"

namespace stratwatch::crawlers {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::TemporaryFolder;

class WarcWriterTest : public ::testing::Test {
 protected:
  std::unique_ptr<WarcWriter> OpenWriter(WarcWriterOptions options = {}) {
    options.folder = folder_.Path();
    auto writer = WarcWriter::Open(options);
    EXPECT_TRUE(writer.has_value()) << writer.error().message;
    return writer ? std::move(*writer) : nullptr;
  }
  ArchiveLocation Append(WarcWriter& writer, const WarcExchange& exchange) {
    auto location = writer.Append(exchange);
    EXPECT_TRUE(location.has_value()) << location.error().message;
    return location ? *location : ArchiveLocation{};
  }
  std::vector<std::string> Files() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder_.Path())) {
      names.push_back(entry.path().filename().string());
    }
    std::sort(names.begin(), names.end());
    return names;
  }
  // The URLs of the response records of the only file.
  std::vector<std::string> Responses() const {
    std::vector<std::string> urls;
    for (const auto& record : ReadAll(folder_ / Files().at(0)).records) {
      if (record.type == "response") urls.push_back(record.target_uri);
    }
    return urls;
  }

  TemporaryFolder folder_;
};

TEST_F(WarcWriterTest, WritesInfoRequestAndResponse) {
  const auto writer = OpenWriter();
  Append(*writer, Exchange("https://example.org/a", "<p>news</p>"));
  EXPECT_THAT(Files(), ElementsAre("stratwatch-20260225061320-00001.warc.gz"));
  const auto reading = ReadAll(folder_ / Files()[0]);
  ASSERT_EQ(reading.records.size(), 3U);
  EXPECT_TRUE(reading.errors.empty());
  EXPECT_EQ(reading.records[0].type, "warcinfo");
  EXPECT_THAT(reading.records[0].payload, HasSubstr("software: stratwatch\r\n"));
  EXPECT_EQ(reading.records[1].type, "request");
  EXPECT_EQ(reading.records[1].payload, "GET / HTTP/1.1\r\nHost: example.org\r\n\r\n");
  EXPECT_EQ(reading.records[2].type, "response");
  EXPECT_EQ(reading.records[2].payload, "<p>news</p>");
  EXPECT_EQ(reading.records[2].http_status, 200);
  EXPECT_EQ(reading.records[2].http_headers.at("content-type"), "text/html");
  EXPECT_EQ(reading.records[2].date, "2026-02-25T06:13:20Z");
  EXPECT_EQ(reading.records[2].ip_address, "192.0.2.7");
}

TEST_F(WarcWriterTest, LocationReadsTheResponseAgain) {
  const auto writer = OpenWriter();
  Append(*writer, Exchange("https://example.org/a", "one"));
  const auto location = Append(*writer, Exchange("https://example.org/b", "two"));
  Append(*writer, Exchange("https://example.org/c", "three"));
  auto reader = WarcReader::Open(folder_ / location.file);
  ASSERT_TRUE(reader.has_value());
  ASSERT_TRUE((*reader)->Seek(location.offset).has_value());
  const auto record = (*reader)->Next();
  ASSERT_TRUE(record.has_value() && record->has_value());
  EXPECT_EQ((*record)->target_uri, "https://example.org/b");
  EXPECT_EQ((*record)->payload, "two");
  EXPECT_EQ((*record)->offset, location.offset);
  EXPECT_EQ((*record)->length, location.length);
}

// ISO 28500, 5.9 and 6.3; the digest is that of "abc" in FIPS 180-4.
TEST_F(WarcWriterTest, RecordHeadIsThatOfTheStandard) {
  const auto writer = OpenWriter();
  WarcExchange exchange = Exchange("https://example.org/a", "abc");
  const auto location = Append(*writer, exchange);
  const std::string file = ReadFile(folder_ / location.file);
  // gzip reads the member like any other.
  const std::string member = folder_ / "member.gz";
  WriteFile(member, file.substr(location.offset, location.length));
  ASSERT_EQ(std::system(("gzip -dk " + member).c_str()), 0);
  const std::string text = ReadFile(folder_ / "member");
  const std::regex expected(
      "WARC/1\\.1\r\nWARC-Type: response\r\n"
      "WARC-Record-ID: <urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-"
      "[0-9a-f]{12}>\r\nWARC-Date: 2026-02-25T06:13:20Z\r\n"
      "WARC-Target-URI: https://example\\.org/a\r\nWARC-IP-Address: 192\\.0\\.2\\.7\r\n"
      "WARC-Payload-Digest: sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5\r\n"
      "Content-Type: application/http; msgtype=response\r\nContent-Length: 66\r\n\r\n"
      "HTTP/1\\.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 3\r\n\r\nabc\r\n\r\n");
  EXPECT_TRUE(std::regex_match(text, expected)) << text;
}

TEST_F(WarcWriterTest, EveryRecordHasItsOwnId) {
  const auto writer = OpenWriter();
  for (int i = 0; i < 10; ++i) Append(*writer, Exchange("https://example.org/", "x"));
  ASSERT_EQ(std::system(("gzip -dk " + (folder_ / Files()[0]).string()).c_str()), 0);
  const std::string text = ReadFile(folder_ / "stratwatch-20260225061320-00001.warc");
  const std::regex id("WARC-Record-ID: (<[^>]+>)");
  std::vector<std::string> ids;
  for (std::sregex_iterator each(text.begin(), text.end(), id), end; each != end; ++each) {
    ids.push_back((*each)[1]);
  }
  EXPECT_EQ(ids.size(), 21U);
  std::sort(ids.begin(), ids.end());
  EXPECT_EQ(std::unique(ids.begin(), ids.end()), ids.end());
}

TEST_F(WarcWriterTest, HeaderSaysThatTheBodyIsDecoded) {
  const auto writer = OpenWriter();
  WarcExchange exchange = Exchange("https://example.org/", "nine byte");
  exchange.response_header =
      "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\ntransfer-encoding: chunked\r\n"
      "Content-Length: 5\r\n\r\n";
  Append(*writer, exchange);
  const auto record = ReadAll(folder_ / Files()[0]).records.at(2);
  EXPECT_EQ(record.payload, "nine byte");
  EXPECT_EQ(record.defect, "");
  EXPECT_EQ(record.http_header,
            "HTTP/1.1 200 OK\r\nX-Crawler-Content-Encoding: gzip\r\n"
            "X-Crawler-transfer-encoding: chunked\r\nX-Crawler-Content-Length: 5\r\n"
            "Content-Length: 9\r\n\r\n");
}

TEST_F(WarcWriterTest, HeaderThatHoldsIsKeptAsReceived) {
  const auto writer = OpenWriter();
  WarcExchange exchange = Exchange("https://example.org/", "news");
  exchange.response_header = "HTTP/1.1 200 OK\r\ncontent-length: 4\r\nX: y\r\n\r\n";
  Append(*writer, exchange);
  EXPECT_EQ(ReadAll(folder_ / Files()[0]).records.at(2).http_header, exchange.response_header);
}

TEST_F(WarcWriterTest, KeepsBytesOfEveryKind) {
  const auto writer = OpenWriter();
  std::string body = "WARC/1.0\r\nعربي 中文 日本語 한국어 हिन्दी ไทย አማርኛ עברית\r\n\r\n";
  for (int i = 0; i < 256; ++i) body += static_cast<char>(i);
  Append(*writer, Exchange("https://example.org/", body));
  Append(*writer, Exchange("https://example.org/empty", ""));
  const auto reading = ReadAll(folder_ / Files()[0]);
  EXPECT_EQ(reading.records.at(2).payload, body);
  EXPECT_EQ(reading.records.at(4).payload, "");
}

TEST_F(WarcWriterTest, LineEndInAUrlMakesNoField) {
  const auto writer = OpenWriter();
  Append(*writer, Exchange("https://example.org/\r\nWARC-Type: warcinfo", "x"));
  EXPECT_EQ(ReadAll(folder_ / Files()[0]).records.at(2).target_uri,
            "https://example.org/WARC-Type: warcinfo");
}

TEST_F(WarcWriterTest, WithoutRequestOnlyTheResponseIsWritten) {
  const auto writer = OpenWriter();
  WarcExchange exchange = Exchange("https://example.org/", "x");
  exchange.request_header.clear();
  Append(*writer, exchange);
  EXPECT_EQ(ReadAll(folder_ / Files()[0]).records.size(), 2U);
}

TEST_F(WarcWriterTest, BeginsANewFileWhenOneIsFull) {
  WarcWriterOptions options;
  options.file_bytes_max = 1;
  const auto writer = OpenWriter(options);
  EXPECT_EQ(Append(*writer, Exchange("https://example.org/a", "x")).file,
            "stratwatch-20260225061320-00001.warc.gz");
  EXPECT_EQ(Append(*writer, Exchange("https://example.org/b", "x")).file,
            "stratwatch-20260225061320-00002.warc.gz");
  EXPECT_EQ(ReadAll(folder_ / Files()[1]).records.at(0).type, "warcinfo");
}

TEST_F(WarcWriterTest, BeginsANewFileWhenOneIsOld) {
  const auto writer = OpenWriter();
  WarcExchange exchange = Exchange("https://example.org/a", "x");
  Append(*writer, exchange);
  exchange.fetched_at += std::chrono::hours(24);
  EXPECT_EQ(Append(*writer, exchange).file, "stratwatch-20260226061320-00002.warc.gz");
}

TEST_F(WarcWriterTest, GoesOnWithTheNewestFile) {
  Append(*OpenWriter(), Exchange("https://example.org/a", "x"));
  Append(*OpenWriter(), Exchange("https://example.org/b", "x"));
  EXPECT_THAT(Responses(), ElementsAre("https://example.org/a", "https://example.org/b"));
}

TEST_F(WarcWriterTest, SyncsWithAndWithoutRecords) {
  const auto writer = OpenWriter();
  EXPECT_TRUE(writer->Sync().has_value());
  Append(*writer, Exchange("https://example.org/a", "x"));
  EXPECT_TRUE(writer->Sync().has_value());
}

// A crash at any byte of the last record.
TEST_F(WarcWriterTest, CutsATornTailWhereverItTore) {
  Append(*OpenWriter(), Exchange("https://example.org/a", "first"));
  const auto path = folder_ / Files()[0];
  const auto whole = ReadFile(path);
  Append(*OpenWriter(), Exchange("https://example.org/b", "second"));
  const auto longer = ReadFile(path);
  for (std::size_t size = whole.size() + 1; size < longer.size(); size += 7) {
    WriteFile(path, longer.substr(0, size));
    Append(*OpenWriter(), Exchange("https://example.org/c", "third"));
    const auto reading = ReadAll(path);
    ASSERT_TRUE(reading.errors.empty()) << size << ": " << reading.errors[0].message;
    ASSERT_THAT(Responses(), ElementsAre("https://example.org/a", "https://example.org/c"));
  }
}

TEST_F(WarcWriterTest, CutsATailThatWasNeverWritten) {
  Append(*OpenWriter(), Exchange("https://example.org/a", "first"));
  const auto path = folder_ / Files()[0];
  WriteFile(path, ReadFile(path) + std::string(10'000, '\0'));
  Append(*OpenWriter(), Exchange("https://example.org/b", "second"));
  EXPECT_TRUE(ReadAll(path).errors.empty());
  EXPECT_THAT(Responses(), ElementsAre("https://example.org/a", "https://example.org/b"));
}

TEST_F(WarcWriterTest, CutsALastRecordWhoseBytesAreWrong) {
  Append(*OpenWriter(), Exchange("https://example.org/a", "first"));
  const auto location = Append(*OpenWriter(), Exchange("https://example.org/b", "second"));
  const auto path = folder_ / Files()[0];
  std::string bytes = ReadFile(path);
  bytes[location.offset + location.length / 2] ^= 0x55;
  WriteFile(path, bytes);
  Append(*OpenWriter(), Exchange("https://example.org/c", "third"));
  EXPECT_TRUE(ReadAll(path).errors.empty());
  EXPECT_THAT(Responses(), ElementsAre("https://example.org/a", "https://example.org/c"));
}

TEST_F(WarcWriterTest, BeginsAgainAFileTornInItsFirstRecord) {
  Append(*OpenWriter(), Exchange("https://example.org/a", "first"));
  const auto path = folder_ / Files()[0];
  for (const std::size_t size : {0, 1, 10, 24, 100}) {
    WriteFile(path, ReadFile(path).substr(0, size));
    Append(*OpenWriter(), Exchange("https://example.org/b", "second"));
    EXPECT_THAT(Responses(), ElementsAre("https://example.org/b")) << size;
    EXPECT_EQ(ReadAll(path).records.at(0).type, "warcinfo");
  }
}

TEST_F(WarcWriterTest, LeavesAForeignFileOfItsNameAlone) {
  const std::string name = "stratwatch-20200101000000-00007.warc.gz";
  WriteFile(folder_ / name, "somebody's notes, longer than a member's head");
  EXPECT_EQ(Append(*OpenWriter(), Exchange("https://example.org/a", "x")).file,
            "stratwatch-20260225061320-00008.warc.gz");
  EXPECT_EQ(ReadFile(folder_ / name), "somebody's notes, longer than a member's head");
}

TEST_F(WarcWriterTest, RefusesASecondWriter) {
  const auto writer = OpenWriter();
  Append(*writer, Exchange("https://example.org/a", "x"));
  WarcWriterOptions options;
  options.folder = folder_.Path();
  const auto second = WarcWriter::Open(options);
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().code, ErrorCode::kUnavailable);
  EXPECT_THAT(second.error().message, HasSubstr("another process"));
}

TEST_F(WarcWriterTest, FolderThatCannotBeMadeIsNamed) {
  WriteFile(folder_ / "file", "");
  WarcWriterOptions options;
  options.folder = folder_ / "file" / "archive";
  const auto writer = WarcWriter::Open(options);
  ASSERT_FALSE(writer.has_value());
  EXPECT_EQ(writer.error().code, ErrorCode::kUnavailable);
  EXPECT_THAT(writer.error().message, HasSubstr(options.folder.string()));
}

// A file size limit fails a write in its middle, like a full disk does.
TEST_F(WarcWriterTest, FullDiskLeavesNothingOfTheRecord) {
  const auto writer = OpenWriter();
  Append(*writer, Exchange("https://example.org/a", "first"));
  const auto path = folder_ / Files()[0];
  const auto size = std::filesystem::file_size(path);

  std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  getrlimit(RLIMIT_FSIZE, &before);
  rlimit tight = before;
  tight.rlim_cur = size + 100;
  setrlimit(RLIMIT_FSIZE, &tight);
  const auto failed = writer->Append(Exchange("https://example.org/b", "second"));
  setrlimit(RLIMIT_FSIZE, &before);

  ASSERT_FALSE(failed.has_value());
  EXPECT_EQ(failed.error().code, ErrorCode::kUnavailable);
  EXPECT_THAT(failed.error().message, HasSubstr(path.string()));
  EXPECT_EQ(std::filesystem::file_size(path), size);
  Append(*writer, Exchange("https://example.org/c", "third"));
  EXPECT_THAT(Responses(), ElementsAre("https://example.org/a", "https://example.org/c"));
}

}  // namespace
}  // namespace stratwatch::crawlers
