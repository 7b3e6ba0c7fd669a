#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "model/error.h"
#include "pipeline/internal/kafka_client.h"
#include "pipeline/log.h"

namespace stratwatch::pipeline {

// Publishes records with acks=all, idempotently; with a transactional id also as a unit with a
// consumer's position.
//
// After an error the producer is of no use any more: open a new one. With the same transactional
// id the new one settles what the old one left open.
// Threads: not thread-safe. Blocking: up to the options' timeouts.
class KafkaProducer {
 public:
  // An empty `transactional_id` makes a producer for Publish, else one for Transact.
  // `given_up` is asked now and then whether to go on waiting for a broker.
  // Errors: kInvalid, kUnavailable (no broker answers within `connect_wait`).
  static Result<std::unique_ptr<KafkaProducer>> Open(const KafkaLogOptions& options,
                                                     const std::string& transactional_id,
                                                     EventSink& events,
                                                     const std::function<bool()>& given_up = {});

  // For questions that must not wait behind a consumer's long fetch on the same connection.
  const KafkaClient& client() const { return *client_; }

  // Returns when every record is acknowledged. Errors: kUnavailable: some may be published.
  Result<void> Publish(const std::vector<OutgoingRecord>& outputs);

  struct Position {
    const rd_kafka_topic_partition_list_t* offsets;
    const rd_kafka_consumer_group_metadata_t* group;
  };
  // Publishes `outputs` and `position` as one transaction. `before_commit` runs when all of it
  // is with the broker and only the commit is missing; its error aborts.
  // Errors: kUnavailable: nothing is published, or the outcome is unknown (the message says so),
  // which the group's committed position tells once the producer is opened anew.
  Result<void> Transact(const std::vector<OutgoingRecord>& outputs, const Position& position,
                        const std::function<Result<void>()>& before_commit);

 private:
  // Fences an older producer of this id and waits until its open transaction is settled.
  static Result<void> StartTransactions(const KafkaClient& client, const KafkaDeadline& deadline,
                                        const std::string& transactional_id,
                                        const std::function<bool()>& given_up);
  KafkaProducer(std::unique_ptr<KafkaClient> client, const KafkaLogOptions& options)
      : client_(std::move(client)), options_(options) {}

  Result<void> Produce(const OutgoingRecord& output, const KafkaDeadline& deadline);
  Result<void> ProduceAll(const std::vector<OutgoingRecord>& outputs,
                          const KafkaDeadline& deadline);
  Result<void> SendOffsets(const Position& position, const KafkaDeadline& deadline);
  Result<void> CommitTransaction(const KafkaDeadline& deadline);
  void Abort();

  std::unique_ptr<KafkaClient> client_;
  KafkaLogOptions options_;
};

}  // namespace stratwatch::pipeline
