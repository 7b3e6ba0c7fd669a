#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "model/error.h"
#include "pipeline/internal/kafka_client.h"
#include "pipeline/kafka_log.h"
#include "pipeline/log.h"

namespace stratwatch::pipeline {

// What groups have yet to answer, asked by who is a member of none: with a client for each group,
// which bears its name and never joins. (librdkafka's administrative question for a group's
// position takes the way on which others abort the process when a broker goes away.)
// Threads: thread-safe; one question at a time.
class KafkaBacklog {
 public:
  // Borrows `events`.
  KafkaBacklog(KafkaLogOptions options, EventSink& events)
      : options_(std::move(options)), events_(events) {}

  // Records of `topic` past the group's position. Blocks up to two seconds, when it connects up to
  // kafka.connect_wait_ms. Errors: kUnavailable.
  Result<std::uint64_t> Of(std::string_view group, Topic topic);

 private:
  Result<KafkaClient*> ClientOf(const std::string& group);

  const KafkaLogOptions options_;
  EventSink& events_;
  std::mutex mutex_;  // Guards what follows.
  std::map<std::string, std::unique_ptr<KafkaClient>> clients_;
};

}  // namespace stratwatch::pipeline
