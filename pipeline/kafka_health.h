#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "model/error.h"
#include "model/event_sink.h"
#include "pipeline/kafka_log.h"

// Whether a Kafka cluster can keep what Stratwatch promises: `stratwatch doctor`.
namespace stratwatch::pipeline {

enum class FindingLevel {
  kGood,
  kWarning,  // It works; something can go wrong with it that need not.
  kWrong,    // It does not work, or loses records.
};

struct Finding {
  FindingLevel level = FindingLevel::kGood;
  std::string check;  // "version", "topics", "copies", …
  std::string text;   // What was found, and what to do about it.
};

// Versions of Kafka by what a broker says it understands; librdkafka asks for nothing else.
struct KafkaApiRange {
  int oldest = -1;  // -1: not at all.
  int newest = -1;
};
struct KafkaApis {
  KafkaApiRange produce;
  KafkaApiRange join_group;
};
// What `apis` say of the broker's version, and of librdkafka `client` (as rd_kafka_version gives
// it: 0x020002ff is 2.0.2) with it.
Finding JudgeKafkaVersion(const KafkaApis& apis, int client);

// Asks brokers, topics and their settings; changes nothing. `window`: how far back resolve
// remembers texts. Blocks up to about `connect_wait`.
// Errors: kUnavailable (no broker answers, or it refuses).
Result<std::vector<Finding>> ExamineKafka(const KafkaLogOptions& options, std::chrono::hours window,
                                          EventSink& events);

}  // namespace stratwatch::pipeline
