#include "model/ids.h"

#include <gtest/gtest.h>

namespace stratwatch {
namespace {

TEST(Digest128, GoesToHexAndBack) {
  const std::string hex = "00112233445566778899aabbccddeeff";
  const auto digest = Digest128::FromHex(hex);
  ASSERT_TRUE(digest);
  EXPECT_EQ(digest->Hex(), hex);
}

TEST(Digest128, TakesUpperCaseHex) {
  EXPECT_EQ(Digest128::FromHex("00112233445566778899AABBCCDDEEFF"),
            Digest128::FromHex("00112233445566778899aabbccddeeff"));
}

TEST(Digest128, RefusesHexOfAnotherLength) {
  EXPECT_FALSE(Digest128::FromHex("0011"));
  EXPECT_FALSE(Digest128::FromHex(""));
}

TEST(Digest128, RefusesWhatIsNoHex) {
  EXPECT_FALSE(Digest128::FromHex("zz112233445566778899aabbccddeeff"));
}

TEST(Digest128, GoesToBytesAndBack) {
  const auto digest = Digest128::FromHex("00112233445566778899aabbccddeeff");
  ASSERT_TRUE(digest);
  EXPECT_EQ(Digest128::FromBytes(digest->View()), digest);
}

TEST(Digest128, RefusesBytesOfAnotherLength) {
  EXPECT_FALSE(Digest128::FromBytes("short"));
}

TEST(Digest128, IsOrderedBytewise) {
  EXPECT_LT(*Digest128::FromHex("7f112233445566778899aabbccddeeff"),
            *Digest128::FromHex("80112233445566778899aabbccddeeff"));
}

}  // namespace
}  // namespace stratwatch
