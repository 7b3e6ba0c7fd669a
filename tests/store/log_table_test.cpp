#include "store/log_table.h"

#include "tests/store/store_testing.h"

namespace stratwatch::store {
namespace {

using ::testing::ElementsAre;

class LogTableTest : public StoreTest {
 protected:
  StoredRecord Record(std::string value) {
    StoredRecord record;
    record.key = "example.org";
    record.value = std::move(value);
    record.headers = {{"schema", "page/1"}, {"traceparent", std::string("\0\xFF", 2)}};
    record.appended_at = std::chrono::sys_time<std::chrono::milliseconds>(
        std::chrono::milliseconds(1'772'000'000'123));
    return record;
  }
  void AppendMany(LogTable& log, std::string_view topic, int count) {
    WriteBatch batch;
    for (int i = 0; i < count; ++i) log.Append(batch, topic, Record(std::to_string(i)));
    Commit(batch);
  }
};

std::vector<std::uint64_t> Offsets(const std::vector<StoredRecord>& records) {
  std::vector<std::uint64_t> offsets;
  for (const StoredRecord& record : records) offsets.push_back(record.offset);
  return offsets;
}

TEST_F(LogTableTest, GivesBackARecordWhole) {
  LogTable log(*database_);
  WriteBatch batch;
  log.Append(batch, "pages", Record("body"));
  Commit(batch);
  const auto records = Value(log.Read("pages", 0, {}));
  ASSERT_EQ(records.size(), 1U);
  const StoredRecord expected = Record("body");
  EXPECT_EQ(records[0].offset, 0U);
  EXPECT_EQ(records[0].key, expected.key);
  EXPECT_EQ(records[0].value, expected.value);
  EXPECT_EQ(records[0].headers, expected.headers);
  EXPECT_EQ(records[0].appended_at, expected.appended_at);
}

TEST_F(LogTableTest, OffsetsAreDenseWithinATopic) {
  LogTable log(*database_);
  WriteBatch batch;
  EXPECT_EQ(log.Append(batch, "pages", Record("a")), 0U);
  EXPECT_EQ(log.Append(batch, "articles", Record("b")), 0U);
  EXPECT_EQ(log.Append(batch, "pages", Record("c")), 1U);
  Commit(batch);
  EXPECT_EQ(log.Append(batch, "pages", Record("d")), 2U);
}

TEST_F(LogTableTest, OffsetsGoOnAfterRestart) {
  {
    LogTable log(*database_);
    AppendMany(log, "pages", 3);
  }
  Reopen();
  LogTable log(*database_);
  WriteBatch batch;
  EXPECT_EQ(log.Append(batch, "pages", Record("d")), 3U);
}

TEST_F(LogTableTest, ResetForgetsOffsetsThatWereNeverWritten) {
  LogTable log(*database_);
  AppendMany(log, "pages", 2);
  WriteBatch lost;
  EXPECT_EQ(log.Append(lost, "pages", Record("lost")), 2U);
  ExpectOk(log.Reset());
  WriteBatch batch;
  EXPECT_EQ(log.Append(batch, "pages", Record("kept")), 2U);
}

TEST_F(LogTableTest, TopicsWhoseNamesBeginAlikeStayApart) {
  LogTable log(*database_);
  AppendMany(log, "pages", 1);
  AppendMany(log, "pages-backfill", 2);
  AppendMany(log, "other", 3);
  AppendMany(log, "other-topic", 4);
  EXPECT_EQ(Value(log.Read("pages", 0, {})).size(), 1U);
  EXPECT_EQ(Value(log.Read("pages-backfill", 0, {})).size(), 2U);
  EXPECT_EQ(Value(log.Read("other", 0, {})).size(), 3U);
  EXPECT_EQ(Value(log.Read("other-topic", 0, {})).size(), 4U);
}

TEST_F(LogTableTest, ReadStopsAtTheNumberOfRecords) {
  LogTable log(*database_);
  AppendMany(log, "pages", 10);
  EXPECT_THAT(Offsets(Value(log.Read("pages", 4, {.records_max = 3}))), ElementsAre(4, 5, 6));
  EXPECT_TRUE(Value(log.Read("pages", 0, {.records_max = 0})).empty());
}

TEST_F(LogTableTest, ReadStopsAfterTheRecordThatPassesTheBytes) {
  LogTable log(*database_);
  AppendMany(log, "pages", 10);
  EXPECT_EQ(Value(log.Read("pages", 0, {.records_max = 10, .bytes_max = 1})).size(), 1U);
}

TEST_F(LogTableTest, ReadPastTheEndIsEmpty) {
  LogTable log(*database_);
  AppendMany(log, "pages", 2);
  EXPECT_TRUE(Value(log.Read("pages", 2, {})).empty());
  EXPECT_TRUE(Value(log.Read("articles", 0, {})).empty());
}

TEST_F(LogTableTest, TrimDropsTheRecordsBefore) {
  LogTable log(*database_);
  AppendMany(log, "pages", 5);
  AppendMany(log, "other", 5);
  WriteBatch batch;
  log.Trim(batch, "pages", 3);
  Commit(batch);
  EXPECT_THAT(Offsets(Value(log.Read("pages", 0, {}))), ElementsAre(3, 4));
  EXPECT_EQ(Value(log.ExtentOf("pages")).begin, 3U);
  EXPECT_EQ(Value(log.Read("other", 0, {})).size(), 5U);
}

TEST_F(LogTableTest, ATrimmedTopicNeverUsesAnOffsetAgain) {
  {
    LogTable log(*database_);
    AppendMany(log, "pages", 5);
    WriteBatch batch;
    log.Trim(batch, "pages", 1'000);
    Commit(batch);
  }
  Reopen();
  LogTable log(*database_);
  EXPECT_EQ(Value(log.ExtentOf("pages")).begin, 5U);
  EXPECT_EQ(Value(log.ExtentOf("pages")).end, 5U);
  WriteBatch batch;
  EXPECT_EQ(log.Append(batch, "pages", Record("next")), 5U);
}

TEST_F(LogTableTest, TrimInTheBatchThatAppendsTakesOnlyWhatIsBefore) {
  LogTable log(*database_);
  WriteBatch batch;
  log.Append(batch, "pages", Record("a"));
  log.Append(batch, "pages", Record("b"));
  log.Trim(batch, "pages", 1);
  Commit(batch);
  EXPECT_THAT(Offsets(Value(log.Read("pages", 0, {}))), ElementsAre(1));
}

TEST_F(LogTableTest, TheExtentOfAnUnknownTopicIsEmpty) {
  LogTable log(*database_);
  EXPECT_EQ(Value(log.ExtentOf("nothing")).begin, 0U);
  EXPECT_EQ(Value(log.ExtentOf("nothing")).end, 0U);
}

TEST_F(LogTableTest, PositionsAreKeptByGroupTopicAndPartition) {
  LogTable log(*database_);
  EXPECT_EQ(Value(log.Position("index", "resolved", 0)), std::nullopt);
  WriteBatch batch;
  log.SetPosition(batch, "index", "resolved", 0, 12);
  log.SetPosition(batch, "index", "resolved", 1, 13);
  log.SetPosition(batch, "resolve", "articles", 0, 14);
  Commit(batch);
  EXPECT_EQ(Value(log.Position("index", "resolved", 1)), 13U);
  const auto positions = Value(log.Positions());
  ASSERT_EQ(positions.size(), 3U);
  EXPECT_EQ(positions[2].group, "resolve");
  EXPECT_EQ(positions[2].topic, "articles");
  EXPECT_EQ(positions[2].next_offset, 14U);
}

}  // namespace
}  // namespace stratwatch::store
