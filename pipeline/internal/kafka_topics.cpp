#include "pipeline/internal/kafka_topics.h"

#include <fmt/format.h>

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

namespace stratwatch::pipeline {
namespace {

using TopicHandle = std::unique_ptr<rd_kafka_topic_t, KafkaDeleter<rd_kafka_topic_destroy>>;
using NewTopic = std::unique_ptr<rd_kafka_NewTopic_t, KafkaDeleter<rd_kafka_NewTopic_destroy>>;
using AdminOptions =
    std::unique_ptr<rd_kafka_AdminOptions_t, KafkaDeleter<rd_kafka_AdminOptions_destroy>>;
using ConfigResource =
    std::unique_ptr<rd_kafka_ConfigResource_t, KafkaDeleter<rd_kafka_ConfigResource_destroy>>;

constexpr int kDeadLetterRetentions = 4;
// Between questions about a partition whose leader is being chosen; nothing tells when it is.
constexpr std::chrono::milliseconds kLeaderPause{50};

bool IsLeaderMissing(rd_kafka_resp_err_t error) {
  return error == RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE ||
         error == RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION ||
         error == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART;
}

using TopicSettings = std::vector<std::pair<std::string, std::string>>;

bool IsKeyedByHost(Topic topic) {
  return topic == Topic::kPages || topic == Topic::kPagesBackfill;
}

TopicSettings SettingsOf(const KafkaLogOptions& options, Topic topic) {
  std::chrono::milliseconds retention = options.retention;
  if (topic == Topic::kDeadLetters) retention *= kDeadLetterRetentions;
  const bool forever = topic == Topic::kResolved;
  return {
      // With the time of a record's creation, retention would drop what is back-filled at once.
      {"message.timestamp.type", "LogAppendTime"},
      {"max.message.bytes", std::to_string(KafkaMessageBytesMax(options, topic))},
      {"retention.ms", forever ? "-1" : std::to_string(retention.count())},
  };
}

// Waits for the answer to an admin request on `queue`.
KafkaEvent AnswerOf(const KafkaQueue& queue, const KafkaDeadline& deadline) {
  return KafkaEvent(rd_kafka_queue_poll(queue.get(), deadline.Milliseconds()));
}

Result<NewTopic> MakeTopic(const KafkaLogOptions& options, Topic topic) {
  char text[512];
  const std::string name = KafkaTopicName(options, topic);
  NewTopic made(rd_kafka_NewTopic_new(name.c_str(), IsKeyedByHost(topic) ? options.partitions : 1,
                                      options.replication, text, sizeof text));
  if (!made) return Fail(ErrorCode::kInvalid, fmt::format("topic {}: {}", name, text));
  for (const auto& [setting, value] : SettingsOf(options, topic)) {
    rd_kafka_NewTopic_set_config(made.get(), setting.c_str(), value.c_str());
  }
  return made;
}

AdminOptions AdminOptionsFor(const KafkaClient& client, rd_kafka_admin_op_t operation,
                             const KafkaDeadline& deadline) {
  AdminOptions admin(rd_kafka_AdminOptions_new(client.get(), operation));
  char text[256];
  rd_kafka_AdminOptions_set_request_timeout(admin.get(), deadline.Milliseconds(), text,
                                            sizeof text);
  return admin;
}

Result<void> CreateTopics(const KafkaClient& client, const KafkaLogOptions& options,
                          const KafkaDeadline& deadline) {
  std::vector<NewTopic> made;
  std::vector<rd_kafka_NewTopic_t*> pointers;
  for (const Topic topic : KafkaTopics()) {
    auto topic_made = MakeTopic(options, topic);
    if (!topic_made) return tl::unexpected(topic_made.error());
    pointers.push_back(topic_made->get());
    made.push_back(std::move(*topic_made));
  }
  AdminOptions admin = AdminOptionsFor(client, RD_KAFKA_ADMIN_OP_CREATETOPICS, deadline);
  char text[256];
  // Until every broker knows them, so that what follows finds them.
  rd_kafka_AdminOptions_set_operation_timeout(admin.get(), deadline.Milliseconds(), text,
                                              sizeof text);
  const KafkaQueue queue(rd_kafka_queue_new(client.get()));
  rd_kafka_CreateTopics(client.get(), pointers.data(), pointers.size(), admin.get(), queue.get());
  const KafkaEvent event = AnswerOf(queue, deadline);
  if (!event) return tl::unexpected(client.Unavailable("create the topics", "no answer"));
  if (rd_kafka_event_error(event.get()) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return tl::unexpected(
        client.Unavailable("create the topics", rd_kafka_event_error_string(event.get())));
  }
  std::size_t count = 0;
  const rd_kafka_topic_result_t** results =
      rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event.get()), &count);
  for (std::size_t i = 0; i < count; ++i) {
    const rd_kafka_resp_err_t error = rd_kafka_topic_result_error(results[i]);
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR || error == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS) {
      continue;
    }
    const char* const reason = rd_kafka_topic_result_error_string(results[i]);
    return tl::unexpected(
        client.Unavailable(fmt::format("create topic {}", rd_kafka_topic_result_name(results[i])),
                           std::string_view(reason != nullptr ? reason : rd_kafka_err2str(error))));
  }
  return {};
}

// The settings of `topic` that it was not created with by us, reported and left as they are.
void CheckSettings(const KafkaClient& client, const KafkaLogOptions& options, Topic topic,
                   const KafkaDeadline& deadline, EventSink& events) {
  const std::string name = KafkaTopicName(options, topic);
  const ConfigResource resource(rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, name.c_str()));
  rd_kafka_ConfigResource_t* pointer = resource.get();
  const AdminOptions admin = AdminOptionsFor(client, RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS, deadline);
  const KafkaQueue queue(rd_kafka_queue_new(client.get()));
  rd_kafka_DescribeConfigs(client.get(), &pointer, 1, admin.get(), queue.get());
  const KafkaEvent event = AnswerOf(queue, deadline);
  // A broker that does not let us ask may still do its work.
  if (!event || rd_kafka_event_error(event.get()) != RD_KAFKA_RESP_ERR_NO_ERROR) return;
  std::size_t resources = 0;
  const rd_kafka_ConfigResource_t** described = rd_kafka_DescribeConfigs_result_resources(
      rd_kafka_event_DescribeConfigs_result(event.get()), &resources);
  for (std::size_t i = 0; i < resources; ++i) {
    std::size_t entries = 0;
    const rd_kafka_ConfigEntry_t** configs =
        rd_kafka_ConfigResource_configs(described[i], &entries);
    for (std::size_t k = 0; k < entries; ++k) {
      const std::string_view setting = rd_kafka_ConfigEntry_name(configs[k]);
      const char* const value = rd_kafka_ConfigEntry_value(configs[k]);
      for (const auto& [wanted, wanted_value] : SettingsOf(options, topic)) {
        if (setting != wanted || (value != nullptr && value == wanted_value)) continue;
        events.Write(Severity::kWarning, "kafka.topic-setting",
                     {{"topic", name},
                      {"setting", wanted},
                      {"value", value != nullptr ? value : ""},
                      {"expected", wanted_value}});
      }
    }
  }
}

}  // namespace

const std::vector<Topic>& KafkaTopics() {
  static const std::vector<Topic> topics{Topic::kPages, Topic::kPagesBackfill, Topic::kArticles,
                                         Topic::kResolved, Topic::kDeadLetters};
  return topics;
}

Result<int> KafkaPartitionCount(const KafkaClient& client, const KafkaLogOptions& options,
                                Topic topic, const KafkaDeadline& deadline) {
  const std::string name = KafkaTopicName(options, topic);
  const TopicHandle handle(rd_kafka_topic_new(client.get(), name.c_str(), nullptr));
  const rd_kafka_metadata_t* answer = nullptr;
  const rd_kafka_resp_err_t error =
      rd_kafka_metadata(client.get(), 0, handle.get(), &answer, deadline.Milliseconds());
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return tl::unexpected(client.Unavailable("ask for topic " + name, error));
  }
  const KafkaMetadata metadata(answer);
  if (metadata->topic_cnt == 1 && metadata->topics[0].err == RD_KAFKA_RESP_ERR_NO_ERROR) {
    return metadata->topics[0].partition_cnt;
  }
  return Fail(ErrorCode::kNotFound,
              fmt::format("Kafka at {} has no topic {}: `stratwatch run` creates it",
                          options.brokers, name));
}

Result<KafkaExtent> KafkaExtentOf(const KafkaClient& client, const KafkaLogOptions& options,
                                  Topic topic, int partition, const KafkaDeadline& deadline) {
  const std::string name = KafkaTopicName(options, topic);
  for (;;) {
    KafkaExtent extent;
    const rd_kafka_resp_err_t error = rd_kafka_query_watermark_offsets(
        client.get(), name.c_str(), partition, &extent.begin, &extent.end, deadline.Milliseconds());
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR) return extent;
    if (!IsLeaderMissing(error) || deadline.Passed()) {
      return tl::unexpected(
          client.Unavailable(fmt::format("ask for the end of {}/{}", name, partition), error));
    }
    std::this_thread::sleep_for(kLeaderPause);
  }
}

namespace {

// Waits until a topic that was just made is known and led. Returns its partitions.
Result<int> AwaitTopic(const KafkaClient& client, const KafkaLogOptions& options, Topic topic,
                       const KafkaDeadline& deadline) {
  for (;;) {
    const auto count = KafkaPartitionCount(client, options, topic, deadline);
    if (count) {
      for (int partition = 0; partition < *count; ++partition) {
        const auto extent = KafkaExtentOf(client, options, topic, partition, deadline);
        if (!extent) return tl::unexpected(extent.error());
      }
      return count;
    }
    if (count.error().code != ErrorCode::kNotFound || deadline.Passed()) {
      return Fail(ErrorCode::kUnavailable, count.error().message);
    }
    std::this_thread::sleep_for(kLeaderPause);
  }
}

}  // namespace

Result<void> EnsureKafkaTopics(const KafkaClient& client, const KafkaLogOptions& options,
                               EventSink& events) {
  const KafkaDeadline deadline(options.connect_wait);
  if (auto id = client.ClusterId(deadline); !id) return tl::unexpected(id.error());
  if (auto created = CreateTopics(client, options, deadline); !created) return created;
  for (const Topic topic : KafkaTopics()) {
    const auto count = AwaitTopic(client, options, topic, deadline);
    if (!count) return tl::unexpected(count.error());
    if (!IsKeyedByHost(topic) && *count != 1) {
      return Fail(ErrorCode::kInvalid,
                  fmt::format("topic {} has {} partitions and must have one, or its order is lost; "
                              "delete it, or choose another kafka.topic_prefix",
                              KafkaTopicName(options, topic), *count));
    }
    CheckSettings(client, options, topic, deadline, events);
  }
  return {};
}

}  // namespace stratwatch::pipeline
