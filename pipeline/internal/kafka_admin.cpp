#include "pipeline/internal/kafka_admin.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

namespace stratwatch::pipeline {
namespace {

using NewTopic = std::unique_ptr<rd_kafka_NewTopic_t, KafkaDeleter<rd_kafka_NewTopic_destroy>>;
using NewPartitions =
    std::unique_ptr<rd_kafka_NewPartitions_t, KafkaDeleter<rd_kafka_NewPartitions_destroy>>;
using AdminOptions =
    std::unique_ptr<rd_kafka_AdminOptions_t, KafkaDeleter<rd_kafka_AdminOptions_destroy>>;
using ConfigResource =
    std::unique_ptr<rd_kafka_ConfigResource_t, KafkaDeleter<rd_kafka_ConfigResource_destroy>>;

// Until every broker knows of it, so that what follows finds it; not every request takes that.
enum class Await { kAnswer, kDone };

AdminOptions OptionsFor(const KafkaClient& client, rd_kafka_admin_op_t operation,
                        const KafkaDeadline& deadline, Await await = Await::kAnswer) {
  AdminOptions admin(rd_kafka_AdminOptions_new(client.get(), operation));
  char text[256];
  rd_kafka_AdminOptions_set_request_timeout(admin.get(), deadline.Milliseconds(), text,
                                            sizeof text);
  if (await == Await::kDone) {
    rd_kafka_AdminOptions_set_operation_timeout(admin.get(), deadline.Milliseconds(), text,
                                                sizeof text);
  }
  return admin;
}

// The answer on `queue`, or what is wrong with the request as a whole.
Result<KafkaEvent> AnswerOf(const KafkaClient& client, const KafkaQueue& queue,
                            std::string_view what, const KafkaDeadline& deadline) {
  KafkaEvent event(rd_kafka_queue_poll(queue.get(), deadline.Milliseconds()));
  if (!event) return tl::unexpected(client.Unavailable(what, "no answer"));
  if (rd_kafka_event_error(event.get()) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return tl::unexpected(client.Unavailable(what, rd_kafka_event_error_string(event.get())));
  }
  return event;
}

// What is wrong with one of several topics of a request.
Result<void> OutcomeOf(const KafkaClient& client, const std::string& what,
                       rd_kafka_resp_err_t error, const char* reason) {
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR) return {};
  return tl::unexpected(client.Unavailable(
      what, std::string_view(reason != nullptr ? reason : rd_kafka_err2str(error))));
}

}  // namespace

Result<void> CreateKafkaTopics(const KafkaClient& client, const std::vector<NewKafkaTopic>& topics,
                               const KafkaDeadline& deadline) {
  if (topics.empty()) return {};
  std::vector<NewTopic> made;
  std::vector<rd_kafka_NewTopic_t*> pointers;
  for (const NewKafkaTopic& topic : topics) {
    char text[512];
    NewTopic one(rd_kafka_NewTopic_new(topic.name.c_str(), topic.partitions, topic.replication,
                                       text, sizeof text));
    if (!one) return Fail(ErrorCode::kInvalid, fmt::format("topic {}: {}", topic.name, text));
    for (const auto& [setting, value] : topic.settings) {
      rd_kafka_NewTopic_set_config(one.get(), setting.c_str(), value.c_str());
    }
    pointers.push_back(one.get());
    made.push_back(std::move(one));
  }
  const AdminOptions admin =
      OptionsFor(client, RD_KAFKA_ADMIN_OP_CREATETOPICS, deadline, Await::kDone);
  const KafkaQueue queue(rd_kafka_queue_new(client.get()));
  rd_kafka_CreateTopics(client.get(), pointers.data(), pointers.size(), admin.get(), queue.get());
  const auto event = AnswerOf(client, queue, "create the topics", deadline);
  if (!event) return tl::unexpected(event.error());
  std::size_t count = 0;
  const rd_kafka_topic_result_t** results =
      rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event->get()), &count);
  for (std::size_t i = 0; i < count; ++i) {
    const rd_kafka_resp_err_t error = rd_kafka_topic_result_error(results[i]);
    if (error == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS) continue;
    auto outcome =
        OutcomeOf(client, fmt::format("create topic {}", rd_kafka_topic_result_name(results[i])),
                  error, rd_kafka_topic_result_error_string(results[i]));
    if (!outcome) return outcome;
  }
  return {};
}

Result<void> AddKafkaPartitions(const KafkaClient& client, const std::string& topic, int partitions,
                                const KafkaDeadline& deadline) {
  const std::string what = fmt::format("give topic {} {} partitions", topic, partitions);
  char text[512];
  const NewPartitions added(rd_kafka_NewPartitions_new(
      topic.c_str(), static_cast<std::size_t>(partitions), text, sizeof text));
  if (!added) return Fail(ErrorCode::kInvalid, fmt::format("{}: {}", what, text));
  rd_kafka_NewPartitions_t* pointer = added.get();
  const AdminOptions admin =
      OptionsFor(client, RD_KAFKA_ADMIN_OP_CREATEPARTITIONS, deadline, Await::kDone);
  const KafkaQueue queue(rd_kafka_queue_new(client.get()));
  rd_kafka_CreatePartitions(client.get(), &pointer, 1, admin.get(), queue.get());
  const auto event = AnswerOf(client, queue, what, deadline);
  if (!event) return tl::unexpected(event.error());
  std::size_t count = 0;
  const rd_kafka_topic_result_t** results = rd_kafka_CreatePartitions_result_topics(
      rd_kafka_event_CreatePartitions_result(event->get()), &count);
  for (std::size_t i = 0; i < count; ++i) {
    auto outcome = OutcomeOf(client, what, rd_kafka_topic_result_error(results[i]),
                             rd_kafka_topic_result_error_string(results[i]));
    if (!outcome) return outcome;
  }
  return {};
}

namespace {

KafkaConfig ConfigOf(const rd_kafka_ConfigResource_t& described) {
  KafkaConfig config;
  if (rd_kafka_ConfigResource_error(&described) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    const char* const reason = rd_kafka_ConfigResource_error_string(&described);
    config.refusal =
        reason != nullptr ? reason : rd_kafka_err2str(rd_kafka_ConfigResource_error(&described));
    return config;
  }
  std::size_t entries = 0;
  const rd_kafka_ConfigEntry_t** list = rd_kafka_ConfigResource_configs(&described, &entries);
  for (std::size_t k = 0; k < entries; ++k) {
    const char* const value = rd_kafka_ConfigEntry_value(list[k]);
    config.values[rd_kafka_ConfigEntry_name(list[k])] = {
        value != nullptr ? value : "",
        rd_kafka_ConfigEntry_source(list[k]) == RD_KAFKA_CONFIG_SOURCE_DYNAMIC_TOPIC_CONFIG};
  }
  return config;
}

}  // namespace

Result<std::vector<KafkaConfig>> DescribeKafka(const KafkaClient& client, KafkaResource resource,
                                               const std::vector<std::string>& names,
                                               const KafkaDeadline& deadline) {
  std::vector<KafkaConfig> configs(names.size());
  if (names.empty()) return configs;
  std::vector<ConfigResource> resources;
  std::vector<rd_kafka_ConfigResource_t*> pointers;
  for (const std::string& name : names) {
    resources.emplace_back(rd_kafka_ConfigResource_new(
        resource == KafkaResource::kTopic ? RD_KAFKA_RESOURCE_TOPIC : RD_KAFKA_RESOURCE_BROKER,
        name.c_str()));
    pointers.push_back(resources.back().get());
  }
  const AdminOptions admin = OptionsFor(client, RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS, deadline);
  const KafkaQueue queue(rd_kafka_queue_new(client.get()));
  rd_kafka_DescribeConfigs(client.get(), pointers.data(), pointers.size(), admin.get(),
                           queue.get());
  const auto event = AnswerOf(client, queue, "read settings", deadline);
  if (!event) return tl::unexpected(event.error());
  std::size_t count = 0;
  const rd_kafka_ConfigResource_t** described = rd_kafka_DescribeConfigs_result_resources(
      rd_kafka_event_DescribeConfigs_result(event->get()), &count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto named =
        std::find(names.begin(), names.end(), rd_kafka_ConfigResource_name(described[i]));
    if (named == names.end()) continue;
    configs[static_cast<std::size_t>(named - names.begin())] = ConfigOf(*described[i]);
  }
  return configs;
}

// The older of Kafka's two requests for this replaces all of a topic's settings. The newer one,
// which changes single ones, came to librdkafka in version 2.2; Debian 12 has 2.0.2.
Result<void> SetKafkaTopic(const KafkaClient& client, const std::string& topic,
                           const TopicSettings& settings, const KafkaDeadline& deadline) {
  const ConfigResource resource(
      rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic.c_str()));
  for (const auto& [setting, value] : settings) {
    rd_kafka_ConfigResource_set_config(resource.get(), setting.c_str(), value.c_str());
  }
  rd_kafka_ConfigResource_t* pointer = resource.get();
  const AdminOptions admin = OptionsFor(client, RD_KAFKA_ADMIN_OP_ALTERCONFIGS, deadline);
  const KafkaQueue queue(rd_kafka_queue_new(client.get()));
  const std::string what = "change the settings of topic " + topic;
  rd_kafka_AlterConfigs(client.get(), &pointer, 1, admin.get(), queue.get());
  const auto event = AnswerOf(client, queue, what, deadline);
  if (!event) return tl::unexpected(event.error());
  std::size_t count = 0;
  const rd_kafka_ConfigResource_t** changed = rd_kafka_AlterConfigs_result_resources(
      rd_kafka_event_AlterConfigs_result(event->get()), &count);
  for (std::size_t i = 0; i < count; ++i) {
    auto outcome = OutcomeOf(client, what, rd_kafka_ConfigResource_error(changed[i]),
                             rd_kafka_ConfigResource_error_string(changed[i]));
    if (!outcome) return outcome;
  }
  return {};
}

Result<std::vector<LogMember>> KafkaGroupMembers(const KafkaClient& client,
                                                 const std::string& group,
                                                 const KafkaDeadline& deadline) {
  const std::string what = "describe group " + group;
  const AdminOptions admin = OptionsFor(client, RD_KAFKA_ADMIN_OP_DESCRIBECONSUMERGROUPS, deadline);
  const KafkaQueue queue(rd_kafka_queue_new(client.get()));
  const char* names[] = {group.c_str()};
  rd_kafka_DescribeConsumerGroups(client.get(), names, 1, admin.get(), queue.get());
  const auto event = AnswerOf(client, queue, what, deadline);
  if (!event) return tl::unexpected(event.error());
  std::size_t count = 0;
  const auto* const* const groups = rd_kafka_DescribeConsumerGroups_result_groups(
      rd_kafka_event_DescribeConsumerGroups_result(event->get()), &count);
  if (count != 1) return tl::unexpected(client.Unavailable(what, "no answer"));
  if (const rd_kafka_error_t* const error = rd_kafka_ConsumerGroupDescription_error(groups[0])) {
    return tl::unexpected(client.Unavailable(what, error));
  }
  std::vector<LogMember> members;
  const std::size_t size = rd_kafka_ConsumerGroupDescription_member_count(groups[0]);
  for (std::size_t i = 0; i < size; ++i) {
    const auto* const member = rd_kafka_ConsumerGroupDescription_member(groups[0], i);
    const std::string_view id = rd_kafka_MemberDescription_client_id(member);
    if (!id.starts_with(kKafkaAddressPrefix)) continue;
    LogMember found{std::string(id.substr(kKafkaAddressPrefix.size())), {}};
    const auto* const assignment = rd_kafka_MemberDescription_assignment(member);
    const auto* const list =
        assignment != nullptr ? rd_kafka_MemberAssignment_partitions(assignment) : nullptr;
    for (int k = 0; list != nullptr && k < list->cnt; ++k) {
      found.partitions.push_back(list->elems[k].partition);
    }
    members.push_back(std::move(found));
  }
  return members;
}

}  // namespace stratwatch::pipeline
