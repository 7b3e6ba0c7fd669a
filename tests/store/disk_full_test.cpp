#include <sys/mount.h>
#include <unistd.h>

#include <fstream>

#include "tests/store/article_testing.h"

namespace stratwatch::store {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

// A file system of 24 MiB of our own, which only root may mount.
class DiskFull : public ::testing::Test {
 protected:
  void SetUp() override {
    mounted_ = mount("none", folder_.Path().c_str(), "tmpfs", 0, "size=24m") == 0;
    if (!mounted_) GTEST_SKIP() << "a tmpfs cannot be mounted here (needs root)";
    database_ = OpenStore(folder_ / "store");
    ASSERT_NE(database_, nullptr);
  }
  void TearDown() override {
    database_.reset();
    if (mounted_) umount2(folder_.Path().c_str(), MNT_DETACH);
  }

  // Leaves `left` bytes.
  void Fill(std::uintmax_t left) {
    std::ofstream file(folder_ / "filler", std::ios::binary);
    const std::string block(4096, 'x');
    while (fs::space(folder_.Path()).available > left && file.write(block.data(), 4096)) {
      file.flush();
    }
  }
  void Free() { fs::remove(folder_ / "filler"); }

  static Article Numbered(int number) {
    return MakeArticle("n" + std::to_string(number), "title",
                       "word " + std::string(20'000, static_cast<char>('a' + number % 26)));
  }
  Result<void> AddOne(int number) {
    std::vector<Article> articles = {Numbered(number)};
    WriteBatch batch;
    auto added = ArticleStore(*database_).Add(batch, articles);
    if (!added) return added;
    return database_->Write(batch, Durability::kSynced);
  }
  // The first number that could not be stored.
  int AddUntilFull(int from) {
    for (int number = from; number < from + 5000; ++number) {
      if (const auto added = AddOne(number); !added) {
        failure_ = added.error();
        return number;
      }
    }
    ADD_FAILURE() << "the disk never became full";
    return from;
  }
  void ExpectStored(int count) {
    ArticleStore store(*database_);
    EXPECT_EQ(Value(store.LastSequence()), static_cast<std::uint64_t>(count));
    for (int number = 0; number < count; ++number) {
      EXPECT_TRUE(Value(store.Find(Numbered(number).id)).has_value()) << number;
    }
    ExpectOk(store.VerifyCounters());
  }

  stratwatch::testing::TemporaryFolder folder_;
  bool mounted_ = false;
  std::unique_ptr<Database> database_;
  Error failure_{ErrorCode::kInvalid, ""};
};

TEST_F(DiskFull, AWriteFailsAsUnavailableAndSaysThatTheDiskIsFull) {
  Fill(1024 * 1024);
  AddUntilFull(0);
  EXPECT_EQ(failure_.code, ErrorCode::kUnavailable);
  EXPECT_THAT(failure_.message, HasSubstr("disk is full"));
  EXPECT_THAT(failure_.message, HasSubstr(folder_.Path().string()));
}

TEST_F(DiskFull, AFailedWriteLeavesNothingBehind) {
  Fill(1024 * 1024);
  const int stored = AddUntilFull(0);
  ExpectStored(stored);
  EXPECT_EQ(Value(ArticleStore(*database_).Find(Numbered(stored).id)), std::nullopt);
}

TEST_F(DiskFull, WritesGoOnOnceThereIsSpaceAgain) {
  Fill(1024 * 1024);
  const int stored = AddUntilFull(0);
  EXPECT_FALSE(AddOne(stored).has_value());
  Free();
  ExpectOk(AddOne(stored));
  ExpectOk(AddOne(stored + 1));
  ExpectStored(stored + 2);
  database_.reset();
  database_ = OpenStore(folder_ / "store");
  ASSERT_NE(database_, nullptr);
  ExpectStored(stored + 2);
}

// Nothing waits in memory then, so that nothing makes RocksDB leave its damaged log by itself.
TEST_F(DiskFull, ThatFailsTheFirstWriteOfAllIsSurvivedToo) {
  Fill(8 * 1024);
  EXPECT_FALSE(AddOne(0).has_value());
  EXPECT_FALSE(AddOne(0).has_value());
  Free();
  ExpectOk(AddOne(0));
  ExpectOk(AddOne(1));
  ExpectStored(2);
  database_.reset();
  database_ = OpenStore(folder_ / "store");
  ASSERT_NE(database_, nullptr);
  ExpectStored(2);
}

TEST_F(DiskFull, TheSameBatchMayBeTriedAgain) {
  Fill(1024 * 1024);
  const int stored = AddUntilFull(0);
  std::vector<Article> articles = {Numbered(stored)};
  WriteBatch batch;
  ExpectOk(ArticleStore(*database_).Add(batch, articles));
  EXPECT_FALSE(database_->Write(batch, Durability::kSynced).has_value());
  Free();
  ExpectOk(database_->Write(batch, Durability::kSynced));
  ExpectStored(stored + 1);
}

TEST_F(DiskFull, AStoreThatCannotBeOpenedForLackOfSpaceIsUnavailable) {
  database_.reset();
  Fill(0);
  const Error error = OpenFailure(folder_ / "other");
  EXPECT_EQ(error.code, ErrorCode::kUnavailable) << error.message;
}

}  // namespace
}  // namespace stratwatch::store
