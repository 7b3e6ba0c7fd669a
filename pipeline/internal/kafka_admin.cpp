#include "pipeline/internal/kafka_admin.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>

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

namespace {

using GroupList =
    std::unique_ptr<const rd_kafka_group_list, KafkaDeleter<rd_kafka_group_list_destroy>>;

// A big-endian number of `bytes` bytes from the front of `text`; nothing past its end.
std::optional<std::int64_t> TakeNumber(std::string_view& text, std::size_t bytes) {
  if (text.size() < bytes) return std::nullopt;
  std::uint32_t number = 0;
  for (const char each : text.substr(0, bytes)) {
    number = (number << 8U) | static_cast<std::uint8_t>(each);
  }
  text.remove_prefix(bytes);
  return static_cast<std::int32_t>(number);
}

}  // namespace

// Kafka's protocol guide, ConsumerProtocolAssignment: version:2 topics:4 (name:2+n partitions:4
// (number:4)…)….
std::vector<int> AssignedPartitions(std::string_view assignment) {
  std::vector<int> partitions;
  TakeNumber(assignment, 2);
  const auto topics = TakeNumber(assignment, 4);
  for (std::int64_t topic = 0; topic < topics.value_or(0); ++topic) {
    const auto name = TakeNumber(assignment, 2);
    if (!name || *name < 0 || static_cast<std::size_t>(*name) > assignment.size()) break;
    assignment.remove_prefix(static_cast<std::size_t>(*name));
    const auto count = TakeNumber(assignment, 4);
    for (std::int64_t i = 0; i < count.value_or(0); ++i) {
      const auto partition = TakeNumber(assignment, 4);
      if (!partition) return partitions;
      partitions.push_back(static_cast<int>(*partition));
    }
  }
  return partitions;
}

// Not rd_kafka_DescribeConsumerGroups: with 2.0.2 that aborts the process when the broker goes
// away meanwhile ("rd_kafka_enq_once_del_source_return: Assertion `eonce->refcnt > 0'").
Result<std::vector<LogMember>> KafkaGroupMembers(const KafkaClient& client,
                                                 const std::string& group,
                                                 const KafkaDeadline& deadline) {
  const rd_kafka_group_list* answer = nullptr;
  const rd_kafka_resp_err_t error =
      rd_kafka_list_groups(client.get(), group.c_str(), &answer, deadline.Milliseconds());
  const GroupList list(answer);
  // Partial: of several brokers, those that matter may have answered.
  if (!list || (error != RD_KAFKA_RESP_ERR_NO_ERROR && error != RD_KAFKA_RESP_ERR__PARTIAL)) {
    return tl::unexpected(client.Unavailable("describe group " + group, error));
  }
  std::vector<LogMember> members;
  for (int i = 0; i < list->group_cnt; ++i) {
    const rd_kafka_group_info& found = list->groups[i];
    for (int k = 0; k < found.member_cnt; ++k) {
      const rd_kafka_group_member_info& member = found.members[k];
      const std::string_view id = member.client_id != nullptr ? member.client_id : "";
      if (!id.starts_with(kKafkaAddressPrefix) || member.member_assignment_size <= 0) continue;
      members.push_back(
          {std::string(id.substr(kKafkaAddressPrefix.size())),
           AssignedPartitions({static_cast<const char*>(member.member_assignment),
                               static_cast<std::size_t>(member.member_assignment_size)})});
    }
  }
  return members;
}

}  // namespace stratwatch::pipeline
