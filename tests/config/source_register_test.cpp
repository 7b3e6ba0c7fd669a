#include "config/source_register.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "tests/support/temporary_folder.h"

namespace stratwatch::config {
namespace {

using ::testing::HasSubstr;

class SourceRegister : public ::testing::Test {
 protected:
  Result<std::vector<Source>> Read(const std::string& tsv, std::vector<std::string> only = {}) {
    const auto file = folder_ / "register.tsv";
    std::ofstream(file) << tsv;
    return LoadSources({file}, only);
  }

  stratwatch::testing::TemporaryFolder folder_;
};

TEST_F(SourceRegister, ReadsARow) {
  const auto sources = Read(
      "id\toutlet\tcountry\tlanguage\tkind\turl\n"
      "ma-fr\tLe Matin\tMA\tfr\trss\thttps://lematin.example/rss\n");
  ASSERT_TRUE(sources) << sources.error().message;
  ASSERT_EQ(sources->size(), 1U);
  EXPECT_EQ(sources->front().country, "MA");
  EXPECT_EQ(sources->front().kind, SourceKind::kFeed);
}

TEST_F(SourceRegister, NamesLineOfAnUnknownKind) {
  const auto sources = Read("id\tkind\turl\na\ttelex\thttps://a.example/\n");
  ASSERT_FALSE(sources);
  EXPECT_THAT(sources.error().message, HasSubstr("register.tsv:2: kind 'telex' is unknown"));
}

TEST_F(SourceRegister, RefusesAnIdTwice) {
  const auto sources =
      Read("id\tkind\turl\na\trss\thttps://a.example/\na\trss\thttps://b.example/\n");
  ASSERT_FALSE(sources);
  EXPECT_THAT(sources.error().message, HasSubstr("stands already at"));
}

TEST_F(SourceRegister, RefusesABadUrl) {
  const auto sources = Read("id\tkind\turl\na\trss\tftp://a.example/\n");
  ASSERT_FALSE(sources);
  EXPECT_THAT(sources.error().message, HasSubstr("register.tsv:2: url:"));
}

TEST_F(SourceRegister, NeedsAHeader) {
  EXPECT_FALSE(Read(""));
  EXPECT_FALSE(Read("name\turl\n"));
}

TEST_F(SourceRegister, KeepsOnlyTheSourcesAskedFor) {
  const auto sources =
      Read("id\tkind\turl\na\trss\thttps://a.example/\nb\trss\thttps://b.example/\n", {"b"});
  ASSERT_TRUE(sources) << sources.error().message;
  ASSERT_EQ(sources->size(), 1U);
  EXPECT_EQ(sources->front().id.value, "b");
}

TEST_F(SourceRegister, SaysWhichAskedForSourceIsUnknown) {
  const auto sources = Read("id\tkind\turl\na\trss\thttps://a.example/\n", {"zz"});
  ASSERT_FALSE(sources);
  EXPECT_THAT(sources.error().message, HasSubstr("'zz'"));
}

TEST(ShippedRegister, Loads) {
  const auto sources = LoadSources({STRATWATCH_SHIPPED_REGISTER}, {});
  ASSERT_TRUE(sources) << sources.error().message;
  EXPECT_GT(sources->size(), 1'000U);
}

}  // namespace
}  // namespace stratwatch::config
