#include <gtest/gtest.h>

#include "app/http/api.h"

namespace stratwatch::app {
namespace {

TEST(RequestTarget, IsPathAndQuery) {
  const auto request = ParseTarget("GET", "/api/v1/search?q=country%3AMA+ai&limit=5");
  EXPECT_EQ(request.path, "/api/v1/search");
  EXPECT_EQ(request.query.at("q"), "country:MA ai");
  EXPECT_EQ(request.query.at("limit"), "5");
}

TEST(RequestTarget, KeepsABadPercentSequence) {
  EXPECT_EQ(ParseTarget("GET", "/a%zz%4").path, "/a%zz%4");
}

TEST(RequestTarget, TakesAParameterWithoutValue) {
  EXPECT_EQ(ParseTarget("GET", "/a?q").query.at("q"), "");
}

TEST(RequestTarget, DecodesUtf8) {
  EXPECT_EQ(ParseTarget("GET", "/?q=%D8%A7%D9%84").query.at("q"), "ال");
}

TEST(RequestTarget, PlusInAPathIsAPlus) {
  EXPECT_EQ(ParseTarget("GET", "/a+b").path, "/a+b");
}

}  // namespace
}  // namespace stratwatch::app
