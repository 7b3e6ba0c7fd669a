#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "store/database.h"
#include "tests/support/temporary_folder.h"

namespace stratwatch::store {

// The value of a result that must be there; a failure names the error.
template <typename T>
T Value(Result<T> result) {
  if (!result) {
    ADD_FAILURE() << ErrorCodeName(result.error().code) << ": " << result.error().message;
    return T();
  }
  return std::move(*result);
}

inline void ExpectOk(const Result<void>& result) {
  EXPECT_TRUE(result.has_value()) << (result ? "" : result.error().message);
}

inline std::unique_ptr<Database> OpenStore(const std::filesystem::path& path,
                                           Access access = Access::kReadWrite) {
  StoreOptions options;
  options.path = path;
  options.access = access;
  auto database = Database::Open(options);
  if (!database) ADD_FAILURE() << database.error().message;
  return database ? std::move(*database) : nullptr;
}

// The error of an Open that must fail.
inline Error OpenFailure(const std::filesystem::path& path, Access access = Access::kReadWrite) {
  StoreOptions options;
  options.path = path;
  options.access = access;
  auto database = Database::Open(options);
  EXPECT_FALSE(database.has_value());
  return database ? Error{ErrorCode::kInvalid, ""} : database.error();
}

// A store of its own for one test.
class StoreTest : public ::testing::Test {
 protected:
  void SetUp() override {
    database_ = OpenStore(folder_.Path() / "store");
    ASSERT_NE(database_, nullptr);
  }
  void Reopen() {
    database_.reset();
    database_ = OpenStore(folder_.Path() / "store");
    ASSERT_NE(database_, nullptr);
  }
  void Commit(WriteBatch& batch) { ExpectOk(database_->Write(batch, Durability::kBuffered)); }
  std::filesystem::path StorePath() const { return folder_.Path() / "store"; }

  stratwatch::testing::TemporaryFolder folder_;
  std::unique_ptr<Database> database_;
};

}  // namespace stratwatch::store
