#pragma once

#include <librdkafka/rdkafka.h>

#include <chrono>
#include <memory>

// One owner for each kind of librdkafka's handles.
namespace stratwatch::pipeline {

template <auto Destroy>
struct KafkaDeleter {
  template <typename T>
  void operator()(T* handle) const {
    Destroy(handle);
  }
};

using KafkaPartitions = std::unique_ptr<rd_kafka_topic_partition_list_t,
                                        KafkaDeleter<rd_kafka_topic_partition_list_destroy>>;
using KafkaPartition =
    std::unique_ptr<rd_kafka_topic_partition_t, KafkaDeleter<rd_kafka_topic_partition_destroy>>;
using KafkaError = std::unique_ptr<rd_kafka_error_t, KafkaDeleter<rd_kafka_error_destroy>>;
using KafkaEvent = std::unique_ptr<rd_kafka_event_t, KafkaDeleter<rd_kafka_event_destroy>>;
using KafkaQueue = std::unique_ptr<rd_kafka_queue_t, KafkaDeleter<rd_kafka_queue_destroy>>;
using KafkaHeaders = std::unique_ptr<rd_kafka_headers_t, KafkaDeleter<rd_kafka_headers_destroy>>;
using KafkaGroupMetadata = std::unique_ptr<rd_kafka_consumer_group_metadata_t,
                                           KafkaDeleter<rd_kafka_consumer_group_metadata_destroy>>;
using KafkaMetadata =
    std::unique_ptr<const rd_kafka_metadata_t, KafkaDeleter<rd_kafka_metadata_destroy>>;

// A point in time that several blocking calls share.
class KafkaDeadline {
 public:
  explicit KafkaDeadline(std::chrono::milliseconds wait)
      : end_(std::chrono::steady_clock::now() + wait) {}

  // What is left, for the library's timeout arguments; never negative, which means "for ever".
  int Milliseconds() const {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        end_ - std::chrono::steady_clock::now());
    return left.count() > 0 ? static_cast<int>(left.count()) : 0;
  }
  bool Passed() const { return std::chrono::steady_clock::now() >= end_; }

 private:
  std::chrono::steady_clock::time_point end_;
};

}  // namespace stratwatch::pipeline
