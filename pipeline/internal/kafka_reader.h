#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

#include "model/error.h"
#include "pipeline/internal/kafka_client.h"
#include "pipeline/kafka_log.h"
#include "pipeline/log.h"

namespace stratwatch::pipeline {

// A client that belongs to no group: reads any partition, and answers questions about topics.
// Connected when it is first asked, and again after an error.
// Threads: thread-safe; one question at a time.
class KafkaReader {
 public:
  // Borrows `events`.
  KafkaReader(KafkaLogOptions options, EventSink& events);

  Result<void> EnsureTopics();
  Result<std::vector<TopicExtent>> Extents();
  Result<std::vector<LogMember>> Members(std::string_view group,
                                         const std::function<bool()>& given_up);
  Result<std::vector<PolledRecord>> Read(Topic topic, int partition, std::int64_t offset,
                                         std::size_t records_max);

 private:
  // Where the assignment stands: reading on needs no new one.
  struct Place {
    Topic topic;
    int partition;
    std::int64_t offset;
    bool operator==(const Place&) const = default;
  };

  Result<KafkaClient*> Client(const std::function<bool()>& given_up = {});
  Result<void> Seek(const Place& place);
  Result<std::vector<PolledRecord>> Fetch(Place place, std::int64_t end, std::size_t records_max);

  const KafkaLogOptions options_;
  EventSink& events_;
  std::mutex mutex_;  // Guards what follows.
  std::unique_ptr<KafkaClient> client_;
  std::optional<Place> place_;
};

}  // namespace stratwatch::pipeline
