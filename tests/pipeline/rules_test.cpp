#include "pipeline/rules.h"

#include <filesystem>
#include <fstream>

#include "tests/support/temporary_folder.h"

namespace stratwatch::pipeline {
namespace {

using ::testing::Contains;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::Not;

class RulesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::copy(STRATWATCH_GAZETTEER_FOLDER, folder_.Path(),
                          std::filesystem::copy_options::recursive |
                              std::filesystem::copy_options::overwrite_existing);
    auto rules = Rules::Load(folder_.Path(), {});
    ASSERT_TRUE(rules.has_value()) << rules.error().message;
    rules_ = std::move(*rules);
  }
  void Append(const std::string& file, const std::string& line) {
    std::ofstream(folder_ / file, std::ios::app | std::ios::binary) << line << '\n';
  }
  static std::vector<Tag> Tags(const RuleSet& rules) {
    return rules.tagger->Find("Zubrowania plans for AI", "", "en");
  }

  stratwatch::testing::TemporaryFolder folder_;
  std::unique_ptr<Rules> rules_;
};

TEST_F(RulesTest, ReloadPutsNewRulesInForceWithTheirVersion) {
  const auto before = rules_->Current();
  Append("countries.tsv", "MA\ten\tname\tZubrowania\tinvented");
  ASSERT_TRUE(rules_->Reload().has_value());
  const auto after = rules_->Current();
  const auto tags = Tags(*after);
  EXPECT_THAT(tags, Contains(Field(&Tag::canonical_id, "MA")));
  EXPECT_EQ(tags.front().rule_version, after->gazetteer->Version());
  EXPECT_NE(after->gazetteer->Version(), before->gazetteer->Version());
}

// Whoever took the rules before goes on with them.
TEST_F(RulesTest, ReloadLeavesASetThatIsInUse) {
  const auto before = rules_->Current();
  Append("countries.tsv", "MA\ten\tname\tZubrowania\tinvented");
  ASSERT_TRUE(rules_->Reload().has_value());
  EXPECT_THAT(Tags(*before), Not(Contains(Field(&Tag::canonical_id, "MA"))));
}

TEST_F(RulesTest, ReloadOfABrokenFileKeepsTheRulesInForce) {
  const auto before = rules_->Current();
  Append("countries.tsv", "Morocco\ten\tname\tZubrowania\tinvented");
  const auto reloaded = rules_->Reload();
  ASSERT_FALSE(reloaded.has_value());
  EXPECT_EQ(reloaded.error().code, ErrorCode::kInvalid);
  EXPECT_THAT(reloaded.error().message, HasSubstr("countries.tsv:"));
  EXPECT_EQ(rules_->Current(), before);
}

TEST_F(RulesTest, ReloadReadsTheSiteRulesAgainAndKeepsThemWhenBroken) {
  std::string selector = "p";
  const auto rules = *Rules::Load(folder_.Path(), {}, [&]() -> Result<parsers::SiteRules> {
    parsers::SiteRules read;
    const auto added = read.Add("news.example", parsers::RuleField::kBody, selector);
    if (!added) return tl::unexpected(added.error());
    return read;
  });
  const auto before = rules->Current();
  EXPECT_NE(before->site_rules->Find("news.example"), nullptr);
  selector = "p..";
  EXPECT_FALSE(rules->Reload().has_value());
  EXPECT_EQ(rules->Current(), before);
  selector = ".story";
  ASSERT_TRUE(rules->Reload().has_value());
  EXPECT_NE(rules->Current()->site_rules->Find("news.example"),
            before->site_rules->Find("news.example"));
  EXPECT_NE(rules->Current()->generation, before->generation);
}

TEST_F(RulesTest, ReloadWithoutTheFolderKeepsTheRulesInForce) {
  const auto before = rules_->Current();
  std::filesystem::remove_all(folder_.Path());
  ASSERT_FALSE(rules_->Reload().has_value());
  EXPECT_EQ(rules_->Current(), before);
}

}  // namespace
}  // namespace stratwatch::pipeline
