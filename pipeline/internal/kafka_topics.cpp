#include "pipeline/internal/kafka_topics.h"

#include <fmt/format.h>

#include <algorithm>
#include <climits>
#include <memory>
#include <numeric>
#include <string>
#include <thread>

namespace stratwatch::pipeline {
namespace {

using TopicHandle = std::unique_ptr<rd_kafka_topic_t, KafkaDeleter<rd_kafka_topic_destroy>>;

// Between questions about a partition whose leader is being chosen; nothing tells when it is.
constexpr std::chrono::milliseconds kLeaderPause{50};

bool IsLeaderMissing(rd_kafka_resp_err_t error) {
  return error == RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE ||
         error == RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION ||
         error == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART;
}

// Where `partitions` begin or end, in their order. The library's own question for both
// (rd_kafka_query_watermark_offsets) waits for as long as a broker is away, whatever its time-out.
Result<std::vector<std::int64_t>> OffsetsAt(const KafkaClient& client,
                                            const KafkaLogOptions& options, Topic topic,
                                            const std::vector<int>& partitions, std::int64_t where,
                                            const KafkaDeadline& deadline) {
  const std::string name = KafkaTopicName(options, topic);
  for (;;) {
    const KafkaPartitions list(
        rd_kafka_topic_partition_list_new(static_cast<int>(partitions.size())));
    for (const int partition : partitions) {
      rd_kafka_topic_partition_list_add(list.get(), name.c_str(), partition)->offset = where;
    }
    rd_kafka_resp_err_t error =
        rd_kafka_offsets_for_times(client.get(), list.get(), deadline.Milliseconds());
    std::vector<std::int64_t> offsets;
    for (int i = 0; i < list->cnt && error == RD_KAFKA_RESP_ERR_NO_ERROR; ++i) {
      error = list->elems[i].err;
      offsets.push_back(list->elems[i].offset);
    }
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR) return offsets;
    if (!IsLeaderMissing(error) || deadline.Passed()) {
      return tl::unexpected(client.Unavailable("ask for the extent of " + name, error));
    }
    std::this_thread::sleep_for(kLeaderPause);
  }
}

Result<std::vector<KafkaExtent>> ExtentsOf(const KafkaClient& client,
                                           const KafkaLogOptions& options, Topic topic,
                                           const std::vector<int>& partitions,
                                           const KafkaDeadline& deadline) {
  std::vector<KafkaExtent> extents;
  if (partitions.empty()) return extents;
  const auto begins =
      OffsetsAt(client, options, topic, partitions, RD_KAFKA_OFFSET_BEGINNING, deadline);
  if (!begins) return tl::unexpected(begins.error());
  const auto ends = OffsetsAt(client, options, topic, partitions, RD_KAFKA_OFFSET_END, deadline);
  if (!ends) return tl::unexpected(ends.error());
  for (std::size_t i = 0; i < partitions.size(); ++i) {
    extents.push_back({(*begins)[i], std::max((*begins)[i], (*ends)[i])});
  }
  return extents;
}

}  // namespace

const std::vector<Topic>& KafkaTopics() {
  static const std::vector<Topic> topics{Topic::kPages, Topic::kPagesBackfill, Topic::kArticles,
                                         Topic::kResolved, Topic::kDeadLetters};
  return topics;
}

Result<KafkaTopicShape> KafkaTopicShapeOf(const KafkaClient& client, const KafkaLogOptions& options,
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
  const rd_kafka_resp_err_t refusal =
      metadata->topic_cnt == 1 ? metadata->topics[0].err : RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART;
  if (refusal == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED) {
    return tl::unexpected(client.Unavailable("ask for topic " + name, refusal));
  }
  if (refusal != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return Fail(ErrorCode::kNotFound,
                fmt::format("Kafka at {} has no topic {}: `stratwatch topics apply` or `stratwatch "
                            "run` creates it",
                            options.brokers, name));
  }
  KafkaTopicShape shape{metadata->topics[0].partition_cnt, INT_MAX};
  for (int i = 0; i < shape.partitions; ++i) {
    shape.replication = std::min(shape.replication, metadata->topics[0].partitions[i].replica_cnt);
  }
  return shape;
}

Result<int> KafkaPartitionCount(const KafkaClient& client, const KafkaLogOptions& options,
                                Topic topic, const KafkaDeadline& deadline) {
  return KafkaTopicShapeOf(client, options, topic, deadline).map([](const KafkaTopicShape& shape) {
    return shape.partitions;
  });
}

Result<std::vector<KafkaExtent>> KafkaExtentsOf(const KafkaClient& client,
                                                const KafkaLogOptions& options, Topic topic,
                                                int count, const KafkaDeadline& deadline) {
  std::vector<int> partitions(static_cast<std::size_t>(count));
  std::iota(partitions.begin(), partitions.end(), 0);
  return ExtentsOf(client, options, topic, partitions, deadline);
}

Result<KafkaExtent> KafkaExtentOf(const KafkaClient& client, const KafkaLogOptions& options,
                                  Topic topic, int partition, const KafkaDeadline& deadline) {
  return ExtentsOf(client, options, topic, {partition}, deadline).map([](const auto& all) {
    return all.front();
  });
}

Result<void> AwaitKafkaTopic(const KafkaClient& client, const KafkaLogOptions& options, Topic topic,
                             const KafkaDeadline& deadline) {
  for (;;) {
    const auto count = KafkaPartitionCount(client, options, topic, deadline);
    if (count) {
      const auto extents = KafkaExtentsOf(client, options, topic, *count, deadline);
      if (!extents) return tl::unexpected(extents.error());
      return {};
    }
    if (count.error().code != ErrorCode::kNotFound || deadline.Passed()) {
      return Fail(ErrorCode::kUnavailable, count.error().message);
    }
    std::this_thread::sleep_for(kLeaderPause);
  }
}

}  // namespace stratwatch::pipeline
