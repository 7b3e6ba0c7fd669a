#include "store/internal/bitmap.h"

namespace stratwatch::store {
namespace {

using ::testing::ElementsAre;

std::vector<std::uint32_t> Slots(const Bitmap& bitmap) {
  std::vector<std::uint32_t> slots;
  bitmap.ForEach([&](std::uint32_t slot) { slots.push_back(slot); });
  return slots;
}

Bitmap Of(std::initializer_list<std::uint32_t> slots) {
  Bitmap bitmap;
  for (const std::uint32_t slot : slots) bitmap.Set(slot);
  return bitmap;
}

TEST(Bitmap, HoldsTheFirstAndTheLastSlot) {
  const Bitmap bitmap = Of({0, 63, 64, kChunkSize - 1});
  EXPECT_THAT(Slots(bitmap), ElementsAre(0, 63, 64, kChunkSize - 1));
  EXPECT_EQ(bitmap.Count(), 4U);
  EXPECT_TRUE(bitmap.Has(63));
  EXPECT_FALSE(bitmap.Has(62));
}

TEST(Bitmap, OperatorsAreThoseOfSets) {
  Bitmap bitmap = Of({1, 2, 3});
  bitmap.And(Of({2, 3, 4}));
  EXPECT_THAT(Slots(bitmap), ElementsAre(2, 3));
  bitmap.Or(Of({9}));
  bitmap.AndNot(Of({2}));
  EXPECT_THAT(Slots(bitmap), ElementsAre(3, 9));
  bitmap.Clear(3);
  bitmap.Clear(9);
  EXPECT_TRUE(bitmap.Empty());
}

TEST(Bitmap, CutAfterKeepsTheSlotItself) {
  for (const std::uint32_t last : {0U, 62U, 63U, 64U, kChunkSize - 1}) {
    Bitmap bitmap;
    for (std::uint32_t slot = 0; slot < kChunkSize; ++slot) bitmap.Set(slot);
    bitmap.CutAfter(last);
    EXPECT_EQ(bitmap.Count(), last + 1);
    EXPECT_TRUE(bitmap.Has(last));
  }
}

}  // namespace
}  // namespace stratwatch::store
