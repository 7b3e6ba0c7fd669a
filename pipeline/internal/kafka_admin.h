#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/error.h"
#include "pipeline/internal/kafka_client.h"
#include "pipeline/log.h"

// What only an administrator asks of a cluster: topics made, settings read and changed. All block,
// at most until the deadline, and fail with kUnavailable.
namespace stratwatch::pipeline {

using TopicSettings = std::vector<std::pair<std::string, std::string>>;

struct NewKafkaTopic {
  std::string name;
  int partitions = 1;
  int replication = 1;
  TopicSettings settings;
};

// A topic that is there already stays as it is.
Result<void> CreateKafkaTopics(const KafkaClient& client, const std::vector<NewKafkaTopic>& topics,
                               const KafkaDeadline& deadline);
// To `partitions` in all, which must be more than there are.
Result<void> AddKafkaPartitions(const KafkaClient& client, const std::string& topic, int partitions,
                                const KafkaDeadline& deadline);

// What is known of a topic or broker: values by setting's name.
struct KafkaConfig {
  struct Value {
    std::string text;
    bool own = false;  // Set for this topic, not a default of the broker's.
  };
  std::map<std::string, Value> values;
  std::string refusal;  // Why the broker does not tell; empty when it did.
};
enum class KafkaResource { kTopic, kBroker };
// One answer for each name, in their order. Of brokers, ask for one at a time.
Result<std::vector<KafkaConfig>> DescribeKafka(const KafkaClient& client, KafkaResource resource,
                                               const std::vector<std::string>& names,
                                               const KafkaDeadline& deadline);
// Sets exactly these as the topic's own: what it had and is not named goes back to the default.
Result<void> SetKafkaTopic(const KafkaClient& client, const std::string& topic,
                           const TopicSettings& settings, const KafkaDeadline& deadline);

// What the brokers know of a group: its members with an address (kKafkaAddressPrefix) and their
// partitions. None while the group settles who gets what.
Result<std::vector<LogMember>> KafkaGroupMembers(const KafkaClient& client,
                                                 const std::string& group,
                                                 const KafkaDeadline& deadline);
// The partitions of a member's assignment as the brokers keep it; of damaged bytes, those before.
std::vector<int> AssignedPartitions(std::string_view assignment);
// How a member's client.id begins when the rest is its address.
inline constexpr std::string_view kKafkaAddressPrefix = "stratwatch@";

}  // namespace stratwatch::pipeline
