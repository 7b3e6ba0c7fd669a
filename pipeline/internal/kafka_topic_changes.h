#pragma once

#include <vector>

#include "pipeline/internal/kafka_client.h"
#include "pipeline/kafka_topic_plan.h"

// What pipeline/kafka_topic_plan.h promises, over a client that is there. All block, at most until
// the deadline.
namespace stratwatch::pipeline {

Result<std::vector<TopicState>> PlanTopics(const KafkaClient& client,
                                           const KafkaLogOptions& options,
                                           const KafkaDeadline& deadline);
Result<void> ApplyTopics(const KafkaClient& client, const KafkaLogOptions& options,
                         const std::vector<TopicState>& plan, const KafkaDeadline& deadline);

// What the service does when it starts: makes missing topics (if it may), refuses what is harmful,
// and reports what else is not as configured.
// Errors: kUnavailable, kInvalid (a topic with which records would be lost or their order is).
Result<void> EnsureKafkaTopics(const KafkaClient& client, const KafkaLogOptions& options,
                               EventSink& events);

}  // namespace stratwatch::pipeline
