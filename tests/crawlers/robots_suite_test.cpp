// The recorded cases of google/robotstxt, when the public suites lie beside the tree.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>

#include "crawlers/internal/robots_syntax.h"
#include "crawlers/robots.h"

namespace stratwatch::crawlers {
namespace {

bool Passes(const nlohmann::json& each) {
  const std::string kind = each.at("kind");
  if (kind == "allowed") {
    const auto rules = RobotsRules::Parse(each.at("robots").get<std::string>(),
                                          each.at("agent").get<std::string>());
    const std::string url = each.at("url");
    return rules.CheckTarget(internal::RobotsTargetOf(url)).allowed == each.at("expect");
  }
  const std::string input = each.at("input");
  if (kind == "valid_agent") return internal::IsProductToken(input) == each.at("expect");
  if (kind == "path") return internal::RobotsTargetOf(input) == each.at("expect");
  return internal::ComparableOf(input) == each.at("expect");
}

TEST(RobotsSuite, AgreesWithRecordedCasesOfTheStandard) {
  const char* folder = std::getenv("STRATWATCH_SHARED");
  if (folder == nullptr) GTEST_SKIP() << "STRATWATCH_SHARED is unset: no public suites here";
  std::ifstream file(std::string(folder) + "/suites/robots/cases.jsonl");
  if (!file) GTEST_SKIP() << "no suites/robots/cases.jsonl in " << folder;
  int google = 0;
  int google_passed = 0;
  int standard = 0;
  for (std::string line; std::getline(file, line);) {
    const auto each = nlohmann::json::parse(line);
    const bool passed = Passes(each);
    if (each.at("google_only")) {
      ++google;
      google_passed += passed ? 1 : 0;
      continue;
    }
    ++standard;
    EXPECT_TRUE(passed) << line.substr(0, 1000);
  }
  std::cout << "robots.txt: " << standard << " cases of the standard, and " << google_passed
            << " of " << google << " that only Google's crawler is held to\n";
  EXPECT_GT(standard, 0);
}

}  // namespace
}  // namespace stratwatch::crawlers
