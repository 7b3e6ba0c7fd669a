#include "tests/pipeline/kafka_broker.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>

#include "tests/support/temporary_folder.h"

namespace stratwatch::pipeline {
namespace {

struct Output {
  std::string text;
  int status = 0;
};

Output Run(const std::string& command) {
  Output output;
  FILE* const pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return {"popen failed", -1};
  std::array<char, 512> buffer{};
  while (std::fgets(buffer.data(), buffer.size(), pipe) != nullptr) output.text += buffer.data();
  output.status = pclose(pipe);
  while (!output.text.empty() && output.text.back() == '\n') output.text.pop_back();
  return output;
}

// stderr comes along when it fails; when it works, the address is all there is.
Output Broker(const std::string& command, const std::string& folder) {
  return Run(STRATWATCH_SOURCE_DIR "/ops/kafka/broker " + command + " --folder '" + folder +
             "' 2>&1");
}

class Started {
 public:
  Started() {
    if (const char* const given = std::getenv("STRATWATCH_KAFKA"); given != nullptr) {
      address_ = given;
      return;
    }
    folder_ = std::make_unique<stratwatch::testing::TemporaryFolder>();
    const Output output =
        Broker("start --with " + std::to_string(getpid()), folder_->Path().string());
    (output.status == 0 ? address_ : why_not_) = output.text;
  }
  ~Started() {
    if (folder_ != nullptr) Broker("stop", folder_->Path().string());
  }
  Started(const Started&) = delete;
  Started& operator=(const Started&) = delete;

  const std::string& address() const { return address_; }
  const std::string& why_not() const { return why_not_; }

 private:
  std::unique_ptr<stratwatch::testing::TemporaryFolder> folder_;
  std::string address_;
  std::string why_not_;
};

}  // namespace

std::string SharedBroker(std::string& why_not) {
  static const Started started;
  why_not = "no Kafka: " + started.why_not();
  return started.address();
}

OwnBroker::OwnBroker() {
  std::string pattern =
      (std::filesystem::temp_directory_path() / "stratwatch-broker-XXXXXX").string();
  if (mkdtemp(pattern.data()) != nullptr) folder_ = pattern;
}

OwnBroker::~OwnBroker() {
  Stop();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

std::string OwnBroker::Start() {
  const Output output = Broker("start --with " + std::to_string(getpid()), folder_);
  EXPECT_EQ(output.status, 0) << output.text;
  return output.status == 0 ? output.text : "";
}

void OwnBroker::Stop() {
  Broker("stop", folder_);
}

}  // namespace stratwatch::pipeline
