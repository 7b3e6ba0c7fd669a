#include "pipeline/internal/kafka_backlog.h"

#include <algorithm>

#include "pipeline/internal/kafka_topics.h"

namespace stratwatch::pipeline {
namespace {

constexpr std::chrono::milliseconds kWait{2'000};

// Nobody else reads a client's errors, which would pile up.
void DropEvents(const KafkaClient& client) {
  const KafkaQueue queue(rd_kafka_queue_get_main(client.get()));
  while (const KafkaEvent event{rd_kafka_queue_poll(queue.get(), 0)}) continue;
}

}  // namespace

Result<KafkaClient*> KafkaBacklog::ClientOf(const std::string& group) {
  auto& client = clients_[group];
  if (client != nullptr) return client.get();
  const KafkaSettings settings{
      {"group.id", options_.topic_prefix + group},
      {"enable.auto.commit", "false"},
      {"enable.auto.offset.store", "false"},
  };
  auto opened = KafkaClient::Open(RD_KAFKA_CONSUMER, options_, settings,
                                  std::make_shared<KafkaSignals>(), events_);
  if (!opened) return tl::unexpected(opened.error());
  if (auto id = (*opened)->ClusterId(KafkaDeadline(options_.connect_wait)); !id) {
    return tl::unexpected(id.error());
  }
  client = std::move(*opened);
  return client.get();
}

Result<std::uint64_t> KafkaBacklog::Of(std::string_view group, Topic topic) {
  const std::lock_guard lock(mutex_);
  const auto client = ClientOf(std::string(group));
  if (!client) return tl::unexpected(client.error());
  DropEvents(**client);
  const KafkaDeadline deadline(kWait);
  const auto count = KafkaPartitionCount(**client, options_, topic, deadline);
  if (!count) return Fail(ErrorCode::kUnavailable, count.error().message);
  const auto extents = KafkaExtentsOf(**client, options_, topic, *count, deadline);
  if (!extents) return tl::unexpected(extents.error());
  const KafkaPartitions positions(rd_kafka_topic_partition_list_new(*count));
  for (int partition = 0; partition < *count; ++partition) {
    rd_kafka_topic_partition_list_add(positions.get(), KafkaTopicName(options_, topic).c_str(),
                                      partition);
  }
  const rd_kafka_resp_err_t error =
      rd_kafka_committed((*client)->get(), positions.get(), deadline.Milliseconds());
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return tl::unexpected((*client)->Unavailable("read the position of another group", error));
  }
  std::uint64_t backlog = 0;
  for (int i = 0; i < positions->cnt; ++i) {
    const KafkaExtent& extent = (*extents)[static_cast<std::size_t>(i)];
    const std::int64_t next = std::max(positions->elems[i].offset, extent.begin);
    backlog += static_cast<std::uint64_t>(std::max<std::int64_t>(extent.end - next, 0));
  }
  return backlog;
}

}  // namespace stratwatch::pipeline
