#include "store/internal/postings.h"

#include "store/internal/codec.h"
#include "store/internal/merge_operators.h"

namespace stratwatch::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// `documents` with one position each.
std::string MakeRun(const std::vector<std::uint16_t>& documents,
                    std::string_view positions = "\x05") {
  std::vector<PostingInput> postings;
  for (const std::uint16_t slot : documents) postings.push_back({slot, slot % 3U + 1, positions});
  return EncodeRun(postings).run;
}

std::vector<std::uint16_t> SlotsOf(const std::string& run) {
  Postings postings;
  EXPECT_TRUE(DecodeRun(run, postings));
  return postings.slots;
}

TEST(Postings, GiveBackSlotsAndWeights) {
  Postings postings;
  ASSERT_TRUE(DecodeRun(MakeRun({0, 1, 300, 65535}), postings));
  EXPECT_THAT(postings.slots, ElementsAre(0, 1, 300, 65535));
  EXPECT_THAT(postings.weights, ElementsAre(1, 2, 1, 1));
}

TEST(Postings, OfFewDocumentsHoldTheirPositions) {
  EXPECT_THAT(EncodeRun({{7, 1, "\x05"}}).positions, IsEmpty());
  std::vector<PostingPositions> positions;
  const std::string run = MakeRun({7});
  ASSERT_TRUE(DecodePositions(run, positions));
  ASSERT_EQ(positions.size(), 1U);
  EXPECT_FALSE(positions[0].apart);
  EXPECT_EQ(positions[0].encoded, "\x05");
}

TEST(Postings, OfManyDocumentsLeaveTheirPositionsApart) {
  std::vector<PostingInput> inputs;
  for (std::uint16_t slot = 0; slot < 50; ++slot) inputs.push_back({slot, 1, "\x05"});
  const EncodedRun encoded = EncodeRun(inputs);
  PositionsReader reader(encoded.positions);
  std::string_view first;
  ASSERT_TRUE(reader.Next(first));
  EXPECT_EQ(first, "\x05");
}

TEST(Postings, OfAFilterHaveNoPositions) {
  EXPECT_THAT(EncodeRun({{7, 1, ""}}).positions, IsEmpty());
}

TEST(Postings, JoinWithoutBeingDecoded) {
  const std::string one = MakeRun({1, 5});
  const std::string two = MakeRun({6});
  const std::string three = MakeRun({400, 40'000}, "\x01\x02\x03\x04\x05\x06\x07\x08\x09");
  const auto joined = CombinePostings({one, two, three});
  ASSERT_TRUE(joined.has_value());
  EXPECT_THAT(SlotsOf(*joined), ElementsAre(1, 5, 6, 400, 40'000));
  // Neighbours first, as RocksDB may do it, gives the same.
  EXPECT_EQ(CombinePostings({one, *CombinePostings({two, three})}), joined);
}

TEST(Postings, DoNotJoinOutOfOrder) {
  EXPECT_FALSE(CombinePostings({MakeRun({5}), MakeRun({5})}).has_value());
  EXPECT_FALSE(CombinePostings({MakeRun({5}), "garbage"}).has_value());
}

TEST(Postings, DamageIsFound) {
  const std::string run = MakeRun({1, 5, 9, 4000, 5000, 6000});
  Postings postings;
  for (std::size_t size = 0; size < run.size(); ++size) {
    EXPECT_FALSE(DecodeRun(std::string_view(run).substr(0, size), postings)) << size;
  }
  EXPECT_FALSE(DecodeRun(run + "x", postings));
}

TEST(Counters, AddUp) {
  std::string plus;
  std::string minus;
  AppendSigned(plus, 70'000);
  AppendSigned(minus, -1);
  const auto sum = CombineCounters({plus, minus});
  ASSERT_TRUE(sum.has_value());
  EXPECT_EQ(Reader(*sum).Signed(), 69'999);
  EXPECT_FALSE(CombineCounters({plus, ""}).has_value());
}

TEST(Codec, GivesBackNumbersAtTheirBounds) {
  for (const std::int64_t number : {INT64_MIN, std::int64_t{-1}, std::int64_t{0}, INT64_MAX}) {
    std::string bytes;
    AppendSigned(bytes, number);
    EXPECT_EQ(Reader(bytes).Signed(), number);
  }
  std::string bytes;
  AppendVarint(bytes, UINT64_MAX);
  EXPECT_EQ(Reader(bytes).Varint(), UINT64_MAX);
}

TEST(Codec, ReadingPastTheEndIsNotOk) {
  Reader reader(
      "\x05"
      "ab");
  EXPECT_THAT(reader.Bytes(), IsEmpty());
  EXPECT_FALSE(reader.Ok());
  EXPECT_EQ(reader.Varint(), 0U);
}

}  // namespace
}  // namespace stratwatch::store
