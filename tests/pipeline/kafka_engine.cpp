#include "tests/pipeline/kafka_engine.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>

#include "tests/pipeline/kafka_broker.h"

namespace stratwatch::pipeline {

KafkaLogOptions KafkaTestOptions(const std::string& brokers) {
  static int tests = 0;
  // A broker may be shared by several runs of the tests.
  const auto run = std::chrono::system_clock::now().time_since_epoch().count();
  KafkaLogOptions options;
  options.brokers = brokers;
  options.topic_prefix = "t" + std::to_string(getpid()) + "-" + std::to_string(run) + "-" +
                         std::to_string(++tests) + ".";
  options.partitions = 2;
  options.message_bytes_max = kTestMessageBytesMax;
  options.session_timeout = std::chrono::milliseconds(6'000);
  options.linger = std::chrono::milliseconds(1);
  options.durability = store::Durability::kBuffered;
  return options;
}

void KafkaEngine::Open() {
  store::StoreOptions store_options;
  store_options.path = folder_ / "store";
  auto database = store::Database::Open(store_options);
  ASSERT_TRUE(database.has_value()) << database.error().message;
  database_ = std::move(*database);
  auto log = OpenKafkaLog(options_, database_.get(), events_);
  ASSERT_TRUE(log.has_value()) << log.error().message;
  log_ = std::move(*log);
  const auto ensured = log_->EnsureTopics();
  ASSERT_TRUE(ensured.has_value()) << ensured.error().message;
}

void KafkaEngine::Close() {
  log_.reset();
  database_.reset();
}

void KafkaEngine::SaveStore() {
  Close();
  std::filesystem::remove_all(folder_ / "saved");
  std::filesystem::copy(folder_ / "store", folder_ / "saved",
                        std::filesystem::copy_options::recursive);
  Open();
}

void KafkaEngine::RestoreStore() {
  Close();
  std::filesystem::remove_all(folder_ / "store");
  std::filesystem::rename(folder_ / "saved", folder_ / "store");
  Open();
}

void KafkaEngine::LoseStore() {
  Close();
  std::filesystem::remove_all(folder_ / "store");
  Open();
}

namespace {

std::unique_ptr<EngineUnderTest> MakeKafka(std::string& why_not) {
  const std::string brokers = SharedBroker(why_not);
  if (brokers.empty()) return nullptr;
  return std::make_unique<KafkaEngine>(KafkaTestOptions(brokers));
}

std::string NameOf(const ::testing::TestParamInfo<EngineCase>& each) {
  return each.param.name;
}

INSTANTIATE_TEST_SUITE_P(Engine, LogConformance, ::testing::Values(EngineCase{"Kafka", MakeKafka}),
                         NameOf);
INSTANTIATE_TEST_SUITE_P(Engine, DeadLetters, ::testing::Values(EngineCase{"Kafka", MakeKafka}),
                         NameOf);

}  // namespace
}  // namespace stratwatch::pipeline
