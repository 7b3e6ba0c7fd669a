#include "pipeline/internal/mark_index.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

namespace stratwatch::pipeline::internal {
namespace {

std::set<std::uint32_t> Under(const MarkIndex& index, std::uint32_t mark) {
  std::set<std::uint32_t> texts;
  index.ForEach(mark, [&](std::uint32_t text) {
    texts.insert(text);
    return true;
  });
  return texts;
}

TEST(MarkIndex, FindsNothingWhenEmpty) {
  EXPECT_TRUE(Under(MarkIndex(), 7).empty());
}

TEST(MarkIndex, KeepsEveryTextOfAMark) {
  MarkIndex index;
  for (std::uint32_t text = 0; text < 100; ++text) index.Insert(0xFFFFFFFF, text);
  EXPECT_EQ(Under(index, 0xFFFFFFFF).size(), 100);
  EXPECT_TRUE(Under(index, 0xFFFFFFFE).empty());
}

TEST(MarkIndex, StopsWhereTheVisitorSaysSo) {
  MarkIndex index;
  for (std::uint32_t text = 0; text < 100; ++text) index.Insert(5, text);
  int visits = 0;
  index.ForEach(5, [&](std::uint32_t) { return ++visits < 3; });
  EXPECT_EQ(visits, 3);
}

TEST(MarkIndex, ErasingWhatIsNotThereDoesNothing) {
  MarkIndex index;
  index.Erase(1, 1);
  index.Insert(1, 1);
  index.Erase(1, 2);
  index.Erase(2, 1);
  EXPECT_EQ(Under(index, 1), (std::set<std::uint32_t>{1}));
}

// Against a plain multimap: few shards and few places, so that runs wrap and holes are closed
// across the end of a table.
TEST(MarkIndex, AgreesWithAMapAfterManyInsertionsAndErasures) {
  std::mt19937 generator(3);
  const auto random = [&] { return static_cast<std::uint32_t>(generator()); };
  MarkIndex index;
  std::map<std::uint32_t, std::multiset<std::uint32_t>> expected;
  const auto mark_at = [](std::uint32_t i) { return (i % 3 << 24U) | (0xFFFF00 + i % 97); };
  for (int step = 0; step < 20'000; ++step) {
    const std::uint32_t mark = mark_at(random());
    const std::uint32_t text = random() % 5;
    if (random() % 2 == 0 && expected[mark].count(text) == 0) {
      index.Insert(mark, text);
      expected[mark].insert(text);
    } else {
      index.Erase(mark, text);
      expected[mark].erase(text);
    }
  }
  for (std::uint32_t i = 0; i < 291; ++i) {
    const auto& texts = expected[mark_at(i)];
    EXPECT_EQ(Under(index, mark_at(i)), std::set<std::uint32_t>(texts.begin(), texts.end())) << i;
  }
}

TEST(MarkIndex, TakesAtMostTwelveBytesAPairOnceItIsLarge) {
  std::mt19937 generator(4);
  const auto random = [&] { return static_cast<std::uint32_t>(generator()); };
  MarkIndex index;
  constexpr std::size_t kPairs = 400'000;
  for (std::uint32_t text = 0; text < kPairs; ++text) index.Insert(random(), text);
  EXPECT_LE(index.MemoryBytes(), 12 * kPairs);
}

}  // namespace
}  // namespace stratwatch::pipeline::internal
