#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/error.h"
#include "model/event_sink.h"
#include "pipeline/internal/kafka_handle.h"
#include "pipeline/kafka_health.h"
#include "pipeline/kafka_log.h"

namespace stratwatch::pipeline {

// What librdkafka's callbacks and threads touch. It outlives a client that hangs while closing.
// Threads: thread-safe.
class KafkaSignals {
 public:
  // Something may be waiting in a queue.
  void Wake();
  void Interrupt();
  // Waits for either, or until the deadline; false when that passed. Wakes are consumed, an
  // interrupt stays.
  bool Wait(const KafkaDeadline& deadline);
  bool Interrupted();
  // Whether Interrupt was called since the last call of this.
  bool TakeInterrupt();

  void NoteError(std::string text);
  // A broker is there and does not let us in: waiting is in vain.
  void NoteRefusal();
  bool Refused();
  std::string LastError();
  // What a broker understands; told when the client's setting "debug" has "feature".
  void NoteApi(std::string_view log_line);
  KafkaApis Apis();
  void NoteFailedDelivery(std::string text);
  // The first failure since the last call, or empty.
  std::string TakeFailedDelivery();

 private:
  std::mutex mutex_;  // Guards all.
  std::condition_variable changed_;
  bool woken_ = false;
  bool interrupted_ = false;
  std::string last_error_;
  bool refused_ = false;
  std::string failed_delivery_;
  KafkaApis apis_;
};

using KafkaSettings = std::vector<std::pair<std::string, std::string>>;

// One client of librdkafka: a producer or a consumer, with what both need.
//
// Threads: as librdkafka's handles, thread-safe; the destructor is not.
// Blocking: the destructor closes and waits little longer than `close_deadline`.
class KafkaClient {
 public:
  // Settings of both kinds come from `options`; `settings` is added. Connects in the background.
  // Errors: kInvalid (librdkafka refuses a setting).
  static Result<std::unique_ptr<KafkaClient>> Open(rd_kafka_type_t type,
                                                   const KafkaLogOptions& options,
                                                   const KafkaSettings& settings,
                                                   std::shared_ptr<KafkaSignals> signals,
                                                   EventSink& events);
  ~KafkaClient();
  KafkaClient(const KafkaClient&) = delete;
  KafkaClient& operator=(const KafkaClient&) = delete;

  rd_kafka_t* get() const { return handle_; }
  KafkaSignals& signals() const { return *signals_; }

  // "Kafka at HOST: WHAT: ERROR (last connection error)".
  Error Unavailable(std::string_view what, rd_kafka_resp_err_t cause) const;
  Error Unavailable(std::string_view what, const rd_kafka_error_t* cause) const;
  Error Unavailable(std::string_view what, std::string_view cause) const;

  // Asks a broker for its name, so that one that is not there is noticed at once. `given_up`, if
  // any, is asked now and then whether to go on waiting.
  // Errors: kUnavailable.
  Result<std::string> ClusterId(const KafkaDeadline& deadline,
                                const std::function<bool()>& given_up = {}) const;

 private:
  KafkaClient(rd_kafka_t* handle, rd_kafka_type_t type, const KafkaLogOptions& options,
              std::shared_ptr<KafkaSignals> signals, EventSink& events);

  rd_kafka_t* handle_;
  rd_kafka_type_t type_;
  std::string brokers_;
  std::string user_;
  std::string refusal_hint_;
  std::chrono::milliseconds close_deadline_;
  // Shared with librdkafka's threads, which a hanging close leaves behind.
  std::shared_ptr<KafkaSignals> signals_;
  EventSink& events_;
};

// `topic` under the options' prefix, and back; nullopt for a foreign topic.
std::string KafkaTopicName(const KafkaLogOptions& options, Topic topic);
std::optional<Topic> TopicOfKafka(const KafkaLogOptions& options, std::string_view name);
// The largest message of any topic, as the client's and the topics' settings need it.
std::size_t KafkaMessageBytesMax(const KafkaLogOptions& options, Topic topic);

}  // namespace stratwatch::pipeline
