#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <sstream>

#include "config/config.h"
#include "tests/support/temporary_folder.h"

// config/stratwatch.toml is documentation that programs read: it must name every option, with its
// true default.
namespace stratwatch::config {
namespace {

// The shipped file with each "# key = value" line made active.
std::string Uncommented() {
  std::ifstream in(STRATWATCH_SHIPPED_CONFIG);
  std::ostringstream out;
  for (std::string line; std::getline(in, line);) {
    const bool is_option =
        line.starts_with("# ") && line.find(" = ") != std::string::npos &&
        line.find_first_not_of("abcdefghijklmnopqrstuvwxyz_", 2) == line.find(" = ");
    out << (is_option ? line.substr(2) : line) << '\n';
  }
  return out.str();
}

class ShippedFile : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto file = folder_ / "stratwatch.toml";
    std::ofstream(file) << Uncommented();
    request_.file = file;
    request_.share_folder = folder_.Path();
    request_.data_folder = folder_.Path();
  }

  stratwatch::testing::TemporaryFolder folder_;
  LoadRequest request_;
};

TEST_F(ShippedFile, IsValidWhenUncommented) {
  const auto config = Load(request_);
  ASSERT_TRUE(config) << config.error().message;
}

TEST_F(ShippedFile, StatesTheTrueDefaults) {
  const auto config = Load(request_);
  ASSERT_TRUE(config) << config.error().message;
  for (const OptionValue& option : Options(*config, request_)) {
    EXPECT_EQ(option.value, option.fallback) << option.key;
  }
}

TEST_F(ShippedFile, NamesEveryOption) {
  const std::string text = Uncommented();
  std::string section;
  std::map<std::string, int> named;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with('[')) section = line.substr(1, line.find(']') - 1);
    const std::size_t equals = line.find(" = ");
    if (!line.starts_with('#') && equals != std::string::npos) {
      ++named[section + "." + line.substr(0, equals)];
    }
  }
  for (const OptionValue& option : Options(Config(), request_)) {
    EXPECT_EQ(named[option.key], 1) << option.key;
  }
}

}  // namespace
}  // namespace stratwatch::config
