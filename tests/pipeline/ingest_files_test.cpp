#include "pipeline/internal/ingest_files.h"
#include "pipeline/manifest.h"
#include "pipeline/page_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <fstream>

#include "tests/support/temporary_folder.h"

namespace stratwatch::pipeline {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class IngestFilesTest : public ::testing::Test {
 protected:
  std::filesystem::path Write(const std::string& name, const std::string& content) {
    const auto path = folder_ / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << content;
    return path;
  }
  std::filesystem::path WriteGzip(const std::string& name, const std::string& content) {
    const auto path = folder_ / name;
    gzFile file = gzopen(path.c_str(), "wb");
    gzwrite(file, content.data(), static_cast<unsigned>(content.size()));
    gzclose(file);
    return path;
  }
  std::vector<std::string> NamesIn(const std::filesystem::path& path) {
    std::vector<std::string> names;
    const auto files = ListIngestFiles({path});
    if (!files) return {files.error().message};
    for (const auto& file : *files) names.push_back(file.path.filename().string());
    return names;
  }

  stratwatch::testing::TemporaryFolder folder_;
};

TEST_F(IngestFilesTest, TakesPagesManifestsAndArchivesOfAFolderInOrder) {
  Write("b.html", "<p>");
  Write("a/x.warc.gz", "");
  Write("c.jsonl", "");
  Write("notes.txt", "nothing for us");
  EXPECT_THAT(NamesIn(folder_.Path()), ElementsAre("x.warc.gz", "b.html", "c.jsonl"));
}

TEST_F(IngestFilesTest, TakesAFileThatAManifestNamesOnlyThroughIt) {
  Write("html/a.html", "<p>");
  Write("html/b.html", "<p>");
  Write("pages.jsonl", R"({"file":"html/a.html","url":"https://a.example/1"})");
  EXPECT_THAT(NamesIn(folder_.Path()), ElementsAre("b.html", "pages.jsonl"));
}

TEST_F(IngestFilesTest, TellsTheKindOfANamedFileByItsContent) {
  const auto file = Write("page", "\xEF\xBB\xBF \n<!doctype html>");
  const auto files = ListIngestFiles({file});
  ASSERT_TRUE(files);
  EXPECT_EQ(files->front().kind, IngestFileKind::kHtml);
}

TEST_F(IngestFilesTest, RefusesANamedFileOfNoKnownKind) {
  const auto files = ListIngestFiles({Write("picture.png", "\x89PNG")});
  ASSERT_FALSE(files);
  EXPECT_EQ(files.error().code, ErrorCode::kInvalid);
  EXPECT_THAT(files.error().message, HasSubstr("picture.png"));
}

TEST_F(IngestFilesTest, NamesAPathThatIsNotThere) {
  const auto files = ListIngestFiles({folder_ / "missing"});
  ASSERT_FALSE(files);
  EXPECT_EQ(files.error().code, ErrorCode::kNotFound);
}

TEST_F(IngestFilesTest, AManifestLineThatMakesNoSenseCarriesItsDefect) {
  const auto lines = ReadManifest(Write("m.jsonl",
                                        "{\"file\":\"a\",\"url\":\"https://a.example/\"}\n"
                                        "\n"
                                        "not json\n"
                                        "{\"file\":1,\"url\":\"u\"}\n"
                                        "{\"file\":\"b\",\"url\":2}\n"));
  ASSERT_TRUE(lines);
  ASSERT_EQ(lines->size(), 4U);
  EXPECT_EQ((*lines)[0].defect, "");
  EXPECT_EQ((*lines)[1].number, 3U);
  EXPECT_THAT((*lines)[1].defect, HasSubstr("JSON"));
  EXPECT_THAT((*lines)[2].defect, HasSubstr("\"file\""));
  EXPECT_THAT((*lines)[3].defect, HasSubstr("\"url\""));
}

TEST_F(IngestFilesTest, AManifestLineNeedsNoUrl) {
  const auto lines = ParseManifest(
      "{\"file\":\"a.html\"}\n"
      "{\"file\":\"b.html\",\"url\":null}\n");
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0].defect, "");
  EXPECT_EQ(lines[0].url, "");
  EXPECT_EQ(lines[0].PathBeside("pages/m.jsonl"), "pages/a.html");
  EXPECT_EQ(lines[1].defect, "");
  EXPECT_EQ(lines[1].url, "");
}

TEST_F(IngestFilesTest, AManifestMayBeGzip) {
  const auto lines = ReadManifest(WriteGzip("m.jsonl.gz", "{\"file\":\"a.html\"}\n"));
  ASSERT_TRUE(lines) << lines.error().message;
  ASSERT_EQ(lines->size(), 1U);
  EXPECT_EQ((*lines)[0].file, "a.html");
}

TEST_F(IngestFilesTest, ReadsPlainAndGzipAlike) {
  EXPECT_EQ(ReadPageFile(Write("a.html", "<p>x"), 100).value(), "<p>x");
  EXPECT_EQ(ReadPageFile(WriteGzip("a.html.gz", "<p>x"), 100).value(), "<p>x");
}

TEST_F(IngestFilesTest, StopsUnpackingAtTheBound) {
  const auto bytes = ReadPageFile(WriteGzip("bomb.html.gz", std::string(10'000'000, 'x')), 1'000);
  ASSERT_FALSE(bytes);
  EXPECT_EQ(bytes.error().code, ErrorCode::kLimit);
}

TEST_F(IngestFilesTest, TellsATruncatedGzip) {
  const auto whole = WriteGzip("a.html.gz", std::string(100'000, 'x'));
  std::filesystem::resize_file(whole, std::filesystem::file_size(whole) - 20);
  const auto bytes = ReadPageFile(whole, 1'000'000);
  ASSERT_FALSE(bytes);
  EXPECT_EQ(bytes.error().code, ErrorCode::kInvalid);
}

TEST(StatedUrl, PrefersTheCanonicalLink) {
  EXPECT_EQ(StatedUrlOf(R"(<meta property="og:url" content="https://a.example/og">
                           <LINK href="https://a.example/x?a=1&amp;b=2" rel="canonical">)"),
            "https://a.example/x?a=1&b=2");
}

TEST(StatedUrl, FallsBackToOpenGraph) {
  EXPECT_EQ(StatedUrlOf(R"(<link rel=stylesheet href=x.css>
                           <meta property="og:url" content="https://a.example/og">)"),
            "https://a.example/og");
}

TEST(StatedUrl, IsEmptyWithoutEither) {
  EXPECT_EQ(StatedUrlOf("<p>hello</p>"), "");
}

}  // namespace
}  // namespace stratwatch::pipeline
