#pragma once

#include <memory>
#include <string>

#include "model/event_sink.h"
#include "pipeline/kafka_log.h"
#include "tests/pipeline/log_conformance.h"
#include "tests/support/temporary_folder.h"

namespace stratwatch::pipeline {

// Options for tests: short waits, topics that no other test has.
KafkaLogOptions KafkaTestOptions(const std::string& brokers);

class KafkaEngine final : public EngineUnderTest {
 public:
  explicit KafkaEngine(KafkaLogOptions options) : options_(std::move(options)) {}

  void Open() override;
  void Close() override;
  Log& log() override { return *log_; }
  store::Database& database() override { return *database_; }

  const KafkaLogOptions& options() const { return options_; }

  // The store as it is, to go back to: closes and opens.
  void SaveStore();
  void RestoreStore();
  // A new machine: the same topics, an empty store.
  void LoseStore();

 private:
  const KafkaLogOptions options_;
  testing::TemporaryFolder folder_;
  NullEventSink events_;
  std::unique_ptr<store::Database> database_;
  std::unique_ptr<Log> log_;
};

}  // namespace stratwatch::pipeline
