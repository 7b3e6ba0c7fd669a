#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

#include "model/error.h"
#include "model/event_sink.h"
#include "pipeline/internal/kafka_client.h"
#include "pipeline/log.h"

// Questions about topics, and their creation. All block, at most until the deadline.
namespace stratwatch::pipeline {

struct KafkaExtent {
  std::int64_t begin = 0;
  std::int64_t end = 0;  // Past the last committed record.
};

// Errors: kUnavailable, kNotFound (no such topic; says what makes it).
Result<int> KafkaPartitionCount(const KafkaClient& client, const KafkaLogOptions& options,
                                Topic topic, const KafkaDeadline& deadline);
// Errors: kUnavailable.
Result<KafkaExtent> KafkaExtentOf(const KafkaClient& client, const KafkaLogOptions& options,
                                  Topic topic, int partition, const KafkaDeadline& deadline);

// Creates the topics that are not there and checks those that are.
// Errors: kUnavailable, kInvalid (a topic that must have one partition has more).
Result<void> EnsureKafkaTopics(const KafkaClient& client, const KafkaLogOptions& options,
                               EventSink& events);

// All of them, in the order of enum Topic.
const std::vector<Topic>& KafkaTopics();

}  // namespace stratwatch::pipeline
