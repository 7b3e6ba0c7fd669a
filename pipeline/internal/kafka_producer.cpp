#include "pipeline/internal/kafka_producer.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace stratwatch::pipeline {
namespace {

// librdkafka's own bound on a batch of several messages; a larger message goes alone.
constexpr std::size_t kBatchBytes = 1'000'000;
constexpr int kAbortMilliseconds = 5'000;
constexpr int kQueueFullMilliseconds = 50;
constexpr int kInitSliceMilliseconds = 500;  // Until we ask whether the wait was given up.

KafkaSettings SettingsOf(const KafkaLogOptions& options, const std::string& transactional_id) {
  KafkaSettings settings{
      {"enable.idempotence", "true"},
      {"acks", "all"},
      {"compression.type", "zstd"},
      {"linger.ms", std::to_string(options.linger.count())},
      // Java's partitioner: other clients put a key where we put it.
      {"partitioner", "murmur2_random"},
      // A topic's bound holds for a batch, too.
      {"batch.size", std::to_string(std::min(kBatchBytes, options.message_bytes_max))},
  };
  if (transactional_id.empty()) {
    settings.emplace_back("message.timeout.ms", std::to_string(options.delivery_timeout.count()));
    return settings;
  }
  const std::string timeout = std::to_string(options.transaction_timeout.count());
  settings.emplace_back("transactional.id", transactional_id);
  settings.emplace_back("transaction.timeout.ms", timeout);
  settings.emplace_back("message.timeout.ms", timeout);
  // The next transaction waits for the coordinator to finish the last one by asking again: with
  // the default of 100 ms a commit of small steps is three times slower.
  settings.emplace_back("retry.backoff.ms", "5");
  return settings;
}

KafkaHeaders HeadersOf(const LogRecord& record) {
  KafkaHeaders headers(rd_kafka_headers_new(record.headers.size()));
  for (const auto& [name, value] : record.headers) {
    rd_kafka_header_add(headers.get(), name.data(), static_cast<ssize_t>(name.size()), value.data(),
                        static_cast<ssize_t>(value.size()));
  }
  return headers;
}

}  // namespace

Result<std::unique_ptr<KafkaProducer>> KafkaProducer::Open(const KafkaLogOptions& options,
                                                           const std::string& transactional_id,
                                                           EventSink& events,
                                                           const std::function<bool()>& given_up) {
  auto client = KafkaClient::Open(RD_KAFKA_PRODUCER, options, SettingsOf(options, transactional_id),
                                  std::make_shared<KafkaSignals>(), events);
  if (!client) return tl::unexpected(client.error());
  const KafkaDeadline deadline(options.connect_wait);
  if (auto id = (*client)->ClusterId(deadline, given_up); !id) return tl::unexpected(id.error());
  if (!transactional_id.empty()) {
    const KafkaDeadline settled(std::max(options.connect_wait, options.transaction_timeout));
    auto started = StartTransactions(**client, settled, transactional_id, given_up);
    if (!started) return tl::unexpected(started.error());
  }
  return std::unique_ptr<KafkaProducer>(new KafkaProducer(std::move(*client), options));
}

Result<void> KafkaProducer::StartTransactions(const KafkaClient& client,
                                              const KafkaDeadline& deadline,
                                              const std::string& transactional_id,
                                              const std::function<bool()>& given_up) {
  for (;;) {
    const KafkaError failed(rd_kafka_init_transactions(
        client.get(), std::min(deadline.Milliseconds(), kInitSliceMilliseconds)));
    if (!failed) return {};
    const rd_kafka_resp_err_t error = rd_kafka_error_code(failed.get());
    // It goes on in the background, asking again joins it; or what the last one left open is being
    // settled, which the library only waits for as long as we do.
    const bool waits = error == RD_KAFKA_RESP_ERR__TIMED_OUT ||
                       error == RD_KAFKA_RESP_ERR_CONCURRENT_TRANSACTIONS ||
                       rd_kafka_error_is_retriable(failed.get()) != 0;
    if (!waits || deadline.Passed() || (given_up && given_up())) {
      return tl::unexpected(
          client.Unavailable("start transactions of " + transactional_id, failed.get()));
    }
  }
}

Result<void> KafkaProducer::Produce(const OutgoingRecord& output, const KafkaDeadline& deadline) {
  const std::string topic = KafkaTopicName(options_, output.topic);
  const LogRecord& record = output.record;
  for (;;) {
    KafkaHeaders headers = HeadersOf(record);
    // The library takes the bytes as void*, but copies them.
    // A record without a key goes to any partition.
    void* const key = record.key.empty() ? nullptr : const_cast<char*>(record.key.data());
    void* const value = const_cast<char*>(record.value.data());
    const rd_kafka_resp_err_t error = rd_kafka_producev(
        client_->get(), RD_KAFKA_V_TOPIC(topic.c_str()), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
        RD_KAFKA_V_KEY(key, record.key.size()), RD_KAFKA_V_VALUE(value, record.value.size()),
        RD_KAFKA_V_HEADERS(headers.get()), RD_KAFKA_V_END);
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR) {
      static_cast<void>(headers.release());  // The message owns them now.
      return {};
    }
    if (error == RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE) {
      return Fail(ErrorCode::kLimit, fmt::format("topic {}: a record of {} bytes is too large",
                                                 topic, record.value.size()));
    }
    if (error != RD_KAFKA_RESP_ERR__QUEUE_FULL || deadline.Passed()) {
      return tl::unexpected(client_->Unavailable("publish to " + topic, error));
    }
    rd_kafka_poll(client_->get(), kQueueFullMilliseconds);
  }
}

Result<void> KafkaProducer::ProduceAll(const std::vector<OutgoingRecord>& outputs,
                                       const KafkaDeadline& deadline) {
  for (const OutgoingRecord& output : outputs) {
    if (auto produced = Produce(output, deadline); !produced) return produced;
  }
  const rd_kafka_resp_err_t flushed = rd_kafka_flush(client_->get(), deadline.Milliseconds());
  const std::string failed = client_->signals().TakeFailedDelivery();
  if (!failed.empty()) {
    return tl::unexpected(client_->Unavailable("a record was not taken", failed));
  }
  if (flushed != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return tl::unexpected(client_->Unavailable("records were not acknowledged", flushed));
  }
  return {};
}

Result<void> KafkaProducer::Publish(const std::vector<OutgoingRecord>& outputs) {
  auto done = ProduceAll(outputs, KafkaDeadline(options_.delivery_timeout));
  if (!done) {
    // Nothing of this may go out later, when the caller has published it again.
    rd_kafka_purge(client_->get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
    rd_kafka_poll(client_->get(), 0);
  }
  return done;
}

Result<void> KafkaProducer::Transact(const std::vector<OutgoingRecord>& outputs,
                                     const Position& position,
                                     const std::function<Result<void>()>& before_commit) {
  const KafkaDeadline deadline(options_.transaction_timeout);
  const KafkaError failed(rd_kafka_begin_transaction(client_->get()));
  if (failed) return tl::unexpected(client_->Unavailable("begin a transaction", failed.get()));
  auto ready = ProduceAll(outputs, deadline);
  if (ready) ready = SendOffsets(position, deadline);
  if (ready) ready = before_commit();
  if (!ready) {
    Abort();
    return ready;
  }
  return CommitTransaction(deadline);
}

Result<void> KafkaProducer::SendOffsets(const Position& position, const KafkaDeadline& deadline) {
  for (;;) {
    const KafkaError failed(rd_kafka_send_offsets_to_transaction(
        client_->get(), position.offsets, position.group, deadline.Milliseconds()));
    if (!failed) return {};
    if (rd_kafka_error_is_retriable(failed.get()) == 0 || deadline.Passed()) {
      return tl::unexpected(
          client_->Unavailable("add the position to a transaction", failed.get()));
    }
  }
}

Result<void> KafkaProducer::CommitTransaction(const KafkaDeadline& deadline) {
  for (;;) {
    const KafkaError failed(rd_kafka_commit_transaction(client_->get(), deadline.Milliseconds()));
    if (!failed) return {};
    if (rd_kafka_error_txn_requires_abort(failed.get()) != 0) {
      Error error = client_->Unavailable("commit a transaction", failed.get());
      Abort();
      return tl::unexpected(std::move(error));
    }
    // A commit that timed out goes on in the background: ask again.
    if (rd_kafka_error_is_retriable(failed.get()) == 0 || deadline.Passed()) {
      return tl::unexpected(
          client_->Unavailable("commit a transaction, outcome unknown", failed.get()));
    }
  }
}

// Should this fail, the broker aborts after the transaction's timeout, or the next producer of
// this id does at once.
void KafkaProducer::Abort() {
  const KafkaError ignored(rd_kafka_abort_transaction(client_->get(), kAbortMilliseconds));
}

}  // namespace stratwatch::pipeline
