#include "config/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "tests/support/temporary_folder.h"

namespace stratwatch::config {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class ConfigFile : public ::testing::Test {
 protected:
  LoadRequest Request(const std::string& toml) {
    const auto file = folder_ / "stratwatch.toml";
    std::ofstream(file) << toml;
    LoadRequest request;
    request.file = file;
    request.share_folder = "share";
    request.data_folder = "data";
    return request;
  }
  std::string MistakeIn(const std::string& toml) {
    const auto config = Load(Request(toml));
    return config ? "" : config.error().message;
  }

  stratwatch::testing::TemporaryFolder folder_;
};

TEST(Config, NeedsNoFile) {
  LoadRequest request;
  request.data_folder = "/data";
  const auto config = Load(request);
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->store.path, "/data/store");
}

TEST_F(ConfigFile, SetsAnOption) {
  const auto config = Load(Request("[crawl]\ndelay_ms = 250\n"));
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->service.crawl.politeness.delay, std::chrono::milliseconds(250));
}

TEST_F(ConfigFile, TakesRelativePathsFromItsOwnFolder) {
  const auto config = Load(Request("[store]\npath = \"db\"\n"));
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->store.path, folder_ / "db");
}

TEST_F(ConfigFile, ReadsATableOfHosts) {
  const auto config =
      Load(Request("[crawl]\nconnect_to = { \"news.example:80\" = \"127.0.0.1:8080\" }\n"));
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->service.crawl.fetcher.connect_to.at("news.example:80"), "127.0.0.1:8080");
}

TEST_F(ConfigFile, NamesLineAndNearestKeyOfAnUnknownOption) {
  EXPECT_THAT(MistakeIn("[crawl]\n\ndelay_mss = 3\n"),
              AllOf(HasSubstr("stratwatch.toml:3:1: unknown option crawl.delay_mss"),
                    HasSubstr("did you mean crawl.delay_ms?")));
}

TEST_F(ConfigFile, NamesWhatIsAllowedWhenOutOfRange) {
  EXPECT_THAT(MistakeIn("[http]\nport = 70000\n"),
              AllOf(HasSubstr(":2:8: http.port: 70000 is not allowed"), HasSubstr("0 … 65535")));
}

TEST_F(ConfigFile, NamesTheWrongType) {
  EXPECT_THAT(MistakeIn("[http]\nport = \"x\"\n"),
              HasSubstr("http.port: expected a whole number, found text \"x\""));
}

TEST_F(ConfigFile, NamesTheChoices) {
  EXPECT_THAT(MistakeIn("[log]\nengine = \"rabbit\"\n"), HasSubstr("\"embedded\", \"kafka\""));
}

TEST_F(ConfigFile, ReportsEveryMistakeAtOnce) {
  EXPECT_THAT(MistakeIn("[http]\nport = -1\n[stor]\npath = \"x\"\n"),
              AllOf(HasSubstr("http.port"), HasSubstr("stor")));
}

TEST_F(ConfigFile, ReportsSyntaxErrorsWithTheirPlace) {
  EXPECT_THAT(MistakeIn("[http]\nport = = 3\n"), HasSubstr("stratwatch.toml:2:"));
}

TEST_F(ConfigFile, RefusesKafkaWithoutBrokers) {
  EXPECT_THAT(MistakeIn("[log]\nengine = \"kafka\"\n"), HasSubstr("kafka.brokers"));
}

TEST_F(ConfigFile, RefusesABadPrivateRange) {
  EXPECT_THAT(MistakeIn("[crawl]\nallow_private = [\"10.0.0.0/99\"]\n"),
              HasSubstr("crawl.allow_private"));
}

TEST_F(ConfigFile, YieldsToAVariable) {
  auto request = Request("[http]\nport = 1\n");
  request.environment = {{"STRATWATCH_HTTP_PORT", "2"}};
  const auto config = Load(request);
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->http.port, 2);
}

TEST_F(ConfigFile, YieldsToAFlagBeforeAVariable) {
  auto request = Request("[http]\nport = 1\n");
  request.environment = {{"STRATWATCH_HTTP_PORT", "2"}};
  request.assignments = {"http.port=3"};
  const auto config = Load(request);
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->http.port, 3);
}

TEST(Config, NamesTheVariableThatIsWrong) {
  LoadRequest request;
  request.environment = {{"STRATWATCH_HTTP_PORT", "eighty"}};
  const auto config = Load(request);
  ASSERT_FALSE(config);
  EXPECT_THAT(config.error().message, HasSubstr("STRATWATCH_HTTP_PORT"));
}

TEST(Config, WarnsOfAVariableThatIsNearlyAnOption) {
  LoadRequest request;
  request.environment = {{"STRATWATCH_STORE_PAHT", "x"}};
  const auto config = Load(request);
  ASSERT_TRUE(config) << config.error().message;
  ASSERT_EQ(config->warnings.size(), 1U);
  EXPECT_THAT(config->warnings[0], HasSubstr("did you mean STRATWATCH_STORE_PATH?"));
}

TEST(Config, SaysWhenTheFileIsNotThere) {
  LoadRequest request;
  request.file = "no-such-folder/stratwatch.toml";
  const auto config = Load(request);
  ASSERT_FALSE(config);
  EXPECT_EQ(config.error().code, ErrorCode::kNotFound);
}

TEST(Config, ShowsEveryOptionWithItsVariable) {
  const LoadRequest request;
  const auto config = Load(request);
  ASSERT_TRUE(config);
  const auto options = Options(*config, request);
  EXPECT_EQ(options.front().key, "store.path");
  EXPECT_EQ(options.front().variable, "STRATWATCH_STORE_PATH");
}

}  // namespace
}  // namespace stratwatch::config
