#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

#include "model/error.h"
#include "pipeline/internal/kafka_client.h"
#include "pipeline/log.h"

// Questions about topics. All block, at most until the deadline.
namespace stratwatch::pipeline {

struct KafkaExtent {
  std::int64_t begin = 0;
  std::int64_t end = 0;  // Past the last committed record.
};

struct KafkaTopicShape {
  int partitions = 0;
  int replication = 0;  // Of the partition that has the fewest copies.
};

// Errors: kUnavailable (also when the broker refuses), kNotFound (no such topic; says what makes
// it).
Result<KafkaTopicShape> KafkaTopicShapeOf(const KafkaClient& client, const KafkaLogOptions& options,
                                          Topic topic, const KafkaDeadline& deadline);
Result<int> KafkaPartitionCount(const KafkaClient& client, const KafkaLogOptions& options,
                                Topic topic, const KafkaDeadline& deadline);
// Of partitions 0 to `count` - 1, in two questions for all. Errors: kUnavailable.
Result<std::vector<KafkaExtent>> KafkaExtentsOf(const KafkaClient& client,
                                                const KafkaLogOptions& options, Topic topic,
                                                int count, const KafkaDeadline& deadline);
Result<KafkaExtent> KafkaExtentOf(const KafkaClient& client, const KafkaLogOptions& options,
                                  Topic topic, int partition, const KafkaDeadline& deadline);

// Waits until a topic that was just made is known and led. Errors: kUnavailable.
Result<void> AwaitKafkaTopic(const KafkaClient& client, const KafkaLogOptions& options, Topic topic,
                             const KafkaDeadline& deadline);

// All of them, in the order of enum Topic.
const std::vector<Topic>& KafkaTopics();

}  // namespace stratwatch::pipeline
