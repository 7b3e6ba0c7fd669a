// Runs the commands that README.md shows: every ```sh block that follows a comment
// beginning with "<!-- tested". They run in the root of the tree, with the built binary in PATH and
// STRATWATCH_CONFIG naming the sample web's configuration with a crawled store.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/e2e/sample_run.h"

namespace stratwatch::testing {
namespace {

using ::testing::IsEmpty;
using ::testing::Not;

const std::filesystem::path kRoot = STRATWATCH_ROOT;

// The tested blocks' commands, one a line.
std::vector<std::string> TestedCommands(const std::filesystem::path& page) {
  std::ifstream file(page);
  std::vector<std::string> commands;
  bool marked = false;
  bool inside = false;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("<!-- tested")) {
      marked = true;
    } else if (line.starts_with("```")) {
      inside = !inside && marked && line == "```sh";
      if (!inside) marked = false;
    } else if (inside && !line.empty() && !line.starts_with("#")) {
      commands.push_back(line.starts_with("$ ") ? line.substr(2) : line);
    }
  }
  return commands;
}

// The two scripts build and test everything, this test included; here they must exist and parse.
bool IsWholeBuild(const std::string& command) {
  return command.starts_with("ops/quickstart") || command.starts_with("ops/check");
}

TEST(Readme, ShowsCommandsThatWork) {
  if (!std::filesystem::exists(kRoot / "README.md")) GTEST_SKIP() << "there is no README.md";
  const std::vector<std::string> commands = TestedCommands(kRoot / "README.md");
  EXPECT_THAT(commands, Not(IsEmpty())) << "no block is marked <!-- tested -->";
  SampleRun run;
  const Finished crawl = run.Stratwatch({"run", "--once"});
  ASSERT_EQ(crawl.exit_code, 0) << crawl.err;
  const std::string binary_folder = std::filesystem::path(STRATWATCH_BINARY).parent_path().string();
  for (const std::string& command : commands) {
    Command call;
    call.folder = kRoot;
    call.environment = {{"STRATWATCH_CONFIG", run.Config().string()},
                        {"HOME", run.Folder().string()},
                        {"PATH", binary_folder + ":" + std::getenv("PATH")}};
    if (IsWholeBuild(command)) {
      call.arguments = {"bash", "-n", command.substr(0, command.find(' '))};
    } else {
      call.arguments = {"bash", "-euc", command};
    }
    const Finished finished = RunCommand(call);
    EXPECT_EQ(finished.exit_code, 0) << command << "\n" << finished.err;
  }
}

}  // namespace
}  // namespace stratwatch::testing
