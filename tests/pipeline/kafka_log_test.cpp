#include "pipeline/kafka_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <string>

#include "pipeline/internal/kafka_admin.h"
#include "pipeline/internal/kafka_position.h"
#include "pipeline/kafka_health.h"
#include "tests/support/temporary_folder.h"

// What of the Kafka engine can be told without a broker.
namespace stratwatch::pipeline {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::HasSubstr;

struct StartCase {
  const char* name;
  PositionHome home;
  KafkaPartitionState state;
  KafkaStart expected;
};
void PrintTo(const StartCase& each, std::ostream* out) {
  *out << each.name;
}

constexpr auto kLog = PositionHome::kLog;
constexpr auto kStore = PositionHome::kStore;
constexpr auto kNone = std::nullopt;

// {first kept, end, group's position, store's position} -> {start, end of the replay, lost}
const StartCase kStartCases[] = {
    {"NewGroup", kLog, {0, 9, kNone, kNone}, {0, 0, 0}},
    {"NewGroupOnATrimmedTopic", kLog, {4, 9, kNone, kNone}, {4, 0, 0}},
    {"KnownGroup", kLog, {0, 9, 5, kNone}, {5, 0, 0}},
    {"AtTheEnd", kLog, {0, 9, 9, kNone}, {9, 0, 0}},
    {"GroupBehindTheRetention", kLog, {7, 9, 5, kNone}, {7, 0, 2}},
    {"NewStoreAndNewGroup", kStore, {0, 9, kNone, kNone}, {0, 0, 0}},
    // A new machine: everything the group has answered is replayed.
    {"NewStore", kStore, {0, 9, 5, kNone}, {0, 5, 0}},
    {"NewStoreOnATrimmedTopic", kStore, {3, 9, 5, kNone}, {3, 5, 0}},
    // A crash between the transaction and the store, or a backup put back.
    {"StoreBehindTheGroup", kStore, {0, 9, 5, 4}, {4, 5, 0}},
    {"StoreWithTheGroup", kStore, {0, 9, 5, 5}, {5, 5, 0}},
    // Steps without outputs tell the group later.
    {"StoreAheadOfTheGroup", kStore, {0, 9, 5, 7}, {7, 7, 0}},
    // Groups are forgotten after a week of silence.
    {"GroupForgotten", kStore, {0, 9, kNone, 7}, {7, 7, 0}},
    {"StoreBehindTheRetention", kStore, {6, 9, 8, 4}, {6, 8, 2}},
};

class StartOfPartition : public ::testing::TestWithParam<StartCase> {};

TEST_P(StartOfPartition, IsWhereItsHomeSays) {
  const auto start = StartOf(GetParam().state, GetParam().home, "pages/0 of group g");
  ASSERT_TRUE(start.has_value()) << start.error().message;
  EXPECT_EQ(start->offset, GetParam().expected.offset);
  EXPECT_EQ(start->lost_records, GetParam().expected.lost_records);
  // An end at or before the start is no replay, whatever it is.
  EXPECT_EQ(std::max(start->replay_end, start->offset),
            std::max(GetParam().expected.replay_end, start->offset));
}

// Groups are forgotten after a week of silence: an empty store is not whole for that.
TEST(StartOfPartition, IsCaughtUpWhereTheGroupWasOrElseAtTheEnd) {
  const auto known = StartOf({0, 9, 5, kNone}, kStore, "resolved/0 of group index");
  const auto forgotten = StartOf({0, 9, kNone, kNone}, kStore, "resolved/0 of group index");
  ASSERT_TRUE(known.has_value() && forgotten.has_value());
  EXPECT_EQ(known->caught_up_at, 5);
  EXPECT_EQ(forgotten->caught_up_at, 9);
}

INSTANTIATE_TEST_SUITE_P(Positions, StartOfPartition, ::testing::ValuesIn(kStartCases),
                         [](const auto& each) { return each.param.name; });

TEST(StartOfPartition, PastTheEndIsCorrupt) {
  for (const auto& [home, state] : {std::pair(kLog, KafkaPartitionState{0, 4, 5, kNone}),
                                    std::pair(kStore, KafkaPartitionState{0, 4, kNone, 5})}) {
    const auto start = StartOf(state, home, "articles/0 of group resolve");
    ASSERT_FALSE(start.has_value());
    EXPECT_EQ(start.error().code, ErrorCode::kCorrupt);
    EXPECT_THAT(start.error().message, HasSubstr("articles/0 of group resolve"));
  }
}

// Protocol guide, ConsumerProtocolAssignment: two partitions of one topic, then user data.
TEST(KafkaAssignment, TellsItsPartitions) {
  const std::string bytes("\0\1\0\0\0\1\0\2ab\0\0\0\2\0\0\0\3\0\0\1\0\xff\xff\xff\xff", 26);
  EXPECT_THAT(AssignedPartitions(bytes), ::testing::ElementsAre(3, 256));
  EXPECT_THAT(AssignedPartitions(""), ::testing::IsEmpty());
  // Cut anywhere, it says no more than it has.
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_LE(AssignedPartitions(std::string_view(bytes).substr(0, size)).size(), 2U) << size;
  }
  EXPECT_THAT(AssignedPartitions(std::string("\0\1\x7f\xff\xff\xff\x7f\xff", 8)),
              ::testing::IsEmpty());
}

class KafkaPositionsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    store::StoreOptions options;
    options.path = folder_ / "store";
    auto database = store::Database::Open(options);
    ASSERT_TRUE(database.has_value()) << database.error().message;
    database_ = std::move(*database);
  }
  testing::TemporaryFolder folder_;
  std::unique_ptr<store::Database> database_;
};

TEST_F(KafkaPositionsTest, AreKeptByClusterPrefixAndGroup) {
  KafkaPositions positions(*database_, "cluster-1", "news.", "index");
  store::WriteBatch batch;
  positions.Set(batch, Topic::kResolved, 0, 42);
  ASSERT_TRUE(database_->Write(batch, store::Durability::kBuffered).has_value());
  EXPECT_EQ(positions.Get(Topic::kResolved, 0)->value_or(-1), 42);
  EXPECT_FALSE(positions.Get(Topic::kResolved, 1)->has_value());
  for (const auto& [cluster, prefix, group] :
       {std::tuple("cluster-2", "news.", "index"), std::tuple("cluster-1", "", "index"),
        std::tuple("cluster-1", "news.", "resolve")}) {
    const KafkaPositions other(*database_, cluster, prefix, group);
    EXPECT_FALSE(other.Get(Topic::kResolved, 0)->has_value()) << cluster << prefix << group;
  }
  // The embedded log in the same store is another log.
  EXPECT_FALSE(store::LogTable(*database_).Position("index", "resolved", 0)->has_value());
}

// A port that refuses: bound, but nobody listens.
class ClosedPort {
 public:
  ClosedPort() : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    EXPECT_EQ(bind(socket_, reinterpret_cast<sockaddr*>(&address), length), 0);
    EXPECT_EQ(getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &length), 0);
    port_ = ntohs(address.sin_port);
  }
  ~ClosedPort() { close(socket_); }
  ClosedPort(const ClosedPort&) = delete;
  ClosedPort& operator=(const ClosedPort&) = delete;
  std::string Address() const { return "127.0.0.1:" + std::to_string(port_); }
  int Socket() const { return socket_; }

 private:
  int socket_;
  int port_ = 0;
};

KafkaLogOptions OptionsFor(const std::string& brokers) {
  KafkaLogOptions options;
  options.brokers = brokers;
  options.connect_wait = milliseconds(1'500);
  options.close_deadline = milliseconds(2'000);
  return options;
}

std::unique_ptr<Log> OpenLog(KafkaLogOptions options, EventSink& events) {
  auto log = OpenKafkaLog(std::move(options), nullptr, events);
  EXPECT_TRUE(log.has_value()) << log.error().message;
  return std::move(*log);
}

template <typename T>
void ExpectUnavailable(const Result<T>& result, const std::string& broker) {
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, ErrorCode::kUnavailable);
  EXPECT_THAT(result.error().message, HasSubstr(broker));
}

TEST(KafkaLogWithoutABroker, SaysWhichBrokerDoesNotAnswerAndDoesNotHang) {
  NullEventSink events;
  const ClosedPort port;
  const auto begin = std::chrono::steady_clock::now();
  {
    const auto log = OpenLog(OptionsFor(port.Address()), events);
    ExpectUnavailable(log->EnsureTopics(), port.Address());
    ExpectUnavailable(log->Extents(), port.Address());
    ExpectUnavailable(log->Read(Topic::kPages, 0, 0, 1), port.Address());
    ExpectUnavailable(log->OpenSession({"crawl", {}, "", kLog}), port.Address());
    ExpectUnavailable(log->OpenSession({"normalise", {Topic::kPages}, "m", kLog}), port.Address());
  }
  EXPECT_LT(std::chrono::steady_clock::now() - begin, seconds(20));
}

// It accepts connections and never says a word.
TEST(KafkaLogWithoutABroker, DoesNotHangOnAServerThatIsSilent) {
  NullEventSink events;
  const ClosedPort port;
  ASSERT_EQ(listen(port.Socket(), 16), 0);
  const auto begin = std::chrono::steady_clock::now();
  ExpectUnavailable(OpenLog(OptionsFor(port.Address()), events)->EnsureTopics(), port.Address());
  EXPECT_LT(std::chrono::steady_clock::now() - begin, seconds(10));
}

struct VersionCase {
  const char* name;
  KafkaApis apis;
  int client;
  FindingLevel level;
  const char* says;
};
void PrintTo(const VersionCase& each, std::ostream* out) {
  *out << each.name;
}

constexpr int kDebian12 = 0x020002ff;
constexpr int kNewClient = 0x020b00ff;

// As brokers of these versions answer.
const VersionCase kVersionCases[] = {
    {"Kafka391", {{0, 11}, {0, 9}}, kDebian12, FindingLevel::kGood, "3.9"},
    {"Kafka400", {{0, 12}, {2, 9}}, kDebian12, FindingLevel::kWarning, "4.0"},
    {"Kafka400AndALaterClient", {{0, 12}, {2, 9}}, kNewClient, FindingLevel::kGood, "2.11.0"},
    {"Kafka410", {{0, 13}, {0, 9}}, kDebian12, FindingLevel::kGood, "4.1, librdkafka 2.0.2"},
    {"Old", {{0, 7}, {0, 5}}, kDebian12, FindingLevel::kWarning, "older than 3.8"},
    {"Silent", {}, kDebian12, FindingLevel::kWarning, "unknown"},
};

class KafkaVersion : public ::testing::TestWithParam<VersionCase> {};

TEST_P(KafkaVersion, IsJudgedByWhatABrokerUnderstands) {
  const Finding finding = JudgeKafkaVersion(GetParam().apis, GetParam().client);
  EXPECT_EQ(finding.level, GetParam().level) << finding.text;
  EXPECT_THAT(finding.text, HasSubstr(GetParam().says));
}

INSTANTIATE_TEST_SUITE_P(Versions, KafkaVersion, ::testing::ValuesIn(kVersionCases),
                         [](const auto& each) { return each.param.name; });

TEST(KafkaLogOptionsAreChecked, Brokers) {
  NullEventSink events;
  const auto log = OpenKafkaLog({}, nullptr, events);
  ASSERT_FALSE(log.has_value());
  EXPECT_EQ(log.error().code, ErrorCode::kInvalid);
  EXPECT_THAT(log.error().message, HasSubstr("kafka.brokers"));
}

TEST(KafkaLogOptionsAreChecked, TopicPrefix) {
  NullEventSink events;
  for (const std::string& prefix : {std::string("a b"), std::string("é"), std::string(240, 'x')}) {
    auto options = OptionsFor("127.0.0.1:1");
    options.topic_prefix = prefix;
    const auto log = OpenKafkaLog(options, nullptr, events);
    ASSERT_FALSE(log.has_value()) << prefix;
    EXPECT_THAT(log.error().message, HasSubstr("kafka.topic_prefix"));
  }
}

TEST(KafkaLogOptionsAreChecked, Counts) {
  NullEventSink events;
  auto options = OptionsFor("127.0.0.1:1");
  options.partitions = 0;
  EXPECT_EQ(OpenKafkaLog(options, nullptr, events).error().code, ErrorCode::kInvalid);
}

TEST(KafkaLogOptionsAreChecked, APositionInTheStoreNeedsAStore) {
  NullEventSink events;
  const auto log = OpenLog(OptionsFor("127.0.0.1:1"), events);
  const auto session = log->OpenSession({"index", {Topic::kResolved}, "m", kStore});
  ASSERT_FALSE(session.has_value());
  EXPECT_EQ(session.error().code, ErrorCode::kInvalid);
}

}  // namespace
}  // namespace stratwatch::pipeline
