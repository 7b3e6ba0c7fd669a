// A cluster whose followers stop while its leader goes on, and is then killed: what was
// acknowledged is there afterwards. The same with a producer that takes the leader's word alone
// loses records, which shows that this test can fail.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <librdkafka/rdkafka.h>

#include <set>
#include <thread>

#include "pipeline/kafka_log.h"
#include "tests/e2e/kafka_cluster.h"

namespace stratwatch::testing {
namespace {

using pipeline::Topic;
using std::chrono::seconds;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr int kNodes = 3;
constexpr int kBefore = 20;
constexpr int kMeanwhile = 20;

// Of partition 0 of `pages`, by the node's number; 0 while there is none.
int LeaderAt(const std::string& brokers) {
  rd_kafka_conf_t* const conf = rd_kafka_conf_new();
  rd_kafka_conf_set(conf, "bootstrap.servers", brokers.c_str(), nullptr, 0);
  rd_kafka_conf_set(conf, "log_level", "0", nullptr, 0);
  rd_kafka_t* const client = rd_kafka_new(RD_KAFKA_PRODUCER, conf, nullptr, 0);
  rd_kafka_topic_t* const topic = rd_kafka_topic_new(client, "pages", nullptr);
  const rd_kafka_metadata_t* metadata = nullptr;
  int leader = 0;
  if (rd_kafka_metadata(client, 0, topic, &metadata, 5'000) == RD_KAFKA_RESP_ERR_NO_ERROR) {
    const auto& found = metadata->topics[0];
    if (found.partition_cnt > 0) leader = std::max(0, found.partitions[0].leader);
    rd_kafka_metadata_destroy(metadata);
  }
  rd_kafka_topic_destroy(topic);
  rd_kafka_destroy(client);
  return leader;
}

// Writes values one by one; those that were acknowledged are kept.
class Writer {
 public:
  virtual ~Writer() = default;
  virtual bool Write(const std::string& value) = 0;
};

// As every task of ours does.
class OurWriter final : public Writer {
 public:
  explicit OurWriter(pipeline::Log& log) : log_(log) {}
  bool Write(const std::string& value) override {
    if (!session_) {
      auto opened = log_.OpenSession({"stranger", {}, ""});
      if (!opened) return false;
      session_ = std::move(*opened);
    }
    pipeline::LogStep step;
    step.outputs.push_back({Topic::kPages, {"host", value, {}}});
    if (session_->Commit(std::move(step))) return true;
    session_.reset();
    return false;
  }

 private:
  pipeline::Log& log_;
  std::unique_ptr<pipeline::LogSession> session_;
};

// With acks=1, as none of ours may.
class TrustingWriter final : public Writer {
 public:
  explicit TrustingWriter(const std::string& brokers) {
    rd_kafka_conf_t* const conf = rd_kafka_conf_new();
    for (const auto& [name, value] :
         {std::pair("bootstrap.servers", brokers.c_str()), std::pair("acks", "1"),
          std::pair("log_level", "0"), std::pair("message.timeout.ms", "5000")}) {
      rd_kafka_conf_set(conf, name, value, nullptr, 0);
    }
    rd_kafka_conf_set_dr_msg_cb(conf, [](rd_kafka_t*, const rd_kafka_message_t* message, void*) {
      *static_cast<bool*>(message->_private) = message->err == RD_KAFKA_RESP_ERR_NO_ERROR;
    });
    client_ = rd_kafka_new(RD_KAFKA_PRODUCER, conf, nullptr, 0);
  }
  ~TrustingWriter() override { rd_kafka_destroy(client_); }
  bool Write(const std::string& value) override {
    bool acknowledged = false;
    const rd_kafka_resp_err_t error = rd_kafka_producev(
        client_, RD_KAFKA_V_TOPIC("pages"), RD_KAFKA_V_PARTITION(0),
        RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_OPAQUE(&acknowledged),
        RD_KAFKA_V_VALUE(const_cast<char*>(value.data()), value.size()), RD_KAFKA_V_END);
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR) rd_kafka_flush(client_, 10'000);
    return acknowledged;
  }

 private:
  rd_kafka_t* client_;
};

class KafkaAcks : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!cluster_.Start()) GTEST_SKIP() << cluster_.WhyNot();
    pipeline::KafkaLogOptions options;
    options.brokers = cluster_.Addresses();
    options.partitions = 1;
    options.replication = kNodes;
    options.delivery_timeout = seconds(5);
    options.connect_wait = seconds(5);
    auto log = pipeline::OpenKafkaLog(options, nullptr, events_);
    ASSERT_TRUE(log.has_value()) << log.error().message;
    log_ = std::move(*log);
    const auto ensured = log_->EnsureTopics();
    ASSERT_TRUE(ensured.has_value()) << ensured.error().message;
  }

  std::set<std::string> WriteTo(Writer& writer, const std::string& name, int count, int misses) {
    std::set<std::string> acknowledged;
    for (int i = 0; i < count && misses > 0; ++i) {
      const std::string value = name + std::to_string(i);
      if (writer.Write(value)) {
        acknowledged.insert(value);
      } else {
        --misses;
      }
    }
    return acknowledged;
  }

  // What was acknowledged and is not there once the cluster is whole again.
  std::set<std::string> LostBy(Writer& writer) {
    std::set<std::string> missing = WriteTo(writer, "before-", kBefore, kBefore);
    EXPECT_THAT(missing, SizeIs(kBefore));
    const int leader = LeaderAt(cluster_.Addresses());
    EXPECT_GT(leader, 0);
    for (int node = 1; node <= kNodes; ++node) {
      if (node != leader) cluster_.Freeze(node);
    }
    missing.merge(WriteTo(writer, "meanwhile-", kMeanwhile, 2));
    cluster_.Kill(leader);
    cluster_.Thaw();
    const auto deadline = std::chrono::steady_clock::now() + seconds(60);
    for (int now = leader;
         (now == leader || now == 0) && std::chrono::steady_clock::now() < deadline;) {
      std::this_thread::sleep_for(std::chrono::milliseconds(200));
      now = LeaderAt(cluster_.Addresses());
    }
    EXPECT_TRUE(cluster_.Start()) << cluster_.WhyNot();
    std::int64_t from = 0;
    for (;;) {
      const auto records = log_->Read(Topic::kPages, 0, from, 100);
      EXPECT_TRUE(records.has_value()) << records.error().message;
      if (!records || records->empty()) break;
      from = records->back().offset + 1;
      for (const auto& each : *records) missing.erase(each.record.value);
    }
    return missing;
  }

  NullEventSink events_;
  KafkaCluster cluster_{kNodes};
  std::unique_ptr<pipeline::Log> log_;
};

TEST_F(KafkaAcks, NothingThatWasAcknowledgedIsLostWithALeaderThatStoodAlone) {
  OurWriter writer(*log_);
  EXPECT_THAT(LostBy(writer), IsEmpty());
}

TEST_F(KafkaAcks, WhoTakesTheLeadersWordAloneLosesRecords) {
  TrustingWriter writer(cluster_.Addresses());
  EXPECT_THAT(LostBy(writer), Not(IsEmpty()));
}

}  // namespace
}  // namespace stratwatch::testing
