#include "pipeline/kafka_topic_plan.h"

#include <fmt/format.h>

#include <memory>

#include "pipeline/internal/kafka_topic_changes.h"

namespace stratwatch::pipeline {
namespace {

Result<std::unique_ptr<KafkaClient>> OpenClient(const KafkaLogOptions& options,
                                                const KafkaDeadline& deadline, EventSink& events) {
  auto client =
      KafkaClient::Open(RD_KAFKA_PRODUCER, options, {}, std::make_shared<KafkaSignals>(), events);
  if (!client) return client;
  if (auto id = (*client)->ClusterId(deadline); !id) return tl::unexpected(id.error());
  return client;
}

}  // namespace

Result<std::vector<TopicState>> PlanKafkaTopics(const KafkaLogOptions& options, EventSink& events) {
  const KafkaDeadline deadline(options.connect_wait);
  const auto client = OpenClient(options, deadline, events);
  if (!client) return tl::unexpected(client.error());
  return PlanTopics(**client, options, deadline);
}

Result<void> ApplyTopicPlan(const KafkaLogOptions& options, const std::vector<TopicState>& plan,
                            EventSink& events) {
  const KafkaDeadline deadline(options.connect_wait);
  const auto client = OpenClient(options, deadline, events);
  if (!client) return tl::unexpected(client.error());
  return ApplyTopics(**client, options, plan, deadline);
}

std::string HarmfulDifferences(const std::vector<TopicState>& plan) {
  std::string text;
  for (const TopicState& state : plan) {
    for (const TopicDifference& difference : state.differences) {
      if (!difference.harmful) continue;
      text += fmt::format("{}topic {}: {} is {} and must be {}: {}", text.empty() ? "" : "\n",
                          state.name, difference.setting, difference.found, difference.wanted,
                          difference.reason);
    }
  }
  return text;
}

}  // namespace stratwatch::pipeline
