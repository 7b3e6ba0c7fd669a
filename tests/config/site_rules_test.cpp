#include "config/site_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <ostream>

#include "config/config.h"
#include "tests/support/temporary_folder.h"

namespace stratwatch::config {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class SiteRulesFile : public ::testing::Test {
 protected:
  parsers::SiteRules Read(const std::string& toml) {
    const auto file = folder_ / "site_rules.toml";
    std::ofstream(file) << toml;
    mistakes_.clear();
    return LoadSiteRules(file, mistakes_);
  }
  // The mistakes without the folder.
  std::string Mistakes(const std::string& toml) {
    Read(toml);
    std::string all;
    for (const std::string& each : mistakes_) {
      all += (all.empty() ? "" : "\n") + each.substr(each.rfind("site_rules.toml"));
    }
    return all;
  }

  stratwatch::testing::TemporaryFolder folder_;
  std::vector<std::string> mistakes_;
};

TEST_F(SiteRulesFile, HoldsATableAHost) {
  const auto rules = Read(
      "[\"news.example\"]\nbody = \"div.text\"\ntitle = [\"h1.x\", \"h1\"]\n"
      "[\"www.gazette.example\"]\nremove = [\".ad\"]\ndate = \"time\"\nauthor = \".by\"\n");
  EXPECT_THAT(mistakes_, IsEmpty());
  EXPECT_EQ(rules.Hosts(), 2U);
  EXPECT_NE(rules.Find("gazette.example"), nullptr);
}

TEST_F(SiteRulesFile, MayBeEmpty) {
  EXPECT_EQ(Read("# none\n").Hosts(), 0U);
  EXPECT_THAT(mistakes_, IsEmpty());
}

struct MistakeCase {
  const char* name;
  const char* toml;
  const char* mistake;
};
void PrintTo(const MistakeCase& each, std::ostream* out) {
  *out << each.toml;
}

constexpr MistakeCase kMistakes[] = {
    {"UnknownKey", "[\"a.example\"]\nboddy = \"p\"\n",
     "site_rules.toml:2:1: unknown key boddy; allowed: body, title, date, author, remove; did you "
     "mean body?"},
    {"Selector", "[\"a.example\"]\nbody = \"p\"\ntitle = [\"h1\", \"h1:hover\"]\n",
     "site_rules.toml:3:16: title: selector: column 3: :hover is not supported"},
    {"Kind", "[\"a.example\"]\nbody = 7\n",
     "site_rules.toml:2:8: body: expected a CSS selector in quotes, or a list of them"},
    {"EmptyList", "[\"a.example\"]\nremove = []\n", "site_rules.toml:2:10: remove: expected"},
    {"Host", "[\"https://a.example\"]\nbody = \"p\"\n",
     "site_rules.toml:1:2: 'https://a.example' is no host"},
    {"HostWithoutQuotes", "[a.example]\nbody = \"p\"\n",
     "a host with dots stands in quotes: [\"a.example\"]"},
    {"KeyWithoutHost", "body = \"p\"\n", "site_rules.toml:1:1: 'body': expected a host's table"},
    {"HostTwice", "[\"a.example\"]\nbody = \"p\"\n[\"www.a.example\"]\nbody = \"p\"\n",
     "site_rules.toml:3:2: 'www.a.example' has its rules already in line 1"},
    {"NoRules", "[\"a.example\"]\n", "site_rules.toml:1:2: 'a.example' has no rules"},
    {"NoToml", "[\"a.example\"\n", "site_rules.toml:1:"},
};

class SiteRulesMistake : public SiteRulesFile, public ::testing::WithParamInterface<MistakeCase> {};

TEST_P(SiteRulesMistake, IsToldWithItsLine) {
  EXPECT_THAT(Mistakes(GetParam().toml), HasSubstr(GetParam().mistake));
}

INSTANTIATE_TEST_SUITE_P(Kinds, SiteRulesMistake, ::testing::ValuesIn(kMistakes),
                         [](const auto& each) { return each.param.name; });

TEST_F(SiteRulesFile, ShowsAllMistakesAtOnce) {
  Read("[\"a.example\"]\nbody = \"p..\"\ntitel = \"h1\"\n");
  EXPECT_THAT(mistakes_,
              ElementsAre(HasSubstr(":2:8: body"), HasSubstr(":3:1: unknown key titel")));
}

TEST_F(SiteRulesFile, IsNamedByTheConfiguration) {
  std::ofstream(folder_ / "mine.toml") << "[\"a.example\"]\nbody = \"p\"\n";
  std::ofstream(folder_ / "stratwatch.toml") << "[normalise]\nsite_rules = \"mine.toml\"\n";
  LoadRequest request;
  request.file = folder_ / "stratwatch.toml";
  const auto config = Load(request);
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->service.normalise.extractor.rules.Hosts(), 1U);

  std::ofstream(folder_ / "mine.toml") << "[\"a.example\"]\nbody = \"p..\"\n";
  EXPECT_THAT(Load(request).error().message, HasSubstr("mine.toml:2:8: body"));

  std::filesystem::remove(folder_ / "mine.toml");
  EXPECT_THAT(Load(request).error().message, HasSubstr("mine.toml: no such file"));
}

TEST(ShippedSiteRules, AreEmptyAndTheirExampleIsValid) {
  std::vector<std::string> mistakes;
  EXPECT_EQ(LoadSiteRules(STRATWATCH_SHIPPED_SITE_RULES, mistakes).Hosts(), 0U);
  std::ifstream in(STRATWATCH_SHIPPED_SITE_RULES);
  std::string toml;
  for (std::string line; std::getline(in, line);) {
    const bool example = line.starts_with("# [") || line.find(" = ") != std::string::npos;
    if (example) toml += line.substr(2) + "\n";
  }
  const stratwatch::testing::TemporaryFolder folder;
  std::ofstream(folder / "example.toml") << toml;
  EXPECT_EQ(LoadSiteRules(folder / "example.toml", mistakes).Hosts(), 1U);
  EXPECT_THAT(mistakes, IsEmpty());
}

TEST(DocumentedSiteRules, AreValid) {
  std::ifstream in(STRATWATCH_SITE_RULES_PAGE);
  std::string toml;
  bool inside = false;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("```")) {
      inside = line == "```toml";
    } else if (inside) {
      toml += line + "\n";
    }
  }
  const stratwatch::testing::TemporaryFolder folder;
  std::ofstream(folder / "example.toml") << toml;
  std::vector<std::string> mistakes;
  EXPECT_EQ(LoadSiteRules(folder / "example.toml", mistakes).Hosts(), 1U);
  EXPECT_THAT(mistakes, IsEmpty());
}

}  // namespace
}  // namespace stratwatch::config
