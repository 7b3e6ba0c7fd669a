#include "store/database.h"

#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <iterator>

#include "store/internal/database_impl.h"
#include "store/key_layout.h"
#include "store/log_table.h"
#include "tests/store/store_testing.h"

namespace stratwatch::store {
namespace {

namespace fs = std::filesystem;
using stratwatch::testing::TemporaryFolder;
using ::testing::HasSubstr;

void WriteSchema(const fs::path& path, std::uint32_t version) {
  const auto database = OpenStore(path);
  WriteBatch batch;
  batch.impl().Put(*database, Table::kMeta, kSchemaKey, Key32(version));
  ExpectOk(database->Write(batch, Durability::kSynced));
}

std::string ReadFile(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void WriteFile(const fs::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

fs::path Manifest(const fs::path& store) {
  std::string name = ReadFile(store / "CURRENT");
  name.pop_back();  // The line's end.
  return store / name;
}

StoredRecord Record(std::string value) {
  StoredRecord record;
  record.value = std::move(value);
  return record;
}

TEST(Database, IsCreatedWhereNoneIs) {
  const TemporaryFolder folder;
  EXPECT_NE(OpenStore(folder / "new" / "store"), nullptr);
}

TEST(Database, KeepsWhatWasWritten) {
  const TemporaryFolder folder;
  {
    const auto database = OpenStore(folder.Path());
    LogTable log(*database);
    WriteBatch batch;
    log.Append(batch, "pages", Record("kept"));
    ExpectOk(database->Write(batch, Durability::kSynced));
  }
  const auto database = OpenStore(folder.Path());
  const auto records = Value(LogTable(*database).Read("pages", 0, {}));
  ASSERT_EQ(records.size(), 1U);
  EXPECT_EQ(records[0].value, "kept");
}

TEST(Database, RefusesAPathThatIsAFile) {
  const TemporaryFolder folder;
  WriteFile(folder / "file", "x");
  EXPECT_EQ(OpenFailure(folder / "file").code, ErrorCode::kInvalid);
  EXPECT_EQ(OpenFailure(folder / "file" / "below").code, ErrorCode::kInvalid);
  EXPECT_EQ(OpenFailure(folder / "file", Access::kReadOnly).code, ErrorCode::kInvalid);
}

TEST(Database, ReadOnlyFindsNoStoreWhereNoneIs) {
  const TemporaryFolder folder;
  EXPECT_EQ(OpenFailure(folder / "none", Access::kReadOnly).code, ErrorCode::kNotFound);
  EXPECT_FALSE(fs::exists(folder / "none"));
}

TEST(Database, RefusesANewerStoreNamingBothVersions) {
  const TemporaryFolder folder;
  WriteSchema(folder.Path(), kSchemaVersion + 1);
  for (const Access access : {Access::kReadWrite, Access::kReadOnly}) {
    const Error error = OpenFailure(folder.Path(), access);
    EXPECT_EQ(error.code, ErrorCode::kInvalid);
    EXPECT_THAT(error.message, HasSubstr("schema version 2"));
    EXPECT_THAT(error.message, HasSubstr("versions up to 1"));
  }
}

TEST(Database, LeavesANewerStoreAsItIs) {
  const TemporaryFolder folder;
  WriteSchema(folder.Path(), kSchemaVersion + 1);
  const std::string manifest = ReadFile(Manifest(folder.Path()));
  OpenFailure(folder.Path());
  EXPECT_EQ(ReadFile(Manifest(folder.Path())), manifest);
}

TEST(Database, NamesTheProcessThatHoldsTheLock) {
  const TemporaryFolder folder;
  const auto holder = OpenStore(folder.Path());
  const Error error = OpenFailure(folder.Path());
  EXPECT_EQ(error.code, ErrorCode::kUnavailable);
  EXPECT_THAT(error.message, HasSubstr("locked by process " + std::to_string(getpid())));
}

TEST(Database, IsFreeAgainAfterItsHolderWasKilled) {
  const TemporaryFolder folder;
  const pid_t child = fork();
  if (child == 0) {
    StoreOptions options;
    options.path = folder.Path();
    const auto held = Database::Open(options);
    kill(getpid(), SIGKILL);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
  EXPECT_NE(OpenStore(folder.Path()), nullptr);
}

struct DamageCase {
  const char* name;
  void (*damage)(const fs::path& store);
};
void PrintTo(const DamageCase& each, std::ostream* out) {
  *out << each.name;
}

const DamageCase kDamageCases[] = {
    {"CurrentIsGarbage", [](const fs::path& store) { WriteFile(store / "CURRENT", "garbage"); }},
    {"CurrentIsEmpty", [](const fs::path& store) { WriteFile(store / "CURRENT", ""); }},
    {"CurrentNamesNothing",
     [](const fs::path& store) { WriteFile(store / "CURRENT", "MANIFEST-999999\n"); }},
    {"ManifestIsGone", [](const fs::path& store) { fs::remove(Manifest(store)); }},
    {"ManifestIsEmpty", [](const fs::path& store) { WriteFile(Manifest(store), ""); }},
    {"ManifestHasAFlippedByte",
     [](const fs::path& store) {
       std::string bytes = ReadFile(Manifest(store));
       bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 0x20);
       WriteFile(Manifest(store), bytes);
     }},
};

class DamagedStore : public ::testing::TestWithParam<DamageCase> {};

TEST_P(DamagedStore, IsReportedAsCorrupt) {
  const TemporaryFolder folder;
  OpenStore(folder.Path()).reset();
  GetParam().damage(folder.Path());
  for (const Access access : {Access::kReadWrite, Access::kReadOnly}) {
    const Error error = OpenFailure(folder.Path(), access);
    EXPECT_EQ(error.code, ErrorCode::kCorrupt) << error.message;
    EXPECT_THAT(error.message, HasSubstr(folder.Path().string()));
  }
}

INSTANTIATE_TEST_SUITE_P(Files, DamagedStore, ::testing::ValuesIn(kDamageCases),
                         [](const auto& each) { return each.param.name; });

TEST(Database, DoesNotCreateANewStoreOverTablesWithoutCurrent) {
  const TemporaryFolder folder;
  OpenStore(folder.Path()).reset();
  OpenStore(folder.Path()).reset();  // The second Open flushes the log to a table.
  fs::remove(folder / "CURRENT");
  WriteFile(folder / "000099.sst", "rows");
  const Error error = OpenFailure(folder.Path());
  EXPECT_EQ(error.code, ErrorCode::kCorrupt);
  EXPECT_THAT(error.message, HasSubstr("CURRENT"));
}

TEST_F(StoreTest, ABatchIsNotSeenBeforeItIsWritten) {
  LogTable log(*database_);
  WriteBatch batch;
  log.Append(batch, "pages", Record("one"));
  EXPECT_FALSE(batch.Empty());
  EXPECT_GT(batch.Bytes(), 0U);
  EXPECT_TRUE(Value(log.Read("pages", 0, {})).empty());
}

TEST_F(StoreTest, ABatchOverSeveralTablesIsWrittenAsAUnitAndLeftEmpty) {
  LogTable log(*database_);
  WriteBatch batch;
  log.Append(batch, "pages", Record("one"));
  log.SetPosition(batch, "normalise", "pages", 0, 7);
  Commit(batch);
  EXPECT_TRUE(batch.Empty());
  EXPECT_EQ(Value(log.Read("pages", 0, {})).size(), 1U);
  EXPECT_EQ(Value(log.Position("normalise", "pages", 0)), 7U);
}

TEST_F(StoreTest, AReadOnlyStoreRefusesWrites) {
  const auto reader = OpenStore(StorePath(), Access::kReadOnly);
  LogTable log(*reader);
  WriteBatch batch;
  log.Append(batch, "pages", Record("one"));
  const auto written = reader->Write(batch, Durability::kBuffered);
  ASSERT_FALSE(written.has_value());
  EXPECT_EQ(written.error().code, ErrorCode::kInvalid);
}

TEST_F(StoreTest, AReaderSeesWhatWasWrittenWhenItOpened) {
  LogTable log(*database_);
  WriteBatch batch;
  log.Append(batch, "pages", Record("before"));
  Commit(batch);
  const auto reader = OpenStore(StorePath(), Access::kReadOnly);
  log.Append(batch, "pages", Record("after"));
  Commit(batch);
  EXPECT_EQ(Value(LogTable(*reader).Read("pages", 0, {})).size(), 1U);
}

TEST_F(StoreTest, ATornLastWriteLosesOnlyItself) {
  LogTable log(*database_);
  for (const char* value : {"one", "two"}) {
    WriteBatch batch;
    log.Append(batch, "pages", Record(value));
    log.SetPosition(batch, "crawl", "sources", 0, static_cast<std::uint64_t>(value[0]));
    Commit(batch);
  }
  database_.reset();
  for (const fs::directory_entry& entry : fs::directory_iterator(StorePath())) {
    if (entry.path().extension() == ".log" && entry.file_size() > 5) {
      fs::resize_file(entry.path(), entry.file_size() - 5);
    }
  }
  database_ = OpenStore(StorePath());
  LogTable after(*database_);
  EXPECT_EQ(Value(after.Read("pages", 0, {})).size(), 1U);
  EXPECT_EQ(Value(after.Position("crawl", "sources", 0)), static_cast<std::uint64_t>('o'));
}

}  // namespace
}  // namespace stratwatch::store
