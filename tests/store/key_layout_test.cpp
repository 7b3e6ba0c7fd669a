#include "store/key_layout.h"

#include <set>

namespace stratwatch::store {
namespace {

using namespace std::string_literals;

// The bytes of docs/formats.md. A change here is a change of the schema version.
TEST(KeyLayout, IsAsTheFormatsPageSays) {
  ArticleId id;
  id.bytes.fill(0xAB);
  const std::string id_bytes(16, '\xAB');
  EXPECT_EQ(LogKey("pages", 258), "pages\0\0\0\0\0\0\0\x01\x02"s);
  EXPECT_EQ(LogBeginKey("pages"), "bpages");
  EXPECT_EQ(PositionKey("index", "resolved", 3), "pindex\0resolved\0\0\0\0\x03"s);
  EXPECT_EQ(DueKey(1, id), "\0\0\0\0\0\0\0\x01"s + id_bytes);
  EXPECT_EQ(HashOfUrlKey(id), "u" + id_bytes);
  EXPECT_EQ(FirstOfTextKey(ContentHash{id}), "t" + id_bytes);
  EXPECT_EQ(TermKey(TermField::kText, "plan", 2), "wplan\0\0\0\0\x02"s);
  EXPECT_EQ(OutcomeCounterKey("stored"), "ostored");
  EXPECT_EQ(FacetCounterKey("country", "MA"), "fcountry\0MA"s);
}

TEST(KeyLayout, NumbersSortAsBytes) {
  EXPECT_LT(Key64(255), Key64(256));
  EXPECT_LT(Key32(65'535), Key32(65'536));
  EXPECT_LT(DueKey(-5, {}), DueKey(1, {}));
}

TEST(KeyLayout, KeysCanBeReadBack) {
  const auto position = ReadPositionKey(PositionKey("index", "resolved", 3));
  ASSERT_TRUE(position.has_value());
  EXPECT_EQ(position->group, "index");
  EXPECT_EQ(position->topic, "resolved");
  EXPECT_EQ(position->partition, 3);
  EXPECT_EQ(OffsetOfLogKey(LogKey("pages", 77)), 77U);
  EXPECT_EQ(ReadDueKey(DueKey(9, {}))->due_seconds, 9);
}

TEST(KeyLayout, BytesThatAreNoKeyAreRefused) {
  EXPECT_EQ(ReadKey64("1234567"), std::nullopt);
  EXPECT_EQ(OffsetOfLogKey("pages"), std::nullopt);
  EXPECT_EQ(ReadPositionKey("pindex"), std::nullopt);
  EXPECT_EQ(ReadDueKey("short").has_value(), false);
}

TEST(KeyLayout, TheKeyAfterAPrefixIsAfterAllItsKeys) {
  EXPECT_EQ(AfterPrefix("ab"), "ac");
  EXPECT_EQ(AfterPrefix("a\xFF"), "b");
  EXPECT_EQ(AfterPrefix("\xFF\xFF"), "");
}

TEST(KeyLayout, TablesHaveNamesOfTheirOwn) {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < kTableCount; ++i) names.insert(TableName(static_cast<Table>(i)));
  EXPECT_EQ(names.size(), kTableCount);
  EXPECT_EQ(TableOfTopic("pages-backfill"), Table::kLogPagesBackfill);
  EXPECT_EQ(TableOfTopic("anything"), Table::kLogOther);
}

}  // namespace
}  // namespace stratwatch::store
