#include <gtest/gtest.h>

#include "pipeline/embedded_log.h"
#include "tests/pipeline/log_conformance.h"
#include "tests/support/fake_clock.h"
#include "tests/support/temporary_folder.h"

namespace stratwatch::pipeline {
namespace {

class EmbeddedEngine final : public EngineUnderTest {
 public:
  void Open() override {
    store::StoreOptions options;
    options.path = folder_ / "store";
    auto database = store::Database::Open(options);
    ASSERT_TRUE(database.has_value()) << database.error().message;
    database_ = std::move(*database);
    EmbeddedLogOptions log_options;
    log_options.message_bytes_max = kTestMessageBytesMax;
    auto log = OpenEmbeddedLog(*database_, clock_, log_options);
    ASSERT_TRUE(log.has_value()) << log.error().message;
    log_ = std::move(*log);
    ASSERT_TRUE(log_->EnsureTopics().has_value());
  }

  void Close() override {
    log_.reset();
    database_.reset();
  }

  Log& log() override { return *log_; }
  store::Database& database() override { return *database_; }

 private:
  testing::TemporaryFolder folder_;
  testing::FakeClock clock_;
  std::unique_ptr<store::Database> database_;
  std::unique_ptr<Log> log_;
};

std::unique_ptr<EngineUnderTest> MakeEmbedded(std::string&) {
  return std::make_unique<EmbeddedEngine>();
}

std::string NameOf(const ::testing::TestParamInfo<EngineCase>& each) {
  return each.param.name;
}

INSTANTIATE_TEST_SUITE_P(Engine, LogConformance,
                         ::testing::Values(EngineCase{"Embedded", MakeEmbedded}), NameOf);
INSTANTIATE_TEST_SUITE_P(Engine, DeadLetters,
                         ::testing::Values(EngineCase{"Embedded", MakeEmbedded}), NameOf);

}  // namespace
}  // namespace stratwatch::pipeline
