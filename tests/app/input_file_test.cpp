#include "app/input_file.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <fstream>

#include "tests/support/temporary_folder.h"

namespace stratwatch::app {
namespace {

class InputFile : public ::testing::Test {
 protected:
  std::filesystem::path WriteGzip(const std::string& bytes) {
    const auto path = folder_ / "page.html.gz";
    const gzFile file = gzopen(path.c_str(), "wb");
    gzwrite(file, bytes.data(), static_cast<unsigned>(bytes.size()));
    gzclose(file);
    return path;
  }

  stratwatch::testing::TemporaryFolder folder_;
};

TEST_F(InputFile, IsGunzipped) {
  EXPECT_EQ(ReadInput(WriteGzip("<p>x")).value(), "<p>x");
}

TEST_F(InputFile, ThatIsACutGzipIsNotTakenForWhole) {
  const auto path = WriteGzip(std::string(100'000, 'x'));
  std::filesystem::resize_file(path, std::filesystem::file_size(path) - 20);
  const auto bytes = ReadInput(path);
  ASSERT_FALSE(bytes);
  EXPECT_EQ(bytes.error().code, ErrorCode::kInvalid);
}

TEST_F(InputFile, ThatIsNotThereIsNotFound) {
  const auto bytes = ReadInput(folder_ / "none.html");
  ASSERT_FALSE(bytes);
  EXPECT_EQ(bytes.error().code, ErrorCode::kNotFound);
}

TEST_F(InputFile, ThatIsAFolderIsRefused) {
  const auto bytes = ReadInput(folder_.Path());
  ASSERT_FALSE(bytes);
  EXPECT_EQ(bytes.error().code, ErrorCode::kInvalid);
}

}  // namespace
}  // namespace stratwatch::app
