#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zstd.h>

#include "crawlers/warc.h"
#include "tests/crawlers/warc_fixture.h"
#include "tests/support/loopback_server.h"
#include "tests/support/temporary_folder.h"

namespace stratwatch::crawlers {
namespace {

using testing::ChunkedReply;
using ::testing::ElementsAre;
using testing::Gzip;
using testing::GzipBomb;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using testing::TemporaryFolder;

const std::string kA = Record("response", "http://a/", HttpBlock("one"));
const std::string kB = Record("response", "http://b/", HttpBlock("two"));
const std::string kC = Record("response", "http://c/", HttpBlock("three"));

class WarcReaderTest : public ::testing::Test {
 protected:
  std::filesystem::path File(const std::string& bytes) {
    const auto path = folder_ / "test.warc";
    WriteFile(path, bytes);
    return path;
  }
  Reading Read(const std::string& bytes, WarcReaderOptions options = {}) {
    return ReadAll(File(bytes), options);
  }
  // The only record, of one HTTP response with these fields and this body.
  WarcRecord ReadHttp(const std::string& fields, const std::string& body,
                      WarcReaderOptions options = {}) {
    const auto reading = Read(Record("response", "http://a/", HttpBlock(body, fields)), options);
    EXPECT_EQ(reading.records.size(), 1U);
    return reading.records.empty() ? WarcRecord{} : reading.records[0];
  }
  TemporaryFolder folder_;
};

TEST_F(WarcReaderTest, ReadsPlainFiles) {
  const auto reading = Read(kA + kB + kC);
  EXPECT_THAT(reading.story, ElementsAre("http://a/", "http://b/", "http://c/"));
  EXPECT_EQ(reading.records[1].payload, "two");
  EXPECT_EQ(reading.records[1].offset, kA.size());
  EXPECT_EQ(reading.records[1].length, kB.size());
}

TEST_F(WarcReaderTest, ReadsAMemberARecord) {
  const auto reading = Read(Gzip(kA) + Gzip(kB) + Gzip(kC));
  EXPECT_THAT(reading.story, ElementsAre("http://a/", "http://b/", "http://c/"));
  EXPECT_EQ(reading.records[1].offset, Gzip(kA).size());
  EXPECT_EQ(reading.records[1].length, Gzip(kB).size());
  EXPECT_EQ(reading.records[2].length, Gzip(kC).size());
  EXPECT_EQ(reading.records[1].inner_offset, 0U);
}

TEST_F(WarcReaderTest, ReadsAWholeFileInOneMember) {
  const auto reading = Read(Gzip(kA + kB + kC));
  EXPECT_THAT(reading.story, ElementsAre("http://a/", "http://b/", "http://c/"));
  EXPECT_EQ(reading.records[1].offset, 0U);
  EXPECT_EQ(reading.records[1].inner_offset, kA.size());
  EXPECT_EQ(reading.records[1].length, 0U);
}

TEST_F(WarcReaderTest, ReadsAStreamCutIntoMembersAnywhere) {
  const std::string all = kA + kB + kC;
  const std::string cut =
      Gzip(all.substr(0, 100)) + Gzip(all.substr(100, 400)) + Gzip("") + Gzip(all.substr(500));
  EXPECT_THAT(Read(cut).story, ElementsAre("http://a/", "http://b/", "http://c/"));
}

TEST_F(WarcReaderTest, ReadsEachVersion) {
  for (const char* version : {"WARC/0.17", "WARC/0.18", "WARC/1.0", "WARC/1.1"}) {
    EXPECT_THAT(Read(Record("response", "http://a/", HttpBlock("x"), version)).story,
                ElementsAre("http://a/"));
  }
}

TEST_F(WarcReaderTest, ReadsEveryKindOfRecord) {
  const auto reading =
      Read(Record("warcinfo", "", "software: x") + Record("resource", "http://a/", "text") +
           Record("metadata", "http://b/", "") + kC);
  ASSERT_EQ(reading.records.size(), 4U);
  EXPECT_EQ(reading.records[0].type, "warcinfo");
  EXPECT_EQ(reading.records[1].payload, "text");
  EXPECT_EQ(reading.records[1].http_status, 0);
  EXPECT_EQ(reading.records[2].payload, "");
  EXPECT_EQ(reading.records[3].http_status, 200);
}

TEST_F(WarcReaderTest, TakesUriOutOfAngleBrackets) {
  EXPECT_THAT(Read(Record("response", "<http://a/>", HttpBlock("x"))).story,
              ElementsAre("http://a/"));
}

TEST_F(WarcReaderTest, ReadsHeadsWithUnixLineEnds) {
  EXPECT_THAT(Read("WARC/1.0\nWARC-Type: resource\nWARC-Target-URI: http://a/\n"
                   "Content-Length: 4\n\ntext\n\n" +
                   kB)
                  .story,
              ElementsAre("http://a/", "http://b/"));
}

TEST_F(WarcReaderTest, ToleratesMissingBlankLinesBetweenRecords) {
  const std::string tight = kA.substr(0, kA.size() - 4);
  EXPECT_THAT(Read(tight + kB).story, ElementsAre("http://a/", "http://b/"));
}

TEST_F(WarcReaderTest, SeeksToARecord) {
  const std::vector<std::string> files = {kA + kB + kC, Gzip(kA) + Gzip(kB) + Gzip(kC),
                                          Gzip(kA + kB + kC)};
  for (const std::string& bytes : files) {
    const auto path = File(bytes);
    const auto wanted = ReadAll(path).records.at(1);
    auto reader = WarcReader::Open(path);
    ASSERT_TRUE(reader.has_value());
    ASSERT_TRUE((*reader)->Seek(wanted.offset, wanted.inner_offset).has_value());
    const auto record = (*reader)->Next();
    ASSERT_TRUE(record.has_value() && record->has_value());
    EXPECT_EQ((*record)->target_uri, "http://b/");
    EXPECT_EQ((*record)->offset, wanted.offset);
    EXPECT_EQ((*record)->inner_offset, wanted.inner_offset);
  }
}

TEST_F(WarcReaderTest, SeekWhereNothingBeginsIsInvalid) {
  for (const std::string& bytes : {kA + kB, Gzip(kA) + Gzip(kB)}) {
    auto reader = WarcReader::Open(File(bytes));
    ASSERT_TRUE(reader.has_value());
    for (const std::uint64_t offset : {std::uint64_t{3}, std::uint64_t{1} << 40U}) {
      const auto sought = (*reader)->Seek(offset);
      ASSERT_FALSE(sought.has_value());
      EXPECT_EQ(sought.error().code, ErrorCode::kInvalid);
    }
  }
}

TEST_F(WarcReaderTest, TellsHowFarItIs) {
  auto reader = WarcReader::Open(File(Gzip(kA) + Gzip(kB)));
  ASSERT_TRUE(reader.has_value());
  while ((*reader)->Next()->has_value()) {
  }
  EXPECT_EQ((*reader)->BytesRead(), (Gzip(kA) + Gzip(kB)).size());
}

// Bodies.

TEST_F(WarcReaderTest, JoinsChunksAndInflates) {
  const std::string text = "Стратегия развития ИИ";
  const std::string chunked = ChunkedReply(Gzip(text), 7);
  const std::string body = chunked.substr(chunked.find("\r\n\r\n") + 4);
  const auto record = ReadHttp("Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n", body);
  EXPECT_EQ(record.payload, text);
  EXPECT_EQ(record.defect, "");
}

TEST_F(WarcReaderTest, InflatesBrotliAndZstd) {
  // "news" by BrotliEncoderCompress.
  const std::string brotli("\x8B\x01\x80news\x03", 8);
  EXPECT_EQ(ReadHttp("Content-Encoding: br\r\n", brotli).payload, "news");
  std::string zstd(100, '\0');
  zstd.resize(ZSTD_compress(zstd.data(), zstd.size(), "news", 4, 1));
  EXPECT_EQ(ReadHttp("Content-Encoding: zstd\r\n", zstd).payload, "news");
}

TEST_F(WarcReaderTest, InflatesWhatWasCodedTwice) {
  EXPECT_EQ(ReadHttp("Content-Encoding: gzip, gzip\r\n", Gzip(Gzip("news"))).payload, "news");
}

TEST_F(WarcReaderTest, TakesABodyThatWasDecodedBeforeUnderItsOldHeader) {
  for (const char* coding : {"gzip", "deflate", "br", "zstd", "identity", "x-unknown"}) {
    const auto record =
        ReadHttp(std::string("Content-Encoding: ") + coding + "\r\nTransfer-Encoding: chunked\r\n",
                 "<html>decoded</html>");
    EXPECT_EQ(record.payload, "<html>decoded</html>") << coding;
    EXPECT_EQ(record.defect, "") << coding;
  }
}

TEST_F(WarcReaderTest, TellsThatABodyIsTruncated) {
  const std::string body = Gzip(std::string(100'000, 'x') + "end");
  const auto record = ReadHttp("Content-Encoding: gzip\r\n", body.substr(0, body.size() - 12));
  EXPECT_EQ(record.defect, "compressed body is truncated");
  EXPECT_GT(record.payload.size(), 50'000U);
}

TEST_F(WarcReaderTest, TellsThatAChunkIsMissing) {
  const auto record = ReadHttp("Transfer-Encoding: chunked\r\n", "4\r\nnews\r\n");
  EXPECT_EQ(record.payload, "news");
  EXPECT_EQ(record.defect, "last chunk is missing");
}

TEST_F(WarcReaderTest, CutsABombInABody) {
  WarcReaderOptions options;
  options.record_bytes_max = std::size_t{2} << 20U;
  const auto record =
      ReadHttp("Content-Encoding: gzip\r\n", GzipBomb(std::size_t{64} << 20U), options);
  EXPECT_EQ(record.payload, "");
  EXPECT_THAT(record.defect, HasSubstr("after decompression"));
}

TEST_F(WarcReaderTest, TellsThatAResponseIsNotHttp) {
  const auto reading = Read(Record("response", "http://a/", "not HTTP"));
  ASSERT_EQ(reading.records.size(), 1U);
  EXPECT_EQ(reading.records[0].payload, "not HTTP");
  EXPECT_NE(reading.records[0].defect, "");
}

// Files that cannot be used.

TEST(WarcReaderOpen, TellsWhyAFileCannotBeUsed) {
  const TemporaryFolder folder;
  WriteFile(folder / "text", "hello");
  WriteFile(folder / "empty", "");
  WriteFile(folder / "text.gz", Gzip("hello"));
  const auto code = [&folder](const char* name) {
    const auto reader = WarcReader::Open(folder / name);
    EXPECT_FALSE(reader.has_value());
    EXPECT_THAT(reader.error().message, HasSubstr(name));
    return reader.error().code;
  };
  EXPECT_EQ(code("absent"), ErrorCode::kNotFound);
  EXPECT_EQ(code("text"), ErrorCode::kInvalid);
  EXPECT_EQ(code("empty"), ErrorCode::kInvalid);
  EXPECT_EQ(code("text.gz"), ErrorCode::kInvalid);
  EXPECT_EQ(code("."), ErrorCode::kUnavailable);
}

// Damage: told with its place, and what lies behind is read.

struct DamageCase {
  const char* name;
  std::string bytes;
  std::vector<std::string> story;  // "!" stands for any error.
};
void PrintTo(const DamageCase& each, std::ostream* out) {
  *out << each.name;
}

std::string Flipped(std::string bytes, std::size_t at) {
  bytes[at] ^= 0x55;
  return bytes;
}

std::string WithLength(const std::string& length) {
  return Record("response", "http://b/", HttpBlock("two"), "WARC/1.0", length);
}

const DamageCase kDamageCases[] = {
    {"PlainNoLength", kA + WithLength("x") + kC, {"http://a/", "!", "http://c/"}},
    {"PlainNegativeLength", kA + WithLength("-1") + kC, {"http://a/", "!", "http://c/"}},
    {"PlainLengthTooShort", kA + WithLength("3") + kC, {"http://a/", "!", "http://c/"}},
    {"PlainLengthTooLong", kA + WithLength("40") + kC, {"http://a/", "!", "http://c/"}},
    {"PlainLengthPastTheEnd", kA + WithLength("100000") + kC, {"http://a/", "!", "http://c/"}},
    {"PlainLengthAbsurd",
     kA + WithLength("99999999999999999") + kC,
     {"http://a/", "!", "http://c/"}},
    {"PlainGarbage", kA + "garbage\r\nmore\r\n" + kC, {"http://a/", "!", "http://c/"}},
    {"PlainBrokenVersion", kA + "WARC/x" + kB.substr(8) + kC, {"http://a/", "!", "http://c/"}},
    {"PlainTruncatedHead", kA + kB.substr(0, 30), {"http://a/", "!"}},
    {"PlainTruncatedBlock", kA + kB.substr(0, kB.size() - 6), {"http://a/", "!"}},
    {"GzipFlippedByte",
     Gzip(kA) + Flipped(Gzip(kB), 30) + Gzip(kC),
     {"http://a/", "!", "http://c/"}},
    {"GzipWrongChecksum",
     Gzip(kA) + Flipped(Gzip(kB), Gzip(kB).size() - 6) + Gzip(kC),
     {"http://a/", "!", "http://c/"}},
    {"GzipWrongChecksumAtTheEnd",
     Gzip(kA) + Flipped(Gzip(kB), Gzip(kB).size() - 6),
     {"http://a/", "!"}},
    {"GzipFirstDamaged", Flipped(Gzip(kA), 30) + Gzip(kB), {"!", "http://b/"}},
    {"GzipGarbageBetween", Gzip(kA) + "garbage" + Gzip(kC), {"http://a/", "!", "http://c/"}},
    {"GzipZerosAtTheEnd", Gzip(kA) + std::string(1000, '\0'), {"http://a/", "!"}},
    {"GzipTruncated", Gzip(kA) + Gzip(kB).substr(0, 60), {"http://a/", "!"}},
    {"GzipTruncatedInTheMiddle",
     Gzip(kA) + Gzip(kB).substr(0, 60) + Gzip(kC),
     {"http://a/", "!", "http://c/"}},
    {"GzipLengthTooLong",
     Gzip(kA) + Gzip(WithLength("60")) + Gzip(kC),
     {"http://a/", "!", "http://c/"}},
    {"GzipLengthTooShort",
     Gzip(kA) + Gzip(WithLength("3")) + Gzip(kC),
     {"http://a/", "!", "http://c/"}},
    {"GzipLengthAbsurd",
     Gzip(kA) + Gzip(WithLength("99999999999999999")) + Gzip(kC),
     {"http://a/", "!", "http://c/"}},
    {"GzipMemberOfSomethingElse",
     Gzip(kA) + Gzip("not a record") + Gzip(kC),
     {"http://a/", "!", "http://c/"}},
    {"WholeFileLengthTooShort", Gzip(kA + WithLength("3") + kC), {"http://a/", "!", "http://c/"}},
    {"WholeFileTruncated",
     Gzip(kA + kB + kC).substr(0, Gzip(kA + kB + kC).size() - 12),
     {"http://a/", "http://b/", "!"}},
};

class WarcDamage : public ::testing::TestWithParam<DamageCase> {
 protected:
  TemporaryFolder folder_;
};

TEST_P(WarcDamage, IsToldAndSkipped) {
  WriteFile(folder_ / "test.warc", GetParam().bytes);
  auto reading = ReadAll(folder_ / "test.warc");
  const std::string told = ::testing::PrintToString(reading.story);
  for (std::string& each : reading.story) {
    if (each[0] == '!') each = "!";
  }
  EXPECT_EQ(reading.story, GetParam().story) << told;
  for (const Error& error : reading.errors) {
    EXPECT_EQ(error.code, ErrorCode::kInvalid);
    EXPECT_THAT(error.message, HasSubstr("test.warc: offset "));
  }
}

INSTANTIATE_TEST_SUITE_P(Files, WarcDamage, ::testing::ValuesIn(kDamageCases),
                         [](const auto& each) { return each.param.name; });

TEST_F(WarcReaderTest, DamageNamesItsPlace) {
  const auto reading = Read(Gzip(kA) + Flipped(Gzip(kB), 30) + Gzip(kC));
  ASSERT_EQ(reading.errors.size(), 1U);
  EXPECT_THAT(reading.errors[0].message,
              HasSubstr("offset " + std::to_string(Gzip(kA).size()) + ": gzip member is damaged"));
}

TEST_F(WarcReaderTest, SurvivesEveryFlippedByte) {
  const std::string bytes = Gzip(kA) + Gzip(kB) + Gzip(kC);
  for (std::size_t at = 2; at < bytes.size(); ++at) {
    const auto reading = Read(Flipped(bytes, at));
    EXPECT_GE(reading.records.size(), 1U) << at;
  }
}

TEST_F(WarcReaderTest, SkipsARecordOverTheBound) {
  WarcReaderOptions options;
  options.record_bytes_max = 10'000;
  const std::string large = Record("resource", "http://b/", std::string(200'000, 'x'));
  for (const std::string& bytes : {kA + large + kC, Gzip(kA) + Gzip(large) + Gzip(kC)}) {
    const auto reading = Read(bytes, options);
    EXPECT_THAT(reading.story, ElementsAre("http://a/", StartsWith("!"), "http://c/"));
    ASSERT_EQ(reading.errors.size(), 1U);
    EXPECT_EQ(reading.errors[0].code, ErrorCode::kLimit);
  }
}

TEST_F(WarcReaderTest, SkipsABombInsideTheArchive) {
  const std::string bomb =
      Gzip(kB.substr(0, kB.find("Content-Length")) + "Content-Length: 134217728\r\n\r\n" +
           std::string(std::size_t{128} << 20U, '\0') + "\r\n\r\n");
  const auto reading = Read(Gzip(kA) + bomb + Gzip(kC));
  EXPECT_THAT(reading.story, ElementsAre("http://a/", StartsWith("!"), "http://c/"));
}

}  // namespace
}  // namespace stratwatch::crawlers
