#pragma once

#include <string>
#include <utility>
#include <vector>

#include "model/error.h"
#include "model/event_sink.h"
#include "pipeline/kafka_log.h"
#include "pipeline/log.h"

// What the topics on a Kafka cluster should be like, what they are like, and how to get there.
// `stratwatch topics` shows and applies it; the service checks the same when it starts.
namespace stratwatch::pipeline {

// One thing of a topic that is not as configured.
struct TopicDifference {
  // What Kafka calls it ("retention.ms"), or "partitions", "replication".
  std::string setting;
  std::string found;
  std::string wanted;
  std::string reason;  // What comes of it, or who has to mend it.
  // Records would be lost, refused or lose their order: the service does not start.
  bool harmful = false;
  bool can_apply = false;
};

// One topic. Of one that is missing, there are no differences.
struct TopicState {
  Topic topic = Topic::kPages;
  std::string name;  // With its prefix.
  bool exists = false;
  int partitions = 1;  // As wanted, like what follows.
  int replication = 1;
  std::vector<std::pair<std::string, std::string>> settings;
  std::vector<TopicDifference> differences;
  // Why the settings could not be read, when the broker does not let us; they count as right.
  std::string unreadable;

  bool AsWanted() const { return exists && differences.empty(); }
};

// Changes nothing. All topics, in the order of enum Topic. Blocks up to about `connect_wait`.
// Errors: kUnavailable (no broker answers, or it refuses), kInvalid (librdkafka refuses an option).
Result<std::vector<TopicState>> PlanKafkaTopics(const KafkaLogOptions& options, EventSink& events);

// Creates what is missing and applies the differences that can be; what is left is what a new plan
// tells. Other settings of the topics stay as they are.
// Errors: kUnavailable: some of it may be done; do it again.
Result<void> ApplyTopicPlan(const KafkaLogOptions& options, const std::vector<TopicState>& plan,
                            EventSink& events);

// The harmful differences, one a line: "topic T: S is F and must be W: REASON". Empty: none.
std::string HarmfulDifferences(const std::vector<TopicState>& plan);

}  // namespace stratwatch::pipeline
