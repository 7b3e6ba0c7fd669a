// Topics as configured: what is planned, applied, and refused when the service starts.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "pipeline/internal/kafka_admin.h"
#include "pipeline/kafka_health.h"
#include "pipeline/kafka_topic_plan.h"
#include "tests/pipeline/kafka_broker.h"
#include "tests/pipeline/kafka_engine.h"

namespace stratwatch::pipeline {
namespace {

using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

// Keeps the names of events, with their setting.
class Heard final : public EventSink {
 public:
  void Write(Severity, std::string_view name, std::initializer_list<EventField> fields) override {
    std::string text(name);
    for (const EventField& field : fields) {
      if (field.key == "setting") text += " " + field.value;
    }
    events.push_back(std::move(text));
  }
  std::vector<std::string> events;
};

class KafkaTopicsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string why_not;
    const std::string brokers = SharedBroker(why_not);
    if (brokers.empty()) GTEST_SKIP() << why_not;
    options_ = KafkaTestOptions(brokers);
    auto client = KafkaClient::Open(RD_KAFKA_PRODUCER, options_, {},
                                    std::make_shared<KafkaSignals>(), events_);
    ASSERT_TRUE(client.has_value()) << client.error().message;
    client_ = std::move(*client);
  }

  std::string NameOf(Topic topic) const { return KafkaTopicName(options_, topic); }

  std::vector<TopicState> Plan() {
    auto plan = PlanKafkaTopics(options_, events_);
    EXPECT_TRUE(plan.has_value()) << plan.error().message;
    return plan.value_or(std::vector<TopicState>());
  }
  TopicState StateOf(Topic topic) {
    const auto plan = Plan();
    const auto found = std::find_if(plan.begin(), plan.end(),
                                    [topic](const auto& each) { return each.topic == topic; });
    return found != plan.end() ? *found : TopicState();
  }
  void Apply() {
    const auto applied = ApplyTopicPlan(options_, Plan(), events_);
    ASSERT_TRUE(applied.has_value()) << applied.error().message;
  }
  Result<void> Start() {
    auto log = OpenKafkaLog(options_, nullptr, heard_);
    if (!log) return tl::unexpected(log.error());
    return (*log)->EnsureTopics();
  }
  void Make(Topic topic, int partitions, TopicSettings settings) {
    const auto made =
        CreateKafkaTopics(*client_, {{NameOf(topic), partitions, 1, std::move(settings)}},
                          KafkaDeadline(seconds(30)));
    ASSERT_TRUE(made.has_value()) << made.error().message;
  }

  // As a topic of ours, but for `changed`.
  void MakeLike(Topic topic, const std::string& setting, const std::string& value) {
    TopicSettings settings = StateOf(topic).settings;
    for (auto& [name, wanted] : settings) {
      if (name == setting) wanted = value;
    }
    Make(topic, 1, settings);
  }

  KafkaLogOptions options_;
  NullEventSink events_;
  Heard heard_;
  std::unique_ptr<KafkaClient> client_;
};

TEST_F(KafkaTopicsTest, APlanChangesNothing) {
  Plan();
  for (const TopicState& state : Plan()) EXPECT_FALSE(state.exists) << state.name;
}

TEST_F(KafkaTopicsTest, WhatIsAppliedIsAsWanted) {
  Apply();
  for (const TopicState& state : Plan()) {
    EXPECT_TRUE(state.exists) << state.name;
    EXPECT_THAT(state.differences, IsEmpty()) << state.name << state.differences[0].setting;
  }
  EXPECT_TRUE(Start().has_value());
  EXPECT_THAT(heard_.events, IsEmpty());
}

TEST_F(KafkaTopicsTest, AServiceThatMayNotMakeTopicsNamesTheMissing) {
  options_.create_topics = false;
  const auto started = Start();
  ASSERT_FALSE(started.has_value());
  EXPECT_EQ(started.error().code, ErrorCode::kInvalid);
  EXPECT_THAT(started.error().message, HasSubstr(NameOf(Topic::kPages)));
  EXPECT_THAT(started.error().message, HasSubstr("topics apply"));
  EXPECT_FALSE(StateOf(Topic::kPages).exists);
}

struct HarmfulCase {
  const char* name;
  const char* setting;
  const char* value;
};
void PrintTo(const HarmfulCase& each, std::ostream* out) {
  *out << each.setting;
}

class AHarmfulSetting : public KafkaTopicsTest,
                        public ::testing::WithParamInterface<HarmfulCase> {};

TEST_P(AHarmfulSetting, IsRefusedUntilItIsApplied) {
  MakeLike(Topic::kArticles, GetParam().setting, GetParam().value);
  const auto refused = Start();
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, ErrorCode::kInvalid);
  EXPECT_THAT(refused.error().message, HasSubstr(NameOf(Topic::kArticles)));
  EXPECT_THAT(refused.error().message, HasSubstr(GetParam().setting));
  Apply();
  const auto started = Start();
  EXPECT_TRUE(started.has_value()) << started.error().message;
}

INSTANTIATE_TEST_SUITE_P(
    Topics, AHarmfulSetting,
    ::testing::Values(HarmfulCase{"Compaction", "cleanup.policy", "compact"},
                      HarmfulCase{"CreateTime", "message.timestamp.type", "CreateTime"},
                      HarmfulCase{"SmallMessages", "max.message.bytes", "1000"}),
    [](const auto& each) { return std::string(each.param.name); });

TEST_F(KafkaTopicsTest, AShortRetentionIsToldAndNotRefused) {
  MakeLike(Topic::kResolved, "retention.ms", "60000");
  const auto started = Start();
  EXPECT_TRUE(started.has_value()) << started.error().message;
  EXPECT_THAT(heard_.events, ElementsAre("kafka.topic-setting retention.ms"));
}

TEST_F(KafkaTopicsTest, RoomForLargerMessagesIsFine) {
  MakeLike(Topic::kArticles, "max.message.bytes", "90000000");
  EXPECT_THAT(StateOf(Topic::kArticles).differences, IsEmpty());
}

// Kafka's older request sets all settings of a topic at once.
TEST_F(KafkaTopicsTest, ApplyingLeavesOtherSettingsOfTheTopic) {
  TopicSettings settings = StateOf(Topic::kArticles).settings;
  settings.emplace_back("segment.ms", "12345678");
  for (auto& [name, value] : settings) {
    if (name == "retention.ms") value = "60000";
  }
  Make(Topic::kArticles, 1, settings);
  Apply();
  const auto now = DescribeKafka(*client_, KafkaResource::kTopic, {NameOf(Topic::kArticles)},
                                 KafkaDeadline(seconds(30)));
  ASSERT_TRUE(now.has_value()) << now.error().message;
  EXPECT_EQ(now->front().values.at("segment.ms").text, "12345678");
  EXPECT_EQ(now->front().values.at("message.timestamp.type").text, "LogAppendTime");
  EXPECT_THAT(StateOf(Topic::kArticles).differences, IsEmpty());
}

TEST_F(KafkaTopicsTest, PartitionsAreAddedAndNeverTakenAway) {
  Apply();
  options_.partitions = 3;
  Apply();
  EXPECT_TRUE(StateOf(Topic::kPages).AsWanted());
  options_.partitions = 2;
  const TopicState more = StateOf(Topic::kPages);
  ASSERT_THAT(more.differences, SizeIs(1));
  EXPECT_FALSE(more.differences[0].can_apply);
  EXPECT_FALSE(more.differences[0].harmful);
  EXPECT_TRUE(Start().has_value());
}

TEST_F(KafkaTopicsTest, TwoPartitionsOfAnOrderedTopicAreRefused) {
  Make(Topic::kArticles, 2, StateOf(Topic::kArticles).settings);
  const auto started = Start();
  ASSERT_FALSE(started.has_value());
  EXPECT_THAT(started.error().message, HasSubstr(NameOf(Topic::kArticles) + ": partitions is 2"));
}

TEST_F(KafkaTopicsTest, CopiesThatAreMissingAreToldWithWhatAddsThem) {
  Apply();
  options_.replication = 3;
  const TopicState state = StateOf(Topic::kPages);
  // Two in step of one copy would refuse every record.
  ASSERT_THAT(state.differences, SizeIs(1));
  EXPECT_EQ(state.differences[0].setting, "replication");
  EXPECT_FALSE(state.differences[0].can_apply);
}

TEST_F(KafkaTopicsTest, MoreCopiesInStepThanThereAreIsRefused) {
  MakeLike(Topic::kArticles, "min.insync.replicas", "2");
  const auto started = Start();
  ASSERT_FALSE(started.has_value());
  EXPECT_THAT(started.error().message, HasSubstr("min.insync.replicas is 2 and must be 1"));
  Apply();
  EXPECT_TRUE(Start().has_value());
}

// The level and text of each finding of one check.
std::vector<std::pair<FindingLevel, std::string>> FindingsOf(const std::vector<Finding>& findings,
                                                             const std::string& check) {
  std::vector<std::pair<FindingLevel, std::string>> texts;
  for (const Finding& each : findings) {
    if (each.check == check) texts.emplace_back(each.level, each.text);
  }
  return texts;
}

TEST_F(KafkaTopicsTest, AnExaminationNamesVersionTopicsCopiesAndWindow) {
  Apply();
  const auto found = ExamineKafka(options_, std::chrono::hours(24), events_);
  ASSERT_TRUE(found.has_value()) << found.error().message;
  using ::testing::AnyOf;
  EXPECT_THAT(FindingsOf(*found, "version"),
              ElementsAre(Pair(FindingLevel::kGood, AnyOf(HasSubstr("4.1"), HasSubstr("3.9")))));
  EXPECT_THAT(FindingsOf(*found, "topics"),
              ElementsAre(Pair(FindingLevel::kGood, "all as configured")));
  EXPECT_THAT(FindingsOf(*found, "copies"),
              ElementsAre(Pair(FindingLevel::kWarning, HasSubstr("replication is 1"))));
  EXPECT_THAT(FindingsOf(*found, "retention"),
              ElementsAre(Pair(FindingLevel::kGood, HasSubstr("resolve.window_h"))));
  EXPECT_THAT(FindingsOf(*found, "broker settings"),
              ElementsAre(Pair(FindingLevel::kGood, "as needed")));
}

TEST_F(KafkaTopicsTest, AnExaminationFindsWhatDoesNotWork) {
  Apply();
  options_.session_timeout = std::chrono::hours(2);  // Brokers take half an hour at most.
  options_.retention = std::chrono::hours(12);
  const auto found = ExamineKafka(options_, std::chrono::hours(24), events_);
  ASSERT_TRUE(found.has_value()) << found.error().message;
  EXPECT_THAT(FindingsOf(*found, "broker settings"),
              ElementsAre(Pair(FindingLevel::kWrong, HasSubstr("group.max.session.timeout.ms"))));
  EXPECT_THAT(FindingsOf(*found, "retention"),
              ElementsAre(Pair(FindingLevel::kWarning, HasSubstr("kafka.retention_h is 12"))));
  EXPECT_THAT(FindingsOf(*found, "topics"), SizeIs(4));  // All but `resolved`, which is kept.
}

}  // namespace
}  // namespace stratwatch::pipeline
